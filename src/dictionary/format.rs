//! The layout of a compiled dictionary: header, sections, checksums.
//!
//! ```text
//! 0   magic "EXONYM\r\n"        24  checksum of the header (with this field zero)
//! 8   format version            32  hash of the sorted records
//! 12  folding profile           40  length of the file
//! 16  number of sections        48  sections: tag, 0, offset, length, checksum (u32 u32 u64 u64 u64)
//! 20  0
//! ```
//! All numbers are little-endian and read unaligned, so that the file can be used where it lies.

use super::build::Spool;
use crate::error::{Error, Result};
use crate::fold;
use std::io::Write;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Version of the file format that this release writes. It reads the one before as well.
pub const VERSION: u32 = 2;
/// Had rows of twelve bytes, and neither filter nor trie.
pub(super) const FIRST_VERSION: u32 = 1;

const MAGIC: &[u8; 8] = b"EXONYM\r\n";
const HEADER: usize = 48;
const ENTRY: usize = 32;
const CHECKSUM_AT: Range<usize> = 24..32;

/// The sections, in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// JSON: the sources with their `never` lists, and the limits a scanner needs.
    Meta,
    /// Automaton from key to its first row.
    Keys,
    /// Rows: which entity, which of its forms; before the rows of a key, what the trie does not have of it.
    Rows,
    /// Offsets of the records.
    Index,
    /// The records, sorted by ID.
    Records,
    /// Filter over the beginnings of names. Optional.
    Filter,
    /// Trie from key to its first row. Optional.
    Trie,
}

/// All sections; the first so many are in every file.
pub(super) const SECTIONS: [Section; 7] = [
    Section::Meta,
    Section::Keys,
    Section::Rows,
    Section::Index,
    Section::Records,
    Section::Filter,
    Section::Trie,
];
const NEEDED: usize = 5;

impl Section {
    pub(super) fn name(self) -> &'static str {
        match self {
            Section::Meta => "meta",
            Section::Keys => "keys",
            Section::Rows => "rows",
            Section::Index => "index",
            Section::Records => "records",
            Section::Filter => "filter",
            Section::Trie => "trie",
        }
    }
}

/// Where each section lies in a file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    sections: [Range<usize>; SECTIONS.len()],
    checksums: [u64; SECTIONS.len()],
    pub version: u32,
    pub records_hash: u64,
}

impl Layout {
    /// Reads the header. O(1): the sections' own checksums are left to [`Layout::verify`].
    pub(super) fn read(bytes: &[u8]) -> Result<Layout> {
        if bytes.len() < 16 || !bytes.starts_with(MAGIC) {
            return Err(Error::NotADictionary);
        }
        let version = u32_at(bytes, 8).ok_or(Error::NotADictionary)?;
        if !(FIRST_VERSION..=VERSION).contains(&version) {
            return Err(Error::FormatVersion { found: version, expected: VERSION });
        }
        let profile = u32_at(bytes, 12).ok_or(Error::NotADictionary)?;
        let damaged = Error::Damaged { section: "header" };
        let count = u32_at(bytes, 16).unwrap_or(0) as usize;
        if !(NEEDED..=SECTIONS.len()).contains(&count) {
            return Err(damaged);
        }
        let Some(header) = bytes.get(..HEADER + ENTRY * count) else { return Err(damaged) };
        let mut blank = header.to_vec();
        blank[CHECKSUM_AT].fill(0);
        let sound = u64_at(header, CHECKSUM_AT.start) == Some(xxh3_64(&blank))
            && u64_at(header, 40) == Some(bytes.len() as u64);
        if !sound {
            return Err(damaged);
        }
        if profile != fold::PROFILE {
            return Err(Error::FoldProfile { found: profile, expected: fold::PROFILE });
        }
        let mut layout = Layout {
            sections: std::array::from_fn(|_| 0..0),
            checksums: [0; SECTIONS.len()],
            version,
            records_hash: u64_at(header, 32).unwrap_or(0),
        };
        for (position, section) in SECTIONS.into_iter().take(count).enumerate() {
            let entry = HEADER + ENTRY * position;
            let range = || {
                let start = usize::try_from(u64_at(header, entry + 8)?).ok()?;
                let len = usize::try_from(u64_at(header, entry + 16)?).ok()?;
                let end = start.checked_add(len)?;
                (end <= bytes.len()).then_some(start..end)
            };
            layout.sections[position] =
                range().ok_or(Error::Damaged { section: section.name() })?;
            layout.checksums[position] = u64_at(header, entry + 24).unwrap_or(0);
        }
        Ok(layout)
    }

    /// Compares every section with its checksum. O(file size), at memory speed.
    pub(super) fn verify(&self, bytes: &[u8]) -> Result<()> {
        for (position, section) in SECTIONS.into_iter().enumerate() {
            let range = self.sections[position].clone();
            if !range.is_empty() && xxh3_64(&bytes[range]) != self.checksums[position] {
                return Err(Error::Damaged { section: section.name() });
            }
        }
        Ok(())
    }

    /// Returns where a section lies.
    pub(super) fn range(&self, section: Section) -> Range<usize> {
        self.sections[section as usize].clone()
    }
}

/// Writes sections, in the order of [`SECTIONS`], as one file.
///
/// # Errors
///
/// [`Error::Stream`] where the writer fails, [`Error::Io`] where a temporary file does.
pub(super) fn write(
    sections: [(Section, Spool); SECTIONS.len()],
    out: &mut dyn Write,
) -> Result<()> {
    let mut header = Vec::with_capacity(HEADER + ENTRY * sections.len());
    header.extend_from_slice(MAGIC);
    for number in [VERSION, fold::PROFILE, sections.len() as u32, 0] {
        header.extend(number.to_le_bytes());
    }
    let start = (HEADER + ENTRY * sections.len()) as u64;
    let total = start + sections.iter().map(|(_, section)| section.len()).sum::<u64>();
    let records = sections.iter().find(|(section, _)| *section == Section::Records);
    let records_hash = records.map_or(0, |(_, records)| records.hash());
    for number in [0, records_hash, total] {
        header.extend(number.to_le_bytes());
    }
    let mut offset = start;
    for (section, bytes) in &sections {
        header.extend((*section as u32).to_le_bytes());
        header.extend(0u32.to_le_bytes());
        for number in [offset, bytes.len(), bytes.hash()] {
            header.extend(number.to_le_bytes());
        }
        offset += bytes.len();
    }
    let checksum = xxh3_64(&header);
    header[CHECKSUM_AT].copy_from_slice(&checksum.to_le_bytes());
    out.write_all(&header).map_err(Error::Stream)?;
    sections.into_iter().try_for_each(|(_, bytes)| bytes.copy_to(out))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}
