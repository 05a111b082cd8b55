//! Takes records in the order of their IDs and makes the sections of the file.

use super::forms::{Form, Watch, forms};
use super::keys::{self, Keys};
use super::room::Room;
use super::sorter::Sorter;
use super::spool::Spool;
use crate::dictionary::format::{self, Section};
use crate::dictionary::key::Key;
use crate::dictionary::part::{Meta, SourceInfo};
use crate::dictionary::record;
use crate::dictionary::row::{Row, RowWidths};
use crate::dictionary::rules::DEFAULT_WINDOW;
use crate::dictionary::trie::Alphabet;
use crate::entity::{Alias, CaseRule, EntityRecord};
use crate::error::{Error, Result};
use std::io::{self, Write};

/// The file so far.
pub(in crate::dictionary) struct Compiler {
    room: Room,
    has_trie: bool,
    keys: Sorter,
    keyed: u64,
    records: Spool,
    index: Spool,
    entities: u32,
    rows: usize,
    largest_form: u32,
    alphabet: Alphabet,
    widest_window: u32,
    has_weak: bool,
    has_topics: bool,
    has_related: bool,
    /// What goes with a key, being written.
    value: Vec<u8>,
}

impl Compiler {
    /// Starts a file with a trie or, where it is to be small, without.
    pub(in crate::dictionary) fn new(room: &Room, is_small: bool) -> Compiler {
        Compiler {
            room: room.clone(),
            has_trie: !is_small,
            keys: Sorter::new(room),
            keyed: 0,
            records: Spool::new(room),
            index: Spool::new(room),
            entities: 0,
            rows: 0,
            largest_form: 0,
            alphabet: Alphabet::default(),
            widest_window: 0,
            has_weak: false,
            has_topics: false,
            has_related: false,
            value: Vec::new(),
        }
    }

    /// Adds the record of the next ID, and returns the entity's number.
    pub(in crate::dictionary) fn add(
        &mut self,
        record: &EntityRecord,
        source: u32,
        watch: &mut dyn Watch,
    ) -> Result<u32> {
        let entity = self.entities;
        self.entities = self.entities.checked_add(1).ok_or(Error::TooLarge { what: "entities" })?;
        self.index.tail().extend(self.records.len().to_le_bytes());
        let start = self.records.tail().len();
        let offsets = record::encode(record, source, self.records.tail());
        if u32::try_from(self.records.tail().len() - start).is_err() {
            return Err(Error::TooLarge { what: "bytes in one record" });
        }
        self.settle().map_err(|error| self.room.error(error))?;
        self.has_topics |= !record.topics.is_empty();
        self.has_related |= !record.related.is_empty();
        if record.delete {
            return Ok(entity);
        }
        for (position, form) in forms(record) {
            let prior = form.rules.and_then(|alias| alias.prior).or(record.prior);
            let flags = form.rules.map_or(0, flags) | if prior.is_some() { Row::PRIOR } else { 0 };
            self.row(form, (entity, offsets[position], flags), watch)
                .map_err(|error| self.room.error(error))?;
        }
        for alias in &record.aliases {
            self.has_weak |= alias.weak;
            if !alias.require.is_empty() || !alias.forbid.is_empty() {
                self.widest_window = self.widest_window.max(alias.window.unwrap_or(DEFAULT_WINDOW));
            }
        }
        Ok(entity)
    }

    /// Shows the forms of a record to the watcher only, as ones of the entity of that number.
    #[cfg(all(feature = "files", feature = "sources"))]
    pub(super) fn show(
        &mut self,
        record: &EntityRecord,
        entity: u32,
        watch: &mut dyn Watch,
    ) -> Result<()> {
        for (_, form) in forms(record) {
            let Some(key) = Key::of(form.text) else { continue };
            self.push(form, &key, (entity, 0, keys::NO_ROW), watch)
                .map_err(|error| self.room.error(error))?;
        }
        Ok(())
    }

