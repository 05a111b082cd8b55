//! The binary form of one entity's record, and a view that reads it in place.
//!
//! A record holds everything a source file can say, so that `export` and `merge` lose nothing. All
//! reading is bounds-checked: a damaged record reads as far as it goes.

use crate::entity::{Alias, AliasKind, CaseRule, EntityRecord, Names};

const DELETE: u64 = 1;
const HAS_KIND: u64 = 2;
const HAS_PRIOR: u64 = 4;
const HAS_NOTE: u64 = 8;

const NAME: u64 = 1;
const WEAK: u64 = 2;
const SENSITIVE: u64 = 4;
const FORM_LANG: u64 = 8;
const FORM_PRIOR: u64 = 16;
const FORM_TERMS: u64 = 32;
const FORM_WINDOW: u64 = 64;
const FORM_NOTE: u64 = 128;
const KIND_SHIFT: u32 = 8;

/// Encodes a record. Returns, for each form in order (names first), its offset in the bytes.
pub(super) fn encode(record: &EntityRecord, source: u32, out: &mut Vec<u8>) -> Vec<u32> {
    let start = out.len();
    put_str(out, &record.id);
    put(out, u64::from(source));
    let flags = flag(record.delete, DELETE)
        | flag(record.kind.is_some(), HAS_KIND)
        | flag(record.prior.is_some(), HAS_PRIOR)
        | flag(record.note.is_some(), HAS_NOTE);
    put(out, flags);
    if let Some(kind) = &record.kind {
        put_str(out, kind);
    }
    if let Some(prior) = record.prior {
        out.extend(prior.to_le_bytes());
    }
    if let Some(note) = &record.note {
        put_str(out, note);
    }
    put(out, (record.name.len() + record.aliases.len()) as u64);
    let mut offsets = Vec::with_capacity(record.name.len() + record.aliases.len());
    for (lang, text) in record.name.iter() {
        offsets.push((out.len() - start) as u32);
        put(out, NAME | FORM_LANG | kind_bits(AliasKind::Official));
        put_str(out, text);
        put_str(out, lang.as_str());
    }
    for alias in &record.aliases {
        offsets.push((out.len() - start) as u32);
        put_alias(out, alias);
    }
    put(out, record.links.len() as u64);
    for (key, value) in &record.links {
        put_str(out, key);
        put_str(out, value);
    }
    for list in [&record.topics, &record.related, &record.remove] {
        put_list(out, list);
    }
    offsets
}

/// The number of a kind, where the flags of a form have it.
fn kind_bits(kind: AliasKind) -> u64 {
    (AliasKind::ALL.iter().position(|&other| other == kind).unwrap_or(0) as u64) << KIND_SHIFT
}

fn put_alias(out: &mut Vec<u8>, alias: &Alias) {
    let has_terms = !alias.require.is_empty() || !alias.forbid.is_empty();
    let flags = flag(alias.weak, WEAK)
        | flag(alias.case == CaseRule::Sensitive, SENSITIVE)
        | flag(alias.lang.is_some(), FORM_LANG)
        | flag(alias.prior.is_some(), FORM_PRIOR)
        | flag(has_terms, FORM_TERMS)
        | flag(alias.window.is_some(), FORM_WINDOW)
        | flag(alias.note.is_some(), FORM_NOTE)
        | kind_bits(alias.kind);
    put(out, flags);
    put_str(out, &alias.text);
    if let Some(lang) = &alias.lang {
        put_str(out, lang.as_str());
    }
    if let Some(prior) = alias.prior {
        out.extend(prior.to_le_bytes());
    }
    if has_terms {
        put_list(out, &alias.require);
        put_list(out, &alias.forbid);
    }
    if let Some(window) = alias.window {
        put(out, u64::from(window));
    }
    if let Some(note) = &alias.note {
        put_str(out, note);
    }
}

fn flag(is_set: bool, bit: u64) -> u64 {
    if is_set { bit } else { 0 }
}

pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(super) fn put_str(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn put_list(out: &mut Vec<u8>, list: &[String]) {
    put(out, list.len() as u64);
    for text in list {
        put_str(out, text);
    }
}

/// Reads on through bytes; every read says `None` where the bytes do not hold what is asked.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'d> {
    pub(super) bytes: &'d [u8],
}

