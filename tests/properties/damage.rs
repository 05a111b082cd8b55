//! Damaged and hostile files: refused where a checksum can tell, harmless where none does.

use crate::checksums::{ENTRY, HEADER, SECTIONS, number, seal};
use crate::config;
use exonym::output::replace::{Replace, Target};
use exonym::{
    Alias, AliasKind, CaseRule, Dictionary, DictionaryBuilder, EntityRecord, Error, Normalizer,
    Overlaps, Profile,
};
use proptest::prelude::*;

/// A dictionary of a few names with everything that a file can hold.
fn small() -> Vec<u8> {
    let mut moonshot = EntityRecord::new("moonshot-ai");
    moonshot.kind = Some("org".to_owned());
    moonshot.name.insert("en".parse().expect("a tag"), "Moonshot AI");
    moonshot.name.insert("zh".parse().expect("a tag"), "月之暗面");
    moonshot.aliases = vec![
        Alias { weak: true, kind: AliasKind::Short, ..Alias::new("moon") },
        Alias { forbid: vec!["Pink".to_owned()], window: Some(40), ..Alias::new("Dark Side") },
        Alias {
            case: CaseRule::Sensitive,
            prior: Some(0.5),
            note: Some("short".to_owned()),
            ..Alias::new("U.S.")
        },
    ];
    moonshot.links.insert("wikidata".to_owned(), "Q1".to_owned());
    moonshot.related = vec!["kimi".to_owned()];
    let mut kimi = EntityRecord {
        prior: Some(0.9),
        note: Some("app".to_owned()),
        ..EntityRecord::new("kimi")
    };
    kimi.aliases = vec![Alias::new("Kimi"), Alias::new("Moonshot AI")];
    kimi.topics = vec!["ai".to_owned()];
    kimi.remove = vec!["K1".to_owned()];
    let mut builder = DictionaryBuilder::new("small");
    builder.entity(moonshot).entity(kimi).never("the moon").never("Kimiko");
    builder.compile().expect("the records are sound")
}

const TEXT: &str = "Kimi by Moonshot AI (月之暗面), the moon, a moon, Dark Side of Kimiko; U.S. 月之 暗面 \
    Dark-Side Moon shot AIKimi";

/// Does everything with a dictionary that reads its file.
fn exercise(dictionary: Dictionary) {
    for entity in dictionary.entities() {
        let record = entity.to_record();
        let _ = (
            entity.forms(),
            entity.links(),
            entity.topics(),
            entity.related(),
            entity.display_name(),
        );
        let _ =
            (entity.kind(), entity.prior(), entity.name("zh-Hant"), dictionary.entity(&record.id));
    }
    let _ =
        (dictionary.sources().count(), dictionary.form_count(), dictionary.section_bytes().count());
    let _ = dictionary.to_builder().compile();
    let recall = Normalizer::builder(dictionary.clone())
        .profile(Profile::Recall)
        .overlaps(Overlaps::All)
        .build();
    for mention in recall.annotate(TEXT).mentions() {
        for candidate in mention.candidates() {
            let _ = (candidate.alias(), candidate.alias_kind(), candidate.evidence());
        }
    }
    let normalizer = Normalizer::new(Dictionary::layered([dictionary.clone(), dictionary]));
    let _ = normalizer.rewrite(TEXT, &Replace::new().target(Target::Id).best_of_ambiguous(true));
    let _ = normalizer.resolve("Moonshot-AI").candidates().count();
}

const META: usize = 0;
const KEYS: usize = 1;
const ROWS: usize = 2;
const INDEX: usize = 3;
const RECORDS: usize = 4;
const FILTER: usize = 5;
const TRIE: usize = 6;

/// Takes a file apart.
fn sections(bytes: &[u8]) -> [Vec<u8>; SECTIONS] {
    std::array::from_fn(|section| {
        let entry = HEADER + ENTRY * section;
        let start = number(bytes, entry + 8);
        bytes[start..start + number(bytes, entry + 16)].to_vec()
    })
}

/// Puts a file together under the header of a sound one.
fn assemble(sound: &[u8], sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut file = sound[..HEADER + ENTRY * SECTIONS].to_vec();
    for (position, section) in sections.iter().enumerate() {
        let entry = HEADER + ENTRY * position;
        let (start, len) = (file.len() as u64, section.len() as u64);
        file[entry + 8..entry + 16].copy_from_slice(&start.to_le_bytes());
        file[entry + 16..entry + 24].copy_from_slice(&len.to_le_bytes());
        file.extend_from_slice(section);
    }
    seal(&mut file);
    file
}

#[test]
fn one_changed_byte_is_noticed() {
    let sound = small();
    exercise(Dictionary::from_bytes(sound.clone()).expect("fresh bytes"));
    for at in 0..sound.len() {
        for change in [0x01, 0x20, 0x80, 0xFF] {
            let mut bytes = sound.clone();
            bytes[at] ^= change;
            assert!(
                Dictionary::from_bytes(bytes).is_err(),
                "byte {at} changed by {change:#x} went unnoticed"
            );
        }
    }
}

