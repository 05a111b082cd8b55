//! Builds a compiled file from sources of any size.

use super::fragments::{Fragments, Place};
use super::joining::Joining;
use super::relations::Relations;
use super::room::Room;
use super::sources::Sources;
use super::taking::{Counted, Taking};
use crate::dictionary::source::{self, Format};
use crate::dictionary::{Dictionary, SourceInfo};
use crate::error::{Error, Problem, Result};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Bytes that wait to be sorted, at the most, where nobody says: a million names need no file then.
const MEMORY: usize = 256 << 20;

/// How far the building is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub step: Step,
    /// How much of it is done.
    pub done: u64,
    /// How much there is to do; 0 where that is not known.
    pub total: u64,
}

/// What takes its time when a file is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Sources are read; counted in bytes, of all sources together.
    Read,
    /// What they say of each entity is joined; counted in records and rows.
    Join,
    /// The sorted names are compiled; counted in names.
    Compile,
}

/// What a file holds that was built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Built {
    /// Entities that are not deleted.
    pub entities: usize,
    /// Names and aliases.
    pub forms: usize,
    /// Findings that an [`audit`](crate::dictionary::audit::audit) of the sources lists, notes not counted.
    pub findings: usize,
}

/// Builds a compiled file from sources of any size in bounded memory.
///
/// It makes the bytes that a [`DictionaryBuilder`](crate::DictionaryBuilder) makes of the same sources in the
/// same order. Records and names are sorted in temporary files once they outgrow [`FileBuilder::memory`];
/// the files have no names, so that nothing is left of them however the program ends. Beyond that
/// memory, the trie and the filter of words are held whole: 23 bytes a name with eight million names.
///
/// ```
/// use exonym::Dictionary;
/// use exonym::dictionary::FileBuilder;
/// use exonym::dictionary::source::Format;
///
/// let mut builder = FileBuilder::new(std::env::temp_dir());
/// builder.parse("ai.csv", &b"id,name\nmoonshot-ai,Moonshot AI\nmoonshot-ai,Kimi\n"[..], Format::Csv)?;
/// let mut file = Vec::new();
/// let built = builder.write(&mut file)?;
/// assert_eq!((built.entities, built.forms, built.findings), (1, 2, 0));
/// assert!(Dictionary::from_bytes(file)?.entity("moonshot-ai").is_some());
/// # Ok::<(), exonym::Error>(())
/// ```
pub struct FileBuilder<'p> {
    room: Room,
    sources: Sources,
    files: Vec<Origin>,
    fragments: Fragments,
    relations: Relations,
    problems: Vec<Problem>,
    /// Whether records came from where their rules were not looked at.
    is_unchecked: bool,
    is_small: bool,
    progress: Box<dyn FnMut(Progress) + 'p>,
    read: u64,
}

/// A source file, or one of the sources of a compiled one.
pub(super) struct Origin {
    /// The file's name, to report.
    pub file: String,
    /// Name of the source.
    pub source: String,
}

