//! Turns readings into mentions: which count, which entity they mean, which of overlapping spans stay.
//!
//! Nothing here is trained. A weak name needs other evidence in the document; a surface listed under
//! `never` takes all readings inside it away; several entities under one name are told apart by what
//! else the document surely mentions, then by their priors; and where that does not decide, the
//! mention stays ambiguous, with all its candidates.

mod arbiter;
mod evidence;
mod open;
mod overlap;

pub(crate) use arbiter::{Arbiter, Verdicts, WeakNames};
pub(crate) use evidence::{Evidence, Round, are_settled};
pub(crate) use open::OpenClusters;
pub use overlap::Overlaps;
pub(crate) use overlap::clusters;

use crate::dictionary::{Dictionary, EntityRef};
use crate::matcher::{Hit, Tier, Trace};
use smallvec::SmallVec;
use std::cmp::Ordering;

/// Score of a reading whose fold equals the name.
const EXACT: f64 = 1.0;
/// Score of a reading made by a certain rule. Below exact, so that a listed name goes first.
const VARIANT: f64 = 0.9;
/// What is left of the score of a reading when the document supports another one better.
const OUTDONE: f64 = 0.8;
/// Candidates whose scores differ by no more than this are not told apart by score.
const MARGIN: f64 = 0.05;
/// Difference of priors from which the likelier of equals is taken.
const PRIOR_MARGIN: f64 = 0.2;
/// Prior of an entity that states none.
const PRIOR: f64 = 0.5;

/// The readings of a span, one for each entity, best first. Nearly always there is one.
pub(crate) type Verdict = SmallVec<[Hit; 1]>;

/// Returns the score of a reading, 0 to 1.
pub(crate) fn score(hit: &Hit) -> f64 {
    let score = match hit.trace.tier() {
        Tier::Exact => EXACT,
        Tier::Variant => VARIANT,
    };
    [Trace::UNMET, Trace::OUTDONE]
        .into_iter()
        .filter(|&fault| hit.trace.has(fault))
        .fold(score, |score, _| score * OUTDONE)
}

/// Adds a reading to those of other entities. Of one entity the best stays: of equal scores the sure one, then
/// the one written as listed, then the one listed first.
fn add_reading(readings: &mut Verdict, hit: Hit) {
    match readings.iter_mut().find(|known| known.entity == hit.entity) {
        Some(known) if rank_within(known) < rank_within(&hit) => *known = hit,
        Some(_) => {}
        None => readings.push(hit),
    }
}

fn rank_within(hit: &Hit) -> (u64, bool, bool) {
    // Scores are not negative, so their bits are ordered as they are.
    (score(hit).to_bits(), !hit.row.is_weak(), hit.trace.has(Trace::IDENTICAL))
}

fn prior(dictionary: &Dictionary, hit: &Hit) -> f64 {
    let own = EntityRef { part: hit.part, entity: hit.row.entity };
    if !hit.row.has_prior() && dictionary.is_alone(own) {
        return PRIOR;
    }
    let form = || dictionary.record(own).form_at(hit.row.form)?.prior;
    form().or_else(|| dictionary.view(hit.entity).prior()).unwrap_or(PRIOR)
}

/// Compares entities by ID.
fn by_id(dictionary: &Dictionary, a: EntityRef, b: EntityRef) -> Ordering {
    if a.part == b.part {
        // The records of a part are sorted by ID.
        return a.entity.cmp(&b.entity);
    }
    dictionary.record(a).id().cmp(dictionary.record(b).id())
}

/// Ranks the readings of a span.
fn rank(dictionary: &Dictionary, readings: &mut Verdict) {
    if readings.len() < 2 {
        return;
    }
    let best_support = readings.iter().map(|hit| hit.support).max().unwrap_or_default();
    for hit in readings.iter_mut().filter(|hit| hit.support < best_support) {
        hit.trace.set(Trace::OUTDONE);
    }
    readings.sort_by(|a, b| {
        score(b)
            .total_cmp(&score(a))
            .then_with(|| prior(dictionary, b).total_cmp(&prior(dictionary, a)))
            .then_with(|| by_id(dictionary, a.entity, b.entity))
    });
}

/// Tells whether ranked readings leave no doubt.
pub(crate) fn is_decided(dictionary: &Dictionary, readings: &[Hit]) -> bool {
    match readings {
        [] => false,
        // It may not be taken at all.
        [best, ..] if best.trace.has(Trace::UNMET) => false,
        [_] => true,
        [best, second, ..] => {
            score(best) - score(second) > MARGIN
                || prior(dictionary, best) - prior(dictionary, second) >= PRIOR_MARGIN
        }
    }
}
