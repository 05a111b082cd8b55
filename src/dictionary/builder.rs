//! Collects records and compiles them to one file's bytes.

use super::format;
use super::key::Key;
use super::overlay::overlay;
use super::part::{Meta, Row, SourceInfo};
use super::record;
use super::rules::{self, DEFAULT_WINDOW};
use super::storage::Storage;
use super::{Dictionary, Part};
use crate::entity::{Alias, CaseRule, EntityRecord};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, HashMap};

/// Collects entities and compiles them to a [`Dictionary`].
///
/// The same records give the same bytes, in whatever order they were added. An entity added twice is
/// joined: the later record's fields replace the earlier one's, its aliases are added.
///
/// ```
/// use exonym::{Alias, DictionaryBuilder, EntityRecord};
///
/// let mut builder = DictionaryBuilder::new("ai");
/// let mut moonshot = EntityRecord::new("moonshot-ai");
/// moonshot.name.insert("en".parse()?, "Moonshot AI");
/// moonshot.aliases.push(Alias::new("月之暗面"));
/// builder.entity(moonshot);
/// let dictionary = builder.build()?;
/// assert_eq!(dictionary.entity("moonshot-ai").unwrap().name("en"), Some("Moonshot AI"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct DictionaryBuilder {
    sources: BTreeMap<String, SourceInfo>,
    current: String,
    entities: BTreeMap<String, (String, EntityRecord)>,
}

impl DictionaryBuilder {
    /// Starts an empty dictionary of this name, which is also the topic of entities that name none.
    pub fn new(name: impl Into<String>) -> DictionaryBuilder {
        let mut builder = DictionaryBuilder::default();
        builder.source(SourceInfo { name: name.into(), ..SourceInfo::default() });
        builder
    }

    /// Says which dictionary the entities added from now on belong to. One that was named before is
    /// joined: lists are united, version and licence replaced.
    pub fn source(&mut self, info: SourceInfo) -> &mut DictionaryBuilder {
        self.current.clone_from(&info.name);
        match self.sources.get_mut(&info.name) {
            None => {
                self.sources.insert(info.name.clone(), info);
            }
            Some(known) => {
                known.version = info.version.or(known.version.take());
                known.license = info.license.or(known.license.take());
                known.topics.extend(info.topics);
                known.never.extend(info.never);
            }
        }
        self
    }

    /// Adds an entity, or joins the record to one added before under the same ID.
    pub fn entity(&mut self, record: EntityRecord) -> &mut DictionaryBuilder {
        match self.entities.get_mut(&record.id) {
            None => {
                self.entities.insert(record.id.clone(), (self.current.clone(), record));
            }
            // A deletion takes what came before; it is kept, since it may be meant for lower layers.
            Some(known) if record.delete => *known = (self.current.clone(), record),
            Some((_, known)) => {
                overlay(known, &record);
                known.remove.extend(record.remove);
                known.delete &= record.delete;
            }
        }
        self
    }

    /// Adds a surface that is never a mention of the current dictionary.
    pub fn never(&mut self, surface: impl Into<String>) -> &mut DictionaryBuilder {
        if let Some(source) = self.sources.get_mut(&self.current) {
            source.never.push(surface.into());
        }
        self
    }

    /// Returns the records collected so far, sorted by ID.
    pub fn records(&self) -> impl Iterator<Item = &EntityRecord> {
        self.entities.values().map(|(_, record)| record)
    }

    /// Returns the sources collected so far, sorted by name.
    pub fn sources(&self) -> impl Iterator<Item = &SourceInfo> {
        self.sources.values()
    }

    /// Compiles to a dictionary in memory. O(names × log names) time; memory about three times the
    /// names and records.
    ///
    /// # Errors
    ///
    /// [`Error::Source`] for a record that no source file could hold either (an empty ID, control
    /// characters, a name that folds to nothing), [`Error::TooLarge`] beyond 2³² entities.
    pub fn build(&self) -> Result<Dictionary> {
        let part = Part::open(Storage::Owned(self.compile()?), false)?;
        Ok(Dictionary::from_part(part))
    }

