//! Building by way of temporary files: the same bytes as in memory, and the same findings.

use crate::{config, records};
use exonym::dictionary::audit::{Level, audit};
use exonym::dictionary::source::{Format, Source, parse, write_csv, write_jsonl, write_toml};
use exonym::dictionary::{Built, FileBuilder, SourceInfo};
use exonym::{Dictionary, DictionaryBuilder, EntityRecord};
use proptest::prelude::*;
use proptest::sample::select;

/// A source file: its name, bytes and format.
type File = (String, Vec<u8>, Format);

/// Some files with records of few IDs. One of them may be given twice.
fn files() -> impl Strategy<Value = Vec<File>> {
    let record = prop_oneof![2 => records::entity(), 1 => records::upper_entity()];
    let file = (
        prop::collection::vec(record, 0..6),
        prop::collection::vec(records::name(), 0..3),
        select(&["ai", "places", ""][..]),
        select(&[Format::Toml, Format::Jsonl, Format::Csv, Format::Tsv][..]),
    );
    let files = prop::collection::vec(file, 1..4).prop_map(|files| {
        let files = files.into_iter().enumerate();
        files
            .map(|(number, (records, never, name, format))| {
                let info = SourceInfo { name: name.to_owned(), never, ..SourceInfo::default() };
                (format!("{number}"), write(&info, &records, format), format)
            })
            .collect()
    });
    (files, any::<prop::sample::Index>(), prop::bool::weighted(0.2)).prop_map(
        |(mut files, again, is_again): (Vec<File>, _, _)| {
            if is_again {
                files.push(again.get(&files).clone());
            }
            files
        },
    )
}

fn write(info: &SourceInfo, records: &[EntityRecord], format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    match format {
        Format::Toml => write_toml(&mut bytes, info, records),
        Format::Jsonl => write_jsonl(&mut bytes, info, records),
        Format::Csv => write_csv(&mut bytes, b',', records),
        _ => write_csv(&mut bytes, b'\t', records),
    }
    .expect("writing to memory");
    // A header without a name is as none.
    let text = String::from_utf8(bytes).expect("sources are text");
    text.replace("name = \"\"\n", "").replace("{\"name\":\"\"", "{\"license\":\"x\"").into_bytes()
}

fn in_memory(sources: Vec<Source>) -> Vec<u8> {
    let mut builder = DictionaryBuilder::default();
    for source in sources {
        source.add_to(&mut builder).expect("no problems");
    }
    builder.compile().expect("the records are sound")
}

fn by_files(files: &[File], memory: usize) -> (Vec<u8>, Built) {
    let mut builder = FileBuilder::new(std::env::temp_dir()).memory(memory);
    for (name, bytes, format) in files {
        builder.parse(name, &bytes[..], *format).expect("memory is read");
    }
    assert_eq!(builder.problems(), []);
    let mut file = Vec::new();
    let built = builder.write(&mut file).expect("the records are sound");
    (file, built)
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn memory_makes_no_difference(files in files()) {
        let sources: Vec<Source> =
            files.iter().map(|(name, bytes, format)| parse(name, bytes, *format)).collect();
        for (source, (_, bytes, _)) in sources.iter().zip(&files) {
            prop_assert_eq!(&source.problems, &[], "in {}", String::from_utf8_lossy(bytes));
        }
        let remarks = audit(&sources);
        let remarks: Vec<String> = remarks
            .iter()
            .filter(|remark| remark.level == Level::Finding)
            .map(ToString::to_string)
            .collect();
        let expected = in_memory(sources);
        for memory in [0, 150, 1000, usize::MAX] {
            let (file, built) = by_files(&files, memory);
            prop_assert!(file == expected, "other bytes with {memory} bytes of memory");
            prop_assert_eq!(built.findings, remarks.len(), "{:#?}", remarks);
            let dictionary = Dictionary::from_bytes(file).expect("fresh bytes");
            prop_assert_eq!(built.entities, dictionary.entities().count());
            prop_assert_eq!(built.forms, dictionary.form_count());
        }
    }

    #[test]
    fn layers_merge_as_in_memory(layers in prop::collection::vec(files(), 1..4)) {
        let layers = layers.iter().map(|files| {
            let sources = files.iter().map(|(name, bytes, format)| parse(name, bytes, *format));
            Dictionary::from_bytes(in_memory(sources.collect())).expect("fresh bytes")
        });
        let stack = Dictionary::layered(layers);
        let expected = stack.to_builder().compile().expect("the records are sound");
        for memory in [0, 1000, usize::MAX] {
            let mut builder = FileBuilder::new(std::env::temp_dir()).memory(memory);
            builder.dictionary(&stack).expect("files are written");
            let mut file = Vec::new();
            builder.write(&mut file).expect("the records are sound");
            prop_assert!(file == expected, "other bytes with {memory} bytes of memory");
        }
    }
}
