//! The dictionaries that are part of the program.

use super::Dictionary;
use crate::error::{Error, Result};
use std::sync::OnceLock;

struct Builtin {
    name: &'static str,
    bytes: &'static [u8],
    opened: OnceLock<Dictionary>,
}

/// The first is the default. Each is a file of its own: one that is not asked for costs nothing but its
/// bytes, and where two state an entity, either can be had without the other.
static BUILTINS: [Builtin; 2] = [
    Builtin::new("technology", include_bytes!("../../dictionaries/builtin.exo")),
    Builtin::new("territories", include_bytes!("../../dictionaries/territories.exo")),
];

impl Builtin {
    const fn new(name: &'static str, bytes: &'static [u8]) -> Builtin {
        Builtin { name, bytes, opened: OnceLock::new() }
    }

    fn open(&self) -> Dictionary {
        let open =
            || Dictionary::from_static(self.bytes).expect("a test opens every built-in dictionary");
        self.opened.get_or_init(open).clone()
    }
}

impl Dictionary {
    /// Returns the default built-in dictionary: the technology industry. The first call verifies it.
    pub fn builtin() -> Dictionary {
        BUILTINS[0].open()
    }

    /// Returns a built-in dictionary by name: `technology`, or `territories` for countries, territories and
    /// their capitals in many languages.
    ///
    /// ```
    /// use exonym::{Dictionary, Normalizer};
    ///
    /// let normalizer = Normalizer::new(Dictionary::builtin_named("territories")?);
    /// let resolution = normalizer.resolve("Francia");
    /// let france = resolution.entity().unwrap();
    /// assert_eq!(france.name("zh"), Some("法国"));
    /// assert!(france.links().contains(&("iso-3166-1-alpha-2", "FR")));
    /// # Ok::<(), exonym::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::UnknownBuiltin`].
    pub fn builtin_named(name: &str) -> Result<Dictionary> {
        let known = BUILTINS.iter().find(|builtin| builtin.name == name);
        known.map(Builtin::open).ok_or_else(|| Error::UnknownBuiltin {
            name: name.to_owned(),
            known: Dictionary::builtin_names().collect(),
        })
    }

    /// Goes through the names of the built-in dictionaries, the default first.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTINS.iter().map(|builtin| builtin.name)
    }
}
