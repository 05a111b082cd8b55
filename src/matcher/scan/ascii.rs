//! Collects the starts in ASCII text, by masks of 64 bytes at a time.

use super::block::{BLOCK, Masks};
use super::keys::Keys;
use super::start::{Kind, Start};
use super::starts::{Place, Starts};
use crate::dictionary::WordHash;
use crate::fold::{Class, ascii_class};
use crate::matcher::boundary;

impl<K: Keys> Starts<'_, K> {
    /// Collects the starts of up to a block of ASCII text.
    pub(super) fn ascii(&self, place: &mut Place, starts: &mut Vec<Start>) {
        let rest = &self.reader.text.as_bytes()[place.at..];
        let mut copy = [0x80; BLOCK];
        let block = rest.first_chunk::<BLOCK>().unwrap_or_else(|| {
            copy[..rest.len()].copy_from_slice(rest);
            &copy
        });
        let masks = Masks::of(block);
        let word = masks.word();
        let mut end = masks.ascii;
        if end == BLOCK {
            // A word that goes on beyond the block begins the next one.
            end -= (!word).leading_zeros() as usize;
            if end == 0 {
                return self.long_word(place, starts);
            }
        }
        let limit = if end == BLOCK { u64::MAX } else { (1 << end) - 1 };
        let mut word_starts = word & !(word << 1);
        if word & 1 == 1 && place.before.is_some_and(Class::is_word) {
            let first = ascii_class(block[0]);
            if !boundary::may_stand_before(place.before, first) {
                word_starts &= !1;
            }
        }
        let symbols = if self.symbols == 0 { 0 } else { self.symbol_mask(block, limit & !word) };
        let edges = masks.inner_edges();
        if masks.ascii == BLOCK && (edges | symbols) & limit == 0 {
            self.plain_words(place.at, word, word_starts & limit, starts);
            place.before = Some(ascii_class(block[end - 1]));
            place.at += end;
            return;
        }
        let mut interesting = (word_starts | masks.inner_starts() | symbols) & limit;
        while interesting != 0 {
            let bit = interesting.trailing_zeros();
            interesting &= interesting - 1;
            let at = place.at + bit as usize;
            let is_start = word_starts >> bit & 1 == 1;
            let len = (!(word >> bit)).trailing_zeros();
            let inside = (u64::MAX >> (64 - len.max(1))) << bit;
            let kind = if !is_start || edges & inside != 0 {
                Kind::Walk
            } else if bit + len < end as u32 || end == BLOCK {
                Kind::Word
            } else {
                self.kind_before(place.at + end)
            };
            if kind == Kind::Word {
                let hash = self.hash(at, len as usize);
                starts.push(Start::word(at, len as usize, hash));
            } else if self.begins_at(at) {
                starts.push(Start::other(at, kind));
            }
        }
        place.before = Some(ascii_class(block[end - 1]));
        place.at += end;
    }

    /// Collects the words of a block of ASCII, given by where they stand and begin: as nearly always, nothing
    /// begins within them, and all end before the block does.
    #[inline]
    fn plain_words(&self, at: usize, word: u64, mut word_starts: u64, starts: &mut Vec<Start>) {
        while word_starts != 0 {
            let bit = word_starts.trailing_zeros() as usize;
            word_starts &= word_starts - 1;
            let len = (!(word >> bit)).trailing_zeros() as usize;
            starts.push(Start::word(at + bit, len, self.hash(at + bit, len)));
        }
    }

    #[inline]
    pub(super) fn hash(&self, at: usize, len: usize) -> WordHash {
        let bytes = &self.reader.text.as_bytes()[at..];
        match bytes.first_chunk::<8>() {
            Some(eight) if len <= 8 => WordHash::of_eight(*eight, len),
            _ => WordHash::of(&bytes[..len]),
        }
    }

    /// Tells whether the filter can judge a word that ends where no ASCII follows.
    fn kind_before(&self, at: usize) -> Kind {
        let Some((_, letter)) = self.reader.at(at) else { return Kind::Word };
        // What folds to ASCII goes on with the word; so may what makes no unit of its own.
        match letter.is_several() || letter.is_ascii_word() {
            true => Kind::Walk,
            false => Kind::Word,
        }
    }

    fn symbol_mask(&self, block: &[u8; BLOCK], mut candidates: u64) -> u64 {
        let mut mask = 0;
        while candidates != 0 {
            let bit = candidates.trailing_zeros();
            candidates &= candidates - 1;
            mask |= ((self.symbols >> block[bit as usize] & 1) as u64) << bit;
        }
        mask
    }

    /// Collects the starts of a word longer than a block.
    fn long_word(&self, place: &mut Place, starts: &mut Vec<Start>) {
        let bytes = self.reader.text.as_bytes();
        while let Some(byte) = bytes.get(place.at).filter(|byte| byte.is_ascii_alphanumeric()) {
            let class = ascii_class(*byte);
            if boundary::may_stand_before(place.before, class) && self.begins_at(place.at) {
                starts.push(Start::other(place.at, Kind::Walk));
            }
            place.before = Some(class);
            place.at += 1;
        }
    }
}
