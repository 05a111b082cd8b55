//! Languages by BCP 47 tag, and scripts as far as names need them.

use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use unicode_script::UnicodeScript;

/// A BCP 47 language tag in canonical case: `en`, `zh`, `zh-Hant`, `pt-BR`.
///
/// ```
/// use exonym::Lang;
/// let lang: Lang = "ZH-hant-tw".parse().unwrap();
/// assert_eq!(lang.as_str(), "zh-Hant-TW");
/// assert_eq!(lang.language(), "zh");
/// assert!("english!".parse::<Lang>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang(Box<str>);

impl Lang {
    /// Returns BCP 47's tag for a language that is not said.
    #[cfg(feature = "sources")]
    pub(crate) fn undetermined() -> Lang {
        Lang("und".into())
    }

    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the primary language subtag, such as `zh` of `zh-Hant`.
    pub fn language(&self) -> &str {
        language_of(&self.0)
    }
}

/// Returns the primary language subtag of a tag.
pub(crate) fn language_of(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Returns the tag and its ever shorter prefixes: `zh-Hant-TW`, `zh-Hant`, `zh`
/// (the look-up of RFC 4647, section 3.4).
pub(crate) fn fallbacks(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| {
        let cut = tag.rfind('-')?;
        // RFC 4647: a single-letter subtag (as in `zh-x-private`) goes together with what it introduces.
        let shorter = &tag[..cut];
        Some(match shorter.rfind('-') {
            Some(before) if shorter.len() - before == 2 => &shorter[..before],
            _ => shorter,
        })
    })
}

impl FromStr for Lang {
    type Err = InvalidLang;

    fn from_str(tag: &str) -> Result<Lang, InvalidLang> {
        let mut canonical = String::with_capacity(tag.len());
        for (position, subtag) in tag.split('-').enumerate() {
            let well_formed = (1..=8).contains(&subtag.len())
                && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
            // Longer primary subtags are reserved and none is registered: `english` is no tag.
            let primary =
                (2..=3).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphabetic());
            if !well_formed || (position == 0 && !primary) {
                return Err(InvalidLang(tag.to_owned()));
            }
            if position > 0 {
                canonical.push('-');
            }
            match (position, subtag.len()) {
                (1.., 4) if subtag.bytes().all(|b| b.is_ascii_alphabetic()) => {
                    canonical.push_str(&subtag[..1].to_ascii_uppercase());
                    canonical.push_str(&subtag[1..].to_ascii_lowercase());
                }
                (1.., 2) => canonical.push_str(&subtag.to_ascii_uppercase()),
                _ => canonical.push_str(&subtag.to_ascii_lowercase()),
            }
        }
        Ok(Lang(canonical.into()))
    }
}

impl TryFrom<String> for Lang {
    type Error = InvalidLang;

    fn try_from(tag: String) -> Result<Lang, InvalidLang> {
        tag.parse()
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> String {
        lang.0.into()
    }
}

impl Borrow<str> for Lang {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no BCP 47 language tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidLang(String);

impl fmt::Display for InvalidLang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no BCP 47 language tag; write one like en, zh or zh-Hant", self.0)
    }
}

impl std::error::Error for InvalidLang {}

/// The scripts that names are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Greek letters.
    Greek,
    /// Cyrillic letters.
    Cyrillic,
    /// Han characters, Traditional and Simplified alike.
    Han,
    /// Hiragana.
    Hiragana,
    /// Katakana, full and half width, and the long-vowel mark.
    Katakana,
    /// Hangul syllables and letters.
    Hangul,
    /// Scripts written without spaces between words: Thai, Lao, Khmer, Burmese.
    Spaceless,
    /// Any other script with letters.
    Other,
    /// Digits, punctuation, symbols, white space.
    Common,
}

impl Script {
    /// Returns the script of a character.
    pub fn of(c: char) -> Script {
        use unicode_script::Script as S;
        if c.is_ascii() {
            return if c.is_ascii_alphabetic() { Script::Latin } else { Script::Common };
        }
        match c.script() {
            S::Latin => Script::Latin,
            S::Greek => Script::Greek,
            S::Cyrillic => Script::Cyrillic,
            S::Han => Script::Han,
            S::Hiragana => Script::Hiragana,
            S::Katakana => Script::Katakana,
            S::Hangul => Script::Hangul,
            S::Thai | S::Lao | S::Khmer | S::Myanmar => Script::Spaceless,
            // The long-vowel mark, in both widths, is shared by the two kana in Unicode's table.
            S::Common | S::Inherited | S::Unknown => match c {
                'ー' | 'ｰ' => Script::Katakana,
                _ => Script::Common,
            },
            _ => Script::Other,
        }
    }

    /// Returns the script that most letters of a text are in; kana count for more than Han, because
    /// Japanese names mix the two. `Common` for a text without letters.
    pub fn dominant(text: &str) -> Script {
        let mut counts: [(Script, usize); 9] = [
            (Script::Latin, 0),
            (Script::Han, 0),
            (Script::Hangul, 0),
            (Script::Cyrillic, 0),
            (Script::Greek, 0),
            (Script::Spaceless, 0),
            (Script::Other, 0),
            (Script::Hiragana, 0),
            (Script::Katakana, 0),
        ];
        for script in text.chars().map(Script::of) {
            if let Some(entry) = counts.iter_mut().find(|entry| entry.0 == script) {
                entry.1 += 1;
            }
        }
        let kana = counts[7].1 + counts[8].1;
        if kana > 0 && kana + counts[1].1 > counts[0].1 {
            return if counts[8].1 >= counts[7].1 { Script::Katakana } else { Script::Hiragana };
        }
        // The first of equals wins, so the order above is the tie-break.
        counts
            .iter()
            .rev()
            .max_by_key(|entry| entry.1)
            .filter(|entry| entry.1 > 0)
            .map_or(Script::Common, |e| e.0)
    }
}
