//! Counts the findings of an audit while the file is built, without the records at hand.
//!
//! The rules are those of the module `audit`, which lists what is only counted here. An audit tells each
//! remark once; so what makes two remarks equal (place, rule, names) is hashed, and distinct hashes are
//! counted.

use super::forms::{Form, Watch};
use super::fragments::{Place, Statement};
use super::relations::{Relations, SortedRelations};
use super::room::Room;
use super::sorter::Sorter;
use super::stated::Stated;
use crate::dictionary::audit::{self, Level};
use crate::dictionary::key::Key;
use crate::entity::EntityRecord;
use crate::words;
use std::collections::HashSet;
use std::io;
use std::iter::Peekable;
use xxhash_rust::xxh3::Xxh3;

/// A source file.
pub(super) struct File {
    /// Hash of its name.
    pub name: u64,
    /// Number of the source that it belongs to.
    pub source: u32,
}

/// The findings so far.
pub(super) struct Doubts {
    files: Vec<File>,
    found: Sorter,
    relations: SortedRelations,
    /// The statement that forms belong to.
    place: Place,
    id: String,
    prior: Option<f64>,
    group: Group,
    /// The common words from the last key on.
    words: Peekable<Box<dyn Iterator<Item = &'static str>>>,
}

/// The forms of one key.
#[derive(Default)]
struct Group {
    key: Vec<u8>,
    forms: Vec<Stated>,
    /// Sources that protect it.
    never: Vec<u32>,
}

impl Doubts {
    pub(super) fn new(room: &Room, files: Vec<File>, relations: Relations) -> io::Result<Doubts> {
        let words: Box<dyn Iterator<Item = &'static str>> = Box::new(words::english());
        Ok(Doubts {
            files,
            found: Sorter::new(room),
            relations: relations.finish()?,
            place: Place { file: 0, line: 0 },
            id: String::new(),
            prior: None,
            group: Group::default(),
            words: words.peekable(),
        })
    }

    /// Begins a statement, whose forms come next.
    pub(super) fn begin(&mut self, statement: &Statement) {
        self.place = statement.place;
        self.id.clone_from(&statement.record.id);
        self.prior = statement.record.prior;
    }

