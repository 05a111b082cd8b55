//! `exonym dict build`: sources to one compiled file.

use crate::args::Build;
use crate::load;
use crate::outcome::{Failure, Outcome, complain, count};
use crate::write::{Pending, refuse_input};
use exonym::dictionary::audit::{Level, audit};
use exonym::dictionary::source;
use exonym::{Dictionary, DictionaryBuilder};
use std::io::Write;
use std::path::Path;

pub fn run(args: &Build, quiet: bool) -> Result<Outcome, Failure> {
    refuse_input(&args.output, &args.sources)?;
    let sources = read_all(&args.sources)?;
    let findings =
        audit(&sources).into_iter().filter(|finding| finding.level == Level::Finding).count();
    let mut builder = DictionaryBuilder::default();
    for source in sources {
        source.add_to(&mut builder)?;
    }
    let bytes = builder.compile()?;
    let (origins_path, origins) = load::origins(&args.output, &args.sources)?;
    write_whole(&args.output, &bytes)?;
    write_whole(&origins_path, &origins)?;
    if !quiet {
        let dictionary = Dictionary::from_bytes(bytes)?;
        let mut line = format!("{}: {}", args.output.display(), summary(&dictionary));
        if findings > 0 {
            let findings = count(findings, "finding", "findings");
            line += &format!("; {findings}, see `exonym dict check`");
        }
        complain(&line);
    }
    Ok(Outcome::Fine)
}

/// Reads every source and reports every problem of every one; fails where there is any.
pub fn read_all(paths: &[std::path::PathBuf]) -> Result<Vec<source::Source>, Failure> {
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        match source::read(path) {
            Ok(source) => {
                problems.extend(source.problems.iter().map(ToString::to_string));
                sources.push(source);
            }
            Err(error) => match Failure::from(error) {
                Failure::Message(message) => problems.push(message),
                end => return Err(end),
            },
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(Failure::message(problems.join("\n"))) }
}

/// Says how much a dictionary holds.
pub fn summary(dictionary: &Dictionary) -> String {
    let entities = count(dictionary.entities().count(), "entity", "entities");
    let forms = count(dictionary.form_count(), "name or alias", "names and aliases");
    format!("{entities}, {forms}")
}

pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut pending = Pending::create(path)?;
    pending.write_all(bytes).map_err(|error| Failure::file(path, &error))?;
    pending.commit()
}
