//! A text with the readings in it, kept up to date as the text is edited.

use super::stability::Places;
use crate::disambiguate::clusters;
use crate::matcher::Hit;
use crate::normalizer::Normalizer;
use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// A text, the stretch of it that is rewritten, and every reading that begins there, sorted by span.
pub(super) struct Draft<'t> {
    pub text: Cow<'t, str>,
    pub stretch: Range<usize>,
    pub hits: Vec<Hit>,
}

/// Bytes of a draft to read anew, and how many bytes the text had grown by before and after them.
struct Zone {
    place: Range<usize>,
    growth_before: isize,
    growth_after: isize,
}

impl Draft<'_> {
    /// Returns the draft with what stands at some sorted spans of its stretch changed. Only what is within
    /// the reach of a change is searched: what begins elsewhere reads as before.
    pub(super) fn changed(
        &self,
        normalizer: &Normalizer,
        changes: &[(Span, &str)],
    ) -> Draft<'static> {
        let (text, places) = apply(&self.text, 0..self.text.len(), changes);
        let end = text.len() - (self.text.len() - self.stretch.end);
        let stretch = self.stretch.start..end;
        let mut hits = Vec::with_capacity(self.hits.len());
        let mut rest = self.hits.as_slice();
        let mut growth = 0;
        for zone in zones(&text, &stretch, &places, normalizer.context()) {
            let Zone { place, growth_before, growth_after } = zone;
            let start = place.start.wrapping_add_signed(-growth_before);
            let end = place.end.wrapping_add_signed(-growth_after);
            let (kept, others) =
                rest.split_at(rest.partition_point(|hit| hit.span.start() < start));
            hits.extend(kept.iter().map(|hit| moved(hit, growth_before)));
            hits.extend(normalizer.hits(&text, place));
            rest = &others[others.partition_point(|hit| hit.span.start() < end)..];
            growth = growth_after;
        }
        hits.extend(rest.iter().map(|hit| moved(hit, growth)));
        Draft { text: Cow::Owned(text), stretch, hits }
    }

    /// Returns the hits but for those that read as they did before the edits that made the draft, whatever
    /// the document says: sure names that overlap nothing, and that no edit is near.
    pub(super) fn doubtful(&self, normalizer: &Normalizer, places: &Places) -> Vec<Hit> {
        // Twice the reach of an edit: what it changes may have overlapped what it does not.
        let reach = normalizer.context().saturating_mul(2);
        let mut doubtful = Vec::new();
        for cluster in clusters(&self.hits) {
            let start = cluster[0].span.start().saturating_sub(reach);
            let end = cluster.iter().map(|hit| hit.span.end()).max().unwrap_or(start);
            let is_near = || places.any_in(start..end.saturating_add(reach));
            if cluster.len() > 1 || !cluster[0].row.is_sure() || is_near() {
                doubtful.extend_from_slice(cluster);
            }
        }
        doubtful
    }
}

/// Joins what is around places in a text, as far as a reading reaches, into zones that do not overlap.
fn zones(text: &str, stretch: &Range<usize>, places: &[(Span, isize)], reach: usize) -> Vec<Zone> {
    let mut zones: Vec<Zone> = Vec::new();
    let mut growth = 0;
    for &(place, grown) in places {
        let start = text.floor_char_boundary(place.start().saturating_sub(reach));
        let end = text.ceil_char_boundary(place.end().saturating_add(reach).min(text.len()));
        let around = start.max(stretch.start)..end.min(stretch.end);
        match zones.last_mut() {
            Some(last) if around.start <= last.place.end => {
                last.place.end = around.end;
                last.growth_after = grown;
            }
            _ => zones.push(Zone { place: around, growth_before: growth, growth_after: grown }),
        }
        growth = grown;
    }
    zones
}

fn moved(hit: &Hit, by: isize) -> Hit {
    let start = hit.span.start().wrapping_add_signed(by);
    Hit { span: Span::new(start, start + hit.span.len()), ..*hit }
}

/// Returns a stretch of a text with what stands at some sorted spans changed; and where the changes stand in
/// the result, each with the bytes that the text has grown by up to its end.
pub(super) fn apply(
    text: &str,
    stretch: Range<usize>,
    changes: &[(Span, &str)],
) -> (String, Vec<(Span, isize)>) {
    let mut out = String::with_capacity(stretch.len() + stretch.len() / 16);
    let mut places = Vec::with_capacity(changes.len());
    let mut at = stretch.start;
    let mut grown = 0;
    for (span, replacement) in changes {
        out.push_str(&text[at..span.start()]);
        let start = out.len();
        out.push_str(replacement);
        grown += replacement.len() as isize - span.len() as isize;
        places.push((Span::new(start, out.len()), grown));
        at = span.end();
    }
    out.push_str(&text[at..stretch.end]);
    (out, places)
}
