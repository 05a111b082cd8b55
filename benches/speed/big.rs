//! The program on much text: memory that does not grow with a file, and files on two threads.

use crate::arguments::{Args, What};
use crate::bars::Bars;
use crate::child;
use crate::clock::{median, ratio};
use crate::subject::{Subject, write_whole};
use crate::table::Printer;
use crate::write::write_mentions;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

/// Bytes of the long text.
const LONG: usize = 1_000_000_000;

/// How many files are tagged together.
const FILES: usize = 16;

pub fn run(subject: &Subject, args: &Args, printer: &Printer, bars: &mut Bars) {
    eprintln!("the program on big inputs: {} ...", subject.size.label());
    long(subject, args, printer, bars);
    many(subject, args, printer, bars);
}

/// Arguments of `exonym tag`.
fn tag(subject: &Subject, options: &[&str], paths: &[PathBuf]) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec!["tag".into(), "-d".into(), subject.compiled.clone().into()];
    words.extend(options.iter().map(OsString::from));
    words.extend(paths.iter().map(OsString::from));
    words
}

fn long(subject: &Subject, args: &Args, printer: &Printer, bars: &mut Bars) {
    let unit: String = subject.texts.iter().map(|text| text.original.as_str()).collect();
    let [short, long] = ["short.txt", "long.txt"].map(|name| args.cache.join(name));
    write_whole(&short, |out| out.write_all(unit.as_bytes())).expect("the text is written");
    let times = LONG.div_ceil(unit.len());
    write_whole(&long, |out| (0..times).try_for_each(|_| out.write_all(unit.as_bytes())))
        .expect("the text is written");
    check(subject, args, &short, &unit);
    let [on_short, on_long] = [&short, &long]
        .map(|path| child::run(&args.exonym, tag(subject, &[], std::slice::from_ref(path))));
    let dictionary = subject.dictionary.byte_len() as f64;
    let row = |bytes: usize, used: child::Usage| {
        vec![
            format!("a text of {:.0} MB", bytes as f64 / 1e6),
            format!("{:.1}", bytes as f64 / 1e6 / used.cpu),
            format!("{:.0}", used.peak / 1e6),
            format!("{:.0}", (used.peak - dictionary) / 1e6),
        ]
    };
    printer.table(
        &["`exonym tag`", "MB/s of CPU", "peak MB", "peak over the dictionary's file"],
        &[row(unit.len(), on_short), row(unit.len() * times, on_long)],
    );
    let over = (on_long.peak - dictionary) / 1e6;
    let what = format!("{}: 1 GB, peak MB over the dictionary", subject.size.label());
    bars.at_most(what, 150.0, over, format!("{over:.0}"));
    fs::remove_file(long).expect("the text can be taken away again");
}

/// The program writes what the library finds in memory.
fn check(subject: &Subject, args: &Args, path: &PathBuf, text: &str) {
    let output = args.cache.join("short.jsonl");
    let options = ["-o", output.to_str().expect("a path that is text")];
    child::run(&args.exonym, tag(subject, &options, std::slice::from_ref(path)));
    let mut expected = Vec::new();
    let normalizer = subject.normalizers().default;
    write_mentions(&normalizer, &path.display().to_string(), text, &mut expected);
    let written = fs::read(output).expect("the output was written");
    assert!(written == expected, "the program writes other mentions than the library finds");
}

fn many(subject: &Subject, args: &Args, printer: &Printer, bars: &mut Bars) {
    let paths: Vec<PathBuf> =
        (0..FILES).map(|number| args.cache.join(format!("text-{number:02}.txt"))).collect();
    for (number, path) in paths.iter().enumerate() {
        let text = &subject.texts[number % subject.texts.len()].original;
        write_whole(path, |out| out.write_all(text.as_bytes())).expect("the text is written");
    }
    let [one, two] = ["1", "2"].map(|jobs| {
        let output = args.cache.join("jobs.jsonl");
        let options = ["-j", jobs, "-o", output.to_str().expect("a path that is text")];
        child::run(&args.exonym, tag(subject, &options, &paths));
        fs::read(output).expect("the output was written")
    });
    assert!(!one.is_empty() && one == two, "two threads write something else than one");
    let mut seconds = [Vec::new(), Vec::new()];
    let mut cores = [Vec::new(), Vec::new()];
    for _ in 0..args.rounds {
        for (way, jobs) in ["1", "2"].into_iter().enumerate() {
            // To standard output, which is thrown away: a file would be waited for until it is on the disk.
            let used = child::run(&args.exonym, tag(subject, &["-j", jobs], &paths));
            seconds[way].push(used.wall);
            cores[way].push(used.cpu / used.wall);
        }
    }
    let faster = ratio(&seconds[0], &seconds[1]);
    let row = |way: usize| {
        let speed = ratio(&seconds[0], &seconds[way]).to_string();
        let [seconds, cores] = [&seconds[way], &cores[way]].map(|values| median(values));
        vec![format!("-j{}", way + 1), format!("{seconds:.2}"), format!("{cores:.2}"), speed]
    };
    // Cores used tell whether the machine had a second one to give.
    printer.table(
        &["`exonym tag`, 16 files", "wall s", "cores used", "times as fast as -j1"],
        &[row(0), row(1)],
    );
    if subject.size != What::MadeUp {
        let what = format!("{}: tag -j2 against -j1", subject.size.label());
        bars.at_least(what, 1.8, faster.median, faster);
    }
}
