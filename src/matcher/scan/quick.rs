//! Decides the simple cases by the characters at either side of a name, and leaves the rest to the rules
//! on folded text.

use super::Scan;
use super::keys::Keys;
use super::letters::Letter;
use super::walk::{Met, Walk};
use crate::dictionary::Row;
use crate::fold::Class;
use crate::matcher::boundary::{self, Edge};
use crate::matcher::local::LocalFold;
use crate::matcher::{Hit, Trace, address};
use crate::span::Span;

/// What the characters at the ends of a name tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// The name is set off by more than a change of case or script within a word.
    Clear,
    /// It is not.
    No,
    /// The rules have to be asked.
    Ask,
}

/// Judges the end of a name by the classes at either side, and the character after it.
#[inline]
fn between(last: Class, after: Class, c: char) -> Ends {
    use Class::*;
    if !last.is_word() || !after.is_word() {
        return Ends::Clear;
    }
    match (last, after) {
        (Digit, Digit) => Ends::No,
        // It may be a plural.
        (Lower | Letter, Lower) if c.is_ascii() && c != 's' => Ends::No,
        (Upper | Lower | Letter | Digit, Upper | Lower | Letter | Digit)
        | (Hiragana, Hiragana)
        | (Katakana, Katakana)
        | (Hangul, Hangul)
        | (Spaceless, Spaceless) => Ends::Ask,
        _ => Ends::Clear,
    }
}

