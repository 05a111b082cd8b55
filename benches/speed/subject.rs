//! A dictionary, as a list, as a source file and compiled; and the texts to find its names in.

use crate::arguments::{Args, What};
use crate::child::{self, Usage};
use crate::data::random::Random;
use crate::data::{self, Name};
use crate::engines;
use exonym::{Dictionary, Normalizer, Profile};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub struct Text {
    /// The names and the text, in words.
    pub label: String,
    pub original: String,
    /// In lower case, for the peers; offsets are those of the original.
    pub lower: String,
    /// How many names were put into it, where that is known.
    pub planted: Option<usize>,
}

pub struct Subject {
    pub size: What,
    pub names: Vec<Name>,
    /// English, Chinese.
    pub texts: [Text; 2],
    /// The names as the program reads them.
    pub source: PathBuf,
    /// What the program makes of them.
    pub compiled: PathBuf,
    pub dictionary: Dictionary,
    /// What compiling took, where it was done in this run.
    pub built: Option<Usage>,
}

/// The three ways to ask exonym.
pub struct Normalizers {
    /// (a) profile exact, no word witness
    pub plain: Normalizer,
    /// (b) profile exact
    pub exact: Normalizer,
    /// (c) the default
    pub default: Normalizer,
}

impl Subject {
    /// Reads or makes everything; nothing where the files are not beside the checkout.
    pub fn prepare(size: What, args: &Args) -> Option<Subject> {
        fs::create_dir_all(&args.cache).expect("SPEED_CACHE can be made");
        let (names, texts) = match size {
            What::MadeUp => made_up(),
            _ => (real_names(size, &args.cache)?, real_texts(size, args)?),
        };
        let source = source_path(size, &args.cache);
        // The largest is itself read from its source.
        if size != What::EightMillion {
            write_if_other(&source, &names).expect("the source is written");
        }
        let compiled = source.with_extension("exo");
        let built = (args.wants(What::Build) || !is_newer(&compiled, &[&source, &args.exonym]))
            .then(|| compile(&args.exonym, &source, &compiled));
        let dictionary = Dictionary::open(&compiled).expect("a fresh dictionary");
        Some(Subject { size, names, texts, source, compiled, dictionary, built })
    }

    pub fn normalizers(&self) -> Normalizers {
        Normalizers {
            plain: engines::plain(self.dictionary.clone()),
            exact: Normalizer::builder(self.dictionary.clone()).profile(Profile::Exact).build(),
            default: Normalizer::new(self.dictionary.clone()),
        }
    }

    /// Bytes as bytes a name.
    pub fn per_name(&self, bytes: usize) -> f64 {
        bytes as f64 / self.names.len() as f64
    }
}

fn compile(program: &Path, source: &Path, compiled: &Path) -> Usage {
    eprintln!("compiling {} ...", source.display());
    let words: [&std::ffi::OsStr; 5] =
        ["dict".as_ref(), "build".as_ref(), source.as_ref(), "-o".as_ref(), compiled.as_ref()];
    child::run(program, words)
}

/// Tells whether a file is there and newer than others.
fn is_newer(file: &Path, others: &[&Path]) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    changed(file).is_some_and(|time| others.iter().all(|other| changed(other) < Some(time)))
}

fn made_up() -> (Vec<Name>, [Text; 2]) {
    let [english, chinese] = data::made_up();
    let text = |task: data::Task| Text {
        label: task.label.to_owned(),
        lower: engines::lower(&task.text),
        original: task.text,
        planted: task.planted,
    };
    (english.names.clone(), [text(english), text(chinese)])
}

fn real_texts(size: What, args: &Args) -> Option<[Text; 2]> {
    let text = |language, file| {
        let mut original = data::read(file)?;
        original.truncate(original.floor_char_boundary(args.cap));
        let lower = engines::lower(&original);
        let label = format!("{}, {language}", size.label());
        Some(Text { label, original, lower, planted: None })
    };
    Some([text("English", "text-en.txt.gz")?, text("Chinese", "text-zh.txt.gz")?])
}

fn real_names(size: What, cache: &Path) -> Option<Vec<Name>> {
    match size {
        What::TenThousand => data::real_names("names-10k.tsv.gz"),
        What::Million => data::real_names("names-1m.tsv.gz"),
        _ => {
            let source = source_path(size, cache);
            if !source.exists() {
                eprintln!("making {} ...", source.display());
                let names = data::real_names("names-1m.tsv.gz")?;
                let companies = data::read("companies-zh-5k.txt")?;
                write_whole(&source, |out| combine(out, &names, &companies))
                    .expect("the names are written");
            }
            Some(read_source(&source))
        }
    }
}

fn source_path(size: What, cache: &Path) -> PathBuf {
    cache.join(size.label()).with_extension("tsv")
}

fn write_source(out: &mut dyn Write, names: &[Name]) -> io::Result<()> {
    out.write_all(b"id\tname\n")?;
    names.iter().try_for_each(|(name, number)| writeln!(out, "e{number}\t{name}"))
}

/// Leaves a source alone that is as it should be, so that what was compiled from it can be used again.
fn write_if_other(path: &Path, names: &[Name]) -> io::Result<()> {
    let mut bytes = Vec::new();
    write_source(&mut bytes, names)?;
    if fs::read(path).is_ok_and(|written| written == bytes) {
        return Ok(());
    }
    write_whole(path, |out| out.write_all(&bytes))
}

fn read_source(path: &Path) -> Vec<Name> {
    let text = fs::read_to_string(path).expect("a source that was made here");
    let name = |line: &str| {
        let (id, name) = line.strip_prefix('e')?.split_once('\t')?;
        Some((name.to_owned(), id.parse().ok()?))
    };
    text.lines().skip(1).map(|line| name(line).expect("an ID and a name")).collect()
}

/// Writes the names, 4,000,000 pairs of Latin ones and 3,000,000 Chinese companies; each new one an entity of
/// its own, none twice.
fn combine(out: &mut dyn Write, names: &[Name], companies: &str) -> io::Result<()> {
    write_source(out, names)?;
    let is_latin =
        |c: char| c.is_alphabetic() && matches!(c, 'a'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}');
    let all = || names.iter().map(|(name, _)| name.as_str());
    let latin: Vec<&str> = all().filter(|name| name.chars().all(is_latin)).collect();
    let han: Vec<&str> = all()
        .filter(|name| (2..=3).contains(&name.chars().count()) && name.chars().all(is_han))
        .collect();
    let companies: Vec<&str> = companies.lines().collect();
    let mut taken: HashSet<String> = all().map(str::to_owned).collect();
    let mut number = names.iter().map(|(_, number)| number + 1).max().unwrap_or(0);
    let random = &mut Random(0x9E37_79B9_7F4A_7C15);
    let mut add = |count: usize, make: &mut dyn FnMut() -> String| -> io::Result<()> {
        let enough = taken.len() + count;
        while taken.len() < enough {
            let name = make();
            if !taken.contains(&name) {
                writeln!(out, "e{number}\t{name}")?;
                number += 1;
                taken.insert(name);
            }
        }
        Ok(())
    };
    add(4_000_000, &mut || {
        [latin[random.below(latin.len())], latin[random.below(latin.len())]].join(" ")
    })?;
    add(3_000_000, &mut || {
        [han[random.below(han.len())], companies[random.below(companies.len())], "公司"].concat()
    })
}

/// Writes a file that appears whole or not at all.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let partial = path.with_extension("partial");
    let mut out = BufWriter::new(File::create(&partial)?);
    write(&mut out)?;
    out.flush()?;
    fs::rename(partial, path)
}
