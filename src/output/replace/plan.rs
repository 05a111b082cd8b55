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

/// A replacement planned for a span.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub span: Span,
    surface: String,
    pub replacement: String,
    id: String,
    /// The replacement shows the original in brackets.
    introduces: bool,
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

pub(super) struct Planner<'p> {
    pub replace: &'p Replace,
    pub normalizer: &'p Normalizer,
    /// What the whole document says; asked of the text itself where not given.
    pub evidence: Option<&'p Evidence>,
    pub lang: &'p str,
}

impl Planner<'_> {
    /// Lists the edits that a text asks for.
    pub(super) fn plan(&self, text: &str, introduced: &HashSet<String>) -> Vec<Edit> {
        let hits = self.normalizer.hits(text);
        let fresh;
        let evidence = match self.evidence {
            Some(evidence) => evidence,
            None => {
                fresh = self.normalizer.evidence(&hits);
                &fresh
            }
        };
        let mentions = self.normalizer.mentions(text, 0, self.normalizer.verdicts(&hits, evidence));
        let mut introduced = introduced.clone();
        let mut edits: Vec<Edit> = Vec::new();
        let mut end = 0;
        for (position, mention) in mentions.iter().enumerate() {
            let is_free = mention.span().start() >= end;
            if !is_free || !(mention.is_decided() || self.replace.best_of_ambiguous) {
                continue;
            }
            let previous = position.checked_sub(1).map(|before| &mentions[before]);
            if self.replace.keep_original && is_bracketed_original(text, previous, mention) {
                continue;
            }
            end = mention.span().end();
            edits.extend(self.edit(mention, &mut introduced));
        }
        edits
    }

    fn edit(&self, mention: &Mention<'_>, introduced: &mut HashSet<String>) -> Option<Edit> {
        let entity = mention.best().entity();
        let name = target_name(&self.replace.target, &entity, mention.surface(), self.lang);
        let is_first = introduced.insert(entity.id().to_owned());
        if name == mention.surface() {
            return None;
        }
        // Letter case and spacing alone are no other name worth showing.
        let is_other_name = || bare(name) != bare(mention.surface());
        let introduces = self.replace.keep_original && is_first && is_other_name();
        let replacement =
            if introduces { with_original(name, mention.surface()) } else { name.to_owned() };
        Some(Edit {
            span: mention.span(),
            surface: mention.surface().to_owned(),
            replacement,
            id: entity.id().to_owned(),
            introduces,
        })
    }
}

/// A name without what folding and spacing change.
fn bare(name: &str) -> String {
    fold::fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn with_original(name: &str, surface: &str) -> String {
    if family(Script::dominant(name)) == Script::Han {
        format!("{name}（{surface}）")
    } else {
        format!("{name} ({surface})")
    }
}

/// Tells whether a mention stands in brackets right after the same entity, as `with_original` writes it.
fn is_bracketed_original(
    text: &str,
    previous: Option<&Mention<'_>>,
    mention: &Mention<'_>,
) -> bool {
    let Some(previous) = previous else { return false };
    let between = text.get(previous.span().end()..mention.span().start()).unwrap_or("");
    let after = &text[mention.span().end()..];
    let same = previous.best().entity().id() == mention.best().entity().id();
    same && matches!(between, " (" | "(" | "（")
        && (after.starts_with(')') || after.starts_with('）'))
}

pub(super) fn introduced_by(edits: &[Edit], before: &HashSet<String>) -> HashSet<String> {
    let mut introduced = before.clone();
    introduced.extend(edits.iter().filter(|edit| edit.introduces).map(|edit| edit.id.clone()));
    introduced
}

pub(super) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.span.start()]);
        out.push_str(&edit.replacement);
        at = edit.span.end();
    }
    out.push_str(&text[at..]);
    out
}
