//! What sources say of entities, in any order, and the joining of all that is said of one.

use super::room::Room;
use super::row;
use super::sorter::{Sorted, Sorter};
use crate::dictionary::record::{self, Cursor, RecordView, put};
use crate::dictionary::source::TableRow;
use crate::entity::EntityRecord;
use std::io;

const RECORD: u64 = 0;
const ROW: u64 = 1;

/// Where something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of the source file, in the order they were read.
    pub file: u32,
    pub line: u64,
}

/// Collects records and rows.
#[derive(Debug)]
pub(super) struct Fragments {
    sorter: Sorter,
    count: u64,
    value: Vec<u8>,
}

impl Fragments {
    pub(super) fn new(room: &Room) -> Fragments {
        Fragments { sorter: Sorter::new(room), count: 0, value: Vec::new() }
    }

    pub(super) fn record(&mut self, record: &EntityRecord, place: Place) -> io::Result<()> {
        self.start(place, RECORD);
        record::encode(record, 0, &mut self.value);
        self.end(&record.id)
    }

    pub(super) fn row(&mut self, row: &TableRow<'_>, place: Place) -> io::Result<()> {
        self.start(place, ROW);
        row::encode(row, &mut self.value);
        self.end(row.id)
    }

    fn start(&mut self, place: Place, kind: u64) {
        self.value.clear();
        put(&mut self.value, u64::from(place.file) << 1 | kind);
        put(&mut self.value, place.line);
    }

    fn end(&mut self, id: &str) -> io::Result<()> {
        self.count += 1;
        self.sorter.push(id.as_bytes(), &self.value)
    }

    /// Sorts by ID.
    pub(super) fn finish(self) -> io::Result<Statements> {
        Ok(Statements { sorted: self.sorter.finish()?, total: self.count, done: 0, ahead: None })
    }
}

/// What one source file says of an entity in one record, or in all its rows.
#[derive(Debug)]
pub(super) struct Statement {
    pub place: Place,
    pub record: EntityRecord,
}

/// Everything that is said, by ID, and of one ID in the order it was said.
#[derive(Debug)]
pub(super) struct Statements {
    sorted: Sorted,
    pub total: u64,
    pub done: u64,
    /// The first statement on the next ID.
    ahead: Option<Statement>,
}

impl Statements {
    /// Reads all statements on the next ID; there are none after the last.
    pub(super) fn next(&mut self, statements: &mut Vec<Statement>) -> io::Result<()> {
        statements.clear();
        statements.extend(self.ahead.take());
        while let Some((id, value)) = self.sorted.next()? {
            self.done += 1;
            let (id, piece) = Piece::read(id, value).ok_or(io::ErrorKind::InvalidData)?;
            let is_other = statements.last().is_some_and(|known| known.record.id != id);
            match statements.last_mut() {
                // The rows of one file are one record.
                Some(Statement { place, record })
                    if !is_other && place.file == piece.place.file =>
                {
                    if let Some(again) = piece.add_to(record) {
                        statements.push(again);
                    }
                }
                _ => {
                    let first = piece.alone(id);
                    if is_other {
                        self.ahead = Some(first);
                        break;
                    }
                    statements.push(first);
                }
            }
        }
        Ok(())
    }
}

/// A record or row as it comes from the sorter.
struct Piece<'a> {
    place: Place,
    body: Body<'a>,
}

enum Body<'a> {
    Record(RecordView<'a>),
    Row(TableRow<'a>),
}

impl<'a> Piece<'a> {
    fn read(id: &'a [u8], value: &'a [u8]) -> Option<(&'a str, Piece<'a>)> {
        let id = std::str::from_utf8(id).ok()?;
        let mut cursor = Cursor { bytes: value };
        let head = cursor.number()?;
        let place = Place { file: u32::try_from(head >> 1).ok()?, line: cursor.number()? };
        let body = if head & 1 == ROW {
            Body::Row(row::decode(id, cursor)?)
        } else {
            Body::Record(RecordView::new(cursor.bytes))
        };
        Some((id, Piece { place, body }))
    }

    fn alone(self, id: &str) -> Statement {
        let Piece { place, body } = self;
        let record = match body {
            Body::Record(view) => view.to_record(),
            Body::Row(row) => {
                let mut record = EntityRecord::new(id);
                row.add_to(&mut record);
                record
            }
        };
        Statement { place, record }
    }

    /// Adds a row to what its file said before; returns what is no row.
    fn add_to(self, record: &mut EntityRecord) -> Option<Statement> {
        match self.body {
            Body::Row(row) => {
                row.add_to(record);
                None
            }
            Body::Record(_) => Some(self.alone("")),
        }
    }
}
