//! `exonym dict build`: sources to one compiled file.

use crate::args::Build;
use crate::load;
use crate::outcome::{Failure, Outcome, complain, count};
use crate::progress::Bar;
use crate::write::{Pending, beside, refuse_input};
use exonym::dictionary::source;
use exonym::dictionary::{Built, FileBuilder, Progress, Step};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

pub fn run(args: &Build, quiet: bool) -> Result<Outcome, Failure> {
    refuse_input(&args.output, &args.sources)?;
    let mut bar = Bar::new(quiet);
    let total =
        args.sources.iter().filter_map(|path| fs::metadata(path).ok()).map(|m| m.len()).sum();
    let mut builder = FileBuilder::new(beside(&args.output))
        .small(args.small)
        .progress(|progress| show(&mut bar, progress, total));
    read_each(&args.sources, |path| {
        let seen = builder.problems().len();
        builder.read(path)?;
        Ok(builder.problems()[seen..].iter().map(ToString::to_string).collect())
    })?;
    let built = write(builder, &args.output, &args.sources)?;
    drop(bar);
    if !quiet {
        let mut line = format!("{}: {}", args.output.display(), summary(&built));
        if built.findings > 0 {
            let findings = count(built.findings, "finding", "findings");
            line += &format!("; {findings}, see `exonym dict check`");
        }
        complain(&line);
    }
    Ok(Outcome::Fine)
}

/// Reads every source and says what is wrong with any of them; fails where anything is.
pub fn read_each(
    paths: &[PathBuf],
    mut read: impl FnMut(&Path) -> exonym::Result<Vec<String>>,
) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for path in paths {
        match read(path) {
            Ok(found) => problems.extend(found),
            Err(error) => match Failure::from(error) {
                Failure::Message(message) => problems.push(message),
                end => return Err(end),
            },
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::message(problems.join("\n"))) }
}

/// Reads every source into memory and reports every problem of every one; fails where there is any.
pub fn read_all(paths: &[PathBuf]) -> Result<Vec<source::Source>, Failure> {
    let mut sources = Vec::new();
    read_each(paths, |path| {
        let source = source::read(path)?;
        let problems = source.problems.iter().map(ToString::to_string).collect();
        sources.push(source);
        Ok(problems)
    })?;
    Ok(sources)
}

/// Writes the file, which appears whole or not at all, and beside it what it was made of.
fn write(builder: FileBuilder<'_>, output: &Path, sources: &[PathBuf]) -> Result<Built, Failure> {
    let (origins_path, origins) = load::origins(output, sources)?;
    let built = write_built(builder, output)?;
    let mut pending = Pending::create(&origins_path)?;
    pending.write_all(&origins).map_err(|error| Failure::file(&origins_path, &error))?;
    pending.commit()?;
    Ok(built)
}

/// Builds, and writes the file.
pub fn write_built(builder: FileBuilder<'_>, output: &Path) -> Result<Built, Failure> {
    let mut pending = Pending::create(output)?;
    let built = builder.write(&mut pending).map_err(|error| match error {
        exonym::Error::Stream(error) => Failure::file(output, &error),
        error => error.into(),
    })?;
    pending.commit()?;
    Ok(built)
}

/// Says how much a dictionary holds.
pub fn summary(built: &Built) -> String {
    let entities = count(built.entities, "entity", "entities");
    let forms = count(built.forms, "name or alias", "names and aliases");
    format!("{entities}, {forms}")
}

/// Shows how far the building is; `bytes` is how much there is to read.
pub fn show(bar: &mut Bar, progress: Progress, bytes: u64) {
    let Progress { step, done, total } = progress;
    match step {
        Step::Read => bar.show("reading", done, bytes),
        Step::Join => bar.show("joining", done, total),
        _ => bar.show("compiling", done, total),
    }
}
