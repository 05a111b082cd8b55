//! Files that commands write for one another.

use crate::place;
use crate::program::run;
use std::fs;

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
