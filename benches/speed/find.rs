//! Throughput of finding the names of a dictionary in a text.

use crate::agreement::Agreement;
use crate::arguments::{Args, What};
use crate::bars::Bars;
use crate::clock::{Seconds, median, ratio, rounds};
use crate::engines;
use crate::peers::{self, Peer};
use crate::subject::{Normalizers, Subject, Text};
use crate::table::Printer;
use exonym::Normalizer;
use std::hint::black_box;

const LABELS: [&str; 3] = ["exonym (a)", "exonym (b)", "exonym (c)"];

pub fn run(subject: &Subject, peers: &[Peer], args: &Args, printer: &Printer, bars: &mut Bars) {
    let normalizers = subject.normalizers();
    for (text, is_english) in subject.texts.iter().zip([true, false]) {
        eprintln!("finding: {} ...", text.label);
        let counts = check(subject, &normalizers, peers, text, printer);
        let seconds = measure(&normalizers, peers, text, args.rounds);
        let labels = LABELS.into_iter().chain(peers.iter().map(|peer| peer.label));
        let rows: Vec<Vec<String>> = labels
            .zip(&seconds)
            .zip(counts)
            .map(|((label, own), count)| {
                let speed = text.original.len() as f64 / 1e6 / median(own);
                let against = ratio(own, &seconds[0]).to_string();
                vec![label.to_owned(), format!("{speed:.1}"), against, count.to_string()]
            })
            .collect();
        printer.table(&[&text.label, "MB/s", "(a) is times as fast", "found"], &rows);
        set_bars(subject.size, (&text.label, is_english), peers, &seconds, bars);
    }
}

fn measure(normalizers: &Normalizers, peers: &[Peer], text: &Text, count: usize) -> Vec<Seconds> {
    let annotate = |normalizer: &Normalizer| {
        black_box(normalizer.annotate(&text.original).mentions().len());
    };
    let own: [&dyn Fn(); 3] =
        [&|| annotate(&normalizers.plain), &|| annotate(&normalizers.exact), &|| {
            annotate(&normalizers.default)
        }];
    let others: Vec<Box<dyn Fn() + '_>> = peers
        .iter()
        .map(|peer| -> Box<dyn Fn() + '_> {
            Box::new(|| {
                black_box(peer.find(&text.lower));
            })
        })
        .collect();
    let jobs: Vec<&dyn Fn()> =
        own.into_iter().chain(others.iter().map(|job| job.as_ref())).collect();
    rounds(count, &jobs)
}

/// Compares what the engines find, and returns how much each does.
fn check(
    subject: &Subject,
    normalizers: &Normalizers,
    peers: &[Peer],
    text: &Text,
    printer: &Printer,
) -> Vec<usize> {
    let plain = engines::exonym(&normalizers.plain, &text.original);
    let walk = peers::named(peers, peers::WALK).find(&text.lower);
    let agreement = Agreement::of(&walk, &plain, &text.original);
    if subject.size == What::MadeUp {
        assert_eq!(agreement, Agreement::default(), "a name that a plain walk finds is missed");
    } else {
        printer.remark(&format!(
            "{}: the fst walk finds {} names. {} of them overlap other mentions here; {} are left alone, in\n\
             addresses, identifiers and numbers.",
            text.label,
            walk.len(),
            agreement.overlapped,
            agreement.left_alone
        ));
    }
    let mut counts = vec![plain.len()];
    for normalizer in [&normalizers.exact, &normalizers.default] {
        counts.push(normalizer.annotate(&text.original).mentions().len());
    }
    for peer in peers {
        let found = peer.find(&text.lower);
        // A longest match that fails its boundary takes the shorter ones with it.
        assert!(found.len() <= walk.len(), "{} finds too much", peer.label);
        counts.push(found.len());
    }
    if let Some(planted) = text.planted {
        assert!(
            counts.iter().all(|&count| count == planted),
            "every name that was put in is found, and nothing else"
        );
    }
    counts
}

fn set_bars(
    size: What,
    (what, is_english): (&str, bool),
    peers: &[Peer],
    seconds: &[Seconds],
    bars: &mut Bars,
) {
    let own = LABELS.len();
    let of = |label| {
        let position = peers.iter().position(|peer| peer.label == label);
        &seconds[own + position.expect("one of those that are always built")]
    };
    let (bytewise, charwise) = (of(peers::BYTEWISE), of(peers::CHARWISE));
    let (label, peer, english, chinese) = match size {
        What::TenThousand => (peers::BYTEWISE, bytewise, 1.7, 1.0),
        What::Million if median(bytewise) < median(charwise) => {
            (peers::BYTEWISE, bytewise, 2.0, 1.5)
        }
        What::Million => (peers::CHARWISE, charwise, 2.0, 1.5),
        What::EightMillion => (peers::CHARWISE, charwise, 2.5, 1.2),
        _ => return,
    };
    let against = ratio(peer, &seconds[0]);
    let bar = if is_english { english } else { chinese };
    bars.at_least(format!("{what}: (a) against {label}"), bar, against.median, against);
    if size == What::TenThousand {
        let against = ratio(&seconds[0], &seconds[1]);
        bars.at_least(format!("{what}: (b) against (a)"), 0.5, against.median, against);
    }
}
