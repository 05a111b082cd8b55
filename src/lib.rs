//! Names, in any script and through any translation, resolved to one ID.

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

pub use annotated::{Annotated, Candidate, Mention};
pub use dictionary::{Dictionary, DictionaryBuilder, Entity};
pub use disambiguate::Overlaps;
pub use entity::{Alias, AliasKind, CaseRule, EntityRecord, Names};
pub use error::{Error, Problem, Result};
pub use lang::{InvalidLang, Lang, Script};
pub use matcher::Tier;
pub use normalizer::{Normalizer, NormalizerBuilder, Profile};
pub use span::Span;
