//! Decides over the hits of a text: which count, which entity each span means, which spans stay.

use super::overlap::{Overlaps, cluster_len, dominant_right, without_inner};
use super::{Evidence, Verdict, add_reading, rank, score};
use crate::dictionary::{Dictionary, EntityRef};
use crate::matcher::{Hit, Support};
use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

/// Whether weak names need support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WeakNames {
    NeedSupport,
    Count,
}

/// Decides by what a document says.
pub(crate) struct Arbiter<'a> {
    dictionary: &'a Dictionary,
    evidence: &'a Evidence,
    weak_names: WeakNames,
    overlaps: Overlaps,
    min_score: f64,
    /// What is known of entities: the same few come again and again, and reading their relations takes time.
    supports: FxHashMap<EntityRef, Support>,
}

impl<'a> Arbiter<'a> {
    /// Makes an arbiter that keeps, of overlapping spans, the longest from left to right.
    pub(crate) fn new(
        dictionary: &'a Dictionary,
        evidence: &'a Evidence,
        weak_names: WeakNames,
    ) -> Arbiter<'a> {
        Arbiter {
            dictionary,
            evidence,
            weak_names,
            overlaps: Overlaps::default(),
            min_score: 0.0,
            supports: FxHashMap::default(),
        }
    }

    /// Sets which spans stay: those that a policy on overlaps keeps of those that score enough.
    pub(crate) fn keeping(self, overlaps: Overlaps, min_score: f64) -> Arbiter<'a> {
        Arbiter { overlaps, min_score, ..self }
    }

    /// Judges the hits of one span that no other surface protects.
    pub(crate) fn verdict(&mut self, group: &[Hit]) -> Option<Verdict> {
        self.verdict_beside(group, &Protected::default())
    }

    /// Judges the hits of one span among protected surfaces. O(hits × those around).
    fn verdict_beside(&mut self, group: &[Hit], protected: &Protected) -> Option<Verdict> {
        let is_free =
            |hit: &Hit| protected.surfaces.is_empty() || !protected.holds(self.dictionary, hit);
        let readings = match group {
            [hit] if hit.row.is_sure() => is_free(hit).then(|| smallvec![*hit])?,
            _ => {
                let mut readings = Verdict::new();
                let rivals = self.evidence.supporters(self.dictionary, group);
                for hit in group.iter().filter(|hit| !hit.row.is_never() && is_free(hit)) {
                    let support = self.support(hit, group.len() > 1, &rivals);
                    let needs_support = self.weak_names == WeakNames::NeedSupport;
                    if !(hit.row.is_weak() && needs_support && support == Support::None) {
                        add_reading(&mut readings, Hit { support, ..*hit });
                    }
                }
                rank(self.dictionary, &mut readings);
                readings
            }
        };
        (score(readings.first()?) >= self.min_score).then_some(readings)
    }

    /// Returns what the document says for a reading among rivals.
    fn support(&mut self, hit: &Hit, is_shared: bool, rivals: &[EntityRef]) -> Support {
        let support = || self.evidence.support(self.dictionary, hit.entity, rivals);
        match (hit.row.is_weak() || is_shared, rivals.is_empty()) {
            // What is sure and alone needs none.
            (false, _) => Support::None,
            (true, true) => *self.supports.entry(hit.entity).or_insert_with(support),
            (true, false) => support(),
        }
    }

    /// Tells whether a hit that touches no other is a mention as it is.
    #[inline]
    fn is_settled(&self, hit: &Hit) -> bool {
        hit.row.is_sure() && (self.min_score == 0.0 || score(hit) >= self.min_score)
    }

    /// Judges the spans of a cluster and hands on those that stay, in order.
    pub(crate) fn cluster(&mut self, cluster: &[Hit], mut each: impl FnMut(&[Hit])) {
        let protected = Protected::among(cluster);
        let kept: Vec<Verdict> = match self.overlaps {
            Overlaps::LeftmostLongest => return self.leftmost_longest(cluster, &protected, each),
            Overlaps::All => self.verdicts(cluster, &protected).collect(),
            Overlaps::NoSub => without_inner(self.verdicts(cluster, &protected)),
            Overlaps::LongestDominantRight => dominant_right(self.verdicts(cluster, &protected)),
        };
        kept.iter().for_each(|verdict| each(verdict));
    }

    /// Judges every span of a cluster, in order.
    fn verdicts(
        &mut self,
        cluster: &[Hit],
        protected: &Protected,
    ) -> impl Iterator<Item = Verdict> {
        let groups = cluster.chunk_by(|a, b| a.span == b.span);
        groups.filter_map(move |group| self.verdict_beside(group, protected))
    }

    fn leftmost_longest(
        &mut self,
        cluster: &[Hit],
        protected: &Protected,
        mut each: impl FnMut(&[Hit]),
    ) {
        let mut rest = cluster;
        while let Some(first) = rest.first() {
            let start = first.span.start();
            let count = rest.iter().take_while(|hit| hit.span.start() == start).count();
            let mut here;
            (here, rest) = rest.split_at(count);
            while let Some(longest) = here.last() {
                let others = here.iter().rposition(|hit| hit.span != longest.span);
                let (shorter, group) = here.split_at(others.map_or(0, |last| last + 1));
                if let Some(verdict) = self.verdict_beside(group, protected) {
                    each(&verdict);
                    let end = longest.span.end();
                    rest = &rest[rest.partition_point(|hit| hit.span.start() < end)..];
                    break;
                }
                here = shorter;
            }
        }
    }
}

/// The readings of each span of a text that is a mention, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdicts {
    readings: Vec<Hit>,
    /// Where the readings of each mention end.
    ends: Vec<usize>,
}

impl Verdicts {
    /// Decides over the hits of a text, in place: there may be very many. O(hits) but for policies that are not.
    pub(crate) fn of(mut hits: Vec<Hit>, mut arbiter: Arbiter<'_>) -> Verdicts {
        let mut ends = Vec::with_capacity(hits.len());
        let (mut kept, mut at) = (0, 0);
        while at < hits.len() {
            let len = cluster_len(&hits[at..]);
            // Nearly always a name is sure and touches no other.
            if len == 1 && arbiter.is_settled(&hits[at]) {
                hits[kept] = hits[at];
                (kept, at) = (kept + 1, at + 1);
                ends.push(kept);
                continue;
            }
            // What is kept of a cluster is no more than it has, so that nothing unread is overwritten.
            let cluster: SmallVec<[Hit; 4]> = SmallVec::from_slice(&hits[at..at + len]);
            arbiter.cluster(&cluster, |readings| {
                hits[kept..kept + readings.len()].copy_from_slice(readings);
                kept += readings.len();
                ends.push(kept);
            });
            at += len;
        }
        hits.truncate(kept);
        Verdicts { readings: hits, ends }
    }

    /// Returns the number of mentions.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the readings of a mention.
    pub(crate) fn get(&self, position: usize) -> Option<&[Hit]> {
        let end = *self.ends.get(position)?;
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.readings[start..end])
    }
}

/// The protected surfaces of a cluster, sorted by start: whatever they hold is of the same cluster.
#[derive(Default)]
struct Protected {
    surfaces: Vec<Hit>,
    longest: usize,
}

impl Protected {
    fn among(hits: &[Hit]) -> Protected {
        let surfaces: Vec<Hit> = hits.iter().filter(|hit| hit.row.is_never()).copied().collect();
        let longest = surfaces.iter().map(|hit| hit.span.len()).max().unwrap_or(0);
        Protected { surfaces, longest }
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
