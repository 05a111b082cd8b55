//! The character-level lookup form of text, with an exact way back to the original.
//!
//! Two texts that differ only in letter case, width, accents, Traditional or Simplified Han, kind of
//! kana, or in which apostrophe, dash, dot or space was typed have the same fold. The fold is a
//! function of one character, but for two things: a combining mark is stripped after a Latin, Greek
//! or Cyrillic letter and kept after any other, and marks that are kept stand in canonical order. So
//! it streams, it is idempotent, and it is equal on the NFC and NFD forms of a text.
//!
//! What it does, in order: compatibility decomposition (NFKD), letters that do not decompose
//! (`ø` to `o`), full case folding, Traditional to Simplified, Katakana to Hiragana, one kind of
//! apostrophe, dash, middle dot and space. Characters that Unicode calls default-ignorable (zero-width
//! space, soft hyphen, variation selectors, direction marks) vanish.

mod chars;
mod class;
mod han;
mod kind;

pub(crate) use chars::ascii_class;
pub(crate) use class::Class;
pub(crate) use kind::{CharKind, kind_of};

use crate::span::Span;
use chars::CharFold;
use std::ops::Range;

/// Number of the folding rules, stored in compiled dictionaries: files folded otherwise are refused.
pub const PROFILE: u32 = 1;

/// Returns the fold of a text. O(length).
///
/// ```
/// use exonym::fold::fold;
/// assert_eq!(fold("ＭｉｎｉＭａｘ"), "minimax");
/// assert_eq!(fold("Łódź"), "lodz");
/// assert_eq!(fold("智譜"), fold("智谱"));
/// assert_eq!(fold("トヨタ"), fold("とよた"));
/// ```
pub fn fold(text: &str) -> String {
    if text.is_ascii()
        && !text.bytes().any(|b| b.is_ascii_uppercase() || b < b' ' || b == b'`' || b == 0x7f)
    {
        return text.to_owned();
    }
    let mut folded = Folded::default();
    // A text beyond the 4 GiB that offsets can count is folded in parts cut at line ends.
    let mut out = String::new();
    for part in text.split_inclusive('\n') {
        if folded.text.len() + part.len() > (1 << 30) {
            out.push_str(&folded.text);
            folded = Folded::default();
        }
        folded.extend(part, Case::Fold);
    }
    out.push_str(&folded.text);
    out
}

/// Returns the fold of a text with its letter case kept: what a case-sensitive alias is compared by.
pub(crate) fn fold_keeping_case(text: &str) -> String {
    let mut folded = Folded::default();
    folded.extend(text, Case::Keep);
    folded.text
}

/// Gives the class and the fold of each character in turn, as long as they are those of a text: stops and
/// returns false at the first character that folds to several or to none, or that its neighbours change.
#[inline]
pub(crate) fn fold_each(text: &str, mut each: impl FnMut(Class, char)) -> bool {
    for c in text.chars() {
        if c.is_ascii() {
            let (folded, class) = chars::ascii(c as u8, false);
            each(class, folded as char);
            continue;
        }
        match chars::fold_char(c, false) {
            (CharFold::One(folded), class) => each(class, folded),
            (CharFold::Several(_), _) => return false,
        }
    }
    true
}

/// Tells whether a text is written with a Traditional or variant character.
pub(crate) fn is_traditional(text: &str) -> bool {
    text.chars().any(|c| han::simplify(c) != c)
}

/// Marks of one character that are put in order; a bound for text that heaps them up. Unicode's
/// stream-safe format allows 30.
const MOST_MARKS_SORTED: usize = 64;

/// Whether letter case is folded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Fold,
    Keep,
}

/// A smallest piece of text that a match may begin or end at: a character with its combining marks,
/// or a Hangul syllable, however it was typed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// Byte range in the original text, end exclusive.
    pub start: u32,
    pub end: u32,
    /// Offset of its first byte in the folded text.
    pub at: u32,
    /// Class of its first original character.
    pub class: Class,
}

/// A folded text together with the original range of each of its pieces.
///
/// ```
/// use exonym::fold::Folded;
/// let folded = Folded::new("Ｋimi 與 Moonshot");
/// assert_eq!(folded.as_str(), "kimi 与 moonshot");
/// assert_eq!(folded.original(0..4).unwrap().of("Ｋimi 與 Moonshot"), Some("Ｋimi"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    units: Vec<Unit>,
    /// Bytes of original text seen so far.
    seen: u32,
}

impl Folded {
    /// Folds a text. O(length); 16 bytes of bookkeeping a character. Offsets are counted in 32
    /// bits: of a text longer than 4 GiB, the part that fits is folded.
    pub fn new(text: &str) -> Folded {
        let mut end = text.len().min(u32::MAX as usize / 4);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut folded = Folded::default();
        folded.text.reserve(end);
        folded.units.reserve(end);
        folded.extend(&text[..end], Case::Fold);
        folded
    }

