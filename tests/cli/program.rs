//! The program under test, with standard input and output in our hands.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What came of a run.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    /// -1 where a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The program in a working directory, whatever the environment says of colour and width.
pub fn command(place: &Path, args: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exonym"));
    command.args(args).current_dir(place);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the program to its end.
pub fn run(place: &Path, args: &[impl AsRef<OsStr>], stdin: &[u8]) -> Ran {
    let mut child = command(place, args).spawn().expect("the program starts");
    let mut pipe = child.stdin.take().expect("piped");
    let output = std::thread::scope(|scope| {
        // Beside the reading, since a program may answer before it has read everything. One that
        // stops early closes the pipe, which is no failure here.
        scope.spawn(move || drop(pipe.write_all(stdin)));
        child.wait_with_output().expect("the program ends")
    });
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran {
        status: output.status.code().unwrap_or(-1),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}
