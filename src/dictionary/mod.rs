//! Dictionaries: many names for each entity, compiled to one file that opens at once.
//!
//! A [`Dictionary`] is a stack of immutable parts. What an upper part says of an entity goes over what
//! a lower one says: fields are replaced, aliases added, names listed under `remove` taken away,
//! entities marked `delete` left out, and its `never` surfaces protected from the parts below.

#[cfg(feature = "sources")]
pub mod audit;
mod automaton;
mod builder;
mod format;
mod key;
mod part;
mod record;
#[cfg(feature = "sources")]
pub mod source;
#[cfg(not(feature = "sources"))]
mod source;
mod storage;

pub use builder::{DEFAULT_WINDOW, DictionaryBuilder, WIDEST_WINDOW};
pub use format::VERSION as FORMAT_VERSION;
pub use part::SourceInfo;

pub(crate) use key::{Key, between_digits, stays_in_front};
pub(crate) use part::{Part, Row};
pub(crate) use record::{FormView, RecordView};

use crate::entity::{AliasKind, EntityRecord};
use crate::error::{Error, Result};
use crate::lang;
use std::fmt;
use std::sync::Arc;
use storage::Storage;

/// An opened dictionary, or several layered ones. Cheap to clone, shared between threads.
///
/// ```
/// use exonym::Dictionary;
/// # #[cfg(feature = "builtin")] {
/// let dictionary = Dictionary::builtin();
/// let moonshot = dictionary.entity("moonshot-ai").unwrap();
/// assert_eq!(moonshot.name("zh"), Some("月之暗面"));
/// # }
/// ```
#[derive(Clone)]
pub struct Dictionary {
    parts: Arc<[Arc<Part>]>,
}

/// Where an entity's record lies: the part, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntityRef {
    pub part: u16,
    pub entity: u32,
}

impl Dictionary {
    fn from_part(part: Part) -> Dictionary {
        Dictionary { parts: [Arc::new(part)].into() }
    }

    /// Opens a compiled dictionary and verifies every checksum. O(file size), at memory speed; the
    /// file is mapped, not read into memory.
    ///
    /// The file must not be changed in place while it is open. Replace it by renaming, as
    /// `exonym dict build` does.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::NotADictionary`], [`Error::FormatVersion`], [`Error::FoldProfile`],
    /// [`Error::Damaged`].
    #[cfg(feature = "files")]
    pub fn open(path: impl AsRef<std::path::Path>) -> Result<Dictionary> {
        Ok(Dictionary::from_part(Part::open(Storage::map(path.as_ref())?, true)?))
    }

    /// Opens a compiled dictionary without reading its checksums. O(1) at any size. A damaged file
    /// then gives wrong answers, never a panic.
    ///
    /// # Errors
    ///
    /// As [`Dictionary::open`], for what the header shows.
    #[cfg(feature = "files")]
    pub fn open_trusted(path: impl AsRef<std::path::Path>) -> Result<Dictionary> {
        Ok(Dictionary::from_part(Part::open(Storage::map(path.as_ref())?, false)?))
    }

