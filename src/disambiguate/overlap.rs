//! Which of overlapping spans become mentions.

use super::Verdict;
use crate::matcher::Hit;
use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What to do with mentions that overlap. The names but for the default are Solr's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Overlaps {
    /// From left to right, the longest at each place; none overlap.
    #[default]
    LeftmostLongest,
    /// All but those that lie wholly inside another.
    NoSub,
    /// Of each cluster the longest, the rightmost of equals, then the longest of what is left beside it.
    LongestDominantRight,
    /// Every one.
    All,
}

impl Overlaps {
    /// All policies.
    pub const EVERY: [Overlaps; 4] =
        [Overlaps::LeftmostLongest, Overlaps::NoSub, Overlaps::LongestDominantRight, Overlaps::All];

    /// Returns the policy's name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Overlaps::LeftmostLongest => "LEFTMOST_LONGEST",
            Overlaps::NoSub => "NO_SUB",
            Overlaps::LongestDominantRight => "LONGEST_DOMINANT_RIGHT",
            Overlaps::All => "ALL",
        }
    }
}

impl fmt::Display for Overlaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Overlaps {
    type Err = String;

    fn from_str(name: &str) -> Result<Overlaps, String> {
        let known = |policy: &Overlaps| policy.as_str().eq_ignore_ascii_case(name);
        Overlaps::EVERY.into_iter().find(known).ok_or_else(|| {
            let names: Vec<&str> = Overlaps::EVERY.iter().map(|policy| policy.as_str()).collect();
            format!("unknown policy `{name}`; the policies are {}", names.join(", "))
        })
    }
}

/// Cuts sorted hits into clusters: none overlaps a hit of another. O(hits).
pub(crate) fn clusters(hits: &[Hit]) -> impl Iterator<Item = &[Hit]> {
    let mut rest = hits;
    std::iter::from_fn(move || {
        let cluster;
        (cluster, rest) = rest.split_at(cluster_len(rest));
        (!cluster.is_empty()).then_some(cluster)
    })
}

/// Returns how many hits the first cluster of sorted ones has.
#[inline]
pub(super) fn cluster_len(hits: &[Hit]) -> usize {
    let Some(first) = hits.first() else { return 0 };
    let mut reach = first.span.end();
    let mut len = 1;
    while let Some(hit) = hits.get(len).filter(|hit| hit.span.start() < reach) {
        reach = reach.max(hit.span.end());
        len += 1;
    }
    len
}

fn span(verdict: &Verdict) -> Span {
    verdict[0].span
}

/// Keeps of verdicts sorted by span those that do not lie wholly inside another. O(n × overlapping ones).
pub(super) fn without_inner(verdicts: impl Iterator<Item = Verdict>) -> Vec<Verdict> {
    let mut kept: Vec<Verdict> = Vec::new();
    for verdict in verdicts {
        let own = span(&verdict);
        while kept.last().is_some_and(|last| span(last) != own && own.contains(span(last))) {
            kept.pop();
        }
        // Whatever begins before and ends last holds this one, if anything kept does.
        let mut before = kept.iter().rev().take_while(|last| span(last).end() > own.start());
        if !before.any(|last| span(last).contains(own)) {
            kept.push(verdict);
        }
    }
    kept
}

/// Keeps of verdicts sorted by span, cluster by cluster, the longest, the rightmost of equals, then the longest of
/// what is left beside it. Quadratic in the size of a cluster.
pub(super) fn dominant_right(verdicts: impl Iterator<Item = Verdict>) -> Vec<Verdict> {
    let mut kept = Vec::new();
    let mut cluster: Vec<Verdict> = Vec::new();
    let mut cluster_end = 0;
    for verdict in verdicts {
        if span(&verdict).start() >= cluster_end {
            kept.extend(dominant(std::mem::take(&mut cluster)));
        }
        cluster_end = cluster_end.max(span(&verdict).end());
        cluster.push(verdict);
    }
    kept.extend(dominant(cluster));
    kept
}

fn dominant(mut cluster: Vec<Verdict>) -> Vec<Verdict> {
    let mut kept = Vec::new();
    let order = |verdict: &Verdict| (span(verdict).len(), span(verdict).start());
    while let Some(best) = (0..cluster.len()).max_by_key(|&at| order(&cluster[at])) {
        let best = cluster.swap_remove(best);
        cluster.retain(|other| !span(other).overlaps(span(&best)));
        kept.push(best);
    }
    kept.sort_by_key(span);
    kept
}
