//! The subcommands, one file each.

mod dict_build;
mod dict_check;
mod dict_export;
mod dict_info;
mod dict_merge;
mod eval;
mod lookup;
mod normalize;
mod shell;
mod tag;

use crate::args::{Args, Command, Dict};
use crate::outcome::{Failure, Outcome};

/// Runs what was asked for.
pub fn run(args: &Args) -> Outcome {
    let quiet = args.common.quiet;
    let result = match &args.command {
        Command::Tag(args) => tag::run(args, quiet),
        Command::Normalize(args) => normalize::run(args, quiet),
        Command::Lookup(args) => lookup::run(args, quiet),
        Command::Eval(args) => eval::run(args, quiet),
        Command::Dict(Dict::Build(args)) => dict_build::run(args, quiet),
        Command::Dict(Dict::Check(args)) => dict_check::run(args, quiet),
        Command::Dict(Dict::Info(args)) => dict_info::run(args, quiet),
        Command::Dict(Dict::Export(args)) => dict_export::run(args, quiet),
        Command::Dict(Dict::Merge(args)) => dict_merge::run(args, quiet),
        Command::Completions(args) => shell::completions(args),
        Command::Man(args) => shell::man(args),
    };
    result.unwrap_or_else(Failure::report)
}
