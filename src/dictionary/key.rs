//! The look-up key of a name: its fold without the separators that a text may drop or replace.
//!
//! `Zero One`, `Zero-One` and `ZeroOne` share the key `zeroone`, so one entry serves all ways of
//! joining the parts, and the place of each separator is checked only for a text that has some.
//! Two kinds of separator stay in the key, because they make another name: those before the first
//! letter (`.NET`), and those between two digits (`3.5` is not `35`), where a dot differs from the rest.

use crate::fold::{Class, Folded};

/// Look-up key of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// What stands in the automaton.
    pub bytes: Vec<u8>,
    /// Where the name has separators that are not in the key.
    pub gaps: Vec<Gap>,
}

/// A run of separators that is left out of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// Number of key bytes before it.
    pub at: usize,
    /// Whether a dot is among the separators.
    pub has_dot: bool,
    /// Whether they are more than one separator and white space, as dashes between clauses are.
    pub is_rich: bool,
}

/// Tells whether a run of separators divides more than it joins: a dash or dot set off by a space (a
/// clause, a list item), several dashes or dots (`--`, `...`), a quotation mark at a space.
pub(crate) fn is_rich(run: impl IntoIterator<Item = Class>) -> bool {
    let (mut spaces, mut marks, mut quotes) = (0, 0, 0);
    for class in run {
        match class {
            class if class.is_space() => spaces += 1,
            Class::Apostrophe => quotes += 1,
            Class::Hyphen | Class::MiddleDot if spaces > 0 => return true,
            _ => marks += 1,
        }
    }
    marks > 1 || quotes > 1 || (quotes == 1 && spaces + marks > 0)
}

/// Tells whether a separator before the first letter is part of the key.
pub(crate) fn stays_in_front(class: Class) -> bool {
    !class.is_space() && class != Class::Apostrophe
}

/// What a run of separators between two digits is in a key.
pub(crate) fn between_digits(run: impl ExactSizeIterator<Item = Class>) -> u8 {
    let single = run.len() == 1;
    if single && run.into_iter().all(|class| class == Class::Dot) { b'.' } else { b' ' }
}

impl Key {
    /// Makes the key of a name; `None` for a name that folds to nothing, or to nothing but separators.
    pub(crate) fn of(name: &str) -> Option<Key> {
        let folded = Folded::new(name);
        let units = folded.units();
        let end = units
            .iter()
            .rposition(|unit| !unit.class.is_separator())
            .map_or(units.len(), |last| last + 1);
        let mut key = Key { bytes: Vec::with_capacity(name.len()), gaps: Vec::new() };
        let mut index = 0;
        while index < end && units[index].class.is_separator() {
            if stays_in_front(units[index].class) {
                key.bytes.extend_from_slice(folded.unit_text(index).as_bytes());
            }
            index += 1;
        }
        while index < end {
            let unit = units[index];
            if !unit.class.is_separator() {
                key.bytes.extend_from_slice(folded.unit_text(index).as_bytes());
                index += 1;
                continue;
            }
            let run_end = (index..end).find(|&i| !units[i].class.is_separator()).unwrap_or(end);
            let run = &units[index..run_end];
            if units[index - 1].class == Class::Digit && units[run_end].class == Class::Digit {
                key.bytes.push(between_digits(run.iter().map(|unit| unit.class)));
            } else {
                let has_dot = run.iter().any(|unit| unit.class == Class::Dot);
                let is_rich = is_rich(run.iter().map(|unit| unit.class));
                key.gaps.push(Gap { at: key.bytes.len(), has_dot, is_rich });
            }
            index = run_end;
        }
        let has_more = units.iter().any(|unit| !unit.class.is_separator());
        has_more.then_some(key)
    }

    /// Returns the key as text.
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("a key is folded text")
    }

    /// Returns the separators of the name after `at` bytes of its key.
    pub(crate) fn gap(&self, at: usize) -> Option<Gap> {
        let found = self.gaps.binary_search_by_key(&at, |gap| gap.at).ok()?;
        Some(self.gaps[found])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (name, key, gaps) in [
            ("Moonshot AI", "moonshotai", &[8][..]),
            ("01.AI", "01ai", &[2]),
            ("Kai-Fu Lee", "kaifulee", &[3, 5]),
            ("Qwen2.5", "qwen2.5", &[]),
            ("Claude 3 5", "claude3 5", &[6]),
            (".NET", ".net", &[]),
            ("- Kimi", "-kimi", &[]),
            ("Apple Inc.", "appleinc", &[5]),
            ("Yahoo!", "yahoo!", &[]),
            ("'s-Hertogenbosch", "shertogenbosch", &[1]),
            ("  智譜  AI ", "智谱ai", &[6]),
            ("埃隆·马斯克", "埃隆马斯克", &[6]),
        ] {
            let made = Key::of(name).expect(name);
            assert_eq!(String::from_utf8_lossy(&made.bytes), key, "{name}");
            assert_eq!(made.gaps.iter().map(|gap| gap.at).collect::<Vec<_>>(), gaps, "{name}");
        }
        assert_eq!(Key::of(" \u{200B}\n"), None);
        assert_eq!(Key::of(""), None);
        assert_eq!(Key::of("..."), None);
        assert_eq!(Key::of("·"), None);
    }
}
