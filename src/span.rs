//! Where something stands: byte ranges of the original text.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Half-open range of **byte offsets into the original text** (never into a folded copy).
///
/// Invariant: `start <= end`. Spans made by this crate are never empty, and both ends are `char`
/// boundaries of the text they were made for.
///
/// ```
/// use exonym::Span;
/// let span = Span::new(6, 11);
/// assert_eq!(span.of("Hello Kimi!!"), Some("Kimi!"));
/// assert_eq!(span.of("short"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// Makes a span from two byte offsets, end exclusive; the larger of the two becomes the end.
    pub const fn new(start: usize, end: usize) -> Span {
        if start <= end { Span { start, end } } else { Span { start: end, end: start } }
    }

    /// Returns the offset of the first byte.
    pub const fn start(self) -> usize {
        self.start
    }

    /// Returns the offset after the last byte.
    pub const fn end(self) -> usize {
        self.end
    }

    /// Returns the number of bytes covered.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Tells whether no byte is covered.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the span as a range for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the text covered, or `None` where the span does not fit `text`.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// Tells whether the two spans share at least one byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Tells whether every byte of `other` lies in `self`; a span contains itself.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the span moved `by` bytes to the right.
    pub(crate) const fn shifted(self, by: usize) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }
}
