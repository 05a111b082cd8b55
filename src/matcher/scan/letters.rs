//! What a scan needs to know of a character, in one look: its class, the code of its fold in the
//! dictionary's keys, and whether the fold is one character at all.

use super::keys::Keys;
use crate::dictionary::NO_CODE;
use crate::fold::{CharKind, Class, kind_of};
use crate::matcher::boundary;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Characters of the basic plane, whose letters are kept.
const KEPT: usize = 0x1_0000;

/// What is known of one character, packed: code (21 bits), class (5), width of the fold in bytes less one
/// (2), and a bit each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter(u32);

/// Classes by number; numerals have numbers of their own.
const CLASSES: [Class; 32] = {
    let mut classes = Class::ALL;
    classes[HAN_NUMERAL as usize] = Class::Han;
    classes[OTHER_NUMERAL as usize] = Class::Other;
    classes
};
const HAN_NUMERAL: u32 = 30;
const OTHER_NUMERAL: u32 = 31;

/// By the number of the class before, the numbers of the classes that a name may begin with, a bit each.
static MAY_STAND: [u32; CLASSES.len()] = {
    let mut bits = [0; CLASSES.len()];
    let mut before = 0;
    while before < CLASSES.len() {
        let mut class = 0;
        while class < CLASSES.len() {
            let may_stand = boundary::may_stand_before(Some(CLASSES[before]), CLASSES[class]);
            bits[before] |= (may_stand as u32) << class;
            class += 1;
        }
        before += 1;
    }
    bits
};

/// The numbers of the classes of separators, a bit each.
const SEPARATORS: u32 = {
    let (mut bits, mut class) = (0, 0);
    while class < CLASSES.len() {
        bits |= (CLASSES[class].is_separator() as u32) << class;
        class += 1;
    }
    bits
};

impl Letter {
    const CODE: u32 = (1 << 21) - 1;
    const CLASS: u32 = 21;
    const WIDTH: u32 = 26;
    const SEVERAL: u32 = 1 << 28;
    const STARTS: u32 = 1 << 29;
    /// Of a character that folds to several: it makes no unit of its own, being a mark or nothing. Of
    /// any other: it folds to an ASCII letter or digit.
    const SPECIAL: u32 = 1 << 30;
    const KEY: u32 = 1 << 31;

    /// What stands beyond the end of a text.
    pub(super) const NONE: Letter = Letter(Letter::SEVERAL);

    fn of(c: char, keys: &impl Keys) -> Letter {
        let (kind, class) = kind_of(c);
        let bits = (class as u32) << Letter::CLASS;
        let flag = |is_set: bool, bit: u32| if is_set { bit } else { 0 };
        Letter(match kind {
            CharKind::One(folded) => {
                let class = match class {
                    Class::Han if boundary::is_numeral(folded) => HAN_NUMERAL,
                    _ if boundary::is_numeral(folded) => OTHER_NUMERAL,
                    class => class as u32,
                };
                let code = keys.code(folded);
                let state = (code != NO_CODE).then(|| keys.step(keys.root(), code)).flatten();
                let is_key = state.is_some_and(|state| keys.value(state).is_some());
                code & Letter::CODE
                    | class << Letter::CLASS
                    | (folded.len_utf8() as u32 - 1) << Letter::WIDTH
                    | flag(state.is_some(), Letter::STARTS)
                    | flag(is_key, Letter::KEY)
                    | flag(folded.is_ascii_alphanumeric(), Letter::SPECIAL)
            }
            CharKind::Mark => bits | Letter::SEVERAL | Letter::SPECIAL | 1,
            CharKind::Nothing => bits | Letter::SEVERAL | Letter::SPECIAL,
            CharKind::Several => bits | Letter::SEVERAL,
        })
    }

    /// The code of the fold, if some key has it.
    #[inline]
    pub(super) fn code(self) -> Option<u32> {
        self.has_code().then_some(self.raw_code())
    }

    /// Whether some key has the fold.
    #[inline]
    pub(super) fn has_code(self) -> bool {
        self.raw_code() != NO_CODE & Letter::CODE
    }

    /// The code of the fold; another number where no key has it.
    #[inline]
    pub(super) fn raw_code(self) -> u32 {
        self.0 & Letter::CODE
    }

    /// Whether it is a separator.
    #[inline]
    pub(super) fn is_separator(self) -> bool {
        SEPARATORS >> self.class_number() & 1 == 1
    }

    #[inline]
    pub(super) fn class(self) -> Class {
        CLASSES[self.class_number() as usize]
    }

    #[inline]
    fn class_number(self) -> u32 {
        self.0 >> Letter::CLASS & 0x1F
    }

    /// Tells whether a name may begin with the letter after another, as far as their classes and the first
    /// letters of the keys tell. Both are units of their own.
    #[inline]
    pub(super) fn may_begin_after(self, before: Letter) -> bool {
        let may_stand = MAY_STAND[before.class_number() as usize] >> self.class_number() & 1 == 1;
        may_stand & self.starts_keys()
    }

