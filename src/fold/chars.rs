//! What a single character folds to, looked up in pages of 256 that are made on first use.

use super::class::Class;
use super::han;
use crate::lang::Script;
use caseless::Caseless;
use std::sync::OnceLock;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// The fold of one character.
pub(super) enum CharFold<'a> {
    /// One character that is no mark and starts a unit of its own.
    One(char),
    /// Anything else, nothing included.
    Several(&'a [char]),
}

/// The fold of an ASCII character and its class: a table look-up, since most text is ASCII.
#[inline]
pub(super) fn ascii(byte: u8, keep_case: bool) -> (u8, Class) {
    let (folded, class) = ASCII[(byte & 0x7F) as usize];
    (if keep_case && class as u8 == Class::Upper as u8 { byte } else { folded }, class)
}

/// The class of an ASCII character.
#[inline]
pub(crate) fn ascii_class(byte: u8) -> Class {
    ASCII[(byte & 0x7F) as usize].1
}

/// Tells whether an ASCII character folds to another one that is not its small letter: tabs, some line
/// ends, the grave accent.
#[inline]
pub(super) fn is_ascii_unified(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x0B | 0x0C | b'`')
}

static ASCII: [(u8, Class); 128] = {
    let mut table = [(0, Class::Other); 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'\t' | b' ' => (b' ', Class::Space),
            b'\n' | 0x0B | 0x0C => (b'\n', Class::Newline),
            b'\r' => (b'\r', Class::Return),
            b'-' => (b'-', Class::Hyphen),
            b'.' => (b'.', Class::Dot),
            b'\'' | b'`' => (b'\'', Class::Apostrophe),
            b'0'..=b'9' => (byte, Class::Digit),
            b'A'..=b'Z' => (byte.to_ascii_lowercase(), Class::Upper),
            b'a'..=b'z' => (byte, Class::Lower),
            _ => (byte, Class::Other),
        };
        byte += 1;
    }
    table
};

/// The fold of any character and its class.
#[inline]
pub(super) fn fold_char(c: char, keep_case: bool) -> (CharFold<'static>, Class) {
    let pages = if keep_case { &CASED_PAGES } else { &PAGES };
    let page = pages[c as usize >> 8].get_or_init(|| Page::new((c as u32) & !0xFF, keep_case));
    let index = c as usize & 0xFF;
    let fold = match page.folds[index] {
        Entry::One(folded) => CharFold::One(folded),
        Entry::Several { at, len } => {
            CharFold::Several(&page.pool[at as usize..at as usize + len as usize])
        }
    };
    (fold, page.classes[index])
}

/// Tells whether a character is a combining mark: one with a combining class.
pub(super) fn is_mark(c: char) -> bool {
    c as u32 >= 0x300 && canonical_combining_class(c) != 0
}

pub(super) fn combining_class(c: char) -> u8 {
    canonical_combining_class(c)
}

/// Tells whether marks after this character are accents that a name may be written without. Never so
/// for Indic vowel signs and kana voicing marks, which make another sound of the letter.
pub(super) fn sheds_marks(base: char) -> bool {
    matches!(Script::of(base), Script::Latin | Script::Greek | Script::Cyrillic)
}

/// Tells whether a conjoining Hangul vowel or final consonant continues the syllable that ends in
/// `previous`, as 가 and 각 do in decomposed form.
pub(super) fn continues_syllable(previous: Option<char>, c: char) -> bool {
    matches!(
        (previous, c),
        (Some('\u{1100}'..='\u{115F}'), '\u{1160}'..='\u{11A7}')
            | (Some('\u{1160}'..='\u{11A7}'), '\u{11A8}'..='\u{11FF}')
    )
}

const PAGE_COUNT: usize = 0x1100;
static PAGES: [OnceLock<Box<Page>>; PAGE_COUNT] = [const { OnceLock::new() }; PAGE_COUNT];
static CASED_PAGES: [OnceLock<Box<Page>>; PAGE_COUNT] = [const { OnceLock::new() }; PAGE_COUNT];

struct Page {
    folds: [Entry; 256],
    classes: [Class; 256],
    pool: Vec<char>,
}

#[derive(Clone, Copy)]
enum Entry {
    One(char),
    Several { at: u16, len: u8 },
}

