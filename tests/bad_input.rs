//! Files that are not what they should be: each is named with its place, the good ones beside it are
//! worked on, and nothing that was there before is lost.
#![cfg(feature = "cli")]

#[path = "cli/program.rs"]
mod program;

use exonym::dictionary::source::{Format, parse};
use exonym::{Dictionary, DictionaryBuilder};
use program::{Ran, run};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// No weak and no shared names, so that a text is read once and written while it is read.
const DICTIONARY: &str = "id,name,lang\nmoonshot-ai,Moonshot AI,en\nmoonshot-ai,Moonshot,\n";

/// A directory with a dictionary in it.
struct Place(TempDir);

impl Place {
    fn new() -> Place {
        let place = Place(tempfile::tempdir().expect("a temporary directory"));
        place.write("d.csv", DICTIONARY);
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.at(name), bytes).expect("a file is written");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.at(name)).expect("a file is read")
    }

    /// Names of all files, also of hidden ones.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .expect("a directory is read")
            .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs a line of arguments that hold no white space.
    fn run(&self, line: &str) -> Ran {
        self.run_with(line, b"")
    }

    fn run_with(&self, line: &str, stdin: &[u8]) -> Ran {
        run(self.0.path(), &line.split_whitespace().collect::<Vec<_>>(), stdin)
    }

    /// Runs a line that must fail with nothing but these messages.
    fn fails(&self, line: &str, messages: &[&str]) {
        let ran = self.run(line);
        let expected: String = messages.iter().map(|m| format!("exonym: {m}\n")).collect();
        assert_eq!(
            (ran.status, ran.stdout.as_str(), ran.stderr.as_str()),
            (2, "", expected.as_str()),
            "{line}"
        );
    }
}

/// (name, bytes, line and offset of the first bad byte)
const NOT_UTF8: &[(&str, &[u8], u64, u64)] = &[
    ("first_byte", b"\xFFabc", 1, 0),
    ("lone_continuation", b"ab\x80c", 1, 2),
    ("latin_1", b"Moonshot\ncaf\xE9 au lait\n", 2, 12),
    ("gbk", b"\xD4\xC2\xD6\xAE\xB0\xB5\xC3\xE6", 1, 0),
    ("overlong", b"a\xC0\xAF", 1, 1),
    ("surrogate", b"a\n\n\xED\xA0\x80", 3, 3),
    ("beyond_unicode", b"\xF4\x90\x80\x80", 1, 0),
    ("cut_at_end", b"Moonshot \xE6\x9C", 1, 9),
    ("cut_before_line_end", b"\xE6\x9C\nMoonshot", 1, 0),
    ("after_wide_characters", b"\xE6\x9C\x88\xE4\xB9\x8B\r\n\xE6\x9C\x88\xFE", 2, 11),
    ("utf_16", b"\xFF\xFEM\0o\0o\0n\0", 1, 0),
    ("picture", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 1, 0),
];

fn not_utf8_message(file: &str, line: u64, byte: u64) -> String {
    format!(
        "{file}:{line}: invalid UTF-8 at byte {byte}; convert the file to UTF-8, or use --invalid replace"
    )
}

#[test]
fn bytes_that_are_not_utf8() {
    let place = Place::new();
    for &(name, bytes, line, byte) in NOT_UTF8 {
        place.write(name, bytes);
        for command in ["tag -d d.csv", "normalize -d d.csv", "normalize -d d.csv --diff"] {
            let message = not_utf8_message(name, line, byte);
            place.fails(&format!("{command} {name}"), &[&message]);
        }
        let ran = place.run_with("normalize -d d.csv", bytes);
        assert_eq!(ran.stderr, format!("exonym: {}\n", not_utf8_message("-", line, byte)));
        let ran = place.run(&format!("normalize -d d.csv --invalid replace {name}"));
        let replaced = String::from_utf8_lossy(bytes).replace("Moonshot", "Moonshot AI");
        assert_eq!((ran.status, ran.stdout, ran.stderr), (0, replaced, String::new()), "{name}");
    }
}

#[test]
fn a_character_over_the_end_of_a_buffer_is_whole() {
    let place = Place::new();
    // Wherever the program's buffers end, one of these shifts puts a character across.
    for shift in 0..3 {
        let text = "a".repeat(shift) + &"月".repeat(100_000) + " Moonshot\n";
        place.write("long.txt", &text);
        let ran = place.run("normalize -d d.csv long.txt");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout == text.replace("Moonshot", "Moonshot AI"), "shift {shift}");
        place.write("cut.txt", &text.as_bytes()[..shift + 3 * 50_000 - 1]);
        let message = not_utf8_message("cut.txt", 1, shift as u64 + 3 * 49_999);
        place.fails("tag -d d.csv cut.txt", &[&message]);
    }
}

