//! The others, built once for all tables.

use crate::arguments::What;
use crate::clock::time;
use crate::engines::{self, Found};
use crate::subject::Subject;
use daachorse::{CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

pub const BYTEWISE: &str = "daachorse bytewise";
pub const CHARWISE: &str = "daachorse charwise";
pub const WALK: &str = "fst, walk from word starts";
const CONTIGUOUS: &str = "aho-corasick contiguous NFA";

pub struct Peer {
    pub label: &'static str,
    /// What it holds in memory, by its own account.
    pub bytes: usize,
    /// Seconds on the processor.
    pub build: f64,
    find: Box<dyn Fn(&str) -> Found>,
}

impl Peer {
    /// Finds names in a text in lower case.
    pub fn find(&self, lower: &str) -> Found {
        (self.find)(lower)
    }

    fn new<T: 'static>(
        label: &'static str,
        build: impl FnOnce() -> T,
        bytes: impl Fn(&T) -> usize,
        find: impl Fn(&T, &str) -> Found + 'static,
    ) -> Peer {
        eprintln!("building {label} ...");
        let (build, built) = time(build);
        let bytes = bytes(&built);
        Peer { label, bytes, build, find: Box::new(move |lower| find(&built, lower)) }
    }
}

/// Finds one of them.
pub fn named<'p>(peers: &'p [Peer], label: &str) -> &'p Peer {
    peers.iter().find(|peer| peer.label == label).expect("one of those that are always built")
}

/// Builds them all, but for aho-corasick at 8,000,000 names.
pub fn all(subject: &Subject) -> Vec<Peer> {
    let names = &subject.names;
    let mut peers = vec![
        Peer::new(
            BYTEWISE,
            || engines::automaton(names),
            |automaton| automaton.heap_bytes(),
            engines::daachorse,
        ),
        Peer::new(
            CHARWISE,
            || {
                CharwiseDoubleArrayAhoCorasickBuilder::new()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build::<_, _, u32>(names.iter().map(|(name, _)| name))
                    .expect("the names are distinct")
            },
            |automaton| automaton.heap_bytes(),
            |automaton, lower| {
                automaton
                    .leftmost_find_iter(lower)
                    .map(|found| (found.start(), found.end()))
                    .filter(|&span| engines::stands_alone(lower, span))
                    .collect()
            },
        ),
    ];
    if subject.size != What::EightMillion {
        peers.push(Peer::new(
            CONTIGUOUS,
            || engines::contiguous(names),
            |automaton| automaton.memory_usage(),
            engines::aho_corasick,
        ));
    }
    peers.push(Peer::new(
        WALK,
        || engines::map(names),
        |map| map.as_fst().as_bytes().len(),
        engines::walk,
    ));
    peers
}
