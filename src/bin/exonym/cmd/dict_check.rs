//! `exonym dict check`: bad records and doubtful names.

use super::dict_build::read_all;
use crate::args::Check;
use crate::outcome::{Failure, Outcome, complain, count};
use exonym::dictionary::audit::{Level, audit};
use std::io::{self, BufWriter, Write};

pub fn run(args: &Check, quiet: bool) -> Result<Outcome, Failure> {
    let sources = read_all(&args.sources)?;
    let findings = audit(&sources);
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut notes, mut doubts) = (0, 0);
    for finding in &findings {
        match finding.level {
            Level::Note => notes += 1,
            Level::Finding => doubts += 1,
        }
        if finding.level == Level::Finding || args.notes {
            writeln!(out, "{finding}").map_err(Failure::output)?;
        }
    }
    out.flush().map_err(Failure::output)?;
    if !quiet {
        let entities: usize = sources.iter().map(|source| source.records.len()).sum();
        complain(&format!(
            "{}: {}, {}",
            count(entities, "entity", "entities"),
            count(doubts, "finding", "findings"),
            count(notes, "note", "notes")
        ));
    }
    Ok(if doubts > 0 { Outcome::Findings } else { Outcome::Fine })
}
