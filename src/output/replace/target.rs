//! Which of an entity's names a surface form is rewritten to.

use crate::dictionary::Entity;
use crate::fold;
use crate::lang::{self, Lang, Script};

/// What names are rewritten to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// The canonical name in the script of the surface form; Traditional where that is written and the
    /// entity has such a name; else in the document's language, else English, else the first.
    #[default]
    SameScript,
    /// The canonical name in a language, falling back to shorter tags, then English, then the first.
    Lang(Lang),
    /// The canonical ID.
    Id,
}

/// Returns the name of an entity that a surface form is rewritten to.
pub(super) fn target_name<'d>(
    target: &Target,
    entity: &Entity<'d>,
    surface: &str,
    lang: &str,
) -> &'d str {
    match target {
        Target::Id => entity.id(),
        Target::Lang(lang) => entity.name(lang.as_str()).unwrap_or_else(|| entity.display_name()),
        Target::SameScript => same_script_name(entity, surface, lang),
    }
}

fn same_script_name<'d>(entity: &Entity<'d>, surface: &str, lang: &str) -> &'d str {
    let names = entity.names();
    // What is a canonical name already stays, whatever language the document is taken for: rewriting
    // may change that, and a second run must not.
    if let Some(&(_, name)) = names.iter().find(|(_, name)| *name == surface) {
        return name;
    }
    let family = family(surface);
    let fitting: Vec<(&str, &'d str)> =
        names.iter().copied().filter(|(_, name)| self::family(name) == family).collect();
    let of = |names: &[(&str, &'d str)], tag: &str| {
        lang::fallbacks(tag)
            .find_map(|tag| names.iter().find(|(own, _)| *own == tag).map(|&(_, name)| name))
    };
    let of_language = |names: &[(&str, &'d str)], language: &str| {
        names.iter().find(|(own, _)| lang::language_of(own) == language).map(|&(_, name)| name)
    };
    if family == Script::Han
        && fold::is_traditional(surface)
        && let Some(name) = of(&fitting, "zh-Hant")
    {
        return name;
    }
    if !fitting.is_empty() {
        return of(&fitting, lang)
            .or_else(|| of_language(&fitting, lang::language_of(lang)))
            .or_else(|| of_language(&fitting, "en"))
            .unwrap_or(fitting[0].1);
    }
    of(&names, lang).unwrap_or_else(|| entity.display_name())
}

/// The scripts that names are told apart by here. A name with any Han character or kana is a Chinese or
/// Japanese one, whatever Latin letters it has beside them: 智谱AI.
pub(super) fn family(text: &str) -> Script {
    let is_cjk = |c| matches!(Script::of(c), Script::Han | Script::Hiragana | Script::Katakana);
    if text.chars().any(is_cjk) { Script::Han } else { Script::dominant(text) }
}