#[test]
fn an_empty_file_gives_an_empty_answer() {
    let place = Place::new();
    place.write("empty.txt", "");
    for line in [
        "tag -d d.csv empty.txt",
        "tag -d d.csv --format text empty.txt",
        "tag -d d.csv -j 2 empty.txt empty.txt",
        "tag --fail-on findings empty.txt",
        "tag -d d.csv",
        "normalize -d d.csv empty.txt",
        "normalize -d d.csv --diff empty.txt",
        "normalize -d d.csv --write empty.txt",
        "normalize -d d.csv empty.txt -o out.txt",
        "normalize -d d.csv",
        "lookup -d d.csv",
    ] {
        let ran = place.run(line);
        assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""), "{line}");
    }
    assert_eq!((place.read("empty.txt"), place.read("out.txt")), (Vec::new(), Vec::new()));
    let ran = place.run("tag -d d.csv --format tsv empty.txt");
    assert_eq!((ran.status, ran.stdout.lines().count()), (0, 1), "a table keeps its header");
}

#[test]
fn files_that_cannot_be_read() {
    let place = Place::new();
    fs::create_dir(place.at("sub")).expect("a directory");
    let directory = "sub: is a directory; name the files in it";
    for command in ["tag", "tag -j 2 --format text", "normalize", "normalize --diff"] {
        place.fails(&format!("{command} -d d.csv sub"), &[directory]);
    }
    let missing = std::io::Error::from_raw_os_error(2);
    for line in [
        "tag -d d.csv no.txt",
        "normalize -d d.csv no.txt",
        "normalize -d d.csv --diff no.txt",
        "eval -d d.csv no.txt",
        "tag -d no.txt",
        "dict check no.txt",
        "dict info no.txt",
        "dict merge no.txt -o new.exo",
    ] {
        if cfg!(unix) {
            place.fails(line, &[&format!("no.txt: {missing}")]);
        }
    }
    assert_eq!(place.names(), ["d.csv", "sub"], "nothing new");
}

#[test]
fn good_files_among_bad_ones() {
    let place = Place::new();
    place.write("one.txt", "Moonshot\n");
    place.write("two.txt", "by Moonshot\n");
    place.write("bad.txt", b"Moonshot \xFF\n");
    fs::create_dir(place.at("sub")).expect("a directory");
    let files = "one.txt bad.txt no.txt sub two.txt";
    let reported = |ran: &Ran| -> Vec<String> {
        assert_eq!(ran.status, 2, "{ran:?}");
        let file = |line: &str| line.split(':').nth(1).unwrap_or("").trim().to_owned();
        ran.stderr.lines().map(file).collect()
    };
    for jobs in ["1", "2", "5"] {
        let ran = place.run(&format!("tag -d d.csv --format tsv -j {jobs} {files}"));
        assert_eq!(reported(&ran), ["bad.txt", "no.txt", "sub"], "{jobs} jobs");
        let found: Vec<&str> =
            ran.stdout.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(found, ["one.txt", "two.txt"], "{jobs} jobs");
    }
    let ran = place.run(&format!("normalize -d d.csv --diff {files}"));
    assert_eq!(reported(&ran), ["bad.txt", "no.txt", "sub"]);
    assert_eq!(ran.stdout.matches("+++ ").count(), 2, "{}", ran.stdout);
    // The error is worse than the findings.
    let ran = place.run(&format!("normalize -d d.csv --fail-on findings {files}"));
    assert_eq!(reported(&ran), ["bad.txt", "no.txt", "sub"]);
    assert!(ran.stdout.starts_with("Moonshot AI\n") && ran.stdout.ends_with("by Moonshot AI\n"));
    let ran = place.run(&format!("normalize -d d.csv --write {files}"));
    assert_eq!(reported(&ran), ["bad.txt", "no.txt", "sub"]);
    assert_eq!(place.read("one.txt"), b"Moonshot AI\n");
    assert_eq!(place.read("two.txt"), b"by Moonshot AI\n");
    assert_eq!(place.read("bad.txt"), b"Moonshot \xFF\n");
    assert_eq!(place.names(), ["bad.txt", "d.csv", "one.txt", "sub", "two.txt"]);
}

/// A long text with names, and a bad byte at its very end.
fn long_and_bad() -> Vec<u8> {
    let mut bytes = "Moonshot and others, in a line of some length.\n".repeat(20_000).into_bytes();
    bytes.extend(b"\xFF");
    bytes
}

#[test]
fn a_file_that_fails_midway_is_untouched() {
    let place = Place::new();
    let bad = long_and_bad();
    place.write("long.txt", &bad);
    place.write("out.txt", "old");
    let message = not_utf8_message("long.txt", 20_001, bad.len() as u64 - 1);
    for line in [
        "normalize -d d.csv --write long.txt",
        "normalize -d d.csv --write --backup .orig long.txt",
        "normalize -d d.csv -o out.txt long.txt",
        "normalize -d d.csv -o new.txt long.txt",
        "normalize -d d.csv -o long.txt long.txt",
    ] {
        place.fails(line, &[&message]);
        assert!(place.read("long.txt") == bad, "{line} changed the file");
        assert_eq!(place.read("out.txt"), b"old", "{line}");
        assert_eq!(place.names(), ["d.csv", "long.txt", "out.txt"], "{line} left something");
    }
}

