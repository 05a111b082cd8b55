//! Finds the places of a text where a name may begin, most of them without touching the keys: ASCII words
//! by masks and the filter of words, any other character by whether some key begins with it.

use super::block::{BLOCK, Masks};
use super::keys::Keys;
use super::letters::{Letter, Reader};
use super::recall::Entry;
use super::sieve::Sieve;
use crate::dictionary::{NameFilter, Rows, WordHash};
use crate::fold::{Class, ascii_class};
use crate::matcher::boundary;
use crate::matcher::local::{Folds, LocalFold};
use std::ops::Range;

/// Bytes of text whose starts are collected before they are looked up.
const CHUNK: usize = 4 * 1024;

/// Characters beyond ASCII that are read before they are asked about.
const RUN: usize = 64;

/// Letters that the filter knows of a name beyond ASCII.
pub(super) const LETTERS: usize = 3;

/// A place where a name may begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub at: usize,
    /// Bytes of the word, if it is one.
    pub len: u16,
    pub kind: Kind,
    /// Of a word its hash, of letters the codes of the first three.
    known: u64,
}

impl Start {
    fn word(at: usize, len: usize, hash: WordHash) -> Start {
        Start { at, len: len as u16, kind: Kind::Word, known: hash.bits() }
    }

    fn letters(at: usize, three: [Letter; LETTERS]) -> Start {
        let code = |letter: Letter| match is_unclear(letter) {
            true => UNKNOWN,
            false => u64::from(letter.raw_code()),
        };
        let known = three.map(code).into_iter().rev().fold(0, |codes, code| codes << 21 | code);
        Start { at, len: 0, kind: Kind::Letters, known }
    }

    fn other(at: usize, kind: Kind) -> Start {
        Start { at, len: 0, kind, known: 0 }
    }

    /// Returns the hash of a word.
    #[inline]
    pub(super) fn hash(&self) -> WordHash {
        WordHash::of_bits(self.known)
    }

    /// Returns the code of one of three letters; `None` where only a walk can tell what it is.
    #[inline]
    pub(super) fn code(&self, position: usize) -> Option<u32> {
        let code = self.known >> (21 * position) & UNKNOWN;
        (code != UNKNOWN).then_some(code as u32)
    }
}

/// The code of a letter of which nothing is known: the largest.
const UNKNOWN: u64 = (1 << 21) - 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word that the filter knows or not.
    Word,
    /// Letters beyond ASCII that the filter knows.
    Letters,
    /// Only a walk can tell.
    Walk,
    /// The character is no unit by itself.
    Units,
}

/// How to read a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Character by character; no name can end before `first_end`.
    Letters { first_end: usize },
    /// A key and its rows are known, and no other begins there.
    Key { end: usize, entry: Entry },
    /// By the units of its fold.
    Units,
}

/// Tells whether the filter knows nothing of a letter.
#[inline]
fn is_unclear(letter: Letter) -> bool {
    letter.is_several() | letter.is_separator()
}

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
struct Place {
    at: usize,
    before: Option<Class>,
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
        let mut starts: Vec<Start> = Vec::new();
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

