//! "Did you mean": the nearest of a few words.

/// Least Jaro-Winkler similarity of a suggestion. At 0.8 single typing errors in short words pass and
/// unrelated words of the word lists here do not.
const LEAST_SIMILARITY: f64 = 0.8;

/// Returns the known word that is nearest to what was written, if one is near.
///
/// ```
/// assert_eq!(exonym::suggest::suggest("aliasses", ["name", "aliases"]), Some("aliases"));
/// assert_eq!(exonym::suggest::suggest("colour", ["name", "aliases"]), None);
/// ```
pub fn suggest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&written, word), word))
        .filter(|&(similarity, _)| similarity >= LEAST_SIMILARITY)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, word)| word)
}
