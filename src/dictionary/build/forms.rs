//! The names and aliases of a record, and who looks on while they are compiled.

use crate::dictionary::key::Key;
use crate::entity::{Alias, EntityRecord};
use std::io;

/// Looks on while forms are compiled, and may leave a note on each, which comes back in the order of the
/// keys.
pub(in crate::dictionary) trait Watch {
    /// A form gets its key.
    fn form(&mut self, form: Form<'_>, key: &Key, note: &mut Vec<u8>) -> io::Result<()>;

    /// The next form in the order of keys; forms of one key come in the order they were added, protected
    /// surfaces last.
    fn sorted(&mut self, key: &[u8], entity: u32, is_never: bool, note: &[u8]) -> io::Result<()>;
}

/// Nobody.
impl Watch for () {
    fn form(&mut self, _: Form<'_>, _: &Key, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn sorted(&mut self, _: &[u8], _: u32, _: bool, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// A name or alias of a record.
#[derive(Clone, Copy, Debug)]
pub(in crate::dictionary) struct Form<'a> {
    pub text: &'a str,
    /// The alias, if it is one; a name takes the rules of the alias of the same text.
    pub rules: Option<&'a Alias>,
}

/// Lists names and aliases with their rules, each with its position: names first.
pub(in crate::dictionary) fn forms(
    record: &EntityRecord,
) -> impl Iterator<Item = (usize, Form<'_>)> {
    let has_rules = |text: &str| record.aliases.iter().any(|alias| alias.text == text);
    // An alias of the same text lends its rules to the name, so the name needs no row.
    let names = record
        .name
        .iter()
        .enumerate()
        .filter(move |(_, (_, text))| !has_rules(text))
        .map(|(position, (_, text))| (position, Form { text, rules: None }));
    let aliases = (record.name.len()..)
        .zip(&record.aliases)
        .map(|(position, alias)| (position, Form { text: &alias.text, rules: Some(alias) }));
    names.chain(aliases)
}
