//! What a page lists: entities with their forms, filters, and the verdicts that mentions share.

use super::text::escaped;
use crate::annotated::Mention;
use crate::output::summary::{Mentioned, Place, Summary};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

#[derive(Default)]
pub(super) struct Index {
    texts: usize,
    /// Number of the first mention of each text.
    starts: Vec<usize>,
    summary: Summary,
    /// Verdicts as JSON, each with its number.
    verdicts: HashMap<String, usize>,
    tiers: BTreeMap<&'static str, usize>,
}

/// A type as the filters have it: named, none, or not decided which entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind<'i> {
    Named(&'i str),
    None,
    Open,
}

/// Where a mention is kept: numbers of the mention, its entity (from 1, since people read it) and its
/// verdict, and the class that gives its colour.
pub(super) struct Kept {
    pub mention: usize,
    pub entity: usize,
    pub verdict: usize,
    pub class: &'static str,
}

#[derive(Serialize)]
struct Verdict<'m> {
    tier: &'static str,
    score: f64,
    evidence: Vec<String>,
    candidates: Vec<CandidateField<'m>>,
}

#[derive(Serialize)]
struct CandidateField<'m> {
    id: &'m str,
    score: f64,
}

#[derive(Serialize)]
struct EntityField<'i> {
    id: Option<&'i str>,
    name: &'i str,
    #[serde(rename = "type")]
    kind: Option<&'i str>,
    filter: usize,
    names: &'i [(String, String)],
}

impl<'i> Kind<'i> {
    fn of(entity: &'i Mentioned) -> Kind<'i> {
        match (&entity.id, &entity.kind) {
            (None, _) => Kind::Open,
            (_, None) => Kind::None,
            (_, Some(kind)) => Kind::Named(kind),
        }
    }

    fn label(self) -> &'i str {
        match self {
            Kind::Named(name) => name,
            Kind::None => "no type",
            Kind::Open => "not decided",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Kind::Open => "k-open",
            Kind::Named("org") => "k-org",
            Kind::Named("person") => "k-person",
            Kind::Named("product") => "k-product",
            Kind::Named("place") => "k-place",
            Kind::Named("event") => "k-event",
            Kind::Named("work") => "k-work",
            Kind::Named("group") => "k-group",
            Kind::Named(_) | Kind::None => "k-other",
        }
    }
}

impl Index {
    /// The index of a page of so many texts.
    pub fn of_texts(texts: usize) -> Index {
        Index { texts, ..Index::default() }
    }

    /// Begins the next text, and returns the number that stands before its name, if there are several.
    pub fn begin_text(&mut self) -> String {
        self.starts.push(self.summary.mention_count());
        if self.texts > 1 { format!("{} · ", self.starts.len()) } else { String::new() }
    }

    /// Names the line of a mention: `14`, or `2:14` in the second of several texts.
    fn label(&self, place: &Place) -> String {
        let text = self.starts.partition_point(|&start| start <= place.mention);
        if self.texts > 1 { format!("{text}:{}", place.line) } else { place.line.to_string() }
    }

    /// Counts a mention.
    pub fn add(&mut self, mention: &Mention<'_>, line: usize) -> Kept {
        let number = self.summary.mention_count();
        let entity = self.summary.add(mention, line);
        *self.tiers.entry(mention.tier().as_str()).or_default() += 1;
        Kept {
            mention: number,
            entity: entity + 1,
            verdict: self.verdict(mention),
            class: Kind::of(&self.summary.entities()[entity]).class(),
        }
    }

    fn verdict(&mut self, mention: &Mention<'_>) -> usize {
        let best = mention.best();
        let candidates = mention.candidates().map(|candidate| CandidateField {
            id: candidate.entity().id(),
            score: candidate.score(),
        });
        let verdict = Verdict {
            tier: best.tier().as_str(),
            score: best.score(),
            evidence: best.evidence(),
            candidates: candidates.collect(),
        };
        let json = serde_json::to_string(&verdict).expect("the fields are strings and numbers");
        let next = self.verdicts.len();
        *self.verdicts.entry(json).or_insert(next)
    }

