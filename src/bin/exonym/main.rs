//! The `exonym` command: parses the arguments, runs a subcommand, turns the result into an exit code.

mod args;
mod cmd;
mod columns;
mod input;
mod load;
mod outcome;
mod progress;
mod write;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = args::Args::parse();
    args.common.color.write_global();
    cmd::run(&args).exit_code()
}
