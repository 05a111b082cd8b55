//! The edits that a text asks for.

use super::draft::Draft;
use super::stability::{Places, by_original_place, unstable};
use super::target::{Target, family, target_name};
use super::{Piece, Replace, Replacement};
use crate::annotated::{Mention, Mentions};
use crate::dictionary::EntityRef;
use crate::disambiguate::Evidence;
use crate::fold;
use crate::lang::Script;
use crate::normalizer::Normalizer;
use crate::span::Span;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

/// Edits taken back before the neighbours of unstable ones are taken back with them.
const FEW_LEFT_OUT: usize = 16;

/// Surface forms of one entity whose names are remembered; they are looked through one by one.
const MOST_KNOWN_FORMS: usize = 16;

/// A replacement planned for a span.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub span: Span,
    pub surface: String,
    pub replacement: String,
    pub id: String,
}

impl Edit {
    pub(super) fn change(&self) -> (Span, &str) {
        (self.span, &self.replacement)
    }

    pub(super) fn into_replacement(self) -> Replacement {
        Replacement {
            span: self.span,
            surface: self.surface,
            replacement: self.replacement,
            id: self.id,
        }
    }
}

/// A mention in rewritten text that overlaps what was rewritten, or is news.
pub(super) struct Read<'p> {
    pub span: Span,
    /// The ID that it means, or those that it may mean.
    pub ids: SmallVec<[&'p str; 1]>,
    /// It means an entity that the original does not mention, and may so speak for other names.
    pub is_news: bool,
}

/// What rewritten text reads as.
pub(super) struct SecondReading<'p> {
    pub mentioned: Vec<Read<'p>>,
    /// What would be rewritten again.
    pub edits: Vec<Edit>,
}

pub(super) struct Planner<'p> {
    replace: &'p Replace,
    normalizer: &'p Normalizer,
    lang: &'p str,
    /// Entities with the surface forms met so far and the names for them: the same come again and again,
    /// and choosing takes time.
    names: RefCell<FxHashMap<EntityRef, Vec<(String, &'p str)>>>,
}

/// What is left of edits.
pub(super) struct Kept {
    pub edits: Vec<Edit>,
    pub left_out: Vec<Edit>,
    /// The text with the edits in it.
    pub draft: Draft<'static>,
}

