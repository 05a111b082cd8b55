//! Whether rewritten text stays as it is when read again.

use super::plan::Edit;
use crate::span::Span;

/// Returns the positions of edits to take back: those whose result a second reading would change, and
/// those nearest to anything else that it would. What was left out before is expected to be read again.
pub(super) fn unstable(edits: &[Edit], left_out: &[Edit], later: &[Edit]) -> Vec<usize> {
    let mut undone = Vec::new();
    let mut places = Vec::with_capacity(edits.len());
    let mut shift = 0isize;
    for edit in edits {
        let start = edit.span.start().wrapping_add_signed(shift);
        places.push(Span::new(start, start + edit.replacement.len()));
        shift += edit.replacement.len() as isize - edit.span.len() as isize;
    }
    for change in later {
        let first = places.partition_point(|place| place.end() <= change.span.start());
        let overlapping = (first..places.len()).take_while(|&at| places[at].overlaps(change.span));
        let before = undone.len();
        undone.extend(overlapping);
        if undone.len() > before {
            continue;
        }
        let shift: isize = edits[..first]
            .iter()
            .map(|e| e.replacement.len() as isize - e.span.len() as isize)
            .sum();
        let start = change.span.start().wrapping_add_signed(-shift);
        let original = Span::new(start, start + change.span.len());
        if left_out
            .iter()
            .any(|edit| edit.span == original && edit.replacement == change.replacement)
        {
            continue;
        }
        // A neighbour was changed by an edit that does not touch it.
        let near = [first.checked_sub(1), (first < places.len()).then_some(first)];
        undone.extend(near.into_iter().flatten());
    }
    undone.sort_unstable();
    undone.dedup();
    undone
}