#[test]
fn outputs_that_cannot_be_written() {
    let place = Place::new();
    place.write("in.txt", "Moonshot\n");
    place.write("d.exo", "old");
    fs::create_dir(place.at("sub")).expect("a directory");
    for line in [
        "normalize -d d.csv in.txt -o",
        "dict export d.csv -o",
        "dict build d.csv -o",
        "dict merge d.csv -o",
    ] {
        let ran = place.run(&format!("{line} no/out"));
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{line}");
        assert!(ran.stderr.starts_with("exonym: no/out: "), "{line}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{line}: {}", ran.stderr);
        place.fails(&format!("{line} sub"), &["sub: is a directory; name a file to write"]);
    }
    // A source that fails leaves the compiled file that was there.
    place.write("bad.csv", "id,name\nkimi,\n");
    place.fails("dict build d.csv bad.csv -o d.exo", &["bad.csv:2:6: this row has no `name`"]);
    place.fails("dict merge d.csv bad.csv -o d.exo", &["bad.csv:2:6: this row has no `name`"]);
    place.fails("dict export bad.csv -o d.exo", &["bad.csv:2:6: this row has no `name`"]);
    assert_eq!(place.read("d.exo"), b"old");
    // The backup cannot be made, so the file is not changed.
    let ran = place.run("normalize -d d.csv --write --backup .no/such in.txt");
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("exonym: in.txt.no/such: "), "{}", ran.stderr);
    assert_eq!(place.read("in.txt"), b"Moonshot\n");
    assert_eq!(place.names(), ["bad.csv", "d.csv", "d.exo", "in.txt", "sub"], "nothing new");
}

#[cfg(unix)]
mod unix {
    use super::{Place, not_utf8_message};
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn set_mode(place: &Place, name: &str, mode: u32) {
        fs::set_permissions(place.at(name), fs::Permissions::from_mode(mode)).expect("a mode");
    }

    fn mode(place: &Place, name: &str) -> u32 {
        fs::metadata(place.at(name)).expect("a file").mode() & 0o7777
    }

    #[test]
    fn permissions_are_kept() {
        let place = Place::new();
        for permissions in [0o600, 0o640, 0o644, 0o664, 0o755, 0o700] {
            place.write("in.txt", "Moonshot\n");
            place.write("out.txt", "old\n");
            for name in ["in.txt", "out.txt"] {
                set_mode(&place, name, permissions);
            }
            let ran = place.run("normalize -d d.csv -o out.txt in.txt");
            assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
            let ran = place.run("normalize -d d.csv --write --backup .orig in.txt");
            assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
            for name in ["in.txt", "out.txt", "in.txt.orig"] {
                assert_eq!(mode(&place, name), permissions, "{name} {permissions:o}");
            }
            assert_eq!(place.read("in.txt"), b"Moonshot AI\n");
            assert_eq!(place.read("in.txt.orig"), b"Moonshot\n");
        }
        // A new file gets what any new file gets, not what a temporary one has.
        place.write("in.txt", "Moonshot\n");
        place.write("like.txt", "");
        let ran = place.run("normalize -d d.csv -o new.txt in.txt");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        let ran = place.run("dict build -q d.csv -o new.exo");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        for name in ["new.txt", "new.exo", "new.exo.sources"] {
            assert_eq!(mode(&place, name), mode(&place, "like.txt"), "{name}");
        }
    }

    #[test]
    fn a_link_stays_a_link() {
        let place = Place::new();
        fs::create_dir(place.at("sub")).expect("a directory");
        place.write("sub/real.txt", "Moonshot\n");
        symlink("sub/real.txt", place.at("link.txt")).expect("a link");
        symlink("link.txt", place.at("chain.txt")).expect("a link");
        let is_link = |name: &str| {
            let metadata = fs::symlink_metadata(place.at(name)).expect("a link");
            metadata.file_type().is_symlink()
        };
        let ran = place.run("normalize -d d.csv --write --backup .orig chain.txt");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        assert_eq!(place.read("sub/real.txt"), b"Moonshot AI\n");
        assert_eq!(place.read("chain.txt.orig"), b"Moonshot\n");
        assert!(is_link("chain.txt") && is_link("link.txt") && !is_link("chain.txt.orig"));
        place.write("in.txt", "by Moonshot\n");
        let ran = place.run("normalize -d d.csv -o link.txt in.txt");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        assert_eq!(place.read("sub/real.txt"), b"by Moonshot AI\n");
        assert!(is_link("link.txt"));
        symlink("nowhere", place.at("broken.txt")).expect("a link");
        let ran = place.run("normalize -d d.csv --write broken.txt in.txt");
        assert_eq!((ran.status, ran.stderr.lines().count()), (2, 1), "{}", ran.stderr);
        assert_eq!(place.read("in.txt"), b"by Moonshot AI\n");
        assert!(is_link("broken.txt"));
    }

    #[test]
    fn a_read_only_file_is_refused() {
        let place = Place::new();
        for name in ["locked.txt", "open.txt"] {
            place.write(name, "Moonshot\n");
        }
        set_mode(&place, "locked.txt", 0o444);
        let ran = place.run("normalize -d d.csv --write locked.txt open.txt");
        assert_eq!(ran.status, 2);
        assert!(
            ran.stderr.starts_with("exonym: locked.txt: the file is read-only"),
            "{}",
            ran.stderr
        );
        let ran = place.run("normalize -d d.csv -o locked.txt open.txt");
        assert_eq!(ran.status, 2);
        assert!(
            ran.stderr.starts_with("exonym: locked.txt: the file is read-only"),
            "{}",
            ran.stderr
        );
        assert_eq!(place.read("locked.txt"), b"Moonshot\n");
        assert_eq!(place.read("open.txt"), b"Moonshot AI\n");
        assert_eq!(place.names(), ["d.csv", "locked.txt", "open.txt"]);
    }

