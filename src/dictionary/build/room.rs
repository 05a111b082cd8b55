//! How much building may hold in memory, and where the rest goes.

use crate::error::Error;
use std::fs::File;
use std::io;
#[cfg(all(feature = "files", feature = "sources"))]
use std::path::Path;
use std::path::PathBuf;

/// The memory that is granted, and the directory of the files that take what is beyond it.
#[derive(Clone, Debug)]
pub(in crate::dictionary) struct Room {
    memory: usize,
    directory: PathBuf,
}

impl Room {
    /// All the memory there is, and no files.
    pub(in crate::dictionary) fn boundless() -> Room {
        Room { memory: usize::MAX, directory: PathBuf::new() }
    }

    /// So many bytes of memory for what is being sorted, and files in this directory.
    #[cfg(all(feature = "files", feature = "sources"))]
    pub(in crate::dictionary) fn new(memory: usize, directory: PathBuf) -> Room {
        Room { memory, directory }
    }

    /// Returns where the files are.
    #[cfg(all(feature = "files", feature = "sources"))]
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns the bytes that may wait to be sorted.
    pub(super) fn to_sort(&self) -> usize {
        self.memory
    }

    /// Returns the bytes that each section of the file may hold in memory.
    pub(super) fn to_spool(&self) -> usize {
        self.memory / 8
    }

    /// Makes a file without a name, so that nothing is left of it, however the program ends.
    #[cfg(all(feature = "files", feature = "sources"))]
    pub(super) fn file(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.directory)
    }

    /// Never asked for where there is no end to memory.
    #[cfg(not(all(feature = "files", feature = "sources")))]
    pub(super) fn file(&self) -> io::Result<File> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    /// Says where the files are, which have no names, when one cannot be written or read.
    pub(in crate::dictionary) fn error(&self, source: io::Error) -> Error {
        Error::Io { path: self.directory.join("(temporary file)"), source }
    }
}
