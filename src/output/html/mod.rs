//! A self-contained page: the text with its mentions, and a list of what is mentioned.
//!
//! The page asks nothing of the network and needs no script to be read; a script adds the card of a
//! mention, filters and stepping. Texts and names stand in it as text only, and its content policy lets no
//! script run but its own, which it knows by hash.

mod index;
mod text;

use super::position::Positions;
use crate::annotated::Mentions;
use index::Index;
use std::cmp::Reverse;
use std::io::{self, Write};
use text::{TextWriter, escaped};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Hashes of [`STYLE`] and [`SCRIPT`] as the content policy wants them; a test computes them.
const STYLE_HASH: &str = "sha256-bOmw0yBC/hM63cKjCzZPJBH5U3Rb85Bu51ojWGQFPLk=";
const SCRIPT_HASH: &str = "sha256-kpZ9p8N8tyMgSeftHOTHRUsAsKGcJYYouFUgJJlLyMA=";

/// A page being written, document by document, block by block. What it remembers grows with the
/// entities and their mentions, not with the text.
///
/// ```
/// # #[cfg(feature = "builtin")] {
/// use exonym::output::{Positions, html::Page};
/// use exonym::{Dictionary, Normalizer};
///
/// let text = "Kimi was made by 月之暗面.";
/// let annotated = Normalizer::new(Dictionary::builtin()).annotate(text);
/// let mut written = Vec::new();
/// let mut page = Page::begin(&mut written, "Kimi", 1)?;
/// page.begin_document("note.txt")?;
/// page.write_block((text, 0), annotated.mentions(), &mut Positions::default())?;
/// page.end_document(true)?;
/// page.finish()?;
/// let written = String::from_utf8(written).unwrap();
/// assert!(written.contains(">月之暗面</mark>"));
/// # }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Page<W> {
    out: W,
    index: Index,
    text: Option<TextWriter>,
}

impl<W: Write> Page<W> {
    /// Writes the head of a page of so many texts.
    ///
    /// # Errors
    ///
    /// Those of the writer, here as in the other functions.
    pub fn begin(mut out: W, title: &str, texts: usize) -> io::Result<Page<W>> {
        write!(
            out,
            r##"<!DOCTYPE html>
<html lang="en" class="no-script">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{STYLE_HASH}'; script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="exonym {}">
<title>{}</title>
<style>{STYLE}</style>
</head>
<body>
<main id="texts" lang="">
<a class="to-names" href="#names" lang="en">To the names in this text</a>
<h1 class="unseen">{}</h1>
"##,
            env!("CARGO_PKG_VERSION"),
            escaped(title),
            escaped(title),
        )?;
        Ok(Page { out, index: Index::of_texts(texts), text: None })
    }

    /// Begins a text, headed by a name.
    pub fn begin_document(&mut self, name: &str) -> io::Result<()> {
        let number = self.index.begin_text();
        writeln!(
            self.out,
            "<section class=\"document\">\n<h2>{number}<bdi>{}</bdi></h2>",
            escaped(name)
        )?;
        self.text = Some(TextWriter::begin(&mut self.out)?);
        Ok(())
    }

    /// Writes a piece of the text, which begins at byte `base` of the input, with its mentions in text
    /// order; they may overlap.
    pub fn write_block(
        &mut self,
        (text, base): (&str, usize),
        mentions: Mentions<'_>,
        positions: &mut Positions,
    ) -> io::Result<()> {
        let mut marks = Vec::with_capacity(mentions.len());
        for mention in mentions {
            let span = mention.span();
            let line = positions.at(text, base, span.start()).line;
            let kept = self.index.add(&mention, line);
            let common = format!(
                r#" class="m {} t-{}" data-e="{}""#,
                kept.class,
                mention.tier(),
                kept.entity
            );
            let first = format!(
                r#" id="m{}" data-v="{}" data-b="{}–{}" data-l="{line}""#,
                kept.mention,
                kept.verdict,
                span.start(),
                span.end()
            );
            marks.push(text::Mark {
                range: span.start() - base..span.end() - base,
                first: format!("{common}{first}"),
                further: format!("{common} data-of=\"m{}\"", kept.mention),
            });
        }
        positions.at(text, base, base + text.len());
        marks.sort_by_key(|mark| (mark.range.start, Reverse(mark.range.end)));
        match &mut self.text {
            Some(writer) => writer.write(&mut self.out, text, &marks),
            None => Ok(()),
        }
    }

    /// Ends a text; says so where it could not be read to its end.
    pub fn end_document(&mut self, is_complete: bool) -> io::Result<()> {
        if let Some(writer) = self.text.take() {
            writer.end(&mut self.out)?;
        }
        if !is_complete {
            self.out
                .write_all(b"<p class=\"broken\">This text could not be read to its end.</p>\n")?;
        }
        self.out.write_all(b"</section>\n")
    }

    /// Writes the list of entities and the rest of the page, and hands back the writer.
    pub fn finish(mut self) -> io::Result<W> {
        let out = &mut self.out;
        out.write_all(b"</main>\n<aside id=\"names\" aria-label=\"Names in this text\">\n")?;
        self.index.write_list(out)?;
        out.write_all(b"</aside>\n<div id=\"card\" role=\"tooltip\" hidden></div>\n")?;
        out.write_all(b"<script type=\"application/json\" id=\"data\">")?;
        self.index.write_data(out)?;
        write!(out, "</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")?;
        Ok(self.out)
    }
}
