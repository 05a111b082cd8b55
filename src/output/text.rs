//! A text with its mentions marked where they stand: `[MoonShadow AI|moonshot-ai]`.

use crate::annotated::Mentions;
use std::io::{self, Write};

/// How mentions are set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// `[surface|id]`, for files and pipes.
    Brackets,
    /// By the colours of a terminal: the surface in that of its type, then the ID dimmed.
    Colours,
}

/// Returns the terminal escape that sets the colour of a type; `None` stands for no type or none decided.
pub fn colour(kind: Option<&str>) -> &'static str {
    match kind {
        Some("org") => "\x1b[1;36m",
        Some("person") => "\x1b[1;33m",
        Some("product") => "\x1b[1;35m",
        Some("place") => "\x1b[1;32m",
        Some("event" | "work") => "\x1b[1;34m",
        Some("group") => "\x1b[1;31m",
        _ => "\x1b[1m",
    }
}

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
    mentions: Mentions<'_>,
    marks: Marks,
) -> io::Result<()> {
    let mut at = 0;
    for mention in mentions {
        let span = mention.span();
        let (start, end) = (span.start() - base, span.end() - base);
        let Some(before) = text.get(at..start) else { continue };
        out.write_all(before.as_bytes())?;
        let id = match mention.entity() {
            Some(entity) => entity.id().to_owned(),
            None => {
                let ids: Vec<&str> =
                    mention.candidates().map(|candidate| candidate.entity().id()).collect();
                ids.join("?")
            }
        };
        let surface = mention.surface();
        match marks {
            Marks::Brackets => write!(out, "[{surface}|{id}]")?,
            Marks::Colours => {
                let colour = colour(mention.entity().and_then(|entity| entity.kind()));
                write!(out, "{colour}{surface}\x1b[0m\x1b[2m⟨{id}⟩\x1b[0m")?;
            }
        }
        at = end;
    }
    out.write_all(&text.as_bytes()[at..])
}
