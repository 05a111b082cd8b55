//! Decides the simple cases by the characters at either side of a name, and leaves the rest to the rules
//! on folded text.

use super::Scan;
use super::keys::Keys;
use super::letters::{Letter, Reader};
use super::recall::Entry;
use super::walk::{Met, Walk};
use crate::dictionary::{EntityRef, Row};
use crate::fold::{Class, ascii_class};
use crate::matcher::boundary::{self, Edge};
use crate::matcher::local::Folds;
use crate::matcher::separators::{self, Run};
use crate::matcher::{Hit, Trace, address};
use crate::span::Span;
use crate::words;
use std::ops::Range;

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

/// Judges the end of a name by the classes at either side, the character after it, whether an s after it may
/// be a plural's, and whether no small letter follows that character.
#[inline]
fn between(last: Class, after: Class, c: char, may_be_plural: bool, is_last_letter: bool) -> Ends {
    use Class::*;
    if !last.is_word() || !after.is_word() {
        return Ends::Clear;
    }
    match (last, after) {
        (Digit, Digit) => Ends::No,
        // It may be a plural: of what is written with a capital, before the end of a word.
        (Upper | Lower | Letter, Lower) if c.is_ascii() && !(c == 's' && may_be_plural) => Ends::No,
        // The last of several capitals may begin a word.
        (Upper, Upper) if is_last_letter => Ends::No,
        (Upper | Lower | Letter | Digit, Upper | Lower | Letter | Digit)
        | (Hiragana, Hiragana)
        | (Katakana, Katakana)
        | (Hangul, Hangul)
        | (Spaceless, Spaceless) => Ends::Ask,
        _ => Ends::Clear,
    }
}