    /// Opens the bytes of a compiled dictionary and verifies them. O(length).
    ///
    /// # Errors
    ///
    /// As [`Dictionary::open`], but for `Io`.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Dictionary> {
        Ok(Dictionary::from_part(Part::open(Storage::Owned(bytes.into()), true)?))
    }

    /// Opens a compiled dictionary that is part of the program (`include_bytes!`). O(length).
    ///
    /// # Errors
    ///
    /// As [`Dictionary::from_bytes`].
    pub fn from_static(bytes: &'static [u8]) -> Result<Dictionary> {
        Ok(Dictionary::from_part(Part::open(Storage::Static(bytes), true)?))
    }

    /// Returns the built-in technology dictionary.
    #[cfg(feature = "builtin")]
    pub fn builtin() -> Dictionary {
        static BUILTIN: std::sync::OnceLock<Dictionary> = std::sync::OnceLock::new();
        let open = || {
            Dictionary::from_static(include_bytes!("../../dictionaries/builtin.exo"))
                .expect("a test opens the built-in dictionary")
        };
        BUILTIN.get_or_init(open).clone()
    }

    /// Returns a built-in dictionary by name.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownBuiltin`].
    #[cfg(feature = "builtin")]
    pub fn builtin_named(name: &str) -> Result<Dictionary> {
        let builtin = Dictionary::builtin();
        let known = builtin.sources().any(|source| source.name == name);
        if known { Ok(builtin) } else { Err(Error::UnknownBuiltin { name: name.to_owned() }) }
    }

    /// Returns a dictionary without entities.
    pub fn empty() -> Dictionary {
        DictionaryBuilder::default().build().expect("nothing can be wrong with no records")
    }

    /// Stacks dictionaries, later ones over earlier ones. O(number of parts).
    pub fn layered(layers: impl IntoIterator<Item = Dictionary>) -> Dictionary {
        let parts: Vec<Arc<Part>> =
            layers.into_iter().flat_map(|layer| layer.parts.to_vec()).collect();
        Dictionary { parts: parts.into() }
    }

    /// Returns the bytes of the dictionary's file, if it is a single one.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.parts[..] {
            [part] => Some(part.bytes()),
            _ => None,
        }
    }

    /// Returns the sources that the dictionary was built from, lowest layer first.
    pub fn sources(&self) -> impl Iterator<Item = &SourceInfo> {
        self.parts.iter().flat_map(|part| part.sources())
    }

    /// Returns the size in bytes of each section of each file: `meta`, `keys`, `rows`, `index`, `records`.
    pub fn section_bytes(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.parts.iter().flat_map(|part| part.section_bytes())
    }

    /// Returns the hash of the sorted records of each layer: equal where nothing but build time differs.
    pub fn record_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.parts.iter().map(|part| part.records_hash())
    }

    /// Returns how many forms (names and aliases) can be matched, over all layers.
    pub fn form_count(&self) -> usize {
        self.parts.iter().map(|part| part.row_count()).sum()
    }

    /// Finds an entity by its ID. O(log entities) in each layer.
    pub fn entity<'d>(&'d self, id: &str) -> Option<Entity<'d>> {
        let found = self.parts.iter().enumerate().rev().find_map(|(part, opened)| {
            Some(EntityRef { part: part as u16, entity: opened.find(id)? })
        })?;
        (!self.record(found).is_deleted()).then_some(Entity { dictionary: self, top: found })
    }

    /// Goes through all entities, sorted by ID within each layer; each once, at its topmost layer.
    pub fn entities(&self) -> impl Iterator<Item = Entity<'_>> {
        (0..self.parts.len()).flat_map(move |part| {
            (0..self.parts[part].len()).filter_map(move |entity| {
                let found = EntityRef { part: part as u16, entity };
                let top = self.topmost(found);
                (top == found && !self.record(found).is_deleted())
                    .then_some(Entity { dictionary: self, top })
            })
        })
    }

    /// Returns every record as the layers together make it, and every source, ready to be built into
    /// one file that behaves as the stack does.
    pub fn to_builder(&self) -> DictionaryBuilder {
        let mut builder = DictionaryBuilder::default();
        for part in self.parts.iter() {
            let protected: Vec<String> =
                part.sources().iter().flat_map(|source| source.never.clone()).collect();
            // What an upper layer protects, it protects from all below.
            let below: Vec<SourceInfo> = builder.sources().cloned().collect();
            for source in below {
                builder.source(SourceInfo { never: protected.clone(), ..source });
            }
            for source in part.sources() {
                builder.source(source.clone());
            }
            for entity in 0..part.len() {
                let record = part.record(entity);
                if let Some(source) = part.sources().get(record.source() as usize) {
                    builder
                        .source(SourceInfo { name: source.name.clone(), ..SourceInfo::default() });
                }
                builder.entity(record.to_record());
            }
        }
        builder
    }

    pub(crate) fn parts(&self) -> &[Arc<Part>] {
        &self.parts
    }

    pub(crate) fn record(&self, entity: EntityRef) -> RecordView<'_> {
        self.parts[entity.part as usize].record(entity.entity)
    }

    pub(crate) fn view(&self, entity: EntityRef) -> Entity<'_> {
        Entity { dictionary: self, top: entity }
    }

    /// Returns the uppermost record of the entity that a lower one belongs to.
    pub(crate) fn topmost(&self, entity: EntityRef) -> EntityRef {
        let above = entity.part as usize + 1;
        if above == self.parts.len() {
            return entity;
        }
        let id = self.record(entity).id();
        let upper = self.parts[above..].iter().enumerate().rev();
        upper
            .filter_map(|(offset, part)| {
                part.find(id).map(|entity| EntityRef { part: (above + offset) as u16, entity })
            })
            .next()
            .unwrap_or(entity)
    }

    /// Tells whether a layer above takes this form away: by deleting its entity, by removing the
    /// name, or by stating it again with rules of its own.
    pub(crate) fn is_overridden(&self, part: usize, row: Row, form: &FormView<'_>) -> bool {
        if part + 1 == self.parts.len() {
            return false;
        }
        let id = self.parts[part].record(row.entity).id();
        self.parts[part + 1..].iter().any(|upper| {
            let Some(record) = upper.find(id).map(|entity| upper.record(entity)) else {
                return false;
            };
            record.is_deleted()
                || record
                    .removed()
                    .iter()
                    .any(|name| crate::fold::fold(name) == crate::fold::fold(form.text))
                || record.forms().any(|own| own.text == form.text)
        })
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.sources().map(|source| source.name.as_str()).collect();
        f.debug_struct("Dictionary")
            .field("sources", &names)
            .field("forms", &self.form_count())
            .finish()
    }
}