impl<'d> Cursor<'d> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, len: usize) -> Option<&'d [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(taken)
    }

    pub(super) fn str(&mut self) -> Option<&'d str> {
        let len = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(len)?).ok()
    }

    pub(super) fn float(&mut self) -> Option<f64> {
        self.take(8)?.try_into().ok().map(f64::from_le_bytes)
    }

    fn skip_str(&mut self) -> Option<()> {
        let len = usize::try_from(self.number()?).ok()?;
        self.take(len).map(drop)
    }

    /// Reads a list, whose texts are looked at only when they are asked for.
    fn texts(&mut self) -> Option<Texts<'d>> {
        let count = self.number()?;
        let bytes = self.bytes;
        for _ in 0..count {
            self.skip_str()?;
        }
        Some(Texts { bytes, count })
    }
}

/// A list of texts, read in place.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Texts<'d> {
    bytes: &'d [u8],
    count: u64,
}

impl<'d> Texts<'d> {
    pub(crate) fn is_empty(self) -> bool {
        self.count == 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'d str> {
        let mut cursor = Cursor { bytes: self.bytes };
        (0..self.count).map_while(move |_| cursor.str())
    }
}

/// A record read in place.
#[derive(Clone, Copy)]
pub(crate) struct RecordView<'d> {
    bytes: &'d [u8],
}

/// What stands before the forms.
struct Head<'d> {
    id: &'d str,
    source: u32,
    flags: u64,
    kind: Option<&'d str>,
    prior: Option<f64>,
    note: Option<&'d str>,
}

/// One name or alias, read in place.
#[derive(Clone, Debug)]
pub(crate) struct FormView<'d> {
    pub text: &'d str,
    pub lang: Option<&'d str>,
    pub kind: AliasKind,
    pub is_name: bool,
    pub is_weak: bool,
    pub is_sensitive: bool,
    pub prior: Option<f64>,
    pub require: Texts<'d>,
    pub forbid: Texts<'d>,
    pub window: Option<u32>,
    pub note: Option<&'d str>,
}

impl<'d> RecordView<'d> {
    pub(super) fn new(bytes: &'d [u8]) -> RecordView<'d> {
        RecordView { bytes }
    }

    pub(crate) fn id(&self) -> &'d str {
        Cursor { bytes: self.bytes }.str().unwrap_or("")
    }

    /// Number of the source dictionary that the entity came from.
    pub(crate) fn source(&self) -> u32 {
        self.head().map_or(0, |(head, _)| head.source)
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.head().is_some_and(|(head, _)| head.flags & DELETE != 0)
    }

