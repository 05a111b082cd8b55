//! The look-up key of a name: its fold without the separators that a text may drop or replace.
//!
//! `Zero One`, `Zero-One` and `ZeroOne` share the key `zeroone`, so one entry serves all ways of
//! joining the parts, and the place of each separator is checked only for a text that has some.
//! Two kinds of separator stay in the key, because they make another name: those before the first
//! letter (`.NET`), and those between two digits (`3.5` is not `35`), where a dot differs from the rest.

use crate::fold::{Class, Folded, fold_each};

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
        let mut making = Making::new(name.len());
        // Most names have no character that minds its neighbours.
        let is_simple = fold_each(name, |class, folded| {
            making.add(class, folded.encode_utf8(&mut [0; 4]));
        });
        if !is_simple {
            making = Making::new(name.len());
            let folded = Folded::new(name);
            for (index, unit) in folded.units().iter().enumerate() {
                making.add(unit.class, folded.unit_text(index));
            }
        }
        making.finish()
    }

    /// Tells whether a name has a key. Seldom looks further than the first letter.
    pub(crate) fn exists(name: &str) -> bool {
        // A letter or digit of ASCII is in every key, whatever stands around it.
        name.bytes().any(|byte| byte.is_ascii_alphanumeric()) || Key::of(name).is_some()
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

/// A key being made, piece by piece.
struct Making {
    key: Key,
    /// Class of the last piece that was no separator.
    last: Option<Class>,
    /// The separators since.
    run: Vec<Class>,
}

impl Making {
    fn new(len: usize) -> Making {
        let key = Key { bytes: Vec::with_capacity(len), gaps: Vec::new() };
        Making { key, last: None, run: Vec::new() }
    }

    #[inline]
    fn add(&mut self, class: Class, folded: &str) {
        if class.is_separator() {
            match self.last {
                None if stays_in_front(class) => {
                    self.key.bytes.extend_from_slice(folded.as_bytes())
                }
                None => {}
                Some(_) => self.run.push(class),
            }
            return;
        }
        if let (Some(last), false) = (self.last, self.run.is_empty()) {
            self.end_run(last, class);
        }
        self.key.bytes.extend_from_slice(folded.as_bytes());
        self.last = Some(class);
    }

    /// Writes down the separators between two other pieces.
    fn end_run(&mut self, before: Class, after: Class) {
        let run = self.run.iter().copied();
        if before == Class::Digit && after == Class::Digit {
            self.key.bytes.push(between_digits(run));
        } else {
            let has_dot = self.run.contains(&Class::Dot);
            self.key.gaps.push(Gap { at: self.key.bytes.len(), has_dot, is_rich: is_rich(run) });
        }
        self.run.clear();
    }

    fn finish(self) -> Option<Key> {
        self.last.map(|_| self.key)
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

    #[test]
    fn a_key_exists_where_one_is_made() {
        for name in
            ["a", "-9-", "...", "", "·", "月", "\u{301}", ".\u{301}", "\u{200B}", "ﬁ", "가", "+"]
        {
            assert_eq!(Key::exists(name), Key::of(name).is_some(), "{name:?}");
        }
    }
}
