//! Columns for people: aligned by the width that a terminal gives each character.

use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Text with the terminal escape that sets it off, or an empty one.
pub struct Cell {
    text: String,
    escape: &'static str,
}

impl Cell {
    pub fn plain(text: impl Into<String>) -> Cell {
        Cell::styled(text, "")
    }

    pub fn styled(text: impl Into<String>, escape: &'static str) -> Cell {
        Cell { text: one_line(&text.into()), escape }
    }
}

/// Writes rows, each column as wide as its widest cell, the last as it comes. East Asian characters take
/// two places, combining ones none.
pub fn write(out: &mut dyn Write, indent: usize, rows: &[Vec<Cell>]) -> io::Result<()> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.text.width()).max().unwrap_or(0)
        })
        .collect();
    for row in rows {
        write!(out, "{}", " ".repeat(indent))?;
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let is_last = column + 1 == row.len();
            let space = if is_last { 0 } else { width.saturating_sub(cell.text.width()) + 2 };
            let reset = if cell.escape.is_empty() { "" } else { "\x1b[0m" };
            write!(out, "{}{}{reset}{}", cell.escape, cell.text, " ".repeat(space))?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Line breaks and other control characters would break the columns, or drive the terminal.
pub fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Joins the first few of a list and says how many are left out.
pub fn few(texts: impl ExactSizeIterator<Item = String>, most: usize, between: &str) -> String {
    let rest = texts.len().saturating_sub(most);
    let shown: Vec<String> = texts.take(most).collect();
    let mut joined = shown.join(between);
    if rest > 0 {
        joined += &format!(" and {rest} more");
    }
    joined
}
