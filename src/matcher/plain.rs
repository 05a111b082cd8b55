//! The plain walk: from every unit of a folded text, through the automaton of keys. What the scan finds is
//! what this finds; it is the measure of the scan, and reads what the scan leaves to it.

use super::boundary;
use super::separators::{self, Run};
use crate::dictionary::{Automaton, between_digits, stays_in_front};
use crate::fold::{Class, Folded};

/// Follows the keys from a unit on, and hands on each that ends: the unit after it, where its rows stand,
/// and the separators passed.
pub(super) fn walk(
    keys: Automaton<'_>,
    folded: &Folded,
    start: usize,
    runs: &mut Vec<Run>,
    mut met: impl FnMut(usize, u64, &[Run]),
) {
    let units = folded.units();
    if !boundary::may_start(units, start) {
        return;
    }
    runs.clear();
    let mut state = keys.root();
    let mut key_len = 0;
    let mut leading = true;
    let mut at = start;
    while let Some(unit) = units.get(at) {
        let class = unit.class;
        if class.is_separator() && (!leading || (at > start && !stays_in_front(class))) {
            let end = separators::run_end(units, at);
            let Some(next) = units.get(end) else { break };
            if !leading && units[at - 1].class == Class::Digit && next.class == Class::Digit {
                let literal = between_digits(units[at..end].iter().map(|unit| unit.class));
                let Some(next) = keys.step(state, literal) else { break };
                state = next;
                key_len += 1;
            } else if !separators::may_cross(separators::classes(units), at..end) {
                break;
            } else if !leading {
                runs.push(Run { at: key_len, first: at, end });
            }
            at = end;
            continue;
        }
        leading &= class.is_separator();
        let piece = folded.unit_text(at).as_bytes();
        let Some(next) = keys.steps(state, piece) else { break };
        state = next;
        key_len += piece.len();
        at += 1;
        if let Some(first_row) = keys.value(state) {
            met(at, first_row, runs);
        }
    }
}
