//! The double array: each node is put at the first place where its children have room.

use crate::dictionary::trie::{END, HAS_END, VACANT};

/// Places that are tried for a node before the rest of the array is given up for its like.
const MOST_TRIES: u32 = 128;

/// The nodes so far, and which places are free.
#[derive(Debug, Default)]
pub(super) struct Array {
    pub words: Vec<u32>,
    pub labels: Vec<u16>,
    /// A bit for each place: free.
    free: Vec<u64>,
    /// A bit for each word of `free`: some place is.
    open: Vec<u64>,
    /// A bit for each place: the base of some node.
    bases: Vec<u64>,
    /// First place that may be free, for nodes with one child, and for those with several.
    first_free: usize,
    first_roomy: usize,
}

impl Array {
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Puts children where there is room for all, and returns the word that leads to them.
    pub(super) fn place(&mut self, children: &mut [(u16, u32)]) -> u32 {
        // In the order of codes, not of characters.
        children.sort_unstable_by_key(|&(label, _)| label);
        let Some(&(lowest, _)) = children.first() else { return 0 };
        let base = self.base_for(children, lowest as usize);
        for &(label, word) in children.iter() {
            let place = base + label as usize;
            self.reserve(place);
            self.words[place] = word;
            self.labels[place] = label;
            let word = place / 64;
            self.free[word] &= !(1 << (place % 64));
            if self.free[word] == 0 {
                self.open[word / 64] &= !(1 << (word % 64));
            }
        }
        self.reserve(base);
        self.bases[base / 64] |= 1 << (base % 64);
        base as u32 | if lowest == END { HAS_END } else { 0 }
    }

    /// Finds the first base at which all children have room. Looks at 64 places at once.
    fn base_for(&mut self, children: &[(u16, u32)], lowest: usize) -> usize {
        let is_single = children.len() == 1;
        let start = if is_single { &mut self.first_free } else { &mut self.first_roomy };
        *start = next_free(&self.free, &self.open, *start);
        let mut place = (*start).max(lowest);
        let mut tries = 0;
        loop {
            place = next_free(&self.free, &self.open, place);
            let free = window(&self.free, place, u64::MAX);
            let mut room = free & !window(&self.bases, place - lowest, 0);
            for &(label, _) in &children[1..] {
                if room == 0 {
                    break;
                }
                room &= window(&self.free, place - lowest + label as usize, u64::MAX);
            }
            let found = room.trailing_zeros();
            let tried = free & 1u64.checked_shl(found).map_or(u64::MAX, |bit| bit - 1);
            if (tries..tries + tried.count_ones()).contains(&MOST_TRIES) {
                // What is left behind is too crowded to be worth the search.
                let last = place + nth_one(tried, MOST_TRIES - tries) as usize + 1;
                if last < self.words.len() {
                    let start =
                        if is_single { &mut self.first_free } else { &mut self.first_roomy };
                    *start = last.max(*start);
                }
            }
            if room != 0 {
                return place - lowest + found as usize;
            }
            tries = tries.saturating_add(tried.count_ones());
            place += 64;
        }
    }

    /// Makes the array reach a place, in steps of 64 places.
    fn reserve(&mut self, place: usize) {
        if place >= self.words.len() {
            let words = place / 64 + 1;
            for word in self.free.len()..words {
                self.open.resize(word / 64 + 1, 0);
                self.open[word / 64] |= 1 << (word % 64);
            }
            self.free.resize(words, u64::MAX);
            self.bases.resize(words, 0);
            self.words.resize(words * 64, 0);
            self.labels.resize(words * 64, VACANT);
        }
    }
}

/// Returns the first free place from a place on; beyond the end all are. Goes through full parts by 4096
/// places at once.
fn next_free(free: &[u64], open: &[u64], from: usize) -> usize {
    let word = from / 64;
    let Some(&bits) = free.get(word) else { return from };
    let bits = bits & (u64::MAX << (from % 64));
    if bits != 0 {
        return word * 64 + bits.trailing_zeros() as usize;
    }
    let next = next_one(open, word + 1).min(free.len());
    next * 64 + free.get(next).map_or(0, |bits| bits.trailing_zeros() as usize)
}

/// Returns the place of the first bit that is set from a place on, or a place beyond the end.
fn next_one(bits: &[u64], from: usize) -> usize {
    let mut word = from / 64;
    let mut found = bits.get(word).map_or(0, |bits| bits & (u64::MAX << (from % 64)));
    while found == 0 {
        word += 1;
        match bits.get(word) {
            Some(&next) => found = next,
            None => return usize::MAX,
        }
    }
    word * 64 + found.trailing_zeros() as usize
}

/// Returns the 64 bits from a place on; those beyond the end are as `beyond` says.
fn window(bits: &[u64], from: usize, beyond: u64) -> u64 {
    let word = |index: usize| bits.get(index).copied().unwrap_or(beyond);
    let (index, shift) = (from / 64, from % 64);
    match shift {
        0 => word(index),
        _ => word(index) >> shift | word(index + 1) << (64 - shift),
    }
}

/// Returns the place of the n-th bit that is set, from 0.
fn nth_one(mut bits: u64, n: u32) -> u32 {
    for _ in 0..n {
        bits &= bits - 1;
    }
    bits.trailing_zeros()
}
