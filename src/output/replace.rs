//! Rewrites names to the canonical name or ID; every other byte stays as it is.
//!
//! A text rewritten twice equals one rewritten once. A replacement whose result would read as another
//! mention, or would change what its neighbours read as, is left out and reported.

use crate::annotated::Mention;
use crate::dictionary::Entity;
use crate::disambiguate::Evidence;
use crate::fold;
use crate::lang::{self, Lang, Script};
use crate::normalizer::{Block, Normalizer};
use crate::span::Span;
use std::borrow::Cow;
use std::collections::HashSet;

/// What names are rewritten to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// The canonical name in the script of the surface form; Traditional where that is written and the
    /// entity has such a name; else in the document's language, else English, else the first.
    #[default]
    SameScript,
    /// The canonical name in a language, falling back to shorter tags, then English, then the first.
    Lang(Lang),
    /// The canonical ID.
    Id,
}

/// How names are rewritten.
///
/// ```
/// # #[cfg(feature = "builtin")] {
/// use exonym::output::replace::{Replace, Target};
/// use exonym::{Dictionary, Normalizer};
///
/// let normalizer = Normalizer::new(Dictionary::builtin());
/// let to_chinese = Replace::new().target(Target::Lang("zh".parse().unwrap()));
/// assert_eq!(normalizer.rewrite("Moonshot AI's Kimi", &to_chinese).text, "月之暗面's Kimi");
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Replace {
    target: Target,
    document_lang: Option<Lang>,
    best_of_ambiguous: bool,
    keep_original: bool,
}

/// One name rewritten, or left as it is because rewriting it would not last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Where, in the original.
    pub span: Span,
    /// What stood there.
    pub surface: String,
    /// What stands there now, or would.
    pub replacement: String,
    /// Canonical ID of the entity.
    pub id: String,
}

/// A rewritten text.
#[derive(Clone, Debug)]
pub struct Rewritten<'t> {
    /// The text; borrowed where nothing changed.
    pub text: Cow<'t, str>,
    /// What was rewritten, in text order.
    pub replacements: Vec<Replacement>,
    /// What was left because the result would have read as something else.
    pub left_out: Vec<Replacement>,
}

/// What has to be remembered from one piece of a document to the next.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    document_lang: Option<String>,
    introduced: HashSet<String>,
}

impl Replace {
    /// Starts with the defaults: canonical names in the script of the surface form, ambiguous mentions
    /// left alone.
    pub fn new() -> Replace {
        Replace::default()
    }

    /// Sets what names are rewritten to.
    pub fn target(mut self, target: Target) -> Replace {
        self.target = target;
        self
    }

    /// Says which language the document is in; guessed from its script unless set.
    pub fn document_lang(mut self, lang: Lang) -> Replace {
        self.document_lang = Some(lang);
        self
    }

    /// Rewrites ambiguous mentions to their best candidate.
    pub fn best_of_ambiguous(mut self, rewrite: bool) -> Replace {
        self.best_of_ambiguous = rewrite;
        self
    }

    /// Puts the surface form in brackets after the first mention of each entity that is rewritten.
    pub fn keep_original(mut self, keep: bool) -> Replace {
        self.keep_original = keep;
        self
    }

    pub(crate) fn rewrite<'t>(&self, normalizer: &Normalizer, text: &'t str) -> Rewritten<'t> {
        let mut progress = Progress::default();
        self.rewrite_piece(normalizer, text, None, &mut progress)
    }

    /// Rewrites one block of a stream. `progress` starts as default and is kept from block to block.
    pub fn rewrite_block<'b>(
        &self,
        normalizer: &Normalizer,
        block: &Block<'b>,
        progress: &mut Progress,
    ) -> Rewritten<'b> {
        let mut rewritten =
            self.rewrite_piece(normalizer, block.text(), Some(block.evidence), progress);
        for replacement in rewritten.replacements.iter_mut().chain(&mut rewritten.left_out) {
            replacement.span = replacement.span.shifted(block.offset());
        }
        rewritten
    }

    fn rewrite_piece<'t>(
        &self,
        normalizer: &Normalizer,
        text: &'t str,
        evidence: Option<&Evidence>,
        progress: &mut Progress,
    ) -> Rewritten<'t> {
        let lang = progress.document_lang.get_or_insert_with(|| self.guess_lang(text)).clone();
        let planner = Planner { replace: self, normalizer, evidence, lang: &lang };
        let mut edits = planner.plan(text, &progress.introduced);
        let mut left_out: Vec<Edit> = Vec::new();
        // Each round takes at least one edit back, so it ends; one round is the rule.
        while !edits.is_empty() {
            let rewritten = apply(text, &edits);
            let later = planner.plan(&rewritten, &introduced_by(&edits, &progress.introduced));
            let undone = unstable(&edits, &left_out, &later);
            if undone.is_empty() {
                break;
            }
            for position in undone.into_iter().rev() {
                left_out.push(edits.remove(position));
            }
        }
        left_out.sort_by_key(|edit| edit.span);
        progress.introduced = introduced_by(&edits, &progress.introduced);
        let text =
            if edits.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(apply(text, &edits)) };
        let report = |edits: Vec<Edit>| edits.into_iter().map(Edit::into_replacement).collect();
        Rewritten { text, replacements: report(edits), left_out: report(left_out) }
    }

    /// Names the language whose script the beginning of a document is in.
    fn guess_lang(&self, text: &str) -> String {
        const SAMPLE: usize = 4096;
        if let Some(lang) = &self.document_lang {
            return lang.as_str().to_owned();
        }
        let sample = &text[..text.floor_char_boundary(SAMPLE)];
        match Script::dominant(sample) {
            Script::Han => "zh",
            Script::Hiragana | Script::Katakana => "ja",
            Script::Hangul => "ko",
            Script::Cyrillic => "ru",
            Script::Greek => "el",
            _ => "en",
        }
        .to_owned()
    }
}

