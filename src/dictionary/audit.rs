//! What an editor should look at again: names that are ambiguous, common words, too short, or never
//! found at all.
//!
//! A doubt that the source itself answers (a weak alias, a declared condition, a prior) is a
//! [`Level::Note`]; one that it does not is a [`Level::Finding`].

use super::build;
use super::builder::DictionaryBuilder;
use super::key::Key;
use super::source::Source;
use crate::entity::{Alias, CaseRule, EntityRecord};
use crate::lang::Script;
use crate::words;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

/// How much a remark asks of the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Known to the source, or harmless.
    Note,
    /// To be mended or declared.
    Finding,
}

/// A remark on a record; prints as `file:line: level [rule] message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the source file.
    pub file: String,
    /// Line that the entity begins on.
    pub line: usize,
    /// How much it asks for.
    pub level: Level,
    /// Short name of the rule.
    pub rule: &'static str,
    /// What was seen, and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Note => "note",
            Level::Finding => "finding",
        };
        write!(f, "{}:{}: {level} [{}] {}", self.file, self.line, self.rule, self.message)
    }
}

/// A form under its key, with what an editor said about it.
struct Form<'a> {
    place: Place<'a>,
    id: &'a str,
    text: &'a str,
    rules: Option<&'a Alias>,
    prior: f64,
}

#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a str,
    line: usize,
}

/// How likely a reading is where nobody says.
pub(super) const DEFAULT_PRIOR: f64 = 0.5;

/// Whether the source asks for more than the surface form before it counts.
pub(super) fn is_guarded(rules: Option<&Alias>) -> bool {
    rules.is_some_and(|alias| {
        alias.weak
            || alias.case == CaseRule::Sensitive
            || !alias.require.is_empty()
            || !alias.forbid.is_empty()
    })
}

/// Whether the source says how to tell the entities of one key apart, by the guards and priors of its forms.
pub(super) fn is_declared(mut forms: impl Iterator<Item = (bool, f64)> + Clone) -> bool {
    let priors = forms.clone().map(|(_, prior)| prior);
    let spread = priors.clone().fold(0.0, f64::max) - priors.fold(1.0, f64::min);
    spread > 0.0 || forms.all(|(is_guarded, _)| is_guarded)
}

/// Whether a form adds nothing to an earlier one of the same entity and key; each is its text, and whether
/// it is a name. Two canonical names that fold alike (Simplified and Traditional) are as they should be.
pub(super) fn is_another<T: PartialEq>(earlier: (T, bool), form: (T, bool)) -> bool {
    earlier.0 != form.0 && !(earlier.1 && form.1)
}

/// What to say of a name that is a common word. One that only reads as a word once its parts are joined is
/// not found where it does.
pub(super) fn common_word(text: &str, rules: Option<&Alias>) -> Option<Level> {
    words::english_level(&crate::fold::fold(text))?;
    Some(if is_guarded(rules) { Level::Note } else { Level::Finding })
}

/// What to say of a name that is so short that it will be found where it is not meant.
pub(super) fn short(text: &str, rules: Option<&Alias>) -> Option<Level> {
    // Counts no further than it matters.
    let letters = text.chars().filter(|c| c.is_alphanumeric()).take(3).count();
    if letters == 3 || letters == 0 {
        return None;
    }
    let has_syllables = text.chars().any(|c| {
        matches!(Script::of(c), Script::Han | Script::Hangul | Script::Hiragana | Script::Katakana)
    });
    if letters == 2 && has_syllables {
        return None;
    }
    let is_weak = rules.is_some_and(|alias| alias.weak);
    let is_enough = if letters == 1 { is_weak } else { is_guarded(rules) };
    Some(if is_enough { Level::Note } else { Level::Finding })
}

/// Remarks on everything doubtful in sources that are to be one dictionary, in file order.
/// O(names × log names).
pub fn audit(sources: &[Source]) -> Vec<Finding> {
    let mut audit = Audit::default();
    audit.repeated_ids(sources);
    audit.records(sources);
    let forms = forms(sources);
    for group in forms.values() {
        audit.shared(group);
        for form in group {
            audit.common_word(form);
            audit.short(form);
        }
    }
    audit.protected(sources, &forms);
    audit.findings.sort_by(|a, b| {
        (&a.file, a.line, a.rule, &a.message, a.level)
            .cmp(&(&b.file, b.line, b.rule, &b.message, b.level))
    });
    audit.findings.dedup();
    audit.findings
}

/// Groups all forms by key. Where several sources state one entity, what they state together counts.
fn forms(sources: &[Source]) -> BTreeMap<Vec<u8>, Vec<Form<'_>>> {
    let mut forms: BTreeMap<Vec<u8>, Vec<Form<'_>>> = BTreeMap::new();
    for source in sources {
        for located in source.records.iter().filter(|located| !located.record.delete) {
            let record = &located.record;
            let place = Place { file: &source.file, line: located.line };
            for (_, stated) in build::forms(record) {
                let build::Form { text, rules } = stated;
                let prior = rules.and_then(|alias| alias.prior).or(record.prior);
                let prior = prior.unwrap_or(DEFAULT_PRIOR);
                let Some(key) = Key::of(text) else { continue };
                forms.entry(key.bytes).or_default().push(Form {
                    place,
                    id: &record.id,
                    text,
                    rules,
                    prior,
                });
            }
        }
    }
    forms
}

#[derive(Default)]
struct Audit {
    findings: Vec<Finding>,
}

impl Audit {
    fn add(&mut self, place: Place<'_>, level: Level, rule: &'static str, message: String) {
        self.findings.push(Finding {
            file: place.file.to_owned(),
            line: place.line,
            level,
            rule,
            message,
        });
    }

