//! Builds the trie from sorted keys, one at a time, without holding them: a node is placed as soon as no
//! further key can pass through it.

use super::{END, HAS_END, LEAF, VACANT, put_code};
use crate::dictionary::key::Key;
use std::collections::HashMap;

/// Largest offset that a leaf can hold, and largest base.
const LARGEST_PLACE: usize = LEAF as usize - 1;
const LARGEST_BASE: usize = HAS_END as usize - 1;

/// Places that are tried for a node before the rest of the array is given up for its like.
const MOST_TRIES: usize = 128;

/// Codes of characters, by frequency.
#[derive(Clone, Debug, Default)]
pub(in crate::dictionary) struct Alphabet {
    counts: HashMap<char, u64>,
}

impl Alphabet {
    /// Counts the characters of a key.
    pub(in crate::dictionary) fn count(&mut self, key: &Key) {
        for c in key.as_str().chars() {
            *self.counts.entry(c).or_default() += 1;
        }
    }

    /// Returns the codes; `None` where there are more characters than codes.
    fn codes(self) -> Option<HashMap<char, u16>> {
        let mut letters: Vec<(char, u64)> = self.counts.into_iter().collect();
        letters.sort_unstable_by_key(|&(c, count)| (std::cmp::Reverse(count), c));
        (letters.len() < VACANT as usize)
            .then(|| letters.into_iter().map(|(c, _)| c).zip(1..).collect())
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
    codes: HashMap<char, u16>,
    array: Array,
    open: Vec<Open>,
    waiting: Option<Waiting>,
    spare: Vec<Open>,
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
            overflowed: false,
        })
    }

    /// Returns the code of a character.
    pub(in crate::dictionary) fn code(&self, c: char) -> u32 {
        u32::from(self.codes.get(&c).copied().unwrap_or(VACANT))
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
        let codes: Vec<u16> =
            key.chars().map(|c| self.codes.get(&c).copied().unwrap_or(VACANT)).collect();
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
        let at = out.len();
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
        let rows_at = out.len() as u64;
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
        let mut letters: Vec<(char, u16)> = self.codes.into_iter().collect();
        letters.sort_unstable();
        let array = self.array;
        let mut section = Vec::with_capacity(16 + letters.len() * 8 + array.len() * 6);
        for number in [letters.len() as u32, array.len() as u32, root, 0] {
            section.extend(number.to_le_bytes());
        }
        for (c, code) in letters {
            section.extend((c as u32).to_le_bytes());
            section.extend(u32::from(code).to_le_bytes());
        }
        for (word, label) in array.words.iter().zip(&array.labels) {
            section.extend(word.to_le_bytes());
            section.extend(label.to_le_bytes());
        }
        (settled, Some(section))
    }
}

/// The nodes so far, and which places are free.
#[derive(Debug, Default)]
struct Array {
    words: Vec<u32>,
    labels: Vec<u16>,
    /// A bit for each place: free.
    free: Vec<u64>,
    /// A bit for each place: the base of some node.
    bases: Vec<u64>,
    /// First place that may be free, for nodes with one child, and for those with several.
    first_free: usize,
    first_roomy: usize,
}

impl Array {
    fn len(&self) -> usize {
        self.words.len()
    }

    /// Puts children where there is room for all, and returns the word that leads to them.
    fn place(&mut self, children: &mut [(u16, u32)]) -> u32 {
        // In the order of codes, not of characters.
        children.sort_unstable_by_key(|&(label, _)| label);
        let Some(&(lowest, _)) = children.first() else { return 0 };
        let base = self.base_for(children, lowest as usize);
        for &(label, word) in children.iter() {
            let place = base + label as usize;
            self.reserve(place);
            self.words[place] = word;
            self.labels[place] = label;
            self.free[place / 64] &= !(1 << (place % 64));
        }
        self.reserve(base);
        self.bases[base / 64] |= 1 << (base % 64);
        base as u32 | if lowest == END { HAS_END } else { 0 }
    }

    fn base_for(&mut self, children: &[(u16, u32)], lowest: usize) -> usize {
        let is_single = children.len() == 1;
        let start = if is_single { &mut self.first_free } else { &mut self.first_roomy };
        *start = next_free(&self.free, *start);
        let mut place = (*start).max(lowest);
        for tries in 0.. {
            place = next_free(&self.free, place);
            let base = place - lowest;
            if !self.is_base(base)
                && children[1..].iter().all(|&(label, _)| self.is_free(base + label as usize))
            {
                break;
            }
            place += 1;
            if tries == MOST_TRIES && place < self.words.len() {
                // What is left behind is too crowded to be worth the search.
                let start = if is_single { &mut self.first_free } else { &mut self.first_roomy };
                *start = place.max(*start);
            }
        }
        place - lowest
    }

    fn is_free(&self, place: usize) -> bool {
        self.free.get(place / 64).is_none_or(|bits| bits >> (place % 64) & 1 == 1)
    }

    fn is_base(&self, place: usize) -> bool {
        self.bases.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
    }

    /// Makes the array reach a place, in steps of 64 places.
    fn reserve(&mut self, place: usize) {
        if place >= self.words.len() {
            let words = place / 64 + 1;
            self.free.resize(words, u64::MAX);
            self.bases.resize(words, 0);
            self.words.resize(words * 64, 0);
            self.labels.resize(words * 64, VACANT);
        }
    }
}

/// Returns the first free place from a place on; beyond the end all are.
fn next_free(free: &[u64], from: usize) -> usize {
    let mut word = from / 64;
    let Some(&bits) = free.get(word) else { return from };
    let mut bits = bits & (u64::MAX << (from % 64));
    while bits == 0 {
        word += 1;
        let Some(&next) = free.get(word) else { return from.max(word * 64) };
        bits = next;
    }
    word * 64 + bits.trailing_zeros() as usize
}
