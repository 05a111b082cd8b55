//! What goes wrong while a large file is built: nothing is left behind, and what was there stays.

use crate::Place;
use exonym::Error;
use exonym::dictionary::FileBuilder;
use exonym::dictionary::source::Format;
use std::io::{self, Read, Write};

const ROWS: usize = 60_000;

/// A table of many names, with something else in place of the row in its middle.
fn table(middle: &[u8]) -> Vec<u8> {
    let mut bytes = b"id\tname\n".to_vec();
    for number in 0..ROWS {
        match number == ROWS / 2 {
            true => bytes.extend(middle),
            // In no order of IDs, and two names for each.
            false => bytes.extend(format!("e{}\tName {number}", number * 7919 % ROWS / 2).bytes()),
        }
        bytes.push(b'\n');
    }
    bytes
}

/// (what stands in the middle, what is said of it)
const BAD_ROWS: &[(&[u8], &[&str])] = &[
    (b"e1", &["30002:1: this row has 1 fields, the header has 2"]),
    (b"e1\t\n\tx", &["30002:4: this row has no `name`", "30003:1: this row has no `id`"]),
    (b"e1\t\xE6\x9C\x88\xFF", &["30002:5: byte 0xFF is not UTF-8; save the file as UTF-8"]),
    (b"e1\t\xE6\x9C\nx", &["30002:4: byte 0xE6 is not UTF-8; save the file as UTF-8"]),
];

#[test]
fn a_bad_row_in_the_middle_of_a_large_table() {
    let place = Place::new();
    place.write("d.exo", "old");
    for (middle, problems) in BAD_ROWS {
        place.write("large.tsv", table(middle));
        let messages: Vec<String> =
            problems.iter().map(|problem| format!("large.tsv:{problem}")).collect();
        let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
        for command in ["dict check large.tsv", "dict build large.tsv d.csv -o d.exo"] {
            place.fails(command, &messages);
        }
        assert_eq!(place.read("d.exo"), b"old");
        assert_eq!(place.names(), ["d.csv", "d.exo", "large.tsv"], "nothing new");
    }
}

#[test]
fn problems_are_those_of_reading_into_memory() {
    for (middle, _) in BAD_ROWS {
        let bytes = table(middle);
        let expected = exonym::dictionary::source::parse("t", &bytes, Format::Tsv).problems;
        let mut builder = FileBuilder::new(std::env::temp_dir()).memory(1000);
        builder.parse("t", &bytes[..], Format::Tsv).expect("temporary files are written");
        assert_eq!(builder.problems(), expected);
        let mut written = Vec::new();
        match builder.write(&mut written) {
            Err(Error::Source(problems)) => assert_eq!(problems, expected),
            other => panic!("{other:?}"),
        }
        assert!(written.is_empty());
    }
}

/// A disk with room for so many bytes.
struct Disk(usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn temporary_files_vanish() {
    let directory = tempfile::tempdir().expect("a directory");
    let is_empty = || std::fs::read_dir(directory.path()).expect("a directory").next().is_none();
    let bytes = table(b"e1\tName");
    for room in [0, 1000, 1_000_000] {
        let mut builder =
            FileBuilder::new(directory.path()).memory(100_000).progress(|_| assert!(is_empty()));
        builder.parse("t.tsv", &bytes[..], Format::Tsv).expect("temporary files are written");
        match builder.write(&mut Disk(room)) {
            Err(Error::Stream(error)) => assert_eq!(error.kind(), io::ErrorKind::StorageFull),
            other => panic!("{other:?}"),
        }
        assert!(is_empty(), "with room for {room} bytes");
    }
}

#[test]
fn a_directory_that_takes_no_files_is_named() {
    let bytes = table(b"e1\tName");
    let mut builder = FileBuilder::new("no/such/directory").memory(1000);
    let error =
        builder.parse("t.tsv", &bytes[..], Format::Tsv).expect_err("there is no such directory");
    assert!(error.to_string().starts_with("no/such/directory"), "{error}");
    // Small sources need no files.
    let mut builder = FileBuilder::new("no/such/directory");
    builder.parse("t.tsv", &bytes[..], Format::Tsv).expect("nothing is written");
    builder.write(&mut Vec::new()).expect("nothing is written");
}

/// Fails after so many bytes.
struct Torn<'a>(&'a [u8]);

impl Read for Torn<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.read(out)? {
            0 => Err(io::ErrorKind::ConnectionReset.into()),
            read => Ok(read),
        }
    }
}

#[test]
fn a_source_that_cannot_be_read_to_its_end_is_not_built() {
    for (text, format) in [
        ("id,name\nkimi,Kimi\n", Format::Csv),
        ("id\tname\nkimi\tKimi\n", Format::Tsv),
        ("{\"id\":\"kimi\"}\n", Format::Jsonl),
        ("[[entity]]\nid = \"kimi\"\n", Format::Toml),
    ] {
        let mut builder = FileBuilder::new(std::env::temp_dir());
        let error = builder.parse("torn", Torn(text.as_bytes()), format);
        match error {
            Err(Error::Io { path, source }) => assert_eq!(
                (path.to_str(), source.kind()),
                (Some("torn"), io::ErrorKind::ConnectionReset)
            ),
            other => panic!("{other:?}"),
        }
        let mut written = Vec::new();
        assert!(matches!(builder.write(&mut written), Err(Error::Source(_))));
        assert!(written.is_empty());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_names_the_file() {
    let place = Place::new();
    let full = std::io::Error::from_raw_os_error(28);
    for line in ["dict build d.csv -o /dev/full", "dict merge d.csv -o /dev/full"] {
        place.fails(line, &[&format!("/dev/full: {full}")]);
    }
    assert_eq!(place.names(), ["d.csv"]);
}
