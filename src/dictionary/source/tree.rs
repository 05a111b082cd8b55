//! A value tree with the place of every key and value, and the reading of entities from it: one set
//! of rules and messages for TOML and JSON.

use crate::dictionary::SourceInfo;
use crate::dictionary::rules;
use crate::entity::{Alias, AliasKind, CaseRule, EntityRecord, Names};
use crate::error::Problem;
use crate::lang::Lang;
use crate::suggest::suggest;
use std::collections::BTreeMap;

/// A value and the byte offset it stands at.
#[derive(Debug)]
pub(super) struct Node {
    pub at: usize,
    pub value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Bool(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// A value of a type that no field takes, by the name of the type.
    Other(&'static str),
}

#[derive(Debug)]
pub(super) struct Entry {
    pub key: String,
    pub key_at: usize,
    pub node: Node,
}

impl Node {
    fn type_name(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a string",
            Value::Number(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Other(name) => name,
        }
    }
}

const ENTITY_FIELDS: &[&str] = &[
    "id", "type", "name", "aliases", "links", "topics", "related", "prior", "note", "remove",
    "delete",
];
const ALIAS_FIELDS: &[&str] =
    &["text", "lang", "kind", "weak", "case", "prior", "require", "forbid", "window", "note"];
const HEADER_FIELDS: &[&str] = &["name", "version", "license", "topics", "never"];

/// Reads values of known types, collecting problems at their offsets.
#[derive(Default)]
pub(super) struct Reader {
    pub problems: Vec<(usize, String)>,
}

impl Reader {
    pub(super) fn problem(&mut self, at: usize, message: impl Into<String>) {
        self.problems.push((at, message.into()));
    }

    fn unknown(&mut self, entry: &Entry, fields: &[&str]) {
        let key = &entry.key;
        let message = match suggest(key, fields.iter().copied()) {
            Some(field) => format!("unknown field `{key}`; did you mean `{field}`?"),
            None => format!("unknown field `{key}`; the fields are {}", fields.join(", ")),
        };
        self.problem(entry.key_at, message);
    }

    fn wrong_type(&mut self, node: &Node, field: &str, wanted: &str) {
        self.problem(node.at, format!("`{field}` must be {wanted}, not {}", node.type_name()));
    }

    fn text(&mut self, node: Node, field: &str) -> Option<String> {
        match node.value {
            Value::Text(text) => Some(text),
            _ => {
                self.wrong_type(&node, field, "a string");
                None
            }
        }
    }

    fn flag(&mut self, node: &Node, field: &str) -> bool {
        match node.value {
            Value::Bool(flag) => flag,
            _ => {
                self.wrong_type(node, field, "true or false");
                false
            }
        }
    }

    fn number(
        &mut self,
        node: &Node,
        field: &str,
        problem: fn(f64) -> Option<String>,
    ) -> Option<f64> {
        let Value::Number(number) = node.value else {
            self.wrong_type(node, field, "a number");
            return None;
        };
        match problem(number) {
            Some(message) => {
                self.problem(node.at, message);
                None
            }
            None => Some(number),
        }
    }

    fn texts(&mut self, node: Node, field: &str) -> Vec<String> {
        let Value::List(items) = node.value else {
            self.wrong_type(&node, field, "a list of strings");
            return Vec::new();
        };
        items.into_iter().filter_map(|item| self.filled(item, field)).collect()
    }

    /// Reads a string that may not be empty or hold control characters.
    fn filled(&mut self, node: Node, field: &str) -> Option<String> {
        let at = node.at;
        let text = self.text(node, field)?;
        match rules::text_problem(&text) {
            Some(message) => {
                self.problem(at, format!("in `{field}`: {message}"));
                None
            }
            None => Some(text),
        }
    }

    fn lang(&mut self, at: usize, tag: &str) -> Option<Lang> {
        tag.parse()
            .map_err(|error: crate::lang::InvalidLang| self.problem(at, error.to_string()))
            .ok()
    }

    pub(super) fn header(&mut self, node: Node) -> Option<SourceInfo> {
        let Value::Table(entries) = node.value else {
            self.wrong_type(&node, "dictionary", "a table");
            return None;
        };
        let mut info = SourceInfo::default();
        for entry in entries {
            let field = entry.key.clone();
            match field.as_str() {
                "name" => info.name = self.filled(entry.node, &field).unwrap_or_default(),
                "version" => info.version = self.filled(entry.node, &field),
                "license" => info.license = self.filled(entry.node, &field),
                "topics" => info.topics = self.texts(entry.node, &field),
                "never" => info.never = self.texts(entry.node, &field),
                _ => self.unknown(&entry, HEADER_FIELDS),
            }
        }
        Some(info)
    }

    /// Reads an entity; `None` where it has any problem.
    pub(super) fn entity(&mut self, node: Node) -> Option<EntityRecord> {
        let at = node.at;
        let before = self.problems.len();
        let Value::Table(entries) = node.value else {
            self.wrong_type(&node, "entity", "a table with at least `id` and `name`");
            return None;
        };
        let mut record = EntityRecord::default();
        let mut has_id = false;
        for entry in entries {
            has_id |= entry.key == "id";
            self.entity_field(&mut record, entry);
        }
        if !has_id {
            self.problem(at, "this entity has no `id`; give it one, such as `moonshot-ai`");
        }
        (self.problems.len() == before).then_some(record)
    }

    fn entity_field(&mut self, record: &mut EntityRecord, entry: Entry) {
        let field = entry.key.clone();
        match field.as_str() {
            "id" => {
                let at = entry.node.at;
                if let Some(id) = self.text(entry.node, &field) {
                    if let Some(message) = rules::id_problem(&id) {
                        self.problem(at, message);
                    }
                    record.id = id;
                }
            }
            "type" => record.kind = self.filled(entry.node, &field),
            "name" => record.name = self.names(entry.node),
            "aliases" => record.aliases = self.aliases(entry.node),
            "links" => record.links = self.links(entry.node),
            "topics" => record.topics = self.texts(entry.node, &field),
            "related" => record.related = self.texts(entry.node, &field),
            "prior" => record.prior = self.number(&entry.node, &field, rules::prior_problem),
            "note" => record.note = self.text(entry.node, &field),
            "remove" => record.remove = self.texts(entry.node, &field),
            "delete" => record.delete = self.flag(&entry.node, &field),
            _ => self.unknown(&entry, ENTITY_FIELDS),
        }
    }

    fn names(&mut self, node: Node) -> Names {
        let mut names = Names::default();
        match node.value {
            // One name without a language: BCP 47's tag for "undetermined".
            Value::Text(_) => {
                if let Some(text) = self.filled(node, "name") {
                    names.insert(Lang::undetermined(), text);
                }
            }
            Value::Table(entries) => {
                for entry in entries {
                    let lang = self.lang(entry.key_at, &entry.key);
                    let text = self.filled(entry.node, "name");
                    if let (Some(lang), Some(text)) = (lang, text) {
                        // The same key twice was reported by the parser; this is `zh-hant` beside `zh-Hant`.
                        if names.get(lang.as_str()).is_some() && lang.as_str() != entry.key {
                            self.problem(entry.key_at, format!("language `{lang}` is given twice"));
                        }
                        names.insert(lang, text);
                    }
                }
            }
            _ => self.wrong_type(
                &node,
                "name",
                "a table from language to name, as in { en = \"Moonshot AI\" }",
            ),
        }
        names
    }

    fn aliases(&mut self, node: Node) -> Vec<Alias> {
        let Value::List(items) = node.value else {
            self.wrong_type(&node, "aliases", "a list of strings and tables");
            return Vec::new();
        };
        items.into_iter().filter_map(|item| self.alias(item)).collect()
    }

    fn alias(&mut self, node: Node) -> Option<Alias> {
        let at = node.at;
        let entries = match node.value {
            Value::Text(_) => return self.filled(node, "aliases").map(Alias::new),
            Value::Table(entries) => entries,
            _ => {
                self.wrong_type(&node, "aliases", "a list of strings and tables");
                return None;
            }
        };
        let mut alias = Alias::default();
        let mut has_text = false;
        for entry in entries {
            has_text |= entry.key == "text";
            self.alias_field(&mut alias, entry);
        }
        if !has_text {
            self.problem(at, "this alias has no `text`");
        }
        Some(alias)
    }

    fn alias_field(&mut self, alias: &mut Alias, entry: Entry) {
        let field = entry.key.clone();
        let at = entry.node.at;
        match field.as_str() {
            "text" => alias.text = self.filled(entry.node, &field).unwrap_or_default(),
            "lang" => {
                alias.lang = self.text(entry.node, &field).and_then(|tag| self.lang(at, &tag));
            }
            "kind" => {
                if let Some(word) = self.text(entry.node, &field) {
                    alias.kind = self.kind(at, &word).unwrap_or_default();
                }
            }
            "case" => {
                if let Some(word) = self.text(entry.node, &field) {
                    alias.case = self.case(at, &word).unwrap_or_default();
                }
            }
            "weak" => alias.weak = self.flag(&entry.node, &field),
            "prior" => alias.prior = self.number(&entry.node, &field, rules::prior_problem),
            "require" => alias.require = self.texts(entry.node, &field),
            "forbid" => alias.forbid = self.texts(entry.node, &field),
            "window" => {
                alias.window = self
                    .number(&entry.node, &field, rules::window_problem)
                    .map(|window| window as u32);
            }
            "note" => alias.note = self.text(entry.node, &field),
            _ => self.unknown(&entry, ALIAS_FIELDS),
        }
    }

    pub(super) fn kind(&mut self, at: usize, word: &str) -> Option<AliasKind> {
        let kinds = || AliasKind::ALL.iter().map(|kind| kind.as_str());
        word.parse()
            .map_err(|()| {
                let message = match suggest(word, kinds()) {
                    Some(kind) => format!("unknown kind `{word}`; did you mean `{kind}`?"),
                    None => format!(
                        "unknown kind `{word}`; the kinds are {}",
                        kinds().collect::<Vec<_>>().join(", ")
                    ),
                };
                self.problem(at, message);
            })
            .ok()
    }

    pub(super) fn case(&mut self, at: usize, word: &str) -> Option<CaseRule> {
        match word {
            "sensitive" => Some(CaseRule::Sensitive),
            "fold" => Some(CaseRule::Fold),
            _ => {
                self.problem(at, format!("`case` is \"sensitive\" or \"fold\", not \"{word}\""));
                None
            }
        }
    }

    fn links(&mut self, node: Node) -> BTreeMap<String, String> {
        let Value::Table(entries) = node.value else {
            self.wrong_type(&node, "links", "a table, as in { wikidata = \"Q1\" }");
            return BTreeMap::new();
        };
        let mut links = BTreeMap::new();
        for entry in entries {
            if let Some(text) = self.filled(entry.node, "links") {
                links.insert(entry.key, text);
            }
        }
        links
    }
}

/// Turns collected problems into ones with file, line and column.
pub(super) fn locate(
    file: &str,
    text: &str,
    first_line: usize,
    problems: Vec<(usize, String)>,
) -> Vec<Problem> {
    let mut located: Vec<Problem> = problems
        .into_iter()
        .map(|(at, message)| {
            let (line, column) = position(text, at);
            Problem { file: file.to_owned(), line: first_line + line, column, message }
        })
        .collect();
    located.sort_by_key(|problem| (problem.line, problem.column));
    located
}

/// Returns the line (from 0) and the column in characters (from 1) of a byte offset.
pub(super) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|&&byte| byte == b'\n').count();
    let line_start =
        before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
    (line, column)
}
