//! Dictionaries by command line: built-in ones, sources and compiled files, layered.

use crate::args::{DictionaryArgs, MatchArgs, OneDictionary};
use crate::outcome::{Failure, complain};
use exonym::dictionary::source;
use exonym::{Dictionary, DictionaryBuilder, Error, Normalizer, NormalizerBuilder};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

impl DictionaryArgs {
    /// Opens what was asked for.
    pub fn load(&self, quiet: bool) -> Result<Dictionary, Failure> {
        let mut layers = match &self.builtin {
            Some(names) => builtins(names)?,
            None if self.dictionaries.is_empty() => vec![Dictionary::builtin()],
            None => Vec::new(),
        };
        for path in &self.dictionaries {
            layers.push(open(path, quiet)?);
        }
        Ok(stack(layers))
    }
}

impl OneDictionary {
    /// Opens what was asked for.
    pub fn load(&self, quiet: bool) -> Result<Dictionary, Failure> {
        match (&self.file, &self.builtin) {
            (Some(path), _) => open(path, quiet),
            (None, Some(names)) => Ok(stack(builtins(names)?)),
            (None, None) => Ok(Dictionary::builtin()),
        }
    }
}

fn builtins(names: &[String]) -> Result<Vec<Dictionary>, Failure> {
    let has_none = names.iter().any(|name| name == "none");
    match names {
        [_] if has_none => Ok(Vec::new()),
        _ if has_none => Err(Failure::message("--builtin: `none` stands alone")),
        names => Ok(names
            .iter()
            .map(|name| Dictionary::builtin_named(name))
            .collect::<Result<_, Error>>()?),
    }
}

fn stack(mut layers: Vec<Dictionary>) -> Dictionary {
    match layers.len() {
        0 => Dictionary::empty(),
        1 => layers.remove(0),
        _ => Dictionary::layered(layers),
    }
}

impl MatchArgs {
    pub fn builder(&self, dictionary: Dictionary) -> NormalizerBuilder {
        let mut builder =
            Normalizer::builder(dictionary).profile(self.profile.into()).min_score(self.min_score);
        if self.no_variant {
            builder = builder.variants(false);
        }
        self.topics.iter().fold(builder, |builder, topic| builder.topic(topic))
    }
}

/// Opens a compiled dictionary, or builds one from a source in memory.
pub fn open(path: &Path, quiet: bool) -> Result<Dictionary, Failure> {
    if is_compiled(path)? {
        let dictionary = Dictionary::open(path).map_err(|error| named(path, error))?;
        if !quiet {
            warn_if_stale(path);
        }
        return Ok(dictionary);
    }
    let mut builder = DictionaryBuilder::default();
    source::read(path).and_then(|source| source.add_to(&mut builder))?;
    Ok(builder.build()?)
}

/// Tells a compiled dictionary by its ending or its first bytes.
fn is_compiled(path: &Path) -> Result<bool, Failure> {
    if path.extension().is_some_and(|ending| ending == "exo") {
        return Ok(true);
    }
    let mut magic = [0; 6];
    let mut file = fs::File::open(path).map_err(|error| Failure::file(path, &error))?;
    Ok(file.read_exact(&mut magic).is_ok() && &magic == b"EXONYM")
}

/// Adds the file's name to an error that does not have it.
fn named(path: &Path, error: Error) -> Failure {
    match error {
        error @ (Error::Io { .. } | Error::Source(_)) => error.into(),
        error => Failure::file(path, &error),
    }
}

/// What a compiled dictionary was made of, kept beside it to notice when it is out of date.
#[derive(Deserialize, Serialize)]
struct Origin {
    /// Path relative to the compiled file.
    path: PathBuf,
    /// xxh3 of its bytes, in hexadecimal.
    hash: String,
}

fn origins_path(compiled: &Path) -> PathBuf {
    let mut name = compiled.as_os_str().to_owned();
    name.push(".sources");
    PathBuf::from(name)
}

/// Returns the lines of the file that is written beside a compiled dictionary.
pub fn origins(compiled: &Path, sources: &[PathBuf]) -> Result<(PathBuf, Vec<u8>), Failure> {
    let mut lines = Vec::new();
    let base = directory(compiled);
    for source in sources {
        let hash = hash(source).map_err(|error| Failure::file(source, &error))?;
        let origin = Origin { path: relative(source, &base), hash };
        serde_json::to_writer(&mut lines, &origin)
            .map_err(|error| Failure::message(error.to_string()))?;
        lines.push(b'\n');
    }
    Ok((origins_path(compiled), lines))
}

/// Returns the hash of a file's bytes as it is written down. The file may be larger than memory.
fn hash(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut hash = Xxh3::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(format!("{:016x}", hash.digest())),
            Ok(len) => hash.update(&block[..len]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn directory(file: &Path) -> PathBuf {
    let parent =
        file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned())
}

/// Writes a path as seen from a directory, up to the common parent and down again.
fn relative(path: &Path, base: &Path) -> PathBuf {
    let Ok(path) = fs::canonicalize(path) else { return path.to_owned() };
    let shared = path.components().zip(base.components()).take_while(|(a, b)| a == b).count();
    let up = base.components().skip(shared).map(|_| Path::new(".."));
    up.map(Path::as_os_str)
        .chain(path.components().skip(shared).map(|part| part.as_os_str()))
        .collect()
}

fn warn_if_stale(compiled: &Path) {
    let Ok(text) = fs::read_to_string(origins_path(compiled)) else { return };
    for origin in text.lines().filter_map(|line| serde_json::from_str::<Origin>(line).ok()) {
        let Ok(hash) = hash(&directory(compiled).join(&origin.path)) else { continue };
        if hash != origin.hash {
            complain(&format!(
                "{}: {} has changed since; rebuild with `exonym dict build`",
                compiled.display(),
                origin.path.display()
            ));
        }
    }
}