    fn repeated_ids(&mut self, sources: &[Source]) {
        for source in sources {
            let mut first: HashMap<&str, usize> = HashMap::new();
            for located in &source.records {
                let id = located.record.id.as_str();
                let place = Place { file: &source.file, line: located.line };
                if let Some(line) = first.insert(id, located.line) {
                    let message =
                        format!("`{id}` was already stated on line {line}; the two are joined");
                    self.add(place, Level::Finding, "duplicate-id", message);
                }
            }
        }
    }

    fn records(&mut self, sources: &[Source]) {
        let mut builder = DictionaryBuilder::default();
        for record in sources.iter().flat_map(|source| &source.records) {
            builder.entity(record.record.clone());
        }
        let known: BTreeSet<&str> = builder
            .records()
            .filter(|record| !record.delete)
            .map(|record| record.id.as_str())
            .collect();
        let named: BTreeSet<&str> = builder
            .records()
            .filter(|record| !record.name.is_empty() || !record.aliases.is_empty())
            .map(|record| record.id.as_str())
            .collect();
        let titled: BTreeSet<&str> = builder
            .records()
            .filter(|record| !record.name.is_empty())
            .map(|record| record.id.as_str())
            .collect();
        for source in sources {
            for located in &source.records {
                let (record, place) =
                    (&located.record, Place { file: &source.file, line: located.line });
                let is_known = known.contains(record.id.as_str());
                let only_changes = !is_known || !record.remove.is_empty();
                if !named.contains(record.id.as_str()) && !only_changes {
                    let message =
                        format!("`{}` has no name and no alias, so it is never found", record.id);
                    self.add(place, Level::Finding, "unreachable", message);
                }
                if !titled.contains(record.id.as_str())
                    && named.contains(record.id.as_str())
                    && !only_changes
                {
                    let message =
                        format!("`{}` has no canonical name; its ID is shown instead", record.id);
                    self.add(place, Level::Note, "unnamed", message);
                }
                for id in record.related.iter().filter(|id| !known.contains(id.as_str())) {
                    let message = format!(
                        "`{}` is related to `{id}`, which is not in these sources",
                        record.id
                    );
                    self.add(place, Level::Finding, "unknown-related", message);
                }
                self.repeated_texts(record, place);
            }
        }
    }

    fn repeated_texts(&mut self, record: &EntityRecord, place: Place<'_>) {
        let mut first: HashMap<&str, &Alias> = HashMap::new();
        for alias in &record.aliases {
            if first.insert(&alias.text, alias).is_some() {
                let message = format!("`{}` lists \"{}\" twice", record.id, alias.text);
                self.add(place, Level::Finding, "duplicate", message);
            }
        }
    }

    /// Forms of one key: of several entities, or of one where the second adds nothing.
    fn shared(&mut self, group: &[Form<'_>]) {
        let ids: BTreeSet<&str> = group.iter().map(|form| form.id).collect();
        if ids.len() > 1 {
            let all = ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            let is_declared =
                is_declared(group.iter().map(|form| (is_guarded(form.rules), form.prior)));
            for form in group {
                let message = format!(
                    "\"{}\" means {all}; make it weak, set priors, or add conditions",
                    form.text
                );
                let level = if is_declared { Level::Note } else { Level::Finding };
                self.add(form.place, level, "ambiguous", message);
            }
        }
        for (position, form) in group.iter().enumerate() {
            let earlier = group[..position].iter().find(|other| {
                let (name, other_name) = (form.rules.is_none(), other.rules.is_none());
                other.id == form.id && is_another((other.text, other_name), (form.text, name))
            });
            if let Some(other) = earlier {
                let message = format!(
                    "`{}`: \"{}\" and \"{}\" share one key",
                    form.id, form.text, other.text
                );
                let is_loose = is_guarded(form.rules) && !is_guarded(other.rules);
                if is_loose {
                    let message =
                        format!("{message}, and the rules of the first are lost on the second");
                    self.add(form.place, Level::Finding, "shadowed", message);
                } else {
                    self.add(form.place, Level::Note, "same-key", message);
                }
            }
        }
    }

    fn common_word(&mut self, form: &Form<'_>) {
        let Some(level) = common_word(form.text, form.rules) else { return };
        let message = format!(
            "`{}`: \"{}\" is a common English word; make it weak, case = \"sensitive\", or add conditions",
            form.id, form.text
        );
        self.add(form.place, level, "common-word", message);
    }

    fn short(&mut self, form: &Form<'_>) {
        let Some(level) = short(form.text, form.rules) else { return };
        let message = format!(
            "`{}`: \"{}\" is so short that it will be found where it is not meant; make it weak or case = \"sensitive\"",
            form.id, form.text
        );
        self.add(form.place, level, "too-short", message);
    }

    /// Protected surfaces: those that hide a name, and those that hold none.
    fn protected(&mut self, sources: &[Source], forms: &BTreeMap<Vec<u8>, Vec<Form<'_>>>) {
        let name_of: HashMap<&str, &str> = sources
            .iter()
            .map(|source| (source.file.as_str(), source.info.name.as_str()))
            .collect();
        for source in sources {
            // Sources of one name become one, and protect each other's names.
            let is_own =
                |form: &&Form<'_>| name_of.get(form.place.file) == Some(&source.info.name.as_str());
            for surface in &source.info.never {
                let Some(key) = Key::of(surface) else { continue };
                for form in forms.get(&key.bytes).into_iter().flatten().filter(is_own) {
                    let message = format!(
                        "`{}`: \"{}\" is listed under `never`, so it is never found",
                        form.id, form.text
                    );
                    self.add(form.place, Level::Finding, "unreachable", message);
                }
            }
        }
    }
}
