//! What a scan needs to know of a character, in one look: its class, the code of its fold in the
//! dictionary's keys, and whether the fold is one character at all.

use super::keys::Keys;
use crate::dictionary::NO_CODE;
use crate::fold::{CharKind, Class, kind_of};
use crate::matcher::boundary;
use std::sync::atomic::{AtomicU32, Ordering};

/// Characters of the basic plane, whose letters are kept.
const KEPT: usize = 0x1_0000;

/// What is known of one character, packed: code (21 bits), class (5), width of the fold in bytes less one
/// (2), and a bit each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter(u32);

impl Letter {
    const CODE: u32 = (1 << 21) - 1;
    const CLASS: u32 = 21;
    const WIDTH: u32 = 26;
    const SEVERAL: u32 = 1 << 28;
    const STARTS: u32 = 1 << 29;
    /// Of a character that folds to several: it makes no unit of its own, being a mark or nothing. Of
    /// any other: it folds to an ASCII letter or digit.
    const SPECIAL: u32 = 1 << 30;
    const NUMERAL: u32 = 1 << 31;

    fn of(c: char, keys: &impl Keys) -> Letter {
        let (kind, class) = kind_of(c);
        let bits = (class as u32) << Letter::CLASS;
        Letter(match kind {
            CharKind::One(folded) => {
                let code = keys.code(folded);
                let starts = code != NO_CODE && keys.step(keys.root(), code).is_some();
                bits | code & Letter::CODE
                    | (folded.len_utf8() as u32 - 1) << Letter::WIDTH
                    | if starts { Letter::STARTS } else { 0 }
                    | if folded.is_ascii_alphanumeric() { Letter::SPECIAL } else { 0 }
                    | if boundary::is_numeral(folded) { Letter::NUMERAL } else { 0 }
            }
            CharKind::Mark | CharKind::Nothing => {
                bits | Letter::SEVERAL
                    | Letter::SPECIAL
                    | if kind == CharKind::Mark { 1 } else { 0 }
            }
            CharKind::Several => bits | Letter::SEVERAL,
        })
    }

    /// The code of the fold, if some key has it.
    #[inline]
    pub(super) fn code(self) -> Option<u32> {
        let code = self.0 & Letter::CODE;
        (code != NO_CODE & Letter::CODE).then_some(code)
    }

    #[inline]
    pub(super) fn class(self) -> Class {
        Class::ALL[(self.0 >> Letter::CLASS & 0x1F) as usize]
    }

    /// Whether it folds to a Han numeral.
    #[inline]
    pub(super) fn is_numeral(self) -> bool {
        self.0 & Letter::NUMERAL != 0
    }

    /// Bytes of the fold.
    #[inline]
    pub(super) fn width(self) -> usize {
        (self.0 >> Letter::WIDTH & 3) as usize + 1
    }

    /// Whether the character is anything but one unit with one folded character.
    #[inline]
    pub(super) fn is_several(self) -> bool {
        self.0 & Letter::SEVERAL != 0
    }

    /// Whether it folds to nothing but a combining mark.
    #[inline]
    pub(super) fn is_mark(self) -> bool {
        self.joins() && self.0 & 1 != 0
    }

    /// Whether it makes no unit of its own after another.
    #[inline]
    pub(super) fn joins(self) -> bool {
        self.0 & (Letter::SEVERAL | Letter::SPECIAL) == Letter::SEVERAL | Letter::SPECIAL
    }

    /// Whether some key begins with it.
    #[inline]
    pub(super) fn starts_keys(self) -> bool {
        self.0 & Letter::STARTS != 0
    }

    /// Whether it folds to an ASCII letter or digit.
    #[inline]
    pub(super) fn is_ascii_word(self) -> bool {
        self.0 & (Letter::SEVERAL | Letter::SPECIAL) == Letter::SPECIAL
    }
}

/// The letters of a dictionary's part, each worked out when it is first met.
#[derive(Debug)]
pub(in crate::matcher) struct Letters {
    known: Box<[AtomicU32]>,
}

impl Letters {
    pub(in crate::matcher) fn new() -> Letters {
        Letters { known: (0..KEPT).map(|_| AtomicU32::new(0)).collect() }
    }

    /// Looks a character up; `keys` are always those of the same part.
    #[inline]
    pub(super) fn get(&self, c: char, keys: &impl Keys) -> Letter {
        match self.known.get(c as usize) {
            Some(known) => match known.load(Ordering::Relaxed) {
                0 => self.learn(c, keys),
                letter => Letter(letter),
            },
            None => Letter::of(c, keys),
        }
    }

    #[cold]
    #[inline(never)]
    fn learn(&self, c: char, keys: &impl Keys) -> Letter {
        let letter = Letter::of(c, keys);
        // Whoever else works it out at the same time comes to the same.
        self.known[c as usize].store(letter.0, Ordering::Relaxed);
        letter
    }
}
