//! Which format a source file is in, and the reading of it.

use super::records::{Gathering, Sink, Source};
use super::text::Text;
use super::{json, table, toml_source};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::Read;
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

/// Reads a source file into memory; its format is told by its ending. O(file size).
///
/// # Errors
///
/// [`Error::Io`] where the file cannot be read, or has an ending that stands for no format. Bad
/// records are no error here: they are listed in [`Source::problems`].
pub fn read(path: impl AsRef<Path>) -> Result<Source> {
    let path = path.as_ref();
    let (file, format) = open(path)?;
    gather(&path.display().to_string(), file, format)
}

/// Opens a source file.
pub(in crate::dictionary) fn open(path: &Path) -> Result<(File, Format)> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(io)?;
    if file.metadata().map_err(io)?.is_dir() {
        return Err(io(std::io::ErrorKind::IsADirectory.into()));
    }
    let format = Format::of(path).ok_or_else(|| {
        io(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            match path.extension().is_some_and(|ending| ending == "exo") {
                true => "this is compiled already; `exonym dict merge` takes compiled files",
                false => "the ending tells no source format; name it .toml, .jsonl, .csv or .tsv",
            },
        ))
    })?;
    Ok((file, format))
}

/// Reads the bytes of a source; `file` is the name to report. A UTF-8 byte order mark is skipped.
pub fn parse(file: &str, bytes: &[u8], format: Format) -> Source {
    gather(file, bytes, format).expect("reading and writing memory does not fail")
}

fn gather(file: &str, reader: impl Read, format: Format) -> Result<Source> {
    let mut source = Source { file: file.to_owned(), ..Source::default() };
    stream(file, reader, format, &mut Gathering::new(&mut source))?;
    if source.info.name.is_empty() {
        source.info.name = stem(file);
    }
    Ok(source)
}

/// Returns the name of a source that states none.
pub(in crate::dictionary) fn stem(file: &str) -> String {
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str());
    stem.unwrap_or("dictionary").to_owned()
}

/// Gives what a source holds to a sink, a record or row at a time; TOML is read to its end first.
///
/// # Errors
///
/// [`Error::Io`] where the reader fails, and what the sink says.
pub(in crate::dictionary) fn stream(
    file: &str,
    reader: impl Read,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<()> {
    let mut text = Text::new(reader);
    let read = match format {
        Format::Toml => toml_source::parse(file, &mut text, sink),
        Format::Jsonl => json::parse(file, &mut text, sink),
        Format::Csv => table::parse(file, &mut text, b',', sink),
        Format::Tsv => table::parse(file, &mut text, b'\t', sink),
    };
    match text.problem(file) {
        // All that can be said of such a file; its other problems may come of its encoding.
        Some(problem) => {
            sink.refuse(problem);
            Ok(())
        }
        None => read,
    }
}
