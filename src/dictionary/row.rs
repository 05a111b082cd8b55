//! Rows: which entity a key names, by which of its forms, under which rules.
//!
//! The rows of a key stand together in the order of their entities; the last one says so. A row is a byte
//! of flags, then the entity and the form in as few bytes as the dictionary's largest need.

use serde::{Deserialize, Serialize};

/// One form under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    /// Number of the entity in this part; for a `never` row, number of the source.
    pub entity: u32,
    /// Offset of the form in the record; for a `never` row, position in the source's list.
    pub form: u32,
    flags: u8,
}

impl Row {
    pub(super) const LAST: u8 = 1;
    pub(super) const NEVER: u8 = 2;
    pub(super) const WEAK: u8 = 4;
    pub(super) const SENSITIVE: u8 = 8;
    pub(super) const CONDITIONAL: u8 = 16;
    pub(super) const GAPPED: u8 = 32;
    pub(super) const DOTTED: u8 = 64;
    pub(super) const PRIOR: u8 = 128;

    pub(super) fn new(entity: u32, form: u32, flags: u8) -> Row {
        Row { entity, form, flags }
    }

    pub(super) fn with(self, flags: u8) -> Row {
        Row { flags: self.flags | flags, ..self }
    }

    /// No more rows of the key follow.
    #[inline]
    pub(crate) fn is_last(self) -> bool {
        self.flags & Row::LAST != 0
    }

    /// The surface is protected: no mention at all.
    #[inline]
    pub(crate) fn is_never(self) -> bool {
        self.flags & Row::NEVER != 0
    }

    #[inline]
    pub(crate) fn is_weak(self) -> bool {
        self.flags & Row::WEAK != 0
    }

    /// A name that counts by itself.
    #[inline]
    pub(crate) fn is_sure(self) -> bool {
        self.flags & (Row::NEVER | Row::WEAK) == 0
    }

    #[inline]
    pub(crate) fn is_sensitive(self) -> bool {
        self.flags & Row::SENSITIVE != 0
    }

    /// The form has `require` or `forbid` terms.
    #[inline]
    pub(crate) fn is_conditional(self) -> bool {
        self.flags & Row::CONDITIONAL != 0
    }

    /// The form has separators that are not in its key.
    #[inline]
    pub(crate) fn is_gapped(self) -> bool {
        self.flags & Row::GAPPED != 0
    }

    /// The form ends with a dot.
    #[inline]
    pub(crate) fn is_dotted(self) -> bool {
        self.flags & Row::DOTTED != 0
    }

    /// The form or its entity states a prior.
    #[inline]
    pub(crate) fn has_prior(self) -> bool {
        self.flags & Row::PRIOR != 0
    }

    /// Whether nothing but the place needs to be looked at to accept the key: it is plain, and has one form,
    /// which does not end with a dot.
    #[inline]
    pub(crate) fn is_only(self) -> bool {
        self.is_plain() && self.is_last() && !self.is_dotted()
    }

    /// Whether nothing needs to be looked up to accept the form: neither conditions nor letter case nor
    /// separators to compare, and no protection.
    #[inline]
    pub(crate) fn is_plain(self) -> bool {
        self.flags & (Row::NEVER | Row::SENSITIVE | Row::CONDITIONAL | Row::GAPPED) == 0
    }
}

/// How rows are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowWidths {
    /// Bytes of the number of an entity.
    entity: u8,
    /// Bytes of the place of a form.
    form: u8,
}

/// Bytes of a row in files of format 1, which wrote three numbers of four bytes each.
pub(super) const FIRST_FORMAT: usize = 12;

impl RowWidths {
    /// As narrow as the largest numbers allow.
    pub(super) fn of(largest_entity: u32, largest_form: u32) -> RowWidths {
        let bytes = |number: u32| (4 - number.leading_zeros() as u8 / 8).max(1);
        RowWidths { entity: bytes(largest_entity), form: bytes(largest_form) }
    }