    #[test]
    fn a_directory_without_write_permission() {
        let place = Place::new();
        fs::create_dir(place.at("locked")).expect("a directory");
        place.write("locked/in.txt", "Moonshot\n");
        set_mode(&place, "locked", 0o555);
        let is_free_of_permissions = fs::write(place.at("locked/probe"), "").is_ok();
        if !is_free_of_permissions {
            for line in [
                "normalize -d d.csv --write locked/in.txt",
                "normalize -d d.csv -o locked/out.txt locked/in.txt",
                "dict build d.csv -o locked/d.exo",
            ] {
                let ran = place.run(line);
                assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{line}: {}", ran.stderr);
                assert!(ran.stderr.starts_with("exonym: locked/"), "{line}: {}", ran.stderr);
            }
            assert_eq!(place.read("locked/in.txt"), b"Moonshot\n");
            assert_eq!(fs::read_dir(place.at("locked")).expect("entries").count(), 1);
        }
        set_mode(&place, "locked", 0o755);
    }

    #[test]
    fn a_file_name_that_is_not_utf8() {
        let place = Place::new();
        let name = OsStr::from_bytes(b"caf\xE9.txt");
        let args = ["tag", "-d", "d.csv", "--format", "tsv"].map(OsStr::new);
        fs::write(place.0.path().join(name), "Moonshot\n").expect("a file");
        let ran = super::run(place.0.path(), &[&args[..], &[name]].concat(), b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout.contains("\ncaf\u{FFFD}.txt\t0\t8\t1\tMoonshot\t"), "{}", ran.stdout);
        fs::write(place.0.path().join(name), b"\xFF").expect("a file");
        let ran = super::run(place.0.path(), &[&args[..], &[name]].concat(), b"");
        let message = not_utf8_message("caf\u{FFFD}.txt", 1, 0);
        assert_eq!(ran.stderr, format!("exonym: {message}\n"));
    }
}

/// Places in a file with the beginnings of the messages there, in order.
type Problems = &'static [(&'static str, &'static str)];

