//! The scan finds what a plain walk finds, on every text and dictionary tried.

use crate::config;
use exonym::{Alias, Dictionary, DictionaryBuilder, EntityRecord, Normalizer, Overlaps, Profile};
use proptest::prelude::*;

/// Names of every shape: short, long, of one character, with symbols at either end, with separators,
/// accents, digits, in several scripts, decomposed, repeated under several entities.
const NAMES: &[&str] = &[
    "Kimi",
    "Moonshot AI",
    "Moonshot",
    "01.AI",
    "Zero One",
    "C++",
    ".NET",
    "Yahoo!",
    "＠",
    "@me",
    "U.S.",
    "AT&T",
    "A",
    "I",
    "x",
    "月",
    "月之暗面",
    "月之",
    "暗面",
    "智谱",
    "智谱AI",
    "百川",
    "百度",
    "三星",
    "東京",
    "京都",
    "トヨタ",
    "とよた",
    "삼성전자",
    "삼성",
    "Łódź",
    "Zu\u{308}rich",
    "café",
    "E\u{301}cole 42",
    "GPT-4o",
    "GPT",
    "4o",
    "Qwen2.5",
    "Qwen",
    "3.5",
    "2 1",
    "Inc.",
    "Apple Inc.",
    "New York",
    "New York City",
    "York City Hall",
    "Bank of the West",
    "of",
    "the",
    "Straße",
    "ﬁn",
    "½ life",
    "①",
    "a①",
    "Москва",
    "Αθήνα",
    "ไทย",
    "เชียงใหม่",
    "हिन्दी",
    "עברית",
    "العربية",
    "埃隆·马斯克",
    "李·克",
    "- dash",
    "'s-Gravenhage",
    "foo (bar)",
    "foo, inc",
    "X-Æ",
    "AI",
    "K",
    "Li Ke",
    "one two three four five six seven eight nine ten",
    "a b c d e f g h i j k l m n o p q r s t u v",
    "internationalization",
    "Donaudampfschifffahrt",
    "一",
    "三",
    "万",
    "一万",
    "㊀",
    "Ⅳ",
    "K\u{200B}2",
    "𠮷野家",
    "𝐁old",
    "ｓ",
    "ſs",
    "😀",
    "a😀",
];

/// What else texts are made of.
const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "-",
    " - ",
    ".",
    ". ",
    "...",
    ",",
    ", ",
    "'",
    "’",
    "\"",
    "“",
    "”",
    "·",
    "・",
    "(",
    ")",
    "/",
    "_",
    "s",
    "'s",
    "The",
    "the",
    "and",
    "namely",
    "Xx",
    "7",
    "42",
    "的",
    "在",
    "。",
    "，",
    "三",
    "万",
    "\u{301}",
    "\u{308}",
    "\u{200B}",
    "\u{AD}",
    "\u{FE0F}",
    "\u{3099}",
    "ー",
    "を",
    "가",
    "은",
    "é",
    "ß",
    "ﬀ",
    "http://kimi.com/",
    "kimi@moonshot.cn",
    "REG_",
    "\u{A0}",
    "\u{3000}",
    "–",
    "—",
    "\u{2011}",
    "\0",
    "\u{7F}",
    "zz",
    "KIMI",
    "kimi",
    "moonshot ai",
    "MOONSHOT",
    "mOOn",
    "Shot",
    "shot",
    "Moon",
    "New\nYork",
    "new-york",
    "NewYork",
    "bankof the",
    "Bank  of\tthe west",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS",
];

/// A dictionary of some of the names, with rules of every kind.
fn dictionary(chosen: &[usize], file: File) -> Dictionary {
    let mut builder = DictionaryBuilder::new("names");
    for (position, &number) in chosen.iter().enumerate() {
        let text = NAMES[number % NAMES.len()];
        let mut entity = EntityRecord::new(format!("e{position}"));
        let mut alias = Alias::new(text);
        match position % 11 {
            3 => alias.weak = true,
            5 => alias.case = exonym::CaseRule::Sensitive,
            7 => alias.require = vec!["the".to_owned(), "的".to_owned()],
            9 => alias.forbid = vec!["zz".to_owned()],
            _ => {}
        }
        entity.aliases.push(alias);
        if number % 3 == 0 {
            entity.aliases.push(Alias::new(text.to_uppercase()));
        }
        builder.entity(entity);
        if position % 13 == 12 {
            builder.never(text);
        }
    }
    let small = builder.clone().small(true).build().expect("the names are sound");
    let built = builder.build().expect("the names are sound");
    match file {
        File::Whole => built,
        File::Small => small,
        File::Layered => Dictionary::layered([built, small]),
    }
}

