//! Remembers the bytes that a reader has given, as far back as they may still be asked for.

use std::io::{self, Read};
use std::ops::Range;

/// Bytes that may be given up before they are.
const SLACK: usize = 1 << 16;

/// A reader whose latest bytes can be looked at again, by their offset.
#[derive(Debug)]
pub(super) struct Window<R> {
    inner: R,
    bytes: Vec<u8>,
    /// Offset of the first of them.
    start: u64,
}

impl<R> Window<R> {
    pub(super) fn new(inner: R) -> Window<R> {
        Window { inner, bytes: Vec::new(), start: 0 }
    }

    /// Returns the bytes of a range, as far as they are known.
    pub(super) fn get(&self, range: Range<u64>) -> &[u8] {
        let at = |offset: u64| {
            let known = offset.saturating_sub(self.start).min(self.bytes.len() as u64);
            known as usize
        };
        &self.bytes[at(range.start)..at(range.end.max(range.start))]
    }

    /// Forgets what stands before an offset.
    pub(super) fn forget(&mut self, before: u64) {
        let len = before.saturating_sub(self.start).min(self.bytes.len() as u64) as usize;
        if len >= SLACK {
            self.bytes.drain(..len);
            self.start += len as u64;
        }
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(out)?;
        self.bytes.extend_from_slice(&out[..len]);
        Ok(len)
    }
}
