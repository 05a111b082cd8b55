//! Reads a text of any size in blocks, with the result that reading it whole would give.
//!
//! Memory is for one block, the evidence and a bounded number of hits: it does not grow with the text.
//! Where the dictionary has weak or shared names, the input is read more than once, first to collect
//! what it mentions.

use super::{Normalizer, floor_char};
use crate::annotated::{Annotated, Mentions};
use crate::disambiguate::{Evidence, OpenClusters, Round};
use crate::error::{Error, Result};
use crate::matcher::{Finder, Hit};
use crate::span::Span;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

/// Bytes of text that are read at a time, beyond what the dictionary's longest name asks for.
const BLOCK: usize = 256 * 1024;

/// Hits kept from the first walk over an input for the last: 40 bytes each, so 40 MB at the most. A billion
/// bytes of prose had 740,000 of a dictionary of 10,000 names.
const MOST_HITS_KEPT: usize = 1_000_000;

/// Hits that evidence decides, kept from the first round for the later ones, those of the same kind once: 10 MB
/// at the most, and as much for their table.
const MOST_OPEN_HITS: usize = 250_000;

/// What to do with bytes that are not UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvalidBytes {
    /// Stop with [`Error::InvalidUtf8`].
    #[default]
    Error,
    /// Read U+FFFD in their place. Offsets then count the replaced text.
    Replace,
}

/// A piece of a streamed text, with the mentions that begin in it; the pieces tile the text, and no
/// mention crosses from one to the next.
#[derive(Debug)]
pub struct Block<'b> {
    window: &'b str,
    stretch: Range<usize>,
    offset: usize,
    annotated: Annotated<'b>,
    /// What the mentions were made of; their spans count from the start of the input.
    hits: Vec<Hit>,
    evidence: &'b Evidence,
}

impl<'b> Block<'b> {
    /// Returns the text of the block.
    pub fn text(&self) -> &'b str {
        &self.window[self.stretch.clone()]
    }

    /// The block with the text around it that its reading depends on.
    pub(crate) fn window(&self) -> &'b str {
        self.window
    }

    /// Where the block stands in its window.
    pub(crate) fn stretch(&self) -> Range<usize> {
        self.stretch.clone()
    }

    /// Tells whether the block is the whole input. Any other has text after it or before it.
    pub(crate) fn is_whole(&self) -> bool {
        self.offset == 0 && self.stretch == (0..self.window.len())
    }

    /// All readings that begin in the block, sorted by span; spans count in the window.
    pub(crate) fn hits(&self) -> impl Iterator<Item = Hit> {
        let base = self.offset - self.stretch.start;
        self.hits.iter().map(move |hit| {
            let span = Span::new(hit.span.start() - base, hit.span.end() - base);
            Hit { span, ..*hit }
        })
    }

    /// What the whole input says.
    pub(crate) fn evidence(&self) -> &'b Evidence {
        self.evidence
    }

    /// Returns the byte offset of the block in the input.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the mentions in the block; their spans count from the start of the input.
    pub fn mentions(&self) -> Mentions<'_> {
        self.annotated.mentions()
    }
}

