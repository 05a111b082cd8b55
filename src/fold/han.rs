//! Traditional and variant Han characters to one representative.
//!
//! The table is `dictionaries/han/simplified.tsv`; its source and licence stand beside it.

use std::collections::HashMap;
use std::sync::OnceLock;

static TABLE: &str = include_str!("../../dictionaries/han/simplified.tsv");

/// Returns the representative of a Han character, and any other character as it is.
pub(super) fn simplify(c: char) -> char {
    static MAP: OnceLock<HashMap<char, char>> = OnceLock::new();
    if (c as u32) < 0x2E80 {
        return c;
    }
    let map = MAP.get_or_init(|| rows().collect());
    *map.get(&c).unwrap_or(&c)
}

fn rows() -> impl Iterator<Item = (char, char)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut chars = line.chars();
        let from = chars.next()?;
        chars.next().filter(|&tab| tab == '\t')?;
        Some((from, chars.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_leads_to_a_fixed_point() {
        let mut count = 0;
        for (from, to) in rows() {
            assert_ne!(from, to);
            assert_eq!(simplify(to), to, "{from} leads to {to}, which leads on");
            count += 1;
        }
        assert!(count > 4_000, "only {count} rows were read");
    }
}
