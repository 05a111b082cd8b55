//! `exonym dict merge`: several layers to one compiled file.

use super::dict_build::write_whole;
use crate::args::Merge;
use crate::load;
use crate::outcome::{Failure, Outcome, complain};
use exonym::Dictionary;

pub fn run(args: &Merge, quiet: bool) -> Result<Outcome, Failure> {
    let layers =
        args.layers.iter().map(|path| load::open(path, quiet)).collect::<Result<Vec<_>, _>>()?;
    let merged = Dictionary::layered(layers).to_builder();
    let bytes = merged.compile()?;
    write_whole(&args.output, &bytes)?;
    if !quiet {
        let dictionary = Dictionary::from_bytes(bytes)?;
        let (entities, forms) = (dictionary.entities().count(), dictionary.form_count());
        complain(&format!(
            "{}: {entities} entities, {forms} names and aliases",
            args.output.display()
        ));
    }
    Ok(Outcome::Fine)
}
