//! Annotations: well-formed on any text, the same in every run, and selected as the policy says.

use crate::{config, pool};
use exonym::output::Positions;
use exonym::{Dictionary, Mention, Mentions, Normalizer, Overlaps, Profile, Span, Tier};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use std::sync::LazyLock;

/// One candidate, as far as a reader sees it.
pub type Facts = (String, f64, Tier, String, Vec<String>);

/// All that mentions say.
pub fn facts(mentions: Mentions<'_>) -> Vec<(Span, bool, Vec<Facts>)> {
    let candidates = |mention: Mention<'_>| {
        mention
            .candidates()
            .map(|c| {
                (
                    c.entity().id().to_owned(),
                    c.score(),
                    c.tier(),
                    c.alias().to_owned(),
                    c.evidence(),
                )
            })
            .collect()
    };
    mentions
        .iter()
        .map(|mention| (mention.span(), mention.is_decided(), candidates(mention)))
        .collect()
}

/// The choices that lead through different code, each with whether its mentions are disjoint.
static NORMALIZERS: LazyLock<Vec<(Normalizer, bool)>> = LazyLock::new(|| {
    let dictionary = pool::dictionary();
    let builder = || Normalizer::builder(dictionary.clone());
    let empty = Dictionary::empty();
    vec![
        (builder().build(), true),
        (builder().profile(Profile::Recall).overlaps(Overlaps::All).build(), false),
        (
            builder().profile(Profile::Exact).han_witness(false).overlaps(Overlaps::NoSub).build(),
            false,
        ),
        (
            builder()
                .overlaps(Overlaps::LongestDominantRight)
                .min_score(0.85)
                .topic("pool")
                .build(),
            true,
        ),
        (Normalizer::new(Dictionary::layered([empty.clone(), dictionary.clone(), empty])), true),
    ]
});

fn check(normalizer: &Normalizer, disjoint: bool, text: &str) -> Result<(), TestCaseError> {
    let annotated = normalizer.annotate(text);
    let mut last: Option<Span> = None;
    let mut positions = Positions::default();
    for mention in annotated.mentions() {
        let span = mention.span();
        prop_assert!(!span.is_empty());
        prop_assert_eq!(span.of(text), Some(mention.surface()));
        if let Some(last) = last {
            prop_assert!(last < span, "{last:?} stands before {span:?}");
            prop_assert!(!disjoint || last.end() <= span.start(), "{last:?} and {span:?} overlap");
        }
        last = Some(span);
        let place = positions.at(text, 0, span.start());
        let length = mention.surface().chars().count();
        prop_assert_eq!(
            text.chars().skip(place.char).take(length).collect::<String>(),
            mention.surface()
        );
        prop_assert_eq!(place.line, text[..span.start()].matches('\n').count() + 1);
        let scores: Vec<f64> = mention.candidates().map(|candidate| candidate.score()).collect();
        prop_assert!(
            scores.iter().all(|score| (0.0..=1.0).contains(score))
                && scores.is_sorted_by(|a, b| a >= b)
        );
        prop_assert_eq!(mention.score(), scores[0]);
        prop_assert_eq!(mention.entity().is_some(), mention.is_decided());
        let id = mention.best().entity().id().to_owned();
        prop_assert!(
            normalizer.dictionary().entity(&id).is_some(),
            "{id} is not in the dictionary"
        );
    }
    let mentions = annotated.mentions();
    for beyond in [mentions.len(), mentions.len() + 1, usize::MAX] {
        prop_assert!(mentions.get(beyond).is_none(), "mention {beyond} of {}", mentions.len());
    }
    let spans = |mentions: &mut dyn Iterator<Item = Mention<'_>>| -> Vec<Span> {
        mentions.map(|mention| mention.span()).collect()
    };
    let mut backwards = spans(&mut mentions.iter().rev());
    backwards.reverse();
    prop_assert_eq!(spans(&mut mentions.iter()), backwards);
    prop_assert_eq!(facts(mentions), facts(normalizer.annotate(text).mentions()));
    prop_assert_eq!(normalizer.is_match(text), !annotated.mentions().is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn annotations_are_well_formed(text in pool::prose(24), choice in 0usize..5) {
        let (normalizer, disjoint) = &NORMALIZERS[choice];
        check(normalizer, *disjoint, &text)?;
    }
}

/// Names that overlap in many ways; all ASCII, so that the longest in bytes is the longest in letters.
const CHAIN: &str = "Ab Cd Ef Gh";

fn chain_dictionary(spans: &[(usize, usize)]) -> Dictionary {
    let words: Vec<&str> = CHAIN.split(' ').collect();
    let mut builder = exonym::DictionaryBuilder::new("chain");
    for &(start, len) in spans {
        let name = words[start..(start + len).min(words.len())].join(" ");
        let mut record = exonym::EntityRecord::new(&name);
        record.aliases.push(exonym::Alias::new(&name));
        builder.entity(record);
    }
    builder.build().expect("the names are sound")
}

fn spans(dictionary: &Dictionary, policy: Overlaps, text: &str) -> Vec<Span> {
    let normalizer = Normalizer::builder(dictionary.clone()).overlaps(policy).build();
    normalizer.annotate(text).mentions().iter().map(|mention| mention.span()).collect()
}

/// What the policies say, in the plainest way: take the best of those left, drop what overlaps it.
fn greedy<K: Ord>(all: &[Span], rank: impl Fn(Span) -> K) -> Vec<Span> {
    let mut left = all.to_vec();
    let mut kept = Vec::new();
    while let Some(best) = left.iter().copied().max_by_key(|&span| rank(span)) {
        left.retain(|span| !span.overlaps(best));
        kept.push(best);
    }
    kept.sort();
    kept
}

proptest! {
    #![proptest_config(config(700))]

    #[test]
    fn overlaps(
        names in prop::collection::vec((0usize..4, 1usize..5), 1..8),
        words in prop::collection::vec(select(vec!["Ab", "Cd", "Ef", "Gh", "Ab", "Cd", ",", "x"]), 0..14),
    ) {
        let (dictionary, text) = (chain_dictionary(&names), words.join(" "));
        let all = spans(&dictionary, Overlaps::All, &text);
        let outermost: Vec<Span> = all
            .iter()
            .copied()
            .filter(|&span| !all.iter().any(|&other| other != span && other.contains(span)))
            .collect();
        prop_assert_eq!(spans(&dictionary, Overlaps::NoSub, &text), outermost);
        let leftmost = greedy(&all, |span| (std::cmp::Reverse(span.start()), span.len()));
        prop_assert_eq!(spans(&dictionary, Overlaps::LeftmostLongest, &text), leftmost);
        let dominant = greedy(&all, |span| (span.len(), span.start()));
        prop_assert_eq!(spans(&dictionary, Overlaps::LongestDominantRight, &text), dominant);
    }
}
