//! Asks the filter about the words of a chunk, and looks up those that are keys: many at a time, because
//! what takes the time in a large dictionary is to wait for memory, and waits that do not depend on each
//! other go on side by side.

use super::keys::Keys;
use super::recall::{Entry, Recall, ShortWord};
use super::start::{By, Kind, LETTERS, Start};
use super::starts::Starts;
use crate::dictionary::NameFilter;

/// Words that are looked up side by side.
const GROUP: usize = 16;

/// The starts that are left, used again for every chunk.
#[derive(Debug)]
pub(super) struct Sieve {
    live: Vec<Live>,
    /// Places in `live` of words that go on if the filter knows them together with the next.
    pairs: Vec<u32>,
    /// Places in `live` of words that something else follows than a space and a word.
    others: Vec<u32>,
    /// The words that are keys or nothing, by their places in `live`, in order.
    words: Vec<(u32, Option<Entry>)>,
    /// Places in `words` that wait to be looked up, and the words.
    waiting: Vec<(u32, Start)>,
    /// Letters beyond ASCII that names may begin with, by their places in `live`.
    letters: Vec<(u32, Start)>,
    recall: Recall,
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
    Letters,
    Walk,
    Units,
    Nothing,
}

impl Sieve {
    /// Makes a sieve for a text of so many bytes.
    pub(super) fn for_text(bytes: usize) -> Sieve {
        Sieve {
            live: Vec::new(),
            pairs: Vec::new(),
            others: Vec::new(),
            words: Vec::new(),
            waiting: Vec::new(),
            letters: Vec::new(),
            recall: Recall::for_text(bytes),
        }
    }

