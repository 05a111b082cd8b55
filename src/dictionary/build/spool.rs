//! A section of the file while it is made: in memory at first, in a temporary file when it grows.

use super::room::Room;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Bytes that are gathered before they are written to a file that there is already.
const BLOCK: usize = 1 << 20;

/// Bytes that are only added to.
pub(in crate::dictionary) struct Spool {
    room: Room,
    /// What is not in the file yet; everything where there is none.
    tail: Vec<u8>,
    file: Option<Filed>,
}

struct Filed {
    file: File,
    len: u64,
    hash: Box<Xxh3>,
}

impl Spool {
    pub(in crate::dictionary) fn new(room: &Room) -> Spool {
        Spool { room: room.clone(), tail: Vec::new(), file: None }
    }

    /// Returns how many bytes were added.
    pub(in crate::dictionary) fn len(&self) -> u64 {
        self.unloaded() + self.tail.len() as u64
    }

    /// Returns how many bytes are in the file already, so that the tail begins after them.
    pub(in crate::dictionary) fn unloaded(&self) -> u64 {
        self.file.as_ref().map_or(0, |filed| filed.len)
    }

    /// Adds bytes, without a copy where they are the first.
    pub(in crate::dictionary) fn add(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        if self.len() == 0 {
            self.tail = bytes;
        } else {
            self.tail.extend(bytes);
        }
        self.settle()
    }

    /// Returns the end, to add to; [`Spool::settle`] is to be called after that.
    pub(in crate::dictionary) fn tail(&mut self) -> &mut Vec<u8> {
        &mut self.tail
    }

    /// Moves what has become too much to the file.
    pub(in crate::dictionary) fn settle(&mut self) -> io::Result<()> {
        let most = self.room.to_spool();
        let most = if self.file.is_some() { most.min(BLOCK) } else { most };
        if self.tail.len() > most { self.unload() } else { Ok(()) }
    }

    fn unload(&mut self) -> io::Result<()> {
        if self.file.is_none() {
            let file = self.room.file()?;
            self.file = Some(Filed { file, len: 0, hash: Box::new(Xxh3::new()) });
        }
        if let Some(filed) = &mut self.file {
            filed.file.write_all(&self.tail)?;
            filed.len += self.tail.len() as u64;
            filed.hash.update(&self.tail);
            self.tail.clear();
        }
        Ok(())
    }

    /// Returns the XXH3 hash of all bytes.
    pub(in crate::dictionary) fn hash(&self) -> u64 {
        match &self.file {
            None => xxh3_64(&self.tail),
            Some(filed) => {
                let mut hash = filed.hash.clone();
                hash.update(&self.tail);
                hash.digest()
            }
        }
    }

    /// Writes everything to a writer.
    ///
    /// # Errors
    ///
    /// [`Error::Stream`] where the writer fails, [`Error::Io`] where the temporary file does.
    pub(in crate::dictionary) fn copy_to(mut self, out: &mut dyn Write) -> Result<()> {
        if let Some(Filed { mut file, .. }) = self.file.take() {
            let room = self.room;
            file.seek(SeekFrom::Start(0)).map_err(|error| room.error(error))?;
            let mut block = vec![0; BLOCK];
            loop {
                let len = match file.read(&mut block) {
                    Ok(0) => break,
                    Ok(len) => len,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(room.error(error)),
                };
                out.write_all(&block[..len]).map_err(Error::Stream)?;
            }
        }
        out.write_all(&self.tail).map_err(Error::Stream)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tail.extend_from_slice(bytes);
        self.settle()?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(all(test, feature = "files", feature = "sources"))]
mod tests {
    use super::*;

    #[test]
    fn the_same_in_memory_and_in_a_file() {
        for memory in [0, 8, 100, 4096] {
            let mut spool = Spool::new(&Room::new(memory, std::env::temp_dir()));
            let mut expected = Vec::new();
            for number in 0u16..300 {
                spool.tail().extend(number.to_le_bytes());
                spool.settle().expect("a file");
                expected.extend(number.to_le_bytes());
            }
            assert_eq!(spool.len(), expected.len() as u64, "{memory}");
            assert_eq!(spool.hash(), xxh3_64(&expected), "{memory}");
            let mut copied = Vec::new();
            spool.copy_to(&mut copied).expect("memory");
            assert_eq!(copied, expected, "{memory}");
        }
    }
}
