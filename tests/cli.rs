//! The command line against what it should print: one file a case in `tests/cli/`, and here what no
//! such file can say.
//!
//! `UPDATE_GOLDEN=1 cargo test --test cli` writes what was observed into the files. It believes
//! everything: read the difference as a user would before it is committed.
#![cfg(feature = "cli")]

#[path = "cli/program.rs"]
mod program;

use program::{command, run};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli");
const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/shared");

/// A case as its file states it. Its working directory holds `files` and copies of what lies in
/// `tests/cli/shared`. What is not stated of the outcome is 0 or empty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    /// Runs before the one that is compared; each must exit with 0.
    #[serde(default)]
    before: Vec<Vec<String>>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files written between those runs and the one that is compared.
    #[serde(default)]
    then_files: BTreeMap<String, String>,
    #[serde(default)]
    stdin: String,
    #[serde(default)]
    status: i32,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    stderr: String,
    #[serde(default)]
    files_after: BTreeMap<String, After>,
}

/// What a run comes to.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: i32,
    stdout: String,
    stderr: String,
    files_after: BTreeMap<String, After>,
}

impl Case {
    fn expected(&self) -> Seen {
        Seen {
            status: self.status,
            stdout: self.stdout.clone(),
            stderr: self.stderr.clone(),
            files_after: self.files_after.clone(),
        }
    }
}

/// A file after the run.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
enum After {
    Text(String),
    /// Whether it exists, where the text is of no interest.
    Exists(bool),
}

/// Lines that begin so state what is expected; they come last in a file.
const EXPECTED: [&str; 4] = ["status =", "stdout =", "stderr =", "files_after."];

