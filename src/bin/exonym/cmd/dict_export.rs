//! `exonym dict export`: a dictionary as a source again.

use crate::args::{Export, ExportFormat};
use crate::outcome::{Failure, Outcome, complain};
use crate::write::Pending;
use exonym::dictionary::{SourceInfo, source};
use exonym::{Dictionary, EntityRecord};
use std::io::{self, BufWriter, Write};

pub fn run(args: &Export, quiet: bool) -> Result<Outcome, Failure> {
    let dictionary = args.which.load(quiet)?;
    match &args.output {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(args.format, &dictionary, quiet, &mut out)
                .and_then(|()| out.flush())
                .map_err(Failure::output)?;
        }
        Some(path) => {
            let mut pending = Pending::create(path)?;
            write(args.format, &dictionary, quiet, &mut pending)
                .map_err(|error| Failure::file(path, &error))?;
            pending.commit()?;
        }
    }
    Ok(Outcome::Fine)
}

fn write(
    format: ExportFormat,
    dictionary: &Dictionary,
    quiet: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let builder = dictionary.to_builder();
    let infos: Vec<&SourceInfo> = builder.sources().collect();
    if infos.len() > 1 && !quiet {
        let names: Vec<&str> = infos.iter().map(|info| info.name.as_str()).collect();
        complain(&format!("several sources ({}) are written as one", names.join(", ")));
    }
    let info = joined(&infos);
    let records: Vec<&EntityRecord> = builder.records().collect();
    match format {
        ExportFormat::Toml => source::write_toml(out, &info, records),
        ExportFormat::Jsonl => source::write_jsonl(out, &info, records),
        ExportFormat::Csv => source::write_csv(out, b',', records),
        ExportFormat::Tsv => source::write_csv(out, b'\t', records),
    }
}

/// One header for all sources: the first one's name, everybody's protected surfaces.
fn joined(infos: &[&SourceInfo]) -> SourceInfo {
    let mut joined = infos.first().map_or_else(SourceInfo::default, |&info| info.clone());
    for info in infos.iter().skip(1) {
        joined.never.extend(info.never.iter().cloned());
    }
    joined.never.sort();
    joined.never.dedup();
    joined
}
