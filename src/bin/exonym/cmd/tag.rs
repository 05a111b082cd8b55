//! `exonym tag`: the mentions of texts.

use crate::args::{FailOn, Tag, TagFormat};
use crate::columns::{self, Cell};
use crate::input;
use crate::outcome::{Failure, Outcome};
use crate::write::{Pending, refuse_input};
use anstream::AutoStream;
use exonym::Normalizer;
use exonym::normalizer::Block;
use exonym::output::html::Page;
use exonym::output::text::{self, Marks};
use exonym::output::{Mentioned, Positions, Summary, jsonl, table};
use std::collections::VecDeque;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use tempfile::SpooledTempFile;

/// Bytes of one file's output that wait in memory while the files before it are printed.
const WAIT_IN_MEMORY: usize = 1 << 20;

/// Files for each thread whose output may wait while a slow one is printed, so that nobody waits for it.
const LOOK_AHEAD: usize = 8;

/// Files whose output may wait in all: each may need a temporary file, of which a process has 1,024 at the least.
const MOST_WAITING: usize = 512;

/// Forms of an entity that the summary on a terminal shows.
const MOST_FORMS: usize = 6;

pub fn run(args: &Tag, quiet: bool) -> Result<Outcome, Failure> {
    let dictionary = args.dictionary.load(quiet)?;
    let normalizer = args.matching.builder(dictionary).overlaps(args.overlaps).build();
    let tagger = |marks| Tagger { args, normalizer, marks };
    let Some(output) = args.output.as_ref().filter(|output| !input::is_stdin(output)) else {
        let coloured = AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let mut out = BufWriter::new(io::stdout().lock());
        let marks = if coloured { Marks::Colours } else { Marks::Brackets };
        let outcome = tagger(marks).run(&mut out)?;
        out.flush().map_err(Failure::output)?;
        return Ok(outcome);
    };
    refuse_input(output, &args.input.paths())?;
    let mut pending = Pending::create(output)?;
    let outcome =
        tagger(Marks::Brackets).run(&mut pending).map_err(|failure| failure.at(output))?;
    if outcome == Outcome::Failed {
        return Err(Failure::message(format!(
            "{}: not written, since not every input could be read",
            output.display()
        )));
    }
    pending.commit()?;
    Ok(outcome)
}

/// A bad input is reported and the rest go on; output that is closed or fails ends everything.
fn finish(result: Result<Outcome, Failure>) -> Result<Outcome, Failure> {
    match result {
        Err(end @ (Failure::Closed | Failure::Output(_))) => Err(end),
        Err(failure) => Ok(failure.report()),
        Ok(outcome) => Ok(outcome),
    }
}

struct Tagger<'a> {
    args: &'a Tag,
    normalizer: Normalizer,
    marks: Marks,
}

