//! What the program says of itself, and of being used wrongly.

use crate::place;
use crate::program::run;
use std::fs;

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
