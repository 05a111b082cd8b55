//! The edits that a text asks for.

use super::stability::{by_original_place, unstable};
use super::target::{Target, family, target_name};
use super::{Piece, Replace, Replacement};
use crate::annotated::Mention;
use crate::disambiguate::Evidence;
use crate::fold;
use crate::lang::Script;
use crate::normalizer::Normalizer;
use crate::span::Span;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

/// Edits taken back before the neighbours of unstable ones are taken back with them.
const FEW_LEFT_OUT: usize = 16;

/// A replacement planned for a span.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub span: Span,
    surface: String,
    pub replacement: String,
    pub id: String,
}

impl Edit {
    pub(super) fn into_replacement(self) -> Replacement {
        Replacement {
            span: self.span,
            surface: self.surface,
            replacement: self.replacement,
            id: self.id,
        }
    }
}

/// A mention in rewritten text.
pub(super) struct Read {
    pub span: Span,
    /// The ID that it means, or those that it may mean.
    pub ids: Vec<String>,
    /// It means an entity that the original does not mention, and may so speak for other names.
    pub is_news: bool,
}

/// What rewritten text reads as.
pub(super) struct SecondReading {
    pub mentioned: Vec<Read>,
    /// What would be rewritten again.
    pub edits: Vec<Edit>,
}

pub(super) struct Planner<'p> {
    pub replace: &'p Replace,
    pub normalizer: &'p Normalizer,
    pub lang: &'p str,
}

impl Planner<'_> {
    /// Takes edits back until what is left reads the same when read again. Returns what is left and what
    /// was taken back. Each round takes at least one edit back, so it ends; one round is the rule.
    pub(super) fn keep_stable(
        &self,
        piece: &Piece<'_, '_>,
        mut edits: Vec<Edit>,
        introduced: &HashSet<String>,
    ) -> (Vec<Edit>, Vec<Edit>) {
        let mut left_out: Vec<Edit> = Vec::new();
        // Taking one edit back may make the one beside it unstable, and so on down a run of names. The
        // reach is doubled from round to round, so that the rounds are few however long the run.
        let mut reach = 0;
        while !edits.is_empty() {
            let rewritten = apply(piece.window, 0..piece.window.len(), &edits);
            let end = rewritten.len() - (piece.window.len() - piece.stretch.end);
            let later = self.read(&rewritten, piece.stretch.start..end, piece, introduced);
            let undone: BTreeSet<usize> =
                later.iter().flat_map(|reading| unstable(&edits, &left_out, reading)).collect();
            if undone.is_empty() {
                break;
            }
            let is_undone = |at: usize| {
                undone.range(at.saturating_sub(reach)..=at.saturating_add(reach)).next().is_some()
            };
            let all = std::mem::take(&mut edits).into_iter().enumerate();
            for (at, edit) in all {
                if is_undone(at) { left_out.push(edit) } else { edits.push(edit) }
            }
            reach = reach * 2 + usize::from(left_out.len() > FEW_LEFT_OUT);
        }
        (edits, left_out)
    }

    /// Returns the edits that a second run over the rewritten text would make, by their place in the
    /// original.
    pub(super) fn look_again(
        &self,
        piece: &Piece<'_, '_>,
        edits: &[Edit],
        introduced: &HashSet<String>,
    ) -> Vec<Edit> {
        let rewritten = apply(piece.window, 0..piece.window.len(), edits);
        let end = rewritten.len() - (piece.window.len() - piece.stretch.end);
        let stretch = piece.stretch.start..end;
        let hits = self.normalizer.hits(&rewritten, stretch.clone());
        let own;
        let evidence = match piece.is_whole {
            true => {
                own = self.normalizer.evidence(&hits, rewritten.len());
                &own
            }
            false => piece.evidence,
        };
        let mentions = self.normalizer.mentions(&rewritten, 0, &hits, evidence);
        let asked = self.edits(&rewritten, &mentions, 0, &mut introduced.clone());
        let again = Piece { window: &rewritten, stretch, evidence, is_whole: piece.is_whole };
        let (stable, _) = self.keep_stable(&again, asked, introduced);
        by_original_place(edits, stable)
    }

    /// Reads a stretch of rewritten text as the rest of the document would have it read; and once more as
    /// a document of its own, where it is one and says other things than the original did.
    pub(super) fn read(
        &self,
        text: &str,
        stretch: Range<usize>,
        piece: &Piece<'_, '_>,
        introduced: &HashSet<String>,
    ) -> Vec<SecondReading> {
        let hits = self.normalizer.hits(text, stretch);
        let by = |evidence: &Evidence| {
            let mentions = self.normalizer.mentions(text, 0, &hits, evidence);
            let mentioned =
                mentions.iter().map(|mention| self.mentioned(mention, evidence)).collect();
            SecondReading {
                mentioned,
                edits: self.edits(text, &mentions, 0, &mut introduced.clone()),
            }
        };
        let mut readings = vec![by(piece.evidence)];
        if piece.is_whole {
            let own = self.normalizer.evidence(&hits, text.len());
            if own != *piece.evidence {
                readings.push(by(&own));
            }
        }
        readings
    }

    fn mentioned(&self, mention: &Mention<'_>, evidence: &Evidence) -> Read {
        let ids = mention.candidates().map(|candidate| candidate.entity().id().to_owned());
        let is_news = self.normalizer.needs_context()
            && mention.entity().is_some_and(|entity| !evidence.mentions(entity));
        let ids = if mention.is_decided() { ids.take(1).collect() } else { ids.collect() };
        Read { span: mention.span(), ids, is_news }
    }

    /// Lists the edits that mentions ask for; their spans count `base` bytes more than `text`.
    pub(super) fn edits(
        &self,
        text: &str,
        mentions: &[Mention<'_>],
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
            let previous = position.checked_sub(1).map(|before| &mentions[before]);
            if self.replace.keep_original && is_bracketed_original(text, base, previous, mention) {
                continue;
            }
            end = span.end();
            edits.extend(self.edit(mention, span, introduced));
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
        if self.replace.target != Target::Id && !best.alias_kind().is_name() {
            return None;
        }
        let entity = best.entity();
        let name = target_name(&self.replace.target, &entity, mention.surface(), self.lang);
        let is_first = introduced.insert(entity.id().to_owned());
        if name == mention.surface() || is_wrapped(name, mention.surface()) {
            return None;
        }
        // Letter case and spacing alone are no other name worth showing.
        let is_other_name = || bare(name) != bare(mention.surface());
        let introduces = self.replace.keep_original && is_first && is_other_name();
        let replacement =
            if introduces { with_original(name, mention.surface()) } else { name.to_owned() };
        Some(Edit {
            span,
            surface: mention.surface().to_owned(),
            replacement,
            id: entity.id().to_owned(),
        })
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
    previous: Option<&Mention<'_>>,
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

/// Returns a stretch of a text with the edits in it made.
pub(super) fn apply(text: &str, stretch: Range<usize>, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(stretch.len() + stretch.len() / 16);
    let mut at = stretch.start;
    for edit in edits {
        out.push_str(&text[at..edit.span.start()]);
        out.push_str(&edit.replacement);
        at = edit.span.end();
    }
    out.push_str(&text[at..stretch.end]);
    out
}
