//! Where a name may begin and end.

use super::Trace;
use crate::fold::{Class, Folded, Unit};
use crate::token::chinese;
use crate::words;
use std::ops::Range;

/// Fewest letters of a name that may be glued to a word, or touch a digit.
const SHORTEST_GLUED: usize = 4;
const SHORTEST_AT_DIGIT: usize = 3;
/// Han characters to either side that the word witness is shown.
const WITNESS_REACH: usize = 12;
/// Characters to either side that are searched for kana, which make a sentence Japanese.
const KANA_REACH: usize = 40;
/// Longest word that a name may be glued to.
const LONGEST_JOINT: usize = 24;

/// How a name is set off from what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// By the text's edge, a space, punctuation, or a change of script.
    Clear,
    /// By a change between letters and digits.
    Digit,
    /// By a change from lower to upper case: the neighbour must be a word of its own.
    Glued,
    /// By nothing visible: Han characters stand on both sides.
    Han,
    /// By a particle of the language: 삼성전자가.
    Particle,
    /// By a plural s.
    Plural,
}

/// Tells whether a name may begin at a unit, as far as its neighbour's class tells. Cheap, and never
/// wrong in saying no.
#[inline]
pub(super) fn may_start(units: &[Unit], at: usize) -> bool {
    may_stand_before(at.checked_sub(1).map(|before| units[before].class), units[at].class)
}

/// Tells the same of a unit's class, and that of the unit before it if there is one.
#[inline]
pub(super) const fn may_stand_before(before: Option<Class>, class: Class) -> bool {
    let before = match before {
        Some(before) => before,
        None => Class::Other,
    };
    STARTS[before as usize] >> class as u32 & 1 == 1
}

/// Classes that a name may begin with, a bit each, by the class of the unit before.
const STARTS: [u32; Class::ALL.len()] = {
    let mut starts = [0; Class::ALL.len()];
    let mut before = 0;
    while before < starts.len() {
        let mut class = 0;
        while class < Class::ALL.len() {
            let first = Class::ALL[class];
            let is_dropped = first.is_space() || matches!(first, Class::Apostrophe);
            if !is_dropped && start_edge(Class::ALL[before], first).is_some() {
                starts[before] |= 1 << class;
            }
            class += 1;
        }
        before += 1;
    }
    starts
};

#[inline]
pub(super) const fn start_edge(before: Class, first: Class) -> Option<Edge> {
    use Class::*;
    if !before.is_word() || !first.is_word() {
        return Some(Edge::Clear);
    }
    match (before, first) {
        (Lower, Upper) => Some(Edge::Glued),
        (Upper | Lower | Letter, Upper | Lower | Letter) => None,
        (Digit, Digit) => None,
        (Upper | Lower | Letter, Digit) | (Digit, Upper | Lower | Letter) => Some(Edge::Digit),
        (Han, Han) => Some(Edge::Han),
        (Hiragana, Hiragana) => Some(Edge::Particle),
        (Katakana, Katakana) | (Hangul, Hangul) => None,
        _ => Some(Edge::Clear),
    }
}

/// Returns how the units of a name are set off at either side; `None` where they are not.
pub(super) fn edges(folded: &Folded, start: usize, end: usize) -> Option<(Edge, Edge)> {
    let units = folded.units();
    let first = match start.checked_sub(1) {
        None => Edge::Clear,
        Some(before) => start_edge(units[before].class, units[start].class)?,
    };
    if first == Edge::Particle && !hiragana_edge(folded, start - 1, end - start) {
        return None;
    }
    if units[start].class == Class::Digit
        && continues_number(folded, start.checked_sub(1), |at| at.checked_sub(1))
    {
        return None;
    }
    if start > 0 && goes_on_counting(folded, start) {
        return None;
    }
    if is_han_numeral(folded, end - 1) && end < units.len() && is_han_numeral(folded, end) {
        return None;
    }
    let last = end_edge(folded, start, end)?;
    let letters = (start..end).filter(|&unit| units[unit].class.is_word()).count();
    let is_latin = (start..end)
        .all(|unit| !units[unit].class.is_word() || (units[unit].class as u8) < Class::Han as u8);
    let has_parts = (start..end).any(|unit| units[unit].class.is_separator());
    for edge in [first, last] {
        let long_enough = match edge {
            Edge::Digit => letters >= SHORTEST_AT_DIGIT,
            Edge::Glued | Edge::Plural => {
                letters >= SHORTEST_GLUED || (has_parts && letters >= SHORTEST_AT_DIGIT)
            }
            _ => true,
        };
        if is_latin && !long_enough {
            return None;
        }
    }
    Some((first, last))
}

