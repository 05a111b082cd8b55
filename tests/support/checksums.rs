//! Makes the checksums of a compiled dictionary right again, as somebody with bad intentions would.
//!
//! The layout is the one that `src/dictionary/format.rs` describes.

use xxhash_rust::xxh3::xxh3_64;

pub const HEADER: usize = 48;
pub const ENTRY: usize = 32;
pub const SECTIONS: usize = 7;
const CHECKSUM: usize = 24;
const LENGTH: usize = 40;

/// Reads a number of the header.
pub fn number(bytes: &[u8], at: usize) -> usize {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes")) as usize
}

/// Corrects every checksum and the length, as far as the header still says where the sections are.
/// Bytes too short for a header stay as they are.
pub fn seal(bytes: &mut [u8]) {
    let end = HEADER + ENTRY * SECTIONS;
    if bytes.len() < end {
        return;
    }
    let len = bytes.len() as u64;
    bytes[LENGTH..LENGTH + 8].copy_from_slice(&len.to_le_bytes());
    for section in 0..SECTIONS {
        let entry = HEADER + ENTRY * section;
        let (start, len) = (number(bytes, entry + 8), number(bytes, entry + 16));
        if let Some(range) = start.checked_add(len).and_then(|end| bytes.get(start..end)) {
            let checksum = xxh3_64(range);
            bytes[entry + 24..entry + 32].copy_from_slice(&checksum.to_le_bytes());
        }
    }
    bytes[CHECKSUM..CHECKSUM + 8].fill(0);
    let checksum = xxh3_64(&bytes[..end]);
    bytes[CHECKSUM..CHECKSUM + 8].copy_from_slice(&checksum.to_le_bytes());
}