impl Scan<'_> {
    /// Judges a word that is a key.
    #[inline]
    pub(super) fn judge_word<K: Keys>(
        &self,
        word: Range<usize>,
        entry: Entry,
        walk: &mut Walk<'_, K>,
        folds: &mut Folds<'_>,
        hits: &mut Vec<Hit>,
    ) {
        let span = Span::new(word.start, word.end);
        if self.is_clear_word(word.start, word.end) && self.add_only(span, entry.row, hits) {
            return;
        }
        walk.at_key(word.clone(), entry.first_row);
        self.judge_met(word.start, &walk.met[0], walk, folds, hits);
    }

    /// Judges a key that was met, quickly if that is possible.
    #[inline]
    pub(super) fn judge_met<K: Keys>(
        &self,
        at: usize,
        met: &Met,
        walk: &Walk<'_, K>,
        folds: &mut Folds<'_>,
        hits: &mut Vec<Hit>,
    ) {
        let ends = match met.is_word && self.is_clear_word(at, met.end) {
            true => Ends::Clear,
            false => self.ends(&walk.reader, at..met.end, walk.first, met.last),
        };
        let is_decided = match ends {
            Ends::No => true,
            Ends::Clear => self.add_plain(at, met, walk, hits),
            Ends::Ask => false,
        };
        if !is_decided {
            self.judge_slowly(at, met, walk, folds, hits);
        }
    }

    /// Tells whether an ASCII word is set off by ASCII that is no part of words or numbers. What is searched may
    /// begin within a word, so that a letter stands before the first; after it none does.
    #[inline]
    fn is_clear_word(&self, start: usize, end: usize) -> bool {
        let bytes = self.text.as_bytes();
        let before = start.checked_sub(1).and_then(|at| bytes.get(at));
        before.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
            && bytes.get(end).is_none_or(u8::is_ascii)
            && bytes[start].is_ascii_alphabetic()
            && bytes[end - 1].is_ascii_alphabetic()
    }

    /// Judges the ends of a name by its first and last letter and what is beside them.
    #[inline]
    fn ends<K: Keys>(
        &self,
        reader: &Reader<'_, K>,
        Range { start, end }: Range<usize>,
        first: Letter,
        last: Letter,
    ) -> Ends {
        let (before, after) = (reader.before(start), reader.at(end));
        if [before, after].iter().flatten().any(|(_, letter)| letter.is_several()) {
            return Ends::Ask;
        }
        // A number may go on: with a point or a comma, of which there are many beyond ASCII.
        let may_be_point = |class: Class, c: char| {
            class == Class::Dot || c == ',' || !(c.is_ascii() || class.is_word())
        };
        let start_is = match before {
            None => Ends::Clear,
            Some((c, letter)) => match (letter.class(), first.class()) {
                (class, Class::Digit) if may_be_point(class, c) => Ends::Ask,
                (Class::Digit, _) if first.is_numeral() => Ends::Ask,
                _ if letter.is_numeral() && first.is_numeral() => Ends::No,
                (class, first) => match boundary::start_edge(class, first) {
                    Some(Edge::Clear | Edge::Han) => Ends::Clear,
                    _ => Ends::Ask,
                },
            },
        };
        let end_is = match after {
            None => Ends::Clear,
            Some((c, letter)) => match (last.class(), letter.class()) {
                // It may be the dot of an abbreviation, or of a number; anything but ASCII is left to the rules.
                (last, Class::Dot) if c != '.' || last == Class::Digit || !last.is_word() => {
                    Ends::Ask
                }
                (Class::Digit, class) if may_be_point(class, c) => Ends::Ask,
                // A mark after it would make it something else.
                _ if last.is_numeral() && letter.is_numeral() => {
                    let next = reader.at(end + c.len_utf8());
                    let is_marked = next.is_some_and(|(_, letter)| letter.is_several());
                    if is_marked { Ends::Ask } else { Ends::No }
                }
                (last, class) => {
                    let next = self.text.as_bytes().get(end + 1);
                    let is_last_letter = c.is_ascii()
                        && next.is_none_or(|b| b.is_ascii() && !b.is_ascii_lowercase());
                    let ends_word = next.is_none_or(|b| !b.is_ascii_alphanumeric());
                    let is_marked = first.class() == Class::Upper || last == Class::Upper;
                    let may_be_plural = self.judge.variants && ends_word && is_marked;
                    between(last, class, c, may_be_plural, is_last_letter)
                }
            },
        };
        match (start_is, end_is) {
            (Ends::No, _) | (_, Ends::No) => Ends::No,
            (Ends::Clear, Ends::Clear) => self.between_han([(before, first), (after, last)]),
            _ => Ends::Ask,
        }
    }

    /// A name that touches Han characters is for the witness to judge, if it is asked. Takes what stands at
    /// either side of the name, and the letter of the name there.
    #[inline]
    fn between_han(&self, sides: [(Option<(char, Letter)>, Letter); 2]) -> Ends {
        let is_han = |letter: Letter| letter.class() == Class::Han;
        let is_open = sides.iter().any(|&(outside, own)| {
            is_han(own) && outside.is_some_and(|(_, letter)| is_han(letter))
        });
        if is_open && self.judge.han_witness { Ends::Ask } else { Ends::Clear }
    }

    /// Tells whether no other layer says anything of the entity of a form that is not protected.
    #[inline]
    fn is_alone(&self, row: Row) -> bool {
        let entity = EntityRef { part: self.number, entity: row.entity };
        self.judge.dictionary.is_alone(entity)
    }

    /// Adds the form of a key whose ends are clear, if it has but one and nothing more is asked of that than a
    /// look at either side, as nearly always; tells whether that was so.
    #[inline]
    fn add_only(&self, span: Span, row: Row, hits: &mut Vec<Hit>) -> bool {
        let is_simple = row.is_only()
            && self.is_alone(row)
            && span.len() <= self.judge.reach
            && address::is_set_off(self.text, span);
        if is_simple {
            let span = span.shifted(self.offset);
            hits.push(self.judge.hit(span, self.number, row, Trace::default()));
        }
        is_simple
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
        let is_before_dot = self.text.as_bytes().get(met.end) == Some(&b'.');
        if runs.is_empty()
            && !is_before_dot
            && let Some(row) = self.rows.from(met.first_row).next()
            && self.add_only(span, row, hits)
        {
            return true;
        }
        if span.len() > self.judge.reach {
            return false;
        }
        if !address::is_set_off(self.text, span) && address::holds(self.text, span) {
            return true;
        }
        let surface = &self.text[start..met.end];
        if is_before_dot && !met.is_word && is_abbreviated(surface) {
            return false;
        }
        let first = hits.len();
        let mut last_entity = None;
        let mut rows = self.rows.from(met.first_row).peekable();
        while let Some(row) = rows.next() {
            if is_before_dot && row.is_dotted() {
                hits.truncate(first);
                return false;
            }
            // Which of an entity's forms it is to the letter decides between them; they stand together.
            let is_only_form = last_entity != Some(row.entity)
                && rows.peek().is_none_or(|next| next.entity != row.entity);
            last_entity = Some(row.entity);
            match self.plain_verdict(row, surface, runs, is_only_form) {
                Plain::Is(trace) => {
                    hits.push(self.judge.hit(span.shifted(self.offset), self.number, row, trace));
                }
                Plain::No => {}
                Plain::Ask => {
                    hits.truncate(first);
                    return false;
                }
            }
        }
        true
    }

    /// Judges a form where nothing but a look at its text is needed for it.
    #[inline]
    fn plain_verdict(&self, row: Row, surface: &str, runs: &[Run], is_only_form: bool) -> Plain {
        if row.is_plain() && runs.is_empty() && is_only_form && self.is_alone(row) {
            return Plain::Is(Trace::default());
        }
        if row.is_never() || row.is_sensitive() || row.is_conditional() || !self.is_alone(row) {
            return Plain::Ask;
        }
        let Some(form) = self.part.record(row.entity).form_at(row.form) else { return Plain::No };
        let mut trace = Trace::default();
        if form.text == surface {
            trace.set(Trace::IDENTICAL);
            return Plain::Is(trace);
        }
        if runs.is_empty() {
            let is_word = row.is_gapped() && separators::reads_as_word(surface, form.text);
            return if is_word { Plain::No } else { Plain::Is(trace) };
        }
        match gaps(surface, form.text) {
            Gaps::Same => Plain::Is(trace),
            Gaps::Broken => {
                trace.set(Trace::BROKEN_LINE);
                Plain::Is(trace)
            }
            // To insert a separator into what is not Han takes a rule.
            Gaps::Inserted if !self.judge.variants => Plain::No,
            Gaps::Inserted | Gaps::Other => Plain::Ask,
        }
    }
}

