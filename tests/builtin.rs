//! The committed built-in dictionary is what its sources compile to, and holds what it must.

use exonym::dictionary::audit::{Level, audit};
use exonym::dictionary::source::{Source, read};
use exonym::{Dictionary, DictionaryBuilder, Normalizer};
use std::path::{Path, PathBuf};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries")
}

/// The built-in dictionaries: compiled file, and what it is compiled from.
fn builtins() -> [(&'static str, Vec<PathBuf>); 2] {
    let entries = std::fs::read_dir(directory()).expect("the directory is there");
    let mut technology: Vec<PathBuf> =
        entries.map(|entry| entry.expect("readable").path()).collect();
    technology.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    technology.sort();
    let territories = directory().join("territories/territories.jsonl");
    [("builtin.exo", technology), ("territories.exo", vec![territories])]
}

fn sources(paths: Vec<PathBuf>) -> Vec<Source> {
    paths.into_iter().map(|path| read(path).expect("readable")).collect()
}

#[test]
fn rebuild_byte_for_byte() {
    for (file, paths) in builtins() {
        let mut builder = DictionaryBuilder::default();
        for source in sources(paths) {
            source.add_to(&mut builder).expect("the sources are sound");
        }
        let committed = std::fs::read(directory().join(file)).expect("committed");
        assert!(
            builder.compile().expect("the records are sound") == committed,
            "dictionaries/{file} is not what its sources compile to; \
             rebuild it as dictionaries/README.md says"
        );
    }
}

#[test]
fn audits_have_no_findings() {
    for (_, paths) in builtins() {
        let findings: Vec<String> = audit(&sources(paths))
            .iter()
            .filter(|finding| finding.level == Level::Finding)
            .map(ToString::to_string)
            .collect();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}

#[test]
fn every_name_of_a_builtin_opens_it() {
    let names: Vec<&str> = Dictionary::builtin_names().collect();
    assert_eq!(names, ["technology", "territories"]);
    for name in names {
        let dictionary = Dictionary::builtin_named(name).expect("known");
        let sources: Vec<&str> = dictionary.sources().map(|source| source.name.as_str()).collect();
        assert_eq!(sources, [name]);
    }
}

/// Countries and capitals in many languages and scripts, and the words that are none.
#[test]
fn territories_in_many_languages() {
    let normalizer =
        Normalizer::new(Dictionary::builtin_named("territories").expect("it is built in"));
    for (text, expected) in [
        ("La Francia e la Germania", &["france", "germany"][..]),
        ("Deutschland und Österreich, nicht Ungarn", &["germany", "austria", "hungary"]),
        ("Россия и Япония", &["russia", "japan"]),
        ("中国和美国，還有韓國", &["china", "united-states", "south-korea"]),
        ("フランスとドイツ", &["france", "germany"]),
        ("프랑스는 독일과", &["france", "germany"]),
        // An article or conjunction written together with a name hides it, as here for Jordan.
        ("مصر والأردن", &["egypt"]),
        ("פריז בצרפת", &["paris"]),
        ("Paris, Berlin and Beijing", &["paris", "berlin", "beijing"]),
        (
            "UK and U.S. talks in the UAE with France",
            &["united-kingdom", "united-states", "united-arab-emirates", "france"],
        ),
        ("He ate turkey from the china plate with Chad and Jordan.", &[]),
        ("Eine Insel heißt auf Schwedisch ö, an island in English.", &[]),
    ] {
        let annotated = normalizer.annotate(text);
        let ids: Vec<&str> =
            annotated.mentions().iter().map(|mention| mention.best().entity().id()).collect();
        assert_eq!(ids, expected, "{text}");
    }
    let resolution = normalizer.resolve("Chine");
    let china = resolution.entity().expect("known");
    assert_eq!(china.id(), "china");
    assert!(china.links().contains(&("iso-3166-1-alpha-3", "CHN")), "{:?}", china.links());
    assert!(china.names().len() >= 30, "{}", china.names().len());
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
