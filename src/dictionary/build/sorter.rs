//! Sorts any number of pairs by key, in temporary files where they outgrow memory.
//!
//! Pairs are gathered until there is no more room, sorted, and written to the file as a run; at the end the
//! runs are merged. The sort is stable: pairs of one key come out in the order they went in.

use super::merge::{Merge, Runs};
use super::pairs::Pairs;
use super::room::Room;
use std::io;

/// Collects pairs of a key and what belongs to it.
#[derive(Debug)]
pub(in crate::dictionary) struct Sorter {
    room: Room,
    pairs: Pairs,
    runs: Option<Runs>,
}

impl Sorter {
    pub(in crate::dictionary) fn new(room: &Room) -> Sorter {
        Sorter { room: room.clone(), pairs: Pairs::default(), runs: None }
    }

    /// Adds a pair.
    pub(in crate::dictionary) fn push(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        self.pairs.push(key, value);
        if self.pairs.size() > self.room.to_sort() { self.unload() } else { Ok(()) }
    }

    fn unload(&mut self) -> io::Result<()> {
        self.pairs.sort();
        let runs = match &mut self.runs {
            Some(runs) => runs,
            empty => empty.insert(Runs::new(self.room.file()?)),
        };
        runs.start();
        for pair in self.pairs.iter() {
            runs.write(pair)?;
        }
        self.pairs.clear();
        runs.end()
    }

    /// Sorts what was added.
    pub(in crate::dictionary) fn finish(mut self) -> io::Result<Sorted> {
        if self.runs.is_some() {
            self.unload()?;
        }
        Ok(match self.runs {
            Some(runs) => {
                // Frees the room for those who sort next.
                drop(self.pairs);
                Sorted::Merged(runs.merge(self.room.to_sort())?)
            }
            None => {
                self.pairs.sort();
                Sorted::Held { pairs: self.pairs, next: 0 }
            }
        })
    }
}

/// The pairs in order.
#[derive(Debug)]
pub(in crate::dictionary) enum Sorted {
    Held { pairs: Pairs, next: usize },
    Merged(Merge),
}

impl Sorted {
    /// Returns the next pair: its key, and what belongs to it.
    pub(in crate::dictionary) fn next(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        match self {
            Sorted::Held { pairs, next } => {
                *next += 1;
                Ok(pairs.get(*next - 1))
            }
            Sorted::Merged(merge) => merge.next(),
        }
    }
}

#[cfg(all(test, feature = "files", feature = "sources"))]
mod tests {
    use super::*;

    /// Every pair of a number, its key in many lengths, and the place it was added at.
    #[test]
    fn the_same_order_with_any_memory() {
        let numbers = (0u32..2000).map(|number| number.wrapping_mul(2_654_435_761) >> 22);
        let pairs: Vec<(Vec<u8>, Vec<u8>)> = numbers
            .zip(0u32..)
            .map(|(number, at)| {
                let key = number.to_string().repeat(number as usize % 12).into_bytes();
                (key, at.to_le_bytes()[..at as usize % 5].to_vec())
            })
            .collect();
        let mut expected = pairs.clone();
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        for memory in [1, 1000, 20_000, usize::MAX] {
            let mut sorter = Sorter::new(&Room::new(memory, std::env::temp_dir()));
            for (key, value) in &pairs {
                sorter.push(key, value).expect("a file");
            }
            let mut sorted = sorter.finish().expect("a file");
            for (key, value) in &expected {
                let next = sorted.next().expect("a file");
                assert_eq!(next, Some((&key[..], &value[..])), "with {memory} bytes");
            }
            assert_eq!(sorted.next().expect("a file"), None);
        }
    }
}