impl Page {
    fn new(first: u32, keep_case: bool) -> Box<Page> {
        let mut page = Box::new(Page {
            folds: [Entry::One('\0'); 256],
            classes: [Class::Other; 256],
            pool: Vec::new(),
        });
        for index in 0..256 {
            let Some(c) = char::from_u32(first + index as u32) else { continue };
            let folded = fold_alone(c, keep_case);
            page.classes[index] =
                Class::of(c, folded.first().copied().filter(|_| folded.len() == 1));
            page.folds[index] = match folded[..] {
                [one] if !is_mark(one) && !('\u{1160}'..='\u{11FF}').contains(&one) => {
                    Entry::One(one)
                }
                _ => {
                    let entry =
                        Entry::Several { at: page.pool.len() as u16, len: folded.len() as u8 };
                    page.pool.extend(folded);
                    entry
                }
            };
        }
        page
    }
}

/// Applies the rules until nothing changes, so that the result is a fixed point by construction.
fn fold_alone(c: char, keep_case: bool) -> Vec<char> {
    let mut folded = vec![c];
    loop {
        let mut next = Vec::with_capacity(folded.len());
        for &piece in &folded {
            step(piece, keep_case, &mut next);
        }
        if next == folded {
            break;
        }
        folded = next;
    }
    // An accented letter is then one character, and takes the short way.
    if folded.first().copied().is_some_and(sheds_marks)
        && folded[1..].iter().all(|&piece| is_mark(piece))
    {
        folded.truncate(1);
    }
    folded
}

fn step(c: char, keep_case: bool, out: &mut Vec<char>) {
    if is_ignorable(c) {
        return;
    }
    if let Some(unified) = unify_punctuation(c) {
        out.push(unified);
        return;
    }
    // NFKD would glue the letters of these signs to the name before them.
    if matches!(c, '™' | '℠') {
        out.push(c);
        return;
    }
    decompose_compatible(c, |piece| {
        if is_mark(piece) {
            out.push(piece);
        } else if let Some(letters) = plain_letters(piece, keep_case) {
            out.extend(letters.chars());
        } else if let Some(hiragana) = katakana_to_hiragana(piece) {
            out.push(hiragana);
        } else if keep_case {
            out.push(han::simplify(piece));
        } else {
            out.extend(std::iter::once(piece).default_case_fold().map(han::simplify));
        }
    });
}

/// Default-ignorable characters (Unicode property Default_Ignorable_Code_Point, version 17).
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn unify_punctuation(c: char) -> Option<char> {
    Some(match c {
        '\t' | '\u{1680}' => ' ',
        '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '‘' | '’' | '‚' | '‛' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ˈ' | '′' | '`' | '´' | '\u{1FFD}'
        | '＇' | '\u{55A}' | '\u{5F3}' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '＂' | '\u{5F4}' => '"',
        '‐'..='―'
        | '⁃'
        | '−'
        | '\u{58A}'
        | '\u{5BE}'
        | '\u{2E3A}'
        | '\u{2E3B}'
        | '﹘'
        | '﹣'
        | '－' => '-',
        '·' | '\u{387}' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '\u{2E31}' => '·',
        _ => return None,
    })
}

/// Letters that Unicode does not decompose although people write them without the stroke or tie.
fn plain_letters(c: char, keep_case: bool) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ŧ' => "t",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ı' => "i",
        'ĸ' => "k",
        'ŋ' => "ng",
        'ß' => "ss",
        'Ø' if keep_case => "O",
        'Đ' | 'Ð' if keep_case => "D",
        'Ł' if keep_case => "L",
        'Ħ' if keep_case => "H",
        'Ŧ' if keep_case => "T",
        'Æ' if keep_case => "AE",
        'Œ' if keep_case => "OE",
        'Þ' if keep_case => "TH",
        'Ŋ' if keep_case => "NG",
        'ẞ' if keep_case => "SS",
        _ => return None,
    })
}

fn katakana_to_hiragana(c: char) -> Option<char> {
    match c {
        'ァ'..='ヶ' | 'ヽ' => char::from_u32(c as u32 - 0x60),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ascii_table_says_what_the_rules_say() {
        for byte in 0..128u8 {
            for keep_case in [false, true] {
                let (fold, class) = fold_char(byte as char, keep_case);
                let CharFold::One(folded) = fold else { panic!("{byte:#x} folds to several") };
                assert_eq!(ascii(byte, keep_case), (folded as u8, class), "{byte:#x}");
                assert_eq!(ascii_class(byte), class, "{byte:#x}");
                let small = if keep_case { byte } else { byte.to_ascii_lowercase() };
                assert_eq!(is_ascii_unified(byte), folded as u8 != small, "{byte:#x}");
            }
        }
    }
}
