//! What is tried on random bytes: one function for each entry that takes bytes or text.
//!
//! `cargo +nightly fuzz run source fuzz/seeds/source` runs one of them (`fold`, `source`, `exo`, `annotate`;
//! the seeds of `fold` and `annotate` are `fuzz/seeds/text`). `tests/fuzz_seeds.rs` runs all of them for some
//! seconds on a stable compiler. A panic is a finding, and so is a broken promise: each is asserted here.

#[path = "../tests/support/checksums.rs"]
mod checksums;

use exonym::dictionary::source::{Format, parse, write_jsonl, write_toml};
use exonym::fold::Folded;
use exonym::output::replace::{Replace, Target};
use exonym::{
    Alias, CaseRule, Dictionary, DictionaryBuilder, EntityRecord, Normalizer, Overlaps, Profile,
    Span,
};
use std::sync::LazyLock;

/// The fold is idempotent, and its ranges lead back to the text.
pub fn fold(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let folded = Folded::new(&text);
    assert_eq!(folded.as_str(), exonym::fold::fold(&text));
    assert_eq!(folded.as_str(), exonym::fold::fold(folded.as_str()), "the fold is not idempotent");
    let mut last = Span::new(0, 0);
    for (start, c) in folded.as_str().char_indices() {
        let span = folded.original(start..start + c.len_utf8()).expect("the range is in the fold");
        assert!(span.of(&text).is_some_and(|original| !original.is_empty()));
        assert!(
            last.start() <= span.start() && last.end() <= span.end(),
            "the way back is no straight one"
        );
        last = span;
    }
}

/// Any bytes are a source in any format, with or without problems; one without builds, and says the same
/// when written and read again.
pub fn source(data: &[u8]) {
    for format in [Format::Toml, Format::Jsonl, Format::Csv, Format::Tsv] {
        let source = parse("fuzz", data, format);
        for problem in &source.problems {
            assert!(
                problem.line >= 1 && problem.column >= 1 && !problem.message.is_empty(),
                "{problem}"
            );
        }
        if !source.problems.is_empty() {
            continue;
        }
        let mut builder = DictionaryBuilder::default();
        source.add_to(&mut builder).expect("there are no problems");
        let bytes = builder.compile().expect("a source without problems builds");
        let dictionary = Dictionary::from_bytes(bytes).expect("fresh bytes");
        // A table's `type` and `topics` may hold what the fields of the other formats may not.
        let is_table = matches!(format, Format::Csv | Format::Tsv);
        let Some(info) = dictionary.sources().next().filter(|_| !is_table) else { continue };
        let records: Vec<EntityRecord> = builder.records().cloned().collect();
        for (format, written) in [
            (Format::Toml, to_bytes(|out| write_toml(out, info, &records))),
            (Format::Jsonl, to_bytes(|out| write_jsonl(out, info, &records))),
        ] {
            let again = parse("again", &written, format);
            assert!(
                again.problems.is_empty(),
                "{:?}\n{}",
                again.problems,
                String::from_utf8_lossy(&written)
            );
            assert_eq!(again.records.len(), records.len());
        }
    }
}

fn to_bytes(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("writing to memory");
    bytes
}

/// Any bytes are refused as a dictionary or harmless, also under right checksums and on trust.
pub fn exo(data: &[u8]) {
    if let Ok(dictionary) = Dictionary::from_bytes(data) {
        read_all(dictionary);
    }
    let mut sealed = data.to_vec();
    checksums::seal(&mut sealed);
    let on_trust = || {
        let mut file = tempfile::NamedTempFile::new().ok()?;
        std::io::Write::write_all(&mut file, &sealed).ok()?;
        Dictionary::open_trusted(file.path()).ok()
    };
    if let Some(dictionary) = on_trust() {
        read_all(dictionary);
    }
    if let Ok(dictionary) = Dictionary::from_bytes(sealed) {
        read_all(dictionary);
    }
}

fn read_all(dictionary: Dictionary) {
    for entity in dictionary.entities() {
        let record = entity.to_record();
        let _ =
            (entity.forms(), entity.topics(), entity.display_name(), dictionary.entity(&record.id));
    }
    let _ = dictionary.to_builder().compile();
    let builder = Normalizer::builder(dictionary).profile(Profile::Recall);
    let normalizer = builder.overlaps(Overlaps::All).build();
    let text = "Kimi by Moonshot AI (月之暗面); the moon, U.S. markets.";
    for mention in normalizer.annotate(text).mentions() {
        let _ = (mention.best().alias(), mention.best().evidence());
    }
    let _ = normalizer.rewrite(text, &Replace::new().target(Target::Id).best_of_ambiguous(true));
    let _ = normalizer.resolve("Moonshot-AI").candidates().count();
}

/// A dictionary of few names with all the rules.
pub fn dictionary() -> DictionaryBuilder {
    let mut builder = DictionaryBuilder::new("fuzz");
    let names: [(&str, &[&str]); 6] = [
        ("moonshot-ai", &["Moonshot AI", "月之暗面", "Dark Side of the Moon", "moon"]),
        ("zero-one", &["01.AI", "零一万物", "Zero One", "Apple Inc."]),
        ("kyoto", &["Kyoto", "京都", "きょうと", "トヨタ"]),
        ("samsung", &["삼성전자", "삼성", "U.S.", ".NET"]),
        ("lodz", &["Łódź", "Москва", "กรุงเทพ", "Kimi"]),
        ("other", &["O'Brien", "Kimi", "Zero One", "华为"]),
    ];
    for (id, names) in names {
        let mut record = EntityRecord::new(id);
        record.name.insert("en".parse().expect("a tag"), names[0]);
        record.aliases = names[1..].iter().map(|name| Alias::new(*name)).collect();
        for alias in &mut record.aliases {
            alias.weak = alias.text == "moon";
            alias.case = if alias.text == "U.S." { CaseRule::Sensitive } else { CaseRule::Fold };
            if alias.text.starts_with("Dark") {
                alias.forbid = vec!["Pink Floyd".to_owned()];
            }
        }
        builder.entity(record);
    }
    builder.never("the moon").never("中华为了");
    builder
}

static NORMALIZER: LazyLock<Normalizer> =
    LazyLock::new(|| Normalizer::new(dictionary().build().expect("the names are sound")));

/// Mentions are well-formed; rewriting changes nothing else, and nothing more when done again.
pub fn annotate(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let annotated = NORMALIZER.annotate(&text);
    let mut end = 0;
    for mention in annotated.mentions() {
        let span = mention.span();
        assert!(
            span.start() >= end && !span.is_empty(),
            "{span:?} overlaps what is before it, or is empty"
        );
        assert_eq!(span.of(&text), Some(mention.surface()));
        assert!((0.0..=1.0).contains(&mention.score()));
        end = span.end();
    }
    assert_eq!(NORMALIZER.is_match(&text), !annotated.mentions().is_empty());
    let replace = Replace::new().document_lang("en".parse().expect("a tag"));
    let rewritten = NORMALIZER.rewrite(&text, &replace);
    let mut expected = String::new();
    let mut at = 0;
    for replacement in &rewritten.replacements {
        expected.push_str(&text[at..replacement.span.start()]);
        expected.push_str(&replacement.replacement);
        at = replacement.span.end();
    }
    expected.push_str(&text[at..]);
    assert_eq!(rewritten.text, expected, "something else changed");
    assert_eq!(
        NORMALIZER.rewrite(&rewritten.text, &replace).text,
        rewritten.text,
        "twice is not once"
    );
}
