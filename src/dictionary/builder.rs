//! Collects records and compiles them to one file's bytes.

use super::compile::KeyCompiler;
use super::format::{self, Section};
use super::key::Key;
use super::overlay::overlay;
use super::part::{Meta, SourceInfo};
use super::record;
use super::row::{Row, RowWidths};
use super::rules::{self, DEFAULT_WINDOW};
use super::storage::Storage;
use super::trie::Alphabet;
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
    rows: Vec<(Key, Row)>,
    records: Vec<u8>,
    index: Vec<u8>,
    entities: u32,
    largest_form: u32,
    alphabet: Alphabet,
    widest_window: u32,
    has_weak: bool,
    has_topics: bool,
    has_related: bool,
}

impl Compiler {
    fn add_never(&mut self, source: u32, surfaces: &[String]) {
        for (position, surface) in surfaces.iter().enumerate() {
            self.push(surface, source, position as u32, Row::NEVER);
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
        self.has_topics |= !record.topics.is_empty();
        self.has_related |= !record.related.is_empty();
        if record.delete {
            return Ok(());
        }
        let (name_offsets, alias_offsets) = offsets.split_at(record.name.len());
        for ((_, text), &offset) in record.name.iter().zip(name_offsets) {
            // An alias of the same text lends its rules to the name, so the name needs no row.
            if !record.aliases.iter().any(|alias| alias.text == text) {
                self.push(text, entity, offset, stated_prior(record.prior));
            }
        }
        for (alias, &offset) in record.aliases.iter().zip(alias_offsets) {
            let prior = stated_prior(alias.prior.or(record.prior));
            self.push(&alias.text, entity, offset, flags(alias) | prior);
            self.has_weak |= alias.weak;
            if !alias.require.is_empty() || !alias.forbid.is_empty() {
                self.widest_window = self.widest_window.max(alias.window.unwrap_or(DEFAULT_WINDOW));
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str, entity: u32, form: u32, flags: u8) {
        let Some(key) = Key::of(text) else { return };
        let gapped = if key.gaps.is_empty() { 0 } else { Row::GAPPED };
        let dotted = if text.ends_with('.') { Row::DOTTED } else { 0 };
        self.largest_form = self.largest_form.max(form);
        self.alphabet.count(&key);
        self.rows.push((key, Row::new(entity, form, flags | gapped | dotted)));
    }

    fn finish(mut self, sources: Vec<SourceInfo>) -> Result<Vec<u8>> {
        self.index.extend((self.records.len() as u64).to_le_bytes());
        self.rows.sort_unstable_by(|(key, row), (other_key, other)| {
            (&key.bytes, row.is_never(), row.entity, row.form).cmp(&(
                &other_key.bytes,
                other.is_never(),
                other.entity,
                other.form,
            ))
        });
        let largest_entity = self.entities.max(sources.len() as u32);
        let widths = RowWidths::of(largest_entity, self.largest_form);
        let forms = self.rows.len();
        let mut compiler = KeyCompiler::new(widths, Some(self.alphabet));
        for (key, row) in self.rows {
            compiler.add(&key, row);
        }
        let sections = compiler.finish();
        let meta = Meta {
            sources,
            longest_key: sections.longest_key,
            widest_window: self.widest_window,
            needs_context: self.has_weak || sections.has_shared,
            has_topics: self.has_topics,
            has_related: self.has_related,
            forms: Some(forms),
            row_widths: Some(widths),
        };
        let meta = serde_json::to_vec(&meta).expect("the meta section has only string keys");
        Ok(format::write(&[
            (Section::Meta, &meta),
            (Section::Keys, &sections.keys),
            (Section::Rows, &sections.rows),
            (Section::Index, &self.index),
            (Section::Records, &self.records),
            (Section::Filter, &sections.filter),
            (Section::Trie, &sections.trie),
        ]))
    }
}

fn stated_prior(prior: Option<f64>) -> u8 {
    if prior.is_some() { Row::PRIOR } else { 0 }
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
