//! Compiled dictionaries that are damaged, cut, foreign, or made by others.

use crate::Place;
use exonym::dictionary::source::{Format, parse};
use exonym::{Dictionary, DictionaryBuilder};

/// A small compiled dictionary.
fn compiled() -> Vec<u8> {
    let mut builder = DictionaryBuilder::default();
    let source = r#"
[dictionary]
name = "d"
never = ["the moon"]

[[entity]]
id = "moonshot-ai"
name = { en = "Moonshot AI" }
aliases = ["Moonshot", { text = "moon", weak = true }]
"#;
    parse("d.toml", source.as_bytes(), Format::Toml)
        .add_to(&mut builder)
        .expect("the source is sound");
    builder.compile().expect("the records are sound")
}

#[test]
fn damaged_bytes_are_no_dictionary() {
    let sound = compiled();
    assert!(Dictionary::from_bytes(sound.clone()).is_ok());
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut damaged = sound.clone();
            damaged[at] ^= 1 << bit;
            let error = Dictionary::from_bytes(damaged).expect_err("every byte counts");
            let message = error.to_string();
            assert!(message.contains("`exonym dict build"), "byte {at}: {message}");
        }
        assert!(Dictionary::from_bytes(&sound[..at]).is_err(), "cut at {at}");
    }
    assert!(Dictionary::from_bytes([&sound[..], b"\0"].concat()).is_err(), "a byte too many");
    assert!(Dictionary::from_bytes([&sound[..], &sound[..]].concat()).is_err(), "twice");
}

#[test]
fn damaged_files_are_named() {
    let place = Place::new();
    let sound = compiled();
    place.write("sound.exo", &sound);
    place.write("in.txt", "Moonshot\n");
    let foreign =
        "this is no compiled dictionary; make one with `exonym dict build SOURCE -o FILE.exo`";
    let damaged = |section: &str| {
        format!(
            "dictionary is damaged (section {section}); copy it again or rebuild it with `exonym dict build`"
        )
    };
    let flipped = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x10;
        bytes
    };
    let files: &[(&str, Vec<u8>, String)] = &[
        ("zero.exo", Vec::new(), foreign.to_owned()),
        ("text.exo", b"id,name\nkimi,Kimi\n".to_vec(), foreign.to_owned()),
        ("magic.exo", flipped(0), foreign.to_owned()),
        ("short.exo", sound[..10].to_vec(), foreign.to_owned()),
        ("header.exo", sound[..60].to_vec(), damaged("header")),
        ("cut.exo", sound[..sound.len() - 1].to_vec(), damaged("header")),
        ("checksum.exo", flipped(24), damaged("header")),
        ("last.exo", flipped(sound.len() - 1), damaged("trie")),
    ];
    for (file, bytes, message) in files {
        place.write(file, bytes);
        for line in [
            "tag in.txt -d",
            "normalize in.txt -d sound.exo -d",
            "lookup Kimi -d",
            "dict info",
            "dict export",
            "dict merge -o new sound.exo",
        ] {
            place.fails(&format!("{line} {file}"), &[&format!("{file}: {message}")]);
        }
    }
    let mut newer = sound.clone();
    newer[8] = 99;
    place.write("newer.exo", newer);
    let ran = place.run("tag -d newer.exo in.txt");
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    let named = "exonym: newer.exo: dictionary has format version 99, this release reads ";
    assert!(ran.stderr.starts_with(named), "{}", ran.stderr);
    assert!(!place.at("new").exists());
    let ran = place.run("normalize -d sound.exo in.txt");
    assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, "Moonshot AI\n", ""));
}

/// A file called `.sources` that is none does no harm.
#[test]
fn damaged_notes_on_sources_are_passed_over() {
    let place = Place::new();
    place.write("in.txt", "Moonshot\n");
    place.write("sound.exo", compiled());
    for notes in [&b""[..], b"\xFF\xFE", b"{}\n[]\n", b"{\"path\":\"no.csv\",\"hash\":\"0\"}\n"] {
        place.write("sound.exo.sources", notes);
        let ran = place.run("normalize -d sound.exo in.txt");
        assert_eq!(
            (ran.status, ran.stdout.as_str(), ran.stderr.as_str()),
            (0, "Moonshot AI\n", "")
        );
    }
}
