//! A trie over characters, read in place: the fast way from text to keys.
//!
//! It is a double array (Aoe, 1989) of which only the part is stored that tells keys apart; what is left of
//! a key beyond that, its tail, stands before its rows. Characters have codes by frequency, so that the
//! children of a node lie near each other. A node is six bytes: a word, which says where its children are
//! or where its tail is, and the code that leads to it. No two nodes share a base, so that the code alone
//! tells a child from a stranger.
//!
//! Every access is checked, and every step consumes a character, so that a damaged file can give wrong
//! answers at worst.

mod build;

pub(super) use build::{Alphabet, TrieBuilder};

/// Bytes of a node.
const NODE: usize = 6;
/// Bytes before the alphabet: its length, the number of nodes, the root's word, a reserved word.
const HEADER: usize = 16;
/// Bytes of a character in the alphabet: the character, its code.
const LETTER: usize = 8;

/// A word with this bit is the place of a tail in the rows section; one without is the base of children.
const LEAF: u32 = 1 << 31;
/// A key ends at this node, and others go on.
const HAS_END: u32 = 1 << 30;
/// The code that leads to the end of a key.
const END: u16 = 0;
/// The code of a node that is not there.
const VACANT: u16 = u16::MAX;

/// Code of a character that no key has.
pub(crate) const NO_CODE: u32 = u32::MAX;

/// The trie of a compiled dictionary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trie<'d> {
    alphabet: &'d [u8],
    nodes: &'d [u8],
    rows: &'d [u8],
    root: u32,
}

/// A place in the trie on the way of a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TrieState(u32);

impl<'d> Trie<'d> {
    /// Wraps a trie section and the rows section that its leaves point to; `None` where the first cannot
    /// be one. O(1).
    pub(super) fn new(section: &'d [u8], rows: &'d [u8]) -> Option<Trie<'d>> {
        let number = |at: usize| super::format::u32_at(section, at);
        let letters = (number(0)? as usize).checked_mul(LETTER)?;
        let nodes = (number(4)? as usize).checked_mul(NODE)?;
        let root = number(8)?;
        let (alphabet, rest) = section.get(HEADER..)?.split_at_checked(letters)?;
        (rest.len() == nodes).then_some(Trie { alphabet, nodes: rest, rows, root })
    }

    /// Returns the code of a folded character; [`NO_CODE`] where no key has it. O(log alphabet).
    pub(crate) fn code(&self, c: char) -> u32 {
        let (letters, _) = self.alphabet.as_chunks::<LETTER>();
        let number = |letter: &[u8; LETTER], at| super::format::u32_at(letter, at).unwrap_or(0);
        letters
            .binary_search_by_key(&(c as u32), |letter| number(letter, 0))
            .map_or(NO_CODE, |found| number(&letters[found], 4))
    }

    /// Returns the state before any character of a key.
    #[inline]
    pub(crate) fn root(&self) -> TrieState {
        TrieState(self.root)
    }

    /// Follows the code of one character.
    #[inline]
    pub(crate) fn step(&self, state: TrieState, code: u32) -> Option<TrieState> {
        if state.0 & LEAF != 0 {
            let at = (state.0 & !LEAF) as usize;
            let (next, len) = tail_code(self.rows.get(at..)?)?;
            return (next == code).then_some(TrieState(LEAF | (at + len) as u32));
        }
        let index = ((state.0 & !HAS_END) as usize).checked_add(code as usize)?;
        let (word, label) = self.node(index)?;
        (u32::from(label) == code).then_some(TrieState(word))
    }

    /// Returns where the rows of the key that ends here stand, if one does.
    #[inline]
    pub(crate) fn value(&self, state: TrieState) -> Option<u64> {
        if state.0 & LEAF != 0 {
            let at = (state.0 & !LEAF) as usize;
            return (*self.rows.get(at)? == END as u8).then_some(at as u64 + 1);
        }
        if state.0 & HAS_END == 0 {
            return None;
        }
        let (word, label) = self.node((state.0 & !HAS_END) as usize)?;
        (label == END && word & LEAF != 0).then_some(u64::from(word & !LEAF))
    }

    #[inline]
    fn node(&self, index: usize) -> Option<(u32, u16)> {
        let (nodes, _) = self.nodes.as_chunks::<NODE>();
        let [a, b, c, d, e, f] = *nodes.get(index)?;
        Some((u32::from_le_bytes([a, b, c, d]), u16::from_le_bytes([e, f])))
    }
}

