//! `exonym dict info`: what a dictionary holds.

use crate::args::Info;
use crate::outcome::{Failure, Outcome};
use exonym::Dictionary;
use exonym::dictionary::source::write_toml;
use exonym::suggest::suggest;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use unicode_width::UnicodeWidthStr;

pub fn run(args: &Info, quiet: bool) -> Result<Outcome, Failure> {
    let dictionary = args.which.load(quiet)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match &args.entity {
        Some(id) => show_entity(&dictionary, id, &mut out)?,
        None => show_dictionary(&dictionary, &mut out).map_err(Failure::output)?,
    }
    out.flush().map_err(Failure::output)?;
    Ok(Outcome::Fine)
}

fn show_entity(dictionary: &Dictionary, id: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(entity) = dictionary.entity(id) else {
        let ids: Vec<&str> = dictionary.entities().map(|entity| entity.id()).collect();
        let hint =
            suggest(id, ids).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        return Err(Failure::message(format!("no entity `{id}`{hint}")));
    };
    let mut text = Vec::new();
    write_toml(&mut text, &exonym::dictionary::SourceInfo::default(), [&entity.to_record()])
        .map_err(Failure::output)?;
    let text = String::from_utf8_lossy(&text);
    let record = text.find("[[entity]]").map_or("", |at| &text[at..]);
    out.write_all(record.as_bytes()).map_err(Failure::output)
}

fn show_dictionary(dictionary: &Dictionary, out: &mut dyn Write) -> io::Result<()> {
    for source in dictionary.sources() {
        writeln!(out, "dictionary  {}", source.name)?;
        for (label, value) in [("version", &source.version), ("license", &source.license)] {
            if let Some(value) = value {
                writeln!(out, "{label:<10}  {value}")?;
            }
        }
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut entities = 0;
    for entity in dictionary.entities() {
        entities += 1;
        *kinds.entry(entity.kind().unwrap_or("(no type)")).or_default() += 1;
    }
    writeln!(out, "entities    {entities}")?;
    let width = kinds.keys().map(|kind| kind.width() + 1).max().unwrap_or(0).max(10);
    for (kind, count) in kinds {
        writeln!(out, "  {kind}{}{count}", " ".repeat(width - kind.width()))?;
    }
    writeln!(out, "names       {}", dictionary.form_count())?;
    let sections: Vec<(&str, usize)> = dictionary.section_bytes().collect();
    writeln!(out, "bytes       {}", dictionary.byte_len())?;
    for (section, len) in sections {
        writeln!(out, "  {section:<10}{len}")?;
    }
    for hash in dictionary.record_hashes() {
        writeln!(out, "records     {hash:016x}")?;
    }
    Ok(())
}
