//! How fast names are found in text, beside others who do the same task; every answer is checked before
//! it is timed. `cargo bench --bench annotate`; recorded results are in `benches/record/`.

mod data;
mod engines;

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use data::{Name, Task};
use engines::Found;
use exonym::fold::fold;
use exonym::{Alias, Dictionary, DictionaryBuilder, EntityRecord, Normalizer};
use std::collections::{BTreeMap, HashSet};
use std::hint::black_box;
use std::time::Duration;

/// Bytes of real text: enough for a steady figure, few enough to be quick.
const REAL_BYTES: usize = 4_000_000;

/// 10,000 real names and real text in either language; none where they are not there.
fn real() -> Vec<Task> {
    let Some(names) = data::real_names("names-10k.tsv.gz") else { return Vec::new() };
    [("real-en", "text-en.txt.gz"), ("real-zh", "text-zh.txt.gz")]
        .into_iter()
        .filter_map(|(label, file)| {
            let mut text = data::read(file)?;
            text.truncate(text.floor_char_boundary(REAL_BYTES));
            Some(Task { label, names: names.clone(), text, planted: None })
        })
        .collect()
}

fn dictionary(names: &[Name]) -> Dictionary {
    let mut entities: BTreeMap<u32, EntityRecord> = BTreeMap::new();
    for (name, number) in names {
        let entity =
            entities.entry(*number).or_insert_with(|| EntityRecord::new(format!("e{number}")));
        entity.aliases.push(Alias::new(name));
    }
    let mut builder = DictionaryBuilder::new("bench");
    for entity in entities.into_values() {
        builder.entity(entity);
    }
    builder.build().expect("the names are sound")
}

fn find(criterion: &mut Criterion) {
    for task in data::made_up().into_iter().chain(real()) {
        find_in(criterion, &task);
    }
}

fn find_in(criterion: &mut Criterion, task: &Task) {
    let dictionary = dictionary(&task.names);
    let (default, plain) = (Normalizer::new(dictionary.clone()), engines::plain(dictionary));
    let (automaton, contiguous) =
        (engines::automaton(&task.names), engines::contiguous(&task.names));
    let map = engines::map(&task.names);
    let lower = engines::lower(&task.text);
    let found = [
        engines::exonym(&default, &task.text),
        engines::exonym(&plain, &task.text),
        engines::daachorse(&automaton, &lower),
        engines::aho_corasick(&contiguous, &lower),
        engines::walk(&map, &lower),
    ];
    check(task, &found);
    let mut group = criterion.benchmark_group(task.label);
    group.throughput(Throughput::Bytes(task.text.len() as u64)).sampling_mode(SamplingMode::Flat);
    row(&mut group, "exonym", || engines::exonym(&default, &task.text));
    row(&mut group, "exonym, exact, no word witness", || engines::exonym(&plain, &task.text));
    row(&mut group, "exonym, normalize", || default.normalize(&task.text).len());
    row(&mut group, "daachorse, boundaries after", || engines::daachorse(&automaton, &lower));
    row(&mut group, "aho-corasick, boundaries after", || {
        engines::aho_corasick(&contiguous, &lower)
    });
    row(&mut group, "fst, walk from word starts", || engines::walk(&map, &lower));
    group.finish();
}

fn row<T>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, run: impl Fn() -> T) {
    group.bench_function(name, |bencher| bencher.iter(|| black_box(run())));
}

/// Compares what the engines found.
fn check(task: &Task, [default, plain, daachorse, aho_corasick, walk]: &[Found; 5]) {
    println!(
        "{}: {} names in {} bytes; found {} (exonym), {} (exact, no word witness), {} (daachorse), {} (fst)",
        task.label,
        task.names.len(),
        task.text.len(),
        default.len(),
        plain.len(),
        daachorse.len(),
        walk.len()
    );
    if let Some(planted) = task.planted {
        for found in [default, plain, daachorse, walk] {
            assert_eq!(
                found.len(),
                planted,
                "every name that was put in is found, and nothing else"
            );
        }
    }
    assert!(daachorse == aho_corasick, "two automata of one kind differ");
    // A longest match that fails its boundary takes the shorter ones with it.
    assert!(daachorse.len() <= walk.len());
    // What the walk finds is found here too, and more: names without their accents (the language Mooré as
    // "more"), Traditional names in Simplified text, and those with a line break inside.
    let spans: HashSet<_> = plain.iter().collect();
    assert!(
        walk.iter().all(|span| spans.contains(span)),
        "a name that a plain walk finds is missed"
    );
    // In a made-up text nothing more is to be found.
    assert!(!task.label.starts_with("made-up") || plain == walk);
    // The word witness takes names away that stand inside other words; variants add a few.
    assert!(!default.is_empty() && default.len() <= plain.len() + plain.len() / 50);
}

fn steps(criterion: &mut Criterion) {
    let [english, chinese] = data::made_up();
    let mut group = criterion.benchmark_group("fold");
    for task in [&english, &chinese] {
        assert_eq!(fold(&fold(&task.text)), fold(&task.text));
        group.throughput(Throughput::Bytes(task.text.len() as u64));
        row(&mut group, task.label, || fold(&task.text));
    }
    group.finish();

    let dictionary = dictionary(&english.names);
    let bytes = dictionary.as_bytes().expect("one part").to_vec();
    let mut group = criterion.benchmark_group("dictionary");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    assert_eq!(open(&bytes).form_count(), english.names.len());
    // The copy of the bytes is counted; a mapped file has none.
    row(&mut group, "open and verify", || open(&bytes));
    group.finish();
    single(criterion, &Normalizer::new(dictionary), &english);
}

fn open(bytes: &[u8]) -> Dictionary {
    Dictionary::from_bytes(bytes).expect("fresh bytes")
}

/// Small inputs: what a call costs, not a byte.
fn single(criterion: &mut Criterion, normalizer: &Normalizer, task: &Task) {
    let mut group = criterion.benchmark_group("single");
    let name = &task.names[7].0;
    let entity =
        |name: &str| normalizer.resolve(name).entity().map(|entity| entity.id().to_owned());
    assert_eq!(entity(&name.to_uppercase()).as_deref(), Some("e7"));
    group.throughput(Throughput::Bytes(name.len() as u64));
    row(&mut group, "resolve a name", || normalizer.resolve(name).entity().is_some());

    let (headline, [first, _]) = data::headline(&task.names, &task.text);
    let automaton = engines::automaton(&task.names);
    assert_eq!(normalizer.annotate(&headline).mentions().len(), 2);
    assert_eq!(engines::daachorse(&automaton, &headline).len(), 2);
    assert!(normalizer.normalize(&headline).contains(&format!(" e{} ", task.names[first].1)));
    group.throughput(Throughput::Bytes(headline.len() as u64));
    row(&mut group, "annotate 20 words", || normalizer.annotate(&headline).mentions().len());
    row(&mut group, "normalize 20 words", || normalizer.normalize(&headline).len());
    row(&mut group, "daachorse, 20 words in lower case", || {
        engines::daachorse(&automaton, &headline).len()
    });
    group.finish();
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! { name = benches; config = settings(); targets = find, steps }
criterion_main!(benches);
