//! The clusters of a document that evidence decides, each kind of them once.

use crate::matcher::Hit;
use crate::span::Span;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Clusters that evidence decides, with how often each occurs. Where the same names stand in the same way, the
/// same is decided, wherever that is in the document; so memory and time are for the names, not for the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenClusters {
    /// Spans count from the start of the cluster.
    counts: FxHashMap<Box<[Hit]>, usize>,
    hits: usize,
}

impl OpenClusters {
    /// Adds a cluster: sorted hits of which none overlaps a hit outside.
    pub(super) fn add(&mut self, cluster: &[Hit]) {
        let Some(first) = cluster.first() else { return };
        let start = first.span.start();
        let moved: SmallVec<[Hit; 8]> = cluster
            .iter()
            .map(|hit| {
                let span = Span::new(hit.span.start() - start, hit.span.end() - start);
                Hit { span, ..*hit }
            })
            .collect();
        match self.counts.get_mut(&moved[..]) {
            Some(count) => *count += 1,
            None => {
                self.hits += moved.len();
                self.counts.insert(moved.into_boxed_slice(), 1);
            }
        }
    }

    /// Goes through the clusters, in no order, with how often each occurs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[Hit], usize)> {
        self.counts.iter().map(|(cluster, &count)| (&**cluster, count))
    }

    /// Returns how many hits are kept.
    pub(crate) fn hits(&self) -> usize {
        self.hits
    }
}