    fn settle(&mut self) -> io::Result<()> {
        self.records.settle()?;
        self.index.settle()
    }

    fn row(
        &mut self,
        form: Form<'_>,
        (entity, place, flags): (u32, u32, u8),
        watch: &mut dyn Watch,
    ) -> io::Result<()> {
        let Some(key) = Key::of(form.text) else { return Ok(()) };
        let gapped = if key.gaps.is_empty() { 0 } else { Row::GAPPED };
        let dotted = if form.text.ends_with('.') { Row::DOTTED } else { 0 };
        self.largest_form = self.largest_form.max(place);
        self.alphabet.count(&key);
        self.rows += 1;
        self.push(form, &key, (entity, place, flags | gapped | dotted), watch)
    }

    fn push(
        &mut self,
        form: Form<'_>,
        key: &Key,
        (entity, place, flags): (u32, u32, u8),
        watch: &mut dyn Watch,
    ) -> io::Result<()> {
        self.keyed += 1;
        self.value.clear();
        keys::put(&mut self.value, (flags, entity, place), &key.gaps);
        if flags & Row::NEVER == 0 {
            watch.form(form, key, &mut self.value)?;
        }
        self.keys.push(&key.bytes, &self.value)
    }

    /// Makes the sections of the file, in order, and counts the rows: names, aliases and protected surfaces.
    /// `progress` is told how many forms of all are done.
    pub(in crate::dictionary) fn finish(
        mut self,
        sources: Vec<SourceInfo>,
        watch: &mut dyn Watch,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(usize, Sections)> {
        let room = self.room.clone();
        let fail = |error| room.error(error);
        self.index.tail().extend(self.records.len().to_le_bytes());
        // The rows of entities stand before those of protected surfaces.
        for (source, info) in sources.iter().enumerate() {
            for (position, surface) in info.never.iter().enumerate() {
                let form = Form { text: surface, rules: None };
                self.row(form, (source as u32, position as u32, Row::NEVER), watch)
                    .map_err(fail)?;
            }
        }
        let largest_entity = self.entities.max(sources.len() as u32);
        let widths = RowWidths::of(largest_entity, self.largest_form);
        let alphabet = self.has_trie.then_some(self.alphabet);
        let keys = Keys { keys: self.keys, total: self.keyed, widths, alphabet };
        let sections = keys.compile(&room, watch, progress).map_err(fail)?;
        let meta = Meta {
            sources,
            longest_key: sections.longest_key,
            widest_window: self.widest_window,
            needs_context: self.has_weak || sections.has_shared,
            has_topics: self.has_topics,
            has_related: self.has_related,
            forms: Some(self.rows),
            row_widths: Some(widths),
        };
        let mut written = Spool::new(&room);
        serde_json::to_writer(&mut written, &meta).map_err(|error| room.error(error.into()))?;
        let sections = Sections([
            (Section::Meta, written),
            (Section::Keys, sections.keys),
            (Section::Rows, sections.rows),
            (Section::Index, self.index),
            (Section::Records, self.records),
            (Section::Filter, sections.filter),
            (Section::Trie, sections.trie),
        ]);
        Ok((self.rows, sections))
    }
}

/// The sections of a file, in order.
pub(in crate::dictionary) struct Sections([(Section, Spool); 7]);

impl Sections {
    /// Writes the file.
    pub(in crate::dictionary) fn write(self, out: &mut dyn Write) -> Result<()> {
        format::write(self.0, out)
    }
}

fn flags(alias: &Alias) -> u8 {
    let mut flags = 0;
    if alias.weak {
        flags |= Row::WEAK;
    }
    if alias.case == CaseRule::Sensitive {
        flags |= Row::SENSITIVE;
    }
    if !alias.require.is_empty() || !alias.forbid.is_empty() {
        flags |= Row::CONDITIONAL;
    }
    flags
}
