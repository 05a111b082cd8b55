//! What comes after finding: names rewritten in a text, mentions written as JSON lines.

use crate::arguments::{Args, What};
use crate::bars::Bars;
use crate::clock::{median, ratio, rounds};
use crate::subject::Subject;
use crate::table::Printer;
use exonym::Normalizer;
use exonym::output::{Positions, jsonl};
use std::hint::black_box;
use std::io::{self, Write};

/// Annotates a text and writes its mentions as `exonym tag` does.
pub fn write_mentions(normalizer: &Normalizer, path: &str, text: &str, out: &mut dyn Write) {
    let annotated = normalizer.annotate(text);
    let mut positions = Positions::default();
    for mention in annotated.mentions() {
        jsonl::write_mention(out, path, (text, 0), &mut positions, &mention)
            .expect("the writer takes everything");
    }
}

pub fn run(subject: &Subject, args: &Args, printer: &Printer, bars: &mut Bars) {
    let normalizer = subject.normalizers().default;
    for text in &subject.texts {
        let (what, text) = (&text.label, &text.original);
        eprintln!("writing: {what} ...");
        check(&normalizer, text);
        let jobs: [(&str, &dyn Fn()); 3] = [
            ("annotate", &|| {
                black_box(normalizer.annotate(text).mentions().len());
            }),
            ("normalize", &|| {
                black_box(normalizer.normalize(text).len());
            }),
            ("annotate and write JSONL", &|| {
                write_mentions(&normalizer, "-", text, &mut io::sink());
            }),
        ];
        let seconds = rounds(args.rounds, &jobs.map(|(_, job)| job));
        let row = |((label, _), own): (&(&str, _), &Vec<f64>)| {
            let speed = text.len() as f64 / 1e6 / median(own);
            let against = ratio(own, &seconds[0]).to_string();
            vec![(*label).to_owned(), format!("{speed:.1}"), against]
        };
        let rows: Vec<Vec<String>> = jobs.iter().zip(&seconds).map(row).collect();
        printer.table(&[what, "MB/s", "time of annotate"], &rows);
        if subject.size == What::TenThousand {
            let cost = ratio(&seconds[2], &seconds[0]).median - 1.0;
            let what = format!("{what}: writing JSONL, as a share of tagging");
            bars.at_most(what, 1.0, cost, format!("{cost:.2}"));
        }
    }
}

/// Every mention is a line that says where it is, and rewriting leaves the text between them alone.
fn check(normalizer: &Normalizer, text: &str) {
    let annotated = normalizer.annotate(text);
    let mut lines = Vec::new();
    write_mentions(normalizer, "-", text, &mut lines);
    let lines = String::from_utf8(lines).expect("JSON is text");
    assert_eq!(lines.lines().count(), annotated.mentions().len());
    for (line, mention) in lines.lines().zip(annotated.mentions()) {
        let line: serde_json::Value = serde_json::from_str(line).expect("a JSON object");
        assert_eq!(line["start"], mention.span().start());
        assert_eq!(line["end"], mention.span().end());
    }
    let first = annotated.mentions().first().map_or(text.len(), |first| first.span().start());
    assert!(normalizer.normalize(text).starts_with(&text[..first]));
}
