//! Which format a source file is in, and the reading of it.

use super::records::Source;
use super::{json, table, toml_source};
use crate::error::{Error, Problem, Result};
use std::path::Path;

/// Format of a dictionary source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// The rich form, with a header: `.toml`.
    Toml,
    /// The same fields, one entity a line: `.jsonl`, `.ndjson`.
    Jsonl,
    /// One name a row, comma-separated, with a header: `.csv`.
    Csv,
    /// The same, tab-separated and without quoting: `.tsv`, `.tab`.
    Tsv,
}

impl Format {
    /// Returns the format that a file name's ending stands for.
    pub fn of(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "toml" => Some(Format::Toml),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            _ => None,
        }
    }
}

/// Reads a source file; its format is told by its ending. O(file size), in memory.
///
/// # Errors
///
/// [`Error::Io`] where the file cannot be read, or has an ending that stands for no format. Bad
/// records are no error here: they are listed in [`Source::problems`].
pub fn read(path: impl AsRef<Path>) -> Result<Source> {
    let path = path.as_ref();
    let io = |source| Error::Io { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(io)?;
    let format = Format::of(path).ok_or_else(|| {
        io(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            match path.extension().is_some_and(|ending| ending == "exo") {
                true => "this is compiled already; `exonym dict merge` takes compiled files",
                false => "the ending tells no source format; name it .toml, .jsonl, .csv or .tsv",
            },
        ))
    })?;
    Ok(parse(&path.display().to_string(), &bytes, format))
}

/// Reads the bytes of a source; `file` is the name to report. A UTF-8 byte order mark is skipped.
pub fn parse(file: &str, bytes: &[u8], format: Format) -> Source {
    let mut source = Source { file: file.to_owned(), ..Source::default() };
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => match format {
            Format::Toml => toml_source::parse(file, text, &mut source),
            Format::Jsonl => json::parse(file, text, &mut source),
            Format::Csv => table::parse(file, text, b',', &mut source),
            Format::Tsv => table::parse(file, text, b'\t', &mut source),
        },
        Err(error) => source.problems.push(invalid_utf8(file, bytes, error.valid_up_to())),
    }
    if source.info.name.is_empty() {
        let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str());
        source.info.name = stem.unwrap_or("dictionary").to_owned();
    }
    source
}

fn invalid_utf8(file: &str, bytes: &[u8], at: usize) -> Problem {
    let sound = std::str::from_utf8(&bytes[..at]).expect("valid up to here");
    let (line, column) = super::tree::position(sound, at);
    Problem {
        file: file.to_owned(),
        line: line + 1,
        column,
        message: format!("byte 0x{:02X} is not UTF-8; save the file as UTF-8", bytes[at]),
    }
}
