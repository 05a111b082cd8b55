//! The arguments of `exonym dict`.

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Make, check and convert dictionaries
#[derive(Debug, Subcommand)]
pub enum Dict {
    Build(Build),
    Check(Check),
    Info(Info),
    Export(Export),
    Merge(Merge),
}

/// Compile sources to one dictionary file
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Nothing is written where any record is bad. Examples:
  exonym dict build names.csv -o names.exo
  exonym dict build base.toml extra.jsonl -o all.exo")]
pub struct Build {
    /// Sources: .toml, .jsonl, .csv, .tsv; where an ID occurs in several, later ones go over earlier ones
    #[arg(value_name = "SRC", required = true)]
    pub sources: Vec<PathBuf>,
    /// File to write; it appears whole or not at all
    #[arg(short, long, value_name = "FILE.exo")]
    pub output: PathBuf,
    /// Leave out the trie: a smaller file, slower to search
    #[arg(long)]
    pub small: bool,
}

/// Report bad records and doubtful names
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Exit status: 0 nothing to report, 1 findings, 2 bad records. Notes are not findings. Example:
  exonym dict check dictionaries/*.toml")]
pub struct Check {
    /// Sources: .toml, .jsonl, .csv, .tsv
    #[arg(value_name = "SRC", required = true)]
    pub sources: Vec<PathBuf>,
    /// Show notes as well: declared ambiguity, guarded common words
    #[arg(long)]
    pub notes: bool,
}

/// One dictionary to look at
#[derive(Debug, ClapArgs)]
pub struct OneDictionary {
    /// Compiled dictionary or source; the default built-in one where none is named
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Built-in dictionaries: technology, territories
    #[arg(long, value_name = "NAME,…", num_args = 0..=1, require_equals = true, default_missing_value = "technology", value_delimiter = ',', conflicts_with = "file")]
    pub builtin: Option<Vec<String>>,
}

/// Describe a dictionary
#[derive(Debug, ClapArgs)]
pub struct Info {
    #[command(flatten)]
    pub which: OneDictionary,
    /// Show an entity with everything the dictionary says of it
    #[arg(long, value_name = "ID")]
    pub entity: Option<String>,
}

/// Write a dictionary as a source again
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  exonym dict export names.exo > names.toml
  exonym dict export --builtin=territories --format csv -o territories.csv")]
pub struct Export {
    #[command(flatten)]
    pub which: OneDictionary,
    /// Format to write
    #[arg(long, value_enum, default_value_t = ExportFormat::Toml)]
    pub format: ExportFormat,
    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// The rich form; loses nothing of a single source
    Toml,
    /// One entity a line; loses nothing of a single source
    Jsonl,
    /// One name a row; without header, `never`, conditions, links, relations, notes and removals
    Csv,
    /// The same, tab-separated
    Tsv,
}

/// Make one dictionary file of several layers
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  exonym dict merge base.exo project.toml -o merged.exo")]
pub struct Merge {
    /// Compiled dictionaries or sources, lowest layer first
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    pub layers: Vec<PathBuf>,
    /// File to write; it appears whole or not at all
    #[arg(short, long, value_name = "FILE.exo")]
    pub output: PathBuf,
    /// Leave out the trie: a smaller file, slower to search
    #[arg(long)]
    pub small: bool,
}
