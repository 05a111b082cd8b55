//! Folds only the neighbourhood of a place, where a rule asks for it.

use crate::fold::{CharKind, Folded, kind_of};
use std::ops::Range;

/// Bytes that are folded at a time where places lie close to each other, at the most.
const WIDEST: usize = 4 * 1024;
/// Bytes that a neighbourhood is widened by to find a character to begin or end at.
const FURTHEST: usize = super::CONTEXT;

/// A text of which a stretch is folded at a time.
pub(super) struct LocalFold<'t> {
    text: &'t str,
    folded: Folded,
    range: Range<usize>,
    /// Bytes to fold beyond what is asked for: more each time that the next neighbourhood overlaps.
    ahead: usize,
}

impl<'t> LocalFold<'t> {
    pub(super) fn new(text: &'t str) -> LocalFold<'t> {
        LocalFold { text, folded: Folded::default(), range: 0..0, ahead: 0 }
    }

    /// Returns a folded stretch that has a range of bytes and so many characters to either side, and the
    /// offset of the stretch. O(range + characters), and less where the same stretch is asked for again.
    pub(super) fn around(&mut self, range: Range<usize>, characters: usize) -> (&Folded, usize) {
        let low = self.before(range.start, characters);
        let high = self.after(range.end, characters);
        if low < self.range.start || high > self.range.end || self.range.is_empty() {
            let is_near = self.range.contains(&low);
            self.ahead = if is_near { (self.ahead * 2 + 64).min(WIDEST) } else { 0 };
            let wide = self.text.floor_char_boundary(high.saturating_add(self.ahead));
            let high = self.after(wide.max(high), 0);
            self.folded = Folded::new(&self.text[low..high]);
            self.range = low..high;
        }
        (&self.folded, self.range.start)
    }

    /// Goes back so many characters, and on to one that nothing before it can change.
    fn before(&self, from: usize, characters: usize) -> usize {
        let mut left = characters;
        let mut at = from;
        for c in self.text[..from].chars().rev() {
            at -= c.len_utf8();
            left = left.saturating_sub(1);
            if (left == 0 && stands_alone(c)) || from - at > FURTHEST.max(characters * 12) {
                break;
            }
        }
        at
    }

    /// Goes on for so many characters, and up to one that cannot change what is before it.
    fn after(&self, from: usize, characters: usize) -> usize {
        let mut at = from;
        for (count, c) in self.text[from..].chars().enumerate() {
            if (count >= characters && stands_alone(c)) || at - from > FURTHEST.max(characters * 12)
            {
                break;
            }
            at += c.len_utf8();
        }
        at
    }
}

/// What is folded of a text for the rules of boundaries, and for conditions, which reach further.
pub(super) struct Folds<'t> {
    pub rules: LocalFold<'t>,
    pub conditions: LocalFold<'t>,
}

impl<'t> Folds<'t> {
    pub(super) fn new(text: &'t str) -> Folds<'t> {
        Folds { rules: LocalFold::new(text), conditions: LocalFold::new(text) }
    }
}

/// Tells whether a character begins a unit, whatever stands before it.
fn stands_alone(c: char) -> bool {
    c.is_ascii() || matches!(kind_of(c).0, CharKind::One(_))
}
