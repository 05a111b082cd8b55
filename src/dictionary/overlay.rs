//! What an upper layer, or a later record of the same ID, makes of an entity.

use crate::entity::{Alias, EntityRecord};
use crate::fold::fold;

/// Takes what `upper` says over what `record` holds: fields replaced, names and links by key, aliases
/// added, names listed under its `remove` taken away. A name that is replaced stays as an alias, so
/// that texts which use it still resolve.
pub(super) fn overlay(record: &mut EntityRecord, upper: &EntityRecord) {
    if upper.kind.is_some() {
        record.kind.clone_from(&upper.kind);
    }
    drop_forms(record, &upper.remove);
    for (lang, text) in upper.name.iter() {
        let replaced = record.name.get(lang.as_str()).filter(|old| *old != text).map(str::to_owned);
        if let Some(old) =
            replaced.filter(|old| !record.aliases.iter().any(|alias| alias.text == *old))
        {
            record.aliases.push(Alias { lang: Some(lang.clone()), ..Alias::new(old) });
        }
        record.name.insert(lang.clone(), text.to_owned());
    }
    for alias in &upper.aliases {
        match record.aliases.iter_mut().find(|own| own.text == alias.text) {
            Some(own) => *own = alias.clone(),
            None => record.aliases.push(alias.clone()),
        }
    }
    record.links.extend(upper.links.iter().map(|(key, value)| (key.clone(), value.clone())));
    for (own, theirs) in
        [(&mut record.topics, &upper.topics), (&mut record.related, &upper.related)]
    {
        if !theirs.is_empty() {
            own.clone_from(theirs);
        }
    }
    if upper.prior.is_some() {
        record.prior = upper.prior;
    }
    if upper.note.is_some() {
        record.note.clone_from(&upper.note);
    }
}

/// Joins a later record of the same ID to one that is to be in the same file.
pub(super) fn join(known: &mut EntityRecord, later: EntityRecord) {
    // A deletion takes what came before; it is kept, since it may be meant for lower layers.
    if later.delete {
        *known = later;
        return;
    }
    overlay(known, &later);
    known.remove.extend(later.remove);
    known.delete = false;
}

fn drop_forms(record: &mut EntityRecord, removed: &[String]) {
    if removed.is_empty() {
        return;
    }
    let removed: Vec<String> = removed.iter().map(|text| fold(text)).collect();
    record.aliases.retain(|alias| !removed.contains(&fold(&alias.text)));
    record.name.retain(|text| !removed.contains(&fold(text)));
}