/// First byte of a code of two bytes, and of one of three. A tail ends with [`END`].
const TWO_BYTES: u32 = 0xC0;
const THREE_BYTES: u8 = 0xFF;
const FIRST_OF_THREE: u32 = TWO_BYTES + ((THREE_BYTES as u32 - TWO_BYTES) << 8);

fn put_code(out: &mut Vec<u8>, code: u32) {
    match code {
        0..TWO_BYTES => out.push(code as u8),
        TWO_BYTES..FIRST_OF_THREE => {
            let rest = code - TWO_BYTES;
            out.extend([(TWO_BYTES + (rest >> 8)) as u8, rest as u8]);
        }
        _ => out.extend([THREE_BYTES, code as u8, (code >> 8) as u8]),
    }
}

/// Reads the next code of a tail and its length in bytes.
#[inline]
fn tail_code(tail: &[u8]) -> Option<(u32, usize)> {
    let &first = tail.first()?;
    if u32::from(first) < TWO_BYTES {
        return Some((u32::from(first), 1));
    }
    let &second = tail.get(1)?;
    if first < THREE_BYTES {
        return Some((TWO_BYTES + ((u32::from(first) - TWO_BYTES) << 8) + u32::from(second), 2));
    }
    Some((u32::from(second) | u32::from(*tail.get(2)?) << 8, 3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::key::Key;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A trie section and its rows; the row of a key is its number in one byte.
    fn build(keys: &BTreeSet<String>) -> (Vec<u8>, Vec<u8>) {
        let mut alphabet = Alphabet::default();
        for key in keys {
            alphabet.count(&Key { bytes: key.clone().into_bytes(), gaps: Vec::new() });
        }
        let mut builder = TrieBuilder::new(alphabet).expect("a small alphabet");
        let mut rows = Vec::new();
        for (number, key) in keys.iter().enumerate() {
            builder.add(key, vec![number as u8], &mut rows);
        }
        let (_, section) = builder.finish(&mut rows);
        (section.expect("a small trie"), rows)
    }

    fn get(trie: &Trie<'_>, key: &str) -> Option<u64> {
        trie.value(key.chars().try_fold(trie.root(), |state, c| trie.step(state, trie.code(c)))?)
    }

    proptest! {
        #[test]
        fn holds_its_keys_and_no_others(
            keys in prop::collection::btree_set("[a-c月之暗é]{1,6}", 0..200),
            probes in prop::collection::vec("[a-d月之暗é]{0,7}", 0..50),
        ) {
            let (section, rows) = build(&keys);
            let trie = Trie::new(&section, &rows).expect("fresh");
            for (number, key) in keys.iter().enumerate() {
                let at = get(&trie, key).map(|at| rows[at as usize]);
                prop_assert_eq!(at, Some(number as u8), "key {}", key);
            }
            for probe in probes.iter().filter(|probe| !keys.contains(*probe)) {
                prop_assert_eq!(get(&trie, probe), None, "probe {}", probe);
            }
        }

        #[test]
        fn survives_damage(
            keys in prop::collection::btree_set("[a-c月之暗é]{1,6}", 1..60),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
            probe in "[a-c月之暗é]{0,12}",
        ) {
            let (mut section, mut rows) = build(&keys);
            for (place, byte) in damage {
                let place = place.index(section.len() + rows.len());
                match section.len() {
                    len if place < len => section[place] = byte,
                    len => rows[place - len] = byte,
                }
            }
            if let Some(trie) = Trie::new(&section, &rows) {
                get(&trie, &probe);
            }
        }
    }

    #[test]
    fn a_wide_alphabet_has_codes_of_every_length() {
        let letters = ('\u{4E00}'..='\u{9FA5}').chain('가'..='힣');
        let keys: BTreeSet<String> = letters.map(|c| format!("a{c}{c}")).collect();
        let (section, rows) = build(&keys);
        let trie = Trie::new(&section, &rows).expect("fresh");
        assert!(keys.iter().all(|key| get(&trie, key).is_some()));
        assert_eq!(get(&trie, "a月之"), None);
        assert_eq!(trie.code('z'), NO_CODE);
    }
}
