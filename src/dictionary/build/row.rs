//! The bytes of a table's row, for the time that it waits to be sorted.

use crate::dictionary::record::{Cursor, put, put_str};
use crate::dictionary::source::TableRow;
use crate::entity::{AliasKind, CaseRule};

const LANG: u64 = 1;
const ENTITY_KIND: u64 = 2;
const TOPICS: u64 = 4;
const WEAK: u64 = 8;
const SENSITIVE: u64 = 16;
const PRIOR: u64 = 32;
const KIND: u64 = 64;
const KIND_SHIFT: u32 = 7;

/// Writes a row, but for the ID.
pub(super) fn encode(row: &TableRow<'_>, out: &mut Vec<u8>) {
    let flag = |is_set: bool, bit: u64| if is_set { bit } else { 0 };
    let kind = row.kind.and_then(|kind| AliasKind::ALL.iter().position(|&own| own == kind));
    let flags = flag(row.lang.is_some(), LANG)
        | flag(row.entity_kind.is_some(), ENTITY_KIND)
        | flag(!row.topics.is_empty(), TOPICS)
        | flag(row.weak, WEAK)
        | flag(row.case == CaseRule::Sensitive, SENSITIVE)
        | flag(row.prior.is_some(), PRIOR)
        | kind.map_or(0, |kind| KIND | (kind as u64) << KIND_SHIFT);
    put(out, flags);
    put_str(out, row.name);
    if let Some(lang) = &row.lang {
        put_str(out, lang.as_str());
    }
    if let Some(kind) = row.entity_kind {
        put_str(out, kind);
    }
    if !row.topics.is_empty() {
        put_str(out, row.topics);
    }
    if let Some(prior) = row.prior {
        out.extend(prior.to_le_bytes());
    }
}

/// Reads what [`encode`] wrote.
pub(super) fn decode<'d>(id: &'d str, mut cursor: Cursor<'d>) -> Option<TableRow<'d>> {
    let flags = cursor.number()?;
    let name = cursor.str()?;
    let mut text = |bit: u64| match flags & bit {
        0 => Some(None),
        _ => cursor.str().map(Some),
    };
    let lang = text(LANG)?.and_then(|tag| tag.parse().ok());
    let entity_kind = text(ENTITY_KIND)?;
    let topics = text(TOPICS)?.unwrap_or("");
    let prior = if flags & PRIOR != 0 { Some(cursor.float()?) } else { None };
    let kind = AliasKind::ALL.get((flags >> KIND_SHIFT) as usize).filter(|_| flags & KIND != 0);
    Some(TableRow {
        id,
        name,
        lang,
        kind: kind.copied(),
        entity_kind,
        topics,
        weak: flags & WEAK != 0,
        case: if flags & SENSITIVE != 0 { CaseRule::Sensitive } else { CaseRule::Fold },
        prior,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_as_written() {
        let bare = TableRow {
            id: "kimi",
            name: "Kimi",
            lang: None,
            kind: None,
            entity_kind: None,
            topics: "",
            weak: false,
            case: CaseRule::Fold,
            prior: None,
        };
        let full = TableRow {
            lang: "zh-Hant".parse().ok(),
            kind: Some(AliasKind::Official),
            entity_kind: Some("product"),
            topics: "ai; chat",
            weak: true,
            case: CaseRule::Sensitive,
            prior: Some(0.25),
            ..bare.clone()
        };
        let version = TableRow { kind: Some(AliasKind::Version), ..bare.clone() };
        for row in [bare, full, version] {
            let mut bytes = Vec::new();
            encode(&row, &mut bytes);
            assert_eq!(decode("kimi", Cursor { bytes: &bytes }), Some(row));
        }
    }
}
