//! Text as HTML: escaped, its mentions marked where they stand.

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

/// Text with `& < > " '` written as references and control characters as their pictures, safe between
/// tags and within a quoted attribute.
pub(super) struct Escaped<'t>(&'t str);

pub(super) fn escaped(text: &str) -> Escaped<'_> {
    Escaped(text)
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut plain = 0;
        for (at, character) in self.0.char_indices() {
            let picture;
            let written = match character {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\n' | '\t' | '\r' => continue,
                // A parser drops or refuses them; their pictures stand at U+2400.
                '\0'..='\x1f' => {
                    picture =
                        char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}').to_string();
                    &picture
                }
                '\x7f' => "\u{2421}",
                _ => continue,
            };
            f.write_str(&self.0[plain..at])?;
            f.write_str(written)?;
            plain = at + character.len_utf8();
        }
        f.write_str(&self.0[plain..])
    }
}

/// A stretch to mark, with the attributes of its element. Where stretches cross, one is written in several
/// elements: the first with `first`, the others with `further`.
pub(super) struct Mark {
    pub range: Range<usize>,
    pub first: String,
    pub further: String,
}

/// Writes a text with its marks, sorted by start, and begins a new `div` at the first line outside a mark
/// after every `chunk` bytes; `written` counts them from call to call.
pub(super) fn write_marked(
    out: &mut impl Write,
    text: &str,
    marks: &[Mark],
    chunk: usize,
    written: &mut usize,
) -> io::Result<()> {
    let mut at = 0;
    let mut open: Vec<&Mark> = Vec::new();
    for mark in marks {
        close_until(out, text, &mut at, &mut open, mark.range.start, chunk, written)?;
        write_text(out, &text[at..mark.range.start], open.is_empty().then_some(chunk), written)?;
        at = mark.range.start;
        write!(out, "<mark{}>", mark.first)?;
        open.push(mark);
    }
    close_until(out, text, &mut at, &mut open, text.len(), chunk, written)?;
    write_text(out, &text[at..], Some(chunk), written)
}

/// Closes the marks that end at or before an offset, earliest end first. Those opened after one that ends
/// are closed with it and opened again.
fn close_until(
    out: &mut impl Write,
    text: &str,
    at: &mut usize,
    open: &mut Vec<&Mark>,
    offset: usize,
    chunk: usize,
    written: &mut usize,
) -> io::Result<()> {
    loop {
        let ending = open
            .iter()
            .enumerate()
            .min_by_key(|(place, mark)| (mark.range.end, std::cmp::Reverse(*place)));
        let Some((place, end)) = ending.map(|(place, mark)| (place, mark.range.end)) else { break };
        if end > offset {
            break;
        }
        write_text(out, &text[*at..end], open.is_empty().then_some(chunk), written)?;
        *at = end;
        for _ in place..open.len() {
            out.write_all(b"</mark>")?;
        }
        open.remove(place);
        for mark in &open[place..] {
            write!(out, "<mark{}>", mark.further)?;
        }
    }
    Ok(())
}

/// Writes text without marks. With `chunk`, it may be divided.
fn write_text(
    out: &mut impl Write,
    text: &str,
    chunk: Option<usize>,
    written: &mut usize,
) -> io::Result<()> {
    let mut rest = text;
    if let Some(chunk) = chunk {
        while *written + rest.len() >= chunk {
            let from = chunk.saturating_sub(*written);
            let Some(end) = rest.as_bytes()[from..].iter().position(|&byte| byte == b'\n') else {
                break;
            };
            let (line, after) = rest.split_at(from + end + 1);
            write!(out, "{}</div><div class=\"chunk\">", escaped(line))?;
            *written = 0;
            rest = after;
        }
    }
    *written += rest.len();
    write!(out, "{}", escaped(rest))
}
