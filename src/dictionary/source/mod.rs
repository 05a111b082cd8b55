//! Reads dictionary sources: TOML, JSONL, CSV and TSV.
//!
//! A source with ten bad records gives ten [`Problem`]s, each with file, line and column, and the good
//! records beside them, so that nothing is dropped silently.

mod json;
mod read;
mod records;
mod row;
mod table;
mod text;
mod toml_source;
mod tree;
mod window;
mod write;

pub use read::{Format, parse, read};
pub use records::{Located, Source};
pub use write::{write_csv, write_jsonl, write_toml};
#[cfg(feature = "files")]
pub(super) use {
    read::{open, stem, stream},
    records::Sink,
    row::TableRow,
};

#[cfg(doc)]
use crate::error::Problem;
