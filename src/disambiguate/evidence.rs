//! What a document surely mentions, and what that speaks for.

use super::overlap::{Overlaps, select};
use super::{WeakNames, judge};
use crate::dictionary::{Dictionary, Entity, EntityRef};
use crate::matcher::Hit;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Distinct entities that open a topic for a document.
const OPENS_TOPIC: usize = 2;

/// Bytes of text for which an open topic must have a mention, on average. Two names in passing do not make
/// a long book one about their topic: of ten megabytes of Chinese history, where this was chosen, twelve names
/// that happen to read as companies opened topics, and let 246 ordinary words through as weak names.
/// Articles have a mention in every 100 to 500 bytes.
const TOPIC_STRETCH: usize = 4 * 1024;

/// The same for an entity that supports those related to it.
const RELATED_STRETCH: usize = 32 * 1024;

/// How a document supports an entity, least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Support {
    #[default]
    None,
    /// A topic of the entity is open.
    Topic,
    /// A related entity is surely mentioned.
    Related,
    /// The entity itself is surely mentioned.
    Mentioned,
}

/// What a document mentions: memory by entities, not by text.
///
/// It grows in rounds. The first finds what is sure without any support; each later one adds what the
/// rounds before support, until nothing is added. Rewriting turns a supported name into a canonical
/// one, which is sure, so without the later rounds a text normalized twice could differ from one
/// normalized once. Each round sees only what the rounds before found, so that the result does not
/// depend on the order of a document's parts or on where it was cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Evidence {
    /// Entities with how they came to count: surely mentioned, or by weak names and this support.
    mentioned: HashMap<EntityRef, Support>,
    /// Mentions of each of them.
    counts: HashMap<EntityRef, usize>,
    /// IDs of entities mentioned, and of those among them that are mentioned often enough for the
    /// document's length to support related ones; and the IDs that these call related, with how many do.
    mentioned_ids: BTreeSet<String>,
    supporting_ids: BTreeSet<String>,
    related_ids: BTreeMap<String, usize>,
    opened: BTreeSet<String>,
}

/// What one round found.
#[derive(Debug, Default)]
pub(crate) struct Round {
    found: BTreeMap<EntityRef, (Support, usize)>,
    /// Bytes that the mentions cover.
    covered: usize,
}

impl Round {
    /// Adds what sorted hits of a stretch mention, longest first among overlapping ones, by what is
    /// known so far.
    pub(crate) fn collect(
        &mut self,
        dictionary: &Dictionary,
        hits: &[Hit],
        known: &Evidence,
        weak_names: WeakNames,
    ) {
        let verdicts = judge(dictionary, hits, known, weak_names);
        for verdict in
            select(verdicts, Overlaps::LeftmostLongest).iter().filter(|verdict| verdict.is_decided)
        {
            let reading = &verdict.readings[0];
            self.covered += verdict.span.len();
            // What had to be decided is no support of its own decision.
            let is_sure = !reading.hit.row.is_weak() && verdict.readings.len() == 1;
            let support = if is_sure { Support::Mentioned } else { reading.support };
            let (best, count) = self.found.entry(reading.hit.entity).or_default();
            *best = support.max(*best);
            *count += 1;
        }
    }
}

impl Evidence {
    /// Evidence of a document with these topics open from the start.
    pub(crate) fn with_topics(topics: &BTreeSet<String>) -> Evidence {
        Evidence { opened: topics.clone(), ..Evidence::default() }
    }

    /// Adds what a round found in a document of so many bytes; tells whether anything is new.
    ///
    /// Averages are over the bytes outside the mentions, which rewriting leaves as they are: a text rewritten
    /// to longer names then opens no topic that the original did not.
    pub(crate) fn grow(&mut self, dictionary: &Dictionary, round: Round, length: usize) -> bool {
        let before = self.extent();
        let length = length.saturating_sub(round.covered);
        for (entity, (support, count)) in round.found {
            self.mentioned.entry(entity).or_insert(support);
            let known = self.counts.entry(entity).or_default();
            *known = count.max(*known);
        }
        let mut topics: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (&entity, &count) in &self.counts {
            let view = dictionary.view(entity);
            self.mentioned_ids.insert(view.id().to_owned());
            if count * RELATED_STRETCH >= length && self.supporting_ids.insert(view.id().to_owned())
            {
                for id in view.related() {
                    *self.related_ids.entry(id.to_owned()).or_default() += 1;
                }
            }
            for topic in view.topics() {
                let (entities, mentions) = topics.entry(topic).or_default();
                *entities += 1;
                *mentions += count;
            }
        }
        for (topic, (entities, mentions)) in topics {
            if entities >= OPENS_TOPIC && mentions * TOPIC_STRETCH >= length {
                self.opened.insert(topic.to_owned());
            }
        }
        self.extent() > before
    }

    /// How much is known. It only grows, so growth ends.
    fn extent(&self) -> (usize, usize, usize) {
        (self.mentioned.len(), self.supporting_ids.len(), self.opened.len())
    }

    /// Tells whether the document mentions an entity.
    pub(crate) fn mentions(&self, id: &str) -> bool {
        self.mentioned_ids.contains(id)
    }

    /// Tells what the document says for an entity that shares a name with its rivals. What a rival says
    /// does not count: a country that is taken for likelier than its capital of the same name would
    /// otherwise speak for the capital.
    pub(crate) fn support(
        &self,
        dictionary: &Dictionary,
        entity: EntityRef,
        rivals: &[EntityRef],
    ) -> Support {
        if let Some(&support) = self.mentioned.get(&entity) {
            return support;
        }
        if self.mentioned.is_empty() && self.opened.is_empty() {
            return Support::None;
        }
        let view = dictionary.view(entity);
        if self.is_related(dictionary, view, rivals) {
            return Support::Related;
        }
        if view.topics().iter().any(|topic| self.opened.contains(*topic)) {
            return Support::Topic;
        }
        Support::None
    }

    /// Returns those of a group's entities that would speak for related ones, each once; mostly none. O(group).
    pub(crate) fn supporters(&self, dictionary: &Dictionary, group: &[Hit]) -> Vec<EntityRef> {
        if group.len() == 1 || self.supporting_ids.is_empty() {
            return Vec::new();
        }
        let entities = group.iter().filter(|hit| !hit.row.is_never()).map(|hit| hit.entity);
        let mut supporters: Vec<EntityRef> = entities
            .filter(|&entity| self.supporting_ids.contains(dictionary.view(entity).id()))
            .collect();
        supporters.sort_unstable();
        supporters.dedup();
        supporters
    }

    fn is_related(&self, dictionary: &Dictionary, view: Entity<'_>, rivals: &[EntityRef]) -> bool {
        let rivals = || {
            let rivals = rivals.iter().map(|&rival| dictionary.view(rival));
            rivals.filter(|rival| rival.id() != view.id())
        };
        let by_others = |id: &&str| {
            self.supporting_ids.contains(*id) && !rivals().any(|rival| rival.id() == *id)
        };
        if view.related().iter().any(by_others) {
            return true;
        }
        let calling = self.related_ids.get(view.id()).copied().unwrap_or(0);
        calling > 0
            && calling > rivals().filter(|rival| rival.related().contains(&view.id())).count()
    }
}