impl Scan<'_> {
    /// Judges a key that was met, quickly if that is possible.
    #[inline]
    #[expect(clippy::too_many_arguments, reason = "the state of a scan, handed through")]
    pub(super) fn judge_quickly<K: Keys>(
        &self,
        keys: &K,
        at: usize,
        met: &Met,
        walk: &Walk<'_, K>,
        fold: &mut LocalFold<'_>,
        near: &mut LocalFold<'_>,
        hits: &mut Vec<Hit>,
    ) {
        let first_hit = hits.len();
        let decided = match self.ends(keys, at, met.end) {
            Ends::No => return,
            Ends::Clear => self.add_plain(at, met, walk, hits),
            Ends::Ask => false,
        };
        if !decided {
            hits.truncate(first_hit);
            self.judge_slowly(at, met, walk, fold, near, hits);
        }
    }

    /// Judges the ends of a name.
    #[inline]
    fn ends<K: Keys>(&self, keys: &K, start: usize, end: usize) -> Ends {
        let (head, name, tail) = (&self.text[..start], &self.text[start..end], &self.text[end..]);
        let (Some((first, _)), Some((last, _))) = (self.first(name, keys), self.last(name, keys))
        else {
            return Ends::Ask;
        };
        let before = self.last(head, keys);
        let after = self.first(tail, keys);
        if before.is_some_and(|(letter, _)| letter.is_several())
            || after.is_some_and(|(letter, _)| letter.is_several())
        {
            return Ends::Ask;
        }
        // A number may go on: with a point or a comma, of which there are many beyond ASCII.
        let may_be_point = |class: Class, c: char| {
            class == Class::Dot || c == ',' || !(c.is_ascii() || class.is_word())
        };
        let start_is = match before {
            None => Ends::Clear,
            Some((letter, c)) => match (letter.class(), first.class()) {
                (class, Class::Digit) if may_be_point(class, c) => Ends::Ask,
                (Class::Digit, _) if first.is_numeral() => Ends::Ask,
                _ if letter.is_numeral() && first.is_numeral() => Ends::Ask,
                (class, first) => match boundary::start_edge(class, first) {
                    Some(Edge::Clear | Edge::Han) => Ends::Clear,
                    _ => Ends::Ask,
                },
            },
        };
        let end_is = match after {
            None => Ends::Clear,
            Some((letter, c)) => match (last.class(), letter.class()) {
                // It may be the dot of an abbreviation.
                (_, Class::Dot) => Ends::Ask,
                (Class::Digit, class) if may_be_point(class, c) => Ends::Ask,
                _ if last.is_numeral() && letter.is_numeral() => Ends::Ask,
                (last, class) => between(last, class, c),
            },
        };
        match (start_is, end_is) {
            (_, Ends::No) => Ends::No,
            (Ends::Clear, Ends::Clear) => self.between_han(before, first, last, after),
            _ => Ends::Ask,
        }
    }

    /// A name that touches Han characters is for the witness to judge, if it is asked.
    #[inline]
    fn between_han(
        &self,
        before: Option<(Letter, char)>,
        first: Letter,
        last: Letter,
        after: Option<(Letter, char)>,
    ) -> Ends {
        let is_han = |letter: Letter| letter.class() == Class::Han;
        let is_open = (is_han(first) && before.is_some_and(|(letter, _)| is_han(letter)))
            || (is_han(last) && after.is_some_and(|(letter, _)| is_han(letter)));
        if is_open && self.judge.han_witness { Ends::Ask } else { Ends::Clear }
    }

    #[inline]
    fn first<K: Keys>(&self, text: &str, keys: &K) -> Option<(Letter, char)> {
        let c = match text.as_bytes().first()? {
            byte if byte.is_ascii() => *byte as char,
            _ => text.chars().next()?,
        };
        Some((self.letters.get(c, keys), c))
    }

    #[inline]
    fn last<K: Keys>(&self, text: &str, keys: &K) -> Option<(Letter, char)> {
        let c = match text.as_bytes().last()? {
            byte if byte.is_ascii() => *byte as char,
            _ => text.chars().next_back()?,
        };
        Some((self.letters.get(c, keys), c))
    }

    /// Adds the forms of a key whose ends are clear, if none of them asks for more than a look; tells
    /// whether that was so.
    #[inline]
    fn add_plain<K: Keys>(
        &self,
        start: usize,
        met: &Met,
        walk: &Walk<'_, K>,
        hits: &mut Vec<Hit>,
    ) -> bool {
        let span = Span::new(start, met.end);
        let runs = &walk.runs[..met.runs];
        if self.judge.dictionary.parts().len() > 1
            || span.len() > self.judge.reach
            || !self.is_outside_addresses(span)
        {
            return false;
        }
        let surface = &self.text[start..met.end];
        let first = hits.len();
        for row in self.part.rows(met.first_row) {
            // Which of several forms it is to the letter decides between them.
            let is_alone = hits.len() == first && row.is_last();
            let trace = self.plain_trace(row, surface, runs.is_empty(), is_alone);
            let Some(trace) = trace else { return false };
            hits.push(self.judge.hit(span.shifted(self.offset), self.number, row, trace));
        }
        true
    }

    /// Returns the trace of a form where nothing but a look at its text is needed for it.
    #[inline]
    fn plain_trace(
        &self,
        row: Row,
        surface: &str,
        is_one_piece: bool,
        is_alone: bool,
    ) -> Option<Trace> {
        let mut trace = Trace::default();
        if is_one_piece && row.is_plain() {
            if !is_alone && self.part.record(row.entity).form_at(row.form)?.text == surface {
                trace.set(Trace::IDENTICAL);
            }
            return Some(trace);
        }
        if is_one_piece || row.is_never() || row.is_sensitive() || row.is_conditional() {
            return None;
        }
        // With the same separators at the same places there is nothing to judge about them.
        let form = self.part.record(row.entity).form_at(row.form)?;
        if form.text == surface {
            trace.set(Trace::IDENTICAL);
            return Some(trace);
        }
        form.text.eq_ignore_ascii_case(surface).then_some(trace)
    }

    /// Tells whether a name is clearly no part of an address, path or identifier.
    #[inline]
    fn is_outside_addresses(&self, span: Span) -> bool {
        let bytes = self.text.as_bytes();
        let before = span.start().checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(span.end()).copied();
        address::is_set_off(before, after) || !address::holds(self.text, span)
    }
}
