//! What to measure, as the command line and the environment say.

use clap::{Parser, ValueEnum};
use std::path::PathBuf;

/// Find names in text with exonym and with other libraries, and print how fast each is.
///
/// In the environment: ROUNDS (5 unless given), CAP_MB (megabytes of each text, 10 unless given), and
/// SPEED_CACHE, the directory for big files that are made once (one in the system's temporary directory
/// unless given).
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo bench --bench speed --",
    after_help = "\
Without a dictionary: made-up, 10k and 1m. Without a table: all but `big`. Examples:
  cargo bench --bench speed -- 10k 1m 8m --markdown
  cargo bench --bench speed -- 10k latency
  ROUNDS=9 CAP_MB=4 cargo bench --bench speed -- 1m find"
)]
pub struct Args {
    /// Dictionaries and tables, in any order
    #[arg(value_enum, value_name = "DICTIONARY|TABLE")]
    what: Vec<What>,
    /// Print Markdown, to be pasted into a record
    #[arg(long)]
    pub markdown: bool,
    /// The program to measure, instead of the one built along with this bench
    #[arg(long, value_name = "PATH", default_value = env!("CARGO_BIN_EXE_exonym"), hide_default_value = true)]
    pub exonym: PathBuf,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
    #[arg(skip)]
    pub rounds: usize,
    /// Bytes of each text, at the most.
    #[arg(skip)]
    pub cap: usize,
    #[arg(skip)]
    pub cache: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// 10,000 made-up names
    MadeUp,
    /// names-10k: countries, languages, large cities
    #[value(name = "10k")]
    TenThousand,
    /// names-1m: places and companies
    #[value(name = "1m")]
    Million,
    /// names-1m and 7,000,000 combinations of its names
    #[value(name = "8m")]
    EightMillion,
    /// Throughput of finding names, against the peers
    Find,
    /// Bytes a name, against the peers
    Memory,
    /// Seconds and memory to compile the dictionary
    Build,
    /// Time to open the compiled dictionary
    Open,
    /// A headline of 20 words, against the peers
    Latency,
    /// What rewriting texts and writing JSONL cost
    Write,
    /// The program on 1 GB of text, and on 16 files with two threads
    Big,
}

const SIZES: [What; 4] = [What::MadeUp, What::TenThousand, What::Million, What::EightMillion];

impl What {
    pub fn label(self) -> &'static str {
        match self {
            What::MadeUp => "made-up",
            What::TenThousand => "names-10k",
            What::Million => "names-1m",
            What::EightMillion => "names-8m",
            _ => unreachable!("only dictionaries are asked for a label"),
        }
    }
}

impl Args {
    /// Reads the arguments; ends the program with help where they are wrong.
    pub fn read() -> Args {
        let mut args = Args::parse();
        args.rounds = number("ROUNDS", 5);
        args.cap = number("CAP_MB", 10) * 1_000_000;
        args.cache = std::env::var_os("SPEED_CACHE")
            .map_or_else(|| std::env::temp_dir().join("exonym-speed"), PathBuf::from);
        // Cargo leaves `--bench` out where tests ask no more than whether benches run.
        if !args.bench && args.what.is_empty() {
            args.what = vec![What::MadeUp];
            args.rounds = 1;
        }
        args
    }

    /// The dictionaries, small ones first.
    pub fn sizes(&self) -> Vec<What> {
        let chosen: Vec<What> = SIZES.into_iter().filter(|size| self.what.contains(size)).collect();
        if chosen.is_empty() { SIZES[..3].to_vec() } else { chosen }
    }

    /// Tells whether a table is to be printed.
    pub fn wants(&self, table: What) -> bool {
        let is_named = self.what.iter().any(|what| !SIZES.contains(what));
        if is_named { self.what.contains(&table) } else { table != What::Big }
    }

    pub fn wants_peers(&self) -> bool {
        [What::Find, What::Memory, What::Latency].into_iter().any(|table| self.wants(table))
    }
}

fn number(variable: &str, default: usize) -> usize {
    match std::env::var(variable).map(|value| value.parse()) {
        Err(_) => default,
        Ok(Ok(number)) if number > 0 => number,
        Ok(_) => {
            eprintln!("{variable} is a whole number from 1");
            std::process::exit(2)
        }
    }
}
