//! From records to the sections of a compiled file, in as much memory as is granted.
//!
//! Records come in the order of their IDs. Each is written down at once, and its keys go to a sorter; when
//! the last record is in, the sorted keys make the automaton, the rows, the trie. Sections and
//! sorters that outgrow memory go on in temporary files.
//!
//! For a builder in memory the records are in order already. For sources of any size, what they say is sorted
//! first, then joined: `file`, and what only it uses.

mod compiler;
mod forms;
mod keys;
mod merge;
mod pairs;
mod room;
mod sorter;
mod sources;
mod spool;

#[cfg(all(feature = "files", feature = "sources"))]
mod doubts;
#[cfg(all(feature = "files", feature = "sources"))]
mod file;
#[cfg(all(feature = "files", feature = "sources"))]
mod fragments;
#[cfg(all(feature = "files", feature = "sources"))]
mod joining;
#[cfg(all(feature = "files", feature = "sources"))]
mod relations;
#[cfg(all(feature = "files", feature = "sources"))]
mod row;
#[cfg(all(feature = "files", feature = "sources"))]
mod stated;
#[cfg(all(feature = "files", feature = "sources"))]
mod taking;

pub(super) use compiler::Compiler;
#[cfg(feature = "sources")]
pub(super) use forms::{Form, forms};
pub(super) use room::Room;
pub(super) use sources::Sources;
pub(super) use spool::Spool;

#[cfg(all(feature = "files", feature = "sources"))]
pub use file::{Built, FileBuilder, Progress, Step};
