//! Builds the trie from sorted keys, one at a time, without holding them: a node is placed as soon as no
//! further key can pass through it.

mod array;

use super::{END, HAS_END, LEAF, VACANT, put_code};
use crate::dictionary::key::Key;
use array::Array;

/// Largest offset that a leaf can hold, and largest base.
const LARGEST_PLACE: usize = LEAF as usize - 1;
const LARGEST_BASE: usize = HAS_END as usize - 1;

/// How often each character occurs, by its number.
#[derive(Clone, Debug, Default)]
pub(in crate::dictionary) struct Alphabet {
    counts: Vec<u64>,
}

impl Alphabet {
    /// Counts the characters of a key.
    pub(in crate::dictionary) fn count(&mut self, key: &Key) {
        for c in key.as_str().chars() {
            if c as usize >= self.counts.len() {
                self.counts.resize(c as usize + 1, 0);
            }
            self.counts[c as usize] += 1;
        }
    }

    /// Returns the codes by frequency; `None` where there are more characters than codes.
    fn codes(self) -> Option<Codes> {
        let counted = self.counts.iter().zip(0u32..).filter(|&(&count, _)| count > 0);
        let mut letters: Vec<(u64, u32)> = counted.map(|(&count, c)| (count, c)).collect();
        letters.sort_unstable_by_key(|&(count, c)| (std::cmp::Reverse(count), c));
        if letters.len() >= VACANT as usize {
            return None;
        }
        let mut codes = vec![VACANT; self.counts.len()];
        for (&(_, c), code) in letters.iter().zip(1..) {
            codes[c as usize] = code;
        }
        Some(Codes(codes))
    }
}

/// Codes of characters, by the character's number; [`VACANT`] for those without one.
#[derive(Debug)]
struct Codes(Vec<u16>);

impl Codes {
    fn of(&self, c: char) -> u16 {
        self.0.get(c as usize).copied().unwrap_or(VACANT)
    }

    /// Goes through the characters that have one, in the order of their numbers.
    fn iter(&self) -> impl Iterator<Item = (u32, u16)> {
        (0..).zip(self.0.iter().copied()).filter(|&(_, code)| code != VACANT)
    }
}

/// A node whose children are not all known yet.
#[derive(Debug, Default)]
struct Open {
    /// Code that leads here.
    label: u16,
    /// Codes and words of the children so far.
    children: Vec<(u16, u32)>,
}

/// A key that waits for the next one, which tells how much of it is shared.
#[derive(Debug, Default)]
struct Waiting {
    codes: Vec<u16>,
    shared_before: usize,
    rows: Vec<u8>,
}

/// Collects sorted keys with their rows.
#[derive(Debug)]
pub(in crate::dictionary) struct TrieBuilder {
    codes: Codes,
    array: Array,
    open: Vec<Open>,
    waiting: Option<Waiting>,
    spare: Vec<Open>,
    /// Bytes of the rows section before those at hand.
    rows_before: usize,
    overflowed: bool,
}

impl TrieBuilder {
    /// Starts a trie over an alphabet that has counted the characters of every key. `None` where it is too
    /// large.
    pub(in crate::dictionary) fn new(alphabet: Alphabet) -> Option<TrieBuilder> {
        Some(TrieBuilder {
            codes: alphabet.codes()?,
            array: Array::default(),
            open: vec![Open::default()],
            waiting: None,
            spare: Vec::new(),
            rows_before: 0,
            overflowed: false,
        })
    }

    /// Says how much of the rows section was taken away from its end, to which [`TrieBuilder::add`] adds.
    pub(in crate::dictionary) fn rows_before(&mut self, bytes: u64) {
        self.rows_before = usize::try_from(bytes).unwrap_or(usize::MAX);
    }

    /// Returns the code of a character.
    pub(in crate::dictionary) fn code(&self, c: char) -> u32 {
        u32::from(self.codes.of(c))
    }

    /// Adds a key that is greater than all before it, with its rows as the rows section holds them. What
    /// stands before it is settled then, and written: the tail and rows of the key before.
    /// Returns where the rows of that key stand.
    pub(in crate::dictionary) fn add(
        &mut self,
        key: &str,
        rows: Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Option<u64> {
        let codes: Vec<u16> = key.chars().map(|c| self.codes.of(c)).collect();
        let shared = self.waiting.as_ref().map_or(0, |before| {
            before.codes.iter().zip(&codes).take_while(|(a, b)| a == b).count()
        });
        let settled = self.settle(shared, out);
        self.waiting = Some(Waiting { codes, shared_before: shared, rows });
        settled
    }

    /// Writes the key that waits; `shared` says how many of its characters the next one has too.
    fn settle(&mut self, shared: usize, out: &mut Vec<u8>) -> Option<u64> {
        let Waiting { codes, shared_before, rows } = self.waiting.take()?;
        let depth = shared_before.max(shared);
        while self.open.len() <= depth {
            let mut node = self.spare.pop().unwrap_or_default();
            node.label = codes[self.open.len() - 1];
            self.open.push(node);
        }
        let at = self.rows_before.saturating_add(out.len());
        let label = match codes.get(depth) {
            // The end of a key that others go on from needs no tail.
            None => END,
            Some(&label) => {
                for &code in &codes[depth + 1..] {
                    put_code(out, u32::from(code));
                }
                out.push(END as u8);
                label
            }
        };
        self.overflowed |= at > LARGEST_PLACE;
        self.open[depth].children.push((label, LEAF | (at & LARGEST_PLACE) as u32));
        let rows_at = (self.rows_before + out.len()) as u64;
        out.extend(rows);
        while self.open.len() > shared + 1 {
            self.close();
        }
        Some(rows_at)
    }

    /// Places the deepest open node's children, and makes it a child of the one above.
    fn close(&mut self) {
        let Some(mut node) = self.open.pop() else { return };
        let word = self.array.place(&mut node.children);
        if let Some(above) = self.open.last_mut() {
            above.children.push((node.label, word));
        }
        node.children.clear();
        self.spare.push(node);
    }

    /// Writes the last key, and returns where its rows stand, and the trie section; no section where it
    /// outgrows what a word can hold.
    pub(in crate::dictionary) fn finish(
        mut self,
        out: &mut Vec<u8>,
    ) -> (Option<u64>, Option<Vec<u8>>) {
        let settled = self.settle(0, out);
        let root = match self.open.pop() {
            Some(mut root) => self.array.place(&mut root.children),
            None => 0,
        };
        if self.overflowed || self.array.len() > LARGEST_BASE {
            return (settled, None);
        }
        let letters = self.codes.iter().count();
        let array = self.array;
        let mut section = Vec::with_capacity(16 + letters * 8 + array.len() * 6);
        for number in [letters as u32, array.len() as u32, root, 0] {
            section.extend(number.to_le_bytes());
        }
        for (c, code) in self.codes.iter() {
            section.extend(c.to_le_bytes());
            section.extend(u32::from(code).to_le_bytes());
        }
        for (word, label) in array.words.iter().zip(&array.labels) {
            section.extend(word.to_le_bytes());
            section.extend(label.to_le_bytes());
        }
        (settled, Some(section))
    }
}
