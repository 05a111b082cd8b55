//! Scans a text for the names of one part of a dictionary: the fast twin of the plain walk.
//!
//! It reads the text as it lies, not a fold of it: a table gives for each character the code of its fold.
//! A text is folded only around names that the simple rules do not decide, and around characters that are
//! more than a unit or less. Whatever it finds, [`super::plain`] finds, and the other way round.

mod ascii;
mod beside;
mod beyond;
mod block;
mod keys;
mod letters;
mod quick;
mod recall;
mod sieve;
mod start;
mod starts;
mod walk;

pub(super) use letters::Letters;

use super::judge::{Found, Judge};
use super::local::Folds;
use super::separators::Run;
use super::{Hit, plain};
use crate::dictionary::{Part, Rows};
use keys::Keys;
use letters::Reader;
use start::By;
use starts::Starts;
use std::ops::Range;
use walk::{Met, Walk};

/// Units to either side of a name that its rules may look at; conditions look further by themselves.
const AROUND: usize = 64;

/// A text to scan for the names of a part.
pub(super) struct Scan<'s> {
    pub judge: &'s Judge,
    pub part: &'s Part,
    pub number: u16,
    pub text: &'s str,
    /// Offset of the text in the document.
    pub offset: usize,
    pub letters: &'s Letters,
    pub rows: Rows<'s>,
}

impl Scan<'_> {
    /// Finds every form that begins within a stretch, in order.
    pub(super) fn find(&self, stretch: Range<usize>, hits: &mut Vec<Hit>) {
        match self.part.trie() {
            Some(trie) => self.find_by(trie, stretch, hits),
            None => self.find_by(self.part.keys(), stretch, hits),
        }
    }

    fn find_by(&self, keys: impl Keys, stretch: Range<usize>, hits: &mut Vec<Hit>) {
        let reader = Reader { text: self.text, keys, letters: self.letters };
        let starts = Starts {
            reader,
            filter: self.part.filter(),
            rows: self.rows,
            symbols: reader.symbols(),
            variants: self.judge.variants,
        };
        let mut folds = Folds::new(self.text);
        let mut walk = Walk::new(reader);
        let mut runs: Vec<Run> = Vec::new();
        starts.each(stretch, &mut folds, |folds, at, by| {
            let is_read = match by {
                By::Letters { first_end } => walk.from(at, first_end),
                By::Key { end, entry } => {
                    return self.judge_word(at..end, entry, &mut walk, folds, hits);
                }
                By::Units => false,
            };
            if !is_read {
                self.walk_units(at, folds, &mut runs, hits);
                return;
            }
            for met in &walk.met {
                self.judge_met(at, met, &walk, folds, hits);
            }
        });
    }

    /// Reads a place by its units, as the plain walk does.
    fn walk_units(
        &self,
        at: usize,
        folds: &mut Folds<'_>,
        runs: &mut Vec<Run>,
        hits: &mut Vec<Hit>,
    ) {
        let end = self.text.floor_char_boundary(at.saturating_add(self.judge.reach));
        let (folded, base) = folds.rules.around(at..end, AROUND);
        let units = folded.units();
        let start = units.partition_point(|unit| base + (unit.start as usize) < at);
        if units.get(start).is_none_or(|unit| base + unit.start as usize != at) {
            return;
        }
        plain::walk(self.part.keys(), folded, start, runs, |end, first_row, runs| {
            let found = Found {
                text: self.text,
                folded,
                base,
                start,
                end,
                runs,
                part: self.part,
                number: self.number,
                first_row,
            };
            self.judge.judge(&found, &mut folds.conditions, self.offset, hits);
        });
    }

    /// Judges a key that was met with the text around it folded.
    fn judge_slowly<K: Keys>(
        &self,
        at: usize,
        met: &Met,
        walk: &Walk<'_, K>,
        folds: &mut Folds<'_>,
        hits: &mut Vec<Hit>,
    ) {
        let (folded, base) = folds.rules.around(at..met.end, AROUND);
        let units = folded.units();
        let unit_at =
            |byte: usize| units.partition_point(|unit| base + (unit.start as usize) < byte);
        let runs: Vec<Run> = walk.runs[..met.runs]
            .iter()
            .map(|run| Run { at: run.at, first: unit_at(run.first), end: unit_at(run.end) })
            .collect();
        let found = Found {
            text: self.text,
            folded,
            base,
            start: unit_at(at),
            end: unit_at(met.end),
            runs: &runs,
            part: self.part,
            number: self.number,
            first_row: met.first_row,
        };
        self.judge.judge(&found, &mut folds.conditions, self.offset, hits);
    }
}