fn end_edge(folded: &Folded, start: usize, end: usize) -> Option<Edge> {
    use Class::*;
    let units = folded.units();
    let Some(next) = units.get(end) else { return Some(Edge::Clear) };
    let last = units[end - 1].class;
    if last == Digit && continues_number(folded, Some(end), |at| Some(at + 1)) {
        return None;
    }
    if !last.is_word() || !next.class.is_word() {
        return Some(Edge::Clear);
    }
    match (last, next.class) {
        (Digit, Digit) => None,
        (Upper | Lower | Digit, Lower) if is_plural(folded, start, end) => Some(Edge::Plural),
        (Lower, Upper) => Some(Edge::Glued),
        // An acronym glued to a word, as in Zhipu AIThe: the capital before the small letter is the word's.
        (Upper, Upper) if units.get(end + 1).is_some_and(|unit| unit.class == Lower) => {
            Some(Edge::Glued)
        }
        (Upper | Lower | Letter, Upper | Lower | Letter) => None,
        (Upper | Lower | Letter, Digit) => Some(Edge::Digit),
        // One letter after a digit is part of a designation (GPT-4o, 7B); more are a word glued on.
        (Digit, Upper | Lower | Letter) => {
            let is_word = units.get(end + 1).is_some_and(|unit| unit.class.is_alphabetic());
            is_word.then_some(Edge::Digit)
        }
        (Han, Han) => Some(Edge::Han),
        (Hiragana, Hiragana) => hiragana_edge(folded, end, end - start).then_some(Edge::Particle),
        (Katakana, Katakana) => None,
        (Hangul, Hangul) => korean_particle(folded, end).then_some(Edge::Particle),
        (Spaceless, Spaceless) => (!continues_syllable(folded, end)).then_some(Edge::Clear),
        _ => Some(Edge::Clear),
    }
}

/// Tells whether a dot or comma and a digit go on from a number that a name begins or ends with:
/// Qwen2 does not end in Qwen2.5.
fn continues_number(
    folded: &Folded,
    mark: Option<usize>,
    beyond: impl Fn(usize) -> Option<usize>,
) -> bool {
    let units = folded.units();
    let Some(mark) = mark.filter(|&at| at < units.len()) else { return false };
    let is_point = units[mark].class == Class::Dot || folded.unit_text(mark) == ",";
    is_point
        && beyond(mark).and_then(|at| units.get(at)).is_some_and(|unit| unit.class == Class::Digit)
}

/// A plural s directly after a name: `H100s`, `Moonshots`; not where name and s make a common word.
fn is_plural(folded: &Folded, start: usize, end: usize) -> bool {
    let units = folded.units();
    let ends_word =
        units.get(end + 1).is_none_or(|unit| !unit.class.is_word() || unit.class.is_cjk());
    if folded.unit_text(end) != "s" || !ends_word {
        return false;
    }
    let is_marked = matches!(units[end - 1].class, Class::Digit | Class::Upper)
        || units[start].class == Class::Upper;
    let word_start = (start..end)
        .rev()
        .find(|&unit| !units[unit].class.is_word())
        .map_or(start, |before| before + 1);
    let plural: String = (word_start..=end).map(|unit| folded.unit_text(unit)).collect();
    is_marked && words::english_level(&plural).is_none()
}

/// Particles that a name in Hangul may be followed by, up to the end of the word.
fn korean_particle(folded: &Folded, end: usize) -> bool {
    const LONGEST: usize = 6;
    let units = folded.units();
    let word_end =
        (end..units.len()).find(|&unit| units[unit].class != Class::Hangul).unwrap_or(units.len());
    if word_end - end > LONGEST {
        return false;
    }
    let rest: String = (end..word_end).map(|unit| folded.unit_text(unit)).collect();
    words::is_korean_particle(&rest)
}

/// Between Hiragana only a particle, or the length of the name itself, speaks for a boundary.
fn hiragana_edge(folded: &Folded, outside: usize, name_len: usize) -> bool {
    const LONG_NAME: usize = 4;
    name_len >= LONG_NAME || folded.unit_text(outside).chars().all(words::is_japanese_particle)
}

/// Thai, Lao, Khmer and Burmese vowel and tone signs belong to the consonant before them.
fn continues_syllable(folded: &Folded, at: usize) -> bool {
    folded.unit_text(at).starts_with(|c: char| {
        matches!(c, '\u{E30}'..='\u{E3A}' | '\u{E45}'..='\u{E4E}' | '\u{EB0}'..='\u{EBC}' | '\u{EC8}'..='\u{ECE}'
            | '\u{102B}'..='\u{103E}' | '\u{17B4}'..='\u{17D3}')
    })
}

fn is_han_numeral(folded: &Folded, unit: usize) -> bool {
    let mut chars = folded.unit_text(unit).chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if is_numeral(c))
}

/// Tells whether a folded character is a Han numeral.
pub(super) fn is_numeral(folded: char) -> bool {
    "一二三四五六七八九十百千万亿两几零〇".contains(folded)
}

/// Tells whether a name begins with a numeral that goes on from the one before it: 三百度 is no 百度, and
/// neither is 3百度. After digits only a multiplier goes on, and not after a year: 2024百度世界大会.
fn goes_on_counting(folded: &Folded, start: usize) -> bool {
    const YEAR_DIGITS: usize = 4;
    let units = folded.units();
    if units[start - 1].class == Class::Digit {
        let digits = units[..start]
            .iter()
            .rev()
            .take(YEAR_DIGITS + 1)
            .take_while(|unit| unit.class == Class::Digit);
        let is_multiplier = matches!(folded.unit_text(start), "百" | "千" | "万" | "亿");
        return is_multiplier && digits.count() != YEAR_DIGITS;
    }
    is_han_numeral(folded, start) && is_han_numeral(folded, start - 1)
}

