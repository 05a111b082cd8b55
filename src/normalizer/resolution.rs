//! What a single name may mean.

use crate::annotated::{Candidate, candidates};
use crate::dictionary::{Dictionary, Entity};
use crate::disambiguate::{Verdict, is_decided};

/// The ranked readings of one name.
#[derive(Clone, Debug)]
pub struct Resolution<'t> {
    name: &'t str,
    dictionary: Dictionary,
    readings: Verdict,
}

impl<'t> Resolution<'t> {
    pub(super) fn new(name: &'t str, dictionary: &Dictionary, readings: Verdict) -> Resolution<'t> {
        Resolution { name, dictionary: dictionary.clone(), readings }
    }

    /// Returns the name asked for.
    pub fn name(&self) -> &'t str {
        self.name
    }

    /// Returns the entity meant; `None` where the name is unknown or may mean several alike.
    pub fn entity(&self) -> Option<Entity<'_>> {
        is_decided(&self.dictionary, &self.readings)
            .then(|| self.dictionary.view(self.readings[0].entity))
    }

    /// Keeps only the candidates of a type, which may decide between them.
    pub fn of_type(mut self, kind: &str) -> Resolution<'t> {
        self.readings.retain(|reading| self.dictionary.view(reading.entity).kind() == Some(kind));
        self
    }

    /// Goes through the candidates, best first.
    pub fn candidates(&self) -> impl ExactSizeIterator<Item = Candidate<'_>> {
        candidates(&self.dictionary, &self.readings, self.name.trim())
    }
}