impl<'p> Planner<'p> {
    pub(super) fn new(
        replace: &'p Replace,
        normalizer: &'p Normalizer,
        lang: &'p str,
    ) -> Planner<'p> {
        Planner { replace, normalizer, lang, names: RefCell::default() }
    }

    /// Takes edits back until what is left reads the same when read again. Each round takes at least one edit
    /// back, so it ends; one round is the rule.
    pub(super) fn keep_stable(
        &self,
        piece: &Piece<'_, '_>,
        mut edits: Vec<Edit>,
        introduced: &HashSet<String>,
    ) -> Kept {
        let changes: Vec<_> = edits.iter().map(Edit::change).collect();
        let mut draft = piece.draft.changed(self.normalizer, &changes);
        let mut left_out: Vec<Edit> = Vec::new();
        // Taking one edit back may make the one beside it unstable, and so on down a run of names. The
        // reach is doubled from round to round, so that the rounds are few however long the run.
        let mut reach = 0;
        while !edits.is_empty() {
            let places = Places::new(&edits);
            let later = self.read(&draft, &places, piece, introduced);
            let undone: BTreeSet<usize> = later
                .iter()
                .flat_map(|reading| unstable(&edits, &places, &left_out, reading))
                .collect();
            if undone.is_empty() {
                break;
            }
            let is_undone = |at: usize| {
                undone.range(at.saturating_sub(reach)..=at.saturating_add(reach)).next().is_some()
            };
            let (taken, kept): (Vec<_>, Vec<_>) =
                edits.into_iter().enumerate().partition(|&(at, _)| is_undone(at));
            let back: Vec<_> =
                taken.iter().map(|(at, edit)| (places.spans[*at], edit.surface.as_str())).collect();
            draft = draft.changed(self.normalizer, &back);
            left_out.extend(taken.into_iter().map(|(_, edit)| edit));
            edits = kept.into_iter().map(|(_, edit)| edit).collect();
            reach = reach * 2 + usize::from(left_out.len() > FEW_LEFT_OUT);
        }
        Kept { edits, left_out, draft }
    }

    /// Returns the edits that a second run over a draft with these edits would make, each with a copy at its
    /// place in the original.
    pub(super) fn look_again(
        &self,
        piece: &Piece<'_, '_>,
        draft: &Draft<'_>,
        edits: &[Edit],
        introduced: &HashSet<String>,
    ) -> Vec<(Edit, Edit)> {
        let own;
        let evidence = match piece.is_whole {
            true => {
                own = self.normalizer.evidence(&draft.hits, draft.text.len());
                &own
            }
            false => piece.evidence,
        };
        let annotated = self.normalizer.decide(&draft.text, 0, draft.hits.clone(), evidence);
        let asked = self.edits(&draft.text, annotated.mentions(), 0, &mut introduced.clone());
        if asked.is_empty() {
            return Vec::new();
        }
        let again = Piece { draft, evidence, is_whole: piece.is_whole };
        let stable = self.keep_stable(&again, asked, introduced).edits;
        by_original_place(&Places::new(edits), stable)
    }

    /// Reads a draft as the rest of the document would have it read; and once more as a document of its own,
    /// where it is one and says other things than the original did.
    fn read(
        &self,
        draft: &Draft<'_>,
        places: &Places,
        piece: &Piece<'_, '_>,
        introduced: &HashSet<String>,
    ) -> Vec<SecondReading<'p>> {
        let doubtful;
        let hits = if self.replace.keep_original {
            // Whether a mention is the first depends on all.
            &draft.hits
        } else {
            doubtful = draft.doubtful(self.normalizer, places);
            &doubtful
        };
        let by = |evidence: &Evidence| {
            let annotated = self.normalizer.decide(&draft.text, 0, hits.clone(), evidence);
            let mentions = annotated.mentions();
            let mentioned = mentions
                .iter()
                .filter_map(|mention| self.mentioned(&mention, places, evidence))
                .collect();
            let edits = self.edits(&draft.text, mentions, 0, &mut introduced.clone());
            SecondReading { mentioned, edits }
        };
        let mut readings = vec![by(piece.evidence)];
        if piece.is_whole {
            let own = self.normalizer.evidence(&draft.hits, draft.text.len());
            if own != *piece.evidence {
                readings.push(by(&own));
            }
        }
        readings
    }

    fn mentioned(
        &self,
        mention: &Mention<'_>,
        places: &Places,
        evidence: &Evidence,
    ) -> Option<Read<'p>> {
        let span = mention.span();
        let is_news = self.normalizer.needs_context()
            && mention.entity().is_some_and(|entity| !evidence.mentions(entity));
        if !is_news && places.overlapping(span).next().is_none() {
            return None;
        }
        let meant = if mention.is_decided() { 1 } else { usize::MAX };
        let dictionary = self.normalizer.dictionary();
        let ids = mention
            .candidates()
            .take(meant)
            .map(|candidate| dictionary.view(candidate.entity().place()).id());
        Some(Read { span, ids: ids.collect(), is_news })
    }

    /// Lists the edits that mentions ask for; their spans count `base` bytes more than `text`.
    pub(super) fn edits(
        &self,
        text: &str,
        mentions: Mentions<'_>,
        base: usize,
        introduced: &mut HashSet<String>,
    ) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        let mut end = 0;
        for (position, mention) in mentions.iter().enumerate() {
            let span = Span::new(mention.span().start() - base, mention.span().end() - base);
            let is_free = span.start() >= end;
            if !is_free || !(mention.is_decided() || self.replace.best_of_ambiguous) {
                continue;
            }
            let previous = position.checked_sub(1).and_then(|before| mentions.get(before));
            if self.replace.keep_original && is_bracketed_original(text, base, previous, &mention) {
                continue;
            }
            end = span.end();
            edits.extend(self.edit(&mention, span, introduced));
        }
        edits
    }

    fn edit(
        &self,
        mention: &Mention<'_>,
        span: Span,
        introduced: &mut HashSet<String>,
    ) -> Option<Edit> {
        let best = mention.best();
        let (entity, surface) = (best.entity(), mention.surface());
        let name = self.name_for(entity.place(), surface);
        let is_same = name == surface || is_wrapped(name, surface);
        let keeps_original = self.replace.keep_original;
        if is_same && !keeps_original {
            return None;
        }
        if self.replace.target != Target::Id && !best.alias_kind().is_name() {
            return None;
        }
        let is_first = keeps_original && introduced.insert(entity.id().to_owned());
        if is_same {
            return None;
        }
        // Letter case and spacing alone are no other name worth showing.
        let is_other_name = || bare(name) != bare(surface);
        let introduces = is_first && is_other_name();
        let replacement = if introduces { with_original(name, surface) } else { name.to_owned() };
        Some(Edit { span, surface: surface.to_owned(), replacement, id: entity.id().to_owned() })
    }

    /// Returns the name that a surface form of an entity is rewritten to.
    fn name_for(&self, entity: EntityRef, surface: &str) -> &'p str {
        let mut names = self.names.borrow_mut();
        let known = names.entry(entity).or_default();
        if let Some((_, name)) = known.iter().find(|(known, _)| known == surface) {
            return name;
        }
        let view = self.normalizer.dictionary().view(entity);
        let name = target_name(&self.replace.target, &view, surface, self.lang);
        if known.len() < MOST_KNOWN_FORMS {
            known.push((surface.to_owned(), name));
        }
        name
    }
}

/// Tells whether a surface form is the name with a line break in it: lines stay as they are broken.
fn is_wrapped(name: &str, surface: &str) -> bool {
    surface.contains(['\n', '\r']) && surface.split_whitespace().eq(name.split_whitespace())
}

/// A name without what folding and spacing change.
fn bare(name: &str) -> String {
    fold::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn with_original(name: &str, surface: &str) -> String {
    if family(name) == Script::Han {
        format!("{name}（{surface}）")
    } else {
        format!("{name} ({surface})")
    }
}

/// Tells whether a mention stands in brackets right after the same entity, as `with_original` writes it.
fn is_bracketed_original(
    text: &str,
    base: usize,
    previous: Option<Mention<'_>>,
    mention: &Mention<'_>,
) -> bool {
    let Some(previous) = previous else { return false };
    let between =
        text.get(previous.span().end() - base..mention.span().start() - base).unwrap_or("");
    let after = &text[mention.span().end() - base..];
    let same = previous.best().entity().id() == mention.best().entity().id();
    same && matches!(between, " (" | "(" | "（")
        && (after.starts_with(')') || after.starts_with('）'))
}
