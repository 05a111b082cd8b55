//! A filter over how names begin: whether one may begin with this word, or these two; with these two or three
//! characters. Each question is answered from one 64-bit block, of which a large dictionary keeps many in the
//! cache where its keys have no room.
//!
//! It is two Bloom filters in blocks of a machine word (Putze, Sanders and Singler, 2007). That of words, which are
//! ASCII letters and digits, has the words that are keys, those after which a key goes on with another word, and
//! such pairs; and those after which it goes on in a way that only a walk can tell. That of
//! characters, for all other scripts, has keys of two characters, the first two characters of longer keys, and
//! their first three. They may say yes where the walk finds nothing, never no where it would find something.

use super::key::Key;

/// Bits of the filter for each entry. Of a hundred strange words some three pass as something then, and one as a
/// name: 3.6 % and 1.2 % of the 36,737 words of ten megabytes of English that none of a million names begins with;
/// a test below holds it to that order.
const BITS_EACH: usize = 12;

/// Separators of a name of which all pairs of words are entered; beyond, any word may follow one of its.
const MOST_CUTS: usize = 16;

/// Stands for any word after one of a name that has too many.
const ANY: WordHash = WordHash(0);

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a word, by which it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct WordHash(u64);

impl WordHash {
    /// Hashes a word that is the first so many of eight bytes; from one to eight.
    #[inline]
    pub(crate) fn of_eight(bytes: [u8; 8], len: usize) -> WordHash {
        WordHash(mix(lower_case(bytes, len)))
    }

    /// Hashes a word of ASCII letters and digits in any letter case.
    #[inline]
    pub(crate) fn of(word: &[u8]) -> WordHash {
        let (chunks, rest) = word.as_chunks::<8>();
        let mut hash = 0;
        for chunk in chunks {
            hash = mix(hash ^ (u64::from_le_bytes(*chunk) | LOWER));
        }
        if rest.is_empty() {
            return WordHash(hash);
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let mask = u64::MAX >> (64 - 8 * rest.len());
        WordHash(mix(hash ^ ((u64::from_le_bytes(last) | LOWER) & mask)))
    }

    /// Hashes two words in a row.
    #[inline]
    pub(crate) fn then(self, next: WordHash) -> WordHash {
        WordHash(mix(self.0.rotate_left(23) ^ next.0))
    }

    /// Hashes two characters by their codes.
    #[inline]
    pub(crate) fn of_codes(first: u32, second: u32) -> WordHash {
        WordHash(mix(u64::from(first) << 32 | u64::from(second)))
    }

    /// Hashes a character after others.
    #[inline]
    pub(crate) fn then_code(self, code: u32) -> WordHash {
        self.then(WordHash(u64::from(code)))
    }

    /// Returns the hash as a number, to be kept.
    #[inline]
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// Returns the hash that a number was made of.
    #[inline]
    pub(crate) fn of_bits(bits: u64) -> WordHash {
        WordHash(bits)
    }

    /// The four bits of a block that stand for an entry of any kind.
    #[inline]
    fn any_bits(self) -> u64 {
        bit(self.0) | bit(self.0 >> 6) | bit(self.0 >> 12) | bit(self.0 >> 18)
    }

    /// The two bits that stand for an entry of one kind.
    #[inline]
    fn kind_bits(self, kind: Kind) -> u64 {
        let hash = self.0.wrapping_mul(MIX) >> (12 * kind as u32);
        bit(hash) | bit(hash >> 6)
    }
}

/// What an entry is.
#[derive(Clone, Copy)]
enum Kind {
    Name,
    Prefix,
    Open,
}

/// Sets the bit that makes ASCII letters lower-case, and leaves digits as they are.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// Returns a word that is the first so many of eight bytes, from one to eight ASCII letters and digits, with its
/// letters made small. No two words come to the same number.
#[inline]
pub(crate) fn lower_case(eight: [u8; 8], len: usize) -> u64 {
    (u64::from_le_bytes(eight) | LOWER) & u64::MAX >> (64 - 8 * len as u32)
}

#[inline]
fn mix(number: u64) -> u64 {
    let product = u128::from(number ^ 0xA076_1D64_78BD_642F) * u128::from(MIX);
    product as u64 ^ (product >> 64) as u64
}

#[inline]
fn bit(hash: u64) -> u64 {
    1 << (hash & 63)
}

#[inline]
fn block(hash: WordHash, blocks: usize) -> usize {
    (((hash.0 >> 32) * blocks as u64) >> 32) as usize
}

/// What a word, or two characters, may be to the names of a dictionary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Passes {
    /// A key by itself; or a pair or three characters that keys have.
    pub name: bool,
    /// A key may go on with another word, or a third character.
    pub prefix: bool,
    /// A key may go on in another way.
    pub open: bool,
}

