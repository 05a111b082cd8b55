//! `exonym lookup`: what single names may mean.

use crate::args::{Lookup, LookupFormat};
use crate::columns::{self, Cell};
use crate::outcome::{Failure, Outcome};
use exonym::output::{jsonl, text};
use exonym::suggest::suggest;
use exonym::{Candidate, Dictionary, Normalizer};
use std::cell::OnceCell;
use std::io::{self, BufRead, BufWriter, Write};

/// Names, aliases and relations that an explanation lists, each.
const MOST_LISTED: usize = 8;

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
            answer(args, &normalizer, name, None, &mut out).map_err(Failure::output)?;
        }
    } else {
        // A list on standard input is no place to guess what a person meant to type.
        let names = OnceCell::new();
        for name in &args.names {
            answer(args, &normalizer, name, Some(&names), &mut out).map_err(Failure::output)?;
        }
    }
    out.flush().map_err(Failure::output)?;
    Ok(Outcome::Fine)
}

fn answer(
    args: &Lookup,
    normalizer: &Normalizer,
    name: &str,
    known_names: Option<&OnceCell<Vec<KnownName>>>,
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
    let shown = columns::one_line(name);
    writeln!(out, "\x1b[1m{shown}\x1b[0m{}", if is_open { "  (not decided)" } else { "" })?;
    if let (true, true, Some(kind)) = (is_known, candidates.is_empty(), &args.kind) {
        return writeln!(out, "  no entity of type {kind}");
    }
    if candidates.is_empty() {
        return match known_names.and_then(|names| near_name(normalizer.dictionary(), names, name)) {
            Some(near) => writeln!(out, "  no entity; did you mean {near}?"),
            None => writeln!(out, "  no entity"),
        };
    }
    let rows: Vec<Vec<Cell>> = candidates
        .iter()
        .map(|candidate| {
            let entity = candidate.entity();
            vec![
                Cell::styled(entity.id(), text::colour(entity.kind())),
                Cell::plain(entity.display_name()),
                Cell::plain(entity.kind().unwrap_or("")),
                Cell::plain(candidate.tier().as_str()),
                Cell::plain(format!("{:.2}", candidate.score())),
            ]
        })
        .collect();
    if !args.explain {
        return columns::write(out, 2, &rows);
    }
    for (row, candidate) in rows.into_iter().zip(&candidates) {
        columns::write(out, 2, &[row])?;
        columns::write(out, 4, &explanation(candidate))?;
    }
    Ok(())
}

/// Says why a candidate is one, and what the dictionary knows of it.
fn explanation(candidate: &Candidate<'_>) -> Vec<Vec<Cell>> {
    let entity = candidate.entity();
    let names = entity.names();
    let label = |label: &str| Cell::styled(label, "\x1b[2m");
    let mut rows = Vec::new();
    for (position, reason) in candidate.evidence().into_iter().enumerate() {
        rows.push(vec![label(if position == 0 { "because" } else { "" }), Cell::plain(reason)]);
    }
    let listed = names.iter().map(|(lang, name)| format!("{name} ({lang})"));
    let also: Vec<String> = entity
        .forms()
        .into_iter()
        .map(|(text, _)| text)
        .filter(|text| !names.iter().any(|(_, name)| name == text))
        .collect();
    let related = entity.related();
    let links = entity.links();
    for (name, value) in [
        ("names", columns::few(listed, MOST_LISTED, ", ")),
        ("also", columns::few(also.into_iter(), MOST_LISTED, ", ")),
        ("topics", entity.topics().join(", ")),
        ("related", columns::few(related.iter().map(ToString::to_string), MOST_LISTED, ", ")),
        (
            "links",
            links
                .iter()
                .map(|(key, value)| format!("{key} {value}"))
                .collect::<Vec<_>>()
                .join(", "),
        ),
    ] {
        if !value.is_empty() {
            rows.push(vec![label(name), Cell::plain(value)]);
        }
    }
    rows
}

/// A name of the dictionary with its fold.
struct KnownName {
    folded: String,
    text: String,
}

/// Returns a name of the dictionary that looks like what was asked for. Looks at the names of a small
/// dictionary only, since it compares with each.
fn near_name(
    dictionary: &Dictionary,
    names: &OnceCell<Vec<KnownName>>,
    name: &str,
) -> Option<String> {
    const MOST_FORMS: usize = 200_000;
    if dictionary.form_count() > MOST_FORMS {
        return None;
    }
    let known = names.get_or_init(|| {
        let forms = dictionary.entities().flat_map(|entity| entity.forms());
        forms.map(|(text, _)| KnownName { folded: exonym::fold::fold(&text), text }).collect()
    });
    let near = suggest(&exonym::fold::fold(name), known.iter().map(|known| known.folded.as_str()))?;
    known.iter().find(|known| known.folded == near).map(|known| known.text.clone())
}
