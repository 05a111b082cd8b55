//! Where text comes from: files and standard input, always so that it can be read twice.

use crate::args::{InputArgs, Invalid};
use crate::outcome::Failure;
use exonym::normalizer::InvalidBytes;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Bytes of a pipe that are kept in memory before it is spooled to a temporary file.
const SPOOL_IN_MEMORY: usize = 16 << 20;

/// A text that can be read twice.
pub trait Text: Read + Seek {}
impl<T: Read + Seek> Text for T {}

impl InputArgs {
    /// Lists the inputs; `-` is standard input.
    pub fn paths(&self) -> Vec<PathBuf> {
        if self.files.is_empty() { vec![PathBuf::from("-")] } else { self.files.clone() }
    }

    pub fn invalid_bytes(&self) -> InvalidBytes {
        match self.invalid {
            Invalid::Error => InvalidBytes::Error,
            Invalid::Replace => InvalidBytes::Replace,
        }
    }
}

pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// An input that is not there may be a value that an option was to have.
fn missing(path: &Path, error: &io::Error) -> Failure {
    let is_builtin = exonym::Dictionary::builtin_names().any(|name| path.as_os_str() == name);
    match is_builtin && error.kind() == io::ErrorKind::NotFound {
        true => Failure::message(format!(
            "{name}: no such file; the built-in dictionary is asked for by --builtin={name}",
            name = path.display()
        )),
        false => Failure::file(path, error),
    }
}

/// Opens an input. Pipes are spooled, to memory first and to a temporary file when long.
pub fn open(path: &Path) -> Result<Box<dyn Text>, Failure> {
    if is_stdin(path) {
        return spool(&mut io::stdin().lock(), path);
    }
    let mut file = File::open(path).map_err(|error| missing(path, &error))?;
    let metadata = file.metadata().map_err(|error| Failure::file(path, &error))?;
    if metadata.is_dir() {
        return Err(Failure::message(format!(
            "{}: is a directory; name the files in it",
            path.display()
        )));
    }
    if metadata.is_file() { Ok(Box::new(file)) } else { spool(&mut file, path) }
}

fn spool(pipe: &mut dyn Read, path: &Path) -> Result<Box<dyn Text>, Failure> {
    let mut spool = tempfile::SpooledTempFile::new(SPOOL_IN_MEMORY);
    io::copy(pipe, &mut spool)
        .and_then(|_| spool.seek(SeekFrom::Start(0)))
        .map_err(|error| Failure::file(path, &error))?;
    Ok(Box::new(spool))
}

/// Reads a whole input as text.
pub fn read_to_string(path: &Path, invalid: Invalid) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).map_err(|error| Failure::file(path, &error))?;
    match invalid {
        Invalid::Replace => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Invalid::Error => String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let line =
                error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
            invalid_utf8(path, line, at as u64)
        }),
    }
}

/// What to say of a text that is not UTF-8.
pub fn invalid_utf8(path: &Path, line: u64, byte: u64) -> Failure {
    Failure::message(format!(
        "{}:{line}: invalid UTF-8 at byte {byte}; convert the file to UTF-8, or use --invalid replace",
        path.display()
    ))
}

/// Turns an error of the library, met while reading a text, into one that names the file.
pub fn stream_failure(path: &Path, error: exonym::Error) -> Failure {
    match error {
        exonym::Error::InvalidUtf8 { line, byte } => invalid_utf8(path, line, byte),
        exonym::Error::Stream(source) if source.kind() == io::ErrorKind::BrokenPipe => {
            Failure::Closed
        }
        exonym::Error::Stream(source) => Failure::file(path, &source),
        other => Failure::file(path, &other),
    }
}
