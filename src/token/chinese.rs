//! Asks a Chinese word segmenter whether a name may stand between its neighbours.
//!
//! The segmenter is a witness, never the matcher: it does not know the names, and splits most of
//! them. So a name is not refused because the segmenter cuts through it, only where the text reads
//! better without it. Its word list is unpacked on first need, so that text without Han starts at once.

/// Characters from which a name wins a tie. With three, 华为云 stood in 华为云集 and 人民网 in 人民网上.
const WINS_TIES: usize = 4;

/// Tells whether a name may stand between `before` and `after`, all in folded (simplified) Han
/// characters without anything else between them.
///
/// The reading with the fewest words wins, which is the old rule of maximum matching: 中华|为了 has
/// two where 中|华为|了 has three, so 华为 is refused there; 月之暗面|对|外 has fewer than 月|之|暗|面对|外,
/// so that name stands although the segmenter would not end a word at its end. A tie goes against
/// a short name, and for a longer one, which chance rarely makes: 界面|新闻记者 has as many as 界面新闻|记者.
/// O(length), about 40 ns a character.
pub(crate) fn may_stand(before: &str, name: &str, after: &str) -> bool {
    let Some(free) = words(&[before, name, after].concat()) else { return true };
    let (start, end) = (before.len(), before.len() + name.len());
    let cut_at = |offset: usize| {
        let mut at = 0;
        free.iter().any(|len| {
            let hit = at == offset;
            at += len;
            hit || at == offset
        })
    };
    if cut_at(start) && cut_at(end) {
        return true;
    }
    let count = |text: &str| words(text).map_or(0, |words| words.len());
    let with_name = count(before) + 1 + count(after);
    let wins_ties = name.chars().count() >= WINS_TIES;
    with_name < free.len() || (wins_ties && with_name == free.len())
}

/// Tells whether a known word of the neighbourhood holds the whole name and more, as 東京都 holds 京都.
/// For sentences with kana, where the Chinese segmentation means nothing. O(1).
pub(crate) fn is_inside_known_word(before: &str, name: &str, after: &str) -> bool {
    const REACH: usize = 3;
    let starts = before.char_indices().rev().take(REACH).map(|(at, _)| at).chain([before.len()]);
    starts.into_iter().any(|start| {
        let ends = after.char_indices().take(REACH).map(|(at, c)| at + c.len_utf8()).chain([0]);
        ends.into_iter().any(|end| {
            let is_more = start < before.len() || end > 0;
            is_more && is_word(&[&before[start..], name, &after[..end]].concat())
        })
    })
}

#[cfg(feature = "chinese")]
mod segmenter {
    use flate2::read::GzDecoder;
    use jieba_rs::Jieba;
    use std::io::BufReader;
    use std::sync::OnceLock;

    static WORDS: &[u8] = include_bytes!("../../dictionaries/segmentation/jieba.txt.gz");

    fn jieba() -> &'static Jieba {
        static JIEBA: OnceLock<Jieba> = OnceLock::new();
        JIEBA.get_or_init(|| {
            Jieba::with_dict(&mut BufReader::new(GzDecoder::new(WORDS)))
                .expect("a test loads the embedded word list")
        })
    }

    /// Returns the lengths in bytes of the words of a text.
    pub(super) fn words(text: &str) -> Option<Vec<usize>> {
        Some(jieba().cut(text, false).iter().map(|token| token.word.len()).collect())
    }

    pub(super) fn is_word(text: &str) -> bool {
        jieba().has_word(text)
    }
}

/// Without the word list nobody is asked, and every name may stand.
#[cfg(not(feature = "chinese"))]
mod segmenter {
    pub(super) fn words(_: &str) -> Option<Vec<usize>> {
        None
    }

    pub(super) fn is_word(_: &str) -> bool {
        false
    }
}

use segmenter::{is_word, words};

#[cfg(all(test, feature = "chinese"))]
mod tests {
    use super::*;

    #[test]
    fn names_among_han_characters() {
        for (before, name, after, expected) in [
            ("中", "华为", "了", false),
            ("投资了", "华为", "的", true),
            ("", "百川", "归海", false),
            ("", "小米", "粥", false),
            ("", "小米", "发布", true),
            ("", "三星", "堆", false),
            ("腾讯", "阿里巴巴", "百川智能", true),
            ("腾讯阿里巴巴", "百川智能", "", true),
            ("公司", "月之暗面", "对外宣布", true),
            ("", "美团", "团购", true),
            ("", "高通", "胀率", false),
            ("投资", "智谱", "的", true),
            ("据", "界面新闻", "报道", true),
            ("", "界面新闻", "记者", true),
            ("", "华为云", "集了", false),
            ("扩", "大世界", "影响", false),
            ("", "人民网", "上购物", false),
        ] {
            assert_eq!(may_stand(before, name, after), expected, "{before}[{name}]{after}");
        }
        assert!(is_inside_known_word("东", "京都", ""));
        assert!(is_inside_known_word("", "京都", "大学的"));
        assert!(!is_inside_known_word("", "京都", "的人"));
    }
}
