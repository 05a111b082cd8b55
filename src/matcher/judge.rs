//! Judges a key that was met in a text: whether a name may stand there, and which forms it is.

use super::boundary::{self, Edge};
use super::conditions::Conditions;
use super::local::LocalFold;
use super::separators::{self, Run};
use super::{Hit, Support, Tier, Trace, address};
use crate::dictionary::{Dictionary, EntityRef, Key, Part, Row};
use crate::fold::{Class, Folded, fold_keeping_case};
use crate::span::Span;

/// A key met in the text: units `start..end` of a folded stretch of it.
pub(super) struct Found<'f> {
    /// The text, and the offset of the folded stretch in it.
    pub text: &'f str,
    pub folded: &'f Folded,
    pub base: usize,
    pub start: usize,
    pub end: usize,
    pub runs: &'f [Run],
    pub part: &'f Part,
    pub number: u16,
    /// Where the key's rows stand.
    pub first_row: u64,
}

impl Found<'_> {
    /// Returns the span within the text.
    pub(super) fn span(&self) -> Span {
        let units = self.folded.units();
        Span::new(units[self.start].start as usize, units[self.end - 1].end as usize)
            .shifted(self.base)
    }

    fn surface(&self) -> &str {
        &self.text[self.span().range()]
    }
}

/// What all names of a dictionary are judged by.
#[derive(Debug)]
pub(super) struct Judge {
    pub dictionary: Dictionary,
    pub variants: bool,
    pub han_witness: bool,
    /// Longest surface form, in bytes.
    pub reach: usize,
    pub conditions: Conditions,
}

impl Judge {
    /// Adds a hit for each form of a key that may stand where it was met. `near` serves conditions; `offset`
    /// is that of the text in the document.
    pub(super) fn judge(
        &self,
        found: &Found<'_>,
        near: &mut LocalFold<'_>,
        offset: usize,
        hits: &mut Vec<Hit>,
    ) {
        let Some(edges) = boundary::edges(found.folded, found.start, found.end) else { return };
        let span = found.span();
        if span.len() > self.reach {
            return;
        }
        let mut stands: Option<bool> = None;
        for row in found.part.rows(found.first_row) {
            let Some(trace) = self.judge_row(found, row, edges, near) else { continue };
            // What follows costs more and is the same for all forms of the key.
            let stands = *stands.get_or_insert_with(|| {
                !address::holds(found.text, span)
                    && self.joints_hold(found, edges)
                    && (!self.han_witness
                        || boundary::han_may_stand(found.folded, found.start, found.end))
            });
            if !stands {
                return;
            }
            let dot = separators::closing_dot(found.folded, found.start..found.end, || {
                ends_with_dot(found, row, trace)
            });
            let end = dot.map_or(span.end(), |end| end + found.base);
            hits.push(self.hit(
                Span::new(span.start(), end).shifted(offset),
                found.number,
                row,
                trace,
            ));
        }
    }

    /// Makes a hit of a form at a span of the document.
    #[inline]
    pub(super) fn hit(&self, span: Span, part: u16, row: Row, trace: Trace) -> Hit {
        let own = EntityRef { part, entity: row.entity };
        let entity = if row.is_never() { own } else { self.dictionary.topmost(own) };
        Hit { span, part, row, entity, trace, support: Support::None }
    }

    /// Checks the rules that differ from form to form, cheapest first.
    fn judge_row(
        &self,
        found: &Found<'_>,
        row: Row,
        edges: (Edge, Edge),
        near: &mut LocalFold<'_>,
    ) -> Option<Trace> {
        let mut trace = boundary::trace(edges.0, edges.1);
        if trace.tier() == Tier::Variant && !self.variants {
            return None;
        }
        let judge_runs = |name: &str, trace: &mut Trace| {
            let units = found.start..found.end;
            separators::judge(found.folded, units, found.runs, &Key::of(name)?, trace)
        };
        if row.is_never() {
            judge_runs(found.part.never_surface(row)?, &mut trace)?;
            return Some(trace);
        }
        let record = found.part.record(row.entity);
        let form = record.form_at(row.form)?;
        if !found.runs.is_empty() {
            judge_runs(form.text, &mut trace)?;
            if trace.tier() == Tier::Variant && !self.variants {
                return None;
            }
        }
        let surface = found.surface();
        if row.is_sensitive() && !same_case(surface, form.text) {
            return None;
        }
        if found.runs.is_empty() && row.is_gapped() && separators::reads_as_word(surface, form.text)
        {
            return None;
        }
        if self.dictionary.is_overridden(found.number as usize, row, &form) {
            return None;
        }
        if surface == form.text {
            trace.set(Trace::IDENTICAL);
        }
        let place = (found.number, row.entity, row.form);
        let holds = !row.is_conditional() || self.conditions.hold(near, found.span(), place, &form);
        holds.then_some(trace)
    }

    /// Checks that what a glued name is glued to is a word of its own.
    fn joints_hold(&self, found: &Found<'_>, edges: (Edge, Edge)) -> bool {
        let is_name = |folded: &str| {
            self.dictionary.parts().iter().any(|part| part.keys().get(folded.as_bytes()).is_some())
        };
        boundary::joints_hold(found.folded, found.start..found.end, edges, is_name)
    }
}

fn ends_with_dot(found: &Found<'_>, row: Row, trace: Trace) -> bool {
    let units = found.folded.units();
    let is_initials = trace.has(Trace::INSERTED)
        && found
            .runs
            .last()
            .is_some_and(|run| units[run.first].class == Class::Dot && run.end + 1 == found.end);
    let form_has_dot = || {
        let record = found.part.record(row.entity);
        record.form_at(row.form).is_some_and(|form| form.text.ends_with('.'))
    };
    is_initials || (!row.is_never() && row.is_dotted() && form_has_dot())
}

/// Compares letter by letter with case kept, separators aside.
pub(super) fn same_case(surface: &str, name: &str) -> bool {
    let letters = |text: &str| -> String {
        fold_keeping_case(text)
            .chars()
            .filter(|c| !matches!(c, ' ' | '\n' | '\r' | '-' | '.' | '\'' | '·'))
            .collect()
    };
    surface == name || letters(surface) == letters(name)
}
