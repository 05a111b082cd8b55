//! Reads a text of any size block by block, rewrites it, and counts what it mentions.
//!
//! ```text
//! cargo run --release --example stream             reads the example article, a thousand times over
//! cargo run --release --example stream -- FILE     reads a file
//! ```

use exonym::normalizer::InvalidBytes;
use exonym::output::replace::{Progress, Replace};
use exonym::{Dictionary, Normalizer};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, Write};

/// A file, or bytes in memory. It must be possible to go back in it: the text is read twice where the
/// dictionary has weak or shared names, first to collect what the document surely mentions.
trait Text: Read + Seek {}
impl<T: Read + Seek> Text for T {}

fn main() -> Result<(), Box<dyn Error>> {
    let dictionary = Dictionary::from_static(include_bytes!("../dictionaries/builtin.exo"))?;
    let normalizer = Normalizer::new(dictionary);
    let input: Box<dyn Text> = match std::env::args().nth(1) {
        Some(path) => Box::new(File::open(path)?),
        None => Box::new(Cursor::new(include_str!("article.txt").repeat(1000))),
    };

    // The whole input is one document, however many blocks it comes in: a name on the first page
    // supports a weak name on the last. What a rewriting must remember from block to block is kept in
    // `progress`.
    let replace = Replace::new();
    let mut progress = Progress::default();
    let mut rewritten_bytes = 0;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut bytes, mut blocks) = (0, 0);
    let mut out = io::sink();

    normalizer.stream(input, InvalidBytes::Error, |block| {
        // Blocks tile the text, and no mention crosses from one to the next.
        assert_eq!(block.offset(), bytes);
        bytes += block.text().len();
        blocks += 1;
        for mention in block.mentions() {
            if let Some(entity) = mention.entity() {
                *counts.entry(entity.id().to_owned()).or_default() += 1;
            }
        }
        let rewritten = replace.rewrite_block(&normalizer, block, &mut progress);
        rewritten_bytes += rewritten.text.len();
        out.write_all(rewritten.text.as_bytes())
    })?;

    println!("{bytes} bytes in {blocks} blocks, {rewritten_bytes} bytes when rewritten");
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (id, count) in counts.iter().take(5) {
        println!("{count:>6}  {id}");
    }
    Ok(())
}
