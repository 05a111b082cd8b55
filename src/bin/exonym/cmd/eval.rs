//! `exonym eval`: precision and recall against annotated text.

use crate::args::{Eval, EvalFormat};
use crate::outcome::{Failure, Outcome, count};
use exonym::eval::{GoldDocument, NIL, Predicted, Ratios, Report, evaluate, predict};
use exonym::{Dictionary, Normalizer, Span};
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub fn run(args: &Eval, quiet: bool) -> Result<Outcome, Failure> {
    let dictionary = args.dictionary.load(quiet)?;
    let normalizer = args.matching.builder(dictionary).build();
    let Gold { documents, ignored } = read_gold(&args.gold)?;
    let predictions: Vec<Vec<Predicted>> =
        documents.iter().map(|document| counted(&normalizer, document, &ignored)).collect();
    let type_of = |id: &str| kind_of(normalizer.dictionary(), id);
    let report = evaluate(&documents, &predictions, type_of);
    let listed = listed_surfaces(normalizer.dictionary(), &documents);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        EvalFormat::Json => write_json(args, &report, listed, (&documents, &predictions), &mut out),
        EvalFormat::Text => write_text(&report, listed, &mut out)
            .and_then(|()| write_lists(args, &report, &documents, &predictions, &mut out)),
    };
    written.and_then(|()| out.flush()).map_err(Failure::output)?;
    Ok(Outcome::Fine)
}

/// Finds what is compared, without the IDs that the annotators left out.
fn counted(
    normalizer: &Normalizer,
    document: &GoldDocument,
    ignored: &HashSet<String>,
) -> Vec<Predicted> {
    let mut predicted = predict(normalizer, &document.text);
    predicted.retain(|prediction| !ignored.contains(&prediction.id));
    predicted
}

fn kind_of(dictionary: &Dictionary, id: &str) -> String {
    dictionary.entity(id).and_then(|entity| entity.kind()).unwrap_or("").to_owned()
}

/// Counts the distinct gold surfaces, and those among them that the dictionary lists letter by letter
/// under the same ID.
fn listed_surfaces(dictionary: &Dictionary, documents: &[GoldDocument]) -> (usize, usize) {
    let mut surfaces: HashSet<(&str, &str)> = HashSet::new();
    for document in documents {
        for mention in document.mentions.iter().filter(|mention| mention.id != NIL) {
            surfaces.insert((&mention.id, &document.text[mention.start..mention.end]));
        }
    }
    let is_listed = |&&(id, surface): &&(&str, &str)| {
        dictionary
            .entity(id)
            .is_some_and(|entity| entity.forms().iter().any(|(text, _)| text == surface))
    };
    (surfaces.iter().filter(is_listed).count(), surfaces.len())
}

/// Annotated documents, and the IDs that their annotators left out on purpose.
struct Gold {
    documents: Vec<GoldDocument>,
    ignored: HashSet<String>,
}

/// Name of the file that lists, as {"ids": […]}, the IDs that a directory's documents do not annotate.
const IGNORED_IDS: &str = "ignore-ids.json";

fn read_gold(paths: &[PathBuf]) -> Result<Gold, Failure> {
    let mut documents = Vec::new();
    let mut ignored = HashSet::new();
    for path in paths {
        let metadata = fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
        if metadata.is_dir() {
            let entries = fs::read_dir(path).map_err(|error| Failure::file(path, &error))?;
            let mut files: Vec<PathBuf> =
                entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
            files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
            files.sort();
            for file in files {
                // Other lists that stand beside the documents have other fields and are passed over.
                let text = read(&file)?;
                let value: serde_json::Value =
                    serde_json::from_str(&text).map_err(|error| json_failure(&file, 1, &error))?;
                if file.file_name().is_some_and(|name| name == IGNORED_IDS) {
                    let ids = value["ids"].as_array().into_iter().flatten();
                    ignored.extend(ids.filter_map(|id| id.as_str().map(str::to_owned)));
                } else if value.get("doc_id").is_some() && value.get("mentions").is_some() {
                    documents.push(checked(&file, 1, serde_json::from_str(&text))?);
                }
            }
        } else if path.extension().is_some_and(|ending| ending == "jsonl") {
            for (number, line) in
                read(path)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
            {
                documents.push(checked(path, number + 1, serde_json::from_str(line))?);
            }
        } else {
            documents.push(checked(path, 1, serde_json::from_str(&read(path)?))?);
        }
    }
    if documents.is_empty() {
        return Err(Failure::message(
            "no gold documents there; a document has \"doc_id\", \"text\" and \"mentions\"",
        ));
    }
    Ok(Gold { documents, ignored })
}

fn read(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    Ok(text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned))
}

fn checked(
    path: &Path,
    line: usize,
    document: serde_json::Result<GoldDocument>,
) -> Result<GoldDocument, Failure> {
    let fail = |message: String| Failure::message(format!("{}:{line}: {message}", path.display()));
    let document = document.map_err(|error| json_failure(path, line, &error))?;
    for mention in &document.mentions {
        if mention.start >= mention.end
            || Span::new(mention.start, mention.end).of(&document.text).is_none()
        {
            return Err(fail(format!(
                "bytes {}-{} are no part of the text of {}",
                mention.start, mention.end, document.doc_id
            )));
        }
    }
    Ok(document)
}

/// Names the place of a JSON error; `line` is the line of the file that the value begins on.
fn json_failure(path: &Path, line: usize, error: &serde_json::Error) -> Failure {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let line = line + error.line().saturating_sub(1);
    Failure::message(format!("{}:{line}:{}: {message}", path.display(), error.column()))
}

