//! CSV and TSV sources in long form: one name a row, several rows an entity.

use super::records::{Located, Source};
use super::tree::Reader;
use crate::dictionary::rules;
use crate::entity::{Alias, AliasKind, CaseRule, EntityRecord};
use crate::error::Problem;
use crate::lang::Lang;
use crate::suggest::suggest;
use std::collections::HashMap;

const COLUMNS: &[&str] =
    &["id", "name", "lang", "alias_kind", "type", "weak", "case", "prior", "topics"];

/// One row, its fields by column name.
struct Row<'a> {
    file: &'a str,
    line: usize,
    /// The text the row was read from, to find a field's column in it.
    raw: &'a str,
    delimiter: u8,
    record: &'a csv::StringRecord,
    columns: &'a HashMap<&'static str, usize>,
    problems: Vec<Problem>,
}

impl Row<'_> {
    /// Returns a field without surrounding white space; `None` where it is empty.
    fn field(&self, column: &str) -> Option<&str> {
        let text = self.record.get(*self.columns.get(column)?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn problem(&mut self, column: &str, message: impl Into<String>) {
        let field = self.columns.get(column).copied().unwrap_or(0);
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line: self.line,
            column: column_of(self.raw, self.delimiter, field),
            message: message.into(),
        });
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
fn is_unclosed(raw: &str, delimiter: u8) -> bool {
    delimiter == b','
        && raw.matches('"').count() % 2 == 1
        && (raw.contains(",\"") || raw.starts_with('"'))
}

pub(super) fn parse(file: &str, text: &str, delimiter: u8, source: &mut Source) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter == b',')
        .flexible(true)
        .from_reader(text.as_bytes());
    let Some(columns) = header(file, text, delimiter, &mut reader, source) else { return };
    let width = reader.headers().map_or(0, csv::StringRecord::len);
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                let message = format!("this is no valid row: {error}");
                source.problems.push(Problem { file: file.to_owned(), line, column: 1, message });
                continue;
            }
        }
        let position = record.position();
        let line = position.map_or(1, |position| position.line() as usize);
        let start = position.map_or(0, |position| position.byte() as usize);
        let end = reader.position().byte() as usize;
        let raw = text.get(start..end).unwrap_or("").trim_start_matches(['\r', '\n']);
        // The reader's own position stands before line ends that it skips.
        let line = line
            + text.get(start..end).map_or(0, |between| {
                between
                    .bytes()
                    .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                    .filter(|&byte| byte == b'\n')
                    .count()
            });
        let mut row = Row {
            file,
            line,
            raw,
            delimiter,
            record: &record,
            columns: &columns,
            problems: Vec::new(),
        };
        if record.len() != width {
            let message = format!("this row has {} fields, the header has {width}", record.len());
            row.problems.push(Problem { file: file.to_owned(), line, column: 1, message });
        } else if !is_unclosed(raw, delimiter) {
            add_row(&mut row, source, &mut places);
        }
        if is_unclosed(raw, delimiter) {
            row.problems.clear();
            let message = "a quoted field of this row is never closed".to_owned();
            row.problems.push(Problem { file: file.to_owned(), line, column: 1, message });
        }
        row.problems.sort_by_key(|problem| problem.column);
        source.problems.append(&mut row.problems);
    }
}

fn header(
    file: &str,
    text: &str,
    delimiter: u8,
    reader: &mut csv::Reader<&[u8]>,
    source: &mut Source,
) -> Option<HashMap<&'static str, usize>> {
    let blank = text.len() - text.trim_start_matches(['\r', '\n']).len();
    let first_line = text[..blank].matches('\n').count() + 1;
    let raw = text[blank..].lines().next().unwrap_or("");
    let mut problem = |field: usize, message: String| {
        let column = column_of(raw, delimiter, field);
        source.problems.push(Problem { file: file.to_owned(), line: first_line, column, message });
    };
    let header = match reader.headers() {
        Ok(header) => header,
        Err(error) => {
            problem(0, format!("this is no valid header: {error}"));
            return None;
        }
    };
    let mut columns = HashMap::new();
    let mut is_sound = true;
    for (position, name) in header.iter().enumerate() {
        let message = match COLUMNS.iter().find(|&&column| column == name.trim()) {
            Some(column) if columns.insert(*column, position).is_none() => continue,
            Some(column) => format!("column `{column}` is given twice"),
            None if header.len() == 1 && name.contains([';', '\t', ',']) => format!(
                "the first line is one column, `{name}`; separate columns by commas, or by tabs in a .tsv file"
            ),
            None => match suggest(name.trim(), COLUMNS.iter().copied()) {
                Some(column) => format!("unknown column `{name}`; did you mean `{column}`?"),
                None => format!("unknown column `{name}`; the columns are {}", COLUMNS.join(", ")),
            },
        };
        is_sound = false;
        problem(position, message);
    }
    for column in ["id", "name"] {
        if is_sound && !columns.contains_key(column) {
            is_sound = false;
            problem(
                0,
                format!(
                    "there is no column `{column}`; the first line must name the columns, at least `id` and `name`"
                ),
            );
        }
    }
    is_sound.then_some(columns)
}

