//! Finds the names in a text and prints what each of them means, and why.
//!
//! ```text
//! cargo run --release --example annotate             reads examples/article.txt
//! cargo run --release --example annotate -- FILE     reads another text
//! ```

use exonym::{Dictionary, Normalizer};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // A compiled dictionary can be part of a program. `Dictionary::builtin()` is this line, with the
    // feature `builtin`; `Dictionary::open("names.exo")` maps a file, with the feature `files`.
    let dictionary = Dictionary::from_static(include_bytes!("../dictionaries/builtin.exo"))?;

    // Made once, then cloned and shared between threads as often as needed.
    let normalizer = Normalizer::new(dictionary);

    let text = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => include_str!("article.txt").to_owned(),
    };

    // Text never causes an error: there is nothing to unwrap here.
    let annotated = normalizer.annotate(&text);

    for mention in annotated.mentions() {
        // A mention that may mean several entities alike has candidates, but no entity.
        let meaning = match mention.entity() {
            Some(entity) => entity.id().to_owned(),
            None => {
                let ids: Vec<&str> = mention.candidates().map(|c| c.entity().id()).collect();
                format!("ambiguous: {}", ids.join(" or "))
            }
        };
        // `Span` counts bytes of the original text, so that it can be sliced with it.
        let span = mention.span();
        assert_eq!(span.of(&text), Some(mention.surface()));
        println!("{:>4}..{:<4} {:?} is {meaning}", span.start(), span.end(), mention.surface());
        for reason in mention.best().evidence() {
            println!("             {reason}");
        }
    }
    Ok(())
}
