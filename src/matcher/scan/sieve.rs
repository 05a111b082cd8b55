//! Asks the filter about the words of a chunk, and looks up those that are keys: many at a time, because
//! what takes the time in a large dictionary is to wait for memory, and waits that do not depend on each
//! other go on side by side.

use super::keys::Keys;
use super::starts::{By, Kind, Start, Starts};
use crate::dictionary::NameFilter;
use crate::fold::ascii_class;
use crate::matcher::separators::LONGEST_RUN;

/// Words that are looked up side by side.
const GROUP: usize = 16;

/// The starts that are left, used again for every chunk.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    live: Vec<Live>,
    rows: Vec<Option<u64>>,
}

/// A start that is left, by its position.
#[derive(Clone, Copy, Debug)]
struct Live {
    position: u32,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A word that the filter may know.
    Word,
    /// A word that no key goes on from.
    WordOnly,
    /// A word that begins a key which may go on.
    WordAndMore,
    Walk,
    Units,
    Nothing,
}

/// What follows a word, beyond separators.
enum Next {
    End,
    /// ASCII that is no letter or digit.
    Mark,
    /// A character beyond ASCII.
    Beyond,
    /// A digit after a digit.
    Number,
    /// A word, and where it begins.
    Word(usize),
}

impl Sieve {
    /// Keeps those of the first so many starts from which a name may begin. Never too few.
    pub(super) fn sift<K: Keys>(&mut self, text: &Starts<'_, K>, starts: &[Start], within: usize) {
        // First the filter alone, for all; what it says is not waited for.
        let nothing = Live { position: 0, what: What::Nothing };
        self.live.clear();
        self.live.resize(within, nothing);
        let mut count = 0;
        for (position, start) in starts[..within].iter().enumerate() {
            let (what, is_live) = match (start.kind, &text.filter) {
                (Kind::Word, Some(filter)) => {
                    (What::Word, text.variants || filter.has_word(start.hash))
                }
                (Kind::Word | Kind::Walk, _) => (What::Walk, true),
                (Kind::Units, _) => (What::Units, true),
            };
            self.live[count] = Live { position: position as u32, what };
            count += usize::from(is_live);
        }
        self.live.truncate(count);
        let Some(filter) = &text.filter else { return };
        for live in &mut self.live {
            if live.what == What::Word {
                live.what = text.what(filter, starts, live.position as usize);
            }
        }
        self.look_up(text, starts);
    }

    /// Hands on what is left, in order.
    pub(super) fn each<K>(
        &self,
        text: &Starts<'_, K>,
        starts: &[Start],
        mut walk: impl FnMut(usize, By),
    ) {
        let mut rows = self.rows.iter();
        for live in &self.live {
            let start = starts[live.position as usize];
            let at = start.at;
            let end = at + start.len as usize;
            let by = match live.what {
                What::Nothing | What::Word => continue,
                What::WordOnly => match rows.next() {
                    Some(Some(first_row)) => By::Key { end, first_row: *first_row },
                    _ => continue,
                },
                // Within a word nothing ends, but before a plural s.
                What::WordAndMore => By::Letters { first_end: end - usize::from(text.variants) },
                What::Walk => By::Letters { first_end: at },
                What::Units => By::Units,
            };
            walk(at, by);
        }
    }

    /// Looks up the words that are keys or nothing.
    fn look_up<K: Keys>(&mut self, text: &Starts<'_, K>, starts: &[Start]) {
        self.rows.clear();
        let words = self.live.iter().filter(|live| live.what == What::WordOnly);
        let mut words = words.map(|live| {
            let start = starts[live.position as usize];
            &text.reader.text.as_bytes()[start.at..start.at + start.len as usize]
        });
        loop {
            let mut group: [&[u8]; GROUP] = [&[]; GROUP];
            let mut count = 0;
            for place in &mut group {
                let Some(word) = words.next() else { break };
                *place = word;
                count += 1;
            }
            if count == 0 {
                return;
            }
            let longest = group.iter().map(|word| word.len()).max().unwrap_or(0);
            let mut states = [Some(text.reader.keys.root()); GROUP];
            for position in 0..longest {
                for (word, state) in group.iter().zip(&mut states) {
                    if let (Some(&byte), Some(open)) = (word.get(position), *state) {
                        let code = text.reader.letter(byte as char).code();
                        *state = code.and_then(|code| text.reader.keys.step(open, code));
                    }
                }
            }
            let values = states.map(|state| state.and_then(|state| text.reader.keys.value(state)));
            self.rows.extend_from_slice(&values[..count]);
        }
    }
}

