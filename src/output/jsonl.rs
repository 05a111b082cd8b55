//! The wire format: one JSON object a mention.
//!
//! | field | value |
//! |---|---|
//! | `path` | name of the input, `-` for standard input |
//! | `start`, `end` | byte offsets into the input, end exclusive; a byte order mark counts |
//! | `char_start`, `char_end` | the same in Unicode scalar values |
//! | `line` | line of the first character, from 1 |
//! | `surface` | the text as written |
//! | `id` | canonical ID; null where several entities are equally likely |
//! | `name`, `type` | display name and type of that entity, or null |
//! | `tier` | `exact` or `variant` |
//! | `alias_kind` | what the name that matched is to the entity |
//! | `score` | of the best candidate, 0 to 1 |
//! | `evidence` | phrases that say why |
//! | `candidates` | all candidates, best first, each with `id` and `score` |

use super::position::Positions;
use crate::annotated::Mention;
use crate::normalizer::Resolution;
use serde::Serialize;
use std::io::{self, Write};

/// Bytes that hold most lines.
const USUAL_LINE: usize = 512;

#[derive(Serialize)]
struct MentionLine<'a> {
    path: &'a str,
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
    line: usize,
    surface: &'a str,
    id: Option<&'a str>,
    name: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    tier: &'static str,
    alias_kind: &'static str,
    score: f64,
    evidence: Vec<String>,
    candidates: Vec<CandidateField<'a>>,
}

#[derive(Serialize)]
struct CandidateField<'a> {
    id: &'a str,
    score: f64,
}

/// Writes one mention as a line. `positions` counts on from mention to mention; `text` begins at byte
/// `base` of the input and holds the mention.
///
/// # Errors
///
/// Those of the writer.
pub fn write_mention(
    out: &mut dyn Write,
    path: &str,
    (text, base): (&str, usize),
    positions: &mut Positions,
    mention: &Mention<'_>,
) -> io::Result<()> {
    let span = mention.span();
    let start = positions.at(text, base, span.start());
    let best = mention.best();
    let entity = mention.entity();
    let line = MentionLine {
        path,
        start: span.start(),
        end: span.end(),
        char_start: start.char,
        char_end: start.char + mention.surface().chars().count(),
        line: start.line,
        surface: mention.surface(),
        id: entity.map(|entity| entity.id()),
        name: entity.map(|entity| entity.display_name()),
        kind: entity.and_then(|entity| entity.kind()),
        tier: best.tier().as_str(),
        alias_kind: best.alias_kind().as_str(),
        score: best.score(),
        evidence: best.evidence(),
        candidates: mention
            .candidates()
            .map(|candidate| CandidateField {
                id: candidate.entity().id(),
                score: candidate.score(),
            })
            .collect(),
    };
    write_line(out, &line)
}

/// Writes at once: JSON is made of many small pieces, and each would be a call through the writer's table.
fn write_line(out: &mut dyn Write, line: &impl Serialize) -> io::Result<()> {
    let mut json = Vec::with_capacity(USUAL_LINE);
    serde_json::to_writer(&mut json, line)?;
    json.push(b'\n');
    out.write_all(&json)
}

#[derive(Serialize)]
struct ResolutionLine<'a> {
    query: &'a str,
    id: Option<&'a str>,
    candidates: Vec<ResolutionCandidate<'a>>,
}

#[derive(Serialize)]
struct ResolutionCandidate<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    tier: &'static str,
    score: f64,
    alias: &'a str,
    evidence: Vec<String>,
}

/// Writes what a single name may mean as a line:
/// `{"query","id","candidates":[{"id","name","type","tier","score","alias","evidence"}]}`, with at most
/// `top` candidates.
///
/// # Errors
///
/// Those of the writer.
pub fn write_resolution(
    out: &mut dyn Write,
    resolution: &Resolution<'_>,
    top: usize,
) -> io::Result<()> {
    let line = ResolutionLine {
        query: resolution.name(),
        id: resolution.entity().map(|entity| entity.id()),
        candidates: resolution
            .candidates()
            .take(top)
            .map(|candidate| {
                let entity = candidate.entity();
                ResolutionCandidate {
                    id: entity.id(),
                    name: entity.display_name(),
                    kind: entity.kind(),
                    tier: candidate.tier().as_str(),
                    score: candidate.score(),
                    alias: candidate.alias(),
                    evidence: candidate.evidence(),
                }
            })
            .collect(),
    };
    write_line(out, &line)
}
