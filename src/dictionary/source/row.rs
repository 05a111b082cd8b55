//! One row of a table: a name of an entity, and what becomes of several.

use crate::entity::{Alias, AliasKind, CaseRule, EntityRecord};
use crate::lang::Lang;

/// What a row says.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dictionary) struct TableRow<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub lang: Option<Lang>,
    /// Of the name, if the row says.
    pub kind: Option<AliasKind>,
    /// Of the entity.
    pub entity_kind: Option<&'a str>,
    /// Separated by semicolons.
    pub topics: &'a str,
    pub weak: bool,
    pub case: CaseRule,
    pub prior: Option<f64>,
}

impl TableRow<'_> {
    /// Adds what the row says to the record of its entity, made of the rows before it in the same file.
    pub(in crate::dictionary) fn add_to(self, record: &mut EntityRecord) {
        if let Some(kind) = self.entity_kind {
            record.kind = Some(kind.to_owned());
        }
        let topics = self.topics.split(';').map(str::trim).filter(|topic| !topic.is_empty());
        for topic in topics {
            if !record.topics.iter().any(|own| own == topic) {
                record.topics.push(topic.to_owned());
            }
        }
        let alias = Alias {
            text: self.name.to_owned(),
            lang: self.lang,
            kind: self.kind.unwrap_or_default(),
            weak: self.weak,
            case: self.case,
            prior: self.prior,
            ..Alias::default()
        };
        add_name(record, alias, self.kind);
    }
}

/// The first name of an entity in each language is its canonical one, unless its kind says otherwise;
/// a row without a language is canonical only where it is the entity's first.
fn add_name(record: &mut EntityRecord, alias: Alias, kind: Option<AliasKind>) {
    let lang = match (&alias.lang, record.name.is_empty()) {
        (Some(lang), _) => Some(lang.clone()),
        (None, true) => Some(Lang::undetermined()),
        (None, false) => None,
    };
    let canonical = lang.filter(|lang| {
        matches!(kind, None | Some(AliasKind::Official)) && record.name.get(lang.as_str()).is_none()
    });
    let has_rules = alias.weak || alias.case != CaseRule::Fold || alias.prior.is_some();
    let is_new =
        || !record.aliases.iter().any(|own| own.text == alias.text && own.kind == alias.kind);
    match canonical {
        Some(lang) if has_rules && is_new() => {
            record.name.insert(lang, alias.text.clone());
            record.aliases.push(alias);
        }
        Some(lang) => record.name.insert(lang, alias.text),
        None => record.aliases.push(alias),
    }
}
