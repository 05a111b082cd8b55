//! A text with its mentions marked where they stand: `[MoonShadow AI|moonshot-ai]`.

use crate::annotated::Mention;
use std::io::{self, Write};

/// How a mention is set off, so that a terminal can use colour and a file brackets.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'m> {
    /// Before the surface form.
    pub open: &'m str,
    /// Between the surface form and the ID.
    pub between: &'m str,
    /// After the ID.
    pub close: &'m str,
}

/// Marks for plain text.
pub const BRACKETS: Marks<'static> = Marks { open: "[", between: "|", close: "]" };

/// Writes a piece of text that begins at byte `base` of the input, its mentions marked. An ambiguous
/// mention shows the IDs of all its candidates, joined by `?`. Of mentions that overlap, the first is
/// marked.
///
/// # Errors
///
/// Those of the writer.
pub fn write_marked(
    out: &mut dyn Write,
    (text, base): (&str, usize),
    mentions: &[Mention<'_>],
    marks: Marks<'_>,
) -> io::Result<()> {
    let mut at = 0;
    for mention in mentions {
        let span = mention.span();
        let (start, end) = (span.start() - base, span.end() - base);
        let Some(before) = text.get(at..start) else { continue };
        out.write_all(before.as_bytes())?;
        write!(out, "{}{}{}", marks.open, mention.surface(), marks.between)?;
        match mention.entity() {
            Some(entity) => out.write_all(entity.id().as_bytes())?,
            None => {
                let ids: Vec<&str> =
                    mention.candidates().map(|candidate| candidate.entity().id()).collect();
                out.write_all(ids.join("?").as_bytes())?;
            }
        }
        out.write_all(marks.close.as_bytes())?;
        at = end;
    }
    out.write_all(&text.as_bytes()[at..])
}
