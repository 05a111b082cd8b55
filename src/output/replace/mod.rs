//! Rewrites names to the canonical name or ID; every other byte stays as it is.
//!
//! A text rewritten twice equals one rewritten once. A replacement whose result would read as another
//! mention, or would change what its neighbours read as, is left out and reported.

mod plan;
mod stability;
mod target;

pub use target::Target;

use crate::annotated::Mention;
use crate::disambiguate::Evidence;
use crate::lang::{Lang, Script};
use crate::normalizer::{Block, Normalizer};
use crate::span::Span;
use plan::{Edit, Planner, apply};
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

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

/// How often what was left out is looked at again. Twice was the most that random texts took.
const MOST_SECOND_LOOKS: usize = 4;

/// A stretch of a document to rewrite, with the text around it that its reading depends on.
struct Piece<'t, 'e> {
    window: &'t str,
    stretch: Range<usize>,
    /// What the whole document says.
    evidence: &'e Evidence,
    /// The stretch is the whole document.
    is_whole: bool,
}

/// The verbs that rewrite; those that only read are in [`crate::normalizer`].
impl Normalizer {
    /// Returns the text with every name that means one entity rewritten to its canonical name in the
    /// script of what was written; borrowed where nothing changes. See [`Replace`] for other targets.
    pub fn normalize<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.rewrite(text, &Replace::new()).text
    }

    /// Rewrites the names of a text as `replace` says. O(length), and once more for a text that changes,
    /// to see that the result would not be read otherwise.
    pub fn rewrite<'t>(&self, text: &'t str, replace: &Replace) -> Rewritten<'t> {
        let hits = self.hits(text, 0..text.len());
        let evidence = self.evidence(&hits, text.len());
        let mentions = self.mentions(text, 0, &hits, &evidence);
        let piece =
            Piece { window: text, stretch: 0..text.len(), evidence: &evidence, is_whole: true };
        replace.rewrite_piece(self, &piece, (&mentions, 0), &mut Progress::default())
    }
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

    /// Rewrites one block of a stream. `progress` starts as default and is kept from block to block.
    pub fn rewrite_block<'b>(
        &self,
        normalizer: &Normalizer,
        block: &Block<'b>,
        progress: &mut Progress,
    ) -> Rewritten<'b> {
        let stretch = block.stretch();
        let base = block.offset() - stretch.start;
        let piece = Piece {
            window: block.window(),
            stretch,
            evidence: block.evidence(),
            is_whole: block.is_whole(),
        };
        let mut rewritten =
            self.rewrite_piece(normalizer, &piece, (block.mentions(), base), progress);
        for replacement in rewritten.replacements.iter_mut().chain(&mut rewritten.left_out) {
            replacement.span = replacement.span.shifted(base);
        }
        rewritten
    }

    /// Rewrites the stretch of a piece; spans of the result count in its window. The mentions' spans
    /// count `base` bytes more.
    fn rewrite_piece<'t>(
        &self,
        normalizer: &Normalizer,
        piece: &Piece<'t, '_>,
        (mentions, base): (&[Mention<'_>], usize),
        progress: &mut Progress,
    ) -> Rewritten<'t> {
        let Piece { window, stretch, .. } = piece;
        let text = &window[stretch.clone()];
        let lang = progress.document_lang.get_or_insert_with(|| self.guess_lang(text)).clone();
        let planner = Planner { replace: self, normalizer, lang: &lang };
        let before = progress.introduced.clone();
        let edits = planner.edits(window, mentions, base, &mut progress.introduced);
        let (mut edits, mut left_out) = planner.keep_stable(piece, edits, &before);
        // What was left out beside others may be stable without them: a second run would see that.
        for _ in 0..MOST_SECOND_LOOKS {
            if left_out.is_empty() {
                break;
            }
            let added = planner.look_again(piece, &edits, &before);
            if added.is_empty() {
                break;
            }
            left_out.retain(|left| !added.iter().any(|edit| edit.span == left.span));
            edits.extend(added);
            edits.sort_by_key(|edit| edit.span);
        }
        left_out.sort_by_key(|edit| edit.span);
        let text = match edits.is_empty() {
            true => Cow::Borrowed(text),
            false => Cow::Owned(apply(window, stretch.clone(), &edits)),
        };
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
