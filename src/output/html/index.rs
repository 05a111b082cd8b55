//! What a page mentions: entities with their forms, and the verdicts that mentions share.

use super::text::escaped;
use crate::annotated::Mention;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

/// Names of an entity that the page shows; a dictionary may have one for every language.
const MOST_NAMES: usize = 8;

/// Lines of one form that are linked; further mentions are counted only.
const MOST_LINKS: usize = 40;

/// Types with a colour of their own.
const COLOURED: [&str; 7] = ["org", "person", "product", "place", "event", "work", "group"];

#[derive(Default)]
pub(super) struct Index {
    pub documents: usize,
    pub entities: Vec<Listed>,
    by_key: HashMap<String, usize>,
    verdicts: Vec<String>,
    by_verdict: HashMap<String, usize>,
    mentions: usize,
    kinds: BTreeMap<Kind, usize>,
    tiers: BTreeMap<&'static str, usize>,
}

/// A type as the filters have it: named, none, or not decided which entity.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Named(String),
    None,
    Open,
}

/// An entity that is mentioned, or a set of candidates between which nothing decided.
pub(super) struct Listed {
    id: Option<String>,
    name: String,
    kind: Kind,
    names: Vec<(String, String)>,
    forms: Vec<Form>,
    count: usize,
}

/// A surface form with the mentions and lines where it stands.
struct Form {
    surface: String,
    places: Vec<(usize, usize)>,
    count: usize,
}

/// Where a mention is kept: numbers of the mention, its entity and its verdict.
pub(super) struct Numbers {
    pub mention: usize,
    pub entity: usize,
    pub verdict: usize,
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

impl Kind {
    fn label(&self) -> &str {
        match self {
            Kind::Named(name) => name,
            Kind::None => "no type",
            Kind::Open => "not decided",
        }
    }

    fn class(&self) -> &'static str {
        const CLASSES: [&str; 7] =
            ["k-org", "k-person", "k-product", "k-place", "k-event", "k-work", "k-group"];
        match self {
            Kind::Open => "k-open",
            Kind::None => "k-other",
            Kind::Named(name) => {
                let place = COLOURED.iter().position(|known| known == name);
                place.map_or("k-other", |place| CLASSES[place])
            }
        }
    }
}

impl Listed {
    /// Returns the class that gives its type's colour.
    pub fn class(&self) -> &'static str {
        self.kind.class()
    }

    fn of(mention: &Mention<'_>) -> Listed {
        let (id, name, kind, names) = match mention.entity() {
            Some(entity) => {
                let kind = entity.kind().map_or(Kind::None, |kind| Kind::Named(kind.to_owned()));
                let names = entity.names().into_iter().take(MOST_NAMES);
                let names = names.map(|(lang, name)| (lang.to_owned(), name.to_owned())).collect();
                (Some(entity.id().to_owned()), entity.display_name().to_owned(), kind, names)
            }
            None => {
                let names: Vec<&str> = mention
                    .candidates()
                    .map(|candidate| candidate.entity().display_name())
                    .collect();
                (None, names.join(" or "), Kind::Open, Vec::new())
            }
        };
        Listed { id, name, kind, names, forms: Vec::new(), count: 0 }
    }
}

impl Index {
    /// Counts a mention.
    pub fn add(&mut self, mention: &Mention<'_>, line: usize) -> Numbers {
        let entity = self.entity(mention);
        let verdict = self.verdict(mention);
        let number = self.mentions;
        self.mentions += 1;
        *self.tiers.entry(mention.tier().as_str()).or_default() += 1;
        let listed = &mut self.entities[entity];
        listed.count += 1;
        *self.kinds.entry(listed.kind.clone()).or_default() += 1;
        let known = listed.forms.iter().position(|form| form.surface == mention.surface());
        let place = known.unwrap_or_else(|| {
            let surface = mention.surface().to_owned();
            listed.forms.push(Form { surface, places: Vec::new(), count: 0 });
            listed.forms.len() - 1
        });
        let form = &mut listed.forms[place];
        form.count += 1;
        if form.places.len() < MOST_LINKS {
            form.places.push((number, line));
        }
        Numbers { mention: number, entity, verdict }
    }

    fn entity(&mut self, mention: &Mention<'_>) -> usize {
        let key = match mention.entity() {
            Some(entity) => entity.id().to_owned(),
            // No ID has a control character.
            None => mention
                .candidates()
                .fold(String::new(), |key, candidate| key + "\n" + candidate.entity().id()),
        };
        *self.by_key.entry(key).or_insert_with(|| {
            self.entities.push(Listed::of(mention));
            self.entities.len() - 1
        })
    }

