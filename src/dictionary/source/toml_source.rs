//! TOML sources: a `[dictionary]` header and `[[entity]]` tables.

use super::records::Sink;
use super::tree::{Entry, Node, Reader, Value, locate, position};
use crate::error::{Error, Result};
use crate::suggest::suggest;
use std::io::Read;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const TOP_FIELDS: &[&str] = &["dictionary", "entity"];

pub(super) fn parse(file: &str, reader: &mut dyn Read, sink: &mut dyn Sink) -> Result<()> {
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|source| Error::Io { path: file.into(), source })?;
    let text = text.as_str();
    let mut reader = Reader::default();
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reader
            .problem(at, format!("this is no valid TOML: {}", error.message().replace('\n', ", ")));
    }
    if reader.problems.is_empty() {
        let mut places = Vec::new();
        for entry in table(root.into_inner()) {
            match entry.key.as_str() {
                "dictionary" => {
                    if let Some(info) = reader.header(entry.node) {
                        sink.header(info);
                    }
                }
                "entity" => match entry.node.value {
                    Value::List(entities) => {
                        for entity in entities {
                            let at = entity.at;
                            if let Some(record) = reader.entity(entity) {
                                places.push((at, record));
                            }
                        }
                    }
                    _ => reader.problem(
                        entry.node.at,
                        "write each entity under `[[entity]]`, with two brackets",
                    ),
                },
                other => {
                    let hint = match suggest(other, TOP_FIELDS.iter().copied()) {
                        Some(field) => format!("did you mean `{field}`?"),
                        None => "a source has `[dictionary]` and `[[entity]]`".to_owned(),
                    };
                    reader
                        .problem(entry.key_at, format!("unknown table or field `{other}`; {hint}"));
                }
            }
        }
        let mut lines = LineCounter::new(text);
        for (at, record) in places {
            sink.record(record, lines.line(at))?;
        }
    }
    for problem in locate(file, text, 1, reader.problems) {
        sink.problem(problem);
    }
    Ok(())
}

fn table(entries: DeTable<'_>) -> Vec<Entry> {
    entries
        .into_iter()
        .map(|(key, value)| Entry {
            key_at: key.span().start,
            key: key.into_inner().into_owned(),
            node: node(value),
        })
        .collect()
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let at = value.span().start;
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix())
                .map_or(Value::Other("an integer beyond 64 bits"), |number| {
                    Value::Number(number as f64)
                })
        }
        DeValue::Float(number) => {
            number.as_str().parse().map_or(Value::Other("no number"), Value::Number)
        }
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(entries) => Value::Table(table(entries)),
    };
    Node { at, value }
}

/// Counts lines onward from the last question, so that a source of many entities stays linear.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> LineCounter<'a> {
        LineCounter { text, at: 0, line: 1 }
    }

    fn line(&mut self, at: usize) -> usize {
        match self.text.as_bytes().get(self.at..at) {
            Some(between) => self.line += between.iter().filter(|&&byte| byte == b'\n').count(),
            None => self.line = position(self.text, at).0 + 1,
        }
        self.at = at;
        self.line
    }
}
