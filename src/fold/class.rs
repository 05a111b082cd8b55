//! What kind of character stands at a boundary.

use crate::lang::Script;

/// Class of an original character, as far as boundaries and separators need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// Punctuation, symbols, controls.
    Other,
    /// White space within a line.
    Space,
    /// A line break.
    Newline,
    /// A carriage return: a line break of its own unless a line feed follows.
    Return,
    Hyphen,
    Dot,
    Apostrophe,
    MiddleDot,
    Digit,
    /// Cased letters.
    Upper,
    Lower,
    /// Letters of scripts without case that put spaces between words.
    Letter,
    Han,
    Hiragana,
    Katakana,
    Hangul,
    /// Letters of scripts without spaces between words, other than Han and kana.
    Spaceless,
}

impl Class {
    /// All classes, by number.
    pub(crate) const ALL: [Class; 32] = {
        use Class::*;
        let mut all = [Other; 32];
        let classes = [
            Other, Space, Newline, Return, Hyphen, Dot, Apostrophe, MiddleDot, Digit, Upper, Lower,
            Letter, Han, Hiragana, Katakana, Hangul, Spaceless,
        ];
        let mut number = 0;
        while number < classes.len() {
            all[classes[number] as usize] = classes[number];
            number += 1;
        }
        all
    };

    /// Returns the class of an original character; `folded` is its fold where that is one character.
    pub(super) fn of(c: char, folded: Option<char>) -> Class {
        match folded {
            Some(' ') => return Class::Space,
            Some('\n') => return Class::Newline,
            Some('\r') => return Class::Return,
            Some('-') => return Class::Hyphen,
            Some('.') => return Class::Dot,
            Some('\'') => return Class::Apostrophe,
            Some('·') => return Class::MiddleDot,
            _ => {}
        }
        if c.is_numeric() {
            // Superscripts, fractions and circled numbers are note marks beside a word, not part of it.
            return match c as u32 {
                // The Han zero counts as a numeral in Unicode, and is written among Han characters.
                0x3007 => Class::Han,
                0xB2 | 0xB3 | 0xB9 | 0xBC..=0xBE | 0x2000..=0x33FF => Class::Other,
                _ => Class::Digit,
            };
        }
        match Script::of(c) {
            Script::Han => Class::Han,
            Script::Hiragana => Class::Hiragana,
            Script::Katakana => Class::Katakana,
            Script::Hangul => Class::Hangul,
            Script::Spaceless => Class::Spaceless,
            _ if c.is_uppercase() => Class::Upper,
            _ if c.is_lowercase() => Class::Lower,
            _ if c.is_alphabetic() => Class::Letter,
            _ => Class::Other,
        }
    }

    /// Tells whether the character may be dropped, replaced or inserted between the parts of a name.
    #[inline]
    pub(crate) const fn is_separator(self) -> bool {
        Class::Space as u8 <= self as u8 && self as u8 <= Class::MiddleDot as u8
    }

    /// Tells whether the character is white space, a line break included.
    #[inline]
    pub(crate) const fn is_space(self) -> bool {
        matches!(self, Class::Space | Class::Newline | Class::Return)
    }

    /// Tells whether the character is a letter of a script with spaces between words.
    #[inline]
    pub(crate) const fn is_alphabetic(self) -> bool {
        matches!(self, Class::Upper | Class::Lower | Class::Letter)
    }

    /// Tells whether the character is a letter or digit of any script.
    #[inline]
    pub(crate) const fn is_word(self) -> bool {
        self as u8 >= Class::Digit as u8
    }

    /// Tells whether the character is Han or kana: lines are broken anywhere between such.
    #[inline]
    pub(crate) const fn is_cjk(self) -> bool {
        matches!(self, Class::Han | Class::Hiragana | Class::Katakana)
    }
}
