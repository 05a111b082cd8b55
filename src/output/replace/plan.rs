//! The edits that a text asks for.

use super::target::{family, target_name};
use super::{Replace, Replacement};
use crate::annotated::Mention;
use crate::disambiguate::Evidence;
use crate::fold;
use crate::lang::Script;
use crate::normalizer::Normalizer;
use crate::span::Span;
use std::collections::HashSet;
use std::ops::Range;

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

/// What rewritten text reads as.
pub(super) struct SecondReading {
    /// Each mention with the ID that it means, or those that it may mean.
    pub mentioned: Vec<(Span, Vec<String>)>,
    /// What would be rewritten again.
    pub edits: Vec<Edit>,
}

pub(super) struct Planner<'p> {
    pub replace: &'p Replace,
    pub normalizer: &'p Normalizer,
    pub lang: &'p str,
}

impl Planner<'_> {
    /// Reads a stretch of a text: what it mentions, and the edits that it asks for.
    pub(super) fn read(
        &self,
        text: &str,
        stretch: Range<usize>,
        evidence: &Evidence,
        introduced: &mut HashSet<String>,
    ) -> SecondReading {
        let hits = self.normalizer.hits(text, stretch);
        let mentions = self.normalizer.mentions(text, 0, self.normalizer.verdicts(&hits, evidence));
        let mentioned = mentions
            .iter()
            .map(|mention| {
                let ids = mention.candidates().map(|candidate| candidate.entity().id().to_owned());
                (
                    mention.span(),
                    if mention.is_decided() { ids.take(1).collect() } else { ids.collect() },
                )
            })
            .collect();
        SecondReading { mentioned, edits: self.edits(text, &mentions, 0, introduced) }
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
        let entity = mention.best().entity();
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
