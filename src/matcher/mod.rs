//! Finds every reading of every span of a text: the forms of a dictionary that stand there.
//!
//! All overlapping readings are returned. A longest match may still fail its boundary, and a shorter
//! one must then win, so which of them become mentions is decided later, in [`crate::disambiguate`].

mod address;
mod boundary;
mod conditions;
mod finder;
mod judge;
mod local;
mod plain;
mod scan;
mod separators;
mod whole;

pub(crate) use finder::Finder;
pub(crate) use whole::read_whole;

use crate::dictionary::{EntityRef, Row};
use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Bytes that a rule may look to either side of a name, so that results never depend on where a long
/// text was cut into windows.
const CONTEXT: usize = 2048;

/// How a surface form matched a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Tier {
    /// The folds are equal; separators of the name may be dropped or replaced.
    Exact,
    /// Made from the name by a certain rule: a separator inserted, a plural.
    Variant,
}

impl Tier {
    /// Returns the word for the tier, as the wire format writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Tier::Exact => "exact",
            Tier::Variant => "variant",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happened between a name and its surface form, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Trace(u8);

impl Trace {
    pub(crate) const INSERTED: Trace = Trace(1);
    pub(crate) const PLURAL: Trace = Trace(2);
    pub(crate) const GLUED: Trace = Trace(4);
    pub(crate) const PARTICLE: Trace = Trace(8);
    pub(crate) const BROKEN_LINE: Trace = Trace(16);
    /// The form asks for terms nearby, and there is no text around to have them.
    pub(crate) const UNMET: Trace = Trace(32);

    /// The surface form is the form of the dictionary letter by letter.
    pub(crate) const IDENTICAL: Trace = Trace(64);
    /// The document supports another reading of the same span better.
    pub(crate) const OUTDONE: Trace = Trace(128);

    pub(crate) fn set(&mut self, other: Trace) {
        self.0 |= other.0;
    }

    pub(crate) fn has(self, other: Trace) -> bool {
        self.0 & other.0 != 0
    }

    /// A rule beyond equality of folds was needed.
    pub(crate) fn tier(self) -> Tier {
        if self.has(Trace::INSERTED) || self.has(Trace::PLURAL) {
            Tier::Variant
        } else {
            Tier::Exact
        }
    }
}

/// How a document supports an entity, least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Support {
    #[default]
    None,
    /// A topic of the entity is open.
    Topic,
    /// A related entity is surely mentioned.
    Related,
    /// The entity itself is surely mentioned.
    Mentioned,
}

/// A form of the dictionary found at a span: one reading of it. A text may have a hit in every few words, so it
/// is kept small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Hit {
    /// Where, in the whole document.
    pub span: Span,
    /// Layer that the form came from.
    pub part: u16,
    /// The form.
    pub row: Row,
    /// Uppermost record of its entity; for a protected surface, nothing to look at.
    pub entity: EntityRef,
    pub trace: Trace,
    /// What the document says for it, once that is known.
    pub support: Support,
}

const _: () = assert!(size_of::<Hit>() <= 40);
