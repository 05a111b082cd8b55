//! Walks the dictionary's automaton from every place where a name may begin.

use super::boundary::{self, Edge};
use super::conditions::Conditions;
use super::separators::{self, Run};
use super::{CONTEXT, Hit, Tier, Trace, address};
use crate::dictionary::{
    Dictionary, EntityRef, FormView, Key, Part, Row, between_digits, stays_in_front,
};
use crate::fold::{Class, Folded, fold_keeping_case};
use crate::span::Span;
use std::ops::Range;
use std::sync::Arc;

/// Bytes to reserve for each character of a window: a Hangul syllable typed in three letters has nine.
const WIDEST_UNIT: usize = 12;

/// A dictionary made ready for finding.
#[derive(Clone, Debug)]
pub(crate) struct Finder {
    dictionary: Dictionary,
    variants: bool,
    han_witness: bool,
    /// Longest surface form, in bytes.
    reach: usize,
    /// Bytes of text needed to either side of a place to judge what begins there.
    context: usize,
    conditions: Arc<Conditions>,
}

/// A stretch of a document, folded, with enough around it to judge every name that begins in it.
struct Window<'w> {
    text: &'w str,
    folded: Folded,
    /// Offset of the window in the document.
    base: usize,
}

impl Finder {
    pub(crate) fn new(dictionary: Dictionary, variants: bool, han_witness: bool) -> Finder {
        let longest = dictionary.parts().iter().map(|part| part.longest_key()).max().unwrap_or(0);
        let widest = dictionary.parts().iter().map(|part| part.widest_window()).max().unwrap_or(0);
        // A key byte stands for at most one character of four bytes; the rest is for separators, marks
        // and characters that vanish.
        let reach = longest.saturating_mul(4).saturating_add(512);
        let context =
            reach.saturating_add(CONTEXT.max(widest as usize * WIDEST_UNIT)).saturating_add(64);
        Finder { dictionary, variants, han_witness, reach, context, conditions: Arc::default() }
    }

    pub(crate) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// Bytes of text needed before and after a stretch to find in it what a reader of the whole
    /// text would find.
    pub(crate) fn context(&self) -> usize {
        self.context
    }

    /// Finds every form that begins within `stretch` of `text`, sorted by span. `base` is the offset
    /// of `text` in the document, which the spans of the hits count in.
    pub(crate) fn find(&self, text: &str, stretch: Range<usize>, base: usize, hits: &mut Vec<Hit>) {
        let window = Window { text, folded: Folded::new(text), base };
        let first_hit = hits.len();
        for (number, part) in self.dictionary.parts().iter().enumerate() {
            self.find_in_part(&window, part, number as u16, &stretch, hits);
        }
        hits[first_hit..].sort_by_key(|hit| {
            (hit.span, hit.part, hit.row.is_never(), hit.row.entity, hit.row.form)
        });
    }

    fn find_in_part(
        &self,
        window: &Window<'_>,
        part: &Part,
        number: u16,
        stretch: &Range<usize>,
        hits: &mut Vec<Hit>,
    ) {
        let keys = part.keys();
        let root = keys.root();
        let units = window.folded.units();
        let first = units.partition_point(|unit| (unit.start as usize) < stretch.start);
        let mut runs: Vec<Run> = Vec::new();
        for start in first..units.len() {
            if units[start].start as usize >= stretch.end {
                break;
            }
            if !boundary::may_start(units, start) {
                continue;
            }
            runs.clear();
            let mut state = root;
            let mut key_len = 0;
            let mut leading = true;
            let mut at = start;
            while let Some(unit) = units.get(at) {
                let class = unit.class;
                if class.is_separator() && (!leading || (at > start && !stays_in_front(class))) {
                    let end = separators::run_end(units, at);
                    let Some(next) = units.get(end) else { break };
                    if !leading && units[at - 1].class == Class::Digit && next.class == Class::Digit
                    {
                        let literal = between_digits(units[at..end].iter().map(|unit| unit.class));
                        let Some(next) = keys.step(state, literal) else { break };
                        state = next;
                        key_len += 1;
                    } else if !separators::may_cross(units, at..end) {
                        break;
                    } else if !leading {
                        runs.push(Run { at: key_len, first: at, end });
                    }
                    at = end;
                    continue;
                }
                leading &= class.is_separator();
                let piece = window.folded.unit_text(at).as_bytes();
                let Some(next) = keys.steps(state, piece) else { break };
                state = next;
                key_len += piece.len();
                at += 1;
                if let Some(first_row) = keys.value(state) {
                    let found = Found { window, part, number, start, end: at, runs: &runs };
                    self.judge(&found, first_row, hits);
                }
            }
        }
    }

    /// Checks what the rules say of each form under a key that was met.
    fn judge(&self, found: &Found<'_>, first_row: u64, hits: &mut Vec<Hit>) {
        let Some((start_edge, end_edge)) =
            boundary::edges(&found.window.folded, found.start, found.end)
        else {
            return;
        };
        let span = found.span();
        if span.len() > self.reach {
            return;
        }
        let mut stands: Option<bool> = None;
        for row in found.part.rows(first_row) {
            let Some(trace) = self.judge_row(found, row, (start_edge, end_edge)) else { continue };
            // What follows costs more and is the same for all forms of the key.
            let stands = *stands.get_or_insert_with(|| {
                !address::holds(found.window.text, span)
                    && self.joints_hold(found, start_edge, end_edge)
                    && (!self.han_witness
                        || boundary::han_may_stand(&found.window.folded, found.start, found.end))
            });
            if !stands {
                return;
            }
            let entity = match row.is_never() {
                true => EntityRef { part: found.number, entity: row.entity },
                false => {
                    self.dictionary.topmost(EntityRef { part: found.number, entity: row.entity })
                }
            };
            let dot = separators::closing_dot(&found.window.folded, found.start..found.end, || {
                self.ends_with_dot(found, row, trace)
            });
            let span =
                Span::new(span.start(), dot.unwrap_or(span.end())).shifted(found.window.base);
            hits.push(Hit { span, part: found.number, row, entity, trace });
        }
    }

