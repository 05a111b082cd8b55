//! Whether rewritten text stays what it is when read again.

use super::plan::{Edit, SecondReading};
use crate::span::Span;
use std::collections::HashSet;
use std::ops::Range;

/// Returns the positions of edits to take back: those whose result reads as another entity or would be
/// rewritten again, and those nearest to anything else that would be. What was left out before is
/// expected to ask for its edit again. O((edits + mentions) × log edits).
pub(super) fn unstable(
    edits: &[Edit],
    places: &Places,
    left_out: &[Edit],
    later: &SecondReading<'_>,
) -> Vec<usize> {
    let known: HashSet<(Span, &str)> =
        left_out.iter().map(|edit| (edit.span, edit.replacement.as_str())).collect();
    let mut undone = Vec::new();
    for read in &later.mentioned {
        let mut overlapping = places.overlapping(read.span).peekable();
        if overlapping.peek().is_none() && read.is_news {
            undone.extend(places.beside(read.span));
        }
        undone.extend(overlapping.filter(|&at| !read.ids.contains(&edits[at].id.as_str())));
    }
    for change in &later.edits {
        let before = undone.len();
        undone.extend(places.overlapping(change.span));
        let original = places.original(change.span);
        if undone.len() == before && !known.contains(&(original, change.replacement.as_str())) {
            // A neighbour reads otherwise because of an edit that does not touch it.
            undone.extend(places.beside(change.span));
        }
    }
    undone
}

/// Returns those edits of rewritten text that touch no place of the first edits, each with a copy moved to
/// where it stood before them.
pub(super) fn by_original_place(places: &Places, later: Vec<Edit>) -> Vec<(Edit, Edit)> {
    let untouched = later.into_iter().filter(|edit| places.overlapping(edit.span).next().is_none());
    untouched
        .map(|edit| {
            let original = Edit { span: places.original(edit.span), ..edit.clone() };
            (edit, original)
        })
        .collect()
}

/// Where edits lie in the rewritten text.
pub(super) struct Places {
    pub spans: Vec<Span>,
    /// Bytes that the text has grown by before each edit, and after the last.
    growth: Vec<isize>,
}

impl Places {
    pub(super) fn new(edits: &[Edit]) -> Places {
        let mut growth = vec![0];
        let mut spans = Vec::with_capacity(edits.len());
        let mut grown = 0isize;
        for edit in edits {
            let start = edit.span.start().wrapping_add_signed(grown);
            spans.push(Span::new(start, start + edit.replacement.len()));
            grown += edit.replacement.len() as isize - edit.span.len() as isize;
            growth.push(grown);
        }
        Places { spans, growth }
    }

    /// Returns the number of places that end at or before a span.
    fn before(&self, span: Span) -> usize {
        self.spans.partition_point(|place| place.end() <= span.start())
    }

    pub(super) fn overlapping(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        (self.before(span)..self.spans.len()).take_while(move |&at| self.spans[at].overlaps(span))
    }

    /// Tells whether a place begins or ends in a range, or holds it.
    pub(super) fn any_in(&self, range: Range<usize>) -> bool {
        let first = self.spans.partition_point(|place| place.end() < range.start);
        self.spans.get(first).is_some_and(|place| place.start() <= range.end)
    }

    /// Returns where a span that no place overlaps stood before the edits.
    fn original(&self, span: Span) -> Span {
        let grown = self.growth[self.before(span)];
        let start = span.start().wrapping_add_signed(-grown);
        Span::new(start, start + span.len())
    }

    /// Returns the places next to a span.
    fn beside(&self, span: Span) -> impl Iterator<Item = usize> {
        let after = self.before(span);
        let left = after.checked_sub(1);
        let right = (after < self.spans.len()).then_some(after);
        left.into_iter().chain(right)
    }
}