/// (file, its text after the first line end, what is wrong with it)
const BAD_SOURCES: &[(&str, &str, Problems)] = &[
    (
        "open_string.toml",
        r#"
[[entity]]
id = "kimi
"#,
        &[("2:11", "this is no valid TOML: ")],
    ),
    (
        "two_syntax_errors.toml",
        r#"
[[entity]]
id =

[[entity]]
type =
"#,
        &[("2:5", "this is no valid TOML: "), ("5:7", "this is no valid TOML: ")],
    ),
    (
        "twice.toml",
        r#"
[[entity]]
id = "kimi"
id = "k2"
"#,
        &[("3:1", "this is no valid TOML: duplicate key")],
    ),
    (
        "unknown_field.toml",
        r#"
[[entity]]
id = "kimi"
aliasses = ["K"]
foo = 1
"#,
        &[
            ("3:1", "unknown field `aliasses`; did you mean `aliases`?"),
            ("4:1", "unknown field `foo`; the fields are id, type, name, aliases, "),
        ],
    ),
    (
        "unknown_field_of_alias.toml",
        r#"
[[entity]]
id = "kimi"
aliases = [
  "K",
  { text = "K2", weka = true },
]
"#,
        &[("5:18", "unknown field `weka`; did you mean `weak`?")],
    ),
    (
        "unknown_tables.toml",
        r#"
[dictionary]
names = "x"
[[entities]]
id = "kimi"
"#,
        &[
            ("2:1", "unknown field `names`; did you mean `name`?"),
            ("3:3", "unknown table or field `entities`; did you mean `entity`?"),
        ],
    ),
    (
        "no_id.toml",
        r#"
[[entity]]
name = "Kimi"

  [[entity]]
  name = "K2"
"#,
        &[
            ("1:1", "this entity has no `id`; give it one, such as `moonshot-ai`"),
            ("4:3", "this entity has no `id`"),
        ],
    ),
    (
        "single_brackets.toml",
        r#"
[entity]
id = "kimi"
"#,
        &[("1:1", "write each entity under `[[entity]]`, with two brackets")],
    ),
    (
        "types.toml",
        r#"
[[entity]]
id = 5
type = ["org"]
name = ["x"]
aliases = "x"
links = "q"
topics = "ai"
prior = "high"
note = 1
delete = "yes"
related = 2026-01-01
"#,
        &[
            ("2:6", "`id` must be a string, not a number"),
            ("3:8", "`type` must be a string, not a list"),
            ("4:8", "`name` must be a table from language to name"),
            ("5:11", "`aliases` must be a list of strings and tables, not a string"),
            ("6:9", "`links` must be a table"),
            ("7:10", "`topics` must be a list of strings, not a string"),
            ("8:9", "`prior` must be a number, not a string"),
            ("9:8", "`note` must be a string, not a number"),
            ("10:10", "`delete` must be true or false, not a string"),
            ("11:11", "`related` must be a list of strings, not a date"),
        ],
    ),
    (
        "aliases.toml",
        r#"
[[entity]]
id = "kimi"
aliases = [
  5,
  { text = "K2", weak = "yes", window = 0, lang = "zh_CN" },
  { text = "K2", kind = "nick", case = "upper", prior = 2 },
  {},
  { text = "K3", window = 1.5 },
  { text = "K3", window = 20_000 },
]
"#,
        &[
            ("4:3", "`aliases` must be a list of strings and tables, not a number"),
            ("5:25", "`weak` must be true or false, not a string"),
            ("5:41", "a window is a whole number of characters from 1 to "),
            ("5:51", "`zh_CN` is no BCP 47 language tag; write one like en, zh or zh-Hant"),
            ("6:25", "unknown kind `nick`; did you mean `nickname`?"),
            ("6:40", "`case` is \"sensitive\" or \"fold\", not \"upper\""),
            ("6:57", "a prior lies between 0 and 1, this one is 2"),
            ("7:3", "this alias has no `text`"),
            ("8:27", "a window is a whole number of characters from 1 to "),
            ("9:27", "a window is a whole number of characters from 1 to "),
        ],
    ),
    (
        "columns_count_characters.toml",
        r#"
[[entity]]
id = "月之暗面"
name = { zh = "月之暗面", zh_CN = "月", ZH = "面" }
"#,
        &[("3:23", "`zh_CN` is no BCP 47 language tag"), ("3:36", "language `zh` is given twice")],
    ),
    (
        "priors.toml",
        r#"
[[entity]]
id = "kimi"
name = "Kimi"
prior = 1.5
[[entity]]
id = "k2"
name = "K2"
prior = nan
"#,
        &[
            ("4:9", "a prior lies between 0 and 1, this one is 1.5"),
            ("8:9", "a prior lies between 0 and 1"),
        ],
    ),
    (
        "empty_names.toml",
        r#"
[[entity]]
id = ""
name = { en = "" }
aliases = ["", " ", "'"]
"#,
        &[
            ("2:6", "an ID may not be empty; write a slug such as `moonshot-ai`"),
            ("3:15", "in `name`: a name may not be empty"),
            ("4:12", "in `aliases`: a name may not be empty"),
            ("4:16", "in `aliases`: this name has nothing but white space"),
            ("4:21", "in `aliases`: this name has nothing but white space"),
        ],
    ),
    (
        "control_characters.toml",
        r#"
[[entity]]
id = "ki\u0007mi"
name = { en = "Ki\nmi" }
aliases = ["K\tK"]
"#,
        &[
            ("2:6", "an ID may not hold control characters, this one has U+0007"),
            ("3:15", "in `name`: a name may not hold control characters, this one has U+000A"),
            ("4:12", "in `aliases`: a name may not hold control characters, this one has U+0009"),
        ],
    ),
    (
        "no_comma.jsonl",
        r#"
{"id":"kimi","name":"Kimi"}
{"id":"k2" "name":"K2"}
"#,
        &[("2:11", "this is no valid JSON: ")],
    ),
    (
        "braces.jsonl",
        r#"
{"id":"kimi"

{"id":"k2"}}
"#,
        &[("1:1", "this is no valid JSON: "), ("3:12", "this is no valid JSON: ")],
    ),
    (
        "beyond_json.jsonl",
        r#"
{"id":"kimi"}
// no comment
{"id":"k2",}
{id:"k3"}
{'id':"k4"}
{"id":"k5","prior":.5}
{"id":"k6","prior":NaN}
{"id":"k7"} {"id":"k8"}
{"id":"k9","name":"\ud800"}
"#,
        &[
            ("2:1", "this is no valid JSON: "),
            ("3:11", "this is no valid JSON: "),
            ("4:2", "this is no valid JSON: "),
            ("5:2", "this is no valid JSON: "),
            ("6:20", "this is no valid JSON: "),
            ("7:20", "this is no valid JSON: "),
            ("8:13", "this is no valid JSON: "),
            ("9:20", "this is no valid JSON: "),
        ],
    ),
    (
        "twice.jsonl",
        r#"
{"id":"kimi","name":"Kimi","id":"k2"}
"#,
        &[("1:28", "field `id` is given twice")],
    ),
    (
        "unknown_field.jsonl",
        r#"
{"id":"kimi","nmae":"Kimi","frob":1}
"#,
        &[
            ("1:14", "unknown field `nmae`; did you mean `name`?"),
            ("1:28", "unknown field `frob`; the fields are "),
        ],
    ),
    (
        "no_tables.jsonl",
        r#"
["kimi"]
"kimi"
5
"#,
        &[
            ("1:1", "`entity` must be a table with at least `id` and `name`, not a list"),
            ("2:1", "`entity` must be a table with at least `id` and `name`, not a string"),
            ("3:1", "`entity` must be a table with at least `id` and `name`, not a number"),
        ],
    ),
    (
        "types.jsonl",
        r#"
{"id":null,"name":["x"],"aliases":{},"prior":true,"links":[]}
"#,
        &[
            ("1:7", "`id` must be a string, not null"),
            ("1:19", "`name` must be a table from language to name"),
            ("1:35", "`aliases` must be a list of strings and tables, not a table"),
            ("1:46", "`prior` must be a number, not true or false"),
            ("1:59", "`links` must be a table"),
        ],
    ),
    (
        "no_id.jsonl",
        r#"
{"name":"Kimi"}
  {}
"#,
        &[("1:1", "this entity has no `id`"), ("2:3", "this entity has no `id`")],
    ),
    (
        "header.jsonl",
        r#"
{"dictionary":{"nam":"x","never":"y"}}
"#,
        &[
            ("1:16", "unknown field `nam`; did you mean `name`?"),
            ("1:34", "`never` must be a list of strings, not a string"),
        ],
    ),
    (
        "columns_count_characters.jsonl",
        r#"
{"id":"月之暗面","name":{"zh":"月","zz_":"x"},"foo":1}
"#,
        &[
            ("1:31", "`zz_` is no BCP 47 language tag"),
            ("1:42", "unknown field `foo`; the fields are "),
        ],
    ),
    (
        "names.jsonl",
        r#"
{"id":"","name":""}
{"id":"kimi","name":"K\u0000"}
"#,
        &[
            ("1:7", "an ID may not be empty"),
            ("1:17", "in `name`: a name may not be empty"),
            ("2:21", "in `name`: a name may not hold control characters, this one has U+0000"),
        ],
    ),
    (
        "priors.jsonl",
        r#"
{"id":"kimi","prior":1e999}
{"id":"kimi","prior":-0.1}
"#,
        &[
            ("1:22", "a prior lies between 0 and 1"),
            ("2:22", "a prior lies between 0 and 1, this one is -0.1"),
        ],
    ),
    (
        "aliases.jsonl",
        r#"
{"id":"kimi","aliases":[{"text":"K","kind":"nicknme"}]}
{"id":"kimi","aliases":[{"text":"K","case":"x","window":0}]}
"#,
        &[
            ("1:44", "unknown kind `nicknme`; did you mean `nickname`?"),
            ("2:44", "`case` is \"sensitive\" or \"fold\", not \"x\""),
            ("2:57", "a window is a whole number of characters from 1 to "),
        ],
    ),
    (
        "unknown_column.csv",
        r#"
id,nmae
kimi,Kimi
"#,
        &[("1:4", "unknown column `nmae`; did you mean `name`?")],
    ),
    (
        "missing_column.csv",
        r#"
id,lang
kimi,en
"#,
        &[("1:1", "there is no column `name`; the first line must name the columns")],
    ),
    (
        "no_header.csv",
        r#"
kimi,Kimi
"#,
        &[
            ("1:1", "unknown column `kimi`; the columns are id, name, lang, "),
            ("1:6", "unknown column `Kimi`; the columns are id, name, lang, "),
        ],
    ),
    (
        "column_twice.csv",
        r#"
id,name,id
kimi,Kimi,k2
"#,
        &[("1:9", "column `id` is given twice")],
    ),
    (
        "field_count.csv",
        r#"
id,name
kimi,Kimi,x

k2
k3,K3
"#,
        &[("2:1", "this row has 3 fields, the header has 2"), ("4:1", "this row has 1 field")],
    ),
    (
        "fields.csv",
        r#"
id,name,lang,alias_kind,case,weak,prior
kimi,Kimi,e,nicknme,upper,maybe,high
k2,"K,2",,,,,1.5
"#,
        &[
            ("2:11", "`e` is no BCP 47 language tag"),
            ("2:13", "unknown kind `nicknme`; did you mean `nickname`?"),
            ("2:21", "`case` is \"sensitive\" or \"fold\", not \"upper\""),
            ("2:27", "`weak` is true or false, not \"maybe\""),
            ("2:33", "`prior` is a number between 0 and 1, not \"high\""),
            ("3:14", "a prior lies between 0 and 1, this one is 1.5"),
        ],
    ),
    (
        "empty_fields.csv",
        r#"
id,name
,Kimi
k2,
,
  ,x
"#,
        &[
            ("2:1", "this row has no `id`"),
            ("3:4", "this row has no `name`"),
            ("4:1", "this row has no `id`"),
            ("5:1", "this row has no `id`"),
        ],
    ),
    (
        "line_end_in_name.csv",
        r#"
id,name
kimi,"Ki
mi"
k2,K2

k3,
"#,
        &[
            ("2:6", "a name may not hold control characters, this one has U+000A"),
            ("6:4", "this row has no `name`"),
        ],
    ),
    (
        "columns_count_characters.csv",
        r#"
id,lang,name
月之暗面,zz_,月
"#,
        &[("2:6", "`zz_` is no BCP 47 language tag")],
    ),
];