    /// Checks the rules that differ from form to form, cheapest first.
    fn judge_row(&self, found: &Found<'_>, row: Row, edges: (Edge, Edge)) -> Option<Trace> {
        let mut trace = boundary::trace(edges.0, edges.1);
        if trace.tier() == Tier::Variant && !self.variants {
            return None;
        }
        let surface = &found.window.text[found.span().range()];
        if row.is_never() {
            let protected = found.part.never_surface(row)?;
            separators::judge(
                &found.window.folded,
                found.start..found.end,
                found.runs,
                &Key::of(protected)?,
                &mut trace,
            )?;
            return Some(trace);
        }
        let record = found.part.record(row.entity);
        let form = record.form_at(row.form)?;
        if !found.runs.is_empty() {
            let key = Key::of(form.text)?;
            separators::judge(
                &found.window.folded,
                found.start..found.end,
                found.runs,
                &key,
                &mut trace,
            )?;
            if trace.tier() == Tier::Variant && !self.variants {
                return None;
            }
        }
        if row.is_sensitive() && !same_case(surface, form.text) {
            return None;
        }
        if found.runs.is_empty() && separators::reads_as_word(surface, form.text) {
            return None;
        }
        if self.dictionary.is_overridden(found.number as usize, row, &form) {
            return None;
        }
        if surface == form.text {
            trace.set(Trace::IDENTICAL);
        }
        let holds = !row.is_conditional()
            || self.conditions.hold(
                &found.window.folded,
                found.start..found.end,
                (found.number, row.entity, row.form),
                &form,
            );
        holds.then_some(trace)
    }

    /// Checks that what a glued name is glued to is a word of its own.
    fn joints_hold(&self, found: &Found<'_>, start_edge: Edge, end_edge: Edge) -> bool {
        let is_name = |folded: &str| {
            self.dictionary.parts().iter().any(|part| part.keys().get(folded.as_bytes()).is_some())
        };
        boundary::joints_hold(
            &found.window.folded,
            found.start..found.end,
            (start_edge, end_edge),
            is_name,
        )
    }

    fn ends_with_dot(&self, found: &Found<'_>, row: Row, trace: Trace) -> bool {
        let units = found.window.folded.units();
        let is_initials = trace.has(Trace::INSERTED)
            && found.runs.last().is_some_and(|run| {
                units[run.first].class == Class::Dot && run.end + 1 == found.end
            });
        let form_has_dot = || {
            let record = found.part.record(row.entity);
            !row.is_never() && record.form_at(row.form).is_some_and(|form| form.text.ends_with('.'))
        };
        is_initials || form_has_dot()
    }
}

/// A key met in the text: units `start..end` of a window.
struct Found<'f> {
    window: &'f Window<'f>,
    part: &'f Part,
    number: u16,
    start: usize,
    end: usize,
    runs: &'f [Run],
}

impl Found<'_> {
    /// Returns the span within the window.
    fn span(&self) -> Span {
        let units = self.window.folded.units();
        Span::new(units[self.start].start as usize, units[self.end - 1].end as usize)
    }
}

/// Compares letter by letter with case kept, separators aside.
fn same_case(surface: &str, name: &str) -> bool {
    let letters = |text: &str| -> String {
        fold_keeping_case(text)
            .chars()
            .filter(|c| !matches!(c, ' ' | '\n' | '\r' | '-' | '.' | '\'' | '·'))
            .collect()
    };
    surface == name || letters(surface) == letters(name)
}

/// Reads a whole text as one name: the forms under its key, with no regard to what a running text
/// would ask of the place. O(name length).
pub(crate) fn read_whole(dictionary: &Dictionary, name: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let Some(key) = Key::of(name) else { return hits };
    let span = Span::new(0, name.len());
    for (number, part) in dictionary.parts().iter().enumerate() {
        let Some(first_row) = part.keys().get(&key.bytes) else { continue };
        for row in part.rows(first_row) {
            let record = part.record(row.entity);
            let form = if row.is_never() { None } else { record.form_at(row.form) };
            let Some(form) = form else { continue };
            if (row.is_sensitive() && !same_case(name, form.text))
                || dictionary.is_overridden(number, row, &form)
            {
                continue;
            }
            let entity = dictionary.topmost(EntityRef { part: number as u16, entity: row.entity });
            hits.push(Hit {
                span,
                part: number as u16,
                row,
                entity,
                trace: whole_trace(name, &key, &form),
            });
        }
    }
    hits
}

/// A separator that the form lacks was inserted.
fn whole_trace(name: &str, key: &Key, form: &FormView<'_>) -> Trace {
    let mut trace = Trace::default();
    if name == form.text {
        trace.set(Trace::IDENTICAL);
    }
    let inserted = match Key::of(form.text) {
        Some(form) => key.gaps.iter().any(|gap| form.gap(gap.at).is_none()),
        None => true,
    };
    if inserted {
        trace.set(Trace::INSERTED);
    }
    if !form.require.is_empty() {
        trace.set(Trace::UNMET);
    }
    trace
}
