//! From sorted keys to the sections that a text is matched against: automaton, rows, filter, trie.

use super::build::{Room, Spool};
use super::filter::FilterBuilder;
use super::key::Key;
use super::row::{Row, RowWidths};
use super::trie::{Alphabet, TrieBuilder};
use std::io;

/// What a key compiler makes.
pub(super) struct KeySections {
    pub keys: Spool,
    pub rows: Spool,
    pub filter: Spool,
    /// Empty where the dictionary does without.
    pub trie: Spool,
    /// Length of the longest key, in bytes.
    pub longest_key: usize,
    /// Whether several entities share a key.
    pub has_shared: bool,
}

/// Takes keys with their rows, sorted by key, then by row.
pub(super) struct KeyCompiler {
    widths: RowWidths,
    automaton: fst::MapBuilder<Spool>,
    /// The key that the trie has and the automaton waits for.
    unplaced: Vec<u8>,
    trie: Option<TrieBuilder>,
    filter: FilterBuilder,
    group: Group,
    rows: Spool,
    longest_key: usize,
    has_shared: bool,
}

/// The rows of one key.
#[derive(Default)]
struct Group {
    key: Vec<u8>,
    rows: Vec<Row>,
}

impl KeyCompiler {
    /// Starts; with an alphabet that has counted the characters of all keys, a trie is made as well.
    pub(super) fn new(
        widths: RowWidths,
        alphabet: Option<Alphabet>,
        room: &Room,
    ) -> io::Result<KeyCompiler> {
        Ok(KeyCompiler {
            widths,
            automaton: fst::MapBuilder::new(Spool::new(room)).map_err(unwrapped)?,
            unplaced: Vec::new(),
            trie: alphabet.and_then(TrieBuilder::new),
            filter: FilterBuilder::default(),
            group: Group::default(),
            rows: Spool::new(room),
            longest_key: 0,
            has_shared: false,
        })
    }

    /// Adds a row under a key.
    pub(super) fn add(&mut self, key: &Key, row: Row) -> io::Result<()> {
        if self.group.key != key.bytes || self.group.rows.is_empty() {
            self.end_group()?;
            self.group.key.clone_from(&key.bytes);
        }
        match &self.trie {
            Some(trie) => self.filter.add(key, |c| trie.code(c)),
            None => self.filter.add(key, |c| c as u32),
        }
        self.group.rows.push(row);
        Ok(())
    }

    fn end_group(&mut self) -> io::Result<()> {
        let Some((&last, before)) = self.group.rows.split_last() else { return Ok(()) };
        let Group { key, .. } = &self.group;
        self.longest_key = self.longest_key.max(key.len());
        self.has_shared |= before.iter().any(|row| row.entity != last.entity);
        let mut rows = Vec::with_capacity(self.group.rows.len() * self.widths.stride());
        for &row in before {
            self.widths.write(row, &mut rows);
        }
        self.widths.write(last.with(Row::LAST), &mut rows);
        match &mut self.trie {
            None => {
                insert(&mut self.automaton, key, self.rows.len())?;
                self.rows.tail().extend(rows);
            }
            Some(trie) => {
                let text = std::str::from_utf8(key).expect("a key is folded text");
                trie.rows_before(self.rows.unloaded());
                // The rows of a key follow what the trie does not have of it, which the next one tells.
                if let Some(at) = trie.add(text, rows, self.rows.tail()) {
                    insert(&mut self.automaton, &self.unplaced, at)?;
                }
                self.unplaced.clone_from(key);
            }
        }
        self.group.rows.clear();
        self.rows.settle()
    }

    /// Returns the sections.
    pub(super) fn finish(mut self, room: &Room) -> io::Result<KeySections> {
        self.end_group()?;
        let mut sections = KeySections {
            keys: Spool::new(room),
            rows: self.rows,
            filter: Spool::new(room),
            trie: Spool::new(room),
            longest_key: self.longest_key,
            has_shared: self.has_shared,
        };
        if let Some(mut trie) = self.trie {
            trie.rows_before(sections.rows.unloaded());
            let (settled, section) = trie.finish(sections.rows.tail());
            if let Some(at) = settled {
                insert(&mut self.automaton, &self.unplaced, at)?;
            }
            sections.trie.add(section.unwrap_or_default())?;
        }
        sections.keys = self.automaton.into_inner().map_err(unwrapped)?;
        sections.filter.add(self.filter.finish())?;
        Ok(sections)
    }
}

fn insert(automaton: &mut fst::MapBuilder<Spool>, key: &[u8], at: u64) -> io::Result<()> {
    automaton.insert(key, at).map_err(unwrapped)
}

/// The keys are sorted and unique, so that only the writing can fail.
fn unwrapped(error: fst::Error) -> io::Error {
    match error {
        fst::Error::Io(error) => error,
        fst::Error::Fst(error) => io::Error::other(error),
    }
}