fn add_row(row: &mut Row<'_>, source: &mut Source, places: &mut HashMap<String, usize>) {
    let (Some(id), Some(name)) =
        (row.field("id").map(str::to_owned), row.field("name").map(str::to_owned))
    else {
        let missing = if row.field("id").is_none() { "id" } else { "name" };
        row.problem(missing, format!("this row has no `{missing}`"));
        return;
    };
    if let Some(message) = rules::id_problem(&id) {
        row.problem("id", message);
    }
    if let Some(message) = rules::text_problem(&name) {
        row.problem("name", message);
    }
    for column in ["type", "topics"] {
        let problem = row.field(column).and_then(rules::text_problem);
        if let Some(message) = problem {
            row.problem(column, format!("in `{column}`: {message}"));
        }
    }
    let lang = row.field("lang").map(str::to_owned).and_then(|tag| {
        tag.parse::<Lang>().map_err(|error| row.problem("lang", error.to_string())).ok()
    });
    let kind = word(row, "alias_kind", Reader::kind);
    let case = word(row, "case", Reader::case).unwrap_or_default();
    let weak = match row.field("weak").map(str::to_ascii_lowercase).as_deref() {
        None | Some("false" | "no" | "0") => false,
        Some("true" | "yes" | "1") => true,
        Some(other) => {
            let message = format!("`weak` is true or false, not \"{other}\"");
            row.problem("weak", message);
            false
        }
    };
    let prior = row.field("prior").map(str::to_owned).and_then(|text| match text.parse::<f64>() {
        Ok(prior) => match rules::prior_problem(prior) {
            None => Some(prior),
            Some(message) => {
                row.problem("prior", message);
                None
            }
        },
        Err(_) => {
            row.problem("prior", format!("`prior` is a number between 0 and 1, not \"{text}\""));
            None
        }
    });
    if !row.problems.is_empty() {
        return;
    }
    let place = *places.entry(id.clone()).or_insert_with(|| {
        source.records.push(Located { record: EntityRecord::new(id), line: row.line });
        source.records.len() - 1
    });
    let record = &mut source.records[place].record;
    if let Some(kind) = row.field("type") {
        record.kind = Some(kind.to_owned());
    }
    for topic in row
        .field("topics")
        .unwrap_or("")
        .split(';')
        .map(str::trim)
        .filter(|topic| !topic.is_empty())
    {
        if !record.topics.iter().any(|own| own == topic) {
            record.topics.push(topic.to_owned());
        }
    }
    let alias = Alias {
        text: name,
        lang,
        kind: kind.unwrap_or_default(),
        weak,
        case,
        prior,
        ..Alias::default()
    };
    add_name(record, alias, kind);
}

/// The first name of an entity in each language is its canonical one, unless its kind says otherwise;
/// a row without a language is canonical only where it is the entity's first.
fn add_name(record: &mut EntityRecord, alias: Alias, kind: Option<AliasKind>) {
    let lang = match (&alias.lang, record.name.is_empty()) {
        (Some(lang), _) => Some(lang.clone()),
        (None, true) => "und".parse().ok(),
        (None, false) => None,
    };
    let is_canonical = matches!(kind, None | Some(AliasKind::Official))
        && lang.as_ref().is_some_and(|lang| record.name.get(lang.as_str()).is_none());
    let has_rules = alias.weak || alias.case != CaseRule::Fold || alias.prior.is_some();
    if let Some(lang) = lang.filter(|_| is_canonical) {
        record.name.insert(lang, alias.text.clone());
    }
    let is_new = !record.aliases.iter().any(|own| own.text == alias.text && own.kind == alias.kind);
    if !is_canonical || (has_rules && is_new) {
        record.aliases.push(alias);
    }
}

/// Reads a field by one of the tree reader's word lists.
fn word<T>(
    row: &mut Row<'_>,
    column: &str,
    parse: fn(&mut Reader, usize, &str) -> Option<T>,
) -> Option<T> {
    let text = row.field(column)?.to_owned();
    let mut reader = Reader::default();
    let parsed = parse(&mut reader, 0, &text);
    for (_, message) in reader.problems {
        row.problem(column, message);
    }
    parsed
}
