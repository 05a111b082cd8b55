//! Dictionaries: many names for each entity, compiled to one file that opens at once.
//!
//! A [`Dictionary`] is a stack of immutable parts. What an upper part says of an entity goes over what
//! a lower one says: fields are replaced, aliases added, names listed under `remove` taken away,
//! entities marked `delete` left out, and its `never` surfaces protected from the parts below.

mod alone;
#[cfg(feature = "sources")]
pub mod audit;
mod automaton;
mod build;
mod builder;
#[cfg(feature = "builtin")]
mod builtin;
mod compile;
mod filter;
mod format;
mod key;
mod overlay;
mod part;
mod record;
mod row;
mod rules;
#[cfg(feature = "sources")]
pub mod source;
mod storage;
mod trie;
mod view;

#[cfg(all(feature = "files", feature = "sources"))]
pub use build::{Built, FileBuilder, Progress, Step};
pub use builder::DictionaryBuilder;
pub use format::VERSION as FORMAT_VERSION;
pub use part::SourceInfo;
pub use rules::{DEFAULT_WINDOW, WIDEST_WINDOW};
pub use view::Entity;

pub(crate) use automaton::{Automaton, State as AutomatonState};
pub(crate) use filter::{NameFilter, WordHash, lower_case};
pub(crate) use key::{Key, between_digits, is_rich, stays_in_front};
pub(crate) use part::Part;
pub(crate) use record::{FormView, RecordView, Texts};
pub(crate) use row::{Row, Rows};
pub(crate) use trie::{NO_CODE, Trie, TrieState};

#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use alone::Alone;
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
    alone: Arc<Alone>,
}

/// Where an entity's record lies: the part, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntityRef {
    pub part: u16,
    pub entity: u32,
}

impl Dictionary {
    fn from_part(part: Part) -> Dictionary {
        Dictionary::from_parts([Arc::new(part)].into())
    }

    fn from_parts(parts: Arc<[Arc<Part>]>) -> Dictionary {
        let alone = Arc::new(Alone::new(&parts));
        Dictionary { parts, alone }
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

    /// Returns a dictionary without entities.
    pub fn empty() -> Dictionary {
        DictionaryBuilder::default().build().expect("nothing can be wrong with no records")
    }

    /// Stacks dictionaries, later ones over earlier ones. O(parts), and 16 bytes for every
    /// 4,096 entities; 4 KiB for those of which one is then found.
    pub fn layered(layers: impl IntoIterator<Item = Dictionary>) -> Dictionary {
        let parts: Vec<Arc<Part>> =
            layers.into_iter().flat_map(|layer| layer.parts.to_vec()).collect();
        Dictionary::from_parts(parts.into())
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

    /// Returns the size in bytes of each section of each file: `meta`, `keys`, `rows`, `index`,
    /// `records`, `filter`, `trie`; 0 for those that a file does without.
    pub fn section_bytes(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.parts.iter().flat_map(|part| part.section_bytes())
    }

    /// Returns the hash of the sorted records of each layer: equal where nothing but build time differs.
    pub fn record_hashes(&self) -> impl Iterator<Item = u64> + '_ {
        self.parts.iter().map(|part| part.records_hash())
    }

    /// Returns how many forms (names and aliases) can be matched, over all layers.
    pub fn form_count(&self) -> usize {
        let protected: usize = self.sources().map(|source| source.never.len()).sum();
        self.parts.iter().map(|part| part.row_count()).sum::<usize>().saturating_sub(protected)
    }

    /// Returns the size of all layers' files in bytes.
    pub fn byte_len(&self) -> usize {
        self.parts.iter().map(|part| part.bytes().len()).sum()
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

    /// Tells whether any entity names related ones.
    pub(crate) fn has_related(&self) -> bool {
        self.parts.iter().any(|part| part.has_related())
    }

    /// Returns the topics of every entity, where all have the same because none states its own.
    pub(crate) fn shared_topics(&self) -> Option<Vec<&str>> {
        let [part] = &self.parts[..] else { return None };
        let [source] = part.sources() else { return None };
        (!part.has_topics()).then(|| source.default_topics())
    }

    /// Returns the uppermost record of the entity that a lower one belongs to.
    #[inline]
    pub(crate) fn topmost(&self, entity: EntityRef) -> EntityRef {
        let above = entity.part as usize + 1;
        let is_top = above == self.parts.len() || self.is_alone(entity);
        if is_top { entity } else { self.topmost_of(entity, above) }
    }

    fn topmost_of(&self, entity: EntityRef, above: usize) -> EntityRef {
        let id = self.record(entity).id();
        let upper = self.parts[above..].iter().enumerate().rev();
        upper
            .filter_map(|(offset, part)| {
                part.find(id).map(|entity| EntityRef { part: (above + offset) as u16, entity })
            })
            .next()
            .unwrap_or(entity)
    }

    /// Tells whether no other layer has a record of an entity's ID. O(layers × log entities) where the entity is
    /// first asked about, O(1) from then on.
    #[inline]
    pub(crate) fn is_alone(&self, entity: EntityRef) -> bool {
        self.alone.holds(&self.parts, entity)
    }

    /// Tells whether a layer above takes this form away: by deleting its entity, by removing the
    /// name, or by stating it again with rules of its own.
    pub(crate) fn is_overridden(&self, part: usize, row: Row, form: &FormView<'_>) -> bool {
        if self.is_alone(EntityRef { part: part as u16, entity: row.entity }) {
            return false;
        }
        let id = self.parts[part].record(row.entity).id();
        // A name stated again is found by the rules that an alias below lends it, not besides them.
        let has_rules_below = |lower: &Arc<Part>| {
            lower.find(id).is_some_and(|entity| {
                let record = lower.record(entity);
                !record.is_deleted()
                    && record.forms().any(|own| !own.is_name && own.text == form.text)
            })
        };
        if form.is_name && self.parts[..part].iter().any(has_rules_below) {
            return true;
        }
        self.parts[part + 1..].iter().any(|upper| {
            let Some(record) = upper.find(id).map(|entity| upper.record(entity)) else {
                return false;
            };
            record.is_deleted()
                || record
                    .removed()
                    .iter()
                    .any(|name| crate::fold::fold(name) == crate::fold::fold(form.text))
                // A name stated again keeps the rules that an alias below lends it.
                || record.forms().any(|own| own.text == form.text && (!own.is_name || form.is_name))
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
