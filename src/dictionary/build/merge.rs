//! Sorted runs of pairs in a temporary file, and their merging.

use super::pairs::{LENGTHS, lengths};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// Bytes that are read of a run at once, at the least and at the most; between, all runs share the room.
const BLOCKS: Range<usize> = 1 << 12..1 << 20;

/// Runs of one file, one after the other.
#[derive(Debug)]
pub(super) struct Runs {
    file: BufWriter<File>,
    len: u64,
    runs: Vec<Range<u64>>,
}

impl Runs {
    pub(super) fn new(file: File) -> Runs {
        Runs { file: BufWriter::with_capacity(BLOCKS.end, file), len: 0, runs: Vec::new() }
    }

    /// Begins a run.
    pub(super) fn start(&mut self) {
        self.runs.push(self.len..self.len);
    }

    /// Adds a pair to the run.
    pub(super) fn write(&mut self, pair: &[u8]) -> io::Result<()> {
        self.len += pair.len() as u64;
        self.file.write_all(pair)
    }

    /// Ends the run.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if let Some(run) = self.runs.last_mut() {
            run.end = self.len;
        }
        self.file.flush()
    }

    /// Merges the runs with so many bytes of memory.
    pub(super) fn merge(self, memory: usize) -> io::Result<Merge> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let block = (memory / self.runs.len().max(1)).clamp(BLOCKS.start, BLOCKS.end);
        let mut heads = BinaryHeap::with_capacity(self.runs.len());
        for (number, rest) in self.runs.into_iter().enumerate() {
            let mut head = Head { number, rest, ..Head::default() };
            if head.advance(&file, block)? {
                heads.push(head);
            }
        }
        Ok(Merge { file, block, heads, is_begun: false })
    }
}

/// The pairs of all runs in order.
#[derive(Debug)]
pub(in crate::dictionary) struct Merge {
    file: File,
    block: usize,
    heads: BinaryHeap<Head>,
    is_begun: bool,
}

impl Merge {
    /// Returns the next pair.
    pub(super) fn next(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        // The pair returned last is given up only now.
        if self.is_begun
            && let Some(mut head) = self.heads.peek_mut()
            && !head.advance(&self.file, self.block)?
        {
            PeekMut::pop(head);
        }
        self.is_begun = true;
        Ok(self.heads.peek().map(|head| (&head.key[..], &head.value[..])))
    }
}

/// The foremost pair of a run, and what is left of the run.
#[derive(Debug, Default)]
struct Head {
    key: Vec<u8>,
    value: Vec<u8>,
    number: usize,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are used up.
    used: usize,
    /// Where in the file the run goes on.
    rest: Range<u64>,
}

impl Head {
    /// Reads the next pair; false at the end of the run.
    fn advance(&mut self, file: &File, block: usize) -> io::Result<bool> {
        if self.used == self.buffer.len() && self.rest.is_empty() {
            return Ok(false);
        }
        self.fill(LENGTHS, file, block)?;
        let (key, value) = lengths(&self.buffer[self.used..]);
        self.fill(LENGTHS + key + value, file, block)?;
        let pair = &self.buffer[self.used + LENGTHS..][..key + value];
        self.key.clear();
        self.key.extend_from_slice(&pair[..key]);
        self.value.clear();
        self.value.extend_from_slice(&pair[key..]);
        self.used += LENGTHS + key + value;
        Ok(true)
    }

    /// Sees to it that so many bytes are in the buffer.
    fn fill(&mut self, wanted: usize, mut file: &File, block: usize) -> io::Result<()> {
        let held = self.buffer.len() - self.used;
        if held >= wanted {
            return Ok(());
        }
        self.buffer.drain(..self.used);
        self.used = 0;
        let left = usize::try_from(self.rest.end - self.rest.start).unwrap_or(usize::MAX);
        let len = (wanted - held).max(block).min(left);
        if held + len < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.buffer.resize(held + len, 0);
        file.seek(SeekFrom::Start(self.rest.start))?;
        file.read_exact(&mut self.buffer[held..])?;
        self.rest.start += len as u64;
        Ok(())
    }
}

/// The least key comes first, of equal ones the one added first: a heap has its greatest on top.
impl Ord for Head {
    fn cmp(&self, other: &Head) -> Ordering {
        (&other.key, other.number).cmp(&(&self.key, self.number))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Head) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Head) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}
