//! Finds the places of a text where a name may begin, most of them without touching the keys: ASCII words
//! by masks and the filter of words, any other character by whether some key begins with it.

use super::keys::Keys;
use super::letters::Reader;
use super::sieve::Sieve;
use super::start::{By, Start};
use crate::dictionary::{NameFilter, Rows};
use crate::fold::{Class, ascii_class};
use crate::matcher::local::{Folds, LocalFold};
use std::ops::Range;

/// Bytes of text whose starts are collected before they are looked up.
const CHUNK: usize = 4 * 1024;

/// Bytes of text for each start that room is made for at first.
const STARTS_EVERY: usize = 4;

/// Looks for starts in a text, for one part of a dictionary.
pub(super) struct Starts<'s, K> {
    pub reader: Reader<'s, K>,
    pub filter: Option<NameFilter<'s>>,
    pub rows: Rows<'s>,
    /// ASCII characters that are no letters or digits and begin some key, a bit each.
    pub symbols: u128,
    /// Whether separators may be inserted into names, and a plural s follow them.
    pub variants: bool,
}

/// Where a scan stands: the next byte, and the class of the unit before it.
pub(super) struct Place {
    pub at: usize,
    pub before: Option<Class>,
}

impl<K: Keys> Starts<'_, K> {
    /// Hands on every place within a stretch where a name may begin, in order.
    pub(super) fn each(
        &self,
        stretch: Range<usize>,
        folds: &mut Folds<'_>,
        mut walk: impl FnMut(&mut Folds<'_>, usize, By),
    ) {
        let before = self.class_before(stretch.start, &mut folds.rules);
        let mut place = Place { at: stretch.start, before };
        let mut starts: Vec<Start> = Vec::with_capacity(stretch.len().min(CHUNK) / STARTS_EVERY);
        let mut sieve = Sieve::for_text(stretch.len());
        while place.at < stretch.end {
            let end = stretch.end.min(place.at + CHUNK);
            starts.clear();
            while place.at < end {
                match self.reader.text.as_bytes()[place.at..] {
                    [byte, next, ..] if !next.is_ascii() && self.is_plain_mark(byte) => {
                        place.before = Some(ascii_class(byte));
                        place.at += 1;
                    }
                    [byte, ..] if byte.is_ascii() => self.ascii(&mut place, &mut starts),
                    _ => self.beyond_ascii(&mut place, end, &mut folds.rules, &mut starts),
                }
            }
            // A block may reach beyond the stretch.
            let within = starts.partition_point(|start| start.at < stretch.end);
            sieve.sift(self, &starts, within);
            sieve.each(self, &starts, |at, by| walk(folds, at, by));
        }
    }

    /// Tells whether a byte is ASCII that no name begins with, and no word.
    #[inline]
    fn is_plain_mark(&self, byte: u8) -> bool {
        byte.is_ascii() && !byte.is_ascii_alphanumeric() && self.symbols >> byte & 1 == 0
    }

    /// Returns the class of the unit before a place.
    fn class_before(&self, at: usize, near: &mut LocalFold<'_>) -> Option<Class> {
        let (_, letter) = self.reader.before(at)?;
        if !letter.is_several() {
            return Some(letter.class());
        }
        let (folded, base) = near.around(at..at, 1);
        let before = folded.units().partition_point(|unit| base + (unit.start as usize) < at);
        folded.units()[..before].last().map(|unit| unit.class)
    }
}
