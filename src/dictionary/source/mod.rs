//! Reads dictionary sources: TOML, JSONL, CSV and TSV.
//!
//! A source with ten bad records gives ten [`Problem`]s, each with file, line and column, and the good
//! records beside them, so that nothing is dropped silently.

#[cfg(feature = "sources")]
mod json;
#[cfg(feature = "sources")]
mod read;
mod rules;
#[cfg(feature = "sources")]
mod table;
#[cfg(feature = "sources")]
mod toml_source;
#[cfg(feature = "sources")]
mod tree;
#[cfg(feature = "sources")]
mod write;

#[cfg(feature = "sources")]
pub use read::{Format, Located, Source, parse, read};
#[cfg(feature = "sources")]
pub use write::{write_csv, write_jsonl, write_toml};

pub(crate) use rules::record_problems;

#[cfg(doc)]
use crate::error::Problem;
