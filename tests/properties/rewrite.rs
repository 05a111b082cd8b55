//! Rewriting: what was not replaced stays, and doing it twice changes nothing more.

use crate::{config, pool};
use exonym::output::replace::{Replace, Rewritten, Target};
use exonym::{
    Alias, CaseRule, Dictionary, DictionaryBuilder, EntityRecord, Lang, Normalizer, Overlaps,
    Profile,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use std::borrow::Cow;

/// Few words, so that names made of them meet, hold and touch one another.
const WORDS: &[&str] = &[
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
const JOINTS: &[&str] = &["", " ", " ", "-", ".", "·", "'", " (", ") "];
const LANGS: &[&str] = &["en", "zh", "zh-Hant", "ja", "ru", "und"];
const IDS: &[&str] = &["e1", "e2", "e3", "Alpha", "Beta Star", "阿里", "智谱", "Step-One", "S"];

fn name() -> impl Strategy<Value = String> {
    (select(WORDS), prop::collection::vec((select(JOINTS), select(WORDS)), 0..3)).prop_map(
        |(first, rest)| {
            rest.iter().fold(first.to_owned(), |name, (joint, word)| name + joint + word)
        },
    )
}

fn lang() -> impl Strategy<Value = Lang> {
    select(LANGS).prop_map(|tag| tag.parse().expect("a tag"))
}

fn alias() -> impl Strategy<Value = Alias> {
    let terms = || prop::collection::vec(select(WORDS).prop_map(str::to_owned), 0..2);
    let rules = prop_oneof![
        4 => Just((Vec::new(), Vec::new(), None)),
        1 => (terms(), terms(), prop::option::of(1u32..40)),
    ];
    (
        name(),
        prop::bool::weighted(0.25),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.2, 0.0..=1.0f64),
        rules,
    )
        .prop_map(|(text, weak, sensitive, prior, (require, forbid, window))| Alias {
            weak,
            case: if sensitive { CaseRule::Sensitive } else { CaseRule::Fold },
            prior,
            require,
            forbid,
            window,
            ..Alias::new(text)
        })
}

fn entity() -> impl Strategy<Value = EntityRecord> {
    (
        select(IDS),
        prop::collection::vec((lang(), name()), 0..3),
        prop::collection::vec(alias(), 0..4),
        prop::collection::vec(select(&["ai", "places"][..]).prop_map(str::to_owned), 0..2),
        prop::collection::vec(select(IDS).prop_map(str::to_owned), 0..2),
        prop::option::weighted(0.2, 0.0..=1.0f64),
    )
        .prop_map(|(id, names, aliases, topics, related, prior)| {
            let mut record =
                EntityRecord { aliases, topics, related, prior, ..EntityRecord::new(id) };
            for (lang, text) in names {
                record.name.insert(lang, text);
            }
            record
        })
}

fn build(records: &[EntityRecord], never: &[String]) -> Dictionary {
    let mut builder = DictionaryBuilder::new("random");
    for record in records {
        builder.entity(record.clone());
    }
    for surface in never {
        builder.never(surface);
    }
    builder.build().expect("the records are sound")
}

/// Entities, and a text of their names.
fn scene() -> impl Strategy<Value = (Vec<EntityRecord>, Vec<String>, String)> {
    let never = prop::collection::vec(name(), 0..2);
    (prop::collection::vec(entity(), 1..5), never).prop_flat_map(|(records, never)| {
        let of = |record: &EntityRecord| -> Vec<String> {
            let names = record.name.iter().map(|(_, text)| text.to_owned());
            names.chain(record.aliases.iter().map(|alias| alias.text.clone())).chain([record.id.clone()]).collect()
        };
        let names = records.iter().flat_map(of).collect();
        let piece = prop_oneof![
            6 => pool::disguised(names),
            2 => select(WORDS).prop_map(str::to_owned),
            5 => select(JOINTS).prop_map(str::to_owned),
            2 => select(&[" ", ". ", "\n", ", ", "s", "'s", "the", "AI"][..]).prop_map(str::to_owned),
        ];
        let text = prop::collection::vec(piece, 1..10).prop_map(|pieces| pieces.concat());
        (Just(records), Just(never), text)
    })
}

fn replace() -> impl Strategy<Value = Replace> {
    let target =
        prop_oneof![Just(Target::SameScript), Just(Target::Id), lang().prop_map(Target::Lang)];
    (target, any::<bool>(), any::<bool>(), lang()).prop_map(|(target, keep, best, document)| {
        let replace = Replace::new().target(target).keep_original(keep).best_of_ambiguous(best);
        replace.document_lang(document)
    })
}

/// Checks that a rewritten text is the original with its replacements put in, and nothing else.
fn only_replacements(text: &str, rewritten: &Rewritten<'_>) -> Result<(), TestCaseError> {
    let mut expected = String::new();
    let mut at = 0;
    for replacement in &rewritten.replacements {
        let span = replacement.span;
        prop_assert!(at <= span.start(), "{:?} overlaps what is before it", replacement);
        prop_assert_eq!(span.of(text), Some(replacement.surface.as_str()));
        prop_assert!(
            replacement.surface != replacement.replacement,
            "{:?} replaces nothing",
            replacement
        );
        expected.push_str(&text[at..span.start()]);
        expected.push_str(&replacement.replacement);
        at = span.end();
    }
    expected.push_str(&text[at..]);
    prop_assert_eq!(rewritten.text.as_ref(), expected);
    prop_assert_eq!(matches!(rewritten.text, Cow::Borrowed(_)), rewritten.replacements.is_empty());
    for left in &rewritten.left_out {
        prop_assert_eq!(left.span.of(text), Some(left.surface.as_str()));
        let meets =
            rewritten.replacements.iter().any(|replacement| replacement.span.overlaps(left.span));
        prop_assert!(!meets, "{:?} was left out and replaced", left);
    }
    Ok(())
}

fn check(normalizer: &Normalizer, replace: &Replace, text: &str) -> Result<(), TestCaseError> {
    let once = normalizer.rewrite(text, replace);
    only_replacements(text, &once)?;
    let twice = normalizer.rewrite(&once.text, replace);
    let (first, second) = (once.text.as_ref(), twice.text.as_ref());
    let records: Vec<String> = normalizer
        .dictionary()
        .entities()
        .map(|entity| serde_json::to_string(&entity.to_record()).expect("records are JSON"))
        .collect();
    prop_assert!(
        first == second,
        "{replace:?}\n{}\n  text  {text:?}\n  once  {first:?}\n  twice {second:?}\n",
        records.join("\n")
    );
    Ok(())
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn twice_is_once((records, never, text) in scene(), replace in replace(), recall in any::<bool>()) {
        let profile = if recall { Profile::Recall } else { Profile::Balanced };
        let normalizer = Normalizer::builder(build(&records, &never)).profile(profile).build();
        check(&normalizer, &replace, &text)?;
    }

    #[test]
    fn twice_is_once_in_prose(text in pool::prose(16), replace in replace(), policy in select(&Overlaps::EVERY[..])) {
        let normalizer = Normalizer::builder(pool::dictionary()).overlaps(policy).build();
        check(&normalizer, &replace, &text)?;
    }

    #[test]
    fn without_names_nothing_changes(text in pool::text(60)) {
        let normalizer = Normalizer::new(pool::dictionary());
        let text = text.replace(['C', 'c', 'R', 'r'], "");
        if normalizer.annotate(&text).mentions().is_empty() {
            let normalized = normalizer.normalize(&text);
            prop_assert!(matches!(normalized, Cow::Borrowed(same) if same.as_ptr() == text.as_ptr() && same == text));
        }
    }
}
