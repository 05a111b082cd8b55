//! What becomes of a single character when it is folded.

use super::chars::{self, CharFold};
use super::class::Class;

/// What one character folds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CharKind {
    /// One character in a unit of its own.
    One(char),
    /// A combining mark, which belongs to what stands before it.
    Mark,
    /// Nothing.
    Nothing,
    /// Several characters, or one that may belong to what stands before it.
    Several,
}

/// Returns what a character folds to, and its class.
pub(crate) fn kind_of(c: char) -> (CharKind, Class) {
    let (fold, class) = chars::fold_char(c, false);
    let kind = match fold {
        CharFold::One(folded) => CharKind::One(folded),
        CharFold::Several([]) => CharKind::Nothing,
        CharFold::Several([mark]) if chars::is_mark(*mark) => CharKind::Mark,
        CharFold::Several(_) => CharKind::Several,
    };
    (kind, class)
}
