//! `exonym dict merge`: several layers to one compiled file.

use super::dict_build::{show, summary, write_built};
use crate::args::Merge;
use crate::load;
use crate::outcome::{Failure, Outcome, complain};
use crate::progress::Bar;
use crate::write::{beside, refuse_input};
use exonym::Dictionary;
use exonym::dictionary::FileBuilder;

pub fn run(args: &Merge, quiet: bool) -> Result<Outcome, Failure> {
    refuse_input(&args.output, &args.layers)?;
    let layers =
        args.layers.iter().map(|path| load::open(path, quiet)).collect::<Result<Vec<_>, _>>()?;
    let mut bar = Bar::new(quiet);
    let mut builder = FileBuilder::new(beside(&args.output))
        .small(args.small)
        .progress(|progress| show(&mut bar, progress, 0));
    builder.dictionary(&Dictionary::layered(layers))?;
    let built = write_built(builder, &args.output)?;
    drop(bar);
    if !quiet {
        complain(&format!("{}: {}", args.output.display(), summary(&built)));
    }
    Ok(Outcome::Fine)
}
