//! Follows the keys from a place in a text, character by character, as the text lies.

use super::keys::Keys;
use super::letters::{Letter, Letters};
use crate::dictionary::{between_digits, stays_in_front};
use crate::fold::Class;
use crate::matcher::separators::{LONGEST_RUN, Run};

/// A key that ended: the byte after it, where its rows stand, how many runs of separators were passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub end: usize,
    pub first_row: u64,
    pub runs: usize,
}

/// A walk, used again for every place.
pub(super) struct Walk<'w, K> {
    text: &'w str,
    keys: K,
    letters: &'w Letters,
    /// The keys that ended, shortest first.
    pub met: Vec<Met>,
    /// Separators passed within names, in bytes of the text.
    pub runs: Vec<Run>,
}

impl<'w, K: Keys> Walk<'w, K> {
    pub(super) fn new(text: &'w str, keys: K, letters: &'w Letters) -> Walk<'w, K> {
        Walk { text, keys, letters, met: Vec::new(), runs: Vec::new() }
    }

    /// Returns the letter at a place and the bytes of the character.
    #[inline]
    fn letter(&self, at: usize) -> Option<(Letter, usize)> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() {
            return Some((self.letters.get(byte as char, &self.keys), 1));
        }
        let c = self.text[at..].chars().next()?;
        Some((self.letters.get(c, &self.keys), c.len_utf8()))
    }

    /// Follows the keys from a place on, and notes those that end at `first_end` or later. Says `false` where it came to a character that is more than a
    /// unit or less, so that the place must be read by units.
    #[inline]
    pub(super) fn from(&mut self, start: usize, first_end: usize) -> bool {
        self.met.clear();
        self.runs.clear();
        let mut state = self.keys.root();
        let mut key_len = 0;
        let mut leading = true;
        let mut before = Class::Other;
        let mut at = start;
        while let Some((letter, len)) = self.letter(at) {
            if letter.is_several() {
                return false;
            }
            let class = letter.class();
            if class.is_separator() && (!leading || (at > start && !stays_in_front(class))) {
                let Some(run) = self.run(at) else { return false };
                let Some((next, _)) = self.letter(run.end) else { break };
                if next.is_several() {
                    return false;
                }
                if !leading && before == Class::Digit && next.class() == Class::Digit {
                    let classes = run.classes[..run.len.min(LONGEST_RUN + 1)].iter().copied();
                    let literal = between_digits(classes) as char;
                    let code = self.letters.get(literal, &self.keys).code();
                    let Some(next) = code.and_then(|code| self.keys.step(state, code)) else {
                        break;
                    };
                    state = next;
                    key_len += 1;
                } else if !run.may_be_crossed() {
                    break;
                } else if !leading {
                    self.runs.push(Run { at: key_len, first: at, end: run.end });
                }
                at = run.end;
                continue;
            }
            leading &= class.is_separator();
            let next = letter.code().and_then(|code| self.keys.step(state, code));
            let Some(next) = next else { break };
            state = next;
            before = class;
            key_len += letter.width();
            at += len;
            if at >= first_end
                && !(class == Class::Lower && self.is_within_word(at))
                && let Some(first_row) = self.keys.value(state)
            {
                self.met.push(Met { end: at, first_row, runs: self.runs.len() });
            }
        }
        true
    }

    /// Tells whether after a small letter the same word clearly goes on, so that no name ends there.
    #[inline]
    fn is_within_word(&self, at: usize) -> bool {
        let next = self.text.as_bytes().get(at);
        next.is_some_and(|&byte| byte.is_ascii_lowercase() && byte != b's')
    }

    /// Reads a run of separators, up to one more than a name may have; `None` where a character is among
    /// them that changes what they are.
    fn run(&self, first: usize) -> Option<Separators> {
        let mut run = Separators { end: first, len: 0, classes: [Class::Other; LONGEST_RUN + 1] };
        while run.len <= LONGEST_RUN {
            let Some((letter, len)) = self.letter(run.end) else { break };
            if letter.is_several() {
                return None;
            }
            if !letter.class().is_separator() {
                break;
            }
            run.classes[run.len] = letter.class();
            run.len += 1;
            run.end += len;
        }
        Some(run)
    }
}

/// A run of separators: where it ends, and what it is made of.
struct Separators {
    end: usize,
    len: usize,
    classes: [Class; LONGEST_RUN + 1],
}

impl Separators {
    /// As [`crate::matcher::separators::may_cross`].
    fn may_be_crossed(&self) -> bool {
        let classes = &self.classes[..self.len];
        let is_break = |at: usize| match classes[at] {
            Class::Newline => true,
            Class::Return => classes.get(at + 1).is_none_or(|&next| next != Class::Newline),
            _ => false,
        };
        self.len <= LONGEST_RUN && (0..self.len).filter(|&at| is_break(at)).count() <= 1
    }
}