/// The same for what cannot be written in lines.
const BAD_BYTES: &[(&str, &[u8], Problems)] = &[
    (
        "not_utf8.toml",
        b"[[entity]]\nid = \"\xE6\x9C\x88caf\xE9\"\n",
        &[("2:11", "byte 0xE9 is not UTF-8; save the file as UTF-8")],
    ),
    (
        "mark_and_crlf.toml",
        b"\xEF\xBB\xBF[[entity]]\r\nid = \"kimi\"\r\nnam = \"Kimi\"\r\n",
        &[("3:1", "unknown field `nam`; did you mean `name`?")],
    ),
    ("nul.toml", b"[[entity]]\nid = \"k\0\"\n", &[("2:8", "this is no valid TOML: ")]),
    (
        "not_utf8.jsonl",
        b"{\"id\":\"kimi\"}\r\n{\"id\":\"\xFF\"}\r\n",
        &[("2:8", "byte 0xFF is not UTF-8; save the file as UTF-8")],
    ),
    ("not_utf8.csv", b"id,name\nkimi,\xE6\x9C\x88\xFF\n", &[("2:7", "byte 0xFF is not UTF-8")]),
    (
        "mark_and_crlf.csv",
        b"\xEF\xBB\xBFid,name\r\nkimi,Kimi\r\n\r\nk2,\r\n",
        &[("4:4", "this row has no `name`")],
    ),
    (
        "control_characters.csv",
        b"id,name\nkimi,\xE6\x9C\x88\nk2,K\0\n\"k\x073\",K3\n",
        &[
            ("3:4", "a name may not hold control characters, this one has U+0000"),
            ("4:1", "an ID may not hold control characters, this one has U+0007"),
        ],
    ),
    ("empty.csv", b"", &[("1:1", "there is no column `id`; the first line must name the columns")]),
    (
        "unknown_column.tsv",
        b"id\tnmae\nkimi\tKimi\n",
        &[("1:4", "unknown column `nmae`; did you mean `name`?")],
    ),
    (
        "fields.tsv",
        b"id\tname\tlang\nkimi\t\nk2\tK2\tzh_CN\nk3\tK3\ten\tx\n",
        &[
            ("2:1", "this row has 2 fields, the header has 3"),
            ("3:7", "`zh_CN` is no BCP 47 language tag"),
            ("4:1", "this row has 4 fields, the header has 3"),
        ],
    ),
];

