//! The test suites of other name finders, run against this one.
//!
//! The suites are other people's work under their own licences, so they are no part of the crate. They
//! are read from beside the checkout, and a suite that is not there is skipped. Each test prints its
//! figure: `cargo test --test peer_suites -- --nocapture`.

use exonym::fold::fold;
use exonym::{Alias, CaseRule, Dictionary, DictionaryBuilder, EntityRecord, Normalizer, Overlaps};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Expectations of OpenCC whose two sides have one fold, of 382; NFKC with the first candidate of OpenCC's own
/// table makes 345. What is left are characters that stand for two others, such as 甦 in a name, and words.
const OPENCC_FLOOR: usize = 374;
/// Pairs of OpenRefine whose two sides have one fold, of 50. What is left: ø and ŋ that it writes oe and n, the
/// signs © and ʾ that it reads as letters or drops, wynn, and two forms of the long s.
const OPENREFINE_FLOOR: usize = 43;

/// Reads a file of the suites; says so where it is not there.
fn suite(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold/peer-suites").join(file);
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        println!("{file}: skipped, the suite is not beside the checkout");
    }
    text
}

fn json_lines(text: &str) -> impl Iterator<Item = Value> + '_ {
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON"))
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(string).collect()
}

/// Fails with everything that went wrong, not with the first of it.
fn settle(suite: &str, total: usize, failures: &[String]) {
    println!("{suite}: {}/{total}", total - failures.len());
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Canonical names with their aliases, as FlashText's cases list them; the names serve as IDs.
fn keywords(table: &Value, case: CaseRule) -> Vec<EntityRecord> {
    let entity = |(id, aliases): (&String, &Value)| {
        let mut record = EntityRecord::new(id);
        let alias = |text: &str| Alias { case, ..Alias::new(text) };
        record.aliases = strings(aliases).into_iter().map(alias).collect();
        record
    };
    table.as_object().expect("a table of keywords").iter().map(entity).collect()
}

fn build(records: impl IntoIterator<Item = EntityRecord>) -> Dictionary {
    let mut builder = DictionaryBuilder::new("suite");
    for record in records {
        builder.entity(record);
    }
    builder.build().expect("the suite's names are sound")
}

fn extract(dictionary: Dictionary, sentence: &str) -> Vec<String> {
    let annotated = Normalizer::new(dictionary);
    let annotated = annotated.annotate(sentence);
    annotated.mentions().iter().map(|mention| mention.best().entity().id().to_owned()).collect()
}

const MODES: [(&str, CaseRule); 2] =
    [("keywords", CaseRule::Fold), ("keywords_case_sensitive", CaseRule::Sensitive)];

#[test]
fn flashtext_extractor() {
    let Some(text) = suite("flashtext/keyword_extractor_test_cases.json") else { return };
    let cases: Vec<Value> = serde_json::from_str(&text).expect("a list of cases");
    let mut failures = Vec::new();
    for case in &cases {
        for (expectation, rule) in MODES {
            let sentence = string(&case["sentence"]);
            let found = extract(build(keywords(&case["keyword_dict"], rule)), sentence);
            if found != strings(&case[expectation]) {
                failures.push(format!("{expectation}: found {found:?} in {case}"));
            }
        }
    }
    settle("flashtext extractor, two case modes", cases.len() * MODES.len(), &failures);
}

/// Keywords are taken away in two ways: by leaving them out, and by a layer above that removes them.
#[test]
fn flashtext_remover() {
    let Some(text) = suite("flashtext/keyword_remover_test_cases.json") else { return };
    let cases: Vec<Value> = serde_json::from_str(&text).expect("a list of cases");
    let mut failures = Vec::new();
    for case in &cases {
        for (expectation, rule) in MODES {
            let sentence = string(&case["sentence"]);
            let expected = strings(&case[expectation]);
            let mut records = keywords(&case["keyword_dict"], rule);
            let removed = keywords(&case["remove_keyword_dict"], rule);
            let upper = removed.iter().map(|record| EntityRecord {
                remove: record.aliases.iter().map(|alias| alias.text.clone()).collect(),
                ..EntityRecord::new(&record.id)
            });
            let layered =
                extract(Dictionary::layered([build(records.clone()), build(upper)]), sentence);
            for record in &mut records {
                let gone = removed.iter().find(|gone| gone.id == record.id);
                let aliases = gone.map_or(&[][..], |gone| &gone.aliases);
                record.aliases.retain(|alias| !aliases.contains(alias));
            }
            let left_out = extract(build(records), sentence);
            if layered != expected || left_out != expected {
                failures.push(format!("{expectation}: found {layered:?}, {left_out:?} in {case}"));
            }
        }
    }
    settle("flashtext remover, two case modes", cases.len() * MODES.len(), &failures);
}

#[test]
fn solr_text_tagger() {
    let Some(text) = suite("solrtexttagger/tag-cases.jsonl") else { return };
    let mut failures = Vec::new();
    let mut total = 0;
    for case in json_lines(&text) {
        total += 1;
        let passes = |name: &&str| match case["filter"].as_object() {
            Some(filter) => filter.iter().all(|(key, value)| case["attrs"][*name][key] == *value),
            None => true,
        };
        let names = strings(&case["dict"]).into_iter().filter(passes);
        let dictionary = build(names.map(|name| EntityRecord {
            aliases: vec![Alias::new(name)],
            ..EntityRecord::new(name)
        }));
        let policy: Overlaps = string(&case["overlaps"]).parse().expect("a policy by Solr's name");
        let normalizer = Normalizer::builder(dictionary).overlaps(policy).build();
        let text = string(&case["text"]);
        let annotated = normalizer.annotate(text);
        let chars = |end: usize| text[..end].chars().count();
        let found: Vec<(usize, usize, &str)> = annotated
            .mentions()
            .iter()
            .flat_map(|mention| {
                mention
                    .candidates()
                    .map(move |candidate| (mention.span(), candidate.entity().id().to_owned()))
            })
            .map(|(span, id)| {
                let name = strings(&case["dict"])
                    .into_iter()
                    .find(|name| *name == id)
                    .expect("a name of the case");
                (chars(span.start()), chars(span.end()), name)
            })
            .collect();
        let offset = |value: &Value| value.as_u64().expect("an offset") as usize;
        let expected: Vec<(usize, usize, &str)> = case["expect"]
            .as_array()
            .expect("a list of tags")
            .iter()
            .map(|tag| (offset(&tag["start"]), offset(&tag["end"]), string(&tag["name"])))
            .collect();
        if found != expected {
            failures.push(format!(
                "{}: {text:?}\n  expected {expected:?}\n  found    {found:?}",
                case["id"]
            ));
        }
    }
    settle("SolrTextTagger", total, &failures);
}

/// Takes the comments and trailing commas out of JSON, which its standard does not allow.
fn plain_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_string = false;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = &text[at..];
        match c {
            '\\' if in_string => {
                out.push(c);
                out.extend(chars.next().map(|(_, escaped)| escaped));
                continue;
            }
            '"' => in_string = !in_string,
            '/' if !in_string && rest.starts_with("//") => {
                chars.find(|&(_, c)| c == '\n');
                continue;
            }
            ',' if !in_string && rest[1..].trim_start().starts_with(['}', ']']) => continue,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Conversions between scripts and their regional variants; those that change words are no matter of folding.
const SCRIPT_ONLY: [&str; 10] =
    ["s2t", "t2s", "s2tw", "tw2s", "s2hk", "hk2s", "t2tw", "tw2t", "t2hk", "hk2t"];

#[test]
fn opencc() {
    let Some(text) = suite("opencc-testcases/testcases.json") else { return };
    let document: Value =
        serde_json::from_str(&plain_json(&text)).expect("JSON once the commas are gone");
    let (mut total, mut equal) = (0, 0);
    for case in document["cases"].as_array().expect("a list of cases") {
        let expected = case["expected"].as_object().expect("a table by configuration");
        for (config, output) in
            expected.iter().filter(|(config, _)| SCRIPT_ONLY.contains(&config.as_str()))
        {
            let (left, right) = (fold(string(&case["input"])), fold(string(output)));
            total += 1;
            if left == right {
                equal += 1;
            } else {
                println!("  {} {config}: {left} is not {right}", string(&case["id"]));
            }
        }
    }
    println!("OpenCC, script only: {equal}/{total}");
    assert_eq!(total, 382, "the suite has changed");
    assert!(
        equal >= OPENCC_FLOOR,
        "only {equal} of {total} expectations have one fold on both sides"
    );
}

/// Letters and digits of a text's fold, by word.
fn words(text: &str) -> Vec<String> {
    let letters = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    fold(text).split_whitespace().map(letters).filter(|word| !word.is_empty()).collect()
}

/// The key that OpenRefine's rules make of a folded text: its words, or its n-grams, sorted and once each.
fn collision_key(text: &str, ngram: Option<usize>) -> String {
    match ngram {
        None => words(text)
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
            .join(" "),
        Some(n) => {
            let chars: Vec<char> = words(text).concat().chars().collect();
            let grams: BTreeSet<String> =
                chars.windows(n).map(|gram| gram.iter().collect()).collect();
            grams.into_iter().collect()
        }
    }
}

#[test]
fn openrefine() {
    let Some(text) = suite("openrefine-fingerprint/pairs.jsonl") else { return };
    let (mut total, mut equal) = (0, 0);
    let mut by_suite: BTreeMap<String, usize> = BTreeMap::new();
    for pair in json_lines(&text) {
        let ngram = pair["param"].as_u64().map(|n| n as usize);
        let input = collision_key(string(&pair["input"]), ngram);
        // The key is folded too: it is another spelling of the same thing, not a form to reproduce.
        let key = match ngram {
            None => collision_key(string(&pair["key"]), None),
            Some(_) => fold(string(&pair["key"])),
        };
        total += 1;
        if input == key {
            equal += 1;
            *by_suite.entry(string(&pair["suite"]).to_owned()).or_default() += 1;
        } else {
            println!("  {}: {input:?} is not {key:?}", pair["id"]);
        }
    }
    println!("OpenRefine: {equal}/{total} {by_suite:?}");
    assert!(equal >= OPENREFINE_FLOOR, "only {equal} of {total} pairs have one fold on both sides");
}
