//! A place of a text where a name may begin, and how to read it.

use super::letters::Letter;
use super::recall::Entry;
use crate::dictionary::WordHash;

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
    pub(super) fn word(at: usize, len: usize, hash: WordHash) -> Start {
        Start { at, len: len as u16, kind: Kind::Word, known: hash.bits() }
    }

    pub(super) fn letters(at: usize, three: [Letter; LETTERS]) -> Start {
        let code = |letter: Letter| match is_unclear(letter) {
            true => UNKNOWN,
            false => u64::from(letter.raw_code()),
        };
        let known = three.map(code).into_iter().rev().fold(0, |codes, code| codes << 21 | code);
        Start { at, len: 0, kind: Kind::Letters, known }
    }

    pub(super) fn other(at: usize, kind: Kind) -> Start {
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
pub(super) fn is_unclear(letter: Letter) -> bool {
    letter.is_several() | letter.is_separator()
}
