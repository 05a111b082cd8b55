//! What a run comes to: messages on standard error, and an exit code.

use std::io;
use std::path::Path;
use std::process::ExitCode;

/// How a subcommand ended. The worst of several files counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Exit code 0.
    Fine,
    /// Exit code 1.
    Findings,
    /// Exit code 2.
    Failed,
}

impl Outcome {
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(self as u8)
    }

    pub fn worse(self, other: Outcome) -> Outcome {
        self.max(other)
    }
}

/// Why a subcommand, or the work on one file, could not go on.
#[derive(Debug)]
pub enum Failure {
    /// Standard output was closed by its reader: no error, but the end.
    Closed,
    /// What was to be written could not be.
    Output(io::Error),
    /// Lines to print, each after the program's name.
    Message(String),
}

impl Failure {
    pub fn message(message: impl Into<String>) -> Failure {
        Failure::Message(message.into())
    }

    /// Writing failed: to standard output, unless [`Failure::at`] says where.
    pub fn output(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Output(error),
        }
    }

    /// Says which file was being written.
    pub fn at(self, path: &Path) -> Failure {
        match self {
            Failure::Output(error) => Failure::file(path, &error),
            other => other,
        }
    }

    /// Something about a file failed.
    pub fn file(path: &Path, error: &dyn std::error::Error) -> Failure {
        Failure::Message(format!("{}: {}", path.display(), chain(error)))
    }

    /// Reports the failure and says what it comes to.
    pub fn report(self) -> Outcome {
        match self {
            Failure::Closed => Outcome::Fine,
            Failure::Output(error) => {
                complain(&format!("cannot write to standard output: {error}"));
                Outcome::Failed
            }
            Failure::Message(message) => {
                complain(&message);
                Outcome::Failed
            }
        }
    }
}

impl From<exonym::Error> for Failure {
    fn from(error: exonym::Error) -> Failure {
        match &error {
            exonym::Error::Stream(source) if source.kind() == io::ErrorKind::BrokenPipe => {
                Failure::Closed
            }
            _ => Failure::Message(chain(&error)),
        }
    }
}

/// Joins an error with what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    text
}

/// Says how many of something there are: `1 entity`, `2 entities`.
pub fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// Prints lines to standard error, each after the program's name.
pub fn complain(message: &str) {
    for line in message.lines() {
        anstream::eprintln!("exonym: {line}");
    }
}
