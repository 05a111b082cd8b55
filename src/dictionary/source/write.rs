//! Writes records back in the source formats, so that a compiled dictionary can be edited again.

use crate::dictionary::SourceInfo;
use crate::entity::{Alias, AliasKind, CaseRule, EntityRecord};
use std::io::{self, Write};

/// Writes one dictionary as JSONL, header line first. Loses nothing.
///
/// # Errors
///
/// Those of the writer.
pub fn write_jsonl<'a>(
    out: &mut dyn Write,
    info: &SourceInfo,
    records: impl IntoIterator<Item = &'a EntityRecord>,
) -> io::Result<()> {
    #[derive(serde::Serialize)]
    struct Header<'h> {
        dictionary: &'h SourceInfo,
    }
    serde_json::to_writer(&mut *out, &Header { dictionary: info })?;
    out.write_all(b"\n")?;
    for record in records {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes one dictionary in the rich TOML form. Loses nothing.
///
/// # Errors
///
/// Those of the writer.
pub fn write_toml<'a>(
    out: &mut dyn Write,
    info: &SourceInfo,
    records: impl IntoIterator<Item = &'a EntityRecord>,
) -> io::Result<()> {
    writeln!(out, "[dictionary]")?;
    writeln!(out, "name = {}", quoted(&info.name))?;
    for (field, value) in [("version", &info.version), ("license", &info.license)] {
        if let Some(value) = value {
            writeln!(out, "{field} = {}", quoted(value))?;
        }
    }
    write_list(out, "topics", &info.topics)?;
    write_list(out, "never", &info.never)?;
    for record in records {
        write_entity(out, record)?;
    }
    Ok(())
}

fn write_entity(out: &mut dyn Write, record: &EntityRecord) -> io::Result<()> {
    writeln!(out, "\n[[entity]]\nid = {}", quoted(&record.id))?;
    if let Some(kind) = &record.kind {
        writeln!(out, "type = {}", quoted(kind))?;
    }
    if !record.name.is_empty() {
        let names: Vec<String> =
            record.name.iter().map(|(lang, text)| format!("{lang} = {}", quoted(text))).collect();
        writeln!(out, "name = {{ {} }}", names.join(", "))?;
    }
    if !record.links.is_empty() {
        let links: Vec<String> = record
            .links
            .iter()
            .map(|(key, text)| format!("{} = {}", quoted(key), quoted(text)))
            .collect();
        writeln!(out, "links = {{ {} }}", links.join(", "))?;
    }
    write_list(out, "topics", &record.topics)?;
    write_list(out, "related", &record.related)?;
    if let Some(prior) = record.prior {
        writeln!(out, "prior = {prior:?}")?;
    }
    if let Some(note) = &record.note {
        writeln!(out, "note = {}", quoted(note))?;
    }
    write_list(out, "remove", &record.remove)?;
    if record.delete {
        writeln!(out, "delete = true")?;
    }
    if !record.aliases.is_empty() {
        writeln!(out, "aliases = [")?;
        for alias in &record.aliases {
            writeln!(out, "  {},", alias_value(alias))?;
        }
        writeln!(out, "]")?;
    }
    Ok(())
}

fn alias_value(alias: &Alias) -> String {
    if alias.is_bare() {
        return quoted(&alias.text);
    }
    let mut fields = vec![format!("text = {}", quoted(&alias.text))];
    if let Some(lang) = &alias.lang {
        fields.push(format!("lang = {}", quoted(lang.as_str())));
    }
    if alias.kind != AliasKind::Other {
        fields.push(format!("kind = {}", quoted(alias.kind.as_str())));
    }
    if alias.weak {
        fields.push("weak = true".to_owned());
    }
    if alias.case == CaseRule::Sensitive {
        fields.push("case = \"sensitive\"".to_owned());
    }
    if let Some(prior) = alias.prior {
        fields.push(format!("prior = {prior:?}"));
    }
    for (field, terms) in [("require", &alias.require), ("forbid", &alias.forbid)] {
        if !terms.is_empty() {
            fields.push(format!("{field} = {}", list(terms)));
        }
    }
    if let Some(window) = alias.window {
        fields.push(format!("window = {window}"));
    }
    if let Some(note) = &alias.note {
        fields.push(format!("note = {}", quoted(note)));
    }
    format!("{{ {} }}", fields.join(", "))
}

fn write_list(out: &mut dyn Write, field: &str, items: &[String]) -> io::Result<()> {
    if items.is_empty() { Ok(()) } else { writeln!(out, "{field} = {}", list(items)) }
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Writes names in long form, one a row: `id,name,lang,alias_kind,type,weak,case,prior,topics`, with
/// commas or tabs. Loses what has no column: `require`, `forbid`, links, relations, notes.
///
/// # Errors
///
/// Those of the writer; for tabs, also a field that holds one.
pub fn write_csv<'a>(
    out: &mut dyn Write,
    delimiter: u8,
    records: impl IntoIterator<Item = &'a EntityRecord>,
) -> io::Result<()> {
    // The writer wraps what the system said; a closed pipe must stay one.
    write_rows(out, delimiter, records).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

fn write_rows<'a>(
    out: &mut dyn Write,
    delimiter: u8,
    records: impl IntoIterator<Item = &'a EntityRecord>,
) -> csv::Result<()> {
    let style = if delimiter == b',' { csv::QuoteStyle::Necessary } else { csv::QuoteStyle::Never };
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).quote_style(style).from_writer(out);
    writer.write_record([
        "id",
        "name",
        "lang",
        "alias_kind",
        "type",
        "weak",
        "case",
        "prior",
        "topics",
    ])?;
    for record in records.into_iter().filter(|record| !record.delete) {
        let topics = record.topics.join(";");
        let mut row = |text: &str, lang: &str, kind: &str, alias: &Alias| {
            let case = if alias.case == CaseRule::Sensitive { "sensitive" } else { "" };
            let prior =
                alias.prior.or(record.prior).map(|prior| prior.to_string()).unwrap_or_default();
            let weak = if alias.weak { "true" } else { "" };
            let entity_kind = record.kind.as_deref().unwrap_or("");
            writer.write_record([
                &record.id,
                text,
                lang,
                kind,
                entity_kind,
                weak,
                case,
                &prior,
                &topics,
            ])
        };
        for (lang, text) in record.name.iter() {
            let rules =
                record.aliases.iter().find(|alias| alias.text == text).cloned().unwrap_or_default();
            let lang = if lang.as_str() == "und" { "" } else { lang.as_str() };
            row(text, lang, "official", &rules)?;
        }
        for alias in record
            .aliases
            .iter()
            .filter(|alias| !record.name.iter().any(|(_, text)| text == alias.text))
        {
            row(
                &alias.text,
                alias.lang.as_ref().map_or("", |lang| lang.as_str()),
                alias.kind.as_str(),
                alias,
            )?;
        }
    }
    Ok(writer.flush()?)
}
