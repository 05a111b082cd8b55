//! `require` and `forbid`: terms that must or must not stand near a name.

use crate::dictionary::{DEFAULT_WINDOW, FormView};
use crate::fold::{Folded, fold};
use crate::lang::Script;
use std::borrow::Cow;
use std::ops::Range;

/// Tells whether the terms of a form allow it at a range of units. O(window × terms).
pub(super) fn hold(folded: &Folded, name: Range<usize>, form: &FormView<'_>) -> bool {
    let reach = form.window.unwrap_or(DEFAULT_WINDOW) as usize;
    let near = folded.text_of(name.start.saturating_sub(reach)..name.end.saturating_add(reach));
    let near = with_single_spaces(near);
    let stands = |term: &&str| contains_term(&near, &with_single_spaces(&fold(term)));
    !form.forbid.iter().any(stands) && (form.require.is_empty() || form.require.iter().any(stands))
}

/// Makes one space of every run of white space, so that a term is met across a line break too.
fn with_single_spaces(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Tells whether a folded term occurs as a word of its own in a folded text.
fn contains_term(text: &str, term: &str) -> bool {
    if term.is_empty() {
        return false;
    }
    let joins = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => {
            a.is_alphanumeric() && b.is_alphanumeric() && is_spaced(a) && is_spaced(b)
        }
        _ => false,
    };
    text.match_indices(term).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !joins(before, found.chars().next()) && !joins(found.chars().next_back(), after)
    })
}

/// Words of the script are set off by spaces.
fn is_spaced(c: char) -> bool {
    !matches!(
        Script::of(c),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Spaceless
    )
}