    pub(crate) fn kind(&self) -> Option<&'d str> {
        self.head()?.0.kind
    }

    pub(crate) fn prior(&self) -> Option<f64> {
        self.head()?.0.prior
    }

    pub(crate) fn note(&self) -> Option<&'d str> {
        self.head()?.0.note
    }

    /// Goes through the canonical names, which stand before the aliases.
    pub(crate) fn names(&self) -> impl Iterator<Item = FormView<'d>> + use<'d> {
        self.forms().take_while(|form| form.is_name)
    }

    pub(crate) fn forms(&self) -> impl Iterator<Item = FormView<'d>> + use<'d> {
        let (count, mut cursor) = match self.head() {
            Some((_, mut cursor)) => (cursor.number().unwrap_or(0), cursor),
            None => (0, Cursor { bytes: &[] }),
        };
        (0..count).map_while(move |_| form(&mut cursor))
    }

    /// Reads the form at an offset that `encode` returned.
    pub(crate) fn form_at(&self, offset: u32) -> Option<FormView<'d>> {
        form(&mut Cursor { bytes: self.bytes.get(offset as usize..)? })
    }

    pub(crate) fn links(&self) -> Vec<(&'d str, &'d str)> {
        let links = || {
            let mut cursor = self.after_forms()?;
            let count = cursor.number()?;
            let mut links = Vec::new();
            for _ in 0..count {
                links.push((cursor.str()?, cursor.str()?));
            }
            Some(links)
        };
        links().unwrap_or_default()
    }

    pub(crate) fn topics(&self) -> Vec<&'d str> {
        self.list(0).iter().collect()
    }

    pub(crate) fn related(&self) -> Vec<&'d str> {
        self.list(1).iter().collect()
    }

    pub(crate) fn removed(&self) -> Vec<&'d str> {
        self.list(2).iter().collect()
    }

    /// Reads everything into owned form.
    pub(crate) fn to_record(self) -> EntityRecord {
        let owned = |list: Texts<'_>| list.iter().map(str::to_owned).collect();
        let mut name = Names::default();
        let mut aliases = Vec::new();
        for form in self.forms() {
            match form.lang.and_then(|lang| lang.parse().ok()) {
                Some(lang) if form.is_name => name.insert(lang, form.text),
                lang => aliases.push(Alias {
                    text: form.text.to_owned(),
                    lang,
                    kind: form.kind,
                    weak: form.is_weak,
                    case: if form.is_sensitive { CaseRule::Sensitive } else { CaseRule::Fold },
                    prior: form.prior,
                    require: owned(form.require),
                    forbid: owned(form.forbid),
                    window: form.window,
                    note: form.note.map(str::to_owned),
                }),
            }
        }
        EntityRecord {
            id: self.id().to_owned(),
            kind: self.kind().map(str::to_owned),
            name,
            aliases,
            links: self
                .links()
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            topics: owned(self.list(0)),
            related: owned(self.list(1)),
            prior: self.prior(),
            note: self.note().map(str::to_owned),
            remove: owned(self.list(2)),
            delete: self.is_deleted(),
        }
    }

    /// The lists after the links: 0 topics, 1 related, 2 removed.
    fn list(&self, position: usize) -> Texts<'d> {
        let list = || {
            let mut cursor = self.after_forms()?;
            for _ in 0..cursor.number()? {
                cursor.skip_str()?;
                cursor.skip_str()?;
            }
            for _ in 0..position {
                cursor.texts()?;
            }
            cursor.texts()
        };
        list().unwrap_or_default()
    }

    fn after_forms(&self) -> Option<Cursor<'d>> {
        let (_, mut cursor) = self.head()?;
        for _ in 0..cursor.number()? {
            form(&mut cursor)?;
        }
        Some(cursor)
    }

    fn head(&self) -> Option<(Head<'d>, Cursor<'d>)> {
        let mut cursor = Cursor { bytes: self.bytes };
        let id = cursor.str()?;
        let source = u32::try_from(cursor.number()?).ok()?;
        let flags = cursor.number()?;
        let kind = if flags & HAS_KIND != 0 { Some(cursor.str()?) } else { None };
        let prior = if flags & HAS_PRIOR != 0 { Some(cursor.float()?) } else { None };
        let note = if flags & HAS_NOTE != 0 { Some(cursor.str()?) } else { None };
        Some((Head { id, source, flags, kind, prior, note }, cursor))
            .filter(|(head, _)| !head.id.is_empty())
    }
}

fn form<'d>(cursor: &mut Cursor<'d>) -> Option<FormView<'d>> {
    let flags = cursor.number()?;
    let text = cursor.str()?;
    let lang = if flags & FORM_LANG != 0 { Some(cursor.str()?) } else { None };
    let prior = if flags & FORM_PRIOR != 0 { Some(cursor.float()?) } else { None };
    let (require, forbid) = if flags & FORM_TERMS != 0 {
        (cursor.texts()?, cursor.texts()?)
    } else {
        (Texts::default(), Texts::default())
    };
    let window =
        if flags & FORM_WINDOW != 0 { Some(u32::try_from(cursor.number()?).ok()?) } else { None };
    let note = if flags & FORM_NOTE != 0 { Some(cursor.str()?) } else { None };
    let kind = AliasKind::ALL.get((flags >> KIND_SHIFT) as usize).copied().unwrap_or_default();
    Some(FormView {
        text,
        lang,
        kind,
        is_name: flags & NAME != 0,
        is_weak: flags & WEAK != 0,
        is_sensitive: flags & SENSITIVE != 0,
        prior,
        require,
        forbid,
        window,
        note,
    })
}
