//! What the tests share: dictionaries written in place, and matches as plain pairs.

use exonym::dictionary::source::{Format, parse};
use exonym::{Dictionary, DictionaryBuilder, Normalizer};

/// Builds a dictionary from a TOML source; panics with its problems.
#[allow(dead_code)]
pub fn dictionary(toml: &str) -> Dictionary {
    let mut builder = DictionaryBuilder::new("test");
    parse("test.toml", toml.as_bytes(), Format::Toml)
        .add_to(&mut builder)
        .expect("the source is sound");
    builder.build().expect("the records are sound")
}

/// Returns the mentions of a text as `(surface, id)`; an ambiguous one has the ID `?`.
#[allow(dead_code)]
pub fn found(normalizer: &Normalizer, text: &str) -> Vec<(String, String)> {
    normalizer
        .annotate(text)
        .mentions()
        .iter()
        .map(|mention| {
            assert_eq!(mention.span().of(text), Some(mention.surface()));
            let id = mention.entity().map_or("?".to_owned(), |entity| entity.id().to_owned());
            (mention.surface().to_owned(), id)
        })
        .collect()
}
