//! The task, "find the names of a dictionary in running text", done by this crate and by others.
//!
//! The others get the text in lower case, which this crate makes for itself and which is not counted
//! against them, and the names as they are. They know nothing of separators, accents, variants and words.

use crate::data::Name;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};
use exonym::{Dictionary, Normalizer, Profile};

/// Where names were found: byte ranges, in text order.
pub type Found = Vec<(usize, usize)>;

/// Returns a text in lower case as the others need it. Offsets stay what they are: a character whose lower
/// case is longer or shorter keeps its case.
pub fn lower(text: &str) -> String {
    let lower_char = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(lower_char).collect()
}

/// As the others find: nothing but equal names, and no word witness between Han characters.
pub fn plain(dictionary: Dictionary) -> Normalizer {
    Normalizer::builder(dictionary).profile(Profile::Exact).han_witness(false).build()
}

pub fn exonym(normalizer: &Normalizer, text: &str) -> Found {
    let annotated = normalizer.annotate(text);
    annotated
        .mentions()
        .iter()
        .map(|mention| (mention.span().start(), mention.span().end()))
        .collect()
}

pub fn automaton(names: &[Name]) -> DoubleArrayAhoCorasick<u32> {
    DoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(names.iter().map(|(name, _)| name))
        .expect("the names are distinct")
}

/// Leftmost-longest inside the automaton, boundaries after: a longest match that fails its boundary hides
/// the shorter ones in it.
pub fn daachorse(automaton: &DoubleArrayAhoCorasick<u32>, lower: &str) -> Found {
    automaton
        .leftmost_find_iter(lower)
        .map(|found| (found.start(), found.end()))
        .filter(|&span| stands_alone(lower, span))
        .collect()
}

/// The small one of its automata that is made for reading: for 10,000 names its largest would be faster,
/// at 7 KB a name.
pub fn contiguous(names: &[Name]) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(names.iter().map(|(name, _)| name))
        .expect("the names are few enough")
}

/// With the same loss as [`daachorse`].
pub fn aho_corasick(automaton: &AhoCorasick, lower: &str) -> Found {
    automaton
        .find_iter(lower)
        .map(|found| (found.start(), found.end()))
        .filter(|&span| stands_alone(lower, span))
        .collect()
}

pub fn map(names: &[Name]) -> fst::Map<Vec<u8>> {
    let mut names: Vec<(&str, u32)> =
        names.iter().map(|(name, number)| (name.as_str(), *number)).collect();
    names.sort_unstable();
    fst::Map::from_iter(names.into_iter().map(|(name, number)| (name, u64::from(number))))
        .expect("the names are sorted")
}

/// Walks the map from every place where a word may begin; the longest name that ends at a boundary wins.
pub fn walk(map: &fst::Map<Vec<u8>>, lower: &str) -> Found {
    let fst = map.as_fst();
    let bytes = lower.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        if !is_boundary(lower, start) {
            start += 1;
            continue;
        }
        let mut node = fst.root();
        let mut longest = None;
        for (at, &byte) in bytes.iter().enumerate().skip(start) {
            let Some(transition) = node.find_input(byte) else { break };
            node = fst.node(node.transition_addr(transition));
            if node.is_final() && is_boundary(lower, at + 1) {
                longest = Some(at + 1);
            }
        }
        match longest {
            Some(end) => {
                found.push((start, end));
                start = end;
            }
            None => start += 1,
        }
    }
    found
}

/// Tells whether a name may begin and end where a span does.
pub fn stands_alone(text: &str, (start, end): (usize, usize)) -> bool {
    is_boundary(text, start) && is_boundary(text, end)
}

/// Tells whether a name may begin or end at an offset: everywhere but within a word of letters that are
/// written with spaces between the words.
fn is_boundary(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    if at == 0 || at == bytes.len() {
        return true;
    }
    if bytes[at - 1].is_ascii() && bytes[at].is_ascii() {
        return !(bytes[at - 1].is_ascii_alphanumeric() && bytes[at].is_ascii_alphanumeric());
    }
    if !text.is_char_boundary(at) {
        return false;
    }
    let joins = |c: Option<char>| {
        c.is_some_and(|c| {
            c.is_alphanumeric() && !matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
        })
    };
    !(joins(text[..at].chars().next_back()) && joins(text[at..].chars().next()))
}
