//! `exonym completions` and `exonym man`.

use crate::args::{Args, Completions, Man};
use crate::outcome::{Failure, Outcome};
use clap::CommandFactory;
use std::io;

pub fn completions(args: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "exonym", &mut script);
    print(&script)
}

pub fn man(args: &Man) -> Result<Outcome, Failure> {
    let mut command = Args::command();
    command.build();
    let mut name = "exonym".to_owned();
    for part in &args.command {
        command = match command.find_subcommand(part) {
            Some(found) => found.clone(),
            None => {
                return Err(Failure::message(format!(
                    "no subcommand `{part}` of `{}`; see `{0} --help`",
                    name.replace('-', " ")
                )));
            }
        };
        name = format!("{name}-{part}");
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).title(name).render(&mut page).map_err(Failure::output)?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<Outcome, Failure> {
    io::Write::write_all(&mut io::stdout().lock(), bytes).map_err(Failure::output)?;
    Ok(Outcome::Fine)
}
