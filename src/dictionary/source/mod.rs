//! Reads dictionary sources: TOML, JSONL, CSV and TSV.
//!
//! A source with ten bad records gives ten [`Problem`]s, each with file, line and column, and the good
//! records beside them, so that nothing is dropped silently.

mod json;
mod read;
mod records;
mod table;
mod toml_source;
mod tree;
mod write;

pub use read::{Format, parse, read};
pub use records::{Located, Source};
pub use write::{write_csv, write_jsonl, write_toml};

#[cfg(doc)]
use crate::error::Problem;
