//! Which of overlapping spans become mentions.

use super::Verdict;
use crate::matcher::Hit;
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
        let mut reach = rest.first()?.span.end();
        let mut len = 1;
        while let Some(hit) = rest.get(len).filter(|hit| hit.span.start() < reach) {
            reach = reach.max(hit.span.end());
            len += 1;
        }
        let cluster;
        (cluster, rest) = rest.split_at(len);
        Some(cluster)
    })
}

/// Applies a policy to verdicts sorted by span. O(n) but for LONGEST_DOMINANT_RIGHT, which is
/// quadratic in the size of a cluster.
pub(crate) fn select<I: Iterator<Item = Verdict>>(verdicts: I, policy: Overlaps) -> Selected<I> {
    match policy {
        Overlaps::All => Selected::All(verdicts),
        Overlaps::LeftmostLongest => Selected::LeftmostLongest { verdicts, held: None },
        Overlaps::NoSub => Selected::Chosen(no_sub(verdicts).into_iter()),
        Overlaps::LongestDominantRight => {
            Selected::Chosen(longest_dominant_right(verdicts).into_iter())
        }
    }
}

/// The verdicts that a policy keeps, in order.
pub(crate) enum Selected<I> {
    All(I),
    LeftmostLongest {
        verdicts: I,
        /// Kept unless a longer one at the same place follows.
        held: Option<Verdict>,
    },
    Chosen(std::vec::IntoIter<Verdict>),
}

impl<I: Iterator<Item = Verdict>> Iterator for Selected<I> {
    type Item = Verdict;

    fn next(&mut self) -> Option<Verdict> {
        match self {
            Selected::All(verdicts) => verdicts.next(),
            Selected::Chosen(verdicts) => verdicts.next(),
            Selected::LeftmostLongest { verdicts, held } => {
                for verdict in verdicts {
                    match held {
                        // Sorted by start, then end: a later one at the same start is longer.
                        Some(last) if last.span().start() == verdict.span().start() => {
                            *last = verdict
                        }
                        Some(last) if last.span().end() > verdict.span().start() => {}
                        Some(last) => return Some(std::mem::replace(last, verdict)),
                        None => *held = Some(verdict),
                    }
                }
                held.take()
            }
        }
    }
}

fn no_sub(verdicts: impl Iterator<Item = Verdict>) -> Vec<Verdict> {
    let mut kept: Vec<Verdict> = Vec::new();
    for verdict in verdicts {
        while kept.last().is_some_and(|last| {
            last.span() != verdict.span() && verdict.span().contains(last.span())
        }) {
            kept.pop();
        }
        // Whatever begins before and ends last holds this one, if anything kept does.
        if !kept
            .iter()
            .rev()
            .take_while(|last| last.span().end() > verdict.span().start())
            .any(|last| last.span().contains(verdict.span()))
        {
            kept.push(verdict);
        }
    }
    kept
}

fn longest_dominant_right(verdicts: impl Iterator<Item = Verdict>) -> Vec<Verdict> {
    let mut kept = Vec::new();
    let mut cluster: Vec<Verdict> = Vec::new();
    let mut cluster_end = 0;
    for verdict in verdicts {
        if verdict.span().start() >= cluster_end {
            kept.extend(dominant(std::mem::take(&mut cluster)));
        }
        cluster_end = cluster_end.max(verdict.span().end());
        cluster.push(verdict);
    }
    kept.extend(dominant(cluster));
    kept
}

fn dominant(mut cluster: Vec<Verdict>) -> Vec<Verdict> {
    let mut kept = Vec::new();
    while let Some(best) =
        (0..cluster.len()).max_by_key(|&at| (cluster[at].span().len(), cluster[at].span().start()))
    {
        let best = cluster.swap_remove(best);
        cluster.retain(|other| !other.span().overlaps(best.span()));
        kept.push(best);
    }
    kept.sort_by_key(|verdict| verdict.span());
    kept
}
