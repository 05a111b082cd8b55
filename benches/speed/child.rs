//! Runs a program and tells what it used.
//!
//! The system counts the memory of a process from before it becomes another program, so that a child of
//! this process, which holds big automata, would seem to need as much. The program is therefore started by
//! a second run of this one, which holds nothing.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// First argument of the second run.
const HELPER: &str = "run-and-tell-usage";

/// What a program used.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Seconds on the processor, of all its threads.
    pub cpu: f64,
    /// Seconds on the wall clock.
    pub wall: f64,
    /// The most memory that was resident at a time, in bytes; mapped files count.
    pub peak: f64,
}

/// Runs a program to its end. What it writes to standard output is thrown away.
pub fn run<A: Into<OsString>>(program: &Path, arguments: impl IntoIterator<Item = A>) -> Usage {
    let this = std::env::current_exe().expect("this program has a path");
    let output = Command::new(this)
        .arg(HELPER)
        .arg(program)
        .args(arguments.into_iter().map(Into::into))
        .output()
        .expect("this program can be run again");
    let told = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = told.split_whitespace().flat_map(str::parse).collect();
    match numbers[..] {
        [cpu, wall, peak] if output.status.success() => Usage { cpu, wall, peak },
        _ => panic!("{}: {}", program.display(), String::from_utf8_lossy(&output.stderr)),
    }
}

/// Tells whether this is the second run.
pub fn is_helper() -> bool {
    std::env::args_os().nth(1).is_some_and(|first| first == HELPER)
}

/// The second run: runs the program that the arguments name and prints what it used.
pub fn help() {
    let mut arguments = std::env::args_os().skip(2);
    let program = arguments.next().expect("a program to run");
    let start = Instant::now();
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).status();
    let wall = start.elapsed().as_secs_f64();
    match status {
        Ok(status) if status.success() => {
            let (cpu, peak) = children();
            println!("{cpu} {wall} {peak}");
        }
        Ok(status) => {
            eprintln!("{status}");
            std::process::exit(1)
        }
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1)
        }
    }
}

/// Returns the seconds and the peak memory in bytes of the children that have ended.
#[cfg(unix)]
fn children() -> (f64, f64) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("children can be asked for");
    let microseconds = (usage.user_time() + usage.system_time()).num_microseconds();
    // Apple's systems count bytes, the others KiB.
    let unit = if cfg!(target_vendor = "apple") { 1.0 } else { 1024.0 };
    (microseconds as f64 * 1e-6, usage.max_rss() as f64 * unit)
}

/// Not known elsewhere.
#[cfg(not(unix))]
fn children() -> (f64, f64) {
    (f64::NAN, f64::NAN)
}
