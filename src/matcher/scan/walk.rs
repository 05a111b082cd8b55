//! Follows the keys from a place in a text, character by character, as the text lies.

use super::keys::Keys;
use super::letters::{Letter, Reader};
use crate::dictionary::{between_digits, stays_in_front};
use crate::fold::Class;
use crate::matcher::separators::{self, LONGEST_RUN, Run};
use std::ops::Range;

/// A key that ended: the byte after it, where its rows stand, how many runs of separators were passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub end: usize,
    pub first_row: u64,
    pub runs: usize,
    /// The last letter of the name.
    pub last: Letter,
    /// It is a whole word of ASCII letters and digits.
    pub is_word: bool,
}

/// A walk, used again for every place.
pub(super) struct Walk<'w, K> {
    pub reader: Reader<'w, K>,
    /// The letter that the names begin with.
    pub first: Letter,
    /// The keys that ended, shortest first.
    pub met: Vec<Met>,
    /// Separators passed within names, in bytes of the text.
    pub runs: Vec<Run>,
}

impl<'w, K: Keys> Walk<'w, K> {
    pub(super) fn new(reader: Reader<'w, K>) -> Walk<'w, K> {
        Walk { reader, first: Letter::NONE, met: Vec::new(), runs: Vec::new() }
    }

    /// Follows the keys from a place on, and notes those that end at `first_end` or later. Says `false` where
    /// it came to a character that is more than a unit or less, so that the place must be read by units.
    #[inline]
    pub(super) fn from(&mut self, start: usize, first_end: usize) -> bool {
        self.met.clear();
        self.runs.clear();
        let Reader { keys, .. } = self.reader;
        let mut state = keys.root();
        let mut key_len = 0;
        let mut leading = true;
        let mut before = Class::Other;
        let mut at = start;
        self.first = Letter::NONE;
        while let Some((letter, bytes)) = self.reader.letter_at(at) {
            if letter.is_several() {
                return false;
            }
            if at == start {
                self.first = letter;
            }
            let class = letter.class();
            if class.is_separator() && (!leading || (at > start && !stays_in_front(class))) {
                let Some(run) = self.run(at) else { return false };
                let Some((_, next)) = self.reader.at(run.end) else { break };
                if next.is_several() {
                    return false;
                }
                if !leading && before == Class::Digit && next.class() == Class::Digit {
                    let classes = run.classes[..run.len].iter().copied();
                    let literal = between_digits(classes) as char;
                    let code = self.reader.letter(literal).code();
                    let Some(next) = code.and_then(|code| keys.step(state, code)) else {
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
            let next = letter.code().and_then(|code| keys.step(state, code));
            let Some(next) = next else { break };
            state = next;
            before = class;
            key_len += letter.width();
            at += bytes;
            if at >= first_end
                && !(class == Class::Lower && self.is_within_word(at))
                && let Some(first_row) = keys.value(state)
            {
                self.met.push(Met {
                    end: at,
                    first_row,
                    runs: self.runs.len(),
                    last: letter,
                    is_word: false,
                });
            }
        }
        true
    }

    /// Takes note of an ASCII word that is a key, which was looked up already, instead of walking.
    pub(super) fn at_key(&mut self, word: Range<usize>, first_row: u64) {
        self.met.clear();
        self.runs.clear();
        let letter = |at: usize| self.reader.letter(self.reader.text.as_bytes()[at] as char);
        self.first = letter(word.start);
        let last = letter(word.end - 1);
        self.met.push(Met { end: word.end, first_row, runs: 0, last, is_word: true });
    }

    /// Tells whether after a small letter the same word clearly goes on, so that no name ends there.
    #[inline]
    fn is_within_word(&self, at: usize) -> bool {
        let next = self.reader.text.as_bytes().get(at);
        next.is_some_and(|&byte| byte.is_ascii_lowercase() && byte != b's')
    }

    /// Reads a run of separators, up to one more than a name may have; `None` where a character is among
    /// them that changes what they are.
    fn run(&self, first: usize) -> Option<Separators> {
        let mut run = Separators { end: first, len: 0, classes: [Class::Other; LONGEST_RUN + 1] };
        while run.len <= LONGEST_RUN {
            let Some((c, letter)) = self.reader.at(run.end) else { break };
            if letter.is_several() {
                return None;
            }
            if !letter.class().is_separator() {
                break;
            }
            run.classes[run.len] = letter.class();
            run.len += 1;
            run.end += c.len_utf8();
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
    /// Tells whether a name may go on beyond it.
    fn may_be_crossed(&self) -> bool {
        separators::may_cross(|at| self.classes[..self.len].get(at).copied(), 0..self.len)
    }
}