fn write_json(
    args: &Eval,
    report: &Report,
    listed: (usize, usize),
    lists: (&[GoldDocument], &[Vec<Predicted>]),
    out: &mut dyn Write,
) -> io::Result<()> {
    let (documents, predictions) = lists;
    let mut value = serde_json::to_value(report)?;
    value["surfaces"] = json!({ "listed": listed.0, "distinct": listed.1 });
    // Gold mentions have kinds and predictions have tiers, so only one of the two ratios means anything.
    value["by_kind"] = table(
        &report.by_kind,
        |ratios| json!({ "gold": ratios.gold, "right": ratios.right, "recall": ratios.recall }),
    );
    value["by_tier"] = table(
        &report.by_tier,
        |ratios| json!({ "predicted": ratios.predicted, "right": ratios.right, "precision": ratios.precision }),
    );
    let place = |document: &GoldDocument, start: usize, end: usize, id: &str| json!({ "doc_id": document.doc_id, "start": start, "end": end, "id": id, "surface": &document.text[start..end] });
    if args.list_missed {
        let missed = report.missed.iter().map(|&(number, position)| {
            let mention = &documents[number].mentions[position];
            place(&documents[number], mention.start, mention.end, &mention.id)
        });
        value["missed"] = missed.collect();
    }
    if args.list_false {
        let wrong = report.false_ones.iter().map(|&(number, position)| {
            let Predicted { span, id, .. } = &predictions[number][position];
            place(&documents[number], span.start(), span.end(), id)
        });
        value["false"] = wrong.collect();
    }
    serde_json::to_writer_pretty(&mut *out, &value)?;
    out.write_all(b"\n")
}

fn table(
    table: &BTreeMap<String, Ratios>,
    figures: impl Fn(&Ratios) -> serde_json::Value,
) -> serde_json::Value {
    table.iter().map(|(label, ratios)| (label.clone(), figures(ratios))).collect()
}

fn write_text(
    report: &Report,
    (listed, distinct): (usize, usize),
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", count(report.documents, "document", "documents"))?;
    writeln!(
        out,
        "{:<10} {:>9} {:>9} {:>9} {:>7} {:>7} {:>7}",
        "", "precision", "recall", "F1", "right", "gold", "pred"
    )?;
    for (label, ratios) in [("exact", &report.exact), ("overlap", &report.overlap)] {
        writeln!(
            out,
            "{label:<10} {:>9.4} {:>9.4} {:>9.4} {:>7} {:>7} {:>7}",
            ratios.precision, ratios.recall, ratios.f1, ratios.right, ratios.gold, ratios.predicted
        )?;
    }
    write_column(out, "recall by kind", &report.by_kind, |ratios| (ratios.gold, ratios.recall))?;
    write_column(out, "precision by tier", &report.by_tier, |ratios| {
        (ratios.predicted, ratios.precision)
    })?;
    writeln!(
        out,
        "\n{:<20} {:>7} {:>9} {:>9} {:>9}",
        "by type", "gold", "precision", "recall", "F1"
    )?;
    for (label, ratios) in &report.by_type {
        let label = if label.is_empty() { "(unknown)" } else { label };
        writeln!(
            out,
            "{label:<20} {:>7} {:>9.4} {:>9.4} {:>9.4}",
            ratios.gold, ratios.precision, ratios.recall, ratios.f1
        )?;
    }
    writeln!(
        out,
        "\n{listed} of {distinct} distinct gold surfaces stand in the dictionary letter by letter"
    )
}

fn write_column(
    out: &mut dyn Write,
    title: &str,
    table: &BTreeMap<String, Ratios>,
    figures: impl Fn(&Ratios) -> (usize, f64),
) -> io::Result<()> {
    writeln!(out, "\n{title:<20} {:>7} {:>9}", "number", "exact")?;
    for (label, ratios) in table {
        let (number, ratio) = figures(ratios);
        writeln!(out, "{label:<20} {number:>7} {ratio:>9.4}")?;
    }
    Ok(())
}

fn write_lists(
    args: &Eval,
    report: &Report,
    documents: &[GoldDocument],
    predictions: &[Vec<Predicted>],
    out: &mut dyn Write,
) -> io::Result<()> {
    if args.list_missed {
        writeln!(out, "\nmissed ({})", report.missed.len())?;
        for &(document, position) in &report.missed {
            let (document, mention) =
                (&documents[document], &documents[document].mentions[position]);
            let place = in_context(&document.text, Span::new(mention.start, mention.end));
            writeln!(
                out,
                "{} {}-{} {} {}: {place}",
                document.doc_id, mention.start, mention.end, mention.id, mention.kind
            )?;
        }
    }
    if args.list_false {
        writeln!(out, "\nfalse ({})", report.false_ones.len())?;
        for &(document, position) in &report.false_ones {
            let prediction = &predictions[document][position];
            let document = &documents[document];
            let (span, id) = (prediction.span, &prediction.id);
            writeln!(
                out,
                "{} {}-{} {id}: {}",
                document.doc_id,
                span.start(),
                span.end(),
                in_context(&document.text, span)
            )?;
        }
    }
    Ok(())
}

/// Shows a span in brackets with a little text around it.
fn in_context(text: &str, span: Span) -> String {
    const WIDTH: usize = 30;
    let start = text.floor_char_boundary(span.start().saturating_sub(WIDTH));
    let end = text.ceil_char_boundary((span.end() + WIDTH).min(text.len()));
    let shown = format!(
        "{}[{}]{}",
        &text[start..span.start()],
        &text[span.range()],
        &text[span.end()..end]
    );
    shown.replace(['\n', '\r'], " ")
}
