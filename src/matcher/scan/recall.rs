//! Words that were looked up before: a text says the same few thousand words again and again, and to find one
//! here takes less than to follow its letters through the keys of a large dictionary.

use crate::dictionary::{Row, lower_case};

/// Slots at the most: 160 KiB, less than a third of the second cache of the processors measured on.
const MOST_SLOTS: usize = 4096;

/// Bytes of text for each slot of a short one.
const STRETCH: usize = 32;

/// A key: where its rows stand, and the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub first_row: u64,
    pub row: Row,
}

/// The words looked up last, one for each value of a few bits of their hash.
#[derive(Debug)]
pub(super) struct Recall {
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    word: ShortWord,
    entry: Option<Entry>,
}

/// A word of up to eight letters and digits, case aside; 0 stands for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ShortWord(u64);

impl ShortWord {
    /// Takes the first so many of eight bytes, all of them ASCII letters or digits.
    #[inline]
    pub(super) fn of(eight: [u8; 8], len: usize) -> ShortWord {
        ShortWord(lower_case(eight, len))
    }
}

impl Recall {
    /// Makes room for the words of a text of so many bytes.
    pub(super) fn for_text(bytes: usize) -> Recall {
        let slots = (bytes / STRETCH).clamp(1, MOST_SLOTS).next_power_of_two();
        Recall { slots: vec![Slot::default(); slots] }
    }

    /// Returns what a word was found to be, if it was looked up and not forgotten since.
    #[inline]
    pub(super) fn get(&self, word: ShortWord) -> Option<Option<Entry>> {
        let slot = &self.slots[self.place(word)];
        (slot.word == word).then_some(slot.entry)
    }

    pub(super) fn keep(&mut self, word: ShortWord, entry: Option<Entry>) {
        let place = self.place(word);
        self.slots[place] = Slot { word, entry };
    }

    #[inline]
    fn place(&self, word: ShortWord) -> usize {
        (word.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize & (self.slots.len() - 1)
    }
}
