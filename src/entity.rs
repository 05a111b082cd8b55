//! What a dictionary holds: entities with their names, aliases and rules, in owned form.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What an alias is to its entity.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AliasKind {
    /// The name used by the entity itself.
    Official,
    /// A shortened name: `Baichuan` for Baichuan AI.
    Short,
    /// The registered name: `北京月之暗面科技有限公司`.
    Legal,
    /// A name no longer used.
    Former,
    /// An abbreviation by initials.
    Acronym,
    /// A stock symbol.
    Ticker,
    /// A rendering by sound: `Jieyue Xingchen`.
    Romanized,
    /// A rendering by meaning: `Dark Side of the Moon`.
    Calque,
    /// A wrong spelling that really occurs.
    Misspelling,
    /// A familiar or press name.
    Nickname,
    /// Anything else, and whatever was not said.
    #[default]
    Other,
    /// A version or model, more than the entity's name says: `Gemini 2.5 Pro` for Gemini.
    Version,
}

impl AliasKind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [AliasKind; 12] = [
        AliasKind::Official,
        AliasKind::Short,
        AliasKind::Legal,
        AliasKind::Former,
        AliasKind::Acronym,
        AliasKind::Ticker,
        AliasKind::Romanized,
        AliasKind::Calque,
        AliasKind::Misspelling,
        AliasKind::Nickname,
        AliasKind::Other,
        AliasKind::Version,
    ];

    /// Returns the word for the kind as source files write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            AliasKind::Official => "official",
            AliasKind::Short => "short",
            AliasKind::Legal => "legal",
            AliasKind::Former => "former",
            AliasKind::Acronym => "acronym",
            AliasKind::Ticker => "ticker",
            AliasKind::Romanized => "romanized",
            AliasKind::Calque => "calque",
            AliasKind::Misspelling => "misspelling",
            AliasKind::Nickname => "nickname",
            AliasKind::Other => "other",
            AliasKind::Version => "version",
        }
    }

    /// Tells whether the canonical name says as much as an alias of this kind. A ticker stands where a name
    /// would not, and a version would be lost.
    pub(crate) const fn is_name(self) -> bool {
        !matches!(self, AliasKind::Ticker | AliasKind::Version)
    }
}

impl FromStr for AliasKind {
    type Err = ();

    fn from_str(word: &str) -> Result<AliasKind, ()> {
        AliasKind::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

impl fmt::Display for AliasKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the letter case of a surface form matters.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum CaseRule {
    /// Upper and lower case are the same.
    #[default]
    Fold,
    /// Every letter must be written as in the alias.
    Sensitive,
}

/// One name of an entity, with the rules for accepting it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    /// The name as its owner would write it.
    pub text: String,
    /// Language of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// What it is to the entity.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: AliasKind,
    /// Counts only where the same document has other evidence for the entity.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weak: bool,
    /// Whether letter case matters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub case: CaseRule,
    /// How likely this reading is among several, 0 to 1; overrides the entity's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<f64>,
    /// Terms of which at least one must stand within the window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub require: Vec<String>,
    /// Terms of which none may stand within the window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbid: Vec<String>,
    /// Reach of `require` and `forbid` to either side, in characters; 300 where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<u32>,
    /// A word to the next editor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Alias {
    /// Makes an alias that always counts.
    pub fn new(text: impl Into<String>) -> Alias {
        Alias { text: text.into(), ..Alias::default() }
    }

    /// Tells whether nothing but the text is given, so that a bare string says it all.
    pub fn is_bare(&self) -> bool {
        *self == Alias::new(self.text.clone())
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// One entity with everything a source file can say of it.
///
/// The canonical names are forms to match as well; an alias whose text equals a name lends its
/// rules to that name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntityRecord {
    /// The canonical ID: any non-empty text without control characters.
    pub id: String,
    /// What it is: `org`, `person`, `product`, `place`, `event`, `work`, `group`, or another word.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Canonical name by language, in the order given.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub name: Names,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "alias_list")]
    pub aliases: Vec<Alias>,
    /// Identifiers elsewhere, such as `wikidata`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, String>,
    /// Subjects whose texts speak of this entity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// IDs of entities whose mention supports this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// How likely this entity is among several of one name, 0 to 1; 0.5 where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<f64>,
    /// A word to the next editor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Names that lower layers give to this entity and that are not to be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    /// The entity is taken away from lower layers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub delete: bool,
}

impl EntityRecord {
    /// Makes a record with nothing but its ID.
    pub fn new(id: impl Into<String>) -> EntityRecord {
        EntityRecord { id: id.into(), ..EntityRecord::default() }
    }
}

/// Aliases as sources write them: a bare string where nothing but the text is given.
mod alias_list {
    use super::Alias;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Read {
        Bare(String),
        Full(Alias),
    }

    #[derive(Serialize)]
    #[serde(untagged)]
    enum Written<'a> {
        Bare(&'a str),
        Full(&'a Alias),
    }

    pub(super) fn serialize<S: Serializer>(
        aliases: &[Alias],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(aliases.iter().map(|alias| {
            if alias.is_bare() { Written::Bare(&alias.text) } else { Written::Full(alias) }
        }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Alias>, D::Error> {
        let aliases = Vec::<Read>::deserialize(deserializer)?;
        let own = |alias| match alias {
            Read::Bare(text) => Alias::new(text),
            Read::Full(alias) => alias,
        };
        Ok(aliases.into_iter().map(own).collect())
    }
}

/// Canonical names by language, in the order they were given; a language occurs once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(Vec<(Lang, String)>);

impl Names {
    /// Sets the name in a language.
    pub fn insert(&mut self, lang: Lang, text: impl Into<String>) {
        match self.0.iter_mut().find(|(own, _)| *own == lang) {
            Some(entry) => entry.1 = text.into(),
            None => self.0.push((lang, text.into())),
        }
    }

    /// Returns the name under exactly this tag.
    pub fn get(&self, tag: &str) -> Option<&str> {
        self.0.iter().find(|(lang, _)| lang.as_str() == tag).map(|(_, text)| text.as_str())
    }

    /// Goes through the names in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Lang, &str)> {
        self.0.iter().map(|(lang, text)| (lang, text.as_str()))
    }

    /// Tells whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps the names that a test holds for.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.0.retain(|(_, text)| keep(text));
    }

    /// Returns the number of names.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl Serialize for Names {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(lang, text)| (lang.as_str(), text)))
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Names, D::Error> {
        struct InOrder;
        impl<'de> serde::de::Visitor<'de> for InOrder {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from language tag to name")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Names, A::Error> {
                let mut names = Names::default();
                while let Some((lang, text)) = map.next_entry::<Lang, String>()? {
                    names.insert(lang, text);
                }
                Ok(names)
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