#[test]
fn another_length_is_noticed() {
    let sound = small();
    for len in 0..sound.len() {
        assert!(
            Dictionary::from_bytes(&sound[..len]).is_err(),
            "{len} of {} bytes went unnoticed",
            sound.len()
        );
    }
    for more in [1, 7, 4096] {
        let bytes = [&sound[..], &vec![0; more][..]].concat();
        assert!(Dictionary::from_bytes(bytes).is_err(), "{more} bytes more went unnoticed");
    }
    for foreign in [
        &b""[..],
        b"\n",
        b"PK\x03\x04",
        &[0xFF; 4096],
        b"[dictionary]\nname = \"source\"\n# long enough to be read",
    ] {
        assert!(matches!(Dictionary::from_bytes(foreign), Err(Error::NotADictionary)));
    }
}

/// The header may say anything, and the sections hold anything, under right checksums.
#[test]
fn one_hostile_byte_is_harmless() {
    let sound = small();
    for at in 16..sound.len() {
        let mut bytes = sound.clone();
        bytes[at] ^= [0x01, 0x40, 0xFF][at % 3];
        seal(&mut bytes);
        if let Ok(dictionary) = Dictionary::from_bytes(bytes) {
            exercise(dictionary);
        }
    }
}

#[test]
fn hostile_numbers_are_harmless() {
    let sound = small();
    let sections = sections(&sound);
    let [meta, _, rows, index, records, filter, trie] = &sections;
    let meta_text = String::from_utf8(meta.clone()).expect("the meta section is JSON");
    let meta_with = |field: &str, value: &str| {
        let start = meta_text.find(field).expect("the field is there") + field.len() + 2;
        let end = start + meta_text[start..].find([',', '}']).expect("the value ends");
        format!("{}{value}{}", &meta_text[..start], &meta_text[end..]).into_bytes()
    };
    let huge = [0xFF; 8];
    let one = |section: usize, bytes: Vec<u8>| {
        let mut sections = sections.clone();
        sections[section] = bytes;
        sections
    };
    let mut cases = vec![
        one(META, meta_with("longest_key", "4294967295")),
        one(META, meta_with("longest_key", "2305843009213693952")),
        one(META, meta_with("longest_key", "18446744073709551615")),
        one(META, meta_with("longest_key", "0")),
        one(META, meta_with("widest_window", "4294967295")),
        one(META, meta_with("\"forms\"", "18446744073709551615")),
        one(META, meta_with("{\"entity\"", "0")),
        one(META, meta_with("{\"entity\"", "255")),
        one(META, meta_with("{\"entity\"", "4")),
        one(
            META,
            b"{\"sources\":[],\"longest_key\":9,\"widest_window\":0,\"needs_context\":true}"
                .to_vec(),
        ),
        one(ROWS, huge.repeat(rows.len() / 8)),
        one(ROWS, vec![0; rows.len()]),
        one(ROWS, Vec::new()),
        one(INDEX, huge.repeat(4)),
        one(INDEX, index.iter().rev().copied().collect()),
        one(INDEX, Vec::new()),
        one(RECORDS, huge.repeat(records.len() / 8)),
        one(RECORDS, Vec::new()),
        one(KEYS, huge.repeat(16)),
        one(KEYS, vec![0; 200]),
        one(FILTER, vec![0; filter.len()]),
        one(FILTER, huge[..5].to_vec()),
        one(FILTER, Vec::new()),
        one(TRIE, vec![0; trie.len()]),
        one(TRIE, [&trie[..16], &huge.repeat(trie.len() / 8 - 2)].concat()),
        one(TRIE, [&trie[..8], &huge[..4], &trie[12..]].concat()),
        one(TRIE, trie[..trie.len() - 1].to_vec()),
        one(TRIE, huge[..5].to_vec()),
        one(TRIE, Vec::new()),
    ];
    // Other keys over the same rows: values beyond them, and keys that no form has.
    let mut builder = fst::MapBuilder::memory();
    for (position, key) in
        ["", "a", "kimi", "moon", "moonshotai", "us", "月之暗面"].iter().enumerate()
    {
        let value = if position % 2 == 0 { u64::MAX - position as u64 } else { position as u64 };
        builder.insert(key, value).expect("the keys are sorted");
    }
    let other_keys = builder.into_inner().expect("writing to memory");
    cases.push(one(KEYS, other_keys));
    for sections in &cases {
        if let Ok(dictionary) = Dictionary::from_bytes(assemble(&sound, sections)) {
            exercise(dictionary);
        }
    }
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn many_hostile_bytes_are_harmless(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24),
    ) {
        let mut bytes = small();
        for (place, byte) in changes {
            let place = 16 + place.index(bytes.len() - 16);
            bytes[place] = byte;
        }
        seal(&mut bytes);
        if let Ok(dictionary) = Dictionary::from_bytes(bytes) {
            exercise(dictionary);
        }
    }
}

/// A file that is opened on trust may be damaged anywhere but in its header.
#[cfg(feature = "files")]
#[test]
fn damage_under_trust_is_harmless() {
    let sound = small();
    let directory = tempfile::tempdir().expect("a directory to write to");
    let path = directory.path().join("damaged.exo");
    for at in (0..sound.len()).step_by(3) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x55;
        std::fs::write(&path, &bytes).expect("the file is written");
        assert!(Dictionary::open(&path).is_err(), "byte {at} went unnoticed");
        match Dictionary::open_trusted(&path) {
            Ok(dictionary) => exercise(dictionary),
            Err(error) => assert!(!matches!(error, Error::Io { .. }), "{error}"),
        }
    }
}
