//! Runs the fuzz targets for some seconds: their seeds, and the same few thousand changes of them in each run.

#![cfg(all(feature = "files", feature = "sources"))]

#[path = "support/random.rs"]
mod random;
#[path = "../fuzz/targets.rs"]
mod targets;

use random::Random;
use std::panic::catch_unwind;
use std::path::Path;

/// Pieces that mean something to one reader or another.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b"'",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b"=",
    b"\n",
    b"\r\n",
    b"\t",
    b"\\",
    b"#",
    b"[[entity]]\n",
    b"id = \"x\"\n",
    b"\"id\":",
    b"null",
    b"1e999",
    b"-0",
    b"0x1",
    b"\\u0000",
    b"\xEF\xBB\xBF",
    b"\xFF",
    b"\x00",
    b" ",
    b"-",
    b".",
    b"Kimi",
    b"AI",
    b"U.S.",
    "月之暗面".as_bytes(),
    "\u{301}".as_bytes(),
    "\u{200B}".as_bytes(),
    "ß".as_bytes(),
    "가".as_bytes(),
    "ﾞ".as_bytes(),
    "（".as_bytes(),
    &[0xFF; 8],
    &[0; 8],
    &[0x80; 4],
];

impl Random {
    /// Changes bytes in one to four ways.
    fn mutate(&mut self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(12)).min(bytes.len());
            match self.below(7) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => bytes[at] = self.below(256) as u8,
                2 => drop(bytes.drain(at..end)),
                3 => bytes.truncate(at),
                4 => {
                    let piece = bytes[at..end].to_vec();
                    let to = self.below(bytes.len() + 1);
                    bytes.splice(to..to, piece);
                }
                5 => {
                    let other = &others[self.below(others.len())];
                    let from = self.below(other.len() + 1);
                    bytes
                        .splice(at..end, other[from..(from + 20).min(other.len())].iter().copied());
                }
                _ => drop(bytes.splice(at..at, TOKENS[self.below(TOKENS.len())].iter().copied())),
            }
        }
    }
}

/// Runs a target on every seed and on so many changes of each; shows the bytes that it fails on.
fn run(target: fn(&[u8]), seeds: &[Vec<u8>], changes: usize) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for seed in seeds {
        for change in 0..=changes {
            let mut bytes = seed.clone();
            if change > 0 {
                random.mutate(&mut bytes, seeds);
            }
            let outcome = catch_unwind(|| target(&bytes));
            assert!(outcome.is_ok(), "fails on b\"{}\"", bytes.escape_ascii());
        }
    }
}

fn seeds(directory: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(directory);
    let entries = std::fs::read_dir(&directory).expect("the seeds are there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
}

#[test]
fn fold() {
    run(targets::fold, &seeds("text"), 2_000);
}

#[test]
fn source() {
    run(targets::source, &seeds("source"), 1_500);
}

#[test]
fn exo() {
    let compiled = targets::dictionary().compile().expect("the names are sound");
    run(targets::exo, &[compiled], 2_000);
}

#[test]
fn annotate() {
    run(targets::annotate, &seeds("text"), 1_500);
}
