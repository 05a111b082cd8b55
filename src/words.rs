//! Word lists that matching rules consult; sources and licences in `dictionaries/words/`.

use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering as AtomicOrdering};

static ENGLISH: &str = include_str!("../dictionaries/words/english-common.txt");
static FUNCTION_WORDS: &str = include_str!("../dictionaries/words/english-function.txt");
static ABBREVIATIONS: &str = include_str!("../dictionaries/words/abbreviations.txt");
static KOREAN_PARTICLES: &str = include_str!("../dictionaries/words/particles-korean.txt");

fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Look-ups by bisection before a map is made. To make it takes 4.7 ms, as long as 5,000 look-ups of 1 µs, which
/// a short text never needs; from then on one takes 12 ns.
const FEW_LOOKUPS: u32 = 5_000;

/// Returns how common an English word is: 10, 20 or 35, the lower the commoner (the levels of SCOWL);
/// `None` for what is no common word. Takes lower case. O(log words) at first, O(1) when asked often.
pub(crate) fn english_level(word: &str) -> Option<u8> {
    static LOOKUPS: AtomicU32 = AtomicU32::new(0);
    static LEVELS: OnceLock<FxHashMap<&str, u8>> = OnceLock::new();
    if LOOKUPS.load(AtomicOrdering::Relaxed) < FEW_LOOKUPS {
        LOOKUPS.fetch_add(1, AtomicOrdering::Relaxed);
        return bisect(word);
    }
    LEVELS.get_or_init(|| entries(ENGLISH).filter_map(level).collect()).get(word).copied()
}

fn level(line: &str) -> Option<(&str, u8)> {
    let (word, level) = line.split_once('\t')?;
    Some((word, level.trim_end().parse().ok()?))
}

/// Finds a word in the sorted list, which needs no time to be made ready.
fn bisect(word: &str) -> Option<u8> {
    let (mut low, mut high) = (0, ENGLISH.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = ENGLISH.as_bytes()[..middle]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1);
        let line = ENGLISH[start..].lines().next().unwrap_or("");
        // Remarks stand at the head, before all words.
        match line.split_once('\t').map_or("", |(entry, _)| entry).cmp(word) {
            Ordering::Equal => return level(line).map(|(_, level)| level),
            Ordering::Less => low = (start + line.len() + 1).max(middle + 1),
            Ordering::Greater => high = start,
        }
    }
    None
}

/// Goes through the common English words in the order of their bytes.
#[cfg(all(feature = "files", feature = "sources"))]
pub(crate) fn english() -> impl Iterator<Item = &'static str> {
    entries(ENGLISH).filter_map(|line| line.split_once('\t')).map(|(word, _)| word)
}

/// Tells whether an English word of three letters or more is a function word: `the`, `when`. Takes lower
/// case.
pub(crate) fn is_function_word(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    WORDS.get_or_init(|| entries(FUNCTION_WORDS).collect()).contains(word)
}

/// Tells whether a word before a dot is an abbreviation, so that a capital after it starts no
/// sentence: `st`, `dr`. Takes lower case.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    WORDS.get_or_init(|| entries(ABBREVIATIONS).collect()).contains(word)
}

/// Tells whether a piece of Hangul is a particle that may follow a name. Takes it folded.
pub(crate) fn is_korean_particle(piece: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| entries(KOREAN_PARTICLES).map(crate::fold::fold).collect()).contains(piece)
}

/// Tells whether a Hiragana character is a particle that may stand before or after a name.
pub(crate) fn is_japanese_particle(c: char) -> bool {
    matches!(c, 'は' | 'が' | 'を' | 'に' | 'の' | 'と' | 'も' | 'で' | 'へ' | 'や' | 'か')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_found_either_way() {
        for (word, level) in entries(ENGLISH).filter_map(level) {
            assert_eq!((bisect(word), english_level(word)), (Some(level), Some(level)), "{word}");
        }
        for word in ["", "a\tb", "aaaa", "zzzz", "kimi", "#"] {
            assert_eq!((bisect(word), english_level(word)), (None, None), "{word}");
        }
    }
}