    /// Returns the folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the original bytes that a range of folded bytes came from, widened to whole
    /// characters (with their combining marks); `None` for an empty or overlong range.
    /// O(log length).
    pub fn original(&self, folded: Range<usize>) -> Option<Span> {
        if folded.is_empty() || folded.end > self.text.len() {
            return None;
        }
        let first =
            self.units.partition_point(|unit| unit.at as usize <= folded.start).checked_sub(1)?;
        let last =
            self.units.partition_point(|unit| (unit.at as usize) < folded.end).checked_sub(1)?;
        Some(Span::new(self.units[first].start as usize, self.units[last].end as usize))
    }

    /// Returns the units, in text order.
    pub(crate) fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Returns the folded form of one unit.
    pub(crate) fn unit_text(&self, unit: usize) -> &str {
        self.text_of(unit..unit + 1)
    }

    /// Returns the folded form of a range of units, cut off at the end of the text.
    pub(crate) fn text_of(&self, units: Range<usize>) -> &str {
        let at =
            |unit: usize| self.units.get(unit).map_or(self.text.len(), |unit| unit.at as usize);
        &self.text[at(units.start)..at(units.end)]
    }

    fn extend(&mut self, text: &str, case: Case) {
        let mut offset = self.seen;
        self.seen += text.len() as u32;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if c.is_ascii() {
                let run = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
                let (ascii, others) = rest.split_at(run);
                self.push_ascii(ascii, offset, case);
                offset += run as u32;
                rest = others;
                continue;
            }
            let start = offset;
            offset += c.len_utf8() as u32;
            rest = &rest[c.len_utf8()..];
            let (fold, class) = chars::fold_char(c, case == Case::Keep);
            match fold {
                CharFold::One(folded) => {
                    self.units.push(Unit { start, end: offset, at: self.text.len() as u32, class });
                    self.text.push(folded);
                }
                CharFold::Several(pieces) => self.push_pieces(pieces, start, offset, class),
            }
        }
    }

    /// Adds characters of ASCII, each of which is a unit and folds to one. In loops without branches.
    fn push_ascii(&mut self, run: &str, start: u32, case: Case) {
        let at = self.text.len();
        self.units.extend(run.bytes().zip(0..).map(|(byte, index)| Unit {
            start: start + index,
            end: start + index + 1,
            at: at as u32 + index,
            class: chars::ascii_class(byte),
        }));
        // All but a few signs fold to themselves, or as letters do.
        if run.bytes().any(chars::is_ascii_unified) {
            let keep = case == Case::Keep;
            self.text.extend(run.bytes().map(|byte| chars::ascii(byte, keep).0 as char));
            return;
        }
        self.text.push_str(run);
        if case == Case::Fold {
            self.text[at..].make_ascii_lowercase();
        }
    }

    /// Adds what one character folds to where that is not simply one character: nothing, several
    /// characters, a combining mark, or a Hangul letter that may continue the syllable before it.
    fn push_pieces(&mut self, pieces: &[char], start: u32, end: u32, class: Class) {
        let mut own_unit = false;
        for &piece in pieces {
            let joins = own_unit || chars::continues_syllable(self.text.chars().next_back(), piece);
            if chars::is_mark(piece) {
                self.push_mark(piece, start, end);
            } else if joins && !self.units.is_empty() {
                self.text.push(piece);
            } else {
                self.units.push(Unit { start, end, at: self.text.len() as u32, class });
                self.text.push(piece);
            }
            own_unit = true;
            if let Some(unit) = self.units.last_mut() {
                unit.end = end;
            }
        }
    }

    /// Strips a mark after a Latin, Greek or Cyrillic letter; elsewhere puts it among the marks of
    /// its base by combining class, so that canonically equal texts fold alike.
    fn push_mark(&mut self, mark: char, start: u32, end: u32) {
        let Some(unit) = self.units.last_mut() else {
            self.units.push(Unit { start, end, at: 0, class: Class::Other });
            self.text.push(mark);
            return;
        };
        // A base that sheds its marks never has one stored, so the last character tells enough.
        let last = self.text[unit.at as usize..].chars().next_back();
        if last.is_some_and(|last| !chars::is_mark(last) && chars::sheds_marks(last)) {
            return;
        }
        if unit.class.is_separator() {
            unit.class = Class::Other;
        }
        let class = chars::combining_class(mark);
        let mut position = self.text.len();
        for c in self.text[unit.at as usize..].chars().rev().take(MOST_MARKS_SORTED) {
            if chars::combining_class(c) <= class {
                break;
            }
            position -= c.len_utf8();
        }
        self.text.insert(position, mark);
    }
}
