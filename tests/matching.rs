//! What is a mention and what is not: one row a behaviour, run in every configuration.

mod support;

use exonym::{Dictionary, Normalizer};
use support::{dictionary, found};

const DICTIONARY: &str = r#"
[dictionary]
name = "test"
never = ["the moon", "JavaScript"]

[[entity]]
id = "moonshot-ai"
name = { en = "Moonshot AI", zh = "月之暗面" }
aliases = ["Moonshot", "MoonShadow AI", { text = "Dark Side of the Moon", forbid = ["Pink Floyd"] }, "moon"]

[[entity]]
id = "minimax"
name = { en = "MiniMax" }

[[entity]]
id = "zhipu-ai"
name = { en = "Zhipu AI", zh = "智谱AI" }
aliases = ["智谱"]

[[entity]]
id = "01-ai"
name = { en = "01.AI", zh = "零一万物" }
aliases = ["Zero One", "Zero One Everything"]

[[entity]]
id = "baichuan-ai"
name = { en = "Baichuan AI", zh = "百川智能" }
aliases = ["Baichuan", "Bichuan", "百川"]

[[entity]]
id = "stepfun"
name = { en = "StepFun" }
aliases = ["Step Star"]

[[entity]]
id = "tencent"
name = { en = "Tencent", zh = "腾讯" }

[[entity]]
id = "alibaba"
name = { en = "Alibaba", zh = "阿里巴巴" }
aliases = ["Ali", "阿里"]

[[entity]]
id = "kimi"
name = { en = "Kimi" }

[[entity]]
id = "huawei"
name = { en = "Huawei", zh = "华为" }

[[entity]]
id = "baidu"
name = { en = "Baidu", zh = "百度" }

[[entity]]
id = "xiaomi"
name = { en = "Xiaomi", zh = "小米" }

[[entity]]
id = "kyoto"
name = { en = "Kyoto", ja = "京都" }

[[entity]]
id = "samsung"
name = { en = "Samsung Electronics", ko = "삼성전자" }
aliases = ["가"]

[[entity]]
id = "toyota"
name = { en = "Toyota", ja = "トヨタ" }

[[entity]]
id = "st-petersburg"
name = { en = "St Petersburg" }

[[entity]]
id = "jp-morgan"
name = { en = "J.P. Morgan" }
aliases = ["JP Morgan Chase"]

[[entity]]
id = "new-england"
name = { en = "New England" }

[[entity]]
id = "togo"
name = { en = "Togo" }

[[entity]]
id = "iran"
name = { en = "Iran" }

[[entity]]
id = "cant"
name = { en = "Cant" }

[[entity]]
id = "us"
name = { en = "United States" }
aliases = [{ text = "US", case = "sensitive" }]

[[entity]]
id = "hu-man"
name = { en = "Hu Man" }

[[entity]]
id = "h100"
name = { en = "H100" }

[[entity]]
id = "qwen"
name = { en = "Qwen" }

[[entity]]
id = "qwen-2"
name = { en = "Qwen2" }

[[entity]]
id = "qwen-max"
name = { en = "Qwen-Max" }

[[entity]]
id = "gpt-4"
name = { en = "GPT-4" }

[[entity]]
id = "lodz"
name = { pl = "Łódź" }

[[entity]]
id = "francois"
name = { fr = "François Hollande" }

[[entity]]
id = "dot-net"
name = { en = ".NET" }
aliases = ["C++"]

[[entity]]
id = "yahoo"
name = { en = "Yahoo!" }

[[entity]]
id = "apple"
name = { en = "Apple Inc." }
aliases = [{ text = "Apple", case = "sensitive" }]

[[entity]]
id = "facebook"
name = { en = "Facebook" }

[[entity]]
id = "obrien"
name = { en = "O'Brien" }

[[entity]]
id = "musk"
name = { en = "Elon Musk", zh = "埃隆·马斯克" }

[[entity]]
id = "moscow"
name = { en = "Moscow", ru = "Москва" }

[[entity]]
id = "java"
name = { en = "Java" }
"#;

