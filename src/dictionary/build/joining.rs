//! The joining of what is said of each entity.

use super::compiler::{Compiler, Sections};
use super::doubts::{Doubts, File};
use super::file::{Built, Origin};
use super::fragments::{Fragments, Statement};
use super::relations::Relations;
use super::room::Room;
use super::sources::Sources;
use crate::dictionary::SourceInfo;
use crate::dictionary::overlay::join;
use crate::dictionary::rules;
use crate::entity::EntityRecord;
use crate::error::{Error, Problem, Result};
use xxhash_rust::xxh3::xxh3_64;

/// Entities between two reports of progress.
const REPORT: u64 = 1 << 12;

/// Takes what is said of one ID after the other, and hands on what comes of it.
pub(super) struct Joining {
    room: Room,
    compiler: Compiler,
    doubts: Doubts,
    /// Number of the source of each file.
    source_of: Vec<u32>,
    /// Those that are not deleted.
    entities: usize,
    is_unchecked: bool,
    problems: Vec<Problem>,
}

impl Joining {
    pub(super) fn new(
        room: &Room,
        sources: &Sources,
        files: &[Origin],
        relations: Relations,
        (is_unchecked, is_small): (bool, bool),
    ) -> Result<Joining> {
        let numbers = sources.numbers();
        let files = files.iter().map(|origin| File {
            name: xxh3_64(origin.file.as_bytes()),
            source: numbers.get(origin.source.as_str()).copied().unwrap_or(0),
        });
        let files: Vec<File> = files.collect();
        Ok(Joining {
            room: room.clone(),
            compiler: Compiler::new(room, is_small),
            source_of: files.iter().map(|file| file.source).collect(),
            doubts: Doubts::new(room, files, relations).map_err(|error| room.error(error))?,
            entities: 0,
            is_unchecked,
            problems: Vec::new(),
        })
    }

    /// Takes everything. `progress` is told how many fragments of all are done.
    pub(super) fn all(
        &mut self,
        fragments: Fragments,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<()> {
        let mut all = fragments.finish().map_err(|error| self.room.error(error))?;
        let mut statements = Vec::new();
        for number in 0u64.. {
            all.next(&mut statements).map_err(|error| self.room.error(error))?;
            if statements.is_empty() {
                break;
            }
            self.entity(&statements)?;
            if number.is_multiple_of(REPORT) {
                progress(all.done, all.total);
            }
        }
        match self.problems.is_empty() {
            true => Ok(()),
            false => Err(Error::Source(std::mem::take(&mut self.problems))),
        }
    }

    /// Takes all that is said of the next ID.
    fn entity(&mut self, statements: &[Statement]) -> Result<()> {
        let source_of = |statement: &Statement| self.source_of[statement.place.file as usize];
        let Some((first, later)) = statements.split_first() else { return Ok(()) };
        let mut source = source_of(first);
        let mut several = (!later.is_empty()).then(|| first.record.clone());
        if let Some(joined) = &mut several {
            for statement in later {
                // A deletion takes what came before, and with it where the entity belongs.
                if statement.record.delete {
                    source = source_of(statement);
                }
                join(joined, statement.record.clone());
            }
        }
        let joined = several.as_ref().unwrap_or(&first.record);
        self.entities += usize::from(!joined.delete);
        if self.is_unchecked {
            self.problems.extend(rules::record_problems(joined));
            self.compiler.add(joined, source, &mut ())?;
            return Ok(());
        }
        self.audited(statements, joined, source)
    }

    fn audited(
        &mut self,
        statements: &[Statement],
        joined: &EntityRecord,
        source: u32,
    ) -> Result<()> {
        self.doubts.entity(statements, joined).map_err(|error| self.room.error(error))?;
        if let [statement] = statements {
            self.doubts.begin(statement);
            self.compiler.add(joined, source, &mut self.doubts)?;
            return Ok(());
        }
        // The audit looks at what each source says, before it is joined.
        let entity = self.compiler.add(joined, source, &mut ())?;
        for statement in statements.iter().filter(|statement| !statement.record.delete) {
            self.doubts.begin(statement);
            self.compiler.show(&statement.record, entity, &mut self.doubts)?;
        }
        Ok(())
    }

    /// Makes the sections of the file. `progress` is told how many names of all are done.
    pub(super) fn finish(
        mut self,
        sources: Vec<SourceInfo>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(Sections, Built)> {
        let never: usize = sources.iter().map(|source| source.never.len()).sum();
        let (rows, sections) = self.compiler.finish(sources, &mut self.doubts, progress)?;
        let findings = self.doubts.count().map_err(|error| self.room.error(error))?;
        let forms = rows.saturating_sub(never);
        Ok((sections, Built { entities: self.entities, forms, findings }))
    }
}