#[test]
fn bad_sources_are_reported_problem_by_problem() {
    let place = Place::new();
    let texts = BAD_SOURCES.iter().map(|&(file, text, expected)| {
        (
            file,
            text.strip_prefix('\n').expect("the text begins on its own line").as_bytes(),
            expected,
        )
    });
    let mut failures = String::new();
    for (file, text, expected) in texts.chain(BAD_BYTES.iter().copied()) {
        place.write(file, text);
        let ran = place.run(&format!("dict check {file}"));
        let lines: Vec<&str> = ran.stderr.lines().collect();
        let is_right = lines.len() == expected.len()
            && lines.iter().zip(expected).all(|(line, (at, message))| {
                line.starts_with(&format!("exonym: {file}:{at}: {message}"))
            });
        if !is_right || ran.status != 2 || !ran.stdout.is_empty() {
            failures += &format!(
                "{file}\n{}\n  expected {expected:#?}\n  observed status {}\n{}{}\n",
                String::from_utf8_lossy(text),
                ran.status,
                ran.stdout,
                ran.stderr
            );
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn bad_sources_are_no_dictionaries() {
    let place = Place::new();
    place.write("bad.csv", "id,name\nkimi,Kimi\nk2,\n");
    place.write("in.txt", "Kimi\n");
    place.write("gold.json", r#"{"doc_id":"a","text":"Kimi","mentions":[]}"#);
    for line in [
        "tag -d bad.csv in.txt",
        "tag -d d.csv -d bad.csv in.txt",
        "normalize -d bad.csv in.txt",
        "normalize -d bad.csv --write in.txt",
        "lookup -d bad.csv Kimi",
        "eval -d bad.csv gold.json",
        "dict info bad.csv",
        "dict export bad.csv",
        "dict export bad.csv -o new",
        "dict build bad.csv -o new",
        "dict merge bad.csv -o new",
        "dict check bad.csv",
    ] {
        place.fails(line, &["bad.csv:3:4: this row has no `name`"]);
    }
    assert_eq!(place.names(), ["bad.csv", "d.csv", "gold.json", "in.txt"], "nothing new");
    // All problems of all sources at once.
    place.write("worse.jsonl", "{}\n5\n");
    let ran = place.run("dict build d.csv bad.csv no.csv worse.jsonl -o new");
    let places: Vec<&str> = ran.stderr.lines().filter_map(|line| line.split(": ").nth(1)).collect();
    assert_eq!(places, ["bad.csv:3:4", "no.csv", "worse.jsonl:1:1", "worse.jsonl:2:1"]);
}

#[test]
fn a_source_of_unknown_kind() {
    let place = Place::new();
    place.write("names.txt", DICTIONARY);
    place.write("names", DICTIONARY);
    for file in ["names.txt", "names"] {
        let message = format!(
            "{file}: the ending tells no source format; name it .toml, .jsonl, .csv or .tsv"
        );
        for line in ["tag -d", "dict check", "dict build -o new", "dict info", "dict export"] {
            place.fails(&format!("{line} {file}"), &[&message]);
        }
    }
}

/// A small compiled dictionary.
fn compiled() -> Vec<u8> {
    let mut builder = DictionaryBuilder::default();
    let source = r#"
[dictionary]
name = "d"
never = ["the moon"]

[[entity]]
id = "moonshot-ai"
name = { en = "Moonshot AI" }
aliases = ["Moonshot", { text = "moon", weak = true }]
"#;
    parse("d.toml", source.as_bytes(), Format::Toml)
        .add_to(&mut builder)
        .expect("the source is sound");
    builder.compile().expect("the records are sound")
}

#[test]
fn damaged_bytes_are_no_dictionary() {
    let sound = compiled();
    assert!(Dictionary::from_bytes(sound.clone()).is_ok());
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut damaged = sound.clone();
            damaged[at] ^= 1 << bit;
            let error = Dictionary::from_bytes(damaged).expect_err("every byte counts");
            let message = error.to_string();
            assert!(message.contains("`exonym dict build"), "byte {at}: {message}");
        }
        assert!(Dictionary::from_bytes(&sound[..at]).is_err(), "cut at {at}");
    }
    assert!(Dictionary::from_bytes([&sound[..], b"\0"].concat()).is_err(), "a byte too many");
    assert!(Dictionary::from_bytes([&sound[..], &sound[..]].concat()).is_err(), "twice");
}

#[test]
fn damaged_files_are_named() {
    let place = Place::new();
    let sound = compiled();
    place.write("sound.exo", &sound);
    place.write("in.txt", "Moonshot\n");
    let foreign =
        "this is no compiled dictionary; make one with `exonym dict build SOURCE -o FILE.exo`";
    let damaged = |section: &str| {
        format!(
            "dictionary is damaged (section {section}); copy it again or rebuild it with `exonym dict build`"
        )
    };
    let flipped = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x10;
        bytes
    };
    let files: &[(&str, Vec<u8>, String)] = &[
        ("zero.exo", Vec::new(), foreign.to_owned()),
        ("text.exo", b"id,name\nkimi,Kimi\n".to_vec(), foreign.to_owned()),
        ("magic.exo", flipped(0), foreign.to_owned()),
        ("short.exo", sound[..10].to_vec(), foreign.to_owned()),
        ("header.exo", sound[..60].to_vec(), damaged("header")),
        ("cut.exo", sound[..sound.len() - 1].to_vec(), damaged("header")),
        ("checksum.exo", flipped(24), damaged("header")),
        ("last.exo", flipped(sound.len() - 1), damaged("records")),
    ];
    for (file, bytes, message) in files {
        place.write(file, bytes);
        for line in [
            "tag in.txt -d",
            "normalize in.txt -d sound.exo -d",
            "lookup Kimi -d",
            "dict info",
            "dict export",
            "dict merge -o new sound.exo",
        ] {
            place.fails(&format!("{line} {file}"), &[&format!("{file}: {message}")]);
        }
    }
    let mut newer = sound.clone();
    newer[8] = 99;
    place.write("newer.exo", newer);
    let ran = place.run("tag -d newer.exo in.txt");
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    let named = "exonym: newer.exo: dictionary has format version 99, this release reads ";
    assert!(ran.stderr.starts_with(named), "{}", ran.stderr);
    assert!(!place.at("new").exists());
    let ran = place.run("normalize -d sound.exo in.txt");
    assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, "Moonshot AI\n", ""));
}

