//! A dictionary made ready for finding its names in stretches of text.

use super::conditions::Conditions;
use super::judge::{Found, Judge};
use super::local::LocalFold;
use super::scan::{Letters, Scan};
use super::separators::Run;
use super::{CONTEXT, Hit, plain};
use crate::dictionary::{Dictionary, Part};
use crate::fold::Folded;
use std::ops::Range;
use std::sync::Arc;

/// Bytes to reserve for each character of a window: a Hangul syllable typed in three letters has nine.
const WIDEST_UNIT: usize = 12;

/// A dictionary made ready for finding.
#[derive(Clone, Debug)]
pub(crate) struct Finder {
    judge: Arc<Judge>,
    /// For each part.
    letters: Arc<[Letters]>,
    plain: bool,
    /// Bytes of text needed to either side of a place to judge what begins there.
    context: usize,
}

impl Finder {
    /// Makes a finder that scans, or, if `plain`, one that walks from every character.
    pub(crate) fn new(
        dictionary: Dictionary,
        variants: bool,
        han_witness: bool,
        plain: bool,
    ) -> Finder {
        let parts = dictionary.parts();
        let longest = parts.iter().map(|part| part.longest_key()).max().unwrap_or(0);
        let widest = parts.iter().map(|part| part.widest_window()).max().unwrap_or(0);
        // A key byte stands for at most one character of four bytes; the rest is for separators, marks
        // and characters that vanish.
        let reach = longest.saturating_mul(4).saturating_add(512);
        let context =
            reach.saturating_add(CONTEXT.max(widest as usize * WIDEST_UNIT)).saturating_add(64);
        let letters = parts.iter().map(|_| Letters::new()).collect();
        let conditions = Conditions::default();
        let judge = Arc::new(Judge { dictionary, variants, han_witness, reach, conditions });
        Finder { judge, letters, plain, context }
    }

    pub(crate) fn dictionary(&self) -> &Dictionary {
        &self.judge.dictionary
    }

    /// Bytes of text needed before and after a stretch to find in it what a reader of the whole
    /// text would find.
    pub(crate) fn context(&self) -> usize {
        self.context
    }

    /// Finds every form that begins within `stretch` of `text`, sorted by span. `base` is the offset
    /// of `text` in the document, which the spans of the hits count in.
    pub(crate) fn find(&self, text: &str, stretch: Range<usize>, base: usize, hits: &mut Vec<Hit>) {
        let first_hit = hits.len();
        for (number, part) in self.judge.dictionary.parts().iter().enumerate() {
            let number = number as u16;
            if self.plain {
                self.walk(text, part, number, stretch.clone(), base, hits);
                continue;
            }
            let letters = &self.letters[number as usize];
            let rows = part.all_rows();
            let scan = Scan { judge: &self.judge, part, number, text, offset: base, letters, rows };
            scan.find(stretch.clone(), hits);
        }
        let order =
            |hit: &Hit| (hit.span, hit.part, hit.row.is_never(), hit.row.entity, hit.row.form);
        let found = &mut hits[first_hit..];
        if !found.is_sorted_by(|a, b| a.span < b.span || order(a) <= order(b)) {
            found.sort_by_key(order);
        }
    }

    fn walk(
        &self,
        text: &str,
        part: &Part,
        number: u16,
        stretch: Range<usize>,
        offset: usize,
        hits: &mut Vec<Hit>,
    ) {
        let folded = Folded::new(text);
        let units = folded.units();
        let mut near = LocalFold::new(text);
        let mut runs: Vec<Run> = Vec::new();
        let first = units.partition_point(|unit| (unit.start as usize) < stretch.start);
        let last = units.partition_point(|unit| (unit.start as usize) < stretch.end);
        for start in first..last {
            plain::walk(part.keys(), &folded, start, &mut runs, |end, first_row, runs| {
                let folded = &folded;
                let found =
                    Found { text, folded, base: 0, start, end, runs, part, number, first_row };
                self.judge.judge(&found, &mut near, offset, hits);
            });
        }
    }
}
