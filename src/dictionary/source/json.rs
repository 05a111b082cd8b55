//! JSONL sources: one entity a line, and a `{"dictionary": {…}}` line first if there is one.

use super::records::Sink;
use super::tree::{Entry, Node, Reader, Value, locate};
use crate::error::{Error, Result};
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};
use std::io::BufRead;

/// Plain JSON: none of the parser's extensions.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn parse(file: &str, text: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<()> {
    let io = |source| Error::Io { path: file.into(), source };
    let mut bytes = Vec::new();
    let mut is_first = true;
    for number in 1.. {
        bytes.clear();
        if text.read_until(b'\n', &mut bytes).map_err(io)? == 0 {
            break;
        }
        let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        let line = str::from_utf8(line).expect("checked when it was read");
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            continue;
        }
        let mut reader = Reader::default();
        if let Some(node) = parse_line(line, &mut reader) {
            match node.value {
                Value::Table(mut entries)
                    if is_first && entries.len() == 1 && entries[0].key == "dictionary" =>
                {
                    let header = entries.remove(0).node;
                    sink.header(reader.header(header).unwrap_or_default());
                }
                value => {
                    if let Some(record) = reader.entity(Node { at: node.at, value }) {
                        sink.record(record, number)?;
                    }
                }
            }
        }
        is_first = false;
        for problem in locate(file, line, number, reader.problems) {
            sink.problem(problem);
        }
    }
    Ok(())
}

fn parse_line(line: &str, reader: &mut Reader) -> Option<Node> {
    match jsonc_parser::parse_to_ast(line, &CollectOptions::default(), &STRICT) {
        Ok(result) => match result.value {
            Some(value) => Some(node(value, reader)),
            None => {
                reader.problem(0, "this line holds no JSON value");
                None
            }
        },
        Err(error) => {
            reader.problem(error.range().start, format!("this is no valid JSON: {}", error.kind()));
            None
        }
    }
}

fn node(value: ast::Value<'_>, reader: &mut Reader) -> Node {
    let at = value.range().start;
    let value = match value {
        ast::Value::StringLit(text) => Value::Text(text.value.into_owned()),
        ast::Value::NumberLit(number) => {
            number.value.parse().map_or(Value::Other("no number"), Value::Number)
        }
        ast::Value::BooleanLit(flag) => Value::Bool(flag.value),
        ast::Value::NullKeyword(_) => Value::Other("null (leave the field out instead)"),
        ast::Value::Array(list) => {
            Value::List(list.elements.into_iter().map(|item| node(item, reader)).collect())
        }
        ast::Value::Object(object) => {
            let mut entries: Vec<Entry> = Vec::new();
            for property in object.properties {
                let key_at = property.range.start;
                let key = property.name.into_string();
                if entries.iter().any(|entry| entry.key == key) {
                    reader.problem(key_at, format!("field `{key}` is given twice"));
                }
                entries.push(Entry { key, key_at, node: node(property.value, reader) });
            }
            Value::Table(entries)
        }
    };
    Node { at, value }
}
