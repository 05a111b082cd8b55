//! Output to closed pipes, of several files at once, in colour, and as JSON.

use crate::place;
use crate::program::{command, run};
use std::fs;
use std::io::Write;

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
