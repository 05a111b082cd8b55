//! What came of reading a source file.

use crate::dictionary::{DictionaryBuilder, SourceInfo};
use crate::entity::EntityRecord;
use crate::error::{Error, Problem, Result};

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
