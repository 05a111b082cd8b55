//! What a document surely mentions, and what that speaks for.

use super::overlap::clusters;
use super::{Arbiter, OpenClusters, WeakNames, is_decided};
use crate::dictionary::{Dictionary, Entity, EntityRef};
use crate::matcher::{Hit, Support};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Distinct entities that open a topic for a document.
const OPENS_TOPIC: usize = 2;

/// Bytes of text for which an open topic must have a mention, on average. Two names in passing do not make
/// a long book one about their topic: of ten megabytes of Chinese history, where this was chosen, twelve names
/// that happen to read as companies opened topics, and let 246 ordinary words through as weak names.
/// Articles have a mention in every 100 to 500 bytes.
const TOPIC_STRETCH: usize = 4 * 1024;

/// The same for an entity that supports those related to it.
const RELATED_STRETCH: usize = 32 * 1024;

/// What a document mentions: memory by entities, not by text.
///
/// It grows in rounds. The first finds what is sure without any support; each later one adds what the
/// rounds before support, until nothing is added. Rewriting turns a supported name into a canonical
/// one, which is sure, so without the later rounds a text normalized twice could differ from one
/// normalized once. Each round sees only what the rounds before found, so that the result does not
/// depend on the order of a document's parts or on where it was cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Evidence {
    mentioned: FxHashMap<EntityRef, Mentioned>,
    /// How many of the entities mentioned are mentioned often enough to support related ones.
    supporting: usize,
    /// IDs that those call related, with how many do.
    related_ids: BTreeMap<String, usize>,
    opened: BTreeSet<String>,
}

/// What is known of an entity that a document mentions.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mentioned {
    /// How it came to count: surely mentioned, or by weak names and this support.
    support: Support,
    count: usize,
    /// Whether it is mentioned often enough for the document's length to support related entities.
    is_supporting: bool,
}

/// What one round found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Round {
    found: FxHashMap<EntityRef, (Support, usize)>,
    /// Bytes that the mentions cover.
    covered: usize,
}

impl Round {
    /// Collects what those of sorted hits mention that no evidence can change: sure names of one entity that
    /// overlap nothing weak or shared. Adds the clusters of the others to the open ones. O(hits).
    pub(crate) fn settle(
        &mut self,
        dictionary: &Dictionary,
        hits: &[Hit],
        open: &mut OpenClusters,
    ) {
        let nothing = Evidence::default();
        let mut arbiter = Arbiter::new(dictionary, &nothing, WeakNames::NeedSupport);
        for cluster in clusters(hits) {
            match cluster {
                [hit] if hit.row.is_sure() => self.add(hit, Support::Mentioned, 1),
                several if are_settled(several) => {
                    arbiter.cluster(several, |readings| self.count(dictionary, readings, 1));
                }
                others => open.add(others),
            }
        }
    }

    /// Adds what open clusters mention, longest first among overlapping hits, by what is known so far.
    pub(crate) fn collect(
        &mut self,
        dictionary: &Dictionary,
        open: &OpenClusters,
        known: &Evidence,
        weak_names: WeakNames,
    ) {
        let mut arbiter = Arbiter::new(dictionary, known, weak_names);
        for (cluster, times) in open.iter() {
            arbiter.cluster(cluster, |readings| self.count(dictionary, readings, times));
        }
    }

    /// Counts the readings of a mention for the one that is meant, if that is clear.
    fn count(&mut self, dictionary: &Dictionary, readings: &[Hit], times: usize) {
        if is_decided(dictionary, readings) {
            let hit = &readings[0];
            // What had to be decided is no support of its own decision.
            let is_sure = !hit.row.is_weak() && readings.len() == 1;
            self.add(hit, if is_sure { Support::Mentioned } else { hit.support }, times);
        }
    }

    fn add(&mut self, hit: &Hit, support: Support, times: usize) {
        self.covered += hit.span.len() * times;
        let (best, count) = self.found.entry(hit.entity).or_default();
        *best = support.max(*best);
        *count += times;
    }
}

