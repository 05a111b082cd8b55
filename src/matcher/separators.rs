//! What may stand between the parts of a name: separators kept, dropped, replaced or inserted.

use super::Trace;
use crate::dictionary::{Key, is_rich};
use crate::fold::{Class, Folded, Unit};
use crate::words;
use std::ops::Range;

/// Longest run of separators within a name.
pub(super) const LONGEST_RUN: usize = 16;
/// Fewest letters in a piece of a word that a separator was inserted into.
const SHORTEST_PIECE: usize = 3;
/// Longest word whose dot may be that of an abbreviation.
const LONGEST_ABBREVIATION: usize = 12;
/// Units after a name that may tell whether its dot ends the sentence.
const LONGEST_WORD: usize = 32;

/// A run of separators met within a name: units `first..end`, after `at` bytes of the key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub at: usize,
    pub first: usize,
    pub end: usize,
}

/// Returns the end of the run of separators that begins at a unit.
pub(super) fn run_end(units: &[Unit], first: usize) -> usize {
    let rest = &units[first..units.len().min(first + LONGEST_RUN + 1)];
    first + rest.iter().position(|unit| !unit.class.is_separator()).unwrap_or(rest.len())
}

/// Tells whether a name may go on beyond a run: not beyond a blank line, nor a very long run.
/// The class at each place is asked for, also of the one after the run.
pub(super) fn may_cross(class_at: impl Fn(usize) -> Option<Class>, run: Range<usize>) -> bool {
    run.len() <= LONGEST_RUN && line_breaks(class_at, run) <= 1
}

/// Returns the class of the unit at each place.
pub(super) fn classes(units: &[Unit]) -> impl Fn(usize) -> Option<Class> {
    |at| units.get(at).map(|unit| unit.class)
}

fn line_breaks(class_at: impl Fn(usize) -> Option<Class>, run: Range<usize>) -> usize {
    let is_break = |at: usize| match class_at(at) {
        Some(Class::Newline) => true,
        // CR LF is one line break.
        Some(Class::Return) => class_at(at + 1) != Some(Class::Newline),
        _ => false,
    };
    run.filter(|&at| is_break(at)).count()
}

/// Judges every run against the separators that the name itself has, and notes what was inserted.
/// `None` where a run ends a sentence, or was inserted where no separator may be.
pub(super) fn judge(
    folded: &Folded,
    name: Range<usize>,
    runs: &[Run],
    key: &Key,
    trace: &mut Trace,
) -> Option<()> {
    let units = folded.units();
    let mut inserted_in_word = false;
    for run in runs {
        let gap = key.gap(run.at);
        if ends_sentence(folded, run) && !gap.is_some_and(|gap| gap.has_dot) {
            return None;
        }
        let is_rich = is_rich(units[run.first..run.end].iter().map(|unit| unit.class));
        if is_rich && !gap.is_some_and(|gap| gap.is_rich) {
            return None;
        }
        if line_breaks(classes(units), run.first..run.end) > 0 {
            trace.set(Trace::BROKEN_LINE);
        }
        if gap.is_some() {
            continue;
        }
        match insertion(units, run) {
            Insertion::LineWrap => {}
            Insertion::Mark => trace.set(Trace::INSERTED),
            Insertion::InWord => {
                inserted_in_word = true;
                trace.set(Trace::INSERTED);
            }
            Insertion::Forbidden => return None,
        }
    }
    (!inserted_in_word || pieces_hold(folded, name, runs, key)).then_some(())
}

/// Tells whether a run closes a sentence: a dot, white space, then a capital or digit; but not after a single
/// letter or a known abbreviation.
fn ends_sentence(folded: &Folded, run: &Run) -> bool {
    let units = folded.units();
    let classes = || units[run.first..run.end].iter().map(|unit| unit.class);
    let dot_then_space = classes()
        .position(|class| class == Class::Dot)
        .is_some_and(|dot| classes().skip(dot).any(Class::is_space));
    if !dot_then_space || !matches!(units[run.end].class, Class::Upper | Class::Digit) {
        return false;
    }
    let nearest = run.first.saturating_sub(LONGEST_ABBREVIATION + 1);
    let word_start = units[nearest..run.first]
        .iter()
        .rposition(|unit| !is_spaced_word(unit.class))
        .map_or(nearest, |before| nearest + before + 1);
    let is_single = run.first - word_start <= 1;
    let word = || (word_start..run.first).map(|unit| folded.unit_text(unit)).collect::<String>();
    !(is_single
        || (run.first - word_start <= LONGEST_ABBREVIATION && words::is_abbreviation(&word())))
}

