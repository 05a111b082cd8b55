//! Characters, names and texts of many scripts to draw from.

use exonym::{Alias, CaseRule, Dictionary, DictionaryBuilder, EntityRecord};
use proptest::prelude::*;
use proptest::sample::select;
use unicode_normalization::UnicodeNormalization;

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
    "\u{300}",
    "\u{301}",
    "\u{308}",
    "\u{323}",
    "\u{327}",
    "\u{338}",
    "\u{345}",
    "\u{5B0}",
    "\u{64B}",
    "\u{93C}",
    "\u{94D}",
    "\u{E38}",
    "\u{E48}",
    "\u{3099}",
    "\u{309A}",
    "\u{FF9E}",
    "\u{FF9F}",
    "\u{20DD}",
    "\u{1DC0}",
    "\u{AD}",
    "\u{200B}",
    "\u{200C}",
    "\u{200D}",
    "\u{200E}",
    "\u{202E}",
    "\u{2060}",
    "\u{FE0F}",
    "\u{FEFF}",
    "\u{34F}",
    "\u{E0100}",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\u{A0}",
    "\u{3000}",
    "\u{2028}",
    "\u{85}",
    "-",
    "‐",
    "—",
    "－",
    ".",
    "．",
    "。",
    ",",
    "，",
    "'",
    "’",
    "`",
    "´",
    "·",
    "・",
    "•",
    "/",
    "@",
    "_",
    "(",
    "）",
    "“",
    "0",
    "1",
    "9",
    "４",
    "٣",
    "三",
    "百",
    "²",
    "½",
    "①",
    "™",
    "®",
    "©",
    "😀",
    "👩\u{200D}🚀",
    "\0",
    "\u{7F}",
    "\u{FFFD}",
    "\u{FFFF}",
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

/// Names in many scripts, by entity: parts of one another, shared between entities, touching on words.
const NAMES: &[(&str, &[&str])] = &[
    ("moonshot-ai", &["Moonshot AI", "月之暗面", "Moonshot", "Dark Side of the Moon", "moon"]),
    ("zero-one", &["01.AI", "零一万物", "Zero One", "Zero One Everything"]),
    ("zhipu", &["Zhipu AI", "智谱", "智譜AI", "Z.ai"]),
    ("alibaba", &["Alibaba", "阿里巴巴", "阿里", "Ali Baba Group"]),
    ("huawei", &["Huawei", "华为", "華為"]),
    ("kyoto", &["Kyoto", "京都", "きょうと"]),
    ("toyota", &["Toyota Motor", "トヨタ", "トヨタ自動車"]),
    ("samsung", &["Samsung Electronics", "삼성전자", "삼성", "가"]),
    ("moscow", &["Москва", "Moskva", "город Москва"]),
    ("athens", &["Αθήνα", "Athína"]),
    ("yerevan", &["Երևան"]),
    ("jerusalem", &["ירושלים"]),
    ("cairo", &["القاهرة", "قاهرة"]),
    ("delhi", &["दिल्ली", "नई दिल्ली"]),
    ("dhaka", &["ঢাকা"]),
    ("chennai", &["சென்னை"]),
    ("hyderabad", &["హైదరాబాద్"]),
    ("colombo", &["කොළඹ"]),
    ("bangkok", &["กรุงเทพ", "กรุงเทพมหานคร"]),
    ("vientiane", &["ວຽງຈັນ"]),
    ("lhasa", &["ལྷ་ས"]),
    ("yangon", &["ရန်ကုန်"]),
    ("tbilisi", &["თბილისი"]),
    ("addis-abeba", &["አዲስ አበባ"]),
    ("phnom-penh", &["ភ្នំពេញ"]),
    ("gothic", &["𐌲𐌿𐍄", "𐐔𐐯𐑅𐐨𐑉𐐯𐐻"]),
    ("lodz", &["Łódź", "Lodz"]),
    ("dot-net", &[".NET", "C++", "C", "R"]),
    ("apple", &["Apple Inc.", "Apple", "U.S. Apple"]),
    ("qwen", &["Qwen", "Qwen2", "Qwen-Max", "Qwen2.5"]),
    ("obrien", &["O'Brien", "'s-Hertogenbosch"]),
    ("musk", &["Elon Musk", "埃隆·马斯克", "Musk"]),
    ("other-musk", &["Musk", "Zero One", "京都"]),
];

