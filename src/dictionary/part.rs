//! One compiled dictionary file, opened: keys to rows to records.

use super::automaton::Automaton;
use super::format::{Layout, Section, u32_at, u64_at};
use super::record::RecordView;
use super::rules::WIDEST_WINDOW;
use super::storage::Storage;
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
}

/// One form under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Number of the entity in this part; for a `never` row, number of the source.
    pub entity: u32,
    /// Offset of the form in the record; for a `never` row, position in the source's list.
    pub form: u32,
    flags: u32,
}

impl Row {
    pub(super) const LAST: u32 = 1;
    pub(super) const NEVER: u32 = 2;
    pub(super) const WEAK: u32 = 4;
    pub(super) const SENSITIVE: u32 = 8;
    pub(super) const CONDITIONAL: u32 = 16;
    pub(super) const BYTES: usize = 12;

    pub(super) fn new(entity: u32, form: u32, flags: u32) -> Row {
        Row { entity, form, flags }
    }

    pub(super) fn with(self, flags: u32) -> Row {
        Row { flags: self.flags | flags, ..self }
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        for number in [self.entity, self.form, self.flags] {
            out.extend(number.to_le_bytes());
        }
    }

    /// The surface is protected: no mention at all.
    pub(crate) fn is_never(self) -> bool {
        self.flags & Row::NEVER != 0
    }

    pub(crate) fn is_weak(self) -> bool {
        self.flags & Row::WEAK != 0
    }

    pub(crate) fn is_sensitive(self) -> bool {
        self.flags & Row::SENSITIVE != 0
    }

    /// The form has `require` or `forbid` terms.
    pub(crate) fn is_conditional(self) -> bool {
        self.flags & Row::CONDITIONAL != 0
    }
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
        let is_possible =
            meta.longest_key <= stated.saturating_mul(18) && meta.widest_window <= WIDEST_WINDOW;
        if !is_possible {
            return Err(Error::Damaged { section: "meta" });
        }
        let part = Part { storage, layout, meta };
        if Automaton::new(part.section(Section::Keys)).is_none() {
            return Err(Error::Damaged { section: "keys" });
        }
        Ok(part)
    }

    /// Returns the file's bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.storage
    }

    pub(crate) fn section_bytes(&self) -> [(&'static str, usize); 5] {
        let len = |section| self.layout.range(section).len();
        [
            ("meta", len(Section::Meta)),
            ("keys", len(Section::Keys)),
            ("rows", len(Section::Rows)),
            ("index", len(Section::Index)),
            ("records", len(Section::Records)),
        ]
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

    pub(crate) fn keys(&self) -> Automaton<'_> {
        Automaton::new(self.section(Section::Keys)).expect("checked when the part was opened")
    }

    /// Returns the rows of a key, from the value that the automaton gives for it.
    pub(crate) fn rows(&self, first: u64) -> impl Iterator<Item = Row> + '_ {
        let rows = self.section(Section::Rows);
        let start = usize::try_from(first)
            .ok()
            .and_then(|first| first.checked_mul(Row::BYTES))
            .unwrap_or(usize::MAX);
        let mut rest = rows.get(start..).unwrap_or(&[]);
        std::iter::from_fn(move || {
            let (row, after) = rest.split_at_checked(Row::BYTES)?;
            let row =
                Row { entity: u32_at(row, 0)?, form: u32_at(row, 4)?, flags: u32_at(row, 8)? };
            rest = if row.flags & Row::LAST != 0 { &[] } else { after };
            Some(row)
        })
    }

    /// Returns how many forms the part has, `never` surfaces included.
    pub(crate) fn row_count(&self) -> usize {
        self.layout.range(Section::Rows).len() / Row::BYTES
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