    /// Tells whether a file may state these.
    pub(super) fn are_sound(self) -> bool {
        (1..=4).contains(&self.entity) && (1..=4).contains(&self.form)
    }

    pub(super) fn stride(self) -> usize {
        1 + self.entity as usize + self.form as usize
    }

    pub(super) fn write(self, row: Row, out: &mut Vec<u8>) {
        out.push(row.flags);
        out.extend_from_slice(&row.entity.to_le_bytes()[..self.entity as usize]);
        out.extend_from_slice(&row.form.to_le_bytes()[..self.form as usize]);
    }

    #[inline]
    fn read(self, bytes: &[u8]) -> Option<Row> {
        // Both numbers together, in a word: a row is read for every name that is found.
        if let Some(&[flags, ref numbers @ ..]) = bytes.first_chunk::<9>() {
            let numbers = u64::from_le_bytes(*numbers);
            let form = numbers >> (8 * self.entity);
            return Some(Row {
                entity: lowest(numbers, self.entity),
                form: lowest(form, self.form),
                flags,
            });
        }
        let entity_end = 1 + self.entity as usize;
        let &flags = bytes.first()?;
        let entity = number(bytes.get(1..entity_end)?);
        let form = number(bytes.get(entity_end..self.stride())?);
        Some(Row { entity, form, flags })
    }
}

/// The rows section.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'d> {
    bytes: &'d [u8],
    /// None for format 1.
    widths: Option<RowWidths>,
}

impl<'d> Rows<'d> {
    pub(super) fn new(bytes: &'d [u8], widths: Option<RowWidths>) -> Rows<'d> {
        Rows { bytes, widths }
    }

    /// Goes through the rows of a key, from the place of the first.
    #[inline]
    pub(crate) fn from(self, first: u64) -> impl Iterator<Item = Row> + use<'d> {
        let (unit, stride) = match self.widths {
            Some(widths) => (1, widths.stride()),
            None => (FIRST_FORMAT, FIRST_FORMAT),
        };
        let start = usize::try_from(first).ok().and_then(|first| first.checked_mul(unit));
        let mut rest = start.and_then(|start| self.bytes.get(start..)).unwrap_or(&[]);
        std::iter::from_fn(move || {
            let row = match self.widths {
                Some(widths) => widths.read(rest)?,
                None => read_first_format(rest)?,
            };
            rest = if row.is_last() { &[] } else { rest.get(stride..)? };
            Some(row)
        })
    }
}

/// The lowest so many bytes of a number, from one to four.
#[inline]
fn lowest(number: u64, bytes: u8) -> u32 {
    number as u32 & (u32::MAX >> (32 - 8 * u32::from(bytes)))
}

#[inline]
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// Reads a row of format 1, which did not say whether the form has separators, a dot at its end, a prior.
fn read_first_format(bytes: &[u8]) -> Option<Row> {
    let (fields, _) = bytes.get(..FIRST_FORMAT)?.as_chunks::<4>();
    let [entity, form, flags] = [fields[0], fields[1], fields[2]].map(u32::from_le_bytes);
    Some(Row { entity, form, flags: flags as u8 | Row::GAPPED | Row::DOTTED | Row::PRIOR })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_as_written() {
        for (entity, form) in [(0, 0), (255, 256), (65_536, 1), (1 << 24, u32::MAX)] {
            let widths = RowWidths::of(entity, form);
            assert!(widths.are_sound());
            let row = Row::new(entity, form, Row::WEAK).with(Row::LAST);
            let mut bytes = Vec::new();
            widths.write(row, &mut bytes);
            assert_eq!(bytes.len(), widths.stride());
            assert_eq!(widths.read(&bytes), Some(row));
            assert_eq!(widths.read(&bytes[1..]), None);
            bytes.extend([0xFF; 8]);
            assert_eq!(widths.read(&bytes), Some(row));
        }
    }
}
