//! Dictionaries: the same bytes in any order, and every record as it went in.

use crate::{config, pool, records};
use exonym::{Dictionary, EntityRecord, Mention, Normalizer, Span};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config(250))]

    #[test]
    fn order_makes_no_difference(
        (records, shuffled) in records::sourced(8)
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        never in prop::collection::vec(records::name(), 0..4),
    ) {
        let built = records::collect(&records, &never).compile().expect("the records are sound");
        let again = records::collect(&shuffled, &never).compile().expect("the records are sound");
        prop_assert!(built == again, "the bytes depend on the order of the records");
    }

    #[test]
    fn records_survive(records in records::sourced(8), never in prop::collection::vec(records::name(), 0..4)) {
        let built = records::collect(&records, &never).build().expect("the records are sound");
        let bytes = built.as_bytes().expect("one part");
        let reopened = Dictionary::from_bytes(bytes).expect("fresh bytes");
        for (_, record) in &records {
            let found = reopened.entity(&record.id).map(|entity| entity.to_record());
            prop_assert_eq!(found.as_ref(), (!record.delete).then_some(record));
        }
        let kept = records.iter().filter(|(_, record)| !record.delete).count();
        prop_assert_eq!(reopened.entities().count(), kept);
        let again = reopened.to_builder().compile().expect("the records are sound");
        prop_assert!(again == bytes, "the bytes changed on the way through a builder");
    }

    /// Every form, asked for alone, leads to its entity.
    #[test]
    fn every_form_resolves(records in prop::collection::vec(records::entity(), 1..5)) {
        let normalizer = Normalizer::new(records::build(&records, &[]));
        for entity in normalizer.dictionary().entities() {
            for (form, _) in entity.forms() {
                let resolution = normalizer.resolve(&form);
                let ids: Vec<&str> = resolution.candidates().map(|candidate| candidate.entity().id()).collect();
                prop_assert!(ids.contains(&entity.id()), "{form:?} gives {ids:?}, not {:?}", entity.id());
            }
        }
    }
}

proptest! {
    #![proptest_config(config(250))]

    /// A stack of layers made into one file finds what the stack finds.
    #[test]
    fn merged_layers_find_the_same(
        lower in prop::collection::vec(records::entity(), 1..5),
        upper in prop::collection::vec(records::upper_entity(), 1..4),
        never in prop::collection::vec(records::name(), 0..2),
        pieces in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
    ) {
        let (lower_part, upper_part) = (records::build(&lower, &[]), records::build(&upper, &never));
        let layers = Dictionary::layered([lower_part, upper_part]);
        let forms: Vec<String> = lower.iter().chain(&upper).flat_map(forms).collect();
        let pieces = pieces.iter().filter(|_| !forms.is_empty());
        let text = pieces.map(|piece| piece.get(&forms).as_str()).collect::<Vec<_>>().join(" ");
        let merged = layers.to_builder().build().expect("the records are sound");
        for entity in layers.entities() {
            // The list of what is removed is kept, since it may be meant for lower layers still.
            let known = |record| EntityRecord { remove: Vec::new(), ..record };
            let other = merged.entity(entity.id()).map(|other| known(other.to_record()));
            prop_assert_eq!(other, Some(known(entity.to_record())));
        }
        let (layers, merged) = (Normalizer::new(layers), Normalizer::new(merged));
        prop_assert_eq!(found(&layers, &text), found(&merged, &text), "in {:?}", text);
    }
}

/// Where names were found, and which entities they may mean.
fn found(normalizer: &Normalizer, text: &str) -> Vec<(Span, bool, Vec<String>)> {
    let ids = |mention: Mention<'_>| {
        mention.candidates().map(|candidate| candidate.entity().id().to_owned()).collect()
    };
    normalizer
        .annotate(text)
        .mentions()
        .iter()
        .map(|mention| (mention.span(), mention.is_decided(), ids(mention)))
        .collect()
}

fn forms(record: &EntityRecord) -> Vec<String> {
    let names = record.name.iter().map(|(_, text)| text.to_owned());
    names.chain(record.aliases.iter().map(|alias| alias.text.clone())).collect()
}

#[cfg(feature = "sources")]
mod sources {
    use super::*;
    use exonym::DictionaryBuilder;
    use exonym::dictionary::source::{Format, parse, write_jsonl, write_toml};
    use proptest::sample::select;

    proptest! {
        #![proptest_config(config(200))]

        /// What is written as a source and read again gives the same bytes.
        #[test]
        fn written_and_read_again(
            records in records::sourced(5),
            never in prop::collection::vec(records::name(), 0..4),
            format in select(&[Format::Toml, Format::Jsonl][..]),
        ) {
            let mut builder = DictionaryBuilder::default();
            builder.source(records::header(0, &never));
            for (_, record) in records {
                builder.entity(record);
            }
            let bytes = builder.compile().expect("the records are sound");
            let info = builder.sources().next().expect("one source");
            let mut written = Vec::new();
            match format {
                Format::Toml => write_toml(&mut written, info, builder.records()),
                _ => write_jsonl(&mut written, info, builder.records()),
            }
            .expect("writing to memory");
            let mut again = DictionaryBuilder::default();
            let source = parse("written", &written, format);
            let written = String::from_utf8_lossy(&written);
            prop_assert!(source.problems.is_empty(), "{:?} in {}", source.problems, written);
            source.add_to(&mut again).expect("no problems");
            prop_assert!(again.compile().expect("the records are sound") == bytes, "{written}");
        }
    }
}

/// Any text may be a name, as long as it folds to something and holds no control characters.
#[test]
fn any_text_is_a_name_or_is_refused() {
    proptest!(config(1_000), |(text in pool::text(8))| {
        // A name that is asked for is trimmed first.
        let text = text.trim();
        let record = EntityRecord { aliases: vec![exonym::Alias::new(text)], ..EntityRecord::new("e") };
        let mut builder = exonym::DictionaryBuilder::new("any");
        if let Ok(dictionary) = builder.entity(record).build() {
            let normalizer = Normalizer::new(dictionary);
            let resolution = normalizer.resolve(text);
            prop_assert_eq!(resolution.candidates().len(), 1, "{:?} is not found", text);
        }
    });
}