#[test]
fn golden() {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(CASES).expect("cases").map(|entry| entry.expect("entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    assert!(!paths.is_empty(), "no cases in {CASES}");
    let update = std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1");
    let queue = Mutex::new(paths.iter());
    let failures = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(path) = queue.lock().expect("queue").next() else { break };
                    if let Some(failure) = check(path, update) {
                        failures.lock().expect("failures").insert(path, failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("failures");
    let report: String = failures.values().map(String::as_str).collect();
    assert!(failures.is_empty(), "{} of {} cases failed\n{report}", failures.len(), paths.len());
}

/// Runs a case. Returns what to print where it failed.
fn check(path: &Path, update: bool) -> Option<String> {
    let text = fs::read_to_string(path).expect("a case is readable");
    let case: Case =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let place = place();
    let seen = match observe(&case, place.path()) {
        Ok(seen) => seen,
        Err(problem) => return Some(format!("\n{}\n{problem}\n", path.display())),
    };
    let expected = case.expected();
    if seen == expected {
        return None;
    }
    if update {
        fs::write(path, updated(&text, &seen)).expect("a case is writable");
        return None;
    }
    Some(format!("\n{}\n{}{}", path.display(), shown_input(&case), difference(&expected, &seen)))
}

fn observe(case: &Case, place: &Path) -> Result<Seen, String> {
    write_files(place, &case.files);
    for args in &case.before {
        let ran = run(place, args, b"");
        if ran.status != 0 {
            return Err(format!("before it, {args:?} failed: {ran:?}"));
        }
    }
    write_files(place, &case.then_files);
    let ran = run(place, &case.args, case.stdin.as_bytes());
    let after = |name: &String, expected: &After| {
        let seen = match (expected, fs::read(place.join(name))) {
            (_, Err(_)) => After::Exists(false),
            (After::Exists(true), Ok(_)) => After::Exists(true),
            (_, Ok(bytes)) => After::Text(String::from_utf8_lossy(&bytes).into_owned()),
        };
        (name.clone(), seen)
    };
    Ok(Seen {
        status: ran.status,
        stdout: ran.stdout,
        stderr: ran.stderr,
        files_after: case.files_after.iter().map(|(n, e)| after(n, e)).collect(),
    })
}

fn write_files(place: &Path, files: &BTreeMap<String, String>) {
    for (name, text) in files {
        let path = place.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("directory");
        fs::write(path, text).expect("a file");
    }
}

/// The text of a case with what was seen in place of what was expected.
fn updated(text: &str, seen: &Seen) -> String {
    let is_input = |line: &&str| !EXPECTED.iter().any(|field| line.starts_with(field));
    let mut updated: String = text.split_inclusive('\n').take_while(is_input).collect();
    if seen.status != 0 {
        updated += &format!("status = {}\n", seen.status);
    }
    for (field, text) in [("stdout", &seen.stdout), ("stderr", &seen.stderr)] {
        if !text.is_empty() {
            updated += &format!("{field} = {}\n", quoted(text));
        }
    }
    for (name, after) in &seen.files_after {
        let value = match after {
            After::Text(text) => quoted(text),
            After::Exists(exists) => exists.to_string(),
        };
        updated += &format!("files_after.\"{name}\" = {value}\n");
    }
    updated
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn shown_input(case: &Case) -> String {
    let mut shown = String::new();
    for args in case.before.iter().chain([&case.args]) {
        shown += &format!("  $ exonym {}\n", args.join(" "));
    }
    for (name, text) in case.files.iter().chain(&case.then_files) {
        shown += &format!("  file {name}\n{}", indented(text));
    }
    if !case.stdin.is_empty() {
        shown += &format!("  stdin\n{}", indented(&case.stdin));
    }
    shown
}

fn difference(expected: &Seen, seen: &Seen) -> String {
    let mut shown = String::new();
    let mut compare = |what: &str, expected: &str, seen: &str| {
        if expected != seen {
            shown += &format!("  expected {what}\n{}", indented(expected));
            shown += &format!("  observed {what}\n{}", indented(seen));
        }
    };
    compare("status", &expected.status.to_string(), &seen.status.to_string());
    compare("stdout", &expected.stdout, &seen.stdout);
    compare("stderr", &expected.stderr, &seen.stderr);
    for (name, after) in &expected.files_after {
        let text = |after: &After| match after {
            After::Text(text) => text.clone(),
            After::Exists(true) => "(exists)".to_owned(),
            After::Exists(false) => "(does not exist)".to_owned(),
        };
        compare(name, &text(after), &text(&seen.files_after[name]));
    }
    shown
}

/// A text in a margin, with what cannot be seen made visible.
fn indented(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' => c.to_string(),
        c if c.is_control() || c == '\u{FEFF}' => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.split_inclusive('\n')
        .map(|line| {
            let end = if line.ends_with('\n') { "" } else { " (no line end)\n" };
            format!("    | {}{end}", line.chars().map(visible).collect::<String>())
        })
        .collect()
}

/// Every subcommand by its words.
const COMMANDS: &[&[&str]] = &[
    &["tag"],
    &["normalize"],
    &["lookup"],
    &["eval"],
    &["dict"],
    &["dict", "build"],
    &["dict", "check"],
    &["dict", "info"],
    &["dict", "export"],
    &["dict", "merge"],
    &["completions"],
    &["man"],
];

/// A directory with the shared files in it.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a temporary directory");
    for entry in fs::read_dir(SHARED).expect("shared files") {
        let entry = entry.expect("entry");
        fs::copy(entry.path(), place.path().join(entry.file_name())).expect("a copy");
    }
    place
}

#[test]
fn help_is_output_and_no_error() {
    let place = place();
    for words in [&[][..]].iter().chain(COMMANDS) {
        let ran = run(place.path(), &[words, &["--help"][..]].concat(), b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{words:?} --help");
        let usage = format!("Usage: {} ", [&["exonym"], *words].concat().join(" "));
        assert!(ran.stdout.contains(&usage), "{words:?} --help:\n{}", ran.stdout);
    }
    let ran = run(place.path(), &["--version"], b"");
    assert_eq!(ran.stdout, concat!("exonym ", env!("CARGO_PKG_VERSION"), "\n"));
    let ran = run(place.path(), &[""; 0], b"");
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "no subcommand");
    assert!(ran.stderr.contains("Usage: exonym "), "{}", ran.stderr);
}

#[test]
fn every_command_has_a_manual_page() {
    let place = place();
    for words in [&[][..]].iter().chain(COMMANDS) {
        let ran = run(place.path(), &[&["man"], *words].concat(), b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "man {words:?}");
        let title = format!(".TH {} 1 ", [&["exonym"], *words].concat().join("-"));
        assert!(ran.stdout.contains(&title), "man {words:?}:\n{}", ran.stdout);
    }
}

#[test]
fn every_shell_has_completions() {
    let place = place();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(place.path(), &["completions", shell], b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{shell}");
        assert!(ran.stdout.contains("keep-original"), "{shell}:\n{}", ran.stdout);
    }
    let ran = run(place.path(), &["completions", "bash"], b"");
    assert_eq!(ran.stdout.lines().next(), Some("_exonym() {"));
}

/// (arguments, what the message must name)
const WRONG_USE: &[(&[&str], &str)] = &[
    (&["normalise"], "'normalize'"),
    (&["tag", "-j", "0"], "--jobs"),
    (&["tag", "-j", "257"], "--jobs"),
    (&["tag", "-j", "two"], "--jobs"),
    (&["tag", "--min-score", "nan"], "from 0 to 1"),
    (&["tag", "--min-score=-0.1"], "--min-score"),
    (&["tag", "--format", "xml"], "tsv"),
    (&["tag", "--profile", "exakt"], "'exact'"),
    (&["tag", "--invalid", "ignore"], "replace"),
    (&["tag", "--fail-on", "nothing"], "findings"),
    (&["tag", "--color", "blue"], "never"),
    (&["tag", "-d"], "--dict"),
    (&["normalize", "--ambiguous", "first"], "best"),
    (&["normalize", "--backup", ".orig", "ai.toml"], "--write"),
    (&["normalize", "--write", "--diff", "ai.toml"], "--diff"),
    (&["normalize", "--diff", "-o", "out.txt", "ai.toml"], "--output"),
    (&["normalize", "--write", "-o", "out.txt", "ai.toml"], "--output"),
    (&["lookup", "--top", "0", "Kimi"], "--top"),
    (&["eval"], "<GOLD>"),
    (&["eval", "--format", "xml", "gold"], "json"),
    (&["dict", "build", "ai.toml"], "--output"),
    (&["dict", "build", "-o", "ai.exo"], "<SRC>"),
    (&["dict", "check"], "<SRC>"),
    (&["dict", "merge", "-o", "ai.exo"], "<FILE>"),
    (&["dict", "export", "--format", "xml"], "toml"),
    (&["dict", "compile"], "compile"),
    (&["completions"], "<SHELL>"),
    (&["completions", "csh"], "zsh"),
];

#[test]
fn wrong_use_is_status_2_and_named() {
    let place = place();
    for (args, named) in WRONG_USE {
        let ran = run(place.path(), args, b"Moonshot");
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(named), "{args:?}: {}", ran.stderr);
    }
    for words in COMMANDS {
        let ran = run(place.path(), &[words, &["--no-such-flag"][..]].concat(), b"");
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{words:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("'--no-such-flag'"), "{words:?}: {}", ran.stderr);
    }
    let files = fs::read_dir(place.path()).expect("entries").count();
    assert_eq!(files, 1, "wrong use writes nothing");
}

#[test]
fn closed_output_is_no_error() {
    let place = place();
    let text = "Moonshot AI, MoonShadow AI and Bichuan met in Canton.\n".repeat(4000);
    fs::write(place.path().join("long.txt"), &text).expect("a file");
    let rows: String = (0..4000).map(|n| format!("e{n},it\n")).collect();
    fs::write(place.path().join("many.csv"), format!("id,name\n{rows}")).expect("a file");
    let lines: &[&[&str]] = &[
        &["tag", "-d", "ai.toml", "long.txt"],
        &["tag", "-d", "ai.toml", "long.txt", "long.txt", "-j", "2", "--format", "tsv"],
        &["tag", "-d", "ai.toml", "--format", "text"],
        &["normalize", "-d", "ai.toml", "long.txt", "long.txt"],
        &["normalize", "-d", "ai.toml", "--fail-on", "findings"],
        &["normalize", "-d", "ai.toml", "--diff", "long.txt"],
        &["lookup", "-d", "ai.toml", "--format", "jsonl"],
        &["dict", "export", "many.csv"],
        &["completions", "bash"],
        &["man", "tag"],
        &["--help"],
    ];
    for args in lines {
        let mut child = command(place.path(), args).spawn().expect("the program starts");
        drop(child.stdout.take());
        let mut pipe = child.stdin.take().expect("piped");
        let text = text.as_bytes();
        let output = std::thread::scope(|scope| {
            scope.spawn(move || drop(pipe.write_all(text)));
            child.wait_with_output().expect("the program ends")
        });
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*stderr), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn any_number_of_jobs_gives_one_output() {
    let place = place();
    let mut files: Vec<String> = Vec::new();
    for number in 0..9 {
        let name = format!("{number}.txt");
        let text = "filler ".repeat((9 - number) * 500) + "Moonshot\n";
        if number != 4 {
            fs::write(place.path().join(&name), text).expect("a file");
        }
        files.push(name);
    }
    for format in ["jsonl", "tsv", "text"] {
        let tag = |jobs: &str| {
            let options = ["tag", "-d", "ai.toml", "--format", format, "-j", jobs];
            let args: Vec<&str> =
                options.into_iter().chain(files.iter().map(String::as_str)).collect();
            run(place.path(), &args, b"")
        };
        let one = tag("1");
        assert_eq!((one.status, one.stderr.lines().count()), (2, 1), "{}", one.stderr);
        assert!(one.stdout.matches("moonshot-ai").count() >= 8, "{}", one.stdout);
        for jobs in ["2", "3", "9", "256"] {
            assert_eq!(tag(jobs), one, "-j {jobs} --format {format}");
        }
    }
}

/// A first file that takes long and whose output does not fit in memory, many short ones after it, and bad ones
/// among them: whoever is done first, the output and the complaints come in the order of the files.
#[test]
fn uneven_files_come_in_order() {
    let place = place();
    let long = "Moonshot and Zhipu and Kimi ".repeat(3_000);
    for number in 0..40 {
        let name = place.path().join(format!("{number}.txt"));
        match number {
            0 | 21 => fs::write(name, long.repeat(1 + number / 10)),
            7 | 33 => fs::write(name, b"Moonshot \xff Kimi"),
            11 => Ok(()),
            _ => fs::write(name, format!("{number} Moonshot\n")),
        }
        .expect("a file");
    }
    let files: Vec<String> = (0..40).map(|number| format!("{number}.txt")).collect();
    let tag = |jobs: &str| {
        let options = ["tag", "-d", "ai.toml", "--fail-on", "findings", "-j", jobs];
        let args: Vec<&str> = options.into_iter().chain(files.iter().map(String::as_str)).collect();
        run(place.path(), &args, b"")
    };
    let one = tag("1");
    let complaints: Vec<bool> = one
        .stderr
        .lines()
        .zip(["7.txt", "11.txt", "33.txt"])
        .map(|(line, name)| line.contains(name))
        .collect();
    assert_eq!((one.status, complaints), (2, vec![true; 3]), "{}", one.stderr);
    for jobs in ["2", "3", "64"] {
        let several = tag(jobs);
        let is_same = several == one;
        assert!(is_same, "-j {jobs}: {} and {} bytes", several.stdout.len(), one.stdout.len());
    }
}

#[test]
fn colour_is_for_terminals_and_who_asks_for_it() {
    let place = place();
    let escapes = |args: &[&str]| {
        let ran = run(place.path(), args, b"MoonShadow AI\n");
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran.stdout.contains('\u{1B}')
    };
    for args in [
        &["tag", "-d", "ai.toml", "--format", "text"][..],
        &["normalize", "-d", "ai.toml", "--diff"],
        &["lookup", "-d", "ai.toml", "Moonshot"],
    ] {
        assert!(!escapes(args), "{args:?}");
        assert!(!escapes(&[args, &["--color", "never"]].concat()), "{args:?}");
        assert!(escapes(&[args, &["--color", "always"]].concat()), "{args:?}");
    }
    for args in [&["tag"][..], &["tag", "--format", "tsv"], &["normalize"]] {
        assert!(!escapes(&[args, &["-d", "ai.toml", "--color", "always"]].concat()), "{args:?}");
    }
}

#[test]
fn eval_as_json() {
    let place = place();
    let gold = r#"{"doc_id":"one","text":"Moonshot and Acme","mentions":[
        {"start":0,"end":8,"id":"moonshot-ai","kind":"short"},
        {"start":13,"end":17,"id":"zhipu-ai","kind":"short"}]}"#;
    fs::write(place.path().join("gold.json"), gold).expect("a file");
    let ran = run(place.path(), &["eval", "-d", "ai.toml", "--format", "json", "gold.json"], b"");
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("one JSON value");
    assert_eq!(report["documents"], 1);
    for (pointer, figure) in [
        ("/exact/right", 1.0),
        ("/exact/gold", 2.0),
        ("/exact/predicted", 1.0),
        ("/exact/precision", 1.0),
        ("/exact/recall", 0.5),
        ("/exact/f1", 2.0 / 3.0),
        ("/overlap/recall", 0.5),
        ("/by_kind/short/recall", 0.5),
        ("/by_tier/exact/precision", 1.0),
        ("/by_type/org/recall", 0.5),
        ("/surfaces/listed", 1.0),
        ("/surfaces/distinct", 2.0),
    ] {
        let found = report.pointer(pointer).and_then(serde_json::Value::as_f64);
        assert!(found.is_some_and(|found| (found - figure).abs() < 1e-9), "{pointer}: {found:?}");
    }
}

/// What `dict export` and `dict build` must carry over.
const RICH: &str = r#"
[dictionary]
name = "rich"
version = "2026.11"
license = "CC0-1.0"
topics = ["ai", "chat"]
never = ["the moon", "月光"]

[[entity]]
id = "moonshot-ai"
type = "org"
name = { en = "Moonshot AI", zh = "月之暗面", zh-Hant = "月之暗面" }
links = { wikidata = "Q2", "strange key" = "a\\b\"c'd" }
topics = ["ai"]
related = ["kimi", "nobody"]
prior = 0.1
note = "two\nlines, \"quoted\", '''three''' and \\ back"
aliases = [
  "Moonshot",
  "Moonshot, Inc.",
  "\"Moon\" 'shot'",
  { text = "Dark Side of the Moon", lang = "en", kind = "calque", weak = true, case = "sensitive", prior = 1.0, require = ["Kimi", "月"], forbid = ["Pink \"Floyd\""], window = 10000, note = "a\nb" },
]

[[entity]]
id = "kimi, the \"second\""
name = "Kimi"
remove = ["Kimmy"]

[[entity]]
id = "gone"
delete = true

[[entity]]
id = "月"
"#;

#[test]
fn export_and_build_give_the_same_file() {
    let place = place();
    let at = |name: &str| place.path().join(name);
    fs::write(at("rich.toml"), RICH).expect("a file");
    let fine = |args: &[&str]| {
        let ran = run(place.path(), args, b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{args:?}");
        ran.stdout
    };
    fine(&["dict", "build", "-q", "rich.toml", "-o", "rich.exo"]);
    let first = fs::read(at("rich.exo")).expect("built");
    for format in ["toml", "jsonl"] {
        let (source, built) = (format!("again.{format}"), format!("{format}.exo"));
        fine(&["dict", "export", "rich.exo", "--format", format, "-o", &source]);
        fine(&["dict", "build", "-q", &source, "-o", &built]);
        assert!(fs::read(at(&built)).expect("built") == first, "{format} loses something");
        let source = fs::read_to_string(at(&source)).expect("exported");
        assert_eq!(fine(&["dict", "export", &built, "--format", format]), source);
    }
    // The tables lose what they have no column for, but nothing more the second time.
    for format in ["csv", "tsv"] {
        let (source, built) = (format!("again.{format}"), format!("{format}.exo"));
        fine(&["dict", "export", "-q", "ai.toml", "--format", format, "-o", &source]);
        fine(&["dict", "build", "-q", &source, "-o", &built]);
        let source = fs::read_to_string(at(&source)).expect("exported");
        assert_eq!(fine(&["dict", "export", "-q", &built, "--format", format]), source);
    }
}

#[test]
fn order_of_sources_and_place_of_output_change_nothing() {
    let place = place();
    let at = |name: &str| place.path().join(name);
    fs::write(at("more.csv"), "id,name\nkimi,Kimi\n").expect("a file");
    fs::create_dir(at("sub")).expect("a directory");
    for [first, second, output] in
        [["ai.toml", "more.csv", "one.exo"], ["more.csv", "ai.toml", "sub/two.exo"]]
    {
        let ran = run(place.path(), &["dict", "build", "-q", first, second, "-o", output], b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    }
    assert!(fs::read(at("one.exo")).expect("built") == fs::read(at("sub/two.exo")).expect("built"));
}

#[cfg(unix)]
#[test]
fn a_file_without_changes_is_not_touched() {
    use std::os::unix::fs::MetadataExt;
    let place = place();
    let path = place.path().join("fine.txt");
    fs::write(&path, "Moonshot AI in Guangzhou").expect("a file");
    let identity = || {
        let metadata = fs::metadata(&path).expect("a file");
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    let before = identity();
    let args = ["normalize", "-d", "ai.toml", "--write", "--backup", ".orig", "fine.txt"];
    let ran = run(place.path(), &args, b"");
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    assert_eq!(identity(), before);
    assert!(!place.path().join("fine.txt.orig").exists());
}
