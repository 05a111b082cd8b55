//! Random records of entities, of few words, so that their names meet, hold and touch one another.

use exonym::dictionary::SourceInfo;
use exonym::{Alias, AliasKind, CaseRule, Dictionary, DictionaryBuilder, EntityRecord, Lang};
use proptest::prelude::*;
use proptest::sample::select;

pub const WORDS: &[&str] = &[
    "Alpha",
    "Beta",
    "AI",
    "Star",
    "Step",
    "One",
    "01",
    "G4",
    "4",
    "Inc.",
    "U.S.",
    "S",
    "The",
    "月",
    "之",
    "暗面",
    "阿里",
    "智譜",
    "智谱",
    "零",
    "Ба",
    "Ка",
    "トヨ",
    "タ",
    "きょう",
    "삼",
    "전자",
    "가",
    "กรุง",
    "+",
    "é",
];
pub const JOINTS: &[&str] = &["", " ", " ", "-", ".", "·", "'", " (", ") "];
const LANGS: &[&str] = &["en", "zh", "zh-Hant", "ja", "ru", "und"];
/// Some look like names, and one like two.
const IDS: &[&str] = &["e1", "e2", "e3", "Alpha", "Beta Star", "阿里", "智谱", "Step-One", "S"];

pub fn name() -> impl Strategy<Value = String> {
    let rest = prop::collection::vec((select(JOINTS), select(WORDS)), 0..3);
    (select(WORDS), rest).prop_map(|(first, rest)| {
        rest.iter().fold(first.to_owned(), |name, (joint, word)| name + joint + word)
    })
}

pub fn lang() -> impl Strategy<Value = Lang> {
    select(LANGS).prop_map(|tag| tag.parse().expect("a tag"))
}

/// A few plain words, mostly none.
fn words(most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(select(WORDS).prop_map(str::to_owned), 0..=most)
}

fn alias() -> impl Strategy<Value = Alias> {
    let terms = prop_oneof![
        4 => Just((Vec::new(), Vec::new(), None)),
        1 => (words(1), words(1), prop::option::of(1u32..40)),
    ];
    let rules = (
        prop::bool::weighted(0.25),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.2, 0.0..=1.0f64),
    );
    let labels = (
        select(&AliasKind::ALL[..]),
        prop::option::weighted(0.2, lang()),
        prop::option::weighted(0.1, name()),
    );
    (name(), rules, terms, labels).prop_map(
        |(text, (weak, sensitive, prior), (require, forbid, window), (kind, lang, note))| Alias {
            text,
            lang,
            kind,
            weak,
            case: if sensitive { CaseRule::Sensitive } else { CaseRule::Fold },
            prior,
            require,
            forbid,
            window,
            note,
        },
    )
}

/// An entity that every field may be set of, but for those that only layers ask for.
pub fn entity() -> impl Strategy<Value = EntityRecord> {
    let related = prop::collection::vec(select(IDS).prop_map(str::to_owned), 0..2);
    let topics = prop::collection::vec(select(&["ai", "places"][..]).prop_map(str::to_owned), 0..2);
    let labels = (
        prop::option::weighted(0.3, select(&["org", "person", "ship"][..])),
        prop::collection::btree_map(
            select(&["wikidata", "lei"][..]).prop_map(str::to_owned),
            name(),
            0..2,
        ),
        prop::option::weighted(0.1, name()),
    );
    (
        select(IDS),
        prop::collection::vec((lang(), name()), 0..3),
        prop::collection::vec(alias(), 0..4),
        (topics, related),
        prop::option::weighted(0.2, 0.0..=1.0f64),
        labels,
    )
        .prop_map(|(id, names, aliases, (topics, related), prior, (kind, links, note))| {
            let kind = kind.map(str::to_owned);
            let mut record = EntityRecord {
                kind,
                aliases,
                links,
                topics,
                related,
                prior,
                note,
                ..EntityRecord::new(id)
            };
            for (lang, text) in names {
                record.name.insert(lang, text);
            }
            record
        })
}

/// An entity as a layer above others may state it: with names taken away, or deleted.
pub fn upper_entity() -> impl Strategy<Value = EntityRecord> {
    (entity(), prop::collection::vec(name(), 0..3), prop::bool::weighted(0.1)).prop_map(
        |(record, remove, delete)| match delete {
            true => EntityRecord { delete, ..EntityRecord::new(record.id) },
            false => EntityRecord { remove, ..record },
        },
    )
}

/// Entities of different IDs, each with the number of its source.
pub fn sourced(most: usize) -> impl Strategy<Value = Vec<(usize, EntityRecord)>> {
    prop::collection::vec((0..SOURCES.len(), upper_entity()), 0..=most).prop_map(|mut records| {
        let mut seen = std::collections::HashSet::new();
        records.retain(|(_, record)| seen.insert(record.id.clone()));
        records
    })
}

pub const SOURCES: [&str; 3] = ["industry", "places", "ai"];

/// The header of a source, with what it protects.
pub fn header(number: usize, never: &[String]) -> SourceInfo {
    SourceInfo {
        name: SOURCES[number].to_owned(),
        version: (number == 0).then(|| "1".to_owned()),
        license: (number != 2).then(|| "CC0-1.0".to_owned()),
        topics: if number == 1 { vec!["places".to_owned()] } else { Vec::new() },
        never: never.iter().skip(number).step_by(SOURCES.len()).cloned().collect(),
    }
}

/// Builds entities of one source.
pub fn build(records: &[EntityRecord], never: &[String]) -> Dictionary {
    let mut builder = DictionaryBuilder::new("random");
    for record in records {
        builder.entity(record.clone());
    }
    for surface in never {
        builder.never(surface);
    }
    builder.build().expect("the records are sound")
}

/// Collects entities of several sources, naming each source again wherever it changes.
pub fn collect(records: &[(usize, EntityRecord)], never: &[String]) -> DictionaryBuilder {
    let mut builder = DictionaryBuilder::default();
    for (number, record) in records {
        builder.source(header(*number, never)).entity(record.clone());
    }
    for number in 0..SOURCES.len() {
        builder.source(header(number, never));
    }
    builder
}
