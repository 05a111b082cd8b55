//! CSV and TSV sources in long form: one name a row, several rows an entity.

use super::records::Sink;
use super::row::TableRow;
use super::tree::Reader;
use super::window::Window;
use crate::dictionary::rules;
use crate::error::{Error, Problem, Result};
use crate::lang::Lang;
use crate::suggest::suggest;
use std::io::Read;

const COLUMNS: [&str; 9] =
    ["id", "name", "lang", "alias_kind", "type", "weak", "case", "prior", "topics"];

/// A column that a row may have, by its place in [`COLUMNS`].
#[derive(Clone, Copy)]
enum Column {
    Id,
    Name,
    Lang,
    AliasKind,
    Type,
    Weak,
    Case,
    Prior,
    Topics,
}

/// Which field of a row each column is.
type Columns = [Option<usize>; COLUMNS.len()];

/// One row, its fields by column.
struct Row<'a> {
    file: &'a str,
    line: usize,
    /// The bytes the row was read from, to find a field's column in them.
    raw: &'a [u8],
    delimiter: u8,
    record: &'a csv::StringRecord,
    columns: &'a Columns,
    problems: Vec<Problem>,
}

impl<'a> Row<'a> {
    /// Returns a field without surrounding white space; `None` where it is empty.
    fn field(&self, column: Column) -> Option<&'a str> {
        let text = self.record.get(self.columns[column as usize]?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn problem(&mut self, column: Column, message: impl Into<String>) {
        let field = self.columns[column as usize].unwrap_or(0);
        let raw = String::from_utf8_lossy(self.raw);
        let column = column_of(&raw, self.delimiter, field);
        self.problem_at(column, message.into());
    }

    fn problem_at(&mut self, column: usize, message: String) {
        let (file, line) = (self.file.to_owned(), self.line);
        self.problems.push(Problem { file, line, column, message });
    }
}

/// Returns the column, in characters from 1, at which a field of a row begins. A quote opens a quoted
/// field only at its start, and only where commas separate.
fn column_of(raw: &str, delimiter: u8, field: usize) -> usize {
    let mut fields = 0;
    let mut quoted = false;
    let mut at_start = true;
    for (position, c) in raw.chars().enumerate() {
        if fields == field && at_start {
            return position + 1;
        }
        match c {
            '"' if delimiter == b',' && (at_start || quoted) => quoted = !quoted,
            c if c == delimiter as char && !quoted => {
                fields += 1;
                at_start = true;
                continue;
            }
            _ => {}
        }
        at_start = false;
    }
    raw.chars().count() + 1
}

/// Tells whether a quoted field of a row is never closed, so that it swallowed what follows.
fn is_unclosed(raw: &[u8], delimiter: u8) -> bool {
    delimiter == b','
        && raw.iter().filter(|&&byte| byte == b'"').count() % 2 == 1
        && (raw.windows(2).any(|pair| pair == b",\"") || raw.starts_with(b"\""))
}

pub(super) fn parse(
    file: &str,
    text: &mut dyn Read,
    delimiter: u8,
    sink: &mut dyn Sink,
) -> Result<()> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter == b',')
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_reader(Window::new(text));
    let Some((columns, width)) = header(file, delimiter, &mut reader, sink)? else {
        return Ok(());
    };
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                let message = format!("this is no valid row: {}", not_of_reading(file, error)?);
                sink.problem(Problem { file: file.to_owned(), line, column: 1, message });
                continue;
            }
        }
        let position = record.position();
        let start = position.map_or(0, csv::Position::byte);
        let raw = reader.get_ref().get(start..reader.position().byte());
        // The reader's own position stands before line ends that it skips.
        let blank = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let (blank, raw) = raw.split_at(blank);
        let line = position.map_or(1, |position| position.line() as usize)
            + blank.iter().filter(|&&byte| byte == b'\n').count();
        let mut row = Row {
            file,
            line,
            raw,
            delimiter,
            record: &record,
            columns: &columns,
            problems: Vec::new(),
        };
        if is_unclosed(raw, delimiter) {
            row.problem_at(1, "a quoted field of this row is never closed".to_owned());
        } else if record.len() != width {
            let message = format!("this row has {} fields, the header has {width}", record.len());
            row.problem_at(1, message);
        } else if let Some(sound) = table_row(&mut row) {
            sink.row(sound, line)?;
        }
        row.problems.sort_by_key(|problem| problem.column);
        for problem in row.problems {
            sink.problem(problem);
        }
        let end = reader.position().byte();
        reader.get_mut().forget(end);
    }
}

/// Passes on what is wrong with a row, but not that it could not be read.
fn not_of_reading(file: &str, error: csv::Error) -> Result<csv::Error> {
    if !error.is_io_error() {
        return Ok(error);
    }
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        kind => std::io::Error::other(format!("{kind:?}")),
    };
    Err(Error::Io { path: file.into(), source })
}

