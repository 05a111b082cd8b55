//! The fold: idempotent, equal on canonically equal texts, and with a way back to the original.

use crate::config;
use crate::pool;
use exonym::fold::{Folded, fold};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_public_assigned;

/// Says what is wrong with the fold of a text, if anything.
fn complaint(text: &str) -> Option<String> {
    let folded = fold(text);
    let again = fold(&folded);
    if again != folded {
        return Some(format!("{text:?} folds to {folded:?}, which folds to {again:?}"));
    }
    for (form, equal) in [("NFD", text.nfd().collect::<String>()), ("NFC", text.nfc().collect())] {
        if equal != text && fold(&equal) != folded {
            return Some(format!(
                "{text:?} folds to {folded:?}, but its {form} {equal:?} to {:?}",
                fold(&equal)
            ));
        }
    }
    None
}

#[test]
fn every_code_point() {
    let complaints: Vec<String> = ('\0'..=char::MAX)
        .filter(|&c| is_public_assigned(c) || (c as u32).is_multiple_of(64))
        .filter_map(|c| complaint(c.encode_utf8(&mut [0; 4])))
        .collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// A character may fold otherwise beside others: marks are stripped or sorted, syllables joined.
#[test]
fn every_character_that_decomposes_beside_others() {
    let mut complaints = Vec::new();
    for c in '\0'..=char::MAX {
        // One Hangul syllable with each vowel stands for the rest: they decompose by a formula.
        let is_like_others = matches!(c, '가'..='힣') && (c as u32 - '가' as u32) % 28 > 1;
        if is_like_others || !is_public_assigned(c) || c.nfkd().eq([c]) {
            continue;
        }
        for (before, after) in [
            ("e", "\u{301}\u{323}"),
            ("한", "\u{11A8}"),
            ("か\u{3099}", "\u{94D}"),
            ("\u{200B}", "\u{345}"),
        ] {
            complaints.extend(complaint(&format!("{before}{c}{after}")));
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn nothing_folds_to_nothing() {
    for text in ["", "\u{200B}", "\u{FEFF}\u{AD}", "\u{FE0F}", "\u{E0100}"] {
        assert_eq!(fold(text), "");
        assert_eq!(Folded::new(text).as_str(), "");
        assert_eq!(Folded::new(text).original(0..0), None);
        assert_eq!(Folded::new(text).original(0..1), None);
    }
}

proptest! {
    #![proptest_config(config(4_000))]

    #[test]
    fn random_texts(text in pool::text(24)) {
        let complaint = complaint(&text);
        prop_assert!(complaint.is_none(), "{}", complaint.unwrap_or_default());
        prop_assert!(Folded::new(&text).as_str() == fold(&text), "two ways to fold {text:?}");
    }
}

proptest! {
    #![proptest_config(config(600))]

    /// Every range of the fold leads back to whole characters of the original, which fold to a text that
    /// holds the range; and ranges further right lead further right.
    #[test]
    fn ways_back(text in pool::text(16)) {
        let folded = Folded::new(&text);
        let text_end = folded.as_str().len();
        let starts = folded.as_str().char_indices().map(|(at, _)| at);
        let ends: Vec<usize> = starts.chain([text_end]).collect();
        let mut last_start = 0;
        for (position, &start) in ends.iter().enumerate() {
            prop_assert_eq!(folded.original(start..start), None);
            let mut last_end = 0;
            for &end in &ends[position + 1..] {
                let span = folded.original(start..end).expect("the range is a part of the fold");
                let original = span.of(&text).filter(|original| !original.is_empty());
                let holds = |original: &str| fold(original).contains(&folded.as_str()[start..end]);
                prop_assert!(original.is_some_and(holds), "{start}..{end} of {text:?} gives {span:?}");
                prop_assert!(span.start() >= last_start && span.end() >= last_end);
                (last_start, last_end) = (span.start(), span.end());
            }
        }
        prop_assert_eq!(folded.original(0..text_end + 1), None);
    }

    /// A text folded in two pieces, cut where a piece of the original ends, folds to the two folds.
    #[test]
    fn pieces_fold_alone(text in pool::text(16)) {
        let folded = Folded::new(&text);
        for (start, c) in folded.as_str().char_indices() {
            let span = folded.original(start..start + c.len_utf8());
            let cut = span.expect("the range is a part of the fold").start();
            let (before, after) = text.split_at(cut);
            prop_assert_eq!(fold(before) + &fold(after), folded.as_str(), "cut at {} of {:?}", cut, text);
        }
    }
}
