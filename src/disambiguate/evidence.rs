//! What a document surely mentions, and what that speaks for.

use super::overlap::{Overlaps, select};
use super::{Verdict, WeakNames, judge};
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

/// The sure mentions of a document: memory by entities, not by text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// Entities with how they came to count: surely mentioned, or only by weak names and this support.
    mentioned: HashMap<EntityRef, Support>,
    /// IDs that a mentioned entity calls related, and those of the mentioned entities.
    related_ids: BTreeSet<String>,
    mentioned_ids: BTreeSet<String>,
    topics: BTreeMap<String, usize>,
    opened: BTreeSet<String>,
    /// Entities met by weak names only.
    waiting: BTreeSet<EntityRef>,
}

impl Evidence {
    /// Evidence of a document with these topics open from the start.
    pub(crate) fn with_topics(topics: &BTreeSet<String>) -> Evidence {
        Evidence { opened: topics.clone(), ..Evidence::default() }
    }

    /// Adds what sorted hits of a stretch surely mention: by names that are not weak and mean one
    /// entity only, longest first among overlapping ones.
    pub(crate) fn collect(&mut self, dictionary: &Dictionary, hits: &[Hit]) {
        let strong: Vec<Hit> = hits.iter().filter(|hit| !hit.row.is_weak()).copied().collect();
        let verdicts = judge(dictionary, &strong, &Evidence::default(), WeakNames::NeedSupport);
        for verdict in select(verdicts, Overlaps::LeftmostLongest) {
            if let Some(entity) = sole_entity(&verdict) {
                self.add(dictionary, entity, Support::Mentioned);
            }
        }
        let weak = hits.iter().filter(|hit| hit.row.is_weak() && !hit.row.is_never());
        self.waiting.extend(
            weak.map(|hit| hit.entity).filter(|entity| !self.mentioned.contains_key(entity)),
        );
    }

    /// Counts entities that only weak names speak of as mentioned where the rest supports them, until
    /// nothing changes. Rewriting turns such a name into the canonical one, which is sure, so without
    /// this a text normalized twice could differ from one normalized once. To be called when the whole
    /// document was collected.
    pub(crate) fn settle(&mut self, dictionary: &Dictionary) {
        loop {
            let supported: Vec<(EntityRef, Support)> = self
                .waiting
                .iter()
                .map(|&entity| (entity, self.support(dictionary, entity)))
                .filter(|&(_, support)| support != Support::None)
                .collect();
            if supported.is_empty() {
                return;
            }
            for (entity, support) in supported {
                self.waiting.remove(&entity);
                self.add(dictionary, entity, support);
            }
        }
    }

    fn add(&mut self, dictionary: &Dictionary, entity: EntityRef, support: Support) {
        if self.mentioned.insert(entity, support).is_some() {
            return;
        }
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

fn sole_entity(verdict: &Verdict) -> Option<EntityRef> {
    match &verdict.readings[..] {
        [reading] => Some(reading.hit.entity),
        _ => None,
    }
}
