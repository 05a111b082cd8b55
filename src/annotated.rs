//! What was found in a text: mentions, their candidates, and the reasons.

use crate::dictionary::{Dictionary, Entity, EntityRef, FormView};
use crate::disambiguate::{Verdicts, is_decided, score};
use crate::entity::AliasKind;
use crate::matcher::{Hit, Support, Tier, Trace};
use crate::span::Span;
use std::ops::Range;

/// A text together with the names found in it.
#[derive(Clone, Debug)]
pub struct Annotated<'t> {
    text: &'t str,
    /// Offset of the text in the document, which the spans count in.
    base: usize,
    dictionary: Dictionary,
    verdicts: Verdicts,
}

impl<'t> Annotated<'t> {
    pub(crate) fn new(
        text: &'t str,
        base: usize,
        dictionary: &Dictionary,
        verdicts: Verdicts,
    ) -> Annotated<'t> {
        Annotated { text, base, dictionary: dictionary.clone(), verdicts }
    }

    /// Returns the original text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the mentions in text order. With the default policy none overlap.
    pub fn mentions(&self) -> Mentions<'_> {
        Mentions {
            text: self.text,
            base: self.base,
            dictionary: &self.dictionary,
            verdicts: &self.verdicts,
        }
    }
}

/// The mentions of a text, in text order. A view, cheap to copy; what it hands out is made as it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Mentions<'m> {
    text: &'m str,
    base: usize,
    dictionary: &'m Dictionary,
    verdicts: &'m Verdicts,
}

impl<'m> Mentions<'m> {
    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.verdicts.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the mention at a position, counted from 0. O(1).
    pub fn get(&self, position: usize) -> Option<Mention<'m>> {
        let readings = self.verdicts.get(position)?;
        let span = readings[0].span;
        let surface = &self.text[span.start() - self.base..span.end() - self.base];
        Some(Mention { surface, dictionary: self.dictionary, readings })
    }

    /// Returns the first mention.
    pub fn first(&self) -> Option<Mention<'m>> {
        self.get(0)
    }

    /// Goes through the mentions.
    pub fn iter(&self) -> MentionIter<'m> {
        self.into_iter()
    }
}

/// Goes through the mentions of a text.
#[derive(Clone, Debug)]
pub struct MentionIter<'m> {
    mentions: Mentions<'m>,
    left: Range<usize>,
}

impl<'m> Iterator for MentionIter<'m> {
    type Item = Mention<'m>;

    fn next(&mut self) -> Option<Mention<'m>> {
        self.mentions.get(self.left.next()?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl DoubleEndedIterator for MentionIter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.mentions.get(self.left.next_back()?)
    }
}

impl ExactSizeIterator for MentionIter<'_> {}

impl<'m> IntoIterator for Mentions<'m> {
    type Item = Mention<'m>;
    type IntoIter = MentionIter<'m>;

    fn into_iter(self) -> MentionIter<'m> {
        MentionIter { mentions: self, left: 0..self.len() }
    }
}

/// A place in a text where a name of the dictionary stands.
#[derive(Clone, Copy, Debug)]
pub struct Mention<'m> {
    surface: &'m str,
    dictionary: &'m Dictionary,
    /// Best first; never empty.
    readings: &'m [Hit],
}

impl<'m> Mention<'m> {
    /// Returns the bytes of the original text that the mention covers.
    pub fn span(&self) -> Span {
        self.readings[0].span
    }

    /// Returns the text as written.
    pub fn surface(&self) -> &'m str {
        self.surface
    }

    /// Returns the entity meant, or `None` where several are equally likely.
    pub fn entity(&self) -> Option<Entity<'m>> {
        self.is_decided().then(|| self.best().entity())
    }

    /// Tells whether one entity is meant; else see [`Mention::candidates`].
    pub fn is_decided(&self) -> bool {
        is_decided(self.dictionary, self.readings)
    }

    /// Returns the candidate with the best score, also of an ambiguous mention.
    pub fn best(&self) -> Candidate<'m> {
        self.candidates().next().expect("a mention has at least one candidate")
    }

    /// Goes through the candidates, best first.
    pub fn candidates(&self) -> impl ExactSizeIterator<Item = Candidate<'m>> + use<'m> {
        candidates(self.dictionary, self.readings, self.surface)
    }

    /// Returns how the best candidate matched.
    pub fn tier(&self) -> Tier {
        self.best().tier()
    }

    /// Returns the best candidate's score, 0 to 1.
    pub fn score(&self) -> f64 {
        self.best().score()
    }
}