/// (name of the case, text, mentions as surface and ID)
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CASES: &[Case] = &[
    // Folding.
    ("full_width", "ＭｉｎｉＭａｘ发布", &[("ＭｉｎｉＭａｘ", "minimax")]),
    ("traditional", "智譜和騰訊", &[("智譜", "zhipu-ai"), ("騰訊", "tencent")]),
    (
        "nfd_accents",
        "Franc\u{327}ois Hollande in Ło\u{301}dz\u{301}",
        &[("Franc\u{327}ois Hollande", "francois"), ("Ło\u{301}dz\u{301}", "lodz")],
    ),
    (
        "no_accents",
        "Francois Hollande in Lodz",
        &[("Francois Hollande", "francois"), ("Lodz", "lodz")],
    ),
    ("half_width_kana", "ﾄﾖﾀは", &[("ﾄﾖﾀ", "toyota")]),
    ("upper_case", "TENCENT", &[("TENCENT", "tencent")]),
    ("soft_hyphen", "Ten\u{AD}cent", &[("Ten\u{AD}cent", "tencent")]),
    ("curly_apostrophe", "Mr O’Brien", &[("O’Brien", "obrien")]),
    ("apostrophe_dropped", "Mr OBrien", &[("OBrien", "obrien")]),
    ("trademark", "Kimi™ and Baidu®", &[("Kimi", "kimi"), ("Baidu", "baidu")]),
    ("footnote", "Kimi² and Baidu①", &[("Kimi", "kimi"), ("Baidu", "baidu")]),
    ("cyrillic_case", "в МОСКВА.", &[("МОСКВА", "moscow")]),
    ("hangul_syllable_is_whole", "각", &[]),
    ("hangul_syllable_is_whole_nfd", "\u{1100}\u{1161}\u{11A8}", &[]),
    ("hangul_syllable", "가", &[("가", "samsung")]),
    // Separators of the name kept, dropped, replaced.
    ("line_break_inside", "the Moonshot\nAI team", &[("Moonshot\nAI", "moonshot-ai")]),
    ("crlf_inside", "Zero\r\nOne", &[("Zero\r\nOne", "01-ai")]),
    ("double_space", "Moonshot  AI", &[("Moonshot  AI", "moonshot-ai")]),
    ("blank_line", "Zero\n\nOne", &[]),
    ("joined", "ZeroOne and MoonshotAI", &[("ZeroOne", "01-ai"), ("MoonshotAI", "moonshot-ai")]),
    ("hyphen_for_space", "Zero-One", &[("Zero-One", "01-ai")]),
    (
        "dot_dropped",
        "01AI, 01.AI and 01 AI",
        &[("01AI", "01-ai"), ("01.AI", "01-ai"), ("01 AI", "01-ai")],
    ),
    ("hyphen_dropped", "QwenMax", &[("QwenMax", "qwen-max")]),
    ("middle_dot", "埃隆•马斯克、埃隆马斯克", &[("埃隆•马斯克", "musk"), ("埃隆马斯克", "musk")]),
    ("comma_inside", "Zero, One", &[]),
    ("separators_dropped_make_a_word", "as no human HUMAN does; but HuMan", &[("HuMan", "hu-man")]),
    ("sentence_end_before_digit", "he asked GPT. 4 million did not", &[]),
    ("sentence_end", "something new. England won. We counted to Zero. One left.", &[]),
    ("sentence_end_single", "Moonshot. AI is", &[("Moonshot", "moonshot-ai")]),
    ("abbreviation", "in St. Petersburg", &[("St. Petersburg", "st-petersburg")]),
    (
        "initials",
        "J. P. Morgan and J.P. Morgan and JP Morgan",
        &[("J. P. Morgan", "jp-morgan"), ("J.P. Morgan", "jp-morgan"), ("JP Morgan", "jp-morgan")],
    ),
    ("initials_inserted", "the J. P. Morgan Chase bank", &[("J. P. Morgan Chase", "jp-morgan")]),
    // Separators inserted.
    ("hyphen_inserted", "Moon-shot AI", &[("Moon-shot AI", "moonshot-ai")]),
    (
        "capital_inserted",
        "MoonShot and Moon Shot AI",
        &[("MoonShot", "moonshot-ai"), ("Moon Shot AI", "moonshot-ai")],
    ),
    ("hyphenated_at_line_end", "Ten-\ncent", &[("Ten-\ncent", "tencent")]),
    ("han_line_break", "月之\n暗面", &[("月之\n暗面", "moonshot-ai")]),
    ("han_space", "月之 暗面", &[("月之 暗面", "moonshot-ai")]),
    ("han_blank_line", "月之\n\n暗面", &[]),
    ("han_comma", "月之，暗面", &[]),
    ("to_go", "nothing to go on", &[]),
    ("i_ran", "where i ran", &[]),
    ("i_ran_capital", "I Ran there", &[]),
    ("cant", "you can't", &[]),
    ("cant_curly", "you can’t", &[]),
    ("common_pieces_small", "they face book after book", &[]),
    ("common_pieces_at_start", "Face Book readers", &[]),
    ("common_pieces_hyphen", "on Face-Book", &[("Face-Book", "facebook")]),
    ("common_pieces_mid_sentence", "on Face Book today", &[("Face Book", "facebook")]),
    ("lower_pieces", "a moon shot at it", &[("moon", "moonshot-ai")]),
    ("spaced_dash", "Moonshot – AI is hard", &[("Moonshot", "moonshot-ai")]),
    (
        "number_set_off",
        "Qwen 2 and Qwen-2, but H 100",
        &[("Qwen 2", "qwen-2"), ("Qwen-2", "qwen-2")],
    ),
    (
        "closing_dot_after_zero_width",
        "Apple Inc\u{200B}. said so",
        &[("Apple Inc\u{200B}.", "apple")],
    ),
    ("list_items", "companies:\n• Zhipu\n• AI tools; Zero\n· One", &[]),
    ("quoted_apart", "‘Zero’ ‘One’ and the `Moonshot` AI model", &[("Moonshot", "moonshot-ai")]),
    ("double_dash", "from Zero--One and Zero... One", &[]),
    // Word boundaries.
    ("inside_word", "Kiminobu and Alignment and Tencentish", &[]),
    ("possessive", "Tencent's and Tencent’s", &[("Tencent", "tencent"), ("Tencent", "tencent")]),
    ("plural_of_designation", "eight H100s.", &[("H100", "h100")]),
    ("plural_of_name", "two Moonshots", &[("Moonshot", "moonshot-ai")]),
    (
        "glued_before",
        "namelyZhipu AI,Dark Side of the Moon",
        &[("Zhipu AI", "zhipu-ai"), ("Dark Side of the Moon", "moonshot-ai")],
    ),
    ("glued_both", "theStep StarJoin the fray", &[("Step Star", "stepfun")]),
    ("glued_after_hyphen", "Qwen-MaxThe model", &[("Qwen-Max", "qwen-max")]),
    ("glued_acronym", "Zhipu AIThe company", &[("Zhipu AI", "zhipu-ai")]),
    ("glued_names", "TencentBaidu", &[("Tencent", "tencent"), ("Baidu", "baidu")]),
    ("glued_function_word", "KimiThe, KimiWhen", &[("Kimi", "kimi"), ("Kimi", "kimi")]),
    ("compound", "KimiWorks, TencentScript", &[]),
    ("camel_case_name", "AliExpress, iKimi, XKimi", &[]),
    ("protected", "JavaScript, not Java", &[("Java", "java")]),
    ("digit_after", "Kimi2024", &[("Kimi", "kimi")]),
    ("version_is_longer", "Qwen2.5 and Qwen2, GPT-4o", &[("Qwen", "qwen"), ("Qwen2", "qwen-2")]),
    ("decimal_before", "1.01AI", &[]),
    ("latin_between_han", "发布Kimi模型", &[("Kimi", "kimi")]),
    ("han_between_latin", "AI公司月之暗面2024年", &[("月之暗面", "moonshot-ai")]),
    ("symbol_at_start", "the .NET way, net gain", &[(".NET", "dot-net")]),
    ("symbol_at_end", "C++ and Yahoo!", &[("C++", "dot-net"), ("Yahoo!", "yahoo")]),
    ("closing_dot_kept", "Apple Inc. said so", &[("Apple Inc.", "apple")]),
    ("closing_dot_left", "sold to Apple Inc. Then", &[("Apple Inc", "apple")]),
    ("closing_dot_at_end", "sold to Apple Inc.", &[("Apple Inc", "apple")]),
    ("closing_dot_before_bracket", "Apple Inc. (AAPL) rose", &[("Apple Inc.", "apple")]),
    ("closing_dot_before_comma", "Apple Inc., which", &[("Apple Inc.", "apple")]),
    ("closing_dot_before_capitals", "Apple Inc. CEO Cook", &[("Apple Inc.", "apple")]),
    ("closing_dot_of_initials", "the U.S. Senate", &[("U.S.", "us")]),
    ("closing_dot_of_initials_at_end", "in the U.S. When it rains", &[("U.S", "us")]),
    ("initials_dot", "the U.S. market", &[("U.S.", "us")]),
    // Case.
    ("case_sensitive", "US and us, Apple and apple", &[("US", "us"), ("Apple", "apple")]),
    // Han and kana and Hangul.
    (
        "adjacent_han",
        "腾讯阿里巴巴百川智能",
        &[("腾讯", "tencent"), ("阿里巴巴", "alibaba"), ("百川智能", "baichuan-ai")],
    ),
    ("in_sentence", "投资月之暗面的阿里", &[("月之暗面", "moonshot-ai"), ("阿里", "alibaba")]),
    ("crosses_words", "中华为了和平", &[]),
    ("numeral_before", "三百度电", &[]),
    ("year_before", "2024百度世界大会", &[("百度", "baidu")]),
    ("kana_elsewhere", "これは本です。中华为了和平", &[]),
    (
        "abbreviation_after_han",
        "在St. Petersburg举行，由J. P. Morgan公布",
        &[("St. Petersburg", "st-petersburg"), ("J. P. Morgan", "jp-morgan")],
    ),
    ("grouped_number", "100,01AI", &[]),
    ("digits_before", "3百度", &[]),
    ("idiom", "百川归海", &[]),
    ("longer_word", "小米粥很好喝", &[]),
    ("company_after_all", "小米发布新手机", &[("小米", "xiaomi")]),
    ("tokyo", "東京都", &[]),
    ("tokyo_kana", "これは東京都の本です", &[]),
    ("kyoto_kana", "京都は古い", &[("京都", "kyoto")]),
    ("korean_particle", "삼성전자가 발표", &[("삼성전자", "samsung")]),
    ("korean_compound", "삼성전자판매", &[]),
    ("japanese_particle", "トヨタは発表", &[("トヨタ", "toyota")]),
    ("katakana_compound", "トヨタマ", &[]),
    // Addresses.
    ("in_url", "see https://www.baidu.com/kimi now", &[]),
    ("in_mail", "kimi@baidu.com", &[]),
    ("host", "on tencent.com", &[]),
    // Protection and conditions.
    ("never", "over the moon", &[]),
    ("forbid", "Pink Floyd made Dark Side of the Moon", &[]),
    ("forbid_over_line_break", "Pink\nFloyd made Dark Side of the Moon", &[]),
    ("forbid_far", "Dark Side of the Moon", &[("Dark Side of the Moon", "moonshot-ai")]),
    ("longest_wins", "Zero One Everything", &[("Zero One Everything", "01-ai")]),
    ("nothing", "", &[]),
    ("only_space", " \n\t ", &[]),
];

fn check(configuration: &str, normalizer: &Normalizer) {
    let mut failures = String::new();
    for (name, text, expected) in CASES {
        let found = found(normalizer, text);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(surface, id)| (surface.as_str(), id.as_str())).collect();
        if found != *expected {
            failures += &format!(
                "{configuration}/{name}\n  text     {text:?}\n  expected {expected:?}\n  found    {found:?}\n"
            );
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn built() {
    check("built", &Normalizer::new(dictionary(DICTIONARY)));
}

#[test]
fn reopened_from_bytes() {
    let bytes = dictionary(DICTIONARY).as_bytes().expect("one part").to_vec();
    check("reopened", &Normalizer::new(Dictionary::from_bytes(bytes).expect("fresh bytes")));
}

#[test]
fn as_lower_layer() {
    let empty = dictionary("[dictionary]\nname = \"empty\"\n");
    check("layered", &Normalizer::new(Dictionary::layered([dictionary(DICTIONARY), empty])));
}
