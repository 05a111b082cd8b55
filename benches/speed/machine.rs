//! Where, when and with which versions was measured.

use crate::arguments::Args;
use crate::table::Printer;
use std::path::Path;
use std::process::Command;

/// Packages whose versions matter to the figures.
const PACKAGES: &[&str] = &["exonym", "aho-corasick", "daachorse", "fst", "jieba-rs"];

pub fn describe(printer: &Printer, args: &Args) {
    printer.heading("Speed");
    printer.remark(&format!(
        "{}; {}; load {}.\n{}; {}; {}.",
        processor(),
        memory(),
        first_words("/proc/loadavg", 3),
        said_by("date", "+%Y-%m-%d"),
        said_by("rustc", "--version"),
        versions()
    ));
    printer.remark(&format!(
        "Time of the thread on the processor, one thread; medians of {} rounds, in each of which every engine\n\
         runs once. Ratios are taken within a round: the median (lowest-highest). MB are 1,000,000 bytes of the\n\
         original text. exonym starts from that text; the others get it in lower case, which is not counted,\n\
         and boundaries are checked after they found a name. Engines of exonym: (a) profile exact without the\n\
         word witness for Han, as the others find; (b) all of profile exact; (c) the default profile.",
        args.rounds
    ));
}

fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models: Vec<&str> = info
        .lines()
        .filter_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map(|(_, model)| model.trim())
        .collect();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{}, {cores} cores", models.first().unwrap_or(&"processor unknown"))
}

fn memory() -> String {
    let info = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = info.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok());
    kib.map_or("memory unknown".to_owned(), |kib| format!("{:.0} GiB of memory", kib / 1048576.0))
}

fn first_words(file: &str, count: usize) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().take(count).collect();
    if words.is_empty() { "unknown".to_owned() } else { words.join(" ") }
}

fn said_by(program: &str, argument: &str) -> String {
    Command::new(program)
        .arg(argument)
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_else(|_| format!("{program} unknown"))
}

fn versions() -> String {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap_or_default();
    let version = |package: &&str| {
        let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
        Some(format!("{package} {}", after.split_once('"')?.0))
    };
    PACKAGES.iter().filter_map(version).collect::<Vec<_>>().join(", ")
}