/// A replacement planned for a span.
#[derive(Clone, Debug)]
struct Edit {
    span: Span,
    surface: String,
    replacement: String,
    id: String,
    /// The replacement shows the original in brackets.
    introduces: bool,
}

impl Edit {
    fn into_replacement(self) -> Replacement {
        Replacement {
            span: self.span,
            surface: self.surface,
            replacement: self.replacement,
            id: self.id,
        }
    }
}

struct Planner<'p> {
    replace: &'p Replace,
    normalizer: &'p Normalizer,
    evidence: Option<&'p Evidence>,
    lang: &'p str,
}

impl Planner<'_> {
    /// Lists the edits that a text asks for.
    fn plan(&self, text: &str, introduced: &HashSet<String>) -> Vec<Edit> {
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

/// Returns the name of an entity that a surface form is rewritten to.
fn target_name<'d>(target: &Target, entity: &Entity<'d>, surface: &str, lang: &str) -> &'d str {
    match target {
        Target::Id => entity.id(),
        Target::Lang(lang) => entity.name(lang.as_str()).unwrap_or_else(|| entity.display_name()),
        Target::SameScript => same_script_name(entity, surface, lang),
    }
}

fn same_script_name<'d>(entity: &Entity<'d>, surface: &str, lang: &str) -> &'d str {
    let names = entity.names();
    let script = family(Script::dominant(surface));
    let fitting: Vec<(&str, &'d str)> = names
        .iter()
        .copied()
        .filter(|(_, name)| family(Script::dominant(name)) == script)
        .collect();
    let of = |names: &[(&str, &'d str)], tag: &str| {
        lang::fallbacks(tag)
            .find_map(|tag| names.iter().find(|(own, _)| *own == tag).map(|&(_, name)| name))
    };
    let of_language = |names: &[(&str, &'d str)], language: &str| {
        names.iter().find(|(own, _)| lang::language_of(own) == language).map(|&(_, name)| name)
    };
    if script == Script::Han
        && fold::is_traditional(surface)
        && let Some(name) = of(&fitting, "zh-Hant")
    {
        return name;
    }
    if !fitting.is_empty() {
        return of(&fitting, lang)
            .or_else(|| of_language(&fitting, lang::language_of(lang)))
            .or_else(|| of_language(&fitting, "en"))
            .unwrap_or(fitting[0].1);
    }
    of(&names, lang).unwrap_or_else(|| entity.display_name())
}

/// Japanese names mix Han and kana, so these are one family here.
fn family(script: Script) -> Script {
    match script {
        Script::Hiragana | Script::Katakana => Script::Han,
        script => script,
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

fn introduced_by(edits: &[Edit], before: &HashSet<String>) -> HashSet<String> {
    let mut introduced = before.clone();
    introduced.extend(edits.iter().filter(|edit| edit.introduces).map(|edit| edit.id.clone()));
    introduced
}

fn apply(text: &str, edits: &[Edit]) -> String {
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

/// Returns the positions of edits to take back: those whose result a second reading would change, and
/// those nearest to anything else that it would. What was left out before is expected to be read again.
fn unstable(edits: &[Edit], left_out: &[Edit], later: &[Edit]) -> Vec<usize> {
    let mut undone = Vec::new();
    let mut places = Vec::with_capacity(edits.len());
    let mut shift = 0isize;
    for edit in edits {
        let start = edit.span.start().wrapping_add_signed(shift);
        places.push(Span::new(start, start + edit.replacement.len()));
        shift += edit.replacement.len() as isize - edit.span.len() as isize;
    }
    for change in later {
        let first = places.partition_point(|place| place.end() <= change.span.start());
        let overlapping = (first..places.len()).take_while(|&at| places[at].overlaps(change.span));
        let before = undone.len();
        undone.extend(overlapping);
        if undone.len() > before {
            continue;
        }
        let shift: isize = edits[..first]
            .iter()
            .map(|e| e.replacement.len() as isize - e.span.len() as isize)
            .sum();
        let start = change.span.start().wrapping_add_signed(-shift);
        let original = Span::new(start, start + change.span.len());
        if left_out
            .iter()
            .any(|edit| edit.span == original && edit.replacement == change.replacement)
        {
            continue;
        }
        // A neighbour was changed by an edit that does not touch it.
        let near = [first.checked_sub(1), (first < places.len()).then_some(first)];
        undone.extend(near.into_iter().flatten());
    }
    undone.sort_unstable();
    undone.dedup();
    undone
}
