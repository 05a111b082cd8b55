//! Measures mentions against annotated text: precision, recall and F1, by span and ID.
//!
//! A prediction is right where span and ID equal those of a gold mention; in the overlap score, where
//! the spans share a byte and the IDs are equal. Both pair one to one. A leading "the" and a trailing
//! possessive do not count as part of a span. A gold mention with the ID `NIL` could not be
//! identified: it is neither to be found nor are predictions that touch it false.

use crate::normalizer::Normalizer;
use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// ID of gold mentions that nobody could identify.
pub const NIL: &str = "NIL";

/// An annotated document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GoldDocument {
    /// Name of the document.
    pub doc_id: String,
    /// The text.
    pub text: String,
    /// Its mentions.
    pub mentions: Vec<GoldMention>,
}

/// A mention that an annotator marked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GoldMention {
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Canonical ID, or [`NIL`].
    pub id: String,
    /// What kind of form it is (canonical, alias, calque, …).
    #[serde(default)]
    pub kind: String,
}

/// A mention that was found.
#[derive(Clone, Debug)]
pub struct Predicted {
    /// Where.
    pub span: Span,
    /// Canonical ID.
    pub id: String,
    /// How it matched.
    pub tier: String,
    /// Type of the entity.
    pub kind: String,
}

/// Finds the mentions of a text that mean one entity: what [`evaluate`] compares with the gold.
pub fn predict(normalizer: &Normalizer, text: &str) -> Vec<Predicted> {
    let annotated = normalizer.annotate(text);
    let decided =
        annotated.mentions().iter().filter_map(|mention| Some((mention, mention.entity()?)));
    decided
        .map(|(mention, entity)| Predicted {
            span: mention.span(),
            id: entity.id().to_owned(),
            tier: mention.tier().to_string(),
            kind: entity.kind().unwrap_or("").to_owned(),
        })
        .collect()
}

/// Right, expected and found, with the ratios.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Ratios {
    /// Predictions that are right.
    pub right: usize,
    /// Mentions in the gold.
    pub gold: usize,
    /// Mentions predicted.
    pub predicted: usize,
    /// Right of predicted; 1 where nothing was predicted and nothing was to be found.
    pub precision: f64,
    /// Right of gold; 1 where nothing was to be found.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

impl Ratios {
    fn finish(mut self) -> Ratios {
        let ratio = |part: usize, whole: usize, empty: f64| {
            if whole == 0 { empty } else { part as f64 / whole as f64 }
        };
        self.precision = ratio(self.right, self.predicted, if self.gold == 0 { 1.0 } else { 0.0 });
        self.recall = ratio(self.right, self.gold, 1.0);
        let sum = self.precision + self.recall;
        self.f1 = if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 };
        self
    }
}

/// What an evaluation comes to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Number of documents.
    pub documents: usize,
    /// By equal spans.
    pub exact: Ratios,
    /// By spans that share a byte.
    pub overlap: Ratios,
    /// Recall by kind of gold mention, equal spans.
    pub by_kind: BTreeMap<String, Ratios>,
    /// Precision by tier, equal spans.
    pub by_tier: BTreeMap<String, Ratios>,
    /// By type of entity, equal spans; a gold mention has the type of its ID in the dictionary.
    pub by_type: BTreeMap<String, Ratios>,
    /// Gold mentions that no prediction of their ID overlaps: document and position in it.
    #[serde(skip)]
    pub missed: Vec<(usize, usize)>,
    /// Predictions that overlap no gold mention of their ID: document and position.
    #[serde(skip)]
    pub false_ones: Vec<(usize, usize)>,
}

