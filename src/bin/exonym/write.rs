//! Files that appear whole or not at all.

use crate::outcome::Failure;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// Refuses to write over one of the files that are read.
pub fn refuse_input(output: &Path, inputs: &[PathBuf]) -> Result<(), Failure> {
    let Ok(target) = fs::canonicalize(output) else { return Ok(()) };
    match inputs.iter().find(|input| fs::canonicalize(input).is_ok_and(|input| input == target)) {
        Some(_) => Err(Failure::message(format!(
            "{}: is one of the inputs; write to another file",
            output.display()
        ))),
        None => Ok(()),
    }
}

/// Returns the directory for what is put aside while a file is made: its own, where it is one on a disk.
pub fn beside(output: &Path) -> PathBuf {
    let target = followed(output);
    let is_special =
        is_open_already(output) || fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file());
    let directory = directory(&target);
    if is_special || !directory.is_dir() { std::env::temp_dir() } else { directory.to_owned() }
}

fn directory(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A file being written beside its final place.
pub struct Pending {
    target: PathBuf,
    sink: Sink,
}

enum Sink {
    /// Replaces the target by renaming.
    Beside(BufWriter<fs::File>, TempPath),
    /// Goes straight to what is no regular file: a device, a pipe.
    Straight(BufWriter<fs::File>),
}

impl Pending {
    /// Starts to write a file. A link is followed, so that it stays a link.
    pub fn create(path: &Path) -> Result<Pending, Failure> {
        let fail = |error: io::Error| Failure::file(path, &error);
        let target = followed(path);
        if is_open_already(path) {
            let file = fs::OpenOptions::new().append(true).open(path).map_err(fail)?;
            return Ok(Pending { target, sink: Sink::Straight(BufWriter::new(file)) });
        }
        match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(Failure::message(format!(
                    "{}: is a directory; name a file to write",
                    path.display()
                )));
            }
            Ok(metadata) if !metadata.is_file() => {
                let file = fs::OpenOptions::new().write(true).open(&target).map_err(fail)?;
                return Ok(Pending { target, sink: Sink::Straight(BufWriter::new(file)) });
            }
            // Renaming over a file that may not be written would get around its permissions.
            Ok(metadata) if metadata.permissions().readonly() => {
                return Err(Failure::message(format!(
                    "{}: the file is read-only; make it writable, or write to another file",
                    path.display()
                )));
            }
            _ => {}
        }
        // The system's own message would name the temporary file.
        let file =
            NamedTempFile::with_prefix_in(".exonym-", directory(&target)).map_err(|error| {
                Failure::message(format!(
                    "{}: cannot make a file in its directory: {}",
                    path.display(),
                    error.kind()
                ))
            })?;
        let permissions = match fs::metadata(&target) {
            Ok(metadata) => Some(metadata.permissions()),
            Err(_) => default_permissions(),
        };
        if let Some(permissions) = permissions {
            fs::set_permissions(file.path(), permissions).map_err(fail)?;
        }
        keep_owner(&target, file.path());
        // Written by itself, since the errors of the two together name the temporary file.
        let (file, place) = file.into_parts();
        Ok(Pending { target, sink: Sink::Beside(BufWriter::new(file), place) })
    }

    /// Puts the file in its place.
    pub fn commit(self) -> Result<(), Failure> {
        let target = self.target;
        let fail = |error: io::Error| Failure::file(&target, &error);
        match self.sink {
            Sink::Straight(mut file) => file.flush().map_err(fail),
            Sink::Beside(file, place) => {
                let file = file.into_inner().map_err(|error| fail(error.into_error()))?;
                file.sync_all().map_err(fail)?;
                drop(file);
                place.persist(&target).map_err(|error| fail(error.error))
            }
        }
    }
}

/// Tells whether a path names what the shell has opened, such as /dev/stdout: a pipe has no place to be
/// renamed to, and a file that is appended to would lose what it has.
fn is_open_already(path: &Path) -> bool {
    let names = ["/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/"];
    path.to_str().is_some_and(|path| names.iter().any(|name| path.starts_with(name)))
}

/// Follows links to the file that they lead to, also where it does not exist yet.
fn followed(path: &Path) -> PathBuf {
    const MOST_LINKS: usize = 40;
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&target) else { break };
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    target
}

/// Gives the new file the owner of the old one, where the system lets us.
#[cfg(unix)]
fn keep_owner(old: &Path, new: &Path) {
    use std::os::unix::fs::{MetadataExt, chown};
    if let Ok(metadata) = fs::metadata(old) {
        // Only a privileged user may give files away; for others the owner is the same already.
        let _ = chown(new, Some(metadata.uid()), Some(metadata.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Path) {}

/// A temporary file is private; a new output file is to have the permissions of any new file.
#[cfg(unix)]
fn default_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    // The mask can only be read by making a file under it.
    let directory = tempfile::tempdir().ok()?;
    let probe = fs::File::create(directory.path().join("probe")).ok()?;
    Some(fs::Permissions::from_mode(probe.metadata().ok()?.permissions().mode() & 0o777))
}

#[cfg(not(unix))]
fn default_permissions() -> Option<fs::Permissions> {
    None
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Beside(file, _) => file.write(bytes),
            Sink::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Beside(file, _) => file.flush(),
            Sink::Straight(file) => file.flush(),
        }
    }
}
