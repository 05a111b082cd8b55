//! Lines and character offsets of a text that comes in pieces.

/// Counts characters and lines up to byte offsets that only go forward. O(text) in all.
#[derive(Clone, Copy, Debug)]
pub struct Positions {
    byte: usize,
    char: usize,
    line: usize,
}

impl Default for Positions {
    fn default() -> Positions {
        Positions { byte: 0, char: 0, line: 1 }
    }
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Unicode scalar values before it.
    pub char: usize,
    /// Line, from 1.
    pub line: usize,
}

impl Positions {
    /// Returns the place of a byte offset that is not before the last one asked for; `text` begins at
    /// byte `base` and reaches at least to that offset.
    pub fn at(&mut self, text: &str, base: usize, offset: usize) -> Position {
        if let Some(between) = offset
            .checked_sub(base)
            .and_then(|to| text.as_bytes().get(self.byte.saturating_sub(base)..to))
        {
            self.char += bytecount::num_chars(between);
            self.line += bytecount::count(between, b'\n');
            self.byte = offset;
        }
        Position { char: self.char, line: self.line }
    }
}