impl Normalizer {
    /// Annotates a text of any size, handing it on block by block, in order. The input is one
    /// document: read from its current position, more than once where the dictionary needs context.
    ///
    /// ```
    /// # #[cfg(feature = "builtin")] {
    /// use exonym::{Dictionary, Normalizer, normalizer::InvalidBytes};
    /// use std::io::Cursor;
    ///
    /// let normalizer = Normalizer::new(Dictionary::builtin());
    /// let mut found = Vec::new();
    /// normalizer.stream(Cursor::new("月之暗面 released Kimi"), InvalidBytes::Error, |block| {
    ///     found.extend(block.mentions().iter().map(|mention| mention.span().start()));
    ///     Ok(())
    /// })?;
    /// assert_eq!(found, [0, 22]);
    /// # }
    /// # Ok::<(), exonym::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Stream`] where reading or `each` fails, [`Error::InvalidUtf8`].
    pub fn stream(
        &self,
        mut reader: impl Read + Seek,
        invalid: InvalidBytes,
        mut each: impl FnMut(&Block<'_>) -> io::Result<()>,
    ) -> Result<()> {
        let mut log = HitLog::default();
        let start = reader.stream_position().map_err(Error::Stream)?;
        let evidence = self.stream_evidence(&mut reader, invalid, &mut log, start)?;
        self.walk(&mut reader, invalid, &mut log, |window, stretch, offset, hits| {
            let text = &window[stretch.clone()];
            let annotated = self.decide(text, offset, hits.clone(), &evidence);
            each(&Block { window, stretch, offset, annotated, hits, evidence: &evidence })
        })
    }

    /// Bytes to either side of a place that what begins there depends on.
    pub(crate) fn context(&self) -> usize {
        self.inner.finder.context()
    }

    /// Collects what the input mentions, and leaves the reader where it was. The first round searches the
    /// text; later ones need only the hits that evidence may decide, where those are not too many to keep.
    fn stream_evidence(
        &self,
        reader: &mut (impl Read + Seek),
        invalid: InvalidBytes,
        log: &mut HitLog,
        start: u64,
    ) -> Result<Evidence> {
        let mut evidence = Evidence::with_topics(&self.inner.options.topics);
        if !self.needs_context() {
            return Ok(evidence);
        }
        let dictionary = self.dictionary();
        let mut settled = Round::default();
        let mut open = Some(OpenClusters::default());
        let mut length = 0;
        log.state = LogState::Recording;
        self.walk(reader, invalid, log, |_, stretch, offset, hits| {
            length = offset + stretch.len();
            let mut passing = OpenClusters::default();
            settled.settle(dictionary, &hits, open.as_mut().unwrap_or(&mut passing));
            open = open.take().filter(|open| open.hits() <= MOST_OPEN_HITS);
            Ok(())
        })?;
        log.state = LogState::Replaying(0);
        loop {
            let mut round = settled.clone();
            match &open {
                Some(open) => round.collect(dictionary, open, &evidence, self.weak_names()),
                None => {
                    reader.seek(SeekFrom::Start(start)).map_err(Error::Stream)?;
                    self.walk(reader, invalid, log, |_, _, _, hits| {
                        let mut opened = OpenClusters::default();
                        Round::default().settle(dictionary, &hits, &mut opened);
                        round.collect(dictionary, &opened, &evidence, self.weak_names());
                        Ok(())
                    })?;
                }
            }
            if !evidence.grow(dictionary, round, length) {
                reader.seek(SeekFrom::Start(start)).map_err(Error::Stream)?;
                return Ok(evidence);
            }
        }
    }

    /// Hands on the text in blocks that no reading crosses: a window, where in it the block stands, the
    /// block's offset in the input, and its readings.
    fn walk(
        &self,
        reader: &mut impl Read,
        invalid: InvalidBytes,
        log: &mut HitLog,
        mut each: impl FnMut(&str, Range<usize>, usize, Vec<Hit>) -> io::Result<()>,
    ) -> Result<()> {
        let context = self.context();
        if let LogState::Replaying(replayed) = &mut log.state {
            *replayed = 0;
        }
        let mut decoder = Decoder::new(reader, invalid);
        // `text[settled..searched]` has been searched but not handed on; what is before is context.
        let mut text = String::new();
        let (mut base, mut settled, mut searched) = (0, 0, 0);
        let mut pending: Vec<Hit> = Vec::new();
        loop {
            // Where the input is cut depends on it alone, not on how much the reader gives at a time: the
            // log would else be of no use.
            let next = searched + BLOCK.max(self.step());
            let at_end = decoder.fill(&mut text, next.saturating_add(context))?;
            let end = if at_end { text.len() } else { floor_char(&text, next) };
            while searched < end {
                let stop = floor_char(&text, (searched + self.step()).min(end));
                let low = floor_char(&text, searched.saturating_sub(context));
                let high = floor_char(&text, (stop + context).min(text.len()));
                let stretch = searched - low..stop - low;
                log.find(&self.inner.finder, (&text[low..high], stretch, base + low), &mut pending);
                searched = stop;
            }
            let gap = if at_end {
                searched
            } else {
                last_gap(&pending, base + settled, base + searched) - base
            };
            if gap > settled || at_end {
                let after = pending.partition_point(|hit| hit.span.start() < base + gap);
                let rest = pending.split_off(after);
                let hits = std::mem::replace(&mut pending, rest);
                if gap > settled {
                    each(&text, settled..gap, base + settled, hits).map_err(Error::Stream)?;
                }
                settled = gap;
            }
            if at_end {
                return Ok(());
            }
            let keep_from = floor_char(&text, settled.saturating_sub(context));
            text.drain(..keep_from);
            (base, settled, searched) =
                (base + keep_from, settled - keep_from, searched - keep_from);
        }
    }
}

/// The first hits of an input, as many as may be kept, so that they are searched for once only.
#[derive(Default)]
struct HitLog {
    hits: Vec<Hit>,
    /// The stretches searched, by their offsets in the input, with the number of hits after each.
    stretches: Vec<(Range<usize>, usize)>,
    state: LogState,
}

#[derive(Default)]
enum LogState {
    /// Nothing is kept, or nothing more.
    #[default]
    Searching,
    Recording,
    /// So many stretches have been replayed.
    Replaying(usize),
}

impl HitLog {
    /// Finds the hits of a stretch (window, range in it, offset of the window), or takes them from the log.
    fn find(&mut self, finder: &Finder, stretch: (&str, Range<usize>, usize), hits: &mut Vec<Hit>) {
        let (window, range, base) = stretch;
        let place = base + range.start..base + range.end;
        if let LogState::Replaying(replayed) = &mut self.state {
            match self.stretches.get(*replayed) {
                Some((logged, end)) if *logged == place => {
                    let before = replayed.checked_sub(1);
                    let start = before.map_or(0, |before| self.stretches[before].1);
                    hits.extend_from_slice(&self.hits[start..*end]);
                    *replayed += 1;
                    return;
                }
                // The input has changed: what was found in it before is of no use.
                Some(_) => *self = HitLog::default(),
                None => {}
            }
        }
        let first = hits.len();
        finder.find(window, range, base, hits);
        if let LogState::Recording = self.state {
            let found = &hits[first..];
            if self.hits.len() + found.len() > MOST_HITS_KEPT {
                self.state = LogState::Searching;
                return;
            }
            self.hits.extend_from_slice(found);
            self.stretches.push((place, self.hits.len()));
        }
    }
}

/// Returns the last offset up to `end` that no reading crosses; `start` where there is none.
fn last_gap(hits: &[Hit], start: usize, end: usize) -> usize {
    let mut gap = end;
    // Readings are sorted by start, so one that crosses the gap may be crossed by earlier ones only.
    for hit in hits.iter().rev() {
        if hit.span.start() < gap && hit.span.end() > gap {
            gap = hit.span.start();
        }
    }
    gap.max(start)
}

/// Decodes UTF-8 from a reader piece by piece.
struct Decoder<'r, R> {
    reader: &'r mut R,
    invalid: InvalidBytes,
    buffer: Vec<u8>,
    /// Bytes of the buffer that wait for the rest of a character.
    waiting: usize,
    line: u64,
    byte: u64,
}