#[derive(Clone, Copy, Debug)]
enum File {
    Whole,
    Small,
    Layered,
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => (0..NAMES.len()).prop_map(|at| NAMES[at].to_owned()),
        1 => (0..NAMES.len()).prop_map(|at| NAMES[at].to_lowercase()),
        6 => (0..PIECES.len()).prop_map(|at| PIECES[at].to_owned()),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-zA-Z0-9]{1,9}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Everything found, with its candidates and reasons.
fn found(normalizer: &Normalizer, text: &str) -> Vec<String> {
    let annotated = normalizer.annotate(text);
    let mentions = annotated.mentions().iter();
    mentions
        .map(|mention| {
            format!("{:?} {:?}", mention.span(), mention.candidates().collect::<Vec<_>>())
        })
        .collect()
}

proptest! {
    #![proptest_config(config(3_000))]

    #[test]
    fn scan_and_plain_walk_agree(
        chosen in prop::collection::vec(0..NAMES.len(), 1..NAMES.len()),
        text in text(),
        file in prop::sample::select(vec![File::Whole, File::Small, File::Layered]),
        profile in prop::sample::select(vec![Profile::Exact, Profile::Balanced, Profile::Recall]),
        witness in any::<bool>(),
        all in any::<bool>(),
    ) {
        let dictionary = dictionary(&chosen, file);
        let overlaps = if all { Overlaps::All } else { Overlaps::LeftmostLongest };
        let builder = Normalizer::builder(dictionary).profile(profile).han_witness(witness).overlaps(overlaps);
        let scan = builder.clone().build();
        let plain = builder.plain_walk(true).build();
        prop_assert_eq!(found(&scan, &text), found(&plain, &text), "text {:?}", text);
    }
}

/// Bytes that are searched at a time.
const STRETCH: usize = 64 * 1024;

fn one_name(name: &str, file: File) -> Normalizer {
    let mut builder = DictionaryBuilder::new("one");
    let mut entity = EntityRecord::new("e");
    entity.aliases.push(Alias::new(name));
    builder.entity(entity);
    let small = matches!(file, File::Small);
    Normalizer::new(builder.small(small).build().expect("a sound name"))
}

/// Compares the scan of a text for one name to the plain walk.
fn check_one(name: &str, text: &str) {
    for file in [File::Whole, File::Small] {
        let scan = one_name(name, file);
        let plain = Normalizer::builder(scan.dictionary().clone()).plain_walk(true).build();
        let tail = &text[text.len().saturating_sub(40)..];
        assert_eq!(found(&scan, text), found(&plain, text), "{name} in …{tail:?}, {file:?}");
    }
}

#[test]
fn a_word_that_is_searched_in_two_pieces() {
    for (name, before, after) in [
        ("Phone", "i", "Phone"),
        ("Script", "Java", "Script"),
        ("AI", "3", "AI"),
        ("AI", "The3", "ai"),
        ("Kimi", "namely", "Kimi"),
        ("3C", "A", "3C"),
    ] {
        let text = " ".repeat(STRETCH - before.len()) + before + after + " and so on";
        check_one(name, &text);
    }
}

#[test]
fn an_abbreviation_after_a_symbol_keeps_its_dot() {
    for (name, text) in [
        ("Johnson&Co", "at Johnson&Co. said so"),
        ("A/Inc", "at A/Inc. said"),
        ("@Co", "at @Co. said so"),
        ("C++Inc", "the C++Inc. said"),
        ("Foo+Corp", "Foo+Corp. CEO"),
        ("Inc", "the Inc. said"),
        ("百川Inc", "百川Inc. said"),
    ] {
        check_one(name, text);
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn scan_and_plain_walk_agree_where_texts_are_cut(
        chosen in prop::collection::vec(0..NAMES.len(), 1..NAMES.len()),
        text in text(),
        before in 0..60usize,
    ) {
        let text = " ".repeat(STRETCH - text.floor_char_boundary(before)) + &text;
        let builder = Normalizer::builder(dictionary(&chosen, File::Whole));
        let (scan, plain) = (builder.clone().build(), builder.plain_walk(true).build());
        prop_assert_eq!(found(&scan, &text), found(&plain, &text), "text {:?}", text.trim_start());
    }
}
