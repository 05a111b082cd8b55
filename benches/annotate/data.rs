//! Names and texts for the benchmarks: made up here, and the same in every run; or read from beside the
//! checkout, where real ones are kept that are not ours to ship.

#[path = "../../tests/support/random.rs"]
pub mod random;

use exonym::fold::fold;
use random::Random;
use std::collections::HashSet;

/// A name in lower case, and the number of its entity. Each name is in a list once.
pub type Name = (String, u32);

/// A dictionary's names, and a text to find them in.
pub struct Task {
    pub label: &'static str,
    pub names: Vec<Name>,
    pub text: String,
    /// How many names were put into the text, where it was made here.
    pub planted: Option<usize>,
}

impl Random {
    fn pick<'l, T: ?Sized>(&mut self, list: &[&'l T]) -> &'l T {
        list[self.below(list.len())]
    }

    /// A number below `bound`, small ones far more often, as words are in a language.
    fn skewed(&mut self, bound: usize) -> usize {
        let limit = self.below(bound) + 1;
        let limit = self.below(limit) + 1;
        self.below(limit)
    }
}

const ONSETS: &[&str] = &[
    "b", "br", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v",
    "w", "z",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "ou"];
const CODAS: &[&str] = &["", "", "n", "r", "l", "st", "nd", "m", "ck"];

fn word(random: &mut Random, syllables: usize) -> String {
    (0..syllables)
        .map(|_| [random.pick(ONSETS), random.pick(VOWELS), random.pick(CODAS)].concat())
        .collect()
}

/// Common Chinese characters without numerals; of each only the simplified form.
const HAN: &str = "\
    的是不在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道\
    行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军\
    者意无力它与长把机民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见\
    被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名\
    真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期\
    市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式\
    色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔城派刘朝夜飞林\
    苏江湖河川岭湾桥";

fn han_chars() -> Vec<char> {
    let numerals = "一二三四五六七八九十百千万亿两几零";
    let mut seen = HashSet::new();
    let is_plain = |c: char| fold(&c.to_string()) == c.to_string() && !numerals.contains(c);
    HAN.chars().filter(|&c| is_plain(c) && seen.insert(c)).collect()
}

/// 10,000 names, half in Latin letters and half in Han, and 2 MB of text in either script.
pub fn made_up() -> [Task; 2] {
    let random = &mut Random(0x2545_F491_4F6C_DD1D);
    let words: Vec<String> = (0..3_000).map(|position| word(random, 1 + position % 3)).collect();
    // What a name would be with its spaces dropped, so that no two names share a look-up key.
    let mut taken: HashSet<String> = words.iter().cloned().collect();
    let mut latin = Vec::new();
    while latin.len() < 5_000 {
        let parts: Vec<String> = (0..1 + random.below(3)).map(|_| word(random, 3)).collect();
        if parts.iter().all(|part| !taken.contains(part)) && taken.insert(parts.concat()) {
            taken.extend(parts.iter().cloned());
            latin.push(parts.join(" "));
        }
    }
    let chars = han_chars();
    let mut han = Vec::new();
    while han.len() < 5_000 {
        let len = [2, 3, 3, 4, 4, 5][random.below(6)];
        let name: String = (0..len).map(|_| chars[random.below(chars.len())]).collect();
        if taken.insert(name.clone()) {
            han.push(name);
        }
    }
    let names: Vec<Name> = latin.iter().chain(&han).cloned().zip(0..).collect();
    let (english, planted) = english(random, &words, &latin);
    let chinese = chinese(random, &chars, &han);
    [
        Task { label: "made-up-en", names: names.clone(), text: english, planted: Some(planted) },
        Task { label: "made-up-zh", names, text: chinese, planted: None },
    ]
}

const BYTES: usize = 2_000_000;

fn english(random: &mut Random, words: &[String], names: &[String]) -> (String, usize) {
    let (mut text, mut planted, mut in_sentence) = (String::new(), 0, 0);
    while text.len() < BYTES {
        // A name now and then, but never two side by side: together they could be a third.
        if in_sentence % 12 == 5 && random.below(2) == 0 {
            let name = &names[random.below(names.len())];
            text.push_str(&name.split(' ').map(capitalized).collect::<Vec<_>>().join(" "));
            planted += 1;
        } else {
            let word = &words[random.skewed(words.len())];
            text.push_str(&if in_sentence == 0 { capitalized(word) } else { word.clone() });
        }
        in_sentence += 1;
        text.push_str(match random.below(20) {
            0 => ", ",
            1 if in_sentence > 6 => {
                in_sentence = 0;
                if random.below(5) == 0 { ".\n" } else { ". " }
            }
            _ => " ",
        });
    }
    (text, planted)
}

fn capitalized(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn chinese(random: &mut Random, chars: &[char], names: &[String]) -> String {
    let words: Vec<String> = (0..4_000)
        .map(|position| (0..1 + position % 2).map(|_| chars[random.skewed(chars.len())]).collect())
        .collect();
    let (mut text, mut in_sentence) = (String::new(), 0);
    while text.len() < BYTES {
        text.push_str(if random.below(25) == 0 {
            &names[random.below(names.len())]
        } else {
            &words[random.skewed(words.len())]
        });
        in_sentence += 1;
        if in_sentence > 5 && random.below(9) == 0 {
            in_sentence = 0;
            text.push_str(["，", "。", "。\n"][random.below(3)]);
        }
    }
    text
}

/// Twenty words, two names among them, as a feed has many; and which names they are. Where entities have
/// several names, not the first ones, so that there is something to rewrite.
pub fn headline(names: &[Name], text: &str) -> (String, [usize; 2]) {
    let known: HashSet<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_plain = |word: &&str| is_word(word) && !known.contains(word);
    let mut words: Vec<&str> = text.split_whitespace().filter(is_plain).take(18).collect();
    let mut seen = HashSet::new();
    let is_first: Vec<bool> = names.iter().map(|(_, number)| seen.insert(number)).collect();
    let has_several = is_first.contains(&false);
    let mut suitable = (0..names.len()).filter(|&position| {
        let name = &names[position].0;
        is_word(name) && name.len() > 5 && !(has_several && is_first[position])
    });
    let chosen = [7, 11].map(|skip| suitable.nth(skip).expect("there are names of one word"));
    words.insert(3, &names[chosen[0]].0);
    words.insert(12, &names[chosen[1]].0);
    (words.join(" "), chosen)
}

/// Real names, from beside the checkout; none where they are not there.
pub fn real_names(file: &str) -> Option<Vec<Name>> {
    let list = read(file)?;
    let name = |line: &str| {
        let (name, number) = line.rsplit_once('\t').expect("a name and the number of its entity");
        (name.to_owned(), number.parse().expect("a number"))
    };
    Some(list.lines().map(name).collect())
}

/// Reads a file from beside the checkout, and unpacks it; says so where it is not there.
#[cfg(feature = "chinese")]
pub fn read(file: &str) -> Option<String> {
    use std::io::Read;
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    let Ok(mut opened) = std::fs::File::open(path) else {
        println!("{file}: skipped, it is not beside the checkout");
        return None;
    };
    let mut text = String::new();
    let read = if file.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(opened).read_to_string(&mut text)
    } else {
        opened.read_to_string(&mut text)
    };
    read.expect("a text");
    Some(text)
}

/// Without the Chinese word list there is nothing to unpack with.
#[cfg(not(feature = "chinese"))]
pub fn read(_: &str) -> Option<String> {
    None
}
