//! Files that are not what they should be: each is named with its place, the good ones beside it are
//! worked on, and nothing that was there before is lost.
#![cfg(feature = "cli")]

#[path = "bad_input/building.rs"]
mod building;
#[path = "bad_input/compiled.rs"]
mod compiled;
#[path = "cli/program.rs"]
mod program;
#[path = "bad_input/sources.rs"]
mod sources;

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
