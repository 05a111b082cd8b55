//! Where the bytes of a compiled dictionary live: in the program, on the heap, or in a mapped file.

use std::ops::Deref;

/// Bytes that a dictionary reads in place.
#[derive(Debug)]
pub(super) enum Storage {
    Static(&'static [u8]),
    Owned(Vec<u8>),
    #[cfg(feature = "files")]
    Mapped(memmap2::Mmap),
}

impl Storage {
    /// Maps a file. The file must not be changed in place while it is mapped; every writer of this
    /// crate replaces files by renaming, which leaves the mapped one as it was.
    #[cfg(feature = "files")]
    #[allow(unsafe_code)]
    pub(super) fn map(path: &std::path::Path) -> crate::error::Result<Storage> {
        let io = |source| crate::error::Error::Io { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(io)?;
        if file.metadata().map_err(io)?.is_dir() {
            return Err(io(std::io::Error::from(std::io::ErrorKind::IsADirectory)));
        }
        // SAFETY: the mapping is read-only and private to this process. Another process that cuts or
        // rewrites the file in place could change or fault the bytes under us; that is documented as
        // unsupported, as it is for every memory-mapped index. Reading is bounds-checked throughout,
        // so changed bytes give wrong answers, not memory errors.
        let mapped = unsafe { memmap2::Mmap::map(&file) }.map_err(io)?;
        Ok(Storage::Mapped(mapped))
    }
}

impl Deref for Storage {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Storage::Static(bytes) => bytes,
            Storage::Owned(bytes) => bytes,
            #[cfg(feature = "files")]
            Storage::Mapped(bytes) => bytes,
        }
    }
}