impl<'p> FileBuilder<'p> {
    /// Starts without entities. Temporary files, if any are needed, are made in this directory; it must have
    /// room for about twice the sources.
    pub fn new(directory: impl Into<PathBuf>) -> FileBuilder<'p> {
        let room = Room::new(MEMORY, directory.into());
        FileBuilder {
            sources: Sources::default(),
            files: Vec::new(),
            fragments: Fragments::new(&room),
            relations: Relations::new(&room),
            problems: Vec::new(),
            is_unchecked: false,
            is_small: false,
            progress: Box::new(|_| {}),
            read: 0,
            room,
        }
    }

    /// Sets how many bytes may wait to be sorted before they go to a file: 256 MiB where it is not said. To
    /// be called before anything is added.
    pub fn memory(self, bytes: usize) -> FileBuilder<'p> {
        let directory = self.room.directory().to_owned();
        let room = Room::new(bytes, directory);
        FileBuilder {
            fragments: Fragments::new(&room),
            relations: Relations::new(&room),
            room,
            ..self
        }
    }

    /// Leaves the trie out of the file, which is then smaller by about 14 bytes a name, and searched by its
    /// automaton: as [`crate::DictionaryBuilder::small`].
    pub fn small(self, is_small: bool) -> FileBuilder<'p> {
        FileBuilder { is_small, ..self }
    }

    /// Tells a function now and then how far the building is.
    pub fn progress(self, report: impl FnMut(Progress) + 'p) -> FileBuilder<'p> {
        FileBuilder { progress: Box::new(report), ..self }
    }

    /// Adds a source file; its format is told by its ending. It goes over those added before. What is wrong
    /// with it is added to [`FileBuilder::problems`].
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where the file cannot be read or has an ending that stands for no format, or a temporary
    /// file cannot be written.
    pub fn read(&mut self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let (file, format) = source::open(path)?;
        self.parse(&path.display().to_string(), file, format)
    }

    /// Adds a source from a reader; `file` is the name to report.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], as [`FileBuilder::read`].
    pub fn parse(&mut self, file: &str, reader: impl Read, format: Format) -> Result<()> {
        self.files.push(Origin { file: file.to_owned(), source: String::new() });
        let mut reader = Counted { inner: reader, read: self.read, report: &mut self.progress };
        let mut taking = Taking {
            place: Place { file: (self.files.len() - 1) as u32, line: 0 },
            name: file,
            info: SourceInfo::default(),
            problems: Vec::new(),
            is_kept: self.problems.is_empty(),
            room: &self.room,
            fragments: &mut self.fragments,
            relations: &mut self.relations,
        };
        let result = source::stream(file, &mut reader, format, &mut taking);
        let Taking { mut info, problems, .. } = taking;
        self.read = reader.read;
        self.problems.extend(problems);
        if let Err(error) = result {
            // What came of it so far is among the records.
            let message = "the file was not read to its end".to_owned();
            let file = file.to_owned();
            self.problems.push(Problem { file, line: 0, column: 0, message });
            return Err(error);
        }
        if !self.problems.is_empty() {
            // Nothing will be built, so that the room can be given up.
            self.fragments = Fragments::new(&self.room);
            self.relations = Relations::new(&self.room);
        }
        if info.name.is_empty() {
            info.name = source::stem(file);
        }
        if let Some(origin) = self.files.last_mut() {
            origin.source.clone_from(&info.name);
        }
        self.sources.add(info);
        Ok(())
    }

    /// Adds all records of a dictionary, as its layers together make them. They are not audited.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where a temporary file cannot be written.
    pub fn dictionary(&mut self, dictionary: &Dictionary) -> Result<()> {
        self.is_unchecked = true;
        for part in dictionary.parts() {
            let protected: Vec<String> =
                part.sources().iter().flat_map(|source| source.never.clone()).collect();
            // What an upper layer protects, it protects from all below.
            let below: Vec<SourceInfo> = self.sources.iter().cloned().collect();
            for source in below {
                self.sources.add(SourceInfo { never: protected.clone(), ..source });
            }
            let first = self.files.len() as u32;
            for source in part.sources() {
                self.sources.add(source.clone());
                self.files.push(Origin { file: String::new(), source: source.name.clone() });
            }
            for entity in 0..part.len() {
                let record = part.record(entity);
                let last = (part.sources().len() as u32).saturating_sub(1);
                let file = first + record.source().min(last);
                self.fragments
                    .record(&record.to_record(), Place { file, line: 0 })
                    .map_err(|error| self.room.error(error))?;
            }
        }
        Ok(())
    }

    /// Returns everything that is wrong with the sources so far, in the order they were read. Nothing is
    /// built where there is anything.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Builds, and writes the file. O(names × log names).
    ///
    /// # Errors
    ///
    /// [`Error::Source`] with all problems, if there are any; nothing is written then. [`Error::Stream`]
    /// where the writer fails, [`Error::Io`] where a temporary file does, [`Error::TooLarge`] beyond 2³²
    /// entities.
    pub fn write(self, out: &mut dyn Write) -> Result<Built> {
        if !self.problems.is_empty() {
            return Err(Error::Source(self.problems));
        }
        let FileBuilder { room, sources, files, fragments, relations, .. } = self;
        let how = (self.is_unchecked, self.is_small);
        let mut joining = Joining::new(&room, &sources, &files, relations, how)?;
        let mut progress = self.progress;
        joining.all(fragments, &mut |done, total| {
            progress(Progress { step: Step::Join, done, total });
        })?;
        let (sections, built) = joining.finish(sources.sorted(), &mut |done, total| {
            progress(Progress { step: Step::Compile, done, total });
        })?;
        sections.write(out)?;
        Ok(built)
    }
}