impl<'r, R: Read> Decoder<'r, R> {
    fn new(reader: &'r mut R, invalid: InvalidBytes) -> Decoder<'r, R> {
        Decoder { reader, invalid, buffer: vec![0; 64 * 1024], waiting: 0, line: 1, byte: 0 }
    }

    /// Reads on until `text` has `wanted` bytes; tells whether the input ended.
    fn fill(&mut self, text: &mut String, wanted: usize) -> Result<bool> {
        while text.len() < wanted {
            let read = match self.reader.read(&mut self.buffer[self.waiting..]) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::Stream(error)),
            };
            let filled = self.waiting + read;
            self.decode(text, filled, read == 0)?;
            if read == 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn decode(&mut self, text: &mut String, filled: usize, at_end: bool) -> Result<()> {
        // A character cut short would have all that is before it checked twice.
        let cut = if at_end { 0 } else { cut_short(&self.buffer[..filled]) };
        let end = filled - cut;
        let mut at = 0;
        while at < end {
            let (sound, error_len) = match std::str::from_utf8(&self.buffer[at..end]) {
                Ok(sound) => (sound, Some(0)),
                Err(error) => {
                    let sound = std::str::from_utf8(&self.buffer[at..at + error.valid_up_to()])
                        .unwrap_or("");
                    (sound, error.error_len().or(at_end.then_some(end - at - sound.len())))
                }
            };
            text.push_str(sound);
            self.line += bytecount::count(sound.as_bytes(), b'\n') as u64;
            self.byte += sound.len() as u64;
            at += sound.len();
            match error_len {
                Some(0) => break,
                // The character goes on in what is read next.
                None => break,
                Some(len) if self.invalid == InvalidBytes::Replace => {
                    text.push('\u{FFFD}');
                    at += len;
                    self.byte += len as u64;
                }
                Some(_) => return Err(Error::InvalidUtf8 { line: self.line, byte: self.byte }),
            }
        }
        self.buffer.copy_within(at..filled, 0);
        self.waiting = filled - at;
        Ok(())
    }
}

/// Returns how many bytes at the end begin a character that goes on after them.
fn cut_short(bytes: &[u8]) -> usize {
    let last = bytes.iter().rev().take(4).position(|byte| byte & 0xC0 != 0x80);
    let Some(after) = last else { return 0 };
    let length = match bytes[bytes.len() - 1 - after] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    };
    if after + 1 < length { after + 1 } else { 0 }
}
