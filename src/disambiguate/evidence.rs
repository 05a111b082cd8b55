//! What a document surely mentions, and what that speaks for.

use super::overlap::{Overlaps, select};
use super::{WeakNames, judge};
use crate::dictionary::{Dictionary, EntityRef};
use crate::matcher::Hit;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Distinct sure mentions that open a topic for a document.
const OPENS_TOPIC: usize = 2;

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
    /// IDs that a mentioned entity calls related, and those of the mentioned entities.
    related_ids: BTreeSet<String>,
    mentioned_ids: BTreeSet<String>,
    topics: BTreeMap<String, usize>,
    opened: BTreeSet<String>,
}

/// What one round found.
#[derive(Debug, Default)]
pub(crate) struct Round {
    found: BTreeMap<EntityRef, Support>,
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
            // What had to be decided is no support of its own decision.
            let is_sure = !reading.hit.row.is_weak() && verdict.readings.len() == 1;
            let support = if is_sure { Support::Mentioned } else { reading.support };
            let found = self.found.entry(reading.hit.entity).or_default();
            *found = support.max(*found);
        }
    }
}

impl Evidence {
    /// Evidence of a document with these topics open from the start.
    pub(crate) fn with_topics(topics: &BTreeSet<String>) -> Evidence {
        Evidence { opened: topics.clone(), ..Evidence::default() }
    }

    /// Adds what a round found; tells whether anything is new.
    pub(crate) fn grow(&mut self, dictionary: &Dictionary, round: Round) -> bool {
        let before = self.mentioned.len();
        for (entity, support) in round.found {
            self.add(dictionary, entity, support);
        }
        self.mentioned.len() > before
    }

    fn add(&mut self, dictionary: &Dictionary, entity: EntityRef, support: Support) {
        if self.mentioned.contains_key(&entity) {
            return;
        }
        self.mentioned.insert(entity, support);
        let view = dictionary.view(entity);
        self.mentioned_ids.insert(view.id().to_owned());
        self.related_ids.extend(view.related().into_iter().map(str::to_owned));
        for topic in view.topics() {
            let count = self.topics.entry(topic.to_owned()).or_default();
            *count += 1;
            if *count >= OPENS_TOPIC {
                self.opened.insert(topic.to_owned());
            }
        }
    }

    /// Tells whether the document mentions an entity.
    pub(crate) fn mentions(&self, id: &str) -> bool {
        self.mentioned_ids.contains(id)
    }

    /// Tells what the document says for an entity.
    pub(crate) fn support(&self, dictionary: &Dictionary, entity: EntityRef) -> Support {
        if let Some(&support) = self.mentioned.get(&entity) {
            return support;
        }
        if self.mentioned.is_empty() && self.opened.is_empty() {
            return Support::None;
        }
        let view = dictionary.view(entity);
        if self.related_ids.contains(view.id())
            || view.related().iter().any(|id| self.mentioned_ids.contains(*id))
        {
            return Support::Related;
        }
        if view.topics().iter().any(|topic| self.opened.contains(*topic)) {
            return Support::Topic;
        }
        Support::None
    }
}