/// A view of one entity, read in place from the dictionary.
///
/// In a layered dictionary each answer comes from the uppermost layer that gives one.
#[derive(Clone, Copy)]
pub struct Entity<'d> {
    dictionary: &'d Dictionary,
    top: EntityRef,
}

impl<'d> Entity<'d> {
    /// Returns the canonical ID.
    pub fn id(&self) -> &'d str {
        self.dictionary.record(self.top).id()
    }

    /// Returns what it is: `org`, `person`, `product`, and so on.
    pub fn kind(&self) -> Option<&'d str> {
        self.records().find_map(|record| record.kind())
    }

    /// Returns the canonical name in a language, falling back to shorter tags
    /// (`zh-Hant-TW`, `zh-Hant`, `zh`). O(forms).
    pub fn name(&self, tag: &str) -> Option<&'d str> {
        let names = self.names();
        lang::fallbacks(tag).find_map(|tag| {
            names.iter().find(|(own, _)| own.eq_ignore_ascii_case(tag)).map(|&(_, text)| text)
        })
    }

    /// Returns the canonical names with their language tags, in the order of the record.
    pub fn names(&self) -> Vec<(&'d str, &'d str)> {
        let mut names: Vec<(&str, &str)> = Vec::new();
        for record in self.records() {
            for form in record.forms().filter(|form| form.is_name) {
                if let Some(lang) = form.lang
                    && !names.iter().any(|(own, _)| *own == lang)
                {
                    names.push((lang, form.text));
                }
            }
        }
        names
    }

    /// Returns the name to show where no language is asked for: English, else the first, else the ID.
    pub fn display_name(&self) -> &'d str {
        let names = self.names();
        let english = names.iter().find(|(lang, _)| lang::language_of(lang) == "en");
        english.or(names.first()).map_or_else(|| self.id(), |(_, text)| text)
    }

    /// Returns every name and alias with its kind, as the layers together make them.
    pub fn forms(&self) -> Vec<(String, AliasKind)> {
        let record = self.to_record();
        let names = record.name.iter().map(|(_, text)| (text.to_owned(), AliasKind::Official));
        names.chain(record.aliases.iter().map(|alias| (alias.text.clone(), alias.kind))).collect()
    }

    /// Returns identifiers elsewhere, such as `wikidata`.
    pub fn links(&self) -> Vec<(&'d str, &'d str)> {
        let mut links: Vec<(&str, &str)> = Vec::new();
        for record in self.records() {
            for link in record.links() {
                if !links.iter().any(|(key, _)| *key == link.0) {
                    links.push(link);
                }
            }
        }
        links
    }

    /// Returns the entity's topics; where it names none, those of its dictionary, else that
    /// dictionary's name.
    pub fn topics(&self) -> Vec<&'d str> {
        let own = self.records().map(|record| record.topics()).find(|topics| !topics.is_empty());
        own.unwrap_or_else(|| {
            let part = &self.dictionary.parts[self.top.part as usize];
            match part.sources().get(self.dictionary.record(self.top).source() as usize) {
                Some(source) if source.topics.is_empty() => vec![&source.name],
                Some(source) => source.topics.iter().map(String::as_str).collect(),
                None => Vec::new(),
            }
        })
    }

    /// Returns the IDs of related entities.
    pub fn related(&self) -> Vec<&'d str> {
        self.records()
            .map(|record| record.related())
            .find(|related| !related.is_empty())
            .unwrap_or_default()
    }

    /// Returns how likely this entity is among several of one name, 0 to 1, if its record says so.
    pub fn prior(&self) -> Option<f64> {
        self.records().find_map(|record| record.prior())
    }

    /// Returns the entity in owned form, as the layers together make it.
    pub fn to_record(&self) -> EntityRecord {
        let mut records: Vec<EntityRecord> = self.records().map(RecordView::to_record).collect();
        let mut record = records.pop().unwrap_or_default();
        for upper in records.iter().rev() {
            record.overlay(upper);
        }
        record
    }

    /// Returns the records of the entity, uppermost layer first, down to the first deletion.
    fn records(&self) -> impl Iterator<Item = RecordView<'d>> + use<'d> {
        let dictionary = self.dictionary;
        let top = self.top;
        let id = dictionary.record(top).id();
        let below = dictionary.parts[..top.part as usize]
            .iter()
            .rev()
            .filter_map(move |part| part.find(id).map(|entity| part.record(entity)));
        std::iter::once(dictionary.record(top))
            .chain(below.take_while(|record| !record.is_deleted()))
    }
}

impl fmt::Debug for Entity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Entity").field(&self.id()).finish()
    }
}