/// Reads the first line: which columns there are, and how many.
fn header(
    file: &str,
    delimiter: u8,
    reader: &mut csv::Reader<Window<&mut dyn Read>>,
    sink: &mut dyn Sink,
) -> Result<Option<(Columns, usize)>> {
    let header = match reader.headers() {
        Ok(header) => Ok(header.clone()),
        Err(error) => Err(not_of_reading(file, error)?),
    };
    let start = reader.get_ref().get(0..u64::MAX);
    let blank = start.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let line = start[..blank].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let raw = String::from_utf8_lossy(&start[blank..]);
    let raw = raw.lines().next().unwrap_or("");
    let mut problem = |field: usize, message: String| {
        let column = column_of(raw, delimiter, field);
        sink.problem(Problem { file: file.to_owned(), line, column, message });
    };
    let header = match header {
        Ok(header) => header,
        Err(error) => {
            problem(0, format!("this is no valid header: {error}"));
            return Ok(None);
        }
    };
    let mut columns = Columns::default();
    let mut is_sound = true;
    for (position, name) in header.iter().enumerate() {
        let message = match COLUMNS.iter().position(|&column| column == name.trim()) {
            Some(column) if columns[column].is_none() => {
                columns[column] = Some(position);
                continue;
            }
            Some(column) => format!("column `{}` is given twice", COLUMNS[column]),
            None if header.len() == 1 && name.contains([';', '\t', ',']) => format!(
                "the first line is one column, `{name}`; separate columns by commas, or by tabs in a .tsv file"
            ),
            None => match suggest(name.trim(), COLUMNS) {
                Some(column) => format!("unknown column `{name}`; did you mean `{column}`?"),
                None => format!("unknown column `{name}`; the columns are {}", COLUMNS.join(", ")),
            },
        };
        is_sound = false;
        problem(position, message);
    }
    for column in [Column::Id, Column::Name] {
        if is_sound && columns[column as usize].is_none() {
            is_sound = false;
            let column = COLUMNS[column as usize];
            problem(
                0,
                format!(
                    "there is no column `{column}`; the first line must name the columns, at least `id` and `name`"
                ),
            );
        }
    }
    Ok(is_sound.then_some((columns, header.len())))
}

/// Reads the fields of a row; `None` where any is bad.
fn table_row<'a>(row: &mut Row<'a>) -> Option<TableRow<'a>> {
    let (Some(id), Some(name)) = (row.field(Column::Id), row.field(Column::Name)) else {
        let missing = if row.field(Column::Id).is_none() { Column::Id } else { Column::Name };
        row.problem(missing, format!("this row has no `{}`", COLUMNS[missing as usize]));
        return None;
    };
    if let Some(message) = rules::id_problem(id) {
        row.problem(Column::Id, message);
    }
    if let Some(message) = rules::text_problem(name) {
        row.problem(Column::Name, message);
    }
    for column in [Column::Type, Column::Topics] {
        if let Some(message) = row.field(column).and_then(rules::text_problem) {
            row.problem(column, format!("in `{}`: {message}", COLUMNS[column as usize]));
        }
    }
    let sound = TableRow {
        id,
        name,
        lang: lang(row),
        kind: word(row, Column::AliasKind, Reader::kind),
        entity_kind: row.field(Column::Type),
        topics: row.field(Column::Topics).unwrap_or(""),
        weak: is_weak(row),
        case: word(row, Column::Case, Reader::case).unwrap_or_default(),
        prior: prior(row),
    };
    row.problems.is_empty().then_some(sound)
}

fn lang(row: &mut Row<'_>) -> Option<Lang> {
    let parsed = row.field(Column::Lang)?.parse::<Lang>();
    parsed.map_err(|error| row.problem(Column::Lang, error.to_string())).ok()
}

fn is_weak(row: &mut Row<'_>) -> bool {
    let Some(text) = row.field(Column::Weak) else { return false };
    match text.to_ascii_lowercase().as_str() {
        "false" | "no" | "0" => false,
        "true" | "yes" | "1" => true,
        other => {
            row.problem(Column::Weak, format!("`weak` is true or false, not \"{other}\""));
            false
        }
    }
}

fn prior(row: &mut Row<'_>) -> Option<f64> {
    let text = row.field(Column::Prior)?;
    let message = match text.parse::<f64>() {
        Ok(prior) => match rules::prior_problem(prior) {
            None => return Some(prior),
            Some(message) => message,
        },
        Err(_) => format!("`prior` is a number between 0 and 1, not \"{text}\""),
    };
    row.problem(Column::Prior, message);
    None
}

/// Reads a field by one of the tree reader's word lists.
fn word<T>(
    row: &mut Row<'_>,
    column: Column,
    parse: fn(&mut Reader, usize, &str) -> Option<T>,
) -> Option<T> {
    let text = row.field(column)?;
    let mut reader = Reader::default();
    let parsed = parse(&mut reader, 0, text);
    for (_, message) in reader.problems {
        row.problem(column, message);
    }
    parsed
}
