//! The arguments, as types.

mod dictionary;

pub use dictionary::{Build, Check, Dict, Export, ExportFormat, Info, Merge, OneDictionary};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use exonym::{Overlaps, Profile};
use std::path::PathBuf;

/// Find every variant of a name in text, in any script and through any translation, and resolve it to
/// one canonical ID.
#[derive(Debug, Parser)]
#[command(
    name = "exonym",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  exonym normalize article.txt                 names rewritten to their canonical form
  exonym tag article.txt                       one JSON object a mention
  exonym lookup \"Dark Side of the Moon\" 月之暗面
  exonym dict build names.csv -o names.exo && exonym tag -d names.exo article.txt

Exit status: 0 fine, 1 findings (`dict check`, or with --fail-on findings), 2 error."
)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, ClapArgs)]
pub struct Common {
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Say nothing on standard error but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes the choice hold for all output streams.
    pub fn write_global(self) {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Tag(Tag),
    Normalize(Normalize),
    Lookup(Lookup),
    Eval(Eval),
    #[command(subcommand)]
    Dict(Dict),
    Completions(Completions),
    Man(Man),
}

/// Which dictionaries to use
#[derive(Debug, Default, ClapArgs)]
pub struct DictionaryArgs {
    /// Dictionary to use instead of the built-in one: a source (.toml .jsonl .csv .tsv) or a compiled
    /// file; repeat to layer several, later ones over earlier ones
    #[arg(short, long = "dict", value_name = "FILE")]
    pub dictionaries: Vec<PathBuf>,
    /// Built-in dictionaries to put underneath -d, or to use alone: technology, territories; `none` for
    /// none
    #[arg(long, value_name = "NAME,…", num_args = 0..=1, require_equals = true, default_missing_value = "technology", value_delimiter = ',')]
    pub builtin: Option<Vec<String>>,
}

/// What counts as a mention
#[derive(Debug, ClapArgs)]
pub struct MatchArgs {
    /// How much to accept
    #[arg(long, value_enum, default_value_t = ProfileArg::Balanced)]
    pub profile: ProfileArg,
    /// Switch off the variant tier: separators inserted into a name, plurals
    #[arg(long)]
    pub no_variant: bool,
    /// Leave out mentions whose best candidate scores less (0 to 1)
    #[arg(long, value_name = "X", default_value_t = 0.0, value_parser = score)]
    pub min_score: f64,
    /// Take a topic as given, so that weak names of its entities count; repeatable
    #[arg(long = "topic", value_name = "NAME")]
    pub topics: Vec<String>,
}

fn score(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err("a score is a number from 0 to 1".to_owned()),
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ProfileArg {
    /// Only what equals a name once folded
    Exact,
    /// Also what certain rules make of a name; weak names with support
    Balanced,
    /// Also weak names without support
    Recall,
}

impl From<ProfileArg> for Profile {
    fn from(profile: ProfileArg) -> Profile {
        match profile {
            ProfileArg::Exact => Profile::Exact,
            ProfileArg::Balanced => Profile::Balanced,
            ProfileArg::Recall => Profile::Recall,
        }
    }
}

/// What to read
#[derive(Debug, ClapArgs)]
pub struct InputArgs {
    /// Text files; standard input where none is named, or for `-`
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What to do with bytes that are not UTF-8
    #[arg(long, value_enum, default_value_t = Invalid::Error, value_name = "HOW")]
    pub invalid: Invalid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Invalid {
    /// Report the file and go on with the next
    Error,
    /// Read U+FFFD instead
    Replace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Exit with 1 where anything was found (`tag`) or rewritten (`normalize`)
    Findings,
}

/// Find the mentions in text
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  exonym tag article.txt
  echo '月之暗面 made Kimi' | exonym tag --format text
  exonym tag article.txt -o article.html
  exonym tag -d names.csv --builtin *.txt > mentions.jsonl")]
pub struct Tag {
    #[command(flatten)]
    pub input: InputArgs,
    /// Output format; else by the ending of the file that -o names, else jsonl
    #[arg(long, value_enum)]
    format: Option<TagFormat>,
    /// What to do with overlapping mentions
    #[arg(
        long,
        value_name = "POLICY",
        default_value = "LEFTMOST_LONGEST",
        help = "What to do with overlapping mentions: LEFTMOST_LONGEST, NO_SUB, LONGEST_DOMINANT_RIGHT or ALL"
    )]
    pub overlaps: Overlaps,
    /// Files to work on at the same time
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: u16,
    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub dictionary: DictionaryArgs,
    #[command(flatten)]
    pub matching: MatchArgs,
    /// Exit with 1 where there are findings
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TagFormat {
    /// One JSON object a mention
    Jsonl,
    /// Tab-separated, with a header
    Tsv,
    /// The text with its mentions marked
    Text,
    /// A page to open in a browser: the text with its mentions, and a list of them
    Html,
}

impl Tag {
    pub fn format(&self) -> TagFormat {
        let ending = || self.output.as_ref()?.extension()?.to_str();
        self.format.unwrap_or_else(|| match ending() {
            Some("html" | "htm") => TagFormat::Html,
            Some("tsv") => TagFormat::Tsv,
            Some("txt") => TagFormat::Text,
            _ => TagFormat::Jsonl,
        })
    }
}

/// Rewrite names to their canonical form
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  exonym normalize article.txt > clean.txt
  exonym normalize --diff article.txt           show what would change
  exonym normalize --write --backup .orig *.txt change the files
  exonym normalize --to id < article.txt        canonical IDs
  exonym normalize --to zh article.txt          Chinese names")]
pub struct Normalize {
    #[command(flatten)]
    pub input: InputArgs,
    /// Rewrite to names in a language (BCP 47 tag), or to `id`; without it, to the canonical name in
    /// the script of what was written
    #[arg(long, value_name = "LANG|id")]
    pub to: Option<String>,
    /// Language of the text; guessed from its script unless given
    #[arg(long, value_name = "LANG")]
    pub lang: Option<exonym::Lang>,
    /// What to do with a mention that may mean several entities
    #[arg(long, value_enum, default_value_t = AmbiguousArg::Leave, value_name = "HOW")]
    pub ambiguous: AmbiguousArg,
    /// Show the original in brackets at the first mention of each entity that is rewritten
    #[arg(long)]
    pub keep_original: bool,
    /// Show the changes as a unified diff
    #[arg(long, conflicts_with_all = ["write", "output"])]
    pub diff: bool,
    /// Change the files in place; each is replaced whole or left untouched
    #[arg(short, long)]
    pub write: bool,
    /// With --write, keep the old file under its name plus this suffix
    #[arg(long, value_name = "SUFFIX", requires = "write")]
    pub backup: Option<String>,
    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", conflicts_with = "write")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub dictionary: DictionaryArgs,
    #[command(flatten)]
    pub matching: MatchArgs,
    /// Exit with 1 where there are findings
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AmbiguousArg {
    /// Leave it as written
    Leave,
    /// Take the best candidate
    Best,
}

/// Rank what single names may mean
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  exonym lookup \"MoonShadow AI\" 智譜
  exonym lookup --explain Bichuan
  cut -f2 companies.tsv | exonym lookup --format jsonl")]
pub struct Lookup {
    /// Names; one a line on standard input where none is given
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Candidates to show for each name
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub top: u32,
    /// Show only entities of this type
    #[arg(long = "type", value_name = "T")]
    pub kind: Option<String>,
    /// Say why
    #[arg(long)]
    pub explain: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = LookupFormat::Text)]
    pub format: LookupFormat,
    #[command(flatten)]
    pub dictionary: DictionaryArgs,
    #[command(flatten)]
    pub matching: MatchArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LookupFormat {
    /// For people
    Text,
    /// One JSON object a name, also where nothing was found
    Jsonl,
}

/// Measure against annotated text
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Gold files hold {\"doc_id\",\"text\",\"mentions\":[{\"start\",\"end\",\"id\",\"kind\"}]}, offsets in bytes: one
document a .json file, or one a line in .jsonl. A directory stands for the .json files in it; mentions
of IDs listed there in ignore-ids.json, {\"ids\": […]}, are not counted.

Examples:
  exonym eval gold/
  exonym eval --list-missed --list-false gold/one.json -d mine.toml")]
pub struct Eval {
    /// Gold files or directories
    #[arg(value_name = "GOLD", required = true)]
    pub gold: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = EvalFormat::Text)]
    pub format: EvalFormat,
    /// List the gold mentions that were not found
    #[arg(long)]
    pub list_missed: bool,
    /// List the mentions that are not in the gold
    #[arg(long)]
    pub list_false: bool,
    #[command(flatten)]
    pub dictionary: DictionaryArgs,
    #[command(flatten)]
    pub matching: MatchArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// Print a completion script for a shell
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example:\n  exonym completions bash > ~/.local/share/bash-completion/completions/exonym"
)]
pub struct Completions {
    /// Shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Print the manual page, of the program or of a subcommand
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  exonym man tag | man -l -")]
pub struct Man {
    /// Subcommand, such as `tag` or `dict build`
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}
