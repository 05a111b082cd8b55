//! `exonym dict merge`: several layers to one compiled file.

use super::dict_build::{summary, write_whole};
use crate::args::Merge;
use crate::load;
use crate::outcome::{Failure, Outcome, complain};
use crate::write::refuse_input;
use exonym::Dictionary;

pub fn run(args: &Merge, quiet: bool) -> Result<Outcome, Failure> {
    refuse_input(&args.output, &args.layers)?;
    let layers =
        args.layers.iter().map(|path| load::open(path, quiet)).collect::<Result<Vec<_>, _>>()?;
    let merged = Dictionary::layered(layers).to_builder();
    let bytes = merged.compile()?;
    write_whole(&args.output, &bytes)?;
    if !quiet {
        let dictionary = Dictionary::from_bytes(bytes)?;
        complain(&format!("{}: {}", args.output.display(), summary(&dictionary)));
    }
    Ok(Outcome::Fine)
}