    /// Counts mentions by type.
    fn kinds(&self) -> BTreeMap<Kind<'_>, usize> {
        let mut kinds = BTreeMap::new();
        for entity in self.summary.entities() {
            *kinds.entry(Kind::of(entity)).or_default() += entity.count;
        }
        kinds
    }

    /// Writes the summary, the filters and the list of entities, in the order of their first mention.
    pub fn write_list(&self, out: &mut impl Write) -> io::Result<()> {
        let entities = self.summary.entities();
        let decided = entities.iter().filter(|entity| entity.id.is_some()).count();
        writeln!(
            out,
            "<h2 id=\"counts\">{}, {}</h2>\n<p class=\"made\">found by exonym{}</p>\n\
             <a class=\"to-texts\" href=\"#texts\">Back to the text</a>",
            counted(self.summary.mention_count(), "mention", "mentions"),
            counted(decided, "entity", "entities"),
            match self.texts {
                0 | 1 => String::new(),
                several => format!(" in {several} texts"),
            }
        )?;
        if entities.is_empty() {
            out.write_all(b"<p class=\"nothing\">No name of the dictionary was found.</p>\n")?;
        } else {
            self.write_filters(out)?;
        }
        let search = if entities.is_empty() { " hidden" } else { "" };
        writeln!(
            out,
            "<div class=\"tools\" data-needs-script>\
             <input id=\"search\" type=\"search\" placeholder=\"Find a name\" aria-label=\"Find a name\"{search}>\
             <button id=\"theme\">Light or dark</button></div>\n<ol class=\"entities\">"
        )?;
        for (place, entity) in entities.iter().enumerate() {
            self.write_entity(out, place + 1, entity)?;
        }
        out.write_all(
            b"</ol>\n<p class=\"nothing\" id=\"no-match\" hidden>No name matches.</p>\n\
              <p class=\"hint\" data-needs-script>Tab goes from mention to mention, n and p to the next and the \
              previous one of the same entity, Esc closes the card.</p>\n",
        )
    }

    fn write_filters(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(b"<fieldset data-needs-script><legend>Types</legend>\n")?;
        for (number, (kind, count)) in self.kinds().into_iter().enumerate() {
            writeln!(
                out,
                "<label class=\"choice kind {}\"><input type=\"checkbox\" checked data-filter=\"kind\" value=\"{number}\">\
                 <bdi>{}</bdi> <span class=\"number\">{count}</span></label>",
                kind.class(),
                escaped(kind.label()),
            )?;
        }
        out.write_all(b"</fieldset>\n<fieldset data-needs-script><legend>Tiers</legend>\n")?;
        for (tier, count) in &self.tiers {
            writeln!(
                out,
                "<label class=\"choice\"><input type=\"checkbox\" checked data-filter=\"tier\" value=\"{tier}\">\
                 <span class=\"sample t-{tier}\">{tier}</span> <span class=\"number\">{count}</span></label>"
            )?;
        }
        out.write_all(b"</fieldset>\n")
    }

    /// Writes one entry of the list.
    fn write_entity(
        &self,
        out: &mut impl Write,
        number: usize,
        entity: &Mentioned,
    ) -> io::Result<()> {
        let name = escaped(&entity.name);
        let first = entity.forms.first().and_then(|form| form.places.first());
        writeln!(
            out,
            "<li class=\"entity {}\" data-e=\"{number}\"><div class=\"row\"><span class=\"dot\" data-e=\"{number}\"></span>\
             <a class=\"name\" href=\"#m{}\"><bdi lang=\"\">{name}</bdi></a><span class=\"count\">{}</span>\
             <span data-needs-script><button class=\"step\" data-step=\"-1\" data-e=\"{number}\" aria-label=\"Previous mention of {name}\">‹</button>\
             <button class=\"step\" data-step=\"1\" data-e=\"{number}\" aria-label=\"Next mention of {name}\">›</button></span></div>",
            Kind::of(entity).class(),
            first.map_or(0, |place| place.mention),
            entity.count,
        )?;
        if let Some(id) = &entity.id {
            writeln!(out, "<div class=\"id\"><bdi>{}</bdi></div>", escaped(id))?;
        }
        out.write_all(b"<ul class=\"forms\">\n")?;
        for form in &entity.forms {
            write!(
                out,
                "<li><bdi lang=\"\">{}</bdi> <span class=\"lines\">",
                escaped(&form.surface)
            )?;
            for (position, place) in form.places.iter().enumerate() {
                let label = if position == 0 { "line " } else { "" };
                write!(out, "{label}<a href=\"#m{}\">{}</a> ", place.mention, self.label(place))?;
            }
            let more = form.count - form.places.len();
            if more > 0 {
                write!(out, "and {more} more")?;
            }
            out.write_all(b"</span></li>\n")?;
        }
        out.write_all(b"</ul></li>\n")
    }

    /// Writes what the script needs, as JSON that no tag can end.
    pub fn write_data(&self, out: &mut impl Write) -> io::Result<()> {
        let kinds: Vec<Kind<'_>> = self.kinds().into_keys().collect();
        let entities: Vec<EntityField<'_>> = self
            .summary
            .entities()
            .iter()
            .map(|entity| EntityField {
                id: entity.id.as_deref(),
                name: &entity.name,
                kind: entity.kind.as_deref(),
                filter: kinds.binary_search(&Kind::of(entity)).unwrap_or(0),
                names: &entity.names,
            })
            .collect();
        let entities = serde_json::to_string(&entities)?;
        let mut verdicts: Vec<(&usize, &str)> =
            self.verdicts.iter().map(|(json, number)| (number, json.as_str())).collect();
        verdicts.sort_unstable();
        let verdicts: Vec<&str> = verdicts.into_iter().map(|(_, json)| json).collect();
        let json = format!("{{\"entities\":{entities},\"verdicts\":[{}]}}", verdicts.join(","));
        out.write_all(json.replace('<', "\\u003c").as_bytes())
    }
}

fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}