/// Compares predictions with gold, document by document. `type_of` gives the type of an ID.
/// O(mentions²) in each document.
pub fn evaluate(
    documents: &[GoldDocument],
    predictions: &[Vec<Predicted>],
    type_of: impl Fn(&str) -> String,
) -> Report {
    let mut report = Report { documents: documents.len(), ..Report::default() };
    for (number, (document, predicted)) in documents.iter().zip(predictions).enumerate() {
        let gold: Vec<(usize, &GoldMention)> =
            document.mentions.iter().enumerate().filter(|(_, mention)| mention.id != NIL).collect();
        let unknown: Vec<Span> = document
            .mentions
            .iter()
            .filter(|mention| mention.id == NIL)
            .map(|mention| Span::new(mention.start, mention.end))
            .collect();
        for exact in [true, false] {
            let pairs = pair(&document.text, &gold, predicted, exact);
            let touches_unknown = |span: Span| unknown.iter().any(|zone| zone.overlaps(span));
            let is_right = |position: usize| pairs.iter().any(|&(_, right)| right == position);
            let is_found = |position: usize| pairs.iter().any(|&(found, _)| found == position);
            let counted: Vec<usize> = (0..predicted.len())
                .filter(|&position| {
                    is_right(position) || !touches_unknown(predicted[position].span)
                })
                .collect();
            let total = if exact { &mut report.exact } else { &mut report.overlap };
            total.right += pairs.len();
            total.gold += gold.len();
            total.predicted += counted.len();
            if !exact {
                let missed = (0..gold.len()).filter(|&position| !is_found(position));
                report.missed.extend(missed.map(|position| (number, gold[position].0)));
                let wrong = counted.iter().filter(|&&position| !is_right(position));
                report.false_ones.extend(wrong.map(|&position| (number, position)));
                continue;
            }
            for (position, (_, mention)) in gold.iter().enumerate() {
                let right = usize::from(is_found(position));
                for ratios in [
                    report.by_kind.entry(mention.kind.clone()).or_default(),
                    report.by_type.entry(type_of(&mention.id)).or_default(),
                ] {
                    ratios.gold += 1;
                    ratios.right += right;
                }
            }
            for &position in &counted {
                let prediction = &predicted[position];
                let tier = report.by_tier.entry(prediction.tier.clone()).or_default();
                tier.predicted += 1;
                tier.right += usize::from(is_right(position));
                report.by_type.entry(prediction.kind.clone()).or_default().predicted += 1;
            }
        }
    }
    for total in [&mut report.exact, &mut report.overlap] {
        *total = total.finish();
    }
    for table in [&mut report.by_kind, &mut report.by_tier, &mut report.by_type] {
        for ratios in table.values_mut() {
            *ratios = ratios.finish();
        }
    }
    report
}

/// Pairs gold and predictions one to one, largest overlap first, then the smallest excess.
fn pair(
    text: &str,
    gold: &[(usize, &GoldMention)],
    predicted: &[Predicted],
    exact: bool,
) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, (_, mention)) in gold.iter().enumerate() {
        let span = Span::new(mention.start, mention.end);
        for (j, prediction) in
            predicted.iter().enumerate().filter(|(_, prediction)| prediction.id == mention.id)
        {
            let shared = span
                .end()
                .min(prediction.span.end())
                .saturating_sub(span.start().max(prediction.span.start()));
            if shared == 0 || (exact && core(text, span) != core(text, prediction.span)) {
                continue;
            }
            let excess = span.len() + prediction.span.len() - 2 * shared;
            candidates.push((std::cmp::Reverse(shared), excess, i, j));
        }
    }
    candidates.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, _, i, j) in candidates {
        if !pairs.iter().any(|&(gold, predicted)| gold == i || predicted == j) {
            pairs.push((i, j));
        }
    }
    pairs
}

/// The span without a leading "the " and a trailing possessive.
fn core(text: &str, span: Span) -> Span {
    let (mut start, mut end) = (span.start(), span.end());
    let article = text
        .as_bytes()
        .get(start..start + 4)
        .is_some_and(|head| head.eq_ignore_ascii_case(b"the "));
    if article && end - start > 4 {
        start += 4;
    }
    for tail in ["'s", "’s"] {
        if text.as_bytes()[start..end].ends_with(tail.as_bytes()) && end - start > tail.len() {
            end -= tail.len();
        }
    }
    Span::new(start, end)
}
