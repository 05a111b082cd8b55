//! Whether exonym finds what a plain walk finds, and why not where it does not.

use crate::engines::Found;

/// How the mentions of a text differ from what a plain walk finds in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Names that overlap another mention. Some are found that the walk knows nothing of, written with an
    /// accent, with a line break inside or as one word, and a longer one goes first.
    pub overlapped: usize,
    /// Names in addresses, identifiers, numbers and words of kana, which are left alone on purpose.
    pub left_alone: usize,
}

impl Agreement {
    /// Compares two lists of spans in text order. Panics where a name is missed for any other reason.
    pub fn of(walk: &Found, mentions: &Found, text: &str) -> Agreement {
        let mut agreement = Agreement::default();
        let mut mentions = mentions.iter().peekable();
        for span in walk {
            while mentions.next_if(|mention| mention.1 <= span.0).is_some() {}
            match mentions.peek() {
                Some(&mention) if mention == span => {}
                Some(mention) if mention.0 < span.1 => agreement.overlapped += 1,
                _ => {
                    let surface = &text[span.0..span.1];
                    let is_part = is_part_of_more(text, *span);
                    assert!(is_part, "{surface:?} at {} is missed", span.0);
                    agreement.left_alone += 1;
                }
            }
        }
        agreement
    }
}

fn is_part_of_more(text: &str, (start, end): (usize, usize)) -> bool {
    let (before, name, after) = (&text[..start], &text[start..end], &text[end..]);
    let joins = |left: &str, right: &str| {
        let pair = (left.chars().next_back(), right.chars().next());
        matches!(pair, (Some(left), Some(right)) if is_numeral(left) && is_numeral(right)
            || is_kana(left) && is_kana(right))
    };
    // What stands around the name without a space; full stops after it may end a sentence.
    let is_end = |c: char| c.is_whitespace() || "\"'`<>()[]{}|".contains(c);
    let before_it = before.rsplit(is_end).next().unwrap_or(before);
    let after_it =
        after.split(is_end).next().unwrap_or(after).trim_end_matches(['.', ',', ':', ';']);
    let is_code = |around: &str| around.contains(['_', '/', '@', '.']);
    joins(before, name) || joins(name, after) || is_code(before_it) || is_code(after_it)
}

fn is_numeral(c: char) -> bool {
    "〇零一二三四五六七八九十百千万亿两几".contains(c)
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}')
}
