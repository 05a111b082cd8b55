//! A form as a source states it, noted beside its key until the keys are sorted.

use super::forms::Form;
use super::fragments::Place;
use crate::dictionary::audit;
use crate::dictionary::key::Key;
use crate::dictionary::record::{Cursor, put};
use crate::fold::fold;
use xxhash_rust::xxh3::xxh3_64;

/// What an audit asks of a form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stated {
    pub entity: u32,
    pub place: Place,
    /// Hash of the text: equal for equal texts only, but for one chance in 2⁶⁴.
    pub text: u64,
    pub is_name: bool,
    pub is_guarded: bool,
    /// Whether the key is the whole fold.
    pub is_whole: bool,
    pub prior: f64,
}

const IS_NAME: u8 = 1;
const IS_GUARDED: u8 = 2;
const IS_WHOLE: u8 = 4;

impl Stated {
    /// Writes the note of a form. `prior` is that of the form, or else of its entity.
    pub(super) fn write(
        form: Form<'_>,
        key: &Key,
        place: Place,
        prior: Option<f64>,
        note: &mut Vec<u8>,
    ) {
        put(note, u64::from(place.file));
        put(note, place.line);
        note.extend_from_slice(&xxh3_64(form.text.as_bytes()).to_le_bytes());
        let flag = |is_set: bool, bit: u8| if is_set { bit } else { 0 };
        note.push(
            flag(form.rules.is_none(), IS_NAME)
                | flag(audit::is_guarded(form.rules), IS_GUARDED)
                | flag(is_whole(form.text, key), IS_WHOLE),
        );
        if let Some(prior) = prior {
            note.extend_from_slice(&prior.to_le_bytes());
        }
    }

    /// Reads a note.
    pub(super) fn read(entity: u32, note: &[u8]) -> Option<Stated> {
        let mut cursor = Cursor { bytes: note };
        let place = Place { file: u32::try_from(cursor.number()?).ok()?, line: cursor.number()? };
        let (text, rest) = cursor.bytes.split_first_chunk()?;
        let (&flags, rest) = rest.split_first()?;
        Some(Stated {
            entity,
            place,
            text: u64::from_le_bytes(*text),
            is_name: flags & IS_NAME != 0,
            is_guarded: flags & IS_GUARDED != 0,
            is_whole: flags & IS_WHOLE != 0,
            prior: rest
                .first_chunk()
                .map_or(audit::DEFAULT_PRIOR, |prior| f64::from_le_bytes(*prior)),
        })
    }
}

/// Whether the key is all of the fold and may be a word of small letters of ASCII, so that a list of such words
/// can be asked for the key.
fn is_whole(text: &str, key: &Key) -> bool {
    let may_be = key.gaps.is_empty() && key.bytes.iter().all(u8::is_ascii_lowercase);
    // Characters of ASCII fold to one each; then nothing was left out where the lengths are equal.
    may_be
        && match text.is_ascii() {
            true => text.len() == key.bytes.len(),
            false => fold(text).as_bytes() == key.bytes,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{Alias, CaseRule};

    #[test]
    fn notes_read_as_written() {
        let place = Place { file: 3, line: 1 << 40 };
        let alias = Alias { case: CaseRule::Sensitive, ..Alias::new("Kimi Chat") };
        for (text, rules, prior, is_whole) in [
            ("Kimi", None, None, true),
            ("ﬁre", None, Some(0.25), true),
            ("'Kimi", None, None, false),
            ("Kimi Chat", Some(&alias), Some(1.0), false),
            ("月之暗面", None, None, false),
        ] {
            let key = Key::of(text).expect(text);
            let mut note = Vec::new();
            Stated::write(Form { text, rules }, &key, place, prior, &mut note);
            let expected = Stated {
                entity: 7,
                place,
                text: xxh3_64(text.as_bytes()),
                is_name: rules.is_none(),
                is_guarded: rules.is_some(),
                is_whole,
                prior: prior.unwrap_or(audit::DEFAULT_PRIOR),
            };
            assert_eq!(Stated::read(7, &note), Some(expected), "{text}");
            assert_eq!(Stated::read(7, &note[..4]), None);
        }
    }
}
