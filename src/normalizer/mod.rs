//! The front door: a dictionary made ready, and the verbs on it.

mod resolution;
mod stream;

pub use resolution::Resolution;
pub use stream::{Block, InvalidBytes};

use crate::annotated::Annotated;
use crate::dictionary::Dictionary;
use crate::disambiguate::{
    Arbiter, Evidence, OpenClusters, Overlaps, Round, Verdicts, WeakNames, are_settled, score,
};
use crate::matcher::{Finder, Hit, read_whole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Bytes of text that are searched at a time, at the least.
const STRETCH: usize = 64 * 1024;

/// How much is accepted as a mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Only what equals a name once folded, its separators dropped or replaced.
    Exact,
    /// Also what a certain rule makes of a name; weak names with support. Precision first.
    #[default]
    Balanced,
    /// Also weak names without support.
    Recall,
}

/// Finds and resolves the names of a dictionary in text. Cheap to clone, shared between threads.
///
/// ```
/// # #[cfg(feature = "builtin")] {
/// use exonym::{Dictionary, Normalizer};
///
/// let normalizer = Normalizer::new(Dictionary::builtin());
/// let text = "Kimi was made by MoonShadow AI (月之暗面).";
/// let annotated = normalizer.annotate(text);
/// let ids: Vec<&str> = annotated.mentions().iter().map(|mention| mention.best().entity().id()).collect();
/// assert_eq!(ids, ["kimi", "moonshot-ai", "moonshot-ai"]);
/// assert_eq!(normalizer.normalize(text), "Kimi was made by Moonshot AI (月之暗面).");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Normalizer {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    finder: Finder,
    options: NormalizerBuilder,
}

/// Chooses what a [`Normalizer`] accepts.
#[derive(Clone, Debug)]
pub struct NormalizerBuilder {
    dictionary: Dictionary,
    profile: Profile,
    variants: Option<bool>,
    han_witness: bool,
    plain_walk: bool,
    overlaps: Overlaps,
    min_score: f64,
    topics: BTreeSet<String>,
}

impl NormalizerBuilder {
    /// Sets how much is accepted; `balanced` unless set.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Switches the variant tier on or off, whatever the profile says.
    pub fn variants(mut self, accept: bool) -> Self {
        self.variants = Some(accept);
        self
    }

    /// Switches off the word witness for Han characters: names are then found inside other words,
    /// and nothing is loaded for it. On unless set.
    pub fn han_witness(mut self, ask: bool) -> Self {
        self.han_witness = ask;
        self
    }

    /// Reads texts by a plain walk from every character instead of the scan. It finds the same, far more
    /// slowly; it is there so that anybody can check that. Off unless set.
    pub fn plain_walk(mut self, walk: bool) -> Self {
        self.plain_walk = walk;
        self
    }

    /// Sets which of overlapping mentions stay.
    pub fn overlaps(mut self, policy: Overlaps) -> Self {
        self.overlaps = policy;
        self
    }

    /// Leaves out mentions whose best candidate scores less; 0 to 1.
    pub fn min_score(mut self, score: f64) -> Self {
        self.min_score = score;
        self
    }

    /// Opens a topic for every document, so that weak names of its entities count.
    pub fn topic(mut self, topic: impl Into<String>) -> Self {
        self.topics.insert(topic.into());
        self
    }

    /// Makes the normalizer. O(number of layers).
    pub fn build(self) -> Normalizer {
        let variants = self.variants.unwrap_or(self.profile != Profile::Exact);
        let finder =
            Finder::new(self.dictionary.clone(), variants, self.han_witness, self.plain_walk);
        Normalizer { inner: Arc::new(Inner { finder, options: self }) }
    }
}

impl Normalizer {
    /// Makes a normalizer with the default choices.
    pub fn new(dictionary: Dictionary) -> Normalizer {
        Normalizer::builder(dictionary).build()
    }

    /// Starts choosing.
    pub fn builder(dictionary: Dictionary) -> NormalizerBuilder {
        NormalizerBuilder {
            dictionary,
            profile: Profile::default(),
            variants: None,
            han_witness: true,
            plain_walk: false,
            overlaps: Overlaps::default(),
            min_score: 0.0,
            topics: BTreeSet::new(),
        }
    }

    /// Returns the dictionary.
    pub fn dictionary(&self) -> &Dictionary {
        self.inner.finder.dictionary()
    }

