//! Rewrites names to the canonical name or ID; every other byte stays as it is.
//!
//! A text rewritten twice equals one rewritten once. A replacement whose result would read as another
//! mention, or would change what its neighbours read as, is left out and reported.

mod draft;
mod plan;
mod stability;
mod target;

pub use target::Target;

use crate::annotated::Mentions;
use crate::disambiguate::Evidence;
use crate::lang::{Lang, Script};
use crate::normalizer::{Block, Normalizer};
use crate::span::Span;
use draft::{Draft, apply};
use plan::{Edit, Kept, Planner};
use std::borrow::Cow;
use std::collections::HashSet;

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

/// A stretch of a document to rewrite.
struct Piece<'d, 'e> {
    /// The stretch with the text around it that its reading depends on.
    draft: &'d Draft<'d>,
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

    /// Rewrites the names of a text as `replace` says. O(length), and once more for what stands around
    /// changes, to see that the result would not be read otherwise.
    pub fn rewrite<'t>(&self, text: &'t str, replace: &Replace) -> Rewritten<'t> {
        let hits = self.hits(text, 0..text.len());
        let evidence = self.evidence(&hits, text.len());
        let annotated = self.decide(text, 0, hits.clone(), &evidence);
        let draft = Draft { text: Cow::Borrowed(text), stretch: 0..text.len(), hits };
        let piece = Piece { draft: &draft, evidence: &evidence, is_whole: true };
        replace.rewrite_piece(
            self,
            (text, &piece),
            (annotated.mentions(), 0),
            &mut Progress::default(),
        )
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
        let window = block.window();
        let hits = block.hits().collect();
        let draft = Draft { text: Cow::Borrowed(window), stretch, hits };
        let piece = Piece { draft: &draft, evidence: block.evidence(), is_whole: block.is_whole() };
        let mentions = (block.mentions(), base);
        let mut rewritten = self.rewrite_piece(normalizer, (window, &piece), mentions, progress);
        for replacement in rewritten.replacements.iter_mut().chain(&mut rewritten.left_out) {
            replacement.span = replacement.span.shifted(base);
        }
        rewritten
    }

    /// Rewrites the stretch of a piece of a window; spans of the result count in the window. The mentions'
    /// spans count `base` bytes more.
    fn rewrite_piece<'t>(
        &self,
        normalizer: &Normalizer,
        (window, piece): (&'t str, &Piece<'_, '_>),
        (mentions, base): (Mentions<'_>, usize),
        progress: &mut Progress,
    ) -> Rewritten<'t> {
        let stretch = piece.draft.stretch.clone();
        let text = &window[stretch.clone()];
        let lang = progress.document_lang.get_or_insert_with(|| self.guess_lang(text)).clone();
        let planner = Planner::new(self, normalizer, &lang);
        let before = progress.introduced.clone();
        let edits = planner.edits(window, mentions, base, &mut progress.introduced);
        if edits.is_empty() {
            let text = Cow::Borrowed(text);
            return Rewritten { text, replacements: Vec::new(), left_out: Vec::new() };
        }
        let Kept { mut edits, mut left_out, mut draft } =
            planner.keep_stable(piece, edits, &before);
        // What was left out beside others may be stable without them: a second run would see that.
        for _ in 0..MOST_SECOND_LOOKS {
            if left_out.is_empty() {
                break;
            }
            let added = planner.look_again(piece, &draft, &edits, &before);
            if added.is_empty() {
                break;
            }
            let changes: Vec<_> = added.iter().map(|(edit, _)| edit.change()).collect();
            draft = draft.changed(normalizer, &changes);
            let spans: HashSet<Span> = added.iter().map(|(_, edit)| edit.span).collect();
            left_out.retain(|left| !spans.contains(&left.span));
            edits.extend(added.into_iter().map(|(_, edit)| edit));
            edits.sort_by_key(|edit| edit.span);
        }
        left_out.sort_by_key(|edit| edit.span);
        let text = match edits.is_empty() {
            true => Cow::Borrowed(text),
            false => {
                let changes: Vec<_> = edits.iter().map(Edit::change).collect();
                Cow::Owned(apply(window, stretch, &changes).0)
            }
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
