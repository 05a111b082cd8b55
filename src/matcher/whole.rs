//! Reads a single name, with no text around it.

use super::judge::same_case;
use super::{Hit, Support, Trace};
use crate::dictionary::{Dictionary, EntityRef, FormView, Key};
use crate::span::Span;

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
            let (part, trace) = (number as u16, whole_trace(name, &key, &form));
            hits.push(Hit { span, part, row, entity, trace, support: Support::None });
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
