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
pub(crate) use overlap::{clusters, select};

use crate::dictionary::{Dictionary, EntityRef};
use crate::matcher::{Hit, Tier, Trace};
use crate::span::Span;
use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};
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

/// A reading with what the document says for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub hit: Hit,
    pub score: f64,
    pub support: Support,
}

/// The readings of a span. Nearly always there is one.
pub(crate) type Readings = SmallVec<[Reading; 1]>;

/// All readings of one span, best first.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub readings: Readings,
    /// Whether the first reading is the one; else the span is ambiguous.
    pub is_decided: bool,
}

impl Verdict {
    /// The span that is read.
    pub(crate) fn span(&self) -> Span {
        self.readings[0].hit.span
    }
}

/// Whether weak names need support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WeakNames {
    NeedSupport,
    Count,
}

/// Judges every span of sorted hits, in order. O(hits × (1 + protected surfaces around)).
pub(crate) fn judge<'h>(
    dictionary: &'h Dictionary,
    hits: &'h [Hit],
    evidence: &'h Evidence,
    weak_names: WeakNames,
) -> impl Iterator<Item = Verdict> + 'h {
    let protected = Protected::among(hits);
    // The same few entities come again and again, and reading their relations takes time.
    let mut supports: FxHashMap<EntityRef, Support> = FxHashMap::default();
    hits.chunk_by(|a, b| a.span == b.span).filter_map(move |group| {
        if let [hit] = group
            && hit.row.is_sure()
        {
            let is_free = protected.is_empty() || !protected.holds(dictionary, hit);
            return is_free.then(|| sure(*hit));
        }
        let mut readings = Readings::new();
        let rivals = evidence.supporters(dictionary, group);
        for hit in
            group.iter().filter(|hit| !hit.row.is_never() && !protected.holds(dictionary, hit))
        {
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
            add_reading(&mut readings, hit, support);
        }
        (!readings.is_empty()).then(|| decide(dictionary, readings))
    })
}

/// The verdict on a name that needs nothing to be sure, and has no rival.
fn sure(hit: Hit) -> Verdict {
    let reading = Reading { hit, score: score(&hit), support: Support::None };
    Verdict { readings: smallvec![reading], is_decided: is_sound(&reading) }
}

/// The protected surfaces among hits, sorted by start.
struct Protected<'h> {
    surfaces: Vec<&'h Hit>,
    longest: usize,
}

impl<'h> Protected<'h> {
    fn among(hits: &'h [Hit]) -> Protected<'h> {
        let surfaces: Vec<&Hit> = hits.iter().filter(|hit| hit.row.is_never()).collect();
        let longest = surfaces.iter().map(|hit| hit.span.len()).max().unwrap_or(0);
        Protected { surfaces, longest }
    }

    fn is_empty(&self) -> bool {
        self.surfaces.is_empty()
    }

    /// Tells whether a hit lies in a surface that guards against it. Only those that begin near enough can
    /// hold it.
    fn holds(&self, dictionary: &Dictionary, hit: &Hit) -> bool {
        let first = self
            .surfaces
            .partition_point(|never| never.span.start() + self.longest < hit.span.end());
        let near = self.surfaces[first..].iter();
        near.take_while(|never| never.span.start() <= hit.span.start())
            .any(|never| never.span.contains(hit.span) && reaches(dictionary, never, hit))
    }
}

/// A protected surface guards against its own source in its layer, and against all layers below.
fn reaches(dictionary: &Dictionary, never: &Hit, hit: &Hit) -> bool {
    let source = || dictionary.parts()[hit.part as usize].record(hit.row.entity).source();
    never.part > hit.part || (never.part == hit.part && never.row.entity == source())
}

/// Keeps the best reading of each entity: of equal scores the sure one, then the one written as listed,
/// then the one listed first.
fn add_reading(readings: &mut Readings, hit: &Hit, support: Support) {
    let reading = Reading { hit: *hit, score: score(hit), support };
    match readings.iter_mut().find(|known| known.hit.entity == hit.entity) {
        Some(known) if rank_within(known) < rank_within(&reading) => *known = reading,
        Some(_) => {}
        None => readings.push(reading),
    }
}

fn score(hit: &Hit) -> f64 {
    let score = match hit.trace.tier() {
        Tier::Exact => EXACT,
        Tier::Variant => VARIANT,
    };
    if hit.trace.has(Trace::UNMET) { score * OUTDONE } else { score }
}

fn rank_within(reading: &Reading) -> (u64, bool, bool) {
    let hit = &reading.hit;
    // Scores are not negative, so their bits are ordered as they are.
    (reading.score.to_bits(), !hit.row.is_weak(), hit.trace.has(Trace::IDENTICAL))
}

fn prior(dictionary: &Dictionary, hit: &Hit) -> f64 {
    if dictionary.parts().len() == 1 && !hit.row.has_prior() {
        return PRIOR;
    }
    let form = || {
        dictionary
            .record(EntityRef { part: hit.part, entity: hit.row.entity })
            .form_at(hit.row.form)?
            .prior
    };
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

fn decide(dictionary: &Dictionary, mut readings: Readings) -> Verdict {
    if readings.len() > 1 {
        let best_support = readings.iter().map(|reading| reading.support).max().unwrap_or_default();
        for reading in readings.iter_mut().filter(|reading| reading.support < best_support) {
            reading.score *= OUTDONE;
        }
        let prior = |reading: &Reading| prior(dictionary, &reading.hit);
        readings.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| prior(b).total_cmp(&prior(a)))
                .then_with(|| by_id(dictionary, a.hit.entity, b.hit.entity))
        });
    }
    let is_decided = is_decided(dictionary, &readings);
    Verdict { readings, is_decided }
}

/// Ranks the readings of a single name, without a document around it.
pub(crate) fn rank(dictionary: &Dictionary, hits: &[Hit], evidence: &Evidence) -> Vec<Reading> {
    let mut verdicts = judge(dictionary, hits, evidence, WeakNames::Count);
    verdicts.next().map(|verdict| verdict.readings.into_vec()).unwrap_or_default()
}

/// Tells whether ranked readings leave no doubt.
pub(crate) fn is_decided(dictionary: &Dictionary, readings: &[Reading]) -> bool {
    let prior = |reading: &Reading| prior(dictionary, &reading.hit);
    match readings {
        [] => false,
        [best, ..] if !is_sound(best) => false,
        [_] => true,
        [best, second, ..] => {
            best.score - second.score > MARGIN || prior(best) - prior(second) >= PRIOR_MARGIN
        }
    }
}

/// Tells whether the best of several readings may be taken at all.
fn is_sound(best: &Reading) -> bool {
    !best.hit.trace.has(Trace::UNMET)
}
