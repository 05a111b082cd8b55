//! Mentions as tab-separated lines.

use super::position::Positions;
use crate::annotated::Mention;
use std::io::{self, Write};

/// Names of the columns.
pub const HEADER: &str = "path\tstart\tend\tline\tsurface\tid\tname\ttype\ttier\tscore\n";

/// Writes one mention as a line with the columns of [`HEADER`]; tabs and line breaks within a field are
/// written as `\t`, `\n`, `\r`, a backslash as `\\`. An ambiguous mention has no ID, name and type.
///
/// # Errors
///
/// Those of the writer.
pub fn write_mention(
    out: &mut dyn Write,
    path: &str,
    (text, base): (&str, usize),
    positions: &mut Positions,
    mention: &Mention<'_>,
) -> io::Result<()> {
    let span = mention.span();
    let line = positions.at(text, base, span.start()).line;
    let entity = mention.entity();
    let id = entity.map_or("", |entity| entity.id());
    let name = entity.map_or("", |entity| entity.display_name());
    let kind = entity.and_then(|entity| entity.kind()).unwrap_or("");
    writeln!(
        out,
        "{}\t{}\t{}\t{line}\t{}\t{}\t{}\t{}\t{}\t{}",
        field(path),
        span.start(),
        span.end(),
        field(mention.surface()),
        field(id),
        field(name),
        field(kind),
        mention.tier(),
        mention.score(),
    )
}

fn field(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}
