//! Files whose names come from elsewhere: opened only if they are regular files, and read up to a limit.
//!
//! A pipe in the place of a file would stop a scan until someone writes to it, and a device might never end.

use std::{
    fs::{self, File, FileType, Metadata},
    io::{self, Read},
    path::Path,
};

/// The most bytes of a file that people write, such as a configuration.
pub const MAX_TEXT_BYTES: u64 = 16 << 20;
/// The most bytes of a file that programs write, such as git's index.
pub const MAX_TABLE_BYTES: u64 = 1 << 30;

/// Opens a regular file, without ever waiting.
///
/// # Errors
/// A file that is not there, can't be opened, or is something else, such as a pipe.
pub fn open(path: &Path) -> io::Result<File> {
    // Opening a device can have effects already.
    check(&fs::metadata(path)?)?;
    let file = open_at_once(path)?;
    // Something else may have taken its place meanwhile.
    check(&file.metadata()?)?;
    Ok(file)
}

/// The content of a regular file of at most this many bytes.
///
/// # Errors
/// As [`open`], and for a larger file.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(bytes)
}

/// The text of a regular file of at most this many bytes.
///
/// # Errors
/// As [`read`], and for what is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    let bytes = read(path, limit)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}

/// Fails if this is no regular file, and says what it is.
///
/// # Errors
/// Anything but a regular file.
pub(crate) fn check(metadata: &Metadata) -> io::Result<()> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {}, not a file", name(kind))))
}

/// The reason why a file of more bytes than this is not read.
pub(crate) fn too_large(limit: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("it has over {limit} bytes"))
}

#[cfg(unix)]
fn open_at_once(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open_at_once(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(unix)]
fn name(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        _ if kind.is_dir() => "a folder",
        _ if kind.is_fifo() => "a pipe",
        _ if kind.is_socket() => "a socket",
        _ => "a device",
    }
}

#[cfg(not(unix))]
fn name(kind: FileType) -> &'static str {
    if kind.is_dir() { "a folder" } else { "a device" }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn only_regular_files_up_to_the_limit_are_read() {
        use super::*;
        use std::process::Command;

        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("text"), "12345").expect("written");
        assert!(Command::new("mkfifo").arg(path("pipe")).status().expect("mkfifo runs").success());
        std::os::unix::fs::symlink(path("pipe"), path("link")).expect("linked");
        let said = |name: &str, limit| read(&path(name), limit).map_err(|error| error.to_string());
        assert_eq!(said("text", 5), Ok(b"12345".to_vec()));
        assert_eq!(said("text", 4), Err("it has over 4 bytes".to_owned()));
        for name in ["pipe", "link"] {
            assert_eq!(said(name, 5), Err("it is a pipe, not a file".to_owned()));
        }
        assert_eq!(said(".", 5), Err("it is a folder, not a file".to_owned()));
        assert_eq!(said("/dev/zero", 5), Err("it is a device, not a file".to_owned()));
        assert_eq!(read(&path("none"), 5).expect_err("not there").kind(), io::ErrorKind::NotFound);
    }
}
