//! What a word and the text after it tell of the names that may begin with it.

use super::keys::Keys;
use super::start::{Kind, Start};
use super::starts::Starts;
use crate::dictionary::{NameFilter, WordHash};
use crate::fold::ascii_class;
use crate::matcher::separators::LONGEST_RUN;

/// What follows a word, beyond separators.
enum Next {
    End,
    /// ASCII that is no letter or digit.
    Mark,
    /// A character beyond ASCII.
    Beyond,
    /// A digit after a digit.
    Number,
    /// A word, and where it begins.
    Word(usize),
}

impl<K: Keys> Starts<'_, K> {
    /// Tells whether a space and another word follow a word, as nearly always.
    #[inline]
    pub(super) fn is_before_word(&self, starts: &[Start], position: usize) -> bool {
        let bytes = self.reader.text.as_bytes();
        let start = starts[position];
        let end = start.at + start.len as usize;
        let Some(next) = starts.get(position + 1) else { return false };
        (next.at == end + 1)
            & (next.kind == Kind::Word)
            & (bytes.get(end) == Some(&b' '))
            & bytes[end - 1].is_ascii_alphabetic()
    }

    /// Tells whether a name that begins with a word may go on beyond it. The filter has names that do.
    pub(super) fn goes_on(
        &self,
        filter: &NameFilter<'_>,
        starts: &[Start],
        position: usize,
    ) -> bool {
        let passes = filter.word(starts[position].hash());
        match self.next(starts, position) {
            Next::End => false,
            Next::Mark => passes.open,
            Next::Beyond | Next::Number => true,
            Next::Word(at) => passes.prefix && self.goes_on_with(filter, starts, position, at),
        }
    }

    /// Looks at what follows a word and the separators after it.
    fn next(&self, starts: &[Start], position: usize) -> Next {
        let bytes = self.reader.text.as_bytes();
        let start = starts[position];
        let end = start.at + start.len as usize;
        let run = bytes[end..].iter().take(LONGEST_RUN + 1);
        let after = end + run.take_while(|&&byte| self.is_separator(byte)).count();
        match bytes.get(after) {
            None => Next::End,
            Some(byte) if !byte.is_ascii() => Next::Beyond,
            Some(byte) if !byte.is_ascii_alphanumeric() => Next::Mark,
            // Separators between two digits are part of the key.
            Some(byte) if byte.is_ascii_digit() && bytes[end - 1].is_ascii_digit() => Next::Number,
            Some(_) => Next::Word(after),
        }
    }

    /// Tells whether a name that begins with a word may go on with the word at a place.
    fn goes_on_with(
        &self,
        filter: &NameFilter<'_>,
        starts: &[Start],
        position: usize,
        after: usize,
    ) -> bool {
        match starts.get(position + 1) {
            Some(next) if next.at == after && next.kind == Kind::Word => {
                self.is_pair(filter, starts, position)
            }
            _ => true,
        }
    }

    /// Tells whether a name may begin with a word and the next; or with that less a plural s.
    #[inline]
    pub(super) fn is_pair(
        &self,
        filter: &NameFilter<'_>,
        starts: &[Start],
        position: usize,
    ) -> bool {
        let (first, next) = (starts[position].hash(), starts[position + 1]);
        filter.pair(first, next.hash())
            || (self.variants
                && self.without_s(next).is_some_and(|singular| filter.pair(first, singular)))
    }

    /// Returns the hash of a word without the s that it ends with.
    #[inline]
    fn without_s(&self, word: Start) -> Option<WordHash> {
        let len = word.len as usize;
        let is_plural = len > 1 && self.reader.text.as_bytes()[word.at + len - 1] | 0x20 == b's';
        is_plural.then(|| self.hash(word.at, len - 1))
    }

    #[inline]
    fn is_separator(&self, byte: u8) -> bool {
        byte == b' ' || (byte.is_ascii() && ascii_class(byte).is_separator())
    }

    /// Tells whether a rule may make a name of what begins with a word that no name begins with as it is:
    /// a plural, or a hyphen, space or dot inserted.
    pub(super) fn may_vary(
        &self,
        filter: &NameFilter<'_>,
        starts: &[Start],
        position: usize,
    ) -> bool {
        let bytes = self.reader.text.as_bytes();
        let (at, len) = (starts[position].at, starts[position].len as usize);
        if self.without_s(starts[position]).is_some_and(|singular| filter.word(singular).name) {
            return true;
        }
        let first = bytes[at];
        let (Some(&mark), next) = (bytes.get(at + len), bytes.get(at + len + 1)) else {
            return false;
        };
        match mark {
            b'-' => true,
            b'.' => len == 1 && first.is_ascii_uppercase(),
            mark if self.is_separator(mark) => {
                let is_capital = |byte: u8| !byte.is_ascii_lowercase();
                is_capital(first) && next.is_some_and(|&next| is_capital(next))
            }
            mark => !mark.is_ascii(),
        }
    }
}
