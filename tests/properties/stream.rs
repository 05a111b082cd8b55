//! Streams: the blocks tile the input, and say what one annotation of the whole would.

use crate::annotate::{Facts, facts};
use crate::{config, pool, seed};
use exonym::normalizer::InvalidBytes;
use exonym::output::replace::{Progress, Replace};
use exonym::{
    Alias, Annotated, Dictionary, DictionaryBuilder, EntityRecord, Error, Mention, Normalizer,
    Overlaps, Span,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::io::{self, Cursor, Read, Seek, SeekFrom};

/// Gives a few bytes at a time, as many as the list says, over and over.
struct Trickle<'b> {
    inner: Cursor<&'b [u8]>,
    sizes: &'b [usize],
    turn: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.turn += 1;
        let size = self.sizes[self.turn % self.sizes.len()].min(buffer.len());
        self.inner.read(&mut buffer[..size])
    }
}

impl Seek for Trickle<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// What a stream says, and how many blocks it took.
struct Streamed {
    facts: Vec<(Span, bool, Vec<Facts>)>,
    text: String,
    blocks: usize,
}

fn stream(
    normalizer: &Normalizer,
    reader: impl Read + Seek,
    invalid: InvalidBytes,
) -> exonym::Result<Streamed> {
    let mut streamed = Streamed { facts: Vec::new(), text: String::new(), blocks: 0 };
    normalizer.stream(reader, invalid, |block| {
        assert_eq!(block.offset(), streamed.text.len(), "the blocks do not tile the input");
        assert!(!block.text().is_empty());
        streamed.text += block.text();
        streamed.blocks += 1;
        let holds = |mention: Mention<'_>| {
            let span = mention.span();
            let text = block.text().get(span.start() - block.offset()..span.end() - block.offset());
            text == Some(mention.surface())
        };
        assert!(block.mentions().iter().all(holds), "a mention leaves its block");
        streamed.facts.extend(facts(block.mentions()));
        Ok(())
    })?;
    Ok(streamed)
}

fn check(normalizer: &Normalizer, text: &str, reader: impl Read + Seek) -> usize {
    let streamed = stream(normalizer, reader, InvalidBytes::Error).expect("the input is sound");
    assert!(streamed.text == text, "the blocks do not make up the text");
    let annotated: Annotated<'_> = normalizer.annotate(text);
    let whole = facts(annotated.mentions());
    let differs = whole.iter().zip(&streamed.facts).find(|(whole, streamed)| whole != streamed);
    assert!(differs.is_none(), "whole and streamed differ: {differs:?}");
    assert_eq!(whole.len(), streamed.facts.len());
    streamed.blocks
}

/// A text of at least so many bytes, made of many random pieces; the number says which.
fn long_text(number: u64, bytes: usize) -> String {
    let mut rng_seed = [0; 32];
    rng_seed[..8].copy_from_slice(&seed().to_le_bytes());
    rng_seed[8..16].copy_from_slice(&number.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &rng_seed);
    let mut runner = TestRunner::new_with_rng(config(1), rng);
    let pieces = pool::prose(64);
    let mut text = String::new();
    while text.len() < bytes {
        let piece = pieces.new_tree(&mut runner).expect("the strategy refuses nothing").current();
        // Long runs without any name, and without any space.
        let filler = ["lorem ipsum dolor ", "所以", "x", " \n", "的了"][text.len() % 5];
        text += &filler.repeat(piece.len() % 97);
        text += &piece;
    }
    text
}

#[test]
fn long_texts_in_blocks() {
    let normalizer = Normalizer::new(pool::dictionary());
    let text = long_text(2, 540_000);
    let blocks = check(&normalizer, &text, Cursor::new(&text));
    assert!(blocks > 1, "{} bytes came in one block", text.len());
}

#[test]
fn long_text_in_few_bytes_at_a_time() {
    let text = long_text(3, 300_000);
    let normalizer = Normalizer::builder(pool::dictionary()).overlaps(Overlaps::All).build();
    let trickle = Trickle { inner: Cursor::new(text.as_bytes()), sizes: &[1, 7, 3, 2, 5], turn: 0 };
    check(&normalizer, &text, trickle);
}

/// Names that chain: each begins within the one before, so that hardly any place is free of them.
fn chained() -> Dictionary {
    let mut builder = DictionaryBuilder::new("chained");
    for name in ["Ab Cd", "Cd Ab", "Cd Ab Cd Ab", "百川百", "川百川", "百川百川百"] {
        builder.entity(EntityRecord { aliases: vec![Alias::new(name)], ..EntityRecord::new(name) });
    }
    builder.build().expect("the names are sound")
}

#[test]
fn chained_names_in_blocks() {
    // Longer than one block, with one free place inside.
    let text = ["Ab Cd ".repeat(25_000), "百川".repeat(25_000)].join("-- ");
    let normalizer =
        Normalizer::builder(chained()).overlaps(Overlaps::NoSub).han_witness(false).build();
    check(&normalizer, &text, Cursor::new(&text));
}

