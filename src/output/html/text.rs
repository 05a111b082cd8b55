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

/// Writes a text piece by piece: marked, its lines numbered, cut into `div`s at line ends outside marks, so
/// that a browser need not lay out all of a long text at once.
pub(super) struct TextWriter {
    /// Bytes in the `div` being written.
    chunk: usize,
    /// Number of the line being written.
    line: usize,
    /// Whether the line's number is still to be written, before its first character.
    is_line_start: bool,
}

/// Bytes of text after which the next line begins a new `div`.
const CHUNK: usize = 4096;

impl TextWriter {
    pub(super) fn begin(out: &mut impl Write) -> io::Result<TextWriter> {
        out.write_all(b"<div class=\"text\"><div class=\"chunk\">")?;
        Ok(TextWriter { chunk: 0, line: 1, is_line_start: true })
    }

    pub(super) fn end(self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(b"</div></div>\n")
    }

    /// Writes a piece with its marks, sorted by start, of equals the longest first.
    pub(super) fn write(
        &mut self,
        out: &mut impl Write,
        text: &str,
        marks: &[Mark],
    ) -> io::Result<()> {
        let mut at = 0;
        let mut open: Vec<&Mark> = Vec::new();
        for mark in marks {
            self.close_until(out, (text, &mut at), &mut open, mark.range.start)?;
            self.plain(out, &text[at..mark.range.start], open.is_empty())?;
            at = mark.range.start;
            self.number(out)?;
            write!(out, "<mark{}>", mark.first)?;
            open.push(mark);
        }
        self.close_until(out, (text, &mut at), &mut open, text.len())?;
        self.plain(out, &text[at..], true)
    }

    /// Closes the marks that end at or before an offset, earliest end first. Those opened after one that
    /// ends are closed with it and opened again.
    fn close_until(
        &mut self,
        out: &mut impl Write,
        (text, at): (&str, &mut usize),
        open: &mut Vec<&Mark>,
        offset: usize,
    ) -> io::Result<()> {
        loop {
            let ending = open
                .iter()
                .enumerate()
                .min_by_key(|(place, mark)| (mark.range.end, std::cmp::Reverse(*place)));
            let Some((place, end)) = ending.map(|(place, mark)| (place, mark.range.end)) else {
                return Ok(());
            };
            if end > offset {
                return Ok(());
            }
            self.plain(out, &text[*at..end], false)?;
            *at = end;
            for _ in place..open.len() {
                out.write_all(b"</mark>")?;
            }
            open.remove(place);
            for mark in &open[place..] {
                write!(out, "<mark{}>", mark.further)?;
            }
        }
    }

    /// Writes text without marks, which may be cut if it stands in none.
    fn plain(&mut self, out: &mut impl Write, text: &str, may_cut: bool) -> io::Result<()> {
        for line in text.split_inclusive('\n') {
            self.number(out)?;
            write!(out, "{}", escaped(line))?;
            self.chunk += line.len();
            if line.ends_with('\n') {
                self.line += 1;
                self.is_line_start = true;
                if may_cut && self.chunk >= CHUNK {
                    out.write_all(b"</div><div class=\"chunk\">")?;
                    self.chunk = 0;
                }
            }
        }
        Ok(())
    }

    fn number(&mut self, out: &mut impl Write) -> io::Result<()> {
        if std::mem::take(&mut self.is_line_start) {
            write!(out, "<i data-n=\"{}\"></i>", self.line)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Named = (Range<usize>, &'static str);

    fn written(pieces: &[(&str, &[Named])]) -> String {
        let mut out = Vec::new();
        let mut writer = TextWriter::begin(&mut out).expect("memory");
        for (text, marks) in pieces {
            let mark = |(range, name): &Named| Mark {
                range: range.clone(),
                first: format!(" {name}"),
                further: format!(" {name}+"),
            };
            let marks: Vec<Mark> = marks.iter().map(mark).collect();
            writer.write(&mut out, text, &marks).expect("memory");
        }
        writer.end(&mut out).expect("memory");
        let page = String::from_utf8(out).expect("UTF-8");
        page.replace("<div class=\"text\"><div class=\"chunk\">", "[")
            .replace("</div></div>\n", "]")
    }

    #[test]
    fn marks_nest_and_cross() {
        for (text, marks, expected) in [
            ("abc", &[(0..1, "x"), (2..3, "y")][..], "<mark x>a</mark>b<mark y>c</mark>"),
            ("abc", &[(0..3, "x"), (1..2, "y")], "<mark x>a<mark y>b</mark>c</mark>"),
            (
                "abc",
                &[(0..2, "x"), (1..3, "y")],
                "<mark x>a<mark y>b</mark></mark><mark y+>c</mark>",
            ),
            ("a<b", &[(0..3, "x")], "<mark x>a&lt;b</mark>"),
        ] {
            let numbered = format!("[<i data-n=\"1\"></i>{expected}]");
            assert_eq!(written(&[(text, marks)]), numbered, "{text}");
        }
    }

    #[test]
    fn lines_are_numbered_over_pieces_and_cut_outside_marks() {
        assert_eq!(
            written(&[("a\r\n\nb", &[]), ("c\n", &[])]),
            "[<i data-n=\"1\"></i>a\r\n<i data-n=\"2\"></i>\n<i data-n=\"3\"></i>bc\n]"
        );
        let long = "x".repeat(CHUNK);
        let page = written(&[(&format!("{long}\ny\n"), &[(CHUNK - 1..CHUNK + 2, "m")])]);
        // The line end within the mark is no place to cut; the next one is.
        assert!(
            page.contains("<mark m>x\n<i data-n=\"2\"></i>y</mark>\n</div><div class=\"chunk\">")
        );
    }
}
