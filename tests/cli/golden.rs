//! Runs each case and compares what it prints and leaves.

use crate::place;
use crate::program::run;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli");

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