/// Tells what the edges mean for the verdict.
pub(super) fn trace(start: Edge, end: Edge) -> Trace {
    let mut trace = Trace::default();
    if start == Edge::Glued || end == Edge::Glued {
        trace.set(Trace::GLUED);
    }
    if end == Edge::Plural {
        trace.set(Trace::PLURAL);
    }
    if end == Edge::Particle {
        trace.set(Trace::PARTICLE);
    }
    trace
}

/// Checks that a name glued to its neighbour is glued to a word: a common one, or another name.
/// Machine translation loses the space in `namelyZhipu AI`; nobody lost one in `iPhone`. After a single
/// word, only a function word is taken for the next one: others make compounds, as in `JavaScript`.
pub(super) fn joints_hold(
    folded: &Folded,
    name: Range<usize>,
    edges: (Edge, Edge),
    is_name: impl Fn(&str) -> bool,
) -> bool {
    let units = folded.units();
    let text = |range: Range<usize>| range.map(|unit| folded.unit_text(unit)).collect::<String>();
    let start_holds = edges.0 != Edge::Glued || {
        let small = count_small(units[..name.start].iter().rev());
        let first_small = name.start - small;
        let has_capital =
            first_small.checked_sub(1).is_some_and(|at| units[at].class == Class::Upper);
        let word = text(first_small - usize::from(has_capital)..name.start);
        let is_set_off = has_capital
            || first_small.checked_sub(1).is_none_or(|at| !units[at].class.is_alphabetic());
        // A longer run of small letters is a word, listed or not; nothing shorter is taken on trust.
        let is_small_word = !has_capital && (SHORTEST_GLUED..=LONGEST_JOINT).contains(&small);
        is_set_off && (is_small_word || is_joint(&word, &is_name))
    };
    let end_holds = edges.1 != Edge::Glued || {
        let small = count_small(units[name.end + 1..].iter());
        let after = name.end + 1 + small;
        let is_set_off = units
            .get(after)
            .is_none_or(|unit| !unit.class.is_alphabetic() || unit.class == Class::Upper);
        let word = text(name.end..after);
        let is_compound = || {
            let has_parts = name.clone().any(|unit| units[unit].class.is_separator());
            !has_parts && !words::is_function_word(&word) && !is_name(&word)
        };
        is_set_off && is_joint(&word, &is_name) && !is_compound()
    };
    start_holds && end_holds
}

/// Counts small letters, up to more than a joint has.
fn count_small<'u>(units: impl Iterator<Item = &'u Unit>) -> usize {
    units.take(LONGEST_JOINT + 1).take_while(|unit| unit.class == Class::Lower).count()
}

fn is_joint(word: &str, is_name: impl Fn(&str) -> bool) -> bool {
    let letters = word.chars().count();
    (2..=LONGEST_JOINT).contains(&letters)
        && (words::english_level(word).is_some() || is_name(word))
}

/// Asks the word witness where a name touches other Han characters.
pub(super) fn han_may_stand(folded: &Folded, start: usize, end: usize) -> bool {
    let units = folded.units();
    let is_han = |unit: &Unit| unit.class == Class::Han;
    let open_start = is_han(&units[start]) && start > 0 && is_han(&units[start - 1]);
    let open_end = is_han(&units[end - 1]) && end < units.len() && is_han(&units[end]);
    if !open_start && !open_end {
        return true;
    }
    let before = units[..start]
        .iter()
        .rev()
        .take(WITNESS_REACH)
        .take_while(|unit| open_start && is_han(unit))
        .count();
    let after =
        units[end..].iter().take(WITNESS_REACH).take_while(|unit| open_end && is_han(unit)).count();
    let text = |range: Range<usize>| -> String {
        range
            .filter(|&unit| !units[unit].class.is_separator())
            .map(|unit| folded.unit_text(unit))
            .collect()
    };
    let (before, name, after) =
        (text(start - before..start), text(start..end), text(end..end + after));
    if has_kana(folded, start, end) {
        !chinese::is_inside_known_word(&before, &name, &after)
    } else {
        chinese::may_stand(&before, &name, &after)
    }
}

/// Tells whether kana stand in the same sentence.
fn has_kana(folded: &Folded, start: usize, end: usize) -> bool {
    let units = folded.units();
    let is_kana = |&unit: &usize| matches!(units[unit].class, Class::Hiragana | Class::Katakana);
    let same_sentence = |&unit: &usize| {
        let ends_line = matches!(units[unit].class, Class::Newline | Class::Return);
        !ends_line && !matches!(folded.unit_text(unit), "。" | "!" | "?")
    };
    let before = (0..start).rev().take(KANA_REACH).take_while(same_sentence);
    let after = (end..units.len()).take(KANA_REACH).take_while(same_sentence);
    before.chain(after).any(|unit| is_kana(&unit))
}
