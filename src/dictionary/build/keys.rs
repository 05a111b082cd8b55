//! Sorted keys with their rows, and what is noted beside them.

use super::forms::Watch;
use super::room::Room;
use super::sorter::Sorter;
use crate::dictionary::compile::{KeyCompiler, KeySections};
use crate::dictionary::key::{Gap, Key};
use crate::dictionary::record::{self, Cursor};
use crate::dictionary::row::{Row, RowWidths};
use crate::dictionary::trie::Alphabet;
use std::io;

/// Flag of what is sorted with the rows, but is none: which row is the last of its key is not known yet.
pub(super) const NO_ROW: u8 = Row::LAST;

/// Keys with all that is needed to compile them.
pub(super) struct Keys {
    pub keys: Sorter,
    /// How many there are.
    pub total: u64,
    pub widths: RowWidths,
    /// Of all keys, where there is to be a trie.
    pub alphabet: Option<Alphabet>,
}

impl Keys {
    /// Makes the sections that a text is matched against. `progress` is told how many keys of all are done.
    pub(super) fn compile(
        self,
        room: &Room,
        watch: &mut dyn Watch,
        progress: &mut dyn FnMut(u64, u64),
    ) -> io::Result<KeySections> {
        /// Forms between two reports of progress.
        const STEP: u64 = 1 << 14;
        let mut sorted = self.keys.finish()?;
        let mut compiler = KeyCompiler::new(self.widths, self.alphabet, room)?;
        let mut key = Key { bytes: Vec::new(), gaps: Vec::new() };
        let mut done = 0;
        while let Some((bytes, value)) = sorted.next()? {
            let (flags, entity, place, note) =
                take(value, &mut key.gaps).ok_or(io::ErrorKind::InvalidData)?;
            watch.sorted(bytes, entity, flags & Row::NEVER != 0, note)?;
            if flags & NO_ROW == 0 {
                key.bytes.clear();
                key.bytes.extend_from_slice(bytes);
                compiler.add(&key, Row::new(entity, place, flags))?;
            }
            done += 1;
            if done % STEP == 0 {
                progress(done, self.total);
            }
        }
        compiler.finish(room)
    }
}

/// Writes what goes with a key: flags, entity and place of the row; the gaps. A note may follow.
pub(super) fn put(out: &mut Vec<u8>, (flags, entity, place): (u8, u32, u32), gaps: &[Gap]) {
    out.push(flags);
    out.extend_from_slice(&entity.to_le_bytes());
    out.extend_from_slice(&place.to_le_bytes());
    record::put(out, gaps.len() as u64);
    for gap in gaps {
        record::put(
            out,
            (gap.at as u64) << 2 | u64::from(gap.has_dot) << 1 | u64::from(gap.is_rich),
        );
    }
}

/// Reads what [`put`] wrote, and returns what is left, the note.
fn take<'v>(value: &'v [u8], gaps: &mut Vec<Gap>) -> Option<(u8, u32, u32, &'v [u8])> {
    let (&flags, rest) = value.split_first()?;
    let (entity, rest) =
        rest.split_first_chunk().map(|(n, rest)| (u32::from_le_bytes(*n), rest))?;
    let (place, rest) = rest.split_first_chunk().map(|(n, rest)| (u32::from_le_bytes(*n), rest))?;
    let mut cursor = Cursor { bytes: rest };
    gaps.clear();
    for _ in 0..cursor.number()? {
        let gap = cursor.number()?;
        gaps.push(Gap { at: (gap >> 2) as usize, has_dot: gap & 2 != 0, is_rich: gap & 1 != 0 });
    }
    Some((flags, entity, place, cursor.bytes))
}