/// Tells whether no evidence can change what sorted hits come to: all are sure, and none share a span.
pub(crate) fn are_settled(hits: &[Hit]) -> bool {
    hits.iter().all(|hit| hit.row.is_sure())
        && hits.windows(2).all(|pair| pair[0].span != pair[1].span)
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
            let known = self.mentioned.entry(entity).or_insert(Mentioned {
                support,
                count,
                is_supporting: false,
            });
            known.count = known.count.max(count);
        }
        let has_related = dictionary.has_related();
        for (&entity, known) in &mut self.mentioned {
            if !known.is_supporting && known.count * RELATED_STRETCH >= length {
                known.is_supporting = true;
                self.supporting += 1;
                let related = || dictionary.view(entity).related();
                for id in has_related.then(related).unwrap_or_default() {
                    *self.related_ids.entry(id.to_owned()).or_default() += 1;
                }
            }
        }
        self.open_topics(dictionary, length);
        self.extent() > before
    }

    /// Opens the topics of which enough is mentioned.
    fn open_topics(&mut self, dictionary: &Dictionary, length: usize) {
        let mut topics: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut count = |topic, entities, mentions| {
            let (all_entities, all_mentions) = topics.entry(topic).or_default();
            *all_entities += entities;
            *all_mentions += mentions;
        };
        match dictionary.shared_topics() {
            Some(shared) => {
                let mentions = self.mentioned.values().map(|known| known.count).sum();
                for topic in shared {
                    count(topic, self.mentioned.len(), mentions);
                }
            }
            None => {
                for (&entity, known) in &self.mentioned {
                    for topic in dictionary.view(entity).topics() {
                        count(topic, 1, known.count);
                    }
                }
            }
        }
        for (topic, (entities, mentions)) in topics {
            if entities >= OPENS_TOPIC && mentions * TOPIC_STRETCH >= length {
                self.opened.insert(topic.to_owned());
            }
        }
    }

    /// How much is known. It only grows, so growth ends.
    fn extent(&self) -> (usize, usize, usize) {
        (self.mentioned.len(), self.supporting, self.opened.len())
    }

    /// Tells whether the document mentions an entity.
    pub(crate) fn mentions(&self, entity: Entity<'_>) -> bool {
        self.mentioned.contains_key(&entity.place())
    }

    fn is_supporting(&self, entity: EntityRef) -> bool {
        self.mentioned.get(&entity).is_some_and(|known| known.is_supporting)
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
        if let Some(known) = self.mentioned.get(&entity) {
            return known.support;
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
        if group.len() == 1 || self.supporting == 0 || !dictionary.has_related() {
            return Vec::new();
        }
        let entities = group.iter().filter(|hit| !hit.row.is_never()).map(|hit| hit.entity);
        let mut supporters: Vec<EntityRef> =
            entities.filter(|&entity| self.is_supporting(entity)).collect();
        supporters.sort_unstable();
        supporters.dedup();
        supporters
    }

    fn is_related(&self, dictionary: &Dictionary, view: Entity<'_>, rivals: &[EntityRef]) -> bool {
        if self.supporting == 0 || !dictionary.has_related() {
            return false;
        }
        let rivals = || {
            let rivals = rivals.iter().map(|&rival| dictionary.view(rival));
            rivals.filter(|rival| rival.id() != view.id())
        };
        let by_others = |id: &&str| {
            let speaks = dictionary.entity(id).is_some_and(|by| self.is_supporting(by.place()));
            speaks && !rivals().any(|rival| rival.id() == *id)
        };
        if view.related().iter().any(by_others) {
            return true;
        }
        let calling = self.related_ids.get(view.id()).copied().unwrap_or(0);
        calling > 0
            && calling > rivals().filter(|rival| rival.related().contains(&view.id())).count()
    }
}
