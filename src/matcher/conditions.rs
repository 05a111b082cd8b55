//! `require` and `forbid`: terms that must or must not stand near a name.

use super::local::LocalFold;
use crate::dictionary::{DEFAULT_WINDOW, FormView, Texts};
use crate::fold::fold;
use crate::lang::Script;
use crate::span::Span;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of terms of one form beyond which no automaton is made; such a form is never found.
const MOST_BYTES: usize = 1 << 24;

/// The terms of a form, ready to be looked for all at once.
#[derive(Debug)]
struct Terms {
    automaton: Option<AhoCorasick>,
    /// The first so many patterns are forbidden, the others required.
    forbidden: usize,
    has_required: bool,
    /// Whether a term may be met across a line break.
    has_space: bool,
    reach: usize,
}

/// Where a form lies: its part, its entity there, and its offset in the record.
type Place = (u16, u32, u32);

/// The terms of the forms met so far: folding them anew for each mention took most of the time on texts full
/// of names.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    known: Mutex<HashMap<Place, Arc<Terms>>>,
}

impl Conditions {
    /// Tells whether the terms of a form allow it at a range of units. O(window), once the form is known.
    pub(super) fn hold(
        &self,
        near: &mut LocalFold<'_>,
        name: Span,
        place: Place,
        form: &FormView<'_>,
    ) -> bool {
        // A poisoned lock guards a map that is whole: nothing in between can panic half-way.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let terms = Arc::clone(known.entry(place).or_insert_with(|| Arc::new(Terms::of(form))));
        drop(known);
        terms.hold(near, name)
    }
}

impl Terms {
    fn of(form: &FormView<'_>) -> Terms {
        let ready = |terms: Texts<'_>| -> Vec<String> {
            let folded = terms.iter().map(|term| with_single_spaces(&fold(term)).into_owned());
            folded.filter(|term| !term.is_empty()).collect()
        };
        let mut patterns = ready(form.forbid);
        let forbidden = patterns.len();
        patterns.extend(ready(form.require));
        let bytes: usize = patterns.iter().map(String::len).sum();
        Terms {
            automaton: (bytes <= MOST_BYTES).then(|| automaton(&patterns, bytes)).flatten(),
            forbidden,
            has_required: !form.require.is_empty(),
            has_space: patterns.iter().any(|term| term.contains(' ')),
            reach: form.window.unwrap_or(DEFAULT_WINDOW) as usize,
        }
    }

    fn hold(&self, near: &mut LocalFold<'_>, name: Span) -> bool {
        let Some(automaton) = &self.automaton else { return false };
        let (folded, base) = near.around(name.range(), self.reach);
        let units = folded.units();
        let start = units.partition_point(|unit| base + (unit.start as usize) < name.start());
        let end = units.partition_point(|unit| base + (unit.start as usize) < name.end());
        let near = folded.text_of(start.saturating_sub(self.reach)..end.saturating_add(self.reach));
        let near = if self.has_space { with_single_spaces(near) } else { Cow::Borrowed(near) };
        let mut is_met = !self.has_required;
        for found in automaton.find_overlapping_iter(near.as_ref()) {
            if !stands_alone(&near, found.range()) {
                continue;
            }
            if found.pattern().as_usize() < self.forbidden {
                return false;
            }
            is_met = true;
        }
        is_met
    }
}

/// Bytes of terms up to which the fastest kind is made: it takes a kilobyte for each.
const FEW_BYTES: usize = 4096;

fn automaton(patterns: &[String], bytes: usize) -> Option<AhoCorasick> {
    let kind = match bytes {
        0..=FEW_BYTES => AhoCorasickKind::DFA,
        _ => AhoCorasickKind::ContiguousNFA,
    };
    AhoCorasick::builder().kind(Some(kind)).build(patterns).ok()
}

/// Makes one space of every run of white space, so that a term is met across a line break too.
fn with_single_spaces(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Tells whether what stands at a range is no part of a longer word.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let joins = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => {
            a.is_alphanumeric() && b.is_alphanumeric() && is_spaced(a) && is_spaced(b)
        }
        _ => false,
    };
    let term = &text[range.clone()];
    !joins(text[..range.start].chars().next_back(), term.chars().next())
        && !joins(term.chars().next_back(), text[range.end..].chars().next())
}

/// Words of the script are set off by spaces.
fn is_spaced(c: char) -> bool {
    !matches!(
        Script::of(c),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Spaceless
    )
}
