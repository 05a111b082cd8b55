//! Latency: a headline of twenty words with two names, as a feed has many.

use crate::arguments::Args;
use crate::clock::{median, ratio, rounds};
use crate::data;
use crate::engines;
use crate::peers::{self, Peer};
use crate::subject::Subject;
use crate::table::Printer;
use std::hint::black_box;

/// Calls that are timed together.
const CALLS: usize = 5_000;

pub fn run(subject: &Subject, peers: &[Peer], args: &Args, printer: &Printer) {
    let (headline, _) = data::headline(&subject.names, &subject.texts[0].original);
    let normalizers = subject.normalizers();
    let (bytewise, charwise) =
        (peers::named(peers, peers::BYTEWISE), peers::named(peers, peers::CHARWISE));
    for peer in peers {
        assert_eq!(peer.find(&headline).len(), 2, "{}: {headline}", peer.label);
    }
    // More may be found here: two words that together are a name.
    assert!(normalizers.plain.annotate(&headline).mentions().len() >= 2, "{headline}");
    let jobs: [(&str, &dyn Fn() -> usize); 7] = [
        ("exonym (a), annotate", &|| normalizers.plain.annotate(&headline).mentions().len()),
        ("exonym (b), annotate", &|| normalizers.exact.annotate(&headline).mentions().len()),
        ("exonym (c), annotate", &|| normalizers.default.annotate(&headline).mentions().len()),
        ("exonym (c), normalize", &|| normalizers.default.normalize(&headline).len()),
        (bytewise.label, &|| bytewise.find(&headline).len()),
        (charwise.label, &|| charwise.find(&headline).len()),
        ("daachorse bytewise, with lower-casing", &|| {
            bytewise.find(&engines::lower(&headline)).len()
        }),
    ];
    let repeated = jobs.map(|(_, job)| {
        move || {
            for _ in 0..CALLS {
                black_box(job());
            }
        }
    });
    let repeated: Vec<&dyn Fn()> = repeated.iter().map(|job| job as &dyn Fn()).collect();
    let seconds = rounds(args.rounds, &repeated);
    let row = |((label, _), own): (&(&str, _), &Vec<f64>)| {
        let microseconds = median(own) / CALLS as f64 * 1e6;
        let against = ratio(own, &seconds[0]).to_string();
        vec![(*label).to_owned(), format!("{microseconds:.2}"), against]
    };
    let rows: Vec<Vec<String>> = jobs.iter().zip(&seconds).map(row).collect();
    printer.table(&["headline of 20 words", "µs", "(a) is times as fast"], &rows);
}