    fn verdict(&mut self, mention: &Mention<'_>) -> usize {
        let best = mention.best();
        let candidates = mention.candidates();
        let candidates = candidates.map(|candidate| CandidateField {
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
        *self.by_verdict.entry(json).or_insert_with_key(|json| {
            self.verdicts.push(json.clone());
            self.verdicts.len() - 1
        })
    }

    /// Writes the summary, the filters and the list of entities, in the order of their first mention.
    pub fn write_list(&self, out: &mut impl Write) -> io::Result<()> {
        let decided = self.entities.iter().filter(|entity| entity.id.is_some()).count();
        writeln!(
            out,
            "<h1>{}, {}</h1>\n<p class=\"made\">found by exonym{}</p>",
            counted(self.mentions, "mention", "mentions"),
            counted(decided, "entity", "entities"),
            match self.documents {
                0 | 1 => String::new(),
                several => format!(" in {several} texts"),
            }
        )?;
        if self.mentions == 0 {
            return out.write_all(
                b"<p class=\"nothing\">No name of the dictionary was found.</p>\n\
                  <div class=\"tools\" data-needs-script><input id=\"search\" type=\"search\" hidden>\
                  <button id=\"theme\">Light or dark</button></div>\n",
            );
        }
        out.write_all(b"<fieldset data-needs-script><legend>Types</legend>\n")?;
        for (number, (kind, count)) in self.kinds.iter().enumerate() {
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
        out.write_all(
            b"</fieldset>\n<div class=\"tools\" data-needs-script>\
              <input id=\"search\" type=\"search\" placeholder=\"Find a name\" aria-label=\"Find a name\">\
              <button id=\"theme\">Light or dark</button></div>\n<ol class=\"entities\">\n",
        )?;
        for (place, entity) in self.entities.iter().enumerate() {
            write_entity(out, place + 1, entity)?;
        }
        out.write_all(b"</ol>\n")
    }

    /// Writes what the script needs, as JSON that no tag can end.
    pub fn write_data(&self, out: &mut impl Write) -> io::Result<()> {
        let entities: Vec<EntityField<'_>> = self
            .entities
            .iter()
            .map(|entity| EntityField {
                id: entity.id.as_deref(),
                name: &entity.name,
                kind: match &entity.kind {
                    Kind::Named(name) => Some(name),
                    _ => None,
                },
                filter: self.kinds.keys().position(|kind| *kind == entity.kind).unwrap_or(0),
                names: &entity.names,
            })
            .collect();
        let entities = serde_json::to_string(&entities)?;
        let json =
            format!("{{\"entities\":{entities},\"verdicts\":[{}]}}", self.verdicts.join(","));
        out.write_all(json.replace('<', "\\u003c").as_bytes())
    }
}

/// Writes one entry of the list. Numbers count from 1, since people read them.
fn write_entity(out: &mut impl Write, number: usize, entity: &Listed) -> io::Result<()> {
    let first =
        entity.forms.first().and_then(|form| form.places.first()).map_or(0, |place| place.0);
    writeln!(
        out,
        "<li class=\"entity {}\" data-e=\"{number}\"><div class=\"row\"><span class=\"dot\" data-e=\"{number}\"></span>\
         <a class=\"name\" href=\"#m{first}\"><bdi>{}</bdi></a><span class=\"count\">{}</span>\
         <span data-needs-script><button class=\"step\" data-step=\"-1\" data-e=\"{number}\" aria-label=\"Previous mention\">‹</button>\
         <button class=\"step\" data-step=\"1\" data-e=\"{number}\" aria-label=\"Next mention\">›</button></span></div>",
        entity.class(),
        escaped(&entity.name),
        entity.count,
    )?;
    if let Some(id) = &entity.id {
        writeln!(out, "<div class=\"id\"><bdi>{}</bdi></div>", escaped(id))?;
    }
    out.write_all(b"<ul class=\"forms\">\n")?;
    for form in &entity.forms {
        write!(out, "<li><bdi>{}</bdi> <span class=\"lines\">", escaped(&form.surface))?;
        for (position, (mention, line)) in form.places.iter().enumerate() {
            let label = if position == 0 { "line " } else { "" };
            write!(out, "{label}<a href=\"#m{mention}\">{line}</a> ")?;
        }
        let more = form.count - form.places.len();
        if more > 0 {
            write!(out, "and {more} more")?;
        }
        out.write_all(b"</span></li>\n")?;
    }
    out.write_all(b"</ul></li>\n")
}

fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}
