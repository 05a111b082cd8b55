//! What a dictionary costs: to compile, to open, to hold.

use crate::arguments::{Args, What};
use crate::bars::Bars;
use crate::clock::{median, rounds};
use crate::peers::{self, Peer};
use crate::subject::Subject;
use crate::table::Printer;
use exonym::Dictionary;
use std::collections::HashMap;

pub fn build(subject: &Subject, printer: &Printer, bars: &mut Bars) {
    let used = subject.built.expect("always compiled where this table is wanted");
    let bytes = |path| std::fs::metadata(path).map_or(0, |meta| meta.len()) as f64 / 1e6;
    printer.table(
        &["`exonym dict build`", "CPU s", "wall s", "peak MB", "source MB", "file MB"],
        &[vec![
            subject.size.label().to_owned(),
            format!("{:.2}", used.cpu),
            format!("{:.2}", used.wall),
            format!("{:.0}", used.peak / 1e6),
            format!("{:.1}", bytes(&subject.source)),
            format!("{:.1}", bytes(&subject.compiled)),
        ]],
    );
    let (seconds, memory) = match subject.size {
        What::Million => (4.0, 500.0),
        What::EightMillion => (60.0, 2000.0),
        _ => return,
    };
    let what = |cost| format!("{}: building, {cost}", subject.size.label());
    bars.at_most(what("CPU s"), seconds, used.cpu, format!("{:.2}", used.cpu));
    let peak = used.peak / 1e6;
    bars.at_most(what("peak MB"), memory, peak, format!("{peak:.0}"));
}

pub fn open(subject: &Subject, args: &Args, printer: &Printer, bars: &mut Bars) {
    let path = &subject.compiled;
    assert!(subject.dictionary.form_count() >= subject.names.len(), "a name is missing");
    let verified = || drop(Dictionary::open(path).expect("opened before"));
    let trusted = || drop(Dictionary::open_trusted(path).expect("opened before"));
    let seconds = rounds(args.rounds, &[&verified, &trusted]);
    let [verified, trusted] = [median(&seconds[0]), median(&seconds[1])];
    let speed = subject.dictionary.byte_len() as f64 / 1e9 / verified;
    printer.table(
        &["opening", "ms", "GB/s"],
        &[
            vec![
                "`Dictionary::open`".into(),
                format!("{:.3}", verified * 1e3),
                format!("{speed:.1}"),
            ],
            vec!["`Dictionary::open_trusted`".into(), format!("{:.3}", trusted * 1e3), "-".into()],
        ],
    );
    if subject.size == What::Million {
        let shown = format!("{:.3}", trusted * 1e3);
        bars.at_most("names-1m: open_trusted, ms".into(), 1.0, trusted * 1e3, shown);
    }
}

/// The sections that a scan reads; beside them `index` and `records` only for what was found, as output.
fn scanned(dictionary: &Dictionary) -> usize {
    let sections: HashMap<&str, usize> = dictionary.section_bytes().collect();
    let keys = if sections["trie"] > 0 { "trie" } else { "keys" };
    sections["filter"] + sections["rows"] + sections[keys]
}

pub fn memory(subject: &Subject, peers: &[Peer], printer: &Printer, bars: &mut Bars) {
    let dictionary = &subject.dictionary;
    let needed = scanned(dictionary);
    let row = |label: String, bytes: usize, build: Option<f64>| {
        let build = build.map_or("-".into(), |seconds| format!("{seconds:.2}"));
        let megabytes = format!("{:.1}", bytes as f64 / 1e6);
        vec![label, format!("{:.1}", subject.per_name(bytes)), megabytes, build]
    };
    let small = (subject.size == What::Million).then(|| {
        let small = dictionary.to_builder().small(true).build();
        scanned(&small.expect("the names are sound"))
    });
    let mut rows = vec![
        row("exonym, file".into(), dictionary.byte_len(), subject.built.map(|used| used.cpu)),
        row("exonym, to tag: trie, filter, rows".into(), needed, None),
    ];
    rows.extend(
        small.map(|bytes| row("exonym small: automaton, filter, rows".into(), bytes, None)),
    );
    let sections = dictionary.section_bytes();
    rows.extend(sections.map(|(section, bytes)| row(format!("- {section}"), bytes, None)));
    rows.extend(peers.iter().map(|peer| row(peer.label.to_owned(), peer.bytes, Some(peer.build))));
    printer.table(&["memory", "bytes a name", "MB", "build CPU s"], &rows);
    if let Some(small) = small {
        let per_name = subject.per_name(small);
        let what = "names-1m, small: bytes a name, to tag";
        bars.at_most(what.into(), 18.0, per_name, format!("{per_name:.1}"));
    }
    let per_name = subject.per_name(needed);
    if subject.size == What::Million {
        let shown = format!("{per_name:.1}");
        bars.at_most("names-1m: bytes a name, to tag".into(), 30.0, per_name, shown);
    }
    if subject.size == What::EightMillion {
        let share = needed as f64 / peers::named(peers, peers::CHARWISE).bytes as f64;
        let what = "names-8m: memory to tag, as a share of daachorse charwise";
        bars.at_most(what.into(), 0.333, share, format!("{share:.3}"));
    }
}
