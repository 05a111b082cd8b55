//! Compiled files of every released format are read, and find what a new one finds.

#![cfg(feature = "sources")]

use exonym::dictionary::source::{Format, parse};
use exonym::{Dictionary, DictionaryBuilder, Normalizer};

const SOURCE: &str = include_str!("format/small.toml");
const FIRST: &[u8] = include_bytes!("format/1.exo");

const TEXT: &str = "Moonshot AI (月之暗面) made Kimi, a smart assistant. MSAI is no msai, and Moon-shot AI \
    one; the moon is the moon. Dark Side of the Moon and Apple Inc. (Apple-Inc) are known.";

fn mentions(dictionary: Dictionary) -> Vec<(String, String)> {
    let normalizer = Normalizer::new(dictionary);
    let annotated = normalizer.annotate(TEXT);
    let mentions = annotated.mentions().iter();
    mentions
        .map(|found| (found.surface().to_owned(), found.best().entity().id().to_owned()))
        .collect()
}

#[test]
fn older_files_find_what_new_ones_find() {
    let mut builder = DictionaryBuilder::default();
    parse("small.toml", SOURCE.as_bytes(), Format::Toml).add_to(&mut builder).expect("sound");
    let new = builder.build().expect("sound");
    let old = Dictionary::from_static(FIRST).expect("format 1 is read");
    assert_eq!(old.form_count(), new.form_count());
    assert!(old.record_hashes().eq(new.record_hashes()));
    let found = mentions(new);
    assert_eq!(found.len(), 9, "{found:?}");
    assert_eq!(mentions(old.clone()), found);
    // What it is rebuilt to is of the new format, and the same again.
    let rebuilt = old.to_builder().compile().expect("sound");
    assert_eq!(rebuilt, builder.compile().expect("sound"));
}
