//! Which entities only one layer of a dictionary knows: what other layers say need not be asked of those.

use super::{EntityRef, Part};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

/// Entities of a page.
const PAGE: usize = 4096;

const UNKNOWN: u8 = 0;
const ALONE: u8 = 1;
const SHARED: u8 = 2;

type Page = [AtomicU8; PAGE];

/// What is known of each entity of each layer, worked out when it is first met.
#[derive(Debug)]
pub(super) struct Alone {
    /// By layer. None where there is but one.
    layers: Vec<Box<[OnceLock<Box<Page>>]>>,
}

impl Alone {
    /// O(entities / 4096).
    pub(super) fn new(parts: &[Arc<Part>]) -> Alone {
        let pages = |count: usize| (0..count.div_ceil(PAGE)).map(|_| OnceLock::new()).collect();
        let layered = parts.iter().filter(|_| parts.len() > 1);
        Alone { layers: layered.map(|part| pages(part.len() as usize)).collect() }
    }

    /// Tells whether no other layer has a record of an entity's ID. O(layers × log entities) at first, O(1)
    /// from then on. `parts` are those it was made of.
    #[inline]
    pub(super) fn holds(&self, parts: &[Arc<Part>], entity: EntityRef) -> bool {
        self.layers.is_empty() || self.holds_layered(parts, entity)
    }

    fn holds_layered(&self, parts: &[Arc<Part>], entity: EntityRef) -> bool {
        let number = entity.entity as usize;
        // A damaged file may name entities that are not there.
        let Some(page) = self.layers[entity.part as usize].get(number / PAGE) else { return false };
        let page = page.get_or_init(|| Box::new([const { AtomicU8::new(UNKNOWN) }; PAGE]));
        let known = &page[number % PAGE];
        match known.load(Ordering::Relaxed) {
            UNKNOWN => {
                // Whoever else works it out at the same time comes to the same.
                let is_alone = is_alone(parts, entity);
                known.store(if is_alone { ALONE } else { SHARED }, Ordering::Relaxed);
                is_alone
            }
            known => known == ALONE,
        }
    }
}

fn is_alone(parts: &[Arc<Part>], entity: EntityRef) -> bool {
    let part = entity.part as usize;
    let id = parts[part].record(entity.entity).id();
    let mut others = parts.iter().enumerate().filter(|(other, _)| *other != part);
    others.all(|(_, other)| other.find(id).is_none())
}
