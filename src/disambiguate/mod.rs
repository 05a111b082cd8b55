//! Turns readings into mentions: which count, which entity they mean, which of overlapping spans stay.
//!
//! Nothing here is trained. A weak name needs other evidence in the document; a surface listed under
//! `never` takes all readings inside it away; several entities under one name are told apart by what
//! else the document surely mentions, then by their priors; and where that does not decide, the
//! mention stays ambiguous, with all its candidates.

mod evidence;
mod overlap;

pub(crate) use evidence::{Evidence, Round, Support};
pub use overlap::Overlaps;
pub(crate) use overlap::select;

use crate::dictionary::{Dictionary, EntityRef};
use crate::matcher::{Hit, Tier, Trace};
use crate::span::Span;
use std::collections::HashMap;

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

/// A reading with what the document says for it.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub hit: Hit,
    pub score: f64,
    pub support: Support,
    prior: f64,
}

/// All readings of one span, best first.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub span: Span,
    pub readings: Vec<Reading>,
    /// Whether the first reading is the one; else the span is ambiguous.
    pub is_decided: bool,
}

/// Whether weak names need support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WeakNames {
    NeedSupport,
    Count,
}

/// Judges every span of sorted hits. O(hits × (1 + protected surfaces around)).
pub(crate) fn judge(
    dictionary: &Dictionary,
    hits: &[Hit],
    evidence: &Evidence,
    weak_names: WeakNames,
) -> Vec<Verdict> {
    let protected: Vec<&Hit> = hits.iter().filter(|hit| hit.row.is_never()).collect();
    let longest_protected = protected.iter().map(|hit| hit.span.len()).max().unwrap_or(0);
    let is_protected = |hit: &Hit| {
        // Protected surfaces are sorted by start: only those that begin near enough can hold the hit.
        let first = protected
            .partition_point(|never| never.span.start() + longest_protected < hit.span.end());
        let near =
            protected[first..].iter().take_while(|never| never.span.start() <= hit.span.start());
        near.into_iter()
            .any(|never| never.span.contains(hit.span) && reaches(dictionary, never, hit))
    };
    let mut verdicts = Vec::new();
    // The same few entities come again and again, and reading their relations takes time.
    let mut supports: HashMap<EntityRef, Support> = HashMap::new();
    for group in hits.chunk_by(|a, b| a.span == b.span) {
        let mut readings: Vec<Reading> = Vec::new();
        let rivals = evidence.supporters(dictionary, group);
        for hit in group.iter().filter(|hit| !hit.row.is_never() && !is_protected(hit)) {
            let support = || evidence.support(dictionary, hit.entity, &rivals);
            let support = match (hit.row.is_weak() || group.len() > 1, rivals.is_empty()) {
                // What is sure and alone needs none.
                (false, _) => Support::None,
                (true, true) => *supports.entry(hit.entity).or_insert_with(support),
                (true, false) => support(),
            };
            if hit.row.is_weak() && support == Support::None && weak_names == WeakNames::NeedSupport
            {
                continue;
            }
            add_reading(dictionary, &mut readings, hit, support);
        }
        if !readings.is_empty() {
            verdicts.push(decide(dictionary, group[0].span, readings));
        }
    }
    verdicts
}

/// A protected surface guards against its own source in its layer, and against all layers below.
fn reaches(dictionary: &Dictionary, never: &Hit, hit: &Hit) -> bool {
    let source = || dictionary.parts()[hit.part as usize].record(hit.row.entity).source();
    never.part > hit.part || (never.part == hit.part && never.row.entity == source())
}

/// Keeps the best reading of each entity: of equal scores the sure one, then the one written as listed,
/// then the one listed first.
fn add_reading(dictionary: &Dictionary, readings: &mut Vec<Reading>, hit: &Hit, support: Support) {
    let mut score = match hit.trace.tier() {
        Tier::Exact => EXACT,
        Tier::Variant => VARIANT,
    };
    if hit.trace.has(Trace::UNMET) {
        score *= OUTDONE;
    }
    let prior = prior(dictionary, hit);
    let reading = Reading { hit: *hit, score, support, prior };
    match readings.iter_mut().find(|known| known.hit.entity == hit.entity) {
        Some(known) if rank_within(known) < rank_within(&reading) => *known = reading,
        Some(_) => {}
        None => readings.push(reading),
    }
}

fn rank_within(reading: &Reading) -> (u64, bool, bool) {
    let hit = &reading.hit;
    // Scores are not negative, so their bits are ordered as they are.
    (reading.score.to_bits(), !hit.row.is_weak(), hit.trace.has(Trace::IDENTICAL))
}

fn prior(dictionary: &Dictionary, hit: &Hit) -> f64 {
    let form = || {
        dictionary
            .record(EntityRef { part: hit.part, entity: hit.row.entity })
            .form_at(hit.row.form)?
            .prior
    };
    form().or_else(|| dictionary.view(hit.entity).prior()).unwrap_or(PRIOR)
}

fn decide(dictionary: &Dictionary, span: Span, mut readings: Vec<Reading>) -> Verdict {
    let best_support = readings.iter().map(|reading| reading.support).max().unwrap_or_default();
    for reading in readings.iter_mut().filter(|reading| reading.support < best_support) {
        reading.score *= OUTDONE;
    }
    let id = |reading: &Reading| dictionary.record(reading.hit.entity).id();
    readings.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then(b.prior.total_cmp(&a.prior)).then_with(|| id(a).cmp(id(b)))
    });
    let is_decided = is_decided(&readings);
    Verdict { span, readings, is_decided }
}

/// Ranks the readings of a single name, without a document around it.
pub(crate) fn rank(dictionary: &Dictionary, hits: &[Hit], evidence: &Evidence) -> Vec<Reading> {
    let verdicts = judge(dictionary, hits, evidence, WeakNames::Count);
    verdicts.into_iter().next().map(|verdict| verdict.readings).unwrap_or_default()
}

/// Tells whether ranked readings leave no doubt.
pub(crate) fn is_decided(readings: &[Reading]) -> bool {
    match readings {
        [] => false,
        [best, ..] if best.hit.trace.has(Trace::UNMET) => false,
        [_] => true,
        [best, second, ..] => {
            best.score - second.score > MARGIN || best.prior - second.prior >= PRIOR_MARGIN
        }
    }
}