/// A character of a word that is set off by spaces; Han before a name is none.
fn is_spaced_word(class: Class) -> bool {
    class.is_alphabetic() || class == Class::Digit
}

/// What inserting a run amounts to.
enum Insertion {
    /// A line or word break between Han characters or kana, where any text may be wrapped.
    LineWrap,
    /// A middle dot between Han characters, or the dots of initials: certain, but a rule.
    Mark,
    /// A hyphen or space within a word: the pieces have to be looked at.
    InWord,
    Forbidden,
}

fn insertion(units: &[Unit], run: &Run) -> Insertion {
    let (before, after) = (units[run.first - 1].class, units[run.end].class);
    let inside = &units[run.first..run.end];
    let all_space = inside.iter().all(|unit| unit.class.is_space());
    let breaks = line_breaks(classes(units), run.first..run.end);
    if before.is_cjk() && after.is_cjk() {
        return match inside {
            _ if all_space && (breaks == 1 || inside.len() == 1) => Insertion::LineWrap,
            [single] if single.class == Class::MiddleDot => Insertion::Mark,
            _ => Insertion::Forbidden,
        };
    }
    let in_word = (before.is_alphabetic() && (after.is_alphabetic() || after == Class::Digit))
        || (before == Class::Digit && after.is_alphabetic());
    if in_word {
        let is_hyphen = inside[0].class == Class::Hyphen
            && inside[1..].iter().all(|unit| unit.class.is_space());
        // A hyphen with a space after it is a dash, unless the line was broken there.
        if (is_hyphen && (inside.len() == 1 || breaks == 1)) || all_space {
            return Insertion::InWord;
        }
        // Initials, as in U.S. or J. P. Morgan.
        let is_dot = inside[0].class == Class::Dot
            && inside[1..].iter().all(|unit| unit.class == Class::Space);
        let is_initial = before == Class::Upper
            && run.first.checked_sub(2).is_none_or(|at| !is_spaced_word(units[at].class));
        if is_dot && inside.len() <= 2 && is_initial && after == Class::Upper {
            return Insertion::Mark;
        }
    }
    Insertion::Forbidden
}