    /// Keeps those of the first so many starts from which a name may begin. Never too few.
    pub(super) fn sift<K: Keys>(&mut self, text: &Starts<'_, K>, starts: &[Start], within: usize) {
        self.keep_known(text, starts, within);
        let Some(filter) = &text.filter else { return };
        self.sort(text, filter, starts);
        for &place in &self.pairs {
            let live = &mut self.live[place as usize];
            let is_pair = text.is_pair(filter, starts, live.position as usize);
            live.what = if is_pair { What::WordAndMore } else { live.what };
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
        keep(&mut self.live, |live| live.what != What::Nothing);
        self.follow(text, starts);
        self.look_up(text, starts);
        for &(place, entry) in &self.words {
            self.live[place as usize].what =
                if entry.is_some() { What::WordOnly } else { What::Nothing };
        }
        keep(&mut self.live, |live| live.what != What::Nothing);
        keep(&mut self.words, |(_, entry)| entry.is_some());
    }

    /// Keeps the words that the filter knows at all, those that a rule may make a name of, and all that are no
    /// words. What the filter says of one word is not waited for by the next.
    fn keep_known<K: Keys>(&mut self, text: &Starts<'_, K>, starts: &[Start], within: usize) {
        let nothing = Live { position: 0, what: What::Nothing };
        self.live.clear();
        self.live.resize(within, nothing);
        let mut count = 0;
        for (position, start) in starts[..within].iter().enumerate() {
            let (what, is_live) = match (start.kind, &text.filter) {
                (Kind::Word, Some(filter)) => {
                    let is_known = filter.has_word(start.hash());
                    let what = if is_known { What::Word } else { What::Nothing };
                    // A rule may make a name of it yet.
                    (what, is_known | text.variants)
                }
                (Kind::Letters, _) => (What::Letters, true),
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
            let passes = filter.word(starts[position].hash());
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
        let mut entries = self.words.iter().filter_map(|(_, entry)| *entry);
        for live in &self.live {
            let start = starts[live.position as usize];
            let at = start.at;
            let end = at + start.len as usize;
            let by = match live.what {
                What::Nothing | What::Word => continue,
                What::WordOnly => match entries.next() {
                    Some(entry) => By::Key { end, entry },
                    None => continue,
                },
                // Within a word nothing ends, but before a plural s.
                What::WordAndMore => By::Letters { first_end: end - usize::from(text.variants) },
                What::Letters | What::Walk => By::Letters { first_end: at },
                What::Units => By::Units,
            };
            walk(at, by);
        }
    }

    /// Follows the first letters of names beyond ASCII side by side, and leaves out those that lead nowhere. The
    /// walk from the others then finds its way in the cache.
    fn follow<K: Keys>(&mut self, text: &Starts<'_, K>, starts: &[Start]) {
        self.letters.clear();
        for (place, live) in self.live.iter().enumerate() {
            if live.what == What::Letters {
                self.letters.push((place as u32, starts[live.position as usize]));
            }
        }
        let keys = text.reader.keys;
        for group in self.letters.chunks(GROUP) {
            let mut states = [Some(keys.root()); GROUP];
            for position in 0..LETTERS {
                for ((place, start), state) in group.iter().zip(&mut states) {
                    let Some(open) = *state else { continue };
                    *state = start.code(position).and_then(|code| {
                        let next = keys.step(open, code);
                        if next.is_none() {
                            self.live[*place as usize].what = What::Nothing;
                        }
                        // Where a key ends, something was found.
                        next.filter(|&next| keys.value(next).is_none())
                    });
                }
            }
        }
    }

    /// Looks up the words that are keys or nothing.
    fn look_up<K: Keys>(&mut self, text: &Starts<'_, K>, starts: &[Start]) {
        self.words.clear();
        self.waiting.clear();
        for (place, live) in self.live.iter().enumerate() {
            if live.what != What::WordOnly {
                continue;
            }
            let start = starts[live.position as usize];
            let known = text.short_word(start).and_then(|word| self.recall.get(word));
            if known.is_none() {
                self.waiting.push((self.words.len() as u32, start));
            }
            self.words.push((place as u32, known.flatten()));
        }
        for group in self.waiting.chunks(GROUP) {
            let states = text.follow_words(group);
            for ((place, start), state) in group.iter().zip(states) {
                let entry = text.entry(state);
                self.words[*place as usize].1 = entry;
                if let Some(word) = text.short_word(*start) {
                    self.recall.keep(word, entry);
                }
            }
        }
    }
}

/// Keeps some of a list, in order, without a jump for each: which, can seldom be foreseen.
fn keep<T: Copy>(list: &mut Vec<T>, is_kept: impl Fn(&T) -> bool) {
    let mut count = 0;
    for at in 0..list.len() {
        let item = list[at];
        list[count] = item;
        count += usize::from(is_kept(&item));
    }
    list.truncate(count);
}

impl<K: Keys> Starts<'_, K> {
    /// Follows words side by side to where they lead, if anywhere.
    fn follow_words(&self, words: &[(u32, Start)]) -> [Option<K::State>; GROUP] {
        let keys = self.reader.keys;
        let bytes = self.reader.text.as_bytes();
        let longest = words.iter().map(|(_, word)| word.len).max().unwrap_or(0);
        let mut states = [Some(keys.root()); GROUP];
        for position in 0..longest {
            for ((_, word), state) in words.iter().zip(&mut states) {
                if let (true, Some(open)) = (position < word.len, *state) {
                    let byte = bytes[word.at + position as usize];
                    let code = self.reader.letter(byte as char).code();
                    *state = code.and_then(|code| keys.step(open, code));
                }
            }
        }
        states
    }

    /// Returns the key that ends at a state, if one does.
    fn entry(&self, state: Option<K::State>) -> Option<Entry> {
        let first_row = self.reader.keys.value(state?)?;
        Some(Entry { first_row, row: self.rows.from(first_row).next()? })
    }

    /// Returns a word with its letter case taken off, if it is short.
    #[inline]
    fn short_word(&self, start: Start) -> Option<ShortWord> {
        let eight = self.reader.text.as_bytes()[start.at..].first_chunk::<8>()?;
        (start.len <= 8).then(|| ShortWord::of(*eight, start.len as usize))
    }
}