    /// Finds the names in a text, which is taken as one document. O(length) time, memory for the
    /// mentions. Never fails.
    pub fn annotate<'t>(&self, text: &'t str) -> Annotated<'t> {
        let hits = self.hits(text, 0..text.len());
        let evidence = match are_settled(&hits) {
            true => Evidence::default(),
            false => self.evidence(&hits, text.len()),
        };
        self.decide(text, 0, hits, &evidence)
    }

    /// Ranks the entities that a single name may mean. O(name length). A name that is unknown gives a
    /// resolution without candidates; one that counts only near certain terms is ranked, not accepted.
    pub fn resolve<'t>(&self, name: &'t str) -> Resolution<'t> {
        let trimmed = name.trim();
        let mut hits = read_whole(self.dictionary(), trimmed);
        if !self.accepts_variants() {
            hits.retain(|hit| hit.trace.tier() == crate::matcher::Tier::Exact);
        }
        let evidence = Evidence::with_topics(&self.inner.options.topics);
        // Weak names count: there is no text that could support them.
        let mut arbiter = Arbiter::new(self.dictionary(), &evidence, WeakNames::Count);
        let mut readings = arbiter.verdict(&hits).unwrap_or_default();
        readings.retain(|reading| score(reading) >= self.inner.options.min_score);
        Resolution::new(name, self.dictionary(), readings)
    }

    /// Tells whether a text has any mention; stops at the first.
    pub fn is_match(&self, text: &str) -> bool {
        let mut weak = false;
        let mut hits: Vec<Hit> = Vec::new();
        for part in self.cut(text, 0..text.len()) {
            // What crosses the cut may protect or hold what begins after it.
            hits.retain(|hit| hit.span.end() > part.start);
            self.find(text, part, &mut hits);
            let evidence = Evidence::with_topics(&self.inner.options.topics);
            if !self.decide(text, 0, hits.clone(), &evidence).mentions().is_empty() {
                return true;
            }
            weak |= hits.iter().any(|hit| hit.row.is_weak());
        }
        weak && !self.annotate(text).mentions().is_empty()
    }

    fn accepts_variants(&self) -> bool {
        self.inner.options.variants.unwrap_or(self.inner.options.profile != Profile::Exact)
    }

    /// Finds all readings that begin in a stretch of a text, sorted by span.
    pub(crate) fn hits(&self, text: &str, stretch: Range<usize>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for part in self.cut(text, stretch) {
            self.find(text, part, &mut hits);
        }
        hits
    }

    /// Bytes to search at a time: enough that the context around them costs little.
    fn step(&self) -> usize {
        STRETCH.max(self.inner.finder.context().saturating_mul(4))
    }

    /// Cuts a stretch of a text into parts to search, at character boundaries.
    fn cut<'t>(
        &self,
        text: &'t str,
        stretch: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + use<'t> {
        let step = self.step();
        let mut start = stretch.start;
        std::iter::from_fn(move || {
            if start >= stretch.end {
                return None;
            }
            let from = start;
            start = floor_char(text, start.saturating_add(step).min(stretch.end));
            Some(from..start)
        })
    }

    fn find(&self, text: &str, part: Range<usize>, hits: &mut Vec<Hit>) {
        let context = self.inner.finder.context();
        let low = floor_char(text, part.start.saturating_sub(context));
        let high = floor_char(text, part.end.saturating_add(context));
        self.inner.finder.find(&text[low..high], part.start - low..part.end - low, low, hits);
    }

    /// Whether a document must be read whole before its mentions can be decided.
    pub(crate) fn needs_context(&self) -> bool {
        let dictionary = self.dictionary();
        // Entities of one name may come together from two layers that each know one of them.
        dictionary.parts().len() > 1 || dictionary.parts().iter().any(|part| part.needs_context())
    }

    /// Returns what a document of so many bytes with these readings mentions.
    pub(crate) fn evidence(&self, hits: &[Hit], length: usize) -> Evidence {
        let mut evidence = Evidence::with_topics(&self.inner.options.topics);
        if self.needs_context() {
            // Most readings are sure and touch no others: they come to the same in every round.
            let mut settled = Round::default();
            let mut open = OpenClusters::default();
            settled.settle(self.dictionary(), hits, &mut open);
            loop {
                let mut round = settled.clone();
                round.collect(self.dictionary(), &open, &evidence, self.weak_names());
                if !evidence.grow(self.dictionary(), round, length) {
                    break;
                }
            }
        }
        evidence
    }

    fn weak_names(&self) -> WeakNames {
        match self.inner.options.profile {
            Profile::Recall => WeakNames::Count,
            _ => WeakNames::NeedSupport,
        }
    }

    /// Decides over the sorted hits of a text; `base` is its offset in the document.
    pub(crate) fn decide<'t>(
        &self,
        text: &'t str,
        base: usize,
        hits: Vec<Hit>,
        evidence: &Evidence,
    ) -> Annotated<'t> {
        let options = &self.inner.options;
        let arbiter = Arbiter::new(self.dictionary(), evidence, self.weak_names())
            .keeping(options.overlaps, options.min_score);
        Annotated::new(text, base, self.dictionary(), Verdicts::of(hits, arbiter))
    }
}

/// Returns the character boundary at or before an offset.
fn floor_char(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset)
}