/// The filter of a compiled dictionary, read in place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameFilter<'d> {
    words: &'d [[u8; 8]],
    letters: &'d [[u8; 8]],
    /// Whether some name has too many words for all pairs.
    has_long: bool,
}

impl<'d> NameFilter<'d> {
    /// Wraps a section; `None` where it cannot be one.
    pub(super) fn new(section: &'d [u8]) -> Option<NameFilter<'d>> {
        let ([count, has_long], blocks) = section.as_chunks::<8>().0.split_first_chunk()?;
        let words = usize::try_from(u64::from_le_bytes(*count)).ok()?;
        let (words, letters) = blocks.split_at_checked(words)?;
        Some(NameFilter { words, letters, has_long: u64::from_le_bytes(*has_long) != 0 })
    }

    /// Tells whether a word may be anything.
    #[inline]
    pub(crate) fn has_word(&self, word: WordHash) -> bool {
        has(found(self.words, word), word.any_bits())
    }

    /// Tells what a word may be.
    #[inline]
    pub(crate) fn word(&self, word: WordHash) -> Passes {
        ask(self.words, word)
    }

    /// Tells whether some name may have these two words in a row at its beginning.
    #[inline]
    pub(crate) fn pair(&self, first: WordHash, second: WordHash) -> bool {
        self.word(first.then(second)).name || (self.has_long && self.word(first.then(ANY)).name)
    }

    /// Tells whether two characters may be anything.
    #[inline]
    pub(crate) fn has_letters(&self, two: WordHash) -> bool {
        has(found(self.letters, two), two.any_bits())
    }

    /// Tells what two characters may be.
    #[inline]
    pub(crate) fn letters(&self, two: WordHash) -> Passes {
        ask(self.letters, two)
    }

    /// Tells whether some name may begin with these three characters.
    #[inline]
    pub(crate) fn third_letter(&self, two: WordHash, code: u32) -> bool {
        self.letters(two.then_code(code)).name
    }
}

#[inline]
fn found(blocks: &[[u8; 8]], hash: WordHash) -> [u8; 8] {
    blocks.get(block(hash, blocks.len())).copied().unwrap_or_default()
}

#[inline]
fn has(block: [u8; 8], bits: u64) -> bool {
    u64::from_le_bytes(block) & bits == bits
}

/// All at once, without a jump: whether a word passes can seldom be foreseen.
#[inline]
fn ask(blocks: &[[u8; 8]], hash: WordHash) -> Passes {
    let found = found(blocks, hash);
    let is_any = has(found, hash.any_bits());
    Passes {
        name: is_any & has(found, hash.kind_bits(Kind::Name)),
        prefix: is_any & has(found, hash.kind_bits(Kind::Prefix)),
        open: is_any & has(found, hash.kind_bits(Kind::Open)),
    }
}

/// The entries of one filter, by kind.
#[derive(Debug, Default)]
struct Entries([Vec<WordHash>; 3]);

impl Entries {
    fn enter(&mut self, hash: WordHash, kind: Kind) {
        let list = &mut self.0[kind as usize];
        // Names are sorted, so that the same entry often comes again at once.
        if list.last() != Some(&hash) {
            list.push(hash);
        }
    }

    fn blocks(mut self) -> Vec<u64> {
        for list in &mut self.0 {
            list.sort_unstable_by_key(|hash| hash.0);
            list.dedup();
        }
        let entries: usize = self.0.iter().map(Vec::len).sum();
        let mut blocks = vec![0u64; (entries * BITS_EACH).div_ceil(64).max(1)];
        let count = blocks.len();
        for (list, kind) in self.0.iter().zip([Kind::Name, Kind::Prefix, Kind::Open]) {
            for hash in list {
                blocks[block(*hash, count)] |= hash.any_bits() | hash.kind_bits(kind);
            }
        }
        blocks
    }
}

/// Collects the beginnings of names.
#[derive(Debug, Default)]
pub(super) struct FilterBuilder {
    words: Entries,
    letters: Entries,
    has_long: bool,
}

impl FilterBuilder {
    /// Adds a name: by the characters that its key begins with, whose codes are those of the trie, or where
    /// there is none, the characters themselves; and by its words.
    pub(super) fn add(&mut self, key: &Key, code: impl Fn(char) -> u32) {
        let mut codes = key.as_str().chars().map(code);
        if let (Some(first), Some(second)) = (codes.next(), codes.next()) {
            let two = WordHash::of_codes(first, second);
            match codes.next() {
                None => self.letters.enter(two, Kind::Name),
                Some(third) => {
                    self.letters.enter(two, Kind::Prefix);
                    self.letters.enter(two.then_code(third), Kind::Name);
                }
            }
        }
        self.add_words(key);
    }