/// A file called `.sources` that is none does no harm.
#[test]
fn damaged_notes_on_sources_are_passed_over() {
    let place = Place::new();
    place.write("in.txt", "Moonshot\n");
    place.write("sound.exo", compiled());
    for notes in [&b""[..], b"\xFF\xFE", b"{}\n[]\n", b"{\"path\":\"no.csv\",\"hash\":\"0\"}\n"] {
        place.write("sound.exo.sources", notes);
        let ran = place.run("normalize -d sound.exo in.txt");
        assert_eq!(
            (ran.status, ran.stdout.as_str(), ran.stderr.as_str()),
            (0, "Moonshot AI\n", "")
        );
    }
}

/// (gold file, its text, where and what)
const BAD_GOLD: &[(&str, &[u8], &str)] = &[
    (
        "cut.jsonl",
        br#"{"doc_id":"a","text":"x","mentions":[]}
{"doc_id":
"#,
        "cut.jsonl:2:10: ",
    ),
    (
        "inside_a_character.jsonl",
        b"{\"doc_id\":\"a\",\"text\":\"\xE6\x9C\x88\",\"mentions\":[{\"start\":0,\"end\":2,\"id\":\"x\"}]}",
        "inside_a_character.jsonl:1: bytes 0-2 are no part of the text of a",
    ),
    (
        "empty_span.jsonl",
        br#"{"doc_id":"a","text":"x","mentions":[{"start":1,"end":1,"id":"x"}]}"#,
        "empty_span.jsonl:1: bytes 1-1 are no part of the text of a",
    ),
    ("no_text.json", br#"{"doc_id":"a"}"#, "no_text.json:1:14: missing field `text`"),
    ("not_utf8.json", b"\xFF", "not_utf8.json: "),
    ("empty.json", b"", "empty.json:"),
];

#[test]
fn bad_gold_is_named() {
    let place = Place::new();
    for (file, text, message) in BAD_GOLD {
        place.write(file, text);
        let ran = place.run(&format!("eval -d d.csv {file}"));
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{file}");
        assert!(ran.stderr.starts_with(&format!("exonym: {message}")), "{file}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{file}: {}", ran.stderr);
    }
}

#[test]
fn names_that_are_not_utf8() {
    let place = Place::new();
    let ran = place.run_with("lookup -d d.csv --format jsonl", b"Moonshot\n\xFF\nKimi\n");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.starts_with("exonym: standard input:2: invalid UTF-8"), "{}", ran.stderr);
}