    /// Compiles to the bytes of a dictionary file.
    ///
    /// # Errors
    ///
    /// As [`DictionaryBuilder::build`].
    pub fn compile(&self) -> Result<Vec<u8>> {
        let problems: Vec<_> = self.records().flat_map(rules::record_problems).collect();
        if !problems.is_empty() {
            return Err(Error::Source(problems));
        }
        let sources = self.sorted_sources();
        let mut compiler = Compiler::default();
        for (number, source) in sources.iter().enumerate() {
            compiler.add_never(number as u32, &source.never);
        }
        let numbers: HashMap<&str, u32> = sources
            .iter()
            .enumerate()
            .map(|(number, source)| (source.name.as_str(), number as u32))
            .collect();
        for (source, record) in self.entities.values() {
            let number = numbers.get(source.as_str()).copied().unwrap_or(0);
            compiler.add(record, number)?;
        }
        compiler.finish(sources)
    }

    fn sorted_sources(&self) -> Vec<SourceInfo> {
        let mut sources: Vec<SourceInfo> = self.sources.values().cloned().collect();
        for source in &mut sources {
            for list in [&mut source.topics, &mut source.never] {
                list.sort();
                list.dedup();
            }
        }
        sources
    }
}

#[derive(Default)]
struct Compiler {
    rows: Vec<(Box<[u8]>, Row)>,
    records: Vec<u8>,
    index: Vec<u8>,
    entities: u32,
    widest_window: u32,
    has_weak: bool,
}

impl Compiler {
    fn add_never(&mut self, source: u32, surfaces: &[String]) {
        for (position, surface) in surfaces.iter().enumerate() {
            if let Some(key) = Key::of(surface) {
                self.rows.push((key.bytes.into(), Row::new(source, position as u32, Row::NEVER)));
            }
        }
    }

    fn add(&mut self, record: &EntityRecord, source: u32) -> Result<()> {
        let entity = self.entities;
        self.entities = self.entities.checked_add(1).ok_or(Error::TooLarge { what: "entities" })?;
        self.index.extend((self.records.len() as u64).to_le_bytes());
        let start = self.records.len();
        let offsets = record::encode(record, source, &mut self.records);
        if u32::try_from(self.records.len() - start).is_err() {
            return Err(Error::TooLarge { what: "bytes in one record" });
        }
        if record.delete {
            return Ok(());
        }
        let (name_offsets, alias_offsets) = offsets.split_at(record.name.len());
        for ((_, text), &offset) in record.name.iter().zip(name_offsets) {
            // An alias of the same text lends its rules to the name, so the name needs no row.
            if !record.aliases.iter().any(|alias| alias.text == text) {
                self.push(text, Row::new(entity, offset, 0));
            }
        }
        for (alias, &offset) in record.aliases.iter().zip(alias_offsets) {
            self.push(&alias.text, Row::new(entity, offset, flags(alias)));
            self.has_weak |= alias.weak;
            if !alias.require.is_empty() || !alias.forbid.is_empty() {
                self.widest_window = self.widest_window.max(alias.window.unwrap_or(DEFAULT_WINDOW));
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str, row: Row) {
        if let Some(key) = Key::of(text) {
            self.rows.push((key.bytes.into(), row));
        }
    }

    fn finish(mut self, sources: Vec<SourceInfo>) -> Result<Vec<u8>> {
        self.index.extend((self.records.len() as u64).to_le_bytes());
        self.rows.sort_unstable_by(|a, b| {
            (&a.0, a.1.is_never(), a.1.entity, a.1.form).cmp(&(
                &b.0,
                b.1.is_never(),
                b.1.entity,
                b.1.form,
            ))
        });
        let mut keys = fst::MapBuilder::memory();
        let mut rows = Vec::with_capacity(self.rows.len() * Row::BYTES);
        let mut longest_key = 0;
        let mut has_shared = false;
        let mut written = 0u64;
        for group in self.rows.chunk_by(|a, b| a.0 == b.0) {
            let key = &group[0].0;
            keys.insert(key, written).expect("keys are sorted and unique");
            longest_key = longest_key.max(key.len());
            has_shared |= group.iter().any(|(_, row)| row.entity != group[0].1.entity);
            for (position, (_, row)) in group.iter().enumerate() {
                let last = if position + 1 == group.len() { Row::LAST } else { 0 };
                row.with(last).write(&mut rows);
            }
            written += group.len() as u64;
        }
        let meta = Meta {
            sources,
            longest_key,
            widest_window: self.widest_window,
            needs_context: self.has_weak || has_shared,
        };
        let meta = serde_json::to_vec(&meta).expect("the meta section has only string keys");
        let keys = keys.into_inner().expect("writing to memory cannot fail");
        Ok(format::write([&meta, &keys, &rows, &self.index, &self.records]))
    }
}

fn flags(alias: &Alias) -> u32 {
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
