//! What texts mention: each entity with the forms it has there.

use crate::annotated::Mention;
use std::borrow::Cow;
use std::collections::HashMap;

/// Places kept for one form; of the mentions after those only the number is known.
pub const MOST_PLACES: usize = 40;

/// Names kept for an entity; a dictionary may have one for every language.
const MOST_NAMES: usize = 8;

/// The entities mentioned so far, in the order of their first mention. Memory by entities and forms, not by
/// text.
///
/// ```
/// # #[cfg(feature = "builtin")] {
/// use exonym::output::Summary;
/// use exonym::{Dictionary, Normalizer};
///
/// let annotated = Normalizer::new(Dictionary::builtin()).annotate("MoonShadow AI is 月之暗面.");
/// let mut summary = Summary::default();
/// for mention in annotated.mentions() {
///     summary.add(&mention, 1);
/// }
/// let moonshot = &summary.entities()[0];
/// assert_eq!((moonshot.id.as_deref(), moonshot.count), (Some("moonshot-ai"), 2));
/// assert_eq!(moonshot.forms[0].surface, "MoonShadow AI");
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Summary {
    entities: Vec<Mentioned>,
    by_key: HashMap<String, usize>,
    mentions: usize,
}

/// An entity that is mentioned, or several between which nothing decided.
#[derive(Clone, Debug)]
pub struct Mentioned {
    /// Canonical ID; `None` where nothing decided.
    pub id: Option<String>,
    /// Name to show; of several entities, theirs joined by "or".
    pub name: String,
    /// Type, where the dictionary gives one and the entity is decided.
    pub kind: Option<String>,
    /// Canonical names with their language tags, the first eight.
    pub names: Vec<(String, String)>,
    /// Surface forms in the order of their first mention.
    pub forms: Vec<Form>,
    /// Mentions in all.
    pub count: usize,
}

/// A surface form of an entity.
#[derive(Clone, Debug)]
pub struct Form {
    /// The text as written, a line break in it as a space.
    pub surface: String,
    /// The first [`MOST_PLACES`] mentions.
    pub places: Vec<Place>,
    /// Mentions in all.
    pub count: usize,
}

/// Where a mention stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of the mention, from 0.
    pub mention: usize,
    /// Line, from 1.
    pub line: usize,
}

impl Summary {
    /// Counts a mention that begins on a line, and returns the place of its entity in
    /// [`Summary::entities`]. O(forms of the entity).
    pub fn add(&mut self, mention: &Mention<'_>, line: usize) -> usize {
        let place = Place { mention: self.mentions, line };
        self.mentions += 1;
        let number = self.number(mention);
        let entity = &mut self.entities[number];
        entity.count += 1;
        let surface = on_one_line(mention.surface());
        let known = entity.forms.iter().position(|form| form.surface == surface);
        let known = known.unwrap_or_else(|| {
            let surface = surface.into_owned();
            entity.forms.push(Form { surface, places: Vec::new(), count: 0 });
            entity.forms.len() - 1
        });
        let form = &mut entity.forms[known];
        form.count += 1;
        if form.places.len() < MOST_PLACES {
            form.places.push(place);
        }
        number
    }

    /// Returns the entities in the order of their first mention.
    pub fn entities(&self) -> &[Mentioned] {
        &self.entities
    }

    /// Returns how many mentions were counted.
    pub fn mention_count(&self) -> usize {
        self.mentions
    }

    fn number(&mut self, mention: &Mention<'_>) -> usize {
        let key = match mention.entity() {
            Some(entity) => entity.id().to_owned(),
            // No ID has a control character.
            None => mention
                .candidates()
                .fold(String::new(), |key, candidate| key + "\n" + candidate.entity().id()),
        };
        *self.by_key.entry(key).or_insert_with(|| {
            self.entities.push(Mentioned::by(mention));
            self.entities.len() - 1
        })
    }
}

fn on_one_line(surface: &str) -> Cow<'_, str> {
    if !surface.contains(['\n', '\r']) {
        return Cow::Borrowed(surface);
    }
    let words: Vec<&str> = surface.split_whitespace().collect();
    Cow::Owned(words.join(" "))
}

impl Mentioned {
    fn by(mention: &Mention<'_>) -> Mentioned {
        let mut mentioned = Mentioned {
            id: None,
            name: String::new(),
            kind: None,
            names: Vec::new(),
            forms: Vec::new(),
            count: 0,
        };
        match mention.entity() {
            Some(entity) => {
                let names = entity.names().into_iter().take(MOST_NAMES);
                mentioned.id = Some(entity.id().to_owned());
                mentioned.name = entity.display_name().to_owned();
                mentioned.kind = entity.kind().map(str::to_owned);
                mentioned.names =
                    names.map(|(lang, name)| (lang.to_owned(), name.to_owned())).collect();
            }
            None => {
                let names: Vec<&str> = mention
                    .candidates()
                    .map(|candidate| candidate.entity().display_name())
                    .collect();
                mentioned.name = names.join(" or ");
            }
        }
        mentioned
    }
}
