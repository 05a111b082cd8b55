//! What can go wrong while building and opening; text never causes an error.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a dictionary could not be read, built, opened or written, or a stream not read.
///
/// `Display` says what is wrong and what to do, without a full stop and without the text of
/// [`source`](std::error::Error::source), which the caller prints after it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Reading or writing `path` failed.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Reading from or writing to a stream failed.
    Stream(io::Error),
    /// The text is not UTF-8.
    InvalidUtf8 {
        /// Line of the first bad byte, from 1.
        line: u64,
        /// Offset of the first bad byte in the input, from 0.
        byte: u64,
    },
    /// The file is no compiled dictionary.
    NotADictionary,
    /// The file was compiled for another version of the dictionary format.
    FormatVersion {
        /// Version in the file.
        found: u32,
        /// Version this release reads.
        expected: u32,
    },
    /// The file's keys were folded in another way than this release folds text.
    FoldProfile {
        /// Profile in the file.
        found: u32,
        /// Profile of this release.
        expected: u32,
    },
    /// The file is shorter than its header says, or a checksum does not match.
    Damaged {
        /// The part of the file that is wrong.
        section: &'static str,
    },
    /// Records of a source file are bad; each problem has its place.
    Source(Vec<Problem>),
    /// No built-in dictionary has this name.
    UnknownBuiltin {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// More forms, keys or bytes than the file format can count.
    TooLarge {
        /// What there is too much of.
        what: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { path, .. } => write!(f, "{}", path.display()),
            Error::Stream(_) => f.write_str("cannot read or write the stream"),
            Error::InvalidUtf8 { line, byte } => {
                write!(f, "line {line}: invalid UTF-8 at byte {byte}; convert the file to UTF-8, or replace such bytes")
            }
            Error::NotADictionary => f.write_str(
                "this is no compiled dictionary; make one with `exonym dict build SOURCE -o FILE.exo`",
            ),
            Error::FormatVersion { found, expected } => write!(
                f,
                "dictionary has format version {found}, this release reads {expected}; \
                 rebuild it with `exonym dict build`"
            ),
            Error::FoldProfile { found, expected } => write!(
                f,
                "dictionary was folded with profile {found}, this release folds with {expected}; \
                 rebuild it with `exonym dict build`"
            ),
            Error::Damaged { section } => write!(
                f,
                "dictionary is damaged (section {section}); copy it again or rebuild it with `exonym dict build`"
            ),
            Error::Source(problems) => {
                for (position, problem) in problems.iter().enumerate() {
                    if position > 0 {
                        f.write_str("\n")?;
                    }
                    write!(f, "{problem}")?;
                }
                Ok(())
            }
            Error::UnknownBuiltin { name, known } => {
                let known = known.join(", ");
                write!(f, "no built-in dictionary is called `{name}`; there are: {known}")
            }
            Error::TooLarge { what } => write!(f, "too many {what} for one dictionary file; split it into layers"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } | Error::Stream(source) => Some(source),
            _ => None,
        }
    }
}

/// One bad place in a source file; prints as `file:line:column: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file, as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}