/// How the separators of a surface form compare to those of the form.
enum Gaps {
    /// Each is a space or a hyphen, where the form has some too.
    Same,
    /// The same, but for line breaks.
    Broken,
    /// One stands where the form has none.
    Inserted,
    /// They need a closer look.
    Other,
}

/// Compares separators. Knows ASCII only.
fn gaps(surface: &str, form: &str) -> Gaps {
    let (mut surface, mut form) = (surface.as_bytes(), form.as_bytes());
    let mut gaps = Gaps::Same;
    while let Some((&byte, rest)) = surface.split_first() {
        let gap = form.iter().take_while(|&&byte| is_gap(byte)).count();
        if is_gap(byte) {
            let len = if surface.starts_with(b"\r\n") { 2 } else { 1 };
            let goes_on = surface.get(len).is_some_and(|&byte| is_gap(byte));
            if goes_on || !matches!(byte, b' ' | b'\n' | b'\r' | b'-' | b'.' | b'\'') {
                return Gaps::Other;
            }
            if gap == 0 {
                return if form.is_ascii() { Gaps::Inserted } else { Gaps::Other };
            }
            if matches!(byte, b'\n' | b'\r') {
                gaps = Gaps::Broken;
            }
            surface = &surface[len..];
            form = &form[gap..];
            continue;
        }
        let Some((&own, form_rest)) = form[gap..].split_first() else { return Gaps::Other };
        if !byte.eq_ignore_ascii_case(&own) || !byte.is_ascii_alphanumeric() {
            return Gaps::Other;
        }
        (surface, form) = (rest, form_rest);
    }
    gaps
}

/// What a look at a form tells.
enum Plain {
    Is(Trace),
    No,
    Ask,
}

#[inline]
fn is_gap(byte: u8) -> bool {
    byte.is_ascii() && ascii_class(byte).is_separator()
}

/// Tells whether the last word of a name is one that is written with a dot. Says yes where it does not know.
fn is_abbreviated(surface: &str) -> bool {
    let word = surface.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or(surface);
    !word.is_ascii() || words::is_abbreviation(&word.to_ascii_lowercase())
}
