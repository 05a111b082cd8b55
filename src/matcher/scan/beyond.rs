//! Collects the starts among characters beyond ASCII, one by one.

use super::block::BLOCK;
use super::keys::Keys;
use super::letters::Letter;
use super::start::{Kind, LETTERS, Start, is_unclear};
use super::starts::{Place, Starts};
use crate::dictionary::WordHash;
use crate::fold::Class;
use crate::matcher::boundary;
use crate::matcher::local::LocalFold;

/// Characters beyond ASCII that are read before they are asked about.
const RUN: usize = 64;

impl<K: Keys> Starts<'_, K> {
    /// Collects the starts up to the next ASCII character.
    pub(super) fn beyond_ascii(
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
        self.reader.look_ahead(place.at, &mut letters[len..len + 2]);
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
    pub(super) fn begins_at(&self, at: usize) -> bool {
        let mut letters = [Letter::NONE; LETTERS];
        self.reader.look_ahead(at, &mut letters);
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
