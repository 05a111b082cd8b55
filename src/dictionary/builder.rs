//! Collects records and compiles them to one file's bytes.

use super::build::{Compiler, Room, Sources};
use super::overlay::join;
use super::part::SourceInfo;
use super::rules;
use super::storage::Storage;
use super::{Dictionary, Part};
use crate::entity::EntityRecord;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

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
    sources: Sources,
    current: String,
    entities: BTreeMap<String, (String, EntityRecord)>,
    is_small: bool,
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
        self.sources.add(info);
        self
    }

    /// Adds an entity, or joins the record to one added before under the same ID.
    pub fn entity(&mut self, record: EntityRecord) -> &mut DictionaryBuilder {
        match self.entities.entry(record.id.clone()) {
            Entry::Vacant(entry) => {
                entry.insert((self.current.clone(), record));
            }
            Entry::Occupied(mut entry) => {
                let (source, known) = entry.get_mut();
                // A deletion takes what came before, and with it where the entity belongs.
                if record.delete {
                    source.clone_from(&self.current);
                }
                join(known, record);
            }
        }
        self
    }

    /// Adds a surface that is never a mention of the current dictionary.
    pub fn never(&mut self, surface: impl Into<String>) -> &mut DictionaryBuilder {
        self.sources.never(&self.current, surface.into());
        self
    }

    /// Leaves the trie out, which makes the dictionary smaller by about 14 bytes a name, and texts slower to
    /// search: it then finds names by its automaton. What is found is the same.
    pub fn small(&mut self, is_small: bool) -> &mut DictionaryBuilder {
        self.is_small = is_small;
        self
    }

    /// Returns the records collected so far, sorted by ID.
    pub fn records(&self) -> impl Iterator<Item = &EntityRecord> {
        self.entities.values().map(|(_, record)| record)
    }

    /// Returns the sources collected so far, sorted by name.
    pub fn sources(&self) -> impl Iterator<Item = &SourceInfo> {
        self.sources.iter()
    }

    /// Compiles to a dictionary in memory. O(names × log names) time; memory about three times the
    /// names and records. For more than a few million names there is `dictionary::FileBuilder`.
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
        let mut compiler = Compiler::new(&Room::boundless(), self.is_small);
        let numbers = self.sources.numbers();
        for (source, record) in self.entities.values() {
            let number = numbers.get(source.as_str()).copied().unwrap_or(0);
            compiler.add(record, number, &mut ())?;
        }
        let mut file = Vec::new();
        let (_, sections) = compiler.finish(self.sources.sorted(), &mut (), &mut |_, _| {})?;
        sections.write(&mut file)?;
        Ok(file)
    }
}