/// More readings than are kept from one walk to the next, and more kinds of clusters that the document decides:
/// chains of names that overlap, each longer than the one before.
#[test]
fn more_hits_than_are_kept() {
    let weak = |text: &str| Alias { weak: true, ..Alias::new(text) };
    let mut builder = DictionaryBuilder::new("many");
    for (id, aliases) in [
        ("ab-cd", vec![Alias::new("Ab Cd"), weak("Xy")]),
        ("cd-ab", vec![Alias::new("Cd Ab"), weak("Zw")]),
        ("both", vec![Alias::new("Cd Ab"), Alias::new("Ab Cd Ab Cd")]),
    ] {
        builder.entity(EntityRecord { aliases, ..EntityRecord::new(id) });
    }
    let dictionary = builder.build().expect("the names are sound");
    let normalizer = Normalizer::builder(dictionary).build();
    let chain = |names: usize| "Ab Cd ".repeat(names) + "ipsum, Xy lorem Zw. ";
    let open: String = (1..400).map(chain).collect();
    let closed = "Ab Cd. ".repeat(900_000);
    let text = [&*open, &*closed, "Cd Ab\n"].concat();
    check(&normalizer, &text, Cursor::new(&text));
}

/// The stream begins where the reader stands.
#[test]
fn from_the_middle() {
    let normalizer = Normalizer::new(pool::dictionary());
    let text = "Zhipu AI, moon and Moonshot AI";
    let mut reader = Cursor::new(text);
    reader.set_position(10);
    let streamed = stream(&normalizer, reader, InvalidBytes::Error).expect("the input is sound");
    assert_eq!(streamed.text, &text[10..]);
    assert_eq!(streamed.facts, facts(normalizer.annotate(&text[10..]).mentions()));
}

/// The last bytes of what is read at a time may be any part of a character, sound or not.
#[test]
fn characters_across_reads() {
    let normalizer = Normalizer::new(pool::dictionary());
    for tail in ["é", "月", "\u{1F600}", "\u{E9}\u{301}"] {
        for filler in 65_530..65_540 {
            let text = "x".repeat(filler) + &tail.repeat(3);
            check(&normalizer, &text, Cursor::new(&text));
            for cut in 1..tail.len() {
                let mut bytes = text.clone().into_bytes();
                bytes.truncate(bytes.len() - cut);
                bytes.extend(b" Zhipu");
                let streamed =
                    stream(&normalizer, Cursor::new(&bytes), InvalidBytes::Replace).expect("sound");
                assert!(streamed.text == String::from_utf8_lossy(&bytes), "{tail} {filler} {cut}");
            }
        }
    }
}

#[test]
fn rewritten_in_blocks() {
    let normalizer = Normalizer::new(pool::dictionary());
    let text = long_text(4, 280_000);
    let replace = Replace::new().document_lang("en".parse().expect("a tag"));
    let mut progress = Progress::default();
    let mut rewritten = String::new();
    normalizer
        .stream(Cursor::new(&text), InvalidBytes::Error, |block| {
            rewritten += &replace.rewrite_block(&normalizer, block, &mut progress).text;
            Ok(())
        })
        .expect("the input is sound");
    let whole = normalizer.rewrite(&text, &replace).text;
    let same = whole.bytes().zip(rewritten.bytes()).take_while(|(a, b)| a == b).count();
    let near = |text: &str| {
        text[text.floor_char_boundary(same.saturating_sub(60))..]
            .chars()
            .take(80)
            .collect::<String>()
    };
    assert!(whole == rewritten, "whole    {:?}\nin blocks {:?}", near(&whole), near(&rewritten));
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn few_bytes_at_a_time(text in pool::prose(120), sizes in prop::collection::vec(1usize..8, 1..9)) {
        let normalizer = Normalizer::new(pool::dictionary());
        check(&normalizer, &text, Trickle { inner: Cursor::new(text.as_bytes()), sizes: &sizes, turn: 0 });
    }

    /// Bytes that are not UTF-8 are found where they are, or read as the standard library reads them.
    #[test]
    fn broken_bytes(
        text in pool::prose(40),
        breaks in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        sizes in prop::collection::vec(1usize..8, 1..9),
    ) {
        let mut bytes = text.into_bytes();
        for (place, byte) in breaks.iter().filter(|_| !bytes.is_empty()).copied().collect::<Vec<_>>() {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let normalizer = Normalizer::new(pool::dictionary());
        let trickle = || Trickle { inner: Cursor::new(&bytes), sizes: &sizes, turn: 0 };
        let replaced = stream(&normalizer, trickle(), InvalidBytes::Replace).expect("nothing is refused");
        let lossy = String::from_utf8_lossy(&bytes);
        prop_assert_eq!(&replaced.text, &lossy);
        prop_assert_eq!(replaced.facts, facts(normalizer.annotate(&lossy).mentions()));
        match (std::str::from_utf8(&bytes), stream(&normalizer, trickle(), InvalidBytes::Error)) {
            (Ok(_), outcome) => prop_assert!(outcome.is_ok()),
            (Err(error), Err(Error::InvalidUtf8 { line, byte })) => {
                let sound = &bytes[..error.valid_up_to()];
                prop_assert_eq!(byte, sound.len() as u64);
                prop_assert_eq!(line, sound.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1);
            }
            (Err(_), outcome) => prop_assert!(false, "{:?}", outcome.map(|streamed| streamed.text)),
        }
    }
}
