//! `exonym tag`: the mentions of texts.

use crate::args::{FailOn, Tag, TagFormat};
use crate::input;
use crate::outcome::{Failure, Outcome};
use anstream::AutoStream;
use exonym::Normalizer;
use exonym::normalizer::Block;
use exonym::output::{Positions, jsonl, table, text};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of one file's output that wait in memory while the files before it are printed.
const WAIT_IN_MEMORY: usize = 8 << 20;

/// Bold and coloured surface form, dim ID.
const COLOURS: text::Marks<'static> =
    text::Marks { open: "\x1b[1;36m", between: "\x1b[0m\x1b[2m⟨", close: "⟩\x1b[0m" };

pub fn run(args: &Tag, quiet: bool) -> Result<Outcome, Failure> {
    let dictionary = args.dictionary.load(quiet)?;
    let normalizer = args.matching.builder(dictionary).overlaps(args.overlaps).build();
    let coloured = AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let tagger =
        Tagger { args, normalizer, marks: if coloured { COLOURS } else { text::BRACKETS } };
    let mut out = BufWriter::new(io::stdout().lock());
    if args.format == TagFormat::Tsv {
        out.write_all(table::HEADER.as_bytes()).map_err(Failure::output)?;
    }
    let paths = args.input.paths();
    let mut outcome = Outcome::Fine;
    if args.jobs == 1 || paths.len() == 1 {
        for path in &paths {
            outcome = outcome.worse(finish(tagger.tag(path, &mut out))?);
        }
    } else {
        for batch in paths.chunks(args.jobs as usize) {
            outcome = outcome.worse(tagger.tag_batch(batch, &mut out)?);
        }
    }
    out.flush().map_err(Failure::output)?;
    Ok(outcome)
}

/// A bad file is reported and the rest go on; closed output ends everything.
fn finish(result: Result<Outcome, Failure>) -> Result<Outcome, Failure> {
    match result {
        Err(Failure::Closed) => Err(Failure::Closed),
        Err(failure) => Ok(failure.report()),
        Ok(outcome) => Ok(outcome),
    }
}

struct Tagger<'a> {
    args: &'a Tag,
    normalizer: Normalizer,
    marks: text::Marks<'static>,
}

impl Tagger<'_> {
    fn tag(&self, path: &Path, out: &mut dyn Write) -> Result<Outcome, Failure> {
        let name = path.display().to_string();
        let mut reader = input::open(path)?;
        let mut positions = Positions::default();
        let mut found = false;
        let mut written = Ok(());
        let result =
            self.normalizer.stream(&mut reader, self.args.input.invalid_bytes(), |block| {
                found |= !block.mentions().is_empty();
                written = self.write(&name, block, &mut positions, out);
                // Reading stops where writing failed; which of the two it was is told apart below.
                written.as_ref().map(drop).map_err(|error| error.kind().into())
            });
        written.map_err(Failure::output)?;
        result.map_err(|error| input::stream_failure(path, error))?;
        let is_finding = found && self.args.fail_on == Some(FailOn::Findings);
        Ok(if is_finding { Outcome::Findings } else { Outcome::Fine })
    }

    fn write(
        &self,
        name: &str,
        block: &Block<'_>,
        positions: &mut Positions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let piece = (block.text(), block.offset());
        if self.args.format == TagFormat::Text {
            return text::write_marked(out, piece, block.mentions(), self.marks);
        }
        for mention in block.mentions() {
            match self.args.format {
                TagFormat::Tsv => table::write_mention(out, name, piece, positions, mention)?,
                _ => jsonl::write_mention(out, name, piece, positions, mention)?,
            }
        }
        positions.at(piece.0, piece.1, piece.1 + piece.0.len());
        Ok(())
    }

    /// Works on several files at a time and prints their results in order.
    fn tag_batch(&self, batch: &[PathBuf], out: &mut dyn Write) -> Result<Outcome, Failure> {
        let results: Vec<_> = std::thread::scope(|scope| {
            let workers: Vec<_> = batch
                .iter()
                .map(|path| {
                    scope.spawn(move || {
                        let mut spool = tempfile::SpooledTempFile::new(WAIT_IN_MEMORY);
                        let outcome = self.tag(path, &mut BufWriter::new(&mut spool));
                        (spool, outcome)
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().expect("a tagging thread does not panic"))
                .collect()
        });
        let mut outcome = Outcome::Fine;
        for (mut spool, result) in results {
            spool
                .seek(SeekFrom::Start(0))
                .and_then(|_| io::copy(&mut spool, out))
                .map_err(Failure::output)?;
            outcome = outcome.worse(finish(result)?);
        }
        Ok(outcome)
    }
}
