//! `exonym lookup`: what single names may mean.

use crate::args::{Lookup, LookupFormat};
use crate::outcome::{Failure, Outcome};
use exonym::output::jsonl;
use exonym::suggest::suggest;
use exonym::{Candidate, Dictionary, Normalizer};
use std::io::{self, BufRead, BufWriter, Write};
use unicode_width::UnicodeWidthStr;

pub fn run(args: &Lookup, quiet: bool) -> Result<Outcome, Failure> {
    let normalizer = args.matching.builder(args.dictionary.load(quiet)?).build();
    let mut out = BufWriter::new(anstream::stdout().lock());
    if args.names.is_empty() {
        for (number, line) in io::stdin().lock().split(b'\n').enumerate() {
            let line =
                line.map_err(|error| Failure::message(format!("standard input: {error}")))?;
            let name = String::from_utf8(line).map_err(|_| {
                Failure::message(format!(
                    "standard input:{}: invalid UTF-8; convert it to UTF-8",
                    number + 1
                ))
            })?;
            let name = name.strip_suffix('\r').unwrap_or(&name);
            answer(args, &normalizer, name, &mut out).map_err(Failure::output)?;
        }
    } else {
        for name in &args.names {
            answer(args, &normalizer, name, &mut out).map_err(Failure::output)?;
        }
    }
    out.flush().map_err(Failure::output)?;
    Ok(Outcome::Fine)
}

fn answer(
    args: &Lookup,
    normalizer: &Normalizer,
    name: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut resolution = normalizer.resolve(name);
    let is_known = resolution.candidates().len() > 0;
    if let Some(kind) = &args.kind {
        resolution = resolution.of_type(kind);
    }
    let top = args.top as usize;
    if args.format == LookupFormat::Jsonl {
        return jsonl::write_resolution(out, &resolution, top);
    }
    let candidates: Vec<Candidate<'_>> = resolution.candidates().take(top).collect();
    let is_open = !candidates.is_empty() && resolution.entity().is_none();
    writeln!(out, "\x1b[1m{name}\x1b[0m{}", if is_open { "  (not decided)" } else { "" })?;
    if let (true, true, Some(kind)) = (is_known, candidates.is_empty(), &args.kind) {
        return writeln!(out, "  no entity of type {kind}");
    }
    if candidates.is_empty() {
        return match near_name(normalizer.dictionary(), name) {
            Some(near) => writeln!(out, "  no entity; did you mean {near}?"),
            None => writeln!(out, "  no entity"),
        };
    }
    let width = |text: fn(&Candidate<'_>) -> String| {
        candidates.iter().map(|candidate| text(candidate).width()).max().unwrap_or(0)
    };
    let id_width = width(|candidate| candidate.entity().id().to_owned());
    let name_width = width(|candidate| candidate.entity().display_name().to_owned());
    let kind_width = width(|candidate| candidate.entity().kind().unwrap_or("").to_owned());
    for candidate in &candidates {
        let entity = candidate.entity();
        writeln!(
            out,
            "  \x1b[36m{}\x1b[0m  {}  {}  {}  {:.2}",
            padded(entity.id(), id_width),
            padded(entity.display_name(), name_width),
            padded(entity.kind().unwrap_or(""), kind_width),
            candidate.tier(),
            candidate.score(),
        )?;
        if args.explain {
            for reason in candidate.evidence() {
                writeln!(out, "    {reason}")?;
            }
        }
    }
    Ok(())
}

/// Fills up to a width in terminal columns, of which East Asian characters take two.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Returns a name of the dictionary that looks like what was asked for. Looks at the names of a small
/// dictionary only, since it compares with each.
fn near_name(dictionary: &Dictionary, name: &str) -> Option<String> {
    const MOST_FORMS: usize = 200_000;
    if dictionary.form_count() > MOST_FORMS {
        return None;
    }
    let folded = exonym::fold::fold(name);
    let forms: Vec<(String, String)> = dictionary
        .entities()
        .flat_map(|entity| entity.forms())
        .map(|(text, _)| (exonym::fold::fold(&text), text))
        .collect();
    let near = suggest(&folded, forms.iter().map(|(folded, _)| folded.as_str()))?;
    forms.iter().find(|(folded, _)| folded == near).map(|(_, text)| text.clone())
}
