//! The command line against what it should print: one file a case in `tests/cli/`, and what no such
//! file can say.
//!
//! `UPDATE_GOLDEN=1 cargo test --test cli` writes what was observed into the files. It believes
//! everything: read the difference as a user would before it is committed.
#![cfg(feature = "cli")]

#[path = "cli/files.rs"]
mod files;
#[path = "cli/golden.rs"]
mod golden;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/output.rs"]
mod output;
#[path = "cli/program.rs"]
mod program;

use std::fs;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/shared");

/// A directory with the shared files in it.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a temporary directory");
    for entry in fs::read_dir(SHARED).expect("shared files") {
        let entry = entry.expect("entry");
        fs::copy(entry.path(), place.path().join(entry.file_name())).expect("a copy");
    }
    place
}