    /// Looks at all that is said of the next ID, and what comes of it.
    pub(super) fn entity(
        &mut self,
        statements: &[Statement],
        joined: &EntityRecord,
    ) -> io::Result<()> {
        let id = joined.id.as_bytes();
        self.relations.to(id, !joined.delete, &mut self.found)?;
        let is_named = !joined.name.is_empty() || !joined.aliases.is_empty();
        for (position, Statement { place, record }) in statements.iter().enumerate() {
            let before = position.checked_sub(1).map(|before| statements[before].place);
            if let Some(before) = before.filter(|before| before.file == place.file) {
                self.add(*place, "duplicate-id", &[id, &before.line.to_le_bytes()])?;
            }
            if !is_named && !joined.delete && record.remove.is_empty() {
                self.add(*place, "unreachable", &[id])?;
            }
            let mut texts = HashSet::new();
            for alias in record.aliases.iter().filter(|_| record.aliases.len() > 1) {
                if !texts.insert(&alias.text) {
                    self.add(*place, "duplicate", &[id, alias.text.as_bytes()])?;
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, place: Place, rule: &str, parts: &[&[u8]]) -> io::Result<()> {
        let name = self.files.get(place.file as usize).map_or(0, |file| file.name);
        let remark = remark((name, place.line), rule, parts);
        self.found.push(&remark.to_le_bytes(), &[])
    }

    /// Returns how many findings there are.
    pub(super) fn count(mut self) -> io::Result<usize> {
        self.end_group()?;
        self.relations.end(&mut self.found)?;
        let mut sorted = self.found.finish()?;
        let mut last: Option<Vec<u8>> = None;
        let mut count = 0;
        while let Some((remark, _)) = sorted.next()? {
            if last.as_deref() != Some(remark) {
                count += 1;
                last = Some(remark.to_vec());
            }
        }
        Ok(count)
    }

    fn end_group(&mut self) -> io::Result<()> {
        let forms = std::mem::take(&mut self.group.forms);
        if forms.iter().any(|form| form.is_whole && !form.is_guarded) && self.is_word() {
            for form in forms.iter().filter(|form| form.is_whole && !form.is_guarded) {
                let parts = [&form.entity.to_le_bytes()[..], &form.text.to_le_bytes()];
                self.add(form.place, "common-word", &parts)?;
            }
        }
        if forms.len() > 1 {
            self.shared(&forms)?;
        }
        for source in std::mem::take(&mut self.group.never) {
            for form in &forms {
                if self.files.get(form.place.file as usize).map(|file| file.source) == Some(source)
                {
                    let parts = [&form.entity.to_le_bytes()[..], &form.text.to_le_bytes()];
                    self.add(form.place, "unreachable", &parts)?;
                }
            }
        }
        self.group.forms = forms;
        self.group.forms.clear();
        Ok(())
    }

    /// Whether the key is a common word. Keys are asked for in their order.
    fn is_word(&mut self) -> bool {
        let key = &self.group.key[..];
        while self.words.next_if(|word| word.as_bytes() < key).is_some() {}
        self.words.peek().is_some_and(|word| word.as_bytes() == key)
    }

    /// Looks at several forms of one key.
    fn shared(&mut self, forms: &[Stated]) -> io::Result<()> {
        let is_shared = forms.iter().any(|form| form.entity != forms[0].entity);
        if is_shared && !audit::is_declared(forms.iter().map(|form| (form.is_guarded, form.prior)))
        {
            for form in forms {
                self.add(form.place, "ambiguous", &[&form.text.to_le_bytes()])?;
            }
        }
        forms
            .chunk_by(|form, next| form.entity == next.entity)
            .try_for_each(|own| self.shadowed(own))
    }

    /// Looks at the forms of one key and one entity.
    fn shadowed(&mut self, forms: &[Stated]) -> io::Result<()> {
        for (position, form) in forms.iter().enumerate() {
            let earlier = forms[..position].iter().find(|other| {
                audit::is_another((other.text, other.is_name), (form.text, form.is_name))
            });
            if let Some(other) = earlier.filter(|other| form.is_guarded && !other.is_guarded) {
                let texts = [&form.text.to_le_bytes()[..], &other.text.to_le_bytes()];
                self.add(
                    form.place,
                    "shadowed",
                    &[&form.entity.to_le_bytes(), texts[0], texts[1]],
                )?;
            }
        }
        Ok(())
    }
}

impl Watch for Doubts {
    fn form(&mut self, form: Form<'_>, key: &Key, note: &mut Vec<u8>) -> io::Result<()> {
        let Form { text, rules } = form;
        let place = self.place;
        if audit::short(text, rules) == Some(Level::Finding) {
            let id = std::mem::take(&mut self.id);
            self.add(place, "too-short", &[id.as_bytes(), text.as_bytes()])?;
            self.id = id;
        }
        let prior = rules.and_then(|alias| alias.prior).or(self.prior);
        Stated::write(form, key, place, prior, note);
        Ok(())
    }

    fn sorted(&mut self, key: &[u8], entity: u32, is_never: bool, note: &[u8]) -> io::Result<()> {
        if self.group.key != key {
            self.end_group()?;
            self.group.forms.clear();
            self.group.key.clear();
            self.group.key.extend_from_slice(key);
        }
        if is_never {
            self.group.never.push(entity);
        } else if !note.is_empty() {
            let form = Stated::read(entity, note).ok_or(io::ErrorKind::InvalidData)?;
            self.group.forms.push(form);
        }
        Ok(())
    }
}

/// The hash of what makes a remark what it is.
pub(super) fn remark((file, line): (u64, u64), rule: &str, parts: &[&[u8]]) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(&file.to_le_bytes());
    hash.update(&line.to_le_bytes());
    for part in [&[rule.as_bytes()][..], parts].concat() {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.digest()
}
