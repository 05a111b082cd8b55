//! Entities as the layers of a dictionary together make them, read in place.

use super::overlay::overlay;
use super::record::RecordView;
use super::{Dictionary, EntityRef};
use crate::entity::{AliasKind, EntityRecord};
use crate::fold::fold;
use crate::lang;
use std::fmt;

/// A view of one entity, read in place from the dictionary.
///
/// In a layered dictionary each answer comes from the uppermost layer that gives one.
#[derive(Clone, Copy)]
pub struct Entity<'d> {
    pub(super) dictionary: &'d Dictionary,
    pub(super) top: EntityRef,
}

impl<'d> Entity<'d> {
    /// Returns the canonical ID.
    pub fn id(&self) -> &'d str {
        self.dictionary.record(self.top).id()
    }

    /// Returns where its uppermost record lies.
    pub(crate) fn place(&self) -> EntityRef {
        self.top
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
        let is_alone = self.dictionary.is_alone(self.top);
        let mut names: Vec<(&str, &str)> = Vec::new();
        let mut removed: Vec<String> = Vec::new();
        for (layer, record) in self.placed_records() {
            for form in record.names() {
                if let Some(lang) = form.lang
                    && !names.iter().any(|(own, _)| *own == lang)
                    && (removed.is_empty() || !removed.contains(&fold(form.text)))
                {
                    names.push((lang, form.text));
                }
            }
            // What a layer removes, it removes from those below. To look costs as much as reading all its forms.
            if layer > 0 && !is_alone {
                removed.extend(record.removed().into_iter().map(fold));
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
            // The dictionary that states the entity, not one that only adds to it.
            let Some((part, record)) = self.placed_records().last() else { return Vec::new() };
            match self.dictionary.parts()[part].sources().get(record.source() as usize) {
                Some(source) => source.default_topics(),
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
            overlay(&mut record, upper);
        }
        record
    }

    /// Returns the records of the entity, uppermost layer first, down to the first deletion.
    fn records(&self) -> impl Iterator<Item = RecordView<'d>> + use<'d> {
        self.placed_records().map(|(_, record)| record)
    }

    /// The same, each with the number of its layer.
    fn placed_records(&self) -> impl Iterator<Item = (usize, RecordView<'d>)> + use<'d> {
        let dictionary = self.dictionary;
        let top = self.top;
        let id = dictionary.record(top).id();
        let lower = if dictionary.is_alone(top) { 0 } else { top.part as usize };
        let below = (0..lower).rev().filter_map(move |number| {
            let part = &dictionary.parts()[number];
            part.find(id).map(|entity| (number, part.record(entity)))
        });
        std::iter::once((top.part as usize, dictionary.record(top)))
            .chain(below.take_while(|(_, record)| !record.is_deleted()))
    }
}

impl fmt::Debug for Entity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Entity").field(&self.id()).finish()
    }
}
