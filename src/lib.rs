#![cfg_attr(feature = "builtin", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "builtin"),
    doc = "Names, in any script and through any translation, resolved to one ID."
)]
#![cfg_attr(
    all(doc, feature = "builtin", feature = "sources"),
    doc = "",
    doc = "The texts under `docs/` are part of this documentation: [design](docs::design),",
    doc = "[formats](docs::format), [scale](docs::scale), [writing dictionaries](docs::dictionaries)."
)]

pub mod dictionary;
pub mod disambiguate;
pub mod eval;
pub mod fold;
pub mod normalizer;
pub mod output;
pub mod suggest;

mod annotated;
mod entity;
mod error;
mod lang;
mod matcher;
mod span;
mod token;
mod words;

pub use annotated::{Annotated, Candidate, Mention, MentionIter, Mentions};
pub use dictionary::{Dictionary, DictionaryBuilder, Entity};
pub use disambiguate::Overlaps;
pub use entity::{Alias, AliasKind, CaseRule, EntityRecord, Names};
pub use error::{Error, Problem, Result};
pub use lang::{InvalidLang, Lang, Script};
pub use matcher::Tier;
pub use normalizer::{Normalizer, NormalizerBuilder, Profile};
pub use span::Span;

/// The long texts, part of this documentation so that their code is tested.
#[cfg(all(doc, feature = "builtin", feature = "sources"))]
pub mod docs {
    #[doc = include_str!("../docs/DESIGN.md")]
    pub mod design {}

    #[doc = include_str!("../docs/FORMAT.md")]
    pub mod format {}

    #[doc = include_str!("../docs/SCALE.md")]
    pub mod scale {}

    #[doc = include_str!("../docs/DICTIONARIES.md")]
    pub mod dictionaries {}
}
