//! Throughput of finding the names of a dictionary in a text.

use crate::agreement::Agreement;
use crate::arguments::{Args, What};
use crate::bars::Bars;
use crate::clock::{Seconds, median, ratio, rounds};
use crate::engines;
use crate::peers::{self, Peer};
use crate::subject::{Subject, Text};
use crate::table::Printer;
use exonym::{Normalizer, Profile};
use std::hint::black_box;

/// A way to ask exonym, by its label. The first is (a), the second (b).
type Own = (&'static str, Normalizer);

/// The three ways of the table; and, but for the largest dictionary, (a) without what it is fast by: without the
/// trie, as `dict build --small` leaves it out, and without the scan.
fn own(subject: &Subject) -> Vec<Own> {
    let normalizers = subject.normalizers();
    let mut own = vec![
        ("exonym (a)", normalizers.plain),
        ("exonym (b)", normalizers.exact),
        ("exonym (c)", normalizers.default),
    ];
    if subject.size != What::EightMillion {
        let small = subject.dictionary.to_builder().small(true).build();
        own.push(("exonym (a), small", engines::plain(small.expect("the names are sound"))));
        let walk = Normalizer::builder(subject.dictionary.clone()).profile(Profile::Exact);
        own.push(("exonym (a), plain walk", walk.han_witness(false).plain_walk(true).build()));
    }
    own
}

pub fn run(subject: &Subject, peers: &[Peer], args: &Args, printer: &Printer, bars: &mut Bars) {
    let own = own(subject);
    for (text, is_english) in subject.texts.iter().zip([true, false]) {
        eprintln!("finding: {} ...", text.label);
        let counts = check(subject, &own, peers, text, printer);
        let seconds = measure(&own, peers, text, args.rounds);
        let labels = own.iter().map(|own| own.0).chain(peers.iter().map(|peer| peer.label));
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
        set_bars(subject.size, (&text.label, is_english), peers, (own.len(), &seconds), bars);
    }
}

fn measure(own: &[Own], peers: &[Peer], text: &Text, count: usize) -> Vec<Seconds> {
    let own = own.iter().map(|(_, normalizer)| -> Box<dyn Fn() + '_> {
        Box::new(|| {
            black_box(normalizer.annotate(&text.original).mentions().len());
        })
    });
    let others = peers.iter().map(|peer| -> Box<dyn Fn() + '_> {
        Box::new(|| {
            black_box(peer.find(&text.lower));
        })
    });
    let jobs: Vec<Box<dyn Fn() + '_>> = own.chain(others).collect();
    rounds(count, &jobs.iter().map(|job| job.as_ref()).collect::<Vec<_>>())
}

/// Compares what the engines find, and returns how much each does.
fn check(
    subject: &Subject,
    own: &[Own],
    peers: &[Peer],
    text: &Text,
    printer: &Printer,
) -> Vec<usize> {
    let plain = engines::exonym(&own[0].1, &text.original);
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
    let mut counts: Vec<usize> = Vec::new();
    for (label, normalizer) in own {
        let found = engines::exonym(normalizer, &text.original);
        let is_same = !label.starts_with("exonym (a)") || found == plain;
        assert!(is_same, "{label} finds other names");
        counts.push(found.len());
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
    (own, seconds): (usize, &[Seconds]),
    bars: &mut Bars,
) {
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