impl Tagger<'_> {
    /// Tags all inputs, in order.
    fn run(&self, out: &mut dyn Write) -> Result<Outcome, Failure> {
        let paths = self.args.input.paths();
        let mut outcome = Outcome::Fine;
        match self.args.format() {
            TagFormat::Html => return self.page(&paths, out),
            TagFormat::Text if self.marks == Marks::Colours => return self.show(&paths, out),
            TagFormat::Tsv => out.write_all(table::HEADER.as_bytes()).map_err(Failure::output)?,
            TagFormat::Jsonl | TagFormat::Text => {}
        }
        if self.args.jobs == 1 || paths.len() == 1 {
            for path in &paths {
                outcome = outcome.worse(finish(self.tag(path, out))?);
            }
        } else {
            outcome = self.tag_together(&paths, out)?;
        }
        Ok(outcome)
    }

    fn tag(&self, path: &Path, out: &mut dyn Write) -> Result<Outcome, Failure> {
        let name = path.display().to_string();
        let mut positions = Positions::default();
        self.each_block(path, |block| self.write(&name, block, &mut positions, out))
    }

    /// Hands on the blocks of a file; what `write` returns is a failure of the output.
    fn each_block(
        &self,
        path: &Path,
        mut write: impl FnMut(&Block<'_>) -> io::Result<()>,
    ) -> Result<Outcome, Failure> {
        let mut reader = input::open(path)?;
        let mut found = false;
        let mut written = Ok(());
        let result =
            self.normalizer.stream(&mut reader, self.args.input.invalid_bytes(), |block| {
                found |= !block.mentions().is_empty();
                written = write(block);
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
        if self.args.format() == TagFormat::Text {
            return text::write_marked(out, piece, block.mentions(), self.marks);
        }
        for mention in block.mentions() {
            match self.args.format() {
                TagFormat::Tsv => table::write_mention(out, name, piece, positions, &mention)?,
                _ => jsonl::write_mention(out, name, piece, positions, &mention)?,
            }
        }
        positions.at(piece.0, piece.1, piece.1 + piece.0.len());
        Ok(())
    }

    /// Writes the texts for a terminal, each under its name, and after them what they mention.
    fn show(&self, paths: &[PathBuf], out: &mut dyn Write) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::Fine;
        let mut summary = Summary::default();
        for path in paths {
            let mut ends_line = true;
            let mut positions = Positions::default();
            if paths.len() > 1 {
                let name = columns::one_line(&path.to_string_lossy());
                writeln!(out, "\x1b[2m── {name} ──\x1b[0m").map_err(Failure::output)?;
            }
            let result = self.each_block(path, |block| {
                for mention in block.mentions() {
                    let start = mention.span().start();
                    summary.add(&mention, positions.at(block.text(), block.offset(), start).line);
                }
                positions.at(block.text(), block.offset(), block.offset() + block.text().len());
                ends_line = block.text().ends_with('\n');
                text::write_marked(
                    out,
                    (block.text(), block.offset()),
                    block.mentions(),
                    self.marks,
                )
            });
            if !ends_line {
                out.write_all(b"\n").map_err(Failure::output)?;
            }
            outcome = outcome.worse(finish(result)?);
        }
        write_summary(out, &summary).map_err(Failure::output)?;
        Ok(outcome)
    }

    /// Writes one page of all files. They are read one at a time, since its list is of all of them.
    fn page(&self, paths: &[PathBuf], out: &mut dyn Write) -> Result<Outcome, Failure> {
        let title = match paths {
            [one] if input::is_stdin(one) => "exonym".to_owned(),
            [one] => format!("{} · exonym", one.display()),
            several => format!("{} texts · exonym", several.len()),
        };
        let mut page = Page::begin(out, &title, paths.len()).map_err(Failure::output)?;
        let mut outcome = Outcome::Fine;
        for path in paths {
            let name = if input::is_stdin(path) {
                "standard input".into()
            } else {
                path.to_string_lossy()
            };
            page.begin_document(&name).map_err(Failure::output)?;
            let mut positions = Positions::default();
            let result = self.each_block(path, |block| {
                let piece = (block.text(), block.offset());
                page.write_block(piece, block.mentions(), &mut positions)
            });
            page.end_document(result.is_ok()).map_err(Failure::output)?;
            outcome = outcome.worse(finish(result)?);
        }
        page.finish().map_err(Failure::output)?;
        Ok(outcome)
    }

    /// Works on several files at a time and prints their results in order.
    fn tag_together(&self, paths: &[PathBuf], out: &mut dyn Write) -> Result<Outcome, Failure> {
        let jobs = (self.args.jobs as usize).min(paths.len());
        let look_ahead = jobs.saturating_mul(LOOK_AHEAD).min(MOST_WAITING.max(jobs));
        let (ask, asked) = mpsc::channel();
        let asked = Mutex::new(asked);
        thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| self.answer(&asked));
            }
            // However this ends, its end of the channel goes, and with it the threads.
            let ask = ask;
            let mut rest = paths.iter();
            let mut answers = VecDeque::new();
            let mut outcome = Outcome::Fine;
            loop {
                let room = look_ahead - answers.len();
                for path in rest.by_ref().take(room) {
                    let (answer, tagged) = mpsc::channel();
                    ask.send(Asked { path, answer }).expect("the other end outlives this one");
                    answers.push_back(tagged);
                }
                let Some(tagged) = answers.pop_front() else { return Ok(outcome) };
                let (mut spool, result) = tagged.recv().expect("a tagging thread does not panic");
                spool
                    .seek(SeekFrom::Start(0))
                    .and_then(|_| io::copy(&mut spool, out))
                    .map_err(Failure::output)?;
                outcome = outcome.worse(finish(result)?);
            }
        })
    }

    /// Tags file after file, as long as any is asked for.
    fn answer(&self, asked: &Mutex<Receiver<Asked<'_>>>) {
        let next = || asked.lock().ok()?.recv().ok();
        while let Some(Asked { path, answer }) = next() {
            // Nobody waits for it any more once the output is closed.
            if answer.send(self.tag_to_spool(path)).is_err() {
                return;
            }
        }
    }

    fn tag_to_spool(&self, path: &Path) -> Tagged {
        let mut spool = SpooledTempFile::new(WAIT_IN_MEMORY);
        let mut buffered = BufWriter::new(&mut spool);
        let outcome = self.tag(path, &mut buffered);
        // What the last of it meets would be lost when the buffer is dropped.
        let flushed = buffered
            .flush()
            .map_err(|error| Failure::message(format!("cannot write a temporary file: {error}")));
        drop(buffered);
        (spool, outcome.and_then(|outcome| flushed.map(|()| outcome)))
    }
}

/// What a file's tagging wrote and came to.
type Tagged = (SpooledTempFile, Result<Outcome, Failure>);

/// A file to tag, and where the result is waited for.
struct Asked<'p> {
    path: &'p Path,
    answer: Sender<Tagged>,
}

/// Writes the entities in columns, most mentioned first: ID, name, type, mentions, and how they are written.
fn write_summary(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    let mut entities: Vec<&Mentioned> = summary.entities().iter().collect();
    // Stable: of equal counts, the one mentioned first comes first.
    entities.sort_by_key(|entity| std::cmp::Reverse(entity.count));
    let rows: Vec<Vec<Cell>> = entities
        .into_iter()
        .map(|entity| {
            let forms = entity.forms.iter().map(|form| match form.count {
                1 => form.surface.clone(),
                several => format!("{} ×{several}", form.surface),
            });
            vec![
                Cell::styled(
                    entity.id.as_deref().unwrap_or("not decided"),
                    text::colour(entity.kind.as_deref()),
                ),
                Cell::plain(&entity.name),
                Cell::plain(entity.kind.as_deref().unwrap_or("")),
                Cell::plain(entity.count.to_string()),
                Cell::styled(columns::few(forms, MOST_FORMS, ", "), "\x1b[2m"),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    out.write_all(b"\n")?;
    columns::write(out, 2, &rows)
}
