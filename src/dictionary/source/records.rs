//! What came of reading a source file.

use super::row::TableRow;
use crate::dictionary::{DictionaryBuilder, SourceInfo};
use crate::entity::EntityRecord;
use crate::error::{Error, Problem, Result};
use std::collections::HashMap;

/// A record and where it begins.
#[derive(Clone, Debug)]
pub struct Located {
    /// The entity.
    pub record: EntityRecord,
    /// Line of its first character, from 1.
    pub line: usize,
}

/// What a source file holds.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Name of the file, as it was given.
    pub file: String,
    /// The header; a source without one is named after its file's stem.
    pub info: SourceInfo,
    /// The records without problems, in file order.
    pub records: Vec<Located>,
    /// Everything that is wrong, in file order.
    pub problems: Vec<Problem>,
}

impl Source {
    /// Adds the source to a builder.
    ///
    /// # Errors
    ///
    /// [`Error::Source`] with all problems, if there are any; nothing is added then.
    pub fn add_to(self, builder: &mut DictionaryBuilder) -> Result<()> {
        if !self.problems.is_empty() {
            return Err(Error::Source(self.problems));
        }
        builder.source(self.info);
        for located in self.records {
            builder.entity(located.record);
        }
        Ok(())
    }
}

/// Takes what a source file holds, in file order.
pub(in crate::dictionary) trait Sink {
    /// The header, where there is one.
    fn header(&mut self, info: SourceInfo);

    /// A record without problems, and the line it begins on.
    fn record(&mut self, record: EntityRecord, line: usize) -> Result<()>;

    /// A row without problems, and its line. The rows of one ID make one record.
    fn row(&mut self, row: TableRow<'_>, line: usize) -> Result<()>;

    /// Something that is wrong.
    fn problem(&mut self, problem: Problem);

    /// The whole file cannot be read for this reason: what was taken of it counts for nothing.
    fn refuse(&mut self, problem: Problem);
}

/// Gathers a source in memory.
pub(super) struct Gathering<'s> {
    source: &'s mut Source,
    /// Which record has an ID, for rows.
    places: HashMap<String, usize>,
}

impl<'s> Gathering<'s> {
    pub(super) fn new(source: &'s mut Source) -> Gathering<'s> {
        Gathering { source, places: HashMap::new() }
    }
}

impl Sink for Gathering<'_> {
    fn header(&mut self, info: SourceInfo) {
        self.source.info = info;
    }

    fn record(&mut self, record: EntityRecord, line: usize) -> Result<()> {
        self.source.records.push(Located { record, line });
        Ok(())
    }

    fn row(&mut self, row: TableRow<'_>, line: usize) -> Result<()> {
        let records = &mut self.source.records;
        let place = match self.places.get(row.id) {
            Some(&place) => place,
            None => {
                records.push(Located { record: EntityRecord::new(row.id), line });
                self.places.insert(row.id.to_owned(), records.len() - 1);
                records.len() - 1
            }
        };
        row.add_to(&mut records[place].record);
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        self.source.problems.push(problem);
    }

    fn refuse(&mut self, problem: Problem) {
        self.source.info = SourceInfo::default();
        self.source.records.clear();
        self.source.problems = vec![problem];
    }
}
