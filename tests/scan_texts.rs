//! The scan finds what the plain walk finds, on the whole of the benchmark texts and names.

#![cfg(all(feature = "files", feature = "sources", feature = "builtin", feature = "chinese"))]

use exonym::dictionary::FileBuilder;
use exonym::dictionary::source::Format;
use exonym::{Dictionary, Normalizer, Profile};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes of each text; unoptimized, the plain walk takes too long over all of it.
const MOST: usize = if cfg!(debug_assertions) { 200_000 } else { usize::MAX };

/// Unpacks a file of the benchmarks; `None`, with a line that says so, where it is not beside the checkout.
fn read(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    let Ok(packed) = File::open(&path) else {
        println!("{file}: skipped, it is not beside the checkout");
        return None;
    };
    let mut text = String::new();
    MultiGzDecoder::new(packed).read_to_string(&mut text).expect("a packed text");
    Some(text)
}

fn dictionary(names: &str, is_small: bool) -> Dictionary {
    let directory = tempfile::tempdir().expect("a directory for temporary files");
    let mut builder = FileBuilder::new(directory.path()).small(is_small);
    let rows = names.lines().filter_map(|line| line.rsplit_once('\t'));
    let source: String = rows.map(|(name, number)| format!("e{number}\t{name}\n")).collect();
    let source = format!("id\tname\n{source}");
    builder.parse("names.tsv", source.as_bytes(), Format::Tsv).expect("the names are sound");
    let mut file = Vec::new();
    builder.write(&mut file).expect("the names are sound");
    Dictionary::from_bytes(file).expect("fresh bytes")
}

fn compare(what: &str, dictionary: &Dictionary, text: &str) {
    let text = &text[..text.floor_char_boundary(MOST)];
    for (profile, witness) in
        [(Profile::Exact, false), (Profile::Balanced, false), (Profile::Balanced, true)]
    {
        let builder = Normalizer::builder(dictionary.clone()).profile(profile).han_witness(witness);
        let (scan, plain) = (builder.clone().build(), builder.plain_walk(true).build());
        let (scan, plain) = (scan.annotate(text), plain.annotate(text));
        let (scan, plain) = (scan.mentions(), plain.mentions());
        for (a, b) in scan.iter().zip(plain) {
            let place = (a.span(), a.is_decided(), a.best().entity().id(), a.best().alias());
            let other = (b.span(), b.is_decided(), b.best().entity().id(), b.best().alias());
            assert_eq!(place, other, "{what}, {profile:?}, witness {witness}");
        }
        assert_eq!(scan.len(), plain.len(), "{what}, {profile:?}, witness {witness}");
        assert!(!scan.is_empty(), "{what}: nothing to compare");
    }
}

#[test]
fn scan_and_plain_walk_agree_on_the_benchmark_texts() {
    let texts = ["text-en.txt.gz", "text-zh.txt.gz"].map(|file| (file, read(file)));
    let names = ["names-10k.tsv.gz", "names-1m.tsv.gz"].map(|file| (file, read(file)));
    for (text_file, text) in &texts {
        let Some(text) = text else { return };
        compare(&format!("technology in {text_file}"), &Dictionary::builtin(), text);
    }
    for (names_file, names) in &names {
        let Some(names) = names else { return };
        for is_small in [false, true] {
            let dictionary = dictionary(names, is_small);
            for (text_file, text) in &texts {
                let Some(text) = text else { return };
                let what = format!("{names_file} (small: {is_small}) in {text_file}");
                compare(&what, &dictionary, text);
            }
        }
    }
}
