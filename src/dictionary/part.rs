//! One compiled dictionary file, opened: keys to rows to records.

use super::automaton::Automaton;
use super::filter::NameFilter;
use super::format::{FIRST_VERSION, Layout, SECTIONS, Section, u64_at};
use super::record::RecordView;
use super::row::{self, Row, RowWidths, Rows};
use super::rules::WIDEST_WINDOW;
use super::storage::Storage;
use super::trie::Trie;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What the meta section says, besides the limits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// Name of the dictionary, or the file stem of a source without a header.
    pub name: String,
    /// Version given by its editor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Licence of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Topics of entities that name none; where empty, the dictionary's name is their topic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Surfaces that are never a mention of this dictionary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<String>,
}

impl SourceInfo {
    /// Returns the topics of entities that name none.
    pub(super) fn default_topics(&self) -> Vec<&str> {
        match self.topics.is_empty() {
            true => vec![&self.name],
            false => self.topics.iter().map(String::as_str).collect(),
        }
    }
}

/// The meta section.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Meta {
    pub sources: Vec<SourceInfo>,
    /// Length of the longest key, in bytes.
    pub longest_key: usize,
    /// Furthest reach of a `require` or `forbid`, in characters.
    pub widest_window: u32,
    /// Whether any form is weak or shared by several entities, so that a document must be read whole
    /// before its mentions are decided.
    pub needs_context: bool,
    /// Whether any entity names topics of its own, or related entities; assumed of files of format 1.
    #[serde(default = "assumed")]
    pub has_topics: bool,
    #[serde(default = "assumed")]
    pub has_related: bool,
    /// Number of rows; not stated by files of format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forms: Option<usize>,
    /// How rows are written; not stated by files of format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_widths: Option<RowWidths>,
}

fn assumed() -> bool {
    true
}

/// An opened dictionary file.
#[derive(Debug)]
pub(crate) struct Part {
    storage: Storage,
    layout: Layout,
    meta: Meta,
}

impl Part {
    /// Opens bytes; with `verify`, checks every section first.
    pub(super) fn open(storage: Storage, verify: bool) -> Result<Part> {
        let layout = Layout::read(&storage)?;
        if verify {
            layout.verify(&storage)?;
        }
        let meta: Meta = serde_json::from_slice(&storage[layout.range(Section::Meta)])
            .map_err(|_| Error::Damaged { section: "meta" })?;
        // One character folds to 18 at the most, so a key is not much longer than what it was made of.
        let stated = layout.range(Section::Records).len() + layout.range(Section::Meta).len();
        let is_possible = meta.longest_key <= stated.saturating_mul(18)
            && meta.widest_window <= WIDEST_WINDOW
            && meta.row_widths.is_some() == (layout.version != FIRST_VERSION)
            && meta.row_widths.is_none_or(RowWidths::are_sound);
        if !is_possible {
            return Err(Error::Damaged { section: "meta" });
        }
        let part = Part { storage, layout, meta };
        if Automaton::new(part.section(Section::Keys)).is_none() {
            return Err(Error::Damaged { section: "keys" });
        }
        if !part.section(Section::Trie).is_empty() && part.trie().is_none() {
            return Err(Error::Damaged { section: "trie" });
        }
        Ok(part)
    }

    /// Returns the file's bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.storage
    }

    pub(crate) fn section_bytes(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        SECTIONS.into_iter().map(|section| (section.name(), self.layout.range(section).len()))
    }

    pub(crate) fn records_hash(&self) -> u64 {
        self.layout.records_hash
    }

    pub(crate) fn sources(&self) -> &[SourceInfo] {
        &self.meta.sources
    }

    pub(crate) fn longest_key(&self) -> usize {
        self.meta.longest_key
    }

    pub(crate) fn widest_window(&self) -> u32 {
        self.meta.widest_window
    }

    pub(crate) fn needs_context(&self) -> bool {
        self.meta.needs_context
    }

    pub(crate) fn has_topics(&self) -> bool {
        self.meta.has_topics
    }

    pub(crate) fn has_related(&self) -> bool {
        self.meta.has_related
    }

    pub(crate) fn keys(&self) -> Automaton<'_> {
        Automaton::new(self.section(Section::Keys)).expect("checked when the part was opened")
    }

    /// Returns the trie, if the file has one.
    pub(crate) fn trie(&self) -> Option<Trie<'_>> {
        Trie::new(self.section(Section::Trie), self.section(Section::Rows))
    }

    /// Returns the filter over the beginnings of names, if the file has one.
    pub(crate) fn filter(&self) -> Option<NameFilter<'_>> {
        NameFilter::new(self.section(Section::Filter))
    }

    /// Returns the rows of a key, from the value that the automaton or the trie gives for it.
    pub(crate) fn rows(&self, first: u64) -> impl Iterator<Item = Row> + use<'_> {
        self.all_rows().from(first)
    }

    /// Returns the rows of all keys.
    pub(crate) fn all_rows(&self) -> Rows<'_> {
        Rows::new(self.section(Section::Rows), self.meta.row_widths)
    }

    /// Returns how many forms the part has, `never` surfaces included.
    pub(crate) fn row_count(&self) -> usize {
        self.meta.forms.unwrap_or(self.layout.range(Section::Rows).len() / row::FIRST_FORMAT)
    }

    /// Returns how many entities the part has.
    pub(crate) fn len(&self) -> u32 {
        (self.layout.range(Section::Index).len() / 8).saturating_sub(1) as u32
    }

    /// Returns an entity's record. A number out of range gives an empty record.
    pub(crate) fn record(&self, entity: u32) -> RecordView<'_> {
        RecordView::new(
            self.record_range(entity)
                .and_then(|range| self.section(Section::Records).get(range))
                .unwrap_or(&[]),
        )
    }

    fn record_range(&self, entity: u32) -> Option<Range<usize>> {
        let index = self.section(Section::Index);
        let at = |position: usize| usize::try_from(u64_at(index, position * 8)?).ok();
        Some(at(entity as usize)?..at(entity as usize + 1)?)
            .filter(|range| range.start <= range.end)
    }

    /// Finds an entity by ID. O(log entities).
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.record(middle).id().cmp(id) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Returns a protected surface.
    pub(crate) fn never_surface(&self, row: Row) -> Option<&str> {
        self.meta.sources.get(row.entity as usize)?.never.get(row.form as usize).map(String::as_str)
    }

    fn section(&self, section: Section) -> &[u8] {
        &self.storage[self.layout.range(section)]
    }
}