    /// Returns a letter of which nothing counts but its class.
    pub(super) fn of_class(class: Class) -> Letter {
        Letter((class as u32) << Letter::CLASS)
    }

    /// Whether it folds to a Han numeral.
    #[inline]
    pub(super) fn is_numeral(self) -> bool {
        self.class_number() >= HAN_NUMERAL
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

    /// Whether it is a key by itself.
    #[inline]
    pub(super) fn is_key(self) -> bool {
        self.0 & Letter::KEY != 0
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
    known: Box<[AtomicU32; KEPT]>,
    /// ASCII characters other than letters and digits that a name may begin with, a bit each.
    symbols: OnceLock<u128>,
}

impl Letters {
    pub(in crate::matcher) fn new() -> Letters {
        let known: Box<[AtomicU32]> = (0..KEPT).map(|_| AtomicU32::new(0)).collect();
        Letters { known: known.try_into().expect("as long as it is"), symbols: OnceLock::new() }
    }

    /// Looks a character up; `keys` are always those of the same part.
    #[inline]
    fn get(&self, c: char, keys: &impl Keys) -> Letter {
        match u16::try_from(c as u32) {
            Ok(code) => self.get_basic(code, keys),
            Err(_) => Letter::of(c, keys),
        }
    }

    /// Looks a character of the basic plane up by its code.
    #[inline]
    fn get_basic(&self, code: u16, keys: &impl Keys) -> Letter {
        match self.known[code as usize].load(Ordering::Relaxed) {
            0 => self.learn(code, keys),
            letter => Letter(letter),
        }
    }

    #[cold]
    #[inline(never)]
    fn learn(&self, code: u16, keys: &impl Keys) -> Letter {
        let c = char::from_u32(code.into()).unwrap_or(char::REPLACEMENT_CHARACTER);
        let letter = Letter::of(c, keys);
        // Whoever else works it out at the same time comes to the same.
        self.known[code as usize].store(letter.0, Ordering::Relaxed);
        letter
    }
}

/// A text with what the keys of a part know of its characters.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t, K> {
    pub text: &'t str,
    pub keys: K,
    pub letters: &'t Letters,
}

impl<K: Keys> Reader<'_, K> {
    /// Returns what is known of a character.
    #[inline]
    pub(super) fn letter(&self, c: char) -> Letter {
        self.letters.get(c, &self.keys)
    }

    /// Returns the ASCII characters other than letters and digits that a name may begin with, a bit each.
    pub(super) fn symbols(&self) -> u128 {
        let is_symbol = |byte: &u8| {
            let letter = self.letter(*byte as char);
            !byte.is_ascii_alphanumeric()
                && letter.starts_keys()
                && boundary::may_stand_before(None, letter.class())
        };
        *self
            .letters
            .symbols
            .get_or_init(|| (0..128u8).filter(is_symbol).fold(0, |bits, byte| bits | 1 << byte))
    }

    /// Returns the character at a place, with its letter; none at the end of the text.
    #[inline]
    pub(super) fn at(&self, at: usize) -> Option<(char, Letter)> {
        let c = match *self.text.as_bytes().get(at)? {
            byte if byte.is_ascii() => byte as char,
            _ => self.text[at..].chars().next()?,
        };
        Some((c, self.letter(c)))
    }

    /// Returns the letter at a place and the bytes of its character; none at the end of the text.
    #[inline]
    pub(super) fn letter_at(&self, at: usize) -> Option<(Letter, usize)> {
        let rest = self.text.as_bytes().get(at..)?;
        // Of the scripts without spaces nearly all characters have three bytes.
        if let Some(&[first @ 0xE0..=0xEF, second, third]) = rest.first_chunk() {
            let [first, second, third] = [first, second, third].map(u16::from);
            let code = first << 12 | (second & 0x3F) << 6 | third & 0x3F;
            return Some((self.letters.get_basic(code, &self.keys), 3));
        }
        self.at(at).map(|(c, letter)| (letter, c.len_utf8()))
    }

    /// Fills in the letters from a place on, as far as the text goes.
    #[inline]
    pub(super) fn look_ahead(&self, mut at: usize, letters: &mut [Letter]) {
        for letter in letters {
            let Some((next, bytes)) = self.letter_at(at) else { return };
            *letter = next;
            at += bytes;
        }
    }

    /// Returns the character before a place, with its letter; none at the start of the text.
    #[inline]
    pub(super) fn before(&self, at: usize) -> Option<(char, Letter)> {
        let c = match self.text.as_bytes()[at.checked_sub(1)?] {
            byte if byte.is_ascii() => byte as char,
            _ => self.text[..at].chars().next_back()?,
        };
        Some((c, self.letter(c)))
    }
}
