//! What a record may hold, wherever it comes from.

use super::key::Key;
use crate::entity::{Alias, EntityRecord};
use crate::error::Problem;

/// Reach of `require` and `forbid` where an alias says nothing, in characters to either side.
pub const DEFAULT_WINDOW: u32 = 300;
/// Largest reach that an alias may ask for, so that a stream needs to hold no more of a text.
pub const WIDEST_WINDOW: u32 = 10_000;

/// Says what is wrong with an ID, if anything.
pub(super) fn id_problem(id: &str) -> Option<String> {
    if id.is_empty() {
        return Some("an ID may not be empty; write a slug such as `moonshot-ai`".to_owned());
    }
    if id.trim() != id {
        return Some("an ID may not begin or end with white space".to_owned());
    }
    control_character(id)
        .map(|c| format!("an ID may not hold control characters, this one has U+{:04X}", c as u32))
}

/// Finds the first control character. Those beyond ASCII are two bytes, of which the first is 0xC2.
fn control_character(text: &str) -> Option<char> {
    let may_be = |&byte: &u8| byte < b' ' || byte == 0x7F || byte == 0xC2;
    text.as_bytes().iter().find(|byte| may_be(byte))?;
    text.chars().find(|c| c.is_control())
}

/// Says what is wrong with the text of a name, if anything.
pub(super) fn text_problem(text: &str) -> Option<String> {
    if let Some(c) = control_character(text) {
        return Some(format!(
            "a name may not hold control characters, this one has U+{:04X}",
            c as u32
        ));
    }
    if text.trim() != text && !text.trim().is_empty() {
        return Some("a name may not begin or end with white space".to_owned());
    }
    if !Key::exists(text) {
        return Some(if text.is_empty() {
            "a name may not be empty".to_owned()
        } else {
            "this name has nothing but white space, hyphens, dots, apostrophes or invisible characters".to_owned()
        });
    }
    None
}

/// Says what is wrong with a prior, if anything.
pub(super) fn prior_problem(prior: f64) -> Option<String> {
    (!(0.0..=1.0).contains(&prior))
        .then(|| format!("a prior lies between 0 and 1, this one is {prior}"))
}

/// Says what is wrong with a window, if anything.
pub(super) fn window_problem(window: f64) -> Option<String> {
    let valid = window.fract() == 0.0 && (1.0..=f64::from(WIDEST_WINDOW)).contains(&window);
    (!valid).then(|| {
        format!(
            "a window is a whole number of characters from 1 to {WIDEST_WINDOW} (default {})",
            DEFAULT_WINDOW
        )
    })
}

/// Lists what is wrong with a record that was made by a program, not read from a file.
pub(crate) fn record_problems(record: &EntityRecord) -> Vec<Problem> {
    let mut messages: Vec<String> = Vec::new();
    messages.extend(id_problem(&record.id));
    messages.extend(record.prior.and_then(prior_problem));
    messages.extend(record.name.iter().filter_map(|(_, text)| text_problem(text)));
    for alias in &record.aliases {
        messages.extend(alias_problems(alias));
    }
    let file = format!("entity `{}`", record.id.escape_debug());
    messages
        .into_iter()
        .map(|message| Problem { file: file.clone(), line: 0, column: 0, message })
        .collect()
}

fn alias_problems(alias: &Alias) -> impl Iterator<Item = String> {
    text_problem(&alias.text)
        .into_iter()
        .chain(alias.prior.and_then(prior_problem))
        .chain(alias.window.and_then(|window| window_problem(f64::from(window))))
}
