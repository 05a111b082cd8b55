//! Classes of 64 bytes of text at a time, a bit for each.
//!
//! Every step works on eight bytes in a machine word, which needs no special instructions, no `unsafe`, and
//! is far from being what a scan waits for.

/// Bytes of a block.
pub(super) const BLOCK: usize = 64;

/// What the bytes of a block are; bit i is for byte i. Bytes from the first on that is not ASCII are nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    /// Number of leading ASCII bytes.
    pub ascii: usize,
    pub lower: u64,
    pub upper: u64,
    pub digit: u64,
}

impl Masks {
    #[inline]
    pub(super) fn of(block: &[u8; BLOCK]) -> Masks {
        let (words, _) = block.as_chunks::<8>();
        let (mut high, mut lower, mut upper, mut digit) = (0, 0, 0, 0);
        for (position, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let plain = word & !HIGH;
            let shift = 8 * position as u32;
            high |= gather(word & HIGH) << shift;
            lower |= gather(within(plain, b'a', b'z')) << shift;
            upper |= gather(within(plain, b'A', b'Z')) << shift;
            digit |= gather(within(plain, b'0', b'9')) << shift;
        }
        let ascii = (high.trailing_zeros() as usize).min(BLOCK);
        let mask = if ascii == BLOCK { u64::MAX } else { (1 << ascii) - 1 };
        Masks { ascii, lower: lower & mask, upper: upper & mask, digit: digit & mask }
    }

    /// Letters and digits.
    #[inline]
    pub(super) fn word(&self) -> u64 {
        self.lower | self.upper | self.digit
    }

    /// Where a name may begin within a word: at a capital after a small letter, at a change between
    /// letters and digits.
    #[inline]
    pub(super) fn inner_starts(&self) -> u64 {
        let letter = self.lower | self.upper;
        (self.upper & self.lower << 1) | (self.digit & letter << 1) | (letter & self.digit << 1)
    }

    /// Where a name may begin or end within a word: also before the last of several capitals.
    #[inline]
    pub(super) fn inner_edges(&self) -> u64 {
        self.inner_starts() | (self.upper & self.upper << 1 & self.lower >> 1)
    }
}

const HIGH: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;

/// Sets the highest bit of every byte that lies between two; all bytes are below 128.
#[inline]
fn within(bytes: u64, low: u8, high: u8) -> u64 {
    let reaches = bytes + ONES * u64::from(128 - low);
    let exceeds = bytes + ONES * u64::from(127 - high);
    reaches & !exceeds & HIGH
}

/// Gathers the highest bits of eight bytes into the lowest byte, in order.
#[inline]
fn gather(high_bits: u64) -> u64 {
    (high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_say_what_the_bytes_are() {
        // Every byte value at every place, among different neighbours.
        for shift in 0..=255u8 {
            let block: [u8; BLOCK] =
                std::array::from_fn(|at| (at as u8).wrapping_mul(67).wrapping_add(shift));
            let ascii = block.iter().position(|byte| !byte.is_ascii()).unwrap_or(BLOCK);
            let bits = |test: fn(&u8) -> bool| {
                let set = block[..ascii].iter().enumerate().filter(|(_, byte)| test(byte));
                set.fold(0u64, |bits, (at, _)| bits | 1 << at)
            };
            let masks = Masks::of(&block);
            assert_eq!(masks.ascii, ascii);
            assert_eq!(masks.lower, bits(u8::is_ascii_lowercase), "{block:?}");
            assert_eq!(masks.upper, bits(u8::is_ascii_uppercase), "{block:?}");
            assert_eq!(masks.digit, bits(u8::is_ascii_digit), "{block:?}");
        }
        for byte in 0..=127u8 {
            let masks = Masks::of(&[byte; BLOCK]);
            let all = |test: bool| if test { u64::MAX } else { 0 };
            assert_eq!(masks.lower, all(byte.is_ascii_lowercase()), "{byte}");
            assert_eq!(masks.upper, all(byte.is_ascii_uppercase()), "{byte}");
            assert_eq!(masks.digit, all(byte.is_ascii_digit()), "{byte}");
        }
    }

    #[test]
    fn edges_within_words() {
        let mut block = [b' '; BLOCK];
        block[..18].copy_from_slice(b"theKimi GPT4 AIThe");
        let masks = Masks::of(&block);
        assert_eq!(masks.inner_starts(), 1 << 3 | 1 << 11);
        assert_eq!(masks.inner_edges(), 1 << 3 | 1 << 11 | 1 << 15);
    }
}
