//! From sorted keys to the sections that a text is matched against: automaton, rows, filter, trie.

use super::filter::FilterBuilder;
use super::key::Key;
use super::row::{Row, RowWidths};
use super::trie::{Alphabet, TrieBuilder};

/// What a key compiler makes.
#[derive(Debug, Default)]
pub(super) struct KeySections {
    pub keys: Vec<u8>,
    pub rows: Vec<u8>,
    pub filter: Vec<u8>,
    /// Empty where the dictionary does without.
    pub trie: Vec<u8>,
    /// Length of the longest key, in bytes.
    pub longest_key: usize,
    /// Whether several entities share a key.
    pub has_shared: bool,
}

/// Takes keys with their rows, sorted by key, then by row.
pub(super) struct KeyCompiler {
    widths: RowWidths,
    automaton: fst::MapBuilder<Vec<u8>>,
    /// The keys that the trie has and the automaton waits for.
    unplaced: Option<Vec<u8>>,
    trie: Option<TrieBuilder>,
    filter: FilterBuilder,
    group: Group,
    sections: KeySections,
}

/// The rows of one key.
#[derive(Default)]
struct Group {
    key: Vec<u8>,
    rows: Vec<Row>,
}

impl KeyCompiler {
    /// Starts; with an alphabet that has counted the characters of all keys, a trie is made as well.
    pub(super) fn new(widths: RowWidths, alphabet: Option<Alphabet>) -> KeyCompiler {
        KeyCompiler {
            widths,
            automaton: fst::MapBuilder::memory(),
            unplaced: None,
            trie: alphabet.and_then(TrieBuilder::new),
            filter: FilterBuilder::default(),
            group: Group::default(),
            sections: KeySections::default(),
        }
    }

    /// Adds a row under a key.
    pub(super) fn add(&mut self, key: &Key, row: Row) {
        if self.group.key != key.bytes || self.group.rows.is_empty() {
            self.end_group();
            self.group.key.clone_from(&key.bytes);
        }
        match &self.trie {
            Some(trie) => self.filter.add(key, |c| trie.code(c)),
            None => self.filter.add(key, |c| c as u32),
        }
        self.group.rows.push(row);
    }

    fn end_group(&mut self) {
        let Some((&last, before)) = self.group.rows.split_last() else { return };
        let Group { key, .. } = &self.group;
        self.sections.longest_key = self.sections.longest_key.max(key.len());
        self.sections.has_shared |= before.iter().any(|row| row.entity != last.entity);
        let mut rows = Vec::with_capacity(self.group.rows.len() * self.widths.stride());
        for &row in before {
            self.widths.write(row, &mut rows);
        }
        self.widths.write(last.with(Row::LAST), &mut rows);
        match &mut self.trie {
            None => {
                insert(&mut self.automaton, key, self.sections.rows.len() as u64);
                self.sections.rows.extend(rows);
            }
            Some(trie) => {
                let text = std::str::from_utf8(key).expect("a key is folded text");
                let settled = trie.add(text, rows, &mut self.sections.rows);
                let before = self.unplaced.replace(key.clone());
                if let (Some(before), Some(at)) = (before, settled) {
                    insert(&mut self.automaton, &before, at);
                }
            }
        }
        self.group.rows.clear();
    }

    /// Returns the sections.
    pub(super) fn finish(mut self) -> KeySections {
        self.end_group();
        if let Some(trie) = self.trie.take() {
            let (settled, section) = trie.finish(&mut self.sections.rows);
            if let (Some(last), Some(at)) = (self.unplaced.take(), settled) {
                insert(&mut self.automaton, &last, at);
            }
            self.sections.trie = section.unwrap_or_default();
        }
        self.sections.keys = self.automaton.into_inner().expect("writing to memory cannot fail");
        self.sections.filter = self.filter.finish();
        self.sections
    }
}

fn insert(automaton: &mut fst::MapBuilder<Vec<u8>>, key: &[u8], at: u64) {
    automaton.insert(key, at).expect("keys are sorted and unique");
}
