//! Pairs of a key and what belongs to it, in memory, sorted by key.
//!
//! A pair is the lengths of key and value (4 bytes each), then key and value: the same in memory and in the
//! runs of a temporary file.

/// Pairs one after the other, and their order.
#[derive(Debug, Default)]
pub(in crate::dictionary) struct Pairs {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// A pair, by its first sixteen bytes and the place of all of them, so that few comparisons look further.
#[derive(Clone, Copy, Debug)]
struct Entry {
    prefix: [u64; 2],
    at: usize,
}

/// Bytes of the lengths before a pair.
pub(super) const LENGTHS: usize = 8;

impl Pairs {
    pub(super) fn push(&mut self, key: &[u8], value: &[u8]) {
        let entry = Entry { prefix: prefix(key), at: self.bytes.len() };
        self.entries.push(entry);
        for len in [key.len(), value.len()] {
            self.bytes.extend_from_slice(&(len as u32).to_le_bytes());
        }
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(value);
    }

    pub(super) fn size(&self) -> usize {
        self.bytes.len() + self.entries.len() * size_of::<Entry>()
    }

    pub(super) fn sort(&mut self) {
        let Pairs { bytes, entries } = self;
        entries.sort_unstable_by(|a, b| {
            a.prefix
                .cmp(&b.prefix)
                .then_with(|| split(&bytes[a.at..]).0.cmp(split(&bytes[b.at..]).0))
                .then(a.at.cmp(&b.at))
        });
    }

    /// Goes through the pairs, each with the lengths before it.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.iter().map(|entry| {
            let (key, value) = split(&self.bytes[entry.at..]);
            &self.bytes[entry.at..entry.at + LENGTHS + key.len() + value.len()]
        })
    }

    /// Returns a pair by its place in the order.
    pub(super) fn get(&self, position: usize) -> Option<(&[u8], &[u8])> {
        self.entries.get(position).map(|entry| split(&self.bytes[entry.at..]))
    }

    /// Forgets the pairs, and keeps their room.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.entries.clear();
    }
}

/// The first bytes of a key as numbers that compare as the bytes do.
fn prefix(key: &[u8]) -> [u64; 2] {
    let mut first = [0; 16];
    let len = key.len().min(16);
    first[..len].copy_from_slice(&key[..len]);
    let both = u128::from_be_bytes(first);
    [(both >> 64) as u64, both as u64]
}

/// Splits the pair that bytes begin with.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (key, value) = lengths(bytes);
    bytes[LENGTHS..LENGTHS + key + value].split_at(key)
}

/// Reads the lengths of key and value that bytes begin with.
pub(super) fn lengths(bytes: &[u8]) -> (usize, usize) {
    let lengths = bytes[..LENGTHS].try_into().map(u64::from_le_bytes).expect("eight bytes");
    (lengths as u32 as usize, (lengths >> 32) as usize)
}
