//! The table of speed: finding names beside other libraries, and what a dictionary costs in memory, to
//! build and to open. `cargo bench --bench speed -- --help` says what can be chosen.
//!
//! Criterion, which `benches/annotate` uses, times one routine after the other. On a machine that others
//! use too, that compares one minute with another. Here every engine runs once in each round, and what is
//! reported is the median of the ratios within the rounds.

mod agreement;
mod arguments;
mod bars;
mod big;
mod child;
mod clock;
#[path = "../annotate/data.rs"]
mod data;
mod dictionary;
#[path = "../annotate/engines.rs"]
mod engines;
mod find;
mod headline;
mod machine;
mod peers;
mod subject;
mod table;
mod write;

use arguments::{Args, What};
use bars::Bars;
use subject::Subject;
use table::Printer;

fn main() {
    if child::is_helper() {
        return child::help();
    }
    let args = Args::read();
    let printer = Printer { markdown: args.markdown };
    machine::describe(&printer, &args);
    let mut bars = Bars::default();
    for size in args.sizes() {
        match Subject::prepare(size, &args) {
            Some(subject) => measure(&subject, &args, &printer, &mut bars),
            None => println!("{}: skipped\n", size.label()),
        }
    }
    bars.print(&printer);
}

fn measure(subject: &Subject, args: &Args, printer: &Printer, bars: &mut Bars) {
    printer.heading(&format!("{}: {} names", subject.size.label(), subject.names.len()));
    if args.wants(What::Build) {
        dictionary::build(subject, printer, bars);
    }
    if args.wants(What::Open) {
        dictionary::open(subject, args, printer, bars);
    }
    let peers = if args.wants_peers() { peers::all(subject) } else { Vec::new() };
    if args.wants(What::Memory) {
        dictionary::memory(subject, &peers, printer, bars);
    }
    if args.wants(What::Find) {
        find::run(subject, &peers, args, printer, bars);
    }
    if args.wants(What::Latency) {
        headline::run(subject, &peers, args, printer);
    }
    drop(peers);
    if args.wants(What::Write) {
        write::run(subject, args, printer, bars);
    }
    if args.wants(What::Big) {
        big::run(subject, args, printer, bars);
    }
}