/// Checks the pieces of each word that a hyphen or space was inserted into: each has at least three
/// letters; with a space each begins with a capital; and where all are common words, it takes the
/// hyphen, or capitals in the middle of a sentence.
fn pieces_hold(folded: &Folded, name: Range<usize>, runs: &[Run], key: &Key) -> bool {
    let units = folded.units();
    // Ends of pieces, in key bytes: every run in the text, and every separator of the name.
    let mut cuts: Vec<usize> =
        runs.iter().map(|run| run.at).chain(key.gaps.iter().map(|gap| gap.at)).collect();
    cuts.extend([0, usize::MAX]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces: Vec<(usize, Vec<usize>)> =
        cuts.windows(2).map(|pair| (pair[0], Vec::new())).collect();
    let mut key_len = 0;
    for unit in name.clone().filter(|&unit| !units[unit].class.is_separator()) {
        if let Some((_, members)) = pieces.iter_mut().rev().find(|(cut, _)| *cut <= key_len) {
            members.push(unit);
        }
        key_len += folded.unit_text(unit).len();
    }
    runs.iter().filter(|run| key.gap(run.at).is_none()).all(|run| {
        let Some(after) = pieces.iter().position(|(cut, _)| *cut == run.at) else { return false };
        let Some(before) = after.checked_sub(1) else { return false };
        let both = [&pieces[before].1, &pieces[after].1];
        // A number beside the word, as in Qwen 2.5, has no letters to count and no capital.
        let lettered = || {
            both.iter().filter(|piece| piece.iter().any(|&unit| units[unit].class.is_alphabetic()))
        };
        let is_hyphen = units[run.first].class == Class::Hyphen;
        let all_capital = lettered()
            .all(|piece| piece.first().is_some_and(|&unit| units[unit].class == Class::Upper));
        let long_enough = lettered().all(|piece| {
            piece.len() >= SHORTEST_PIECE
                && piece.iter().all(|&unit| units[unit].class.is_alphabetic())
        });
        let is_dotted = matches!(insertion(units, run), Insertion::Mark | Insertion::LineWrap);
        let word =
            |piece: &[usize]| piece.iter().map(|&unit| folded.unit_text(unit)).collect::<String>();
        let all_common = || lettered().all(|piece| words::english_level(&word(piece)).is_some());
        is_dotted
            || long_enough
                && (is_hyphen
                    || (all_capital && (!all_common() || !starts_sentence(units, name.start))))
    })
}

/// Tells whether a unit stands at the start of a sentence, a line or the text.
fn starts_sentence(units: &[Unit], at: usize) -> bool {
    for unit in units[..at].iter().rev().take(LONGEST_RUN) {
        match unit.class {
            Class::Space | Class::Apostrophe => {}
            Class::Newline | Class::Return | Class::Dot => return true,
            class if class.is_word() => return false,
            // Quotes and brackets open a sentence as often as not; other marks are told apart by
            // nothing cheaper than trust in the capital being one of a sentence.
            _ => return true,
        }
    }
    true
}

/// Tells whether a name that lost its separators in the text reads as a common word there: `like` is no
/// Li Ke, `human` no Hu Man. A capital inside is no word's (`LiKe`), and capitals alone may be initials (`US`
/// for U.S.).
pub(super) fn reads_as_word(surface: &str, form: &str) -> bool {
    let is_mark = |c: char| !c.is_alphanumeric();
    let is_one_run = surface.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_one_run || !form.trim_matches(is_mark).contains(is_mark) {
        return false;
    }
    let has_small = surface.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_written_as_name = if has_small {
        surface.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
    } else {
        form.contains('.')
    };
    !is_written_as_name && words::english_level(&surface.to_ascii_lowercase()).is_some()
}

/// Returns the end of a dot after the name that belongs to it: `Inc.`, `U.S.`. A dot that may close the
/// sentence stays outside, so that it is not lost when the name is rewritten.
pub(super) fn closing_dot(
    folded: &Folded,
    name: Range<usize>,
    name_has_dot: impl Fn() -> bool,
) -> Option<usize> {
    let units = folded.units();
    let dot = units.get(name.end).filter(|unit| unit.class == Class::Dot)?;
    let letters = || {
        let word = units[name.clone()].iter().rposition(|unit| !unit.class.is_word());
        name.start + word.map_or(0, |before| before + 1)..name.end
    };
    let is_shortened = || {
        let letters = letters();
        letters.start > name.start && words::is_abbreviation(folded.text_of(letters))
    };
    if !name_has_dot() && !is_shortened() {
        return None;
    }
    let is_initial = letters().len() == 1;
    goes_on(folded, name.end + 1, is_initial).then_some(dot.end as usize)
}

/// Tells whether a sentence goes on after the dot of an abbreviation.
fn goes_on(folded: &Folded, after: usize, is_initial: bool) -> bool {
    let units = folded.units();
    let Some(next) = units.get(after) else { return false };
    if next.class != Class::Space {
        let is_mark = next.class == Class::Other;
        return matches!(next.class, Class::Apostrophe | Class::Hyphen)
            || next.class.is_cjk()
            || (is_mark && matches!(folded.unit_text(after), "," | ";" | ":" | ")" | "]"))
            || (is_mark && next.end - next.start == 1 && is_inner_mark(units, after));
    }
    let spaces = units[after..].iter().take(LONGEST_RUN);
    let first = after + spaces.take_while(|unit| unit.class == Class::Space).count();
    match units.get(first).map(|unit| unit.class) {
        Some(Class::Lower | Class::Digit) => true,
        Some(Class::Upper) => {
            let word = units[first..].iter().take(LONGEST_WORD);
            let end = first + word.take_while(|unit| unit.class.is_alphabetic()).count();
            let is_capitals = units[first..end].iter().all(|unit| unit.class == Class::Upper);
            // The U.S. Senate, Nvidia Corp. CEO; but: in the U.S. The, sold to Apple Inc. Shares.
            let is_name_like =
                end - first > 2 && !words::is_function_word(folded.text_of(first..end));
            (is_capitals && end - first > 1) || (is_initial && is_name_like)
        }
        Some(Class::Other) => matches!(folded.unit_text(first), "(" | "["),
        _ => false,
    }
}

/// A one-byte mark directly after the dot continues the sentence where more text follows it.
fn is_inner_mark(units: &[Unit], at: usize) -> bool {
    units[at + 1..]
        .iter()
        .take(LONGEST_RUN)
        .find(|unit| unit.class != Class::Space)
        .is_some_and(|unit| matches!(unit.class, Class::Lower | Class::Digit))
}
