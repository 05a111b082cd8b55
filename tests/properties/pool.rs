//! Characters, names and texts of many scripts to draw from.

use proptest::prelude::*;
use proptest::sample::select;

/// Letters by script: ordinary ones, and those that fold in some way of their own.
const LETTERS: &[&str] = &[
    "abcxyzABCXYZéÉñÅåøØłŁđÐßẞæÆœŒıİſŉǅﬁﬃẚỆａＺⅣ℃",
    "αβγΑΒΓσςΣάΆᾳᾼΐϐΩΩ",
    "абвАБВйЙёЁіїєҐ",
    "աբգԱԲԳև",
    "אבגשּׁךכ",
    "ابتهيکﷲﻻٱ",
    "ܐܒܓ",
    "कखगकि़क्षँः",
    "কখগয়ো",
    "தமிழ்ொ",
    "తెలుగుై",
    "සිංහලෝ",
    "กขคำเแุ้",
    "ລາວເຳ",
    "བོདཱུ",
    "မြန်မာ",
    "აბგႠႡᲐ",
    "አማርኛ",
    "ᎠᎡꭰ",
    "ខ្មែរ",
    "ᠮᠣᠩ",
    "かがきゃっーゔゝ",
    "カガヴパヶーヽｶﾞﾊﾟｰ㌀㋀",
    "한국어각가힣",
    "ᄀᄁ각ᆫㄱㅏﾡﾢᅟᅠ",
    "月之暗面阿里巴巴智譜騰訊台臺發髮一〇豈﨑⼀㐀𠀀丽",
    "𐌰𐌱𐐀𐐨𝐀𝒳𝟙",
];

/// Characters of all scripts: marks, separators, digits, signs, and what is not seen.
const SHARED: &[&str] = &[
    "\u{300}", "\u{301}", "\u{308}", "\u{323}", "\u{327}", "\u{338}", "\u{345}", "\u{5B0}", "\u{64B}", "\u{93C}",
    "\u{94D}", "\u{E38}", "\u{E48}", "\u{3099}", "\u{309A}", "\u{FF9E}", "\u{FF9F}", "\u{20DD}", "\u{1DC0}",
    "\u{AD}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{202E}", "\u{2060}", "\u{FE0F}", "\u{FEFF}",
    "\u{34F}", "\u{E0100}", " ", "  ", "\t", "\n", "\r\n", "\r", "\n\n", "\u{A0}", "\u{3000}", "\u{2028}", "\u{85}",
    "-", "‐", "—", "－", ".", "．", "。", ",", "，", "'", "’", "`", "´", "·", "・", "•", "/", "@", "_", "(", "）", "“",
    "0", "1", "9", "４", "٣", "三", "百", "²", "½", "①", "™", "®", "©", "😀", "👩\u{200D}🚀", "\0", "\u{7F}",
    "\u{FFFD}", "\u{FFFF}",
];

/// One character, rarely any at all.
pub fn piece() -> impl Strategy<Value = String> {
    let letters: Vec<char> = LETTERS.iter().flat_map(|script| script.chars()).collect();
    prop_oneof![
        10 => select(letters).prop_map(String::from),
        5 => select(SHARED).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

/// A text of up to so many characters.
pub fn text(longest: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..=longest).prop_map(|pieces| pieces.concat())
}
