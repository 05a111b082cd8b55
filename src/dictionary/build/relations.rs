//! Relations to entities that no source has, counted without all IDs at hand.

use super::doubts::remark;
use super::room::Room;
use super::sorter::{Sorted, Sorter};
use crate::entity::EntityRecord;
use std::io;
use xxhash_rust::xxh3::xxh3_64;

/// What entities say that they are related to, each with the remark to make where that is unknown.
pub(super) struct Relations(Sorter);

impl Relations {
    pub(super) fn new(room: &Room) -> Relations {
        Relations(Sorter::new(room))
    }

    /// Notes the relations of a record in a file of that name.
    pub(super) fn add(&mut self, record: &EntityRecord, file: &str, line: u64) -> io::Result<()> {
        for id in &record.related {
            let place = (xxh3_64(file.as_bytes()), line);
            let remark = remark(place, "unknown-related", &[record.id.as_bytes(), id.as_bytes()]);
            self.0.push(id.as_bytes(), &remark.to_le_bytes())?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<SortedRelations> {
        let mut relations = SortedRelations { sorted: self.0.finish()?, next: None };
        relations.advance()?;
        Ok(relations)
    }
}

/// The relations in the order of what they lead to.
pub(super) struct SortedRelations {
    sorted: Sorted,
    next: Option<(Vec<u8>, u64)>,
}

impl SortedRelations {
    /// Goes on to the next ID that there is, which may be deleted, and adds remarks on those passed over.
    pub(super) fn to(&mut self, id: &[u8], is_known: bool, found: &mut Sorter) -> io::Result<()> {
        while let Some((related, remark)) = &self.next {
            if related.as_slice() > id {
                break;
            }
            if related != id || !is_known {
                found.push(&remark.to_le_bytes(), &[])?;
            }
            self.advance()?;
        }
        Ok(())
    }

    /// Adds remarks on those beyond the last ID.
    pub(super) fn end(&mut self, found: &mut Sorter) -> io::Result<()> {
        while let Some((_, remark)) = &self.next {
            found.push(&remark.to_le_bytes(), &[])?;
            self.advance()?;
        }
        Ok(())
    }

    fn advance(&mut self) -> io::Result<()> {
        self.next = match self.sorted.next()? {
            Some((id, remark)) => {
                let remark = remark.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
                Some((id.to_vec(), u64::from_le_bytes(remark)))
            }
            None => None,
        };
        Ok(())
    }
}
