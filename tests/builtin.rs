//! The committed built-in dictionary is what its sources compile to, and holds what it must.

use exonym::dictionary::audit::{Level, audit};
use exonym::dictionary::source::{Source, read};
use exonym::{Dictionary, DictionaryBuilder, Normalizer};
use std::path::{Path, PathBuf};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries")
}

fn sources() -> Vec<Source> {
    let entries = std::fs::read_dir(directory()).expect("the directory is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths.into_iter().map(|path| read(path).expect("readable")).collect()
}

#[test]
fn rebuilds_byte_for_byte() {
    let mut builder = DictionaryBuilder::default();
    for source in sources() {
        source.add_to(&mut builder).expect("the sources are sound");
    }
    let committed = std::fs::read(directory().join("builtin.exo")).expect("committed");
    assert!(
        builder.compile().expect("the records are sound") == committed,
        "dictionaries/builtin.exo is not what dictionaries/*.toml compile to; \
         rebuild it as dictionaries/README.md says"
    );
}

#[test]
fn audit_has_no_findings() {
    let findings: Vec<String> = audit(&sources())
        .iter()
        .filter(|finding| finding.level == Level::Finding)
        .map(ToString::to_string)
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// What the product was asked for by name.
#[test]
fn resolves_the_names_it_was_made_for() {
    let normalizer = Normalizer::new(Dictionary::builtin());
    for (name, id) in [
        ("MoonShadow AI", "moonshot-ai"),
        ("Dark Side of the Moon", "moonshot-ai"),
        ("月之暗面", "moonshot-ai"),
        ("Bichuan", "baichuan-ai"),
        ("Baichuan", "baichuan-ai"),
        ("百川", "baichuan-ai"),
        ("智譜", "zhipu-ai"),
        ("ZeroOne", "01-ai"),
        ("零一万物", "01-ai"),
        ("zero one million things", "01-ai"),
        ("wisdom of the spectrum AI", "zhipu-ai"),
        ("ＭｉｎｉＭａｘ", "minimax"),
    ] {
        let resolution = normalizer.resolve(name);
        assert_eq!(resolution.entity().map(|entity| entity.id()), Some(id), "{name}");
    }
}

/// A weak name is silent alone and speaks in company.
#[test]
fn weak_names_need_company() {
    let normalizer = Normalizer::new(Dictionary::builtin());
    let alone = "A walk on the dark side of the moon.";
    assert_eq!(normalizer.normalize(alone), alone);
    let album = "Kimi Räikkönen likes Pink Floyd and their album Dark Side of the Moon.";
    assert_eq!(normalizer.normalize(album), album);
    assert_eq!(
        normalizer
            .normalize("Baichuan Intelligence, Zhipu AI and Dark Side of the Moon raised money."),
        "Baichuan AI, Zhipu AI and Moonshot AI raised money."
    );
}
