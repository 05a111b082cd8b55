//! `exonym normalize`: texts with their names rewritten.

use crate::args::{AmbiguousArg, FailOn, Invalid, Normalize};
use crate::columns;
use crate::input;
use crate::outcome::{Failure, Outcome, complain};
use crate::write::Pending;
use exonym::Normalizer;
use exonym::output::Positions;
use exonym::output::replace::{Progress, Replace, Replacement, Target};
use similar::TextDiff;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub fn run(args: &Normalize, quiet: bool) -> Result<Outcome, Failure> {
    let rewriter = Rewriter::new(args, quiet)?;
    let paths = args.input.paths();
    if args.write {
        if paths.iter().any(|path| input::is_stdin(path)) {
            return Err(Failure::message(
                "--write changes files; name them, standard input cannot be changed",
            ));
        }
        if args.input.invalid == Invalid::Replace {
            return Err(Failure::message(
                "--write leaves every byte outside names as it is, so it does not go with \
                 --invalid replace; use -o",
            ));
        }
        if args.backup.as_deref() == Some("") {
            return Err(Failure::message("--backup needs a suffix, such as .orig"));
        }
        return rewriter.each(|path| rewriter.write_in_place(path));
    }
    if let Some(output) = args.output.as_ref().filter(|output| !input::is_stdin(output)) {
        if paths.len() > 1 {
            return Err(Failure::message(
                "-o takes the text of one file; use --write to change several",
            ));
        }
        let mut pending = Pending::create(output)?;
        let outcome = rewriter.stream(&paths[0], &mut pending, output)?;
        pending.commit()?;
        return Ok(outcome.outcome(args));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = if args.diff {
        rewriter.each(|path| rewriter.diff(path, &mut out))?
    } else {
        let target = Path::new("standard output");
        rewriter.each(|path| Ok(rewriter.stream(path, &mut out, target)?.outcome(args)))?
    };
    out.flush().map_err(Failure::output)?;
    Ok(outcome)
}

struct Rewriter<'a> {
    args: &'a Normalize,
    quiet: bool,
    normalizer: Normalizer,
    replace: Replace,
}

/// What happened to one text.
struct Changes {
    count: usize,
}

impl Changes {
    fn outcome(&self, args: &Normalize) -> Outcome {
        let is_finding = self.count > 0 && args.fail_on == Some(FailOn::Findings);
        if is_finding { Outcome::Findings } else { Outcome::Fine }
    }
}

impl<'a> Rewriter<'a> {
    fn new(args: &'a Normalize, quiet: bool) -> Result<Rewriter<'a>, Failure> {
        let target = match args.to.as_deref() {
            None => Target::SameScript,
            Some("id") => Target::Id,
            Some(tag) => Target::Lang(
                tag.parse().map_err(|error| Failure::message(format!("--to: {error}")))?,
            ),
        };
        let mut replace = Replace::new()
            .target(target)
            .best_of_ambiguous(args.ambiguous == AmbiguousArg::Best)
            .keep_original(args.keep_original);
        if let Some(lang) = &args.lang {
            replace = replace.document_lang(lang.clone());
        }
        let dictionary = args.dictionary.load(quiet)?;
        Ok(Rewriter { args, quiet, normalizer: args.matching.builder(dictionary).build(), replace })
    }

    /// Does the work on every file; a bad one is reported and the rest go on.
    fn each(
        &self,
        mut work: impl FnMut(&Path) -> Result<Outcome, Failure>,
    ) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::Fine;
        for path in self.args.input.paths() {
            outcome = outcome.worse(match work(&path) {
                Ok(outcome) => outcome,
                Err(Failure::Closed) => return Err(Failure::Closed),
                Err(failure) => failure.report(),
            });
        }
        Ok(outcome)
    }

    /// Rewrites a text of any size from a file to a writer, which `target` names in messages.
    fn stream(&self, path: &Path, out: &mut dyn Write, target: &Path) -> Result<Changes, Failure> {
        let mut reader = input::open(path)?;
        let mut progress = Progress::default();
        let mut positions = Positions::default();
        let mut count = 0;
        let mut written = Ok(());
        let result =
            self.normalizer.stream(&mut reader, self.args.input.invalid_bytes(), |block| {
                let rewritten = self.replace.rewrite_block(&self.normalizer, block, &mut progress);
                for left in &rewritten.left_out {
                    let line = positions.at(block.text(), block.offset(), left.span.start()).line;
                    self.report_left_out(path, line, left);
                }
                positions.at(block.text(), block.offset(), block.offset() + block.text().len());
                count += rewritten.replacements.len();
                written = out.write_all(rewritten.text.as_bytes());
                // Reading stops where writing failed; which of the two it was is told apart below.
                written.as_ref().map(drop).map_err(|error| error.kind().into())
            });
        match (written, result) {
            (Err(error), _) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
            (Err(error), _) => Err(Failure::file(target, &error)),
            (_, Err(error)) => Err(input::stream_failure(path, error)),
            _ => Ok(Changes { count }),
        }
    }

    fn report_left_out(&self, path: &Path, line: usize, left: &Replacement) {
        if !self.quiet {
            let Replacement { surface, replacement, .. } = left;
            // Every line of a message begins with the program's name; a name may have a line break.
            let surface = columns::one_line(surface);
            complain(&format!(
                "{}:{line}: left `{surface}` as it is: with `{replacement}` the place would read otherwise",
                path.display()
            ));
        }
    }

    fn write_in_place(&self, path: &Path) -> Result<Outcome, Failure> {
        // Asked first, since opening a pipe would wait for its other end.
        let metadata = fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
        if !metadata.is_file() {
            return Err(Failure::message(format!(
                "{}: is no regular file, so it cannot be changed in place",
                path.display()
            )));
        }
        let mut pending = Pending::create(path)?;
        let changes = self.stream(path, &mut pending, path)?;
        if changes.count > 0 {
            if let Some(suffix) = &self.args.backup {
                let mut backup = OsString::from(path);
                backup.push(suffix);
                fs::copy(path, &backup)
                    .map_err(|error| Failure::file(Path::new(&backup), &error))?;
            }
            pending.commit()?;
        }
        Ok(changes.outcome(self.args))
    }

    fn diff(&self, path: &Path, out: &mut dyn Write) -> Result<Outcome, Failure> {
        let text = input::read_to_string(path, self.args.input.invalid)?;
        let rewritten = self.normalizer.rewrite(&text, &self.replace);
        for left in &rewritten.left_out {
            let line = text[..left.span.start()].matches('\n').count() + 1;
            self.report_left_out(path, line, left);
        }
        let diff = TextDiff::from_lines(text.as_str(), &rewritten.text);
        let name = path.display().to_string();
        let unified = diff.unified_diff().context_radius(3).header(&name, &name).to_string();
        // The text itself may hold escapes, which a patch needs as they are; so colour is left out
        // here, not stripped later.
        let coloured = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        for line in unified.split_inclusive('\n') {
            let colour = match line.as_bytes().first().filter(|_| coloured) {
                Some(b'+') => "\x1b[32m",
                Some(b'-') => "\x1b[31m",
                Some(b'@') => "\x1b[36m",
                _ => "",
            };
            let written = if colour.is_empty() {
                out.write_all(line.as_bytes())
            } else {
                let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
                write!(out, "{colour}{line}\x1b[0m{end}")
            };
            written.map_err(Failure::output)?;
        }
        Ok(Changes { count: rewritten.replacements.len() }.outcome(self.args))
    }
}