impl<K: Keys> Starts<'_, K> {
    /// Tells what may begin with a word.
    #[inline]
    fn what(&self, filter: &NameFilter<'_>, starts: &[Start], position: usize) -> What {
        let passes = filter.word(starts[position].hash);
        let is_more = (passes.open || passes.prefix)
            && match self.next(starts, position) {
                Next::End => false,
                Next::Mark => passes.open,
                Next::Beyond => true,
                Next::Number => passes.open || passes.prefix,
                Next::Word(at) => passes.prefix && self.goes_on(filter, starts, position, at),
            };
        if is_more || (self.variants && self.may_vary(filter, starts[position])) {
            return What::WordAndMore;
        }
        if passes.name { What::WordOnly } else { What::Nothing }
    }

    /// Looks at what follows a word and the separators after it.
    #[inline]
    fn next(&self, starts: &[Start], position: usize) -> Next {
        let bytes = self.reader.text.as_bytes();
        let start = starts[position];
        let end = start.at + start.len as usize;
        // A space and another word, as nearly always.
        let next = starts.get(position + 1).filter(|next| next.at == end + 1);
        if next.is_some() && bytes[end] == b' ' && bytes[end - 1].is_ascii_alphabetic() {
            return Next::Word(end + 1);
        }
        let run = bytes[end..].iter().take(LONGEST_RUN + 1);
        let after = end + run.take_while(|&&byte| self.is_separator(byte)).count();
        match bytes.get(after) {
            None => Next::End,
            Some(byte) if !byte.is_ascii() => Next::Beyond,
            Some(byte) if !byte.is_ascii_alphanumeric() => Next::Mark,
            // Separators between two digits are part of the key.
            Some(byte) if byte.is_ascii_digit() && bytes[end - 1].is_ascii_digit() => Next::Number,
            Some(_) => Next::Word(after),
        }
    }

    /// Tells whether a name that begins with a word may go on with the word at a place.
    #[inline]
    fn goes_on(
        &self,
        filter: &NameFilter<'_>,
        starts: &[Start],
        position: usize,
        after: usize,
    ) -> bool {
        match starts.get(position + 1) {
            Some(next) if next.at == after && next.kind == Kind::Word => {
                let last = self.reader.text.as_bytes()[after + next.len as usize - 1];
                filter.pair(starts[position].hash, next.hash)
                    || (self.variants && last | 0x20 == b's')
            }
            _ => true,
        }
    }

    #[inline]
    fn is_separator(&self, byte: u8) -> bool {
        byte == b' ' || (byte.is_ascii() && ascii_class(byte).is_separator())
    }

    /// Tells whether a rule may make a name of what begins with a word that no name begins with as it is:
    /// a plural, or a hyphen, space or dot inserted.
    fn may_vary(&self, filter: &NameFilter<'_>, start: Start) -> bool {
        let bytes = self.reader.text.as_bytes();
        let (at, len) = (start.at, start.len as usize);
        if len > 1 && bytes[at + len - 1] | 0x20 == b's' && filter.word(self.hash(at, len - 1)).name
        {
            return true;
        }
        let first = bytes[at];
        let (Some(&mark), next) = (bytes.get(at + len), bytes.get(at + len + 1)) else {
            return false;
        };
        match mark {
            b'-' => true,
            b'.' => len == 1 && first.is_ascii_uppercase(),
            mark if self.is_separator(mark) => {
                let is_capital = |byte: u8| !byte.is_ascii_lowercase();
                is_capital(first) && next.is_some_and(|&next| is_capital(next))
            }
            mark => !mark.is_ascii(),
        }
    }
}
