//! Numbers that look random and are the same in every run.

/// Xorshift (Marsaglia, 2003).
pub struct Random(pub u64);

impl Random {
    /// Returns a number below `bound`, or 0 where there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}