    /// Adds the words that a name begins with, cut wherever a text may have a separator.
    fn add_words(&mut self, key: &Key) {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric();
        let head = key.bytes.iter().position(|byte| !is_word(byte)).unwrap_or(key.bytes.len());
        if head == 0 {
            return;
        }
        let word = |range: std::ops::Range<usize>| WordHash::of(&key.bytes[range]);
        match head == key.bytes.len() {
            true => self.words.enter(word(0..head), Kind::Name),
            false => self.words.enter(word(0..head), Kind::Open),
        }
        let cuts: Vec<usize> =
            key.gaps.iter().map(|gap| gap.at).filter(|&at| at > 0 && at < head).collect();
        for (position, &cut) in cuts.iter().enumerate() {
            self.words.enter(word(0..cut), Kind::Prefix);
            if cuts.len() > MOST_CUTS {
                self.words.enter(word(0..cut).then(ANY), Kind::Name);
                self.has_long = true;
                continue;
            }
            for &end in cuts[position + 1..].iter().chain([&head]) {
                self.words.enter(word(0..cut).then(word(cut..end)), Kind::Name);
            }
        }
    }

    /// Returns the section, in numbers of eight bytes: how many blocks there are of words; 1 where any word may
    /// follow some; those blocks, and those of characters. O(entries).
    pub(super) fn finish(self) -> Vec<u8> {
        let (words, letters) = (self.words.blocks(), self.letters.blocks());
        let header = [words.len() as u64, u64::from(self.has_long)];
        let numbers = header.into_iter().chain(words).chain(letters);
        numbers.flat_map(u64::to_le_bytes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(names: &[&str]) -> Vec<u8> {
        let mut builder = FilterBuilder::default();
        for name in names {
            builder.add(&Key::of(name).expect(name), |c| c as u32);
        }
        builder.finish()
    }

    #[test]
    fn words_are_hashed_alike_by_either_way() {
        for word in ["a", "Kimi", "baichuan", "Moonshot9", "internationalization", "3"] {
            let lower = word.to_ascii_lowercase();
            let hash = WordHash::of(lower.as_bytes());
            assert_eq!(WordHash::of(word.as_bytes()), hash, "{word}");
            if word.len() <= 8 {
                let mut eight = *b"........";
                eight[..word.len()].copy_from_slice(word.as_bytes());
                assert_eq!(WordHash::of_eight(eight, word.len()), hash, "{word}");
            }
        }
    }

    #[test]
    fn few_strange_words_pass() {
        let names: Vec<String> = (0..20_000).map(|number| format!("name{number}")).collect();
        let section = filter(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let filter = NameFilter::new(&section).expect("fresh");
        let strange = |number: usize| filter.word(WordHash::of(format!("word{number}").as_bytes()));
        let passes: Vec<Passes> = (0..20_000).map(strange).collect();
        let share = |test: fn(&Passes) -> bool| {
            passes.iter().filter(|passes| test(passes)).count() as f64 / passes.len() as f64
        };
        let any = share(|passes| passes.name | passes.prefix | passes.open);
        let name = share(|passes| passes.name);
        assert!(any < 0.03, "{any}");
        assert!(name < 0.015, "{name}");
    }

    #[test]
    fn nothing_that_is_in_a_name_is_refused() {
        let section = filter(&[
            "Moonshot AI",
            "Zero One",
            "C++",
            "U.S.",
            "Bank of China",
            "百川",
            "月之暗面",
        ]);
        let filter = NameFilter::new(&section).expect("fresh");
        let word = |text: &str| WordHash::of(text.as_bytes());
        for (text, test) in [
            ("moonshot", (|passes| passes.prefix) as fn(Passes) -> bool),
            ("moonshotai", |passes| passes.name),
            ("zero", |passes| passes.prefix),
            ("c", |passes| passes.open),
            ("u", |passes| passes.prefix),
            ("us", |passes| passes.name),
            ("bankof", |passes| passes.prefix),
            ("bankofchina", |passes| passes.name),
        ] {
            assert!(test(filter.word(word(text))), "{text}");
        }
        for (first, second) in
            [("moonshot", "ai"), ("bank", "of"), ("bank", "ofchina"), ("bankof", "china")]
        {
            assert!(filter.pair(word(first), word(second)), "{first} {second}");
        }
        let two = |first: char, second: char| WordHash::of_codes(first as u32, second as u32);
        assert!(filter.letters(two('百', '川')).name);
        assert!(filter.letters(two('月', '之')).prefix);
        assert!(filter.third_letter(two('月', '之'), '暗' as u32));
        assert_eq!(NameFilter::new(&[0; 15]).map(|_| ()), None);
        let empty = NameFilter::new(&[0; 16]).expect("no blocks");
        assert_eq!(empty.word(word("kimi")), Passes::default());
    }
}
