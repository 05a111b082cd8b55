//! Takes what a source file holds into the fragments of a builder.

use super::file::{Progress, Step};
use super::fragments::{Fragments, Place};
use super::relations::Relations;
use super::room::Room;
use crate::dictionary::SourceInfo;
use crate::dictionary::source::{Sink, TableRow};
use crate::entity::EntityRecord;
use crate::error::{Problem, Result};
use std::io::{self, Read};

/// Takes one source file.
pub(super) struct Taking<'t> {
    /// The file and the line last taken.
    pub place: Place,
    /// Name of the file.
    pub name: &'t str,
    pub info: SourceInfo,
    pub problems: Vec<Problem>,
    /// Whether records are wanted. Where anything is wrong nothing is built, and the rest is only looked at.
    pub is_kept: bool,
    pub room: &'t Room,
    pub fragments: &'t mut Fragments,
    pub relations: &'t mut Relations,
}

impl Sink for Taking<'_> {
    fn header(&mut self, info: SourceInfo) {
        self.info = info;
    }

    fn record(&mut self, record: EntityRecord, line: usize) -> Result<()> {
        if !self.is_kept {
            return Ok(());
        }
        self.place.line = line as u64;
        self.relations
            .add(&record, self.name, self.place.line)
            .and_then(|()| self.fragments.record(&record, self.place))
            .map_err(|error| self.room.error(error))
    }

    fn row(&mut self, row: TableRow<'_>, line: usize) -> Result<()> {
        if !self.is_kept {
            return Ok(());
        }
        self.place.line = line as u64;
        self.fragments.row(&row, self.place).map_err(|error| self.room.error(error))
    }

    fn problem(&mut self, problem: Problem) {
        self.is_kept = false;
        self.problems.push(problem);
    }

    fn refuse(&mut self, problem: Problem) {
        self.is_kept = false;
        self.problems = vec![problem];
    }
}

/// Counts what is read.
pub(super) struct Counted<'r, R> {
    pub inner: R,
    /// Bytes, of all files so far.
    pub read: u64,
    pub report: &'r mut dyn FnMut(Progress),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(out)?;
        self.read += len as u64;
        (self.report)(Progress { step: Step::Read, done: self.read, total: 0 });
        Ok(len)
    }
}