/// A dictionary of all those names, with every rule that an alias may have.
pub fn dictionary() -> Dictionary {
    let mut builder = DictionaryBuilder::new("pool");
    for (position, (id, names)) in NAMES.iter().enumerate() {
        let mut record = EntityRecord::new(*id);
        record.name.insert("und".parse().expect("und is a tag"), names[0]);
        record.aliases = names[1..].iter().map(|name| Alias::new(*name)).collect();
        record.related = vec![NAMES[(position + 1) % NAMES.len()].0.to_owned()];
        for alias in &mut record.aliases {
            match alias.text.as_str() {
                "Apple" | "C" => alias.case = CaseRule::Sensitive,
                "moon" | "阿里" | "가" | "R" => alias.weak = true,
                "Dark Side of the Moon" => alias.forbid = vec!["Pink Floyd".to_owned()],
                "Zero One Everything" => {
                    (alias.require, alias.window) = (vec!["AI".to_owned()], Some(20))
                }
                _ => {}
            }
        }
        builder.entity(record);
    }
    builder.never("the moon").never("Applesauce").never("中华为了");
    builder.build().expect("the names are sound")
}

/// Words of running text, some of which take names in.
const WORDS: &[&str] = &[
    "the",
    "The",
    "moon",
    "in",
    "to",
    "said",
    "namely",
    "Kiminobu",
    "Pink Floyd",
    "AI",
    "group",
    "s",
    "'s",
    "’s",
    "St.",
    "Mr",
    "https://",
    "www.",
    ".com",
    "@",
    "公司",
    "发布",
    "中",
    "了",
    "三",
    "都",
    "東",
    "は",
    "の",
    "가",
    "를",
    "и",
    "2.5",
    "2024",
    "100",
    ".",
    ". ",
    "Applesauce",
];

const SPACES: &[&str] = &[" ", " ", " ", "\n", "\r\n", "  ", "\n\n", "", "-", ", ", "\u{3000}"];

/// Ways of writing a name otherwise than the dictionary does.
const DISGUISES: &[fn(&str) -> String] = &[
    str::to_owned,
    str::to_owned,
    str::to_uppercase,
    str::to_lowercase,
    |name| name.nfd().collect(),
    |name| name.nfkc().collect(),
    |name| {
        name.chars()
            .map(|c| {
                if c.is_ascii_graphic() {
                    char::from_u32(c as u32 + 0xFEE0).unwrap_or(c)
                } else {
                    c
                }
            })
            .collect()
    },
    |name| name.replace(' ', ""),
    |name| name.replace(' ', "-"),
    |name| name.replace(' ', "\n"),
    |name| name.replace(['.', '·'], " "),
    |name| insert(name, "-"),
    |name| insert(name, " "),
    |name| insert(name, "\n"),
    |name| insert(name, "\u{200B}"),
    |name| insert(name, "\u{301}"),
    |name| name.chars().skip(1).collect(),
    |name| format!("{name}s"),
    |name| format!("{name}."),
];

/// Puts something into the middle of a name.
fn insert(name: &str, mark: &str) -> String {
    let middle = name.char_indices().nth(name.chars().count() / 2).map_or(0, |(at, _)| at);
    format!("{}{mark}{}", &name[..middle], &name[middle..])
}

/// One of these names, as it may be written.
pub fn disguised(names: Vec<String>) -> impl Strategy<Value = String> {
    (select(names), select(DISGUISES)).prop_map(|(name, disguise)| disguise(&name))
}

/// Running text about the entities of [`dictionary`], of up to so many pieces.
pub fn prose(longest: usize) -> impl Strategy<Value = String> {
    let names =
        NAMES.iter().flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned())).collect();
    let piece = prop_oneof![
        4 => disguised(names),
        3 => select(WORDS).prop_map(str::to_owned),
        4 => select(SPACES).prop_map(str::to_owned),
        2 => piece(),
    ];
    prop::collection::vec(piece, 0..=longest).prop_map(|pieces| pieces.concat())
}