    /// Collects the starts of up to a block of ASCII text.
    fn ascii(&self, place: &mut Place, starts: &mut Vec<Start>) {
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
        if let Some(window) = rest.first_chunk::<{ BLOCK + 8 }>()
            && masks.ascii == BLOCK
            && (edges | symbols) & limit == 0
        {
            self.plain_words(place.at, window, word, word_starts & limit, starts);
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
    fn plain_words(
        &self,
        at: usize,
        window: &[u8; BLOCK + 8],
        word: u64,
        mut word_starts: u64,
        starts: &mut Vec<Start>,
    ) {
        while word_starts != 0 {
            let bit = word_starts.trailing_zeros() as usize;
            word_starts &= word_starts - 1;
            let len = (!(word >> bit)).trailing_zeros() as usize;
            let hash = match window[bit..].first_chunk::<8>() {
                Some(eight) if len <= 8 => WordHash::of_eight(*eight, len),
                _ => self.hash(at + bit, len),
            };
            starts.push(Start::word(at + bit, len, hash));
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

    /// Collects the starts up to the next ASCII character.
    fn beyond_ascii(
        &self,
        place: &mut Place,
        end: usize,
        near: &mut LocalFold<'_>,
        starts: &mut Vec<Start>,
    ) {
        self.run(place, end, starts);
        let Some((c, letter)) = self.reader.at(place.at) else { return };
        if place.at >= end || !letter.is_several() {
            return;
        }
        if !letter.joins() || place.before.is_none() {
            return self.several(place, near, starts);
        }
        // A mark makes a separator something else.
        if letter.is_mark() && place.before.is_some_and(Class::is_separator) {
            place.before = Some(Class::Other);
        }
        place.at += c.len_utf8();
    }

    /// Collects the starts in a run of characters beyond ASCII, each one unit. First they are all read, then
    /// asked about: what the filter says of one is not waited for by the next.
    fn run(&self, place: &mut Place, end: usize, starts: &mut Vec<Start>) {
        let mut letters = [Letter::NONE; RUN + 2];
        let mut offsets = [0u16; RUN];
        let mut len = 0;
        let bytes = self.reader.text.as_bytes();
        let first_byte = place.at;
        while len < RUN && place.at < end && !bytes[place.at].is_ascii() {
            let Some((letter, bytes)) = self.reader.letter_at(place.at) else { break };
            if letter.is_several() {
                break;
            }
            (letters[len], offsets[len]) = (letter, (place.at - first_byte) as u16);
            len += 1;
            place.at += bytes;
        }
        // Two more are looked at, but begin nothing here.
        let mut after = place.at;
        for letter in &mut letters[len..len + 2] {
            let Some((c, next)) = self.reader.at(after) else { break };
            *letter = next;
            after += c.len_utf8();
        }
        // Which letters begin names is seldom to be foreseen, so no jump depends on it: first those are listed
        // that some name begins with, then those that some name goes on from with the next.
        let mut open = [0u8; RUN];
        let mut open_count = 0;
        let mut before = Letter::of_class(place.before.unwrap_or(Class::Other));
        for (position, &first) in letters[..len].iter().enumerate() {
            open[open_count] = position as u8;
            open_count += usize::from(first.may_begin_after(before));
            before = first;
        }
        if len > 0 {
            place.before = Some(before.class());
        }
        let mut left = [0u8; RUN];
        let mut left_count = 0;
        for &position in &open[..open_count] {
            left[left_count] = position;
            let position = position as usize;
            left_count += usize::from(self.may_go_on(letters[position], letters[position + 1]));
        }
        for &position in &left[..left_count] {
            let position = position as usize;
            let three = [letters[position], letters[position + 1], letters[position + 2]];
            if self.begins(three) {
                starts.push(Start::letters(first_byte + offsets[position] as usize, three));
            }
        }
    }

    /// Tells whether a name may begin at a place that ASCII stands at, as far as the filter knows.
    fn begins_at(&self, at: usize) -> bool {
        let mut letters = [Letter::NONE; 3];
        let mut after = at;
        for letter in &mut letters {
            let Some((c, next)) = self.reader.at(after) else { break };
            *letter = next;
            after += c.len_utf8();
        }
        letters[0].starts_keys() && self.begins(letters)
    }

    /// Tells whether a name may begin with three letters, as far as the filter knows.
    fn begins(&self, [first, second, third]: [Letter; LETTERS]) -> bool {
        let Some(filter) = &self.filter else { return true };
        if first.is_key() || is_unclear(second) {
            return true;
        }
        let (Some(one), Some(two)) = (first.code(), second.code()) else { return false };
        let pair = WordHash::of_codes(one, two);
        let passes = filter.letters(pair);
        passes.name
            || (passes.prefix
                && (is_unclear(third)
                    || third.code().is_some_and(|code| filter.third_letter(pair, code))))
    }

    /// Tells whether a name that begins with a letter may go on with another; says yes more often than needed.
    #[inline]
    fn may_go_on(&self, first: Letter, second: Letter) -> bool {
        let Some(filter) = &self.filter else { return true };
        let pair = WordHash::of_codes(first.raw_code(), second.raw_code());
        filter.has_letters(pair) | first.is_key() | is_unclear(second)
    }

    /// Collects the starts of a run of characters that are not one unit each.
    fn several(&self, place: &mut Place, near: &mut LocalFold<'_>, starts: &mut Vec<Start>) {
        let is_several = |c: &char| self.reader.letter(*c).is_several();
        let run = self.reader.text[place.at..].chars().take_while(is_several).take(BLOCK);
        let end = place.at + run.map(char::len_utf8).sum::<usize>();
        let (folded, base) = near.around(place.at..end, 1);
        let units = folded.units();
        let first = units.partition_point(|unit| base + (unit.start as usize) < place.at);
        let last = units.partition_point(|unit| base + (unit.start as usize) < end);
        for unit in first..last {
            if boundary::may_start(units, unit) {
                starts.push(Start::other(base + units[unit].start as usize, Kind::Units));
            }
        }
        if let Some(unit) = last.checked_sub(1) {
            place.before = Some(units[unit].class);
        }
        place.at = end;
    }
}