/// A possible reading of a span.
#[derive(Clone, Copy)]
pub struct Candidate<'m> {
    dictionary: &'m Dictionary,
    reading: &'m Hit,
    surface: &'m str,
    is_among_several: bool,
}

/// Makes candidates of ranked readings.
pub(crate) fn candidates<'m>(
    dictionary: &'m Dictionary,
    readings: &'m [Hit],
    surface: &'m str,
) -> impl ExactSizeIterator<Item = Candidate<'m>> + use<'m> {
    let is_among_several = readings.len() > 1;
    readings.iter().map(move |reading| Candidate { dictionary, reading, surface, is_among_several })
}

impl<'m> Candidate<'m> {
    /// Returns the entity.
    pub fn entity(&self) -> Entity<'m> {
        self.dictionary.view(self.reading.entity)
    }

    /// Returns the name or alias of the dictionary that matched.
    pub fn alias(&self) -> &'m str {
        self.form().map_or("", |form| form.text)
    }

    /// Returns what that alias is to the entity.
    pub fn alias_kind(&self) -> AliasKind {
        self.form().map_or(AliasKind::Other, |form| match form.kind {
            AliasKind::Other if self.is_name(&form) => AliasKind::Official,
            kind => kind,
        })
    }

    /// Returns how it matched.
    pub fn tier(&self) -> Tier {
        self.reading.trace.tier()
    }

    /// Returns the score, 0 to 1: 1 for an exact match, less for a rule, less again where the document
    /// supports another candidate better.
    pub fn score(&self) -> f64 {
        score(self.reading)
    }

    /// Returns the reasons, each a phrase that a person can check.
    pub fn evidence(&self) -> Vec<String> {
        let Some(form) = self.form() else { return Vec::new() };
        let is_name = self.is_name(&form);
        let what =
            if is_name { "canonical name".to_owned() } else { format!("alias ({})", form.kind) };
        let mut evidence = vec![match self.tier() {
            _ if self.surface == form.text => format!("{what} as listed"),
            Tier::Exact => format!("{what} \"{}\" by equal fold", form.text),
            Tier::Variant => format!("{what} \"{}\"", form.text),
        }];
        let trace = self.reading.trace;
        for (bit, phrase) in [
            (Trace::INSERTED, "separator inserted"),
            (Trace::BROKEN_LINE, "line break inside"),
            (Trace::PLURAL, "plural s left outside"),
            (Trace::PARTICLE, "particle left outside"),
            (Trace::GLUED, "glued to a neighbouring word"),
        ] {
            if trace.has(bit) {
                evidence.push(phrase.to_owned());
            }
        }
        if form.is_weak {
            evidence.push("weak alias".to_owned());
        }
        if trace.has(Trace::UNMET) {
            evidence.push(format!(
                "counts only near \"{}\"",
                form.require.iter().collect::<Vec<_>>().join("\" or \"")
            ));
        }
        // A name that is sure by itself needs no other reason.
        if form.is_weak || self.is_among_several {
            evidence.extend(match self.reading.support {
                Support::Mentioned => Some("surely mentioned elsewhere in the document".to_owned()),
                Support::Related => Some("a related entity is mentioned".to_owned()),
                Support::Topic => Some("its topic is open".to_owned()),
                Support::None => None,
            });
        }
        evidence
    }

    /// An alias of the same text as a canonical name lends it its rules, and is that name.
    fn is_name(&self, form: &FormView<'_>) -> bool {
        form.is_name || self.entity().names().iter().any(|(_, name)| *name == form.text)
    }

    fn form(&self) -> Option<FormView<'m>> {
        let hit = self.reading;
        self.dictionary
            .record(EntityRef { part: hit.part, entity: hit.row.entity })
            .form_at(hit.row.form)
    }
}

impl std::fmt::Debug for Candidate<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Candidate")
            .field("id", &self.entity().id())
            .field("tier", &self.tier())
            .field("score", &self.score())
            .finish()
    }
}
