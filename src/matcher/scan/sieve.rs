//! Asks the filter about the words of a chunk, and looks up those that are keys: many at a time, because
//! what takes the time in a large dictionary is to wait for memory, and waits that do not depend on each
//! other go on side by side.

use super::keys::Keys;
use super::starts::{By, Kind, Start, Starts};
use crate::dictionary::{NameFilter, WordHash};
use crate::fold::ascii_class;
use crate::matcher::separators::LONGEST_RUN;

/// Words that are looked up side by side.
const GROUP: usize = 16;

/// The starts that are left, used again for every chunk.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    live: Vec<Live>,
    /// Places in `live` of words that go on if the filter knows them together with the next.
    pairs: Vec<u32>,
    /// Places in `live` of words that something else follows than a space and a word.
    others: Vec<u32>,
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
    /// A word that the filter knows as something.
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
        self.keep_known(text, starts, within);
        let Some(filter) = &text.filter else { return };
        self.sort(text, filter, starts);
        for &place in &self.pairs {
            let live = &mut self.live[place as usize];
            let position = live.position as usize;
            if text.is_pair(filter, starts, position) {
                live.what = What::WordAndMore;
            }
        }
        for &place in &self.others {
            let live = &mut self.live[place as usize];
            if text.goes_on(filter, starts, live.position as usize) {
                live.what = What::WordAndMore;
            }
        }
        if text.variants {
            for live in &mut self.live {
                if matches!(live.what, What::WordOnly | What::Nothing)
                    && text.may_vary(filter, starts, live.position as usize)
                {
                    live.what = What::WordAndMore;
                }
            }
        }
        self.look_up(text, starts);
    }

    /// Keeps the words that the filter knows at all, and all that are no words. What the filter says of one
    /// word is not waited for by the next.
    fn keep_known<K: Keys>(&mut self, text: &Starts<'_, K>, starts: &[Start], within: usize) {
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
    }

    /// Asks the filter what each word is, and notes what else has to be asked. No jump depends on the answers:
    /// they can seldom be foreseen.
    fn sort<K: Keys>(&mut self, text: &Starts<'_, K>, filter: &NameFilter<'_>, starts: &[Start]) {
        for list in [&mut self.pairs, &mut self.others] {
            list.clear();
            list.resize(self.live.len(), 0);
        }
        let (mut pairs, mut others) = (0, 0);
        for (place, live) in self.live.iter_mut().enumerate() {
            if live.what != What::Word {
                continue;
            }
            let position = live.position as usize;
            let passes = filter.word(starts[position].hash);
            let is_pair = text.is_before_word(starts, position);
            self.pairs[pairs] = place as u32;
            self.others[others] = place as u32;
            pairs += usize::from(is_pair & passes.prefix);
            others += usize::from(!is_pair & (passes.prefix | passes.open));
            live.what = if passes.name { What::WordOnly } else { What::Nothing };
        }
        self.pairs.truncate(pairs);
        self.others.truncate(others);
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
    /// Tells whether a space and another word follow a word, as nearly always.
    #[inline]
    fn is_before_word(&self, starts: &[Start], position: usize) -> bool {
        let bytes = self.reader.text.as_bytes();
        let start = starts[position];
        let end = start.at + start.len as usize;
        let is_next = starts
            .get(position + 1)
            .is_some_and(|next| (next.at == end + 1) & (next.kind == Kind::Word));
        is_next && (bytes[end] == b' ') & bytes[end - 1].is_ascii_alphabetic()
    }

    /// Tells whether a name that begins with a word may go on beyond it. The filter has names that do.
    fn goes_on(&self, filter: &NameFilter<'_>, starts: &[Start], position: usize) -> bool {
        let passes = filter.word(starts[position].hash);
        match self.next(starts, position) {
            Next::End => false,
            Next::Mark => passes.open,
            Next::Beyond | Next::Number => true,
            Next::Word(at) => passes.prefix && self.goes_on_with(filter, starts, position, at),
        }
    }

    /// Looks at what follows a word and the separators after it.
    fn next(&self, starts: &[Start], position: usize) -> Next {
        let bytes = self.reader.text.as_bytes();
        let start = starts[position];
        let end = start.at + start.len as usize;
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
    fn goes_on_with(
        &self,
        filter: &NameFilter<'_>,
        starts: &[Start],
        position: usize,
        after: usize,
    ) -> bool {
        match starts.get(position + 1) {
            Some(next) if next.at == after && next.kind == Kind::Word => {
                self.is_pair(filter, starts, position)
            }
            _ => true,
        }
    }

    /// Tells whether a name may begin with a word and the next; or with that less a plural s.
    #[inline]
    fn is_pair(&self, filter: &NameFilter<'_>, starts: &[Start], position: usize) -> bool {
        let (first, next) = (starts[position].hash, starts[position + 1]);
        filter.pair(first, next.hash)
            || (self.variants
                && self.without_s(next).is_some_and(|singular| filter.pair(first, singular)))
    }

    /// Returns the hash of a word without the s that it ends with.
    #[inline]
    fn without_s(&self, word: Start) -> Option<WordHash> {
        let len = word.len as usize;
        let is_plural = len > 1 && self.reader.text.as_bytes()[word.at + len - 1] | 0x20 == b's';
        is_plural.then(|| self.hash(word.at, len - 1))
    }

    #[inline]
    fn is_separator(&self, byte: u8) -> bool {
        byte == b' ' || (byte.is_ascii() && ascii_class(byte).is_separator())
    }

    /// Tells whether a rule may make a name of what begins with a word that no name begins with as it is:
    /// a plural, or a hyphen, space or dot inserted.
    fn may_vary(&self, filter: &NameFilter<'_>, starts: &[Start], position: usize) -> bool {
        let bytes = self.reader.text.as_bytes();
        let (at, len) = (starts[position].at, starts[position].len as usize);
        if self.without_s(starts[position]).is_some_and(|singular| filter.word(singular).name) {
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
