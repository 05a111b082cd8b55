//! A source's bytes as UTF-8, checked while they are read, so that a file of any size is read once.

use crate::error::Problem;
use std::io::{self, BufRead, Read};

/// Bytes that are asked for at once.
const BLOCK: usize = 1 << 16;

/// A reader that gives whole characters only, and an error where there is none. Leaves out a byte order mark.
#[derive(Debug)]
pub(super) struct Text<R> {
    inner: R,
    block: Vec<u8>,
    /// The part of the block that is checked and not yet given.
    sound: std::ops::Range<usize>,
    /// Whether the mark is behind us.
    is_begun: bool,
    /// Line ends, and characters after the last one, in the blocks before this one and in this one's sound
    /// part.
    line: usize,
    column: usize,
    fault: Option<u8>,
}

impl<R: Read> Text<R> {
    pub(super) fn new(inner: R) -> Text<R> {
        Text {
            inner,
            block: Vec::new(),
            sound: 0..0,
            is_begun: false,
            line: 0,
            column: 0,
            fault: None,
        }
    }

    /// Says where the first byte stands that is not UTF-8, if the reading has met one.
    pub(super) fn problem(&self, file: &str) -> Option<Problem> {
        self.fault.map(|byte| Problem {
            file: file.to_owned(),
            line: self.line + 1,
            column: self.column + 1,
            message: format!("byte 0x{byte:02X} is not UTF-8; save the file as UTF-8"),
        })
    }

    /// Reads and checks the next block, after what was cut off the one before.
    fn refill(&mut self) -> io::Result<()> {
        let kept = self.block.len() - self.sound.end;
        self.block.drain(..self.sound.end);
        self.sound = 0..0;
        let mut len = kept;
        self.block.resize(BLOCK, 0);
        let mut is_end = false;
        // A mark is three bytes, and a character four at the most.
        while len < 4 && !is_end {
            match self.inner.read(&mut self.block[len..]) {
                Ok(read) => (len, is_end) = (len + read, read == 0),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.block.truncate(len);
                    return Err(error);
                }
            }
        }
        self.block.truncate(len);
        if !self.is_begun && self.block.starts_with(b"\xEF\xBB\xBF") {
            self.block.drain(..3);
        }
        self.is_begun = true;
        let end = match std::str::from_utf8(&self.block) {
            Ok(_) => self.block.len(),
            Err(error) => {
                let end = error.valid_up_to();
                if error.error_len().is_some() || is_end {
                    self.fault = self.block.get(end).copied();
                }
                end
            }
        };
        self.sound = 0..end;
        self.count();
        Ok(())
    }

    fn count(&mut self) {
        let sound = &self.block[self.sound.clone()];
        let lines = sound.iter().filter(|&&byte| byte == b'\n').count();
        let start = sound.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        if lines > 0 {
            self.line += lines;
            self.column = 0;
        }
        // Bytes that begin a character.
        self.column += sound[start..].iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    }
}

impl<R: Read> BufRead for Text<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.sound.is_empty() {
            if self.fault.is_none() {
                self.refill()?;
            }
            if self.sound.is_empty() && self.fault.is_some() {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        Ok(&self.block[self.sound.clone()])
    }

    fn consume(&mut self, bytes: usize) {
        self.sound.start += bytes;
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let sound = self.fill_buf()?;
        let len = sound.len().min(out.len());
        out[..len].copy_from_slice(&sound[..len]);
        self.consume(len);
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let len = self.1.min(self.0.len()).min(out.len());
            out[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    #[test]
    fn whole_characters_in_any_drops() {
        let long = "月之暗面\r\nx".repeat(20_000);
        for (bytes, text, place) in [
            (&b""[..], "", None),
            (b"\xEF\xBB\xBFid", "id", None),
            (b"\xEF\xBB", "", Some((1, 1))),
            ("a月\n之x".as_bytes(), "a月\n之x", None),
            (b"a\n\xE6\x9C\x88\xE6\x9C", "a\n月", Some((2, 2))),
            (b"ab\xFFcd", "ab", Some((1, 3))),
            (long.as_bytes(), &long, None),
            (&[long.as_bytes(), b"\x80z"].concat(), &long, Some((20_001, 2))),
        ] {
            for drops in [1, 2, 3, 5, 1000, usize::MAX] {
                let mut reader = Text::new(Drops(bytes, drops));
                let mut read = Vec::new();
                let result = reader.read_to_end(&mut read);
                assert_eq!(std::str::from_utf8(&read), Ok(text));
                assert_eq!(result.is_err(), place.is_some());
                let problem = reader.problem("f").map(|problem| (problem.line, problem.column));
                assert_eq!(problem, place, "{drops} bytes at a time");
            }
        }
    }
}
