//! Objects in files of their own (gitformat-loose(5)).

use super::{
    inflate::{believable, inflate_start, inflate_whole},
    object::{Failure, MAX_OBJECT_BYTES, ObjectKind},
    pack::most_room,
    rebuild::{Object, Visitor},
};
use crate::{
    model::Cancel,
    regular_file,
    source::git::id::{ObjectFormat, ObjectId},
};
use rayon::prelude::*;
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// More bytes than the header of any object has.
const MAX_HEADER_BYTES: usize = 64;
/// Bytes of a file that are read for the header, and are all of it for most objects.
const START_BYTES: u64 = 4 << 10;

/// The ids of all loose objects in a folder `objects`, and the folders that can't be listed, with the reason.
pub(super) fn list(objects: &Path, format: ObjectFormat) -> (Vec<ObjectId>, Vec<(PathBuf, io::Error)>) {
    let (mut ids, mut unlisted) = (Vec::new(), Vec::new());
    for first in 0..=u8::MAX {
        let prefix = format!("{first:02x}");
        let folder = objects.join(&prefix);
        match fs::read_dir(&folder) {
            Ok(entries) => {
                let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
                let found = names.filter_map(|name| ObjectId::from_hex(format!("{prefix}{name}").as_bytes()));
                ids.extend(found.filter(|id| id.format() == format));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => unlisted.push((folder, error)),
        }
    }
    (ids, unlisted)
}

/// A loose object whose header has been read.
struct Loose {
    id: ObjectId,
    kind: ObjectKind,
    size: u64,
    /// The start of the inflated content.
    start: usize,
    file: fs::File,
    raw: Vec<u8>,
}

impl Loose {
    fn open(objects: &Path, id: &ObjectId) -> Result<Self, Failure> {
        let mut file = regular_file::open(&file(objects, id)).map_err(unreadable)?;
        let mut raw = Vec::new();
        file.by_ref().take(START_BYTES).read_to_end(&mut raw).map_err(unreadable)?;
        let mut head = [0; MAX_HEADER_BYTES];
        let length = inflate_start(&raw, &mut head);
        let (kind, size, start) = header(&head[..length]).ok_or(Failure::Damaged("its header can't be read"))?;
        believable(size, file.metadata().map_err(unreadable)?.len())?;
        Ok(Loose { id: *id, kind, size, start, file, raw })
    }

    /// The content, if it has no more bytes than the limit. It must hash to the id.
    fn content(mut self, limit: u64) -> Result<Vec<u8>, Failure> {
        let size = usize::try_from(self.size).ok().filter(|_| self.size <= limit);
        let size = size.ok_or(Failure::TooLarge(self.size))?;
        let longest = most_room(self.size).saturating_sub(self.raw.len() as u64);
        self.file.take(longest + 1).read_to_end(&mut self.raw).map_err(unreadable)?;
        if self.raw.len() as u64 > most_room(self.size) {
            return Err(Failure::Damaged("it takes more room than its content"));
        }
        let mut bytes = inflate_whole(&self.raw, self.start + size)?;
        bytes.drain(..self.start);
        if id_of(self.kind, &bytes, self.id.format()) != Some(self.id) {
            return Err(Failure::Damaged("its content is not what its name says"));
        }
        Ok(bytes)
    }
}

fn unreadable(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound { Failure::Missing } else { Failure::Read(error.to_string()) }
}

/// The file of an object, be it there or not.
pub(super) fn file(objects: &Path, id: &ObjectId) -> PathBuf {
    let name = id.to_string();
    objects.join(&name[..2]).join(&name[2..])
}

/// Reads one.
pub(super) fn read(objects: &Path, id: &ObjectId) -> Result<(ObjectKind, Vec<u8>), Failure> {
    let loose = Loose::open(objects, id)?;
    Ok((loose.kind, loose.content(MAX_OBJECT_BYTES)?))
}

/// The size of an object in bytes.
pub(super) fn size(objects: &Path, id: &ObjectId) -> Result<u64, Failure> {
    Loose::open(objects, id).map(|loose| loose.size)
}

/// The id of an object with this content.
fn id_of(kind: ObjectKind, content: &[u8], format: ObjectFormat) -> Option<ObjectId> {
    let kind = match kind {
        ObjectKind::Commit => git2::ObjectType::Commit,
        ObjectKind::Tree => git2::ObjectType::Tree,
        ObjectKind::Blob => git2::ObjectType::Blob,
        ObjectKind::Tag => git2::ObjectType::Tag,
    };
    git2::Oid::hash_object_ext(kind, content, format.to_git2()).ok().and_then(ObjectId::from_git2)
}

/// `blob 123\0`: kind, size, and where the content starts.
fn header(bytes: &[u8]) -> Option<(ObjectKind, u64, usize)> {
    let end = memchr::memchr(0, bytes)?;
    let (kind, size) = str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
    let kind = match kind {
        "commit" => ObjectKind::Commit,
        "tree" => ObjectKind::Tree,
        "blob" => ObjectKind::Blob,
        "tag" => ObjectKind::Tag,
        _ => return None,
    };
    Some((kind, size.parse().ok()?, end + 1))
}

/// Shows loose objects of some kinds to a visitor.
pub(super) fn visit<V: Visitor>(
    loose: &[(ObjectId, usize)],
    folders: &[PathBuf],
    kinds: &[ObjectKind],
    visitor: &V,
    cancel: &Cancel,
) -> Vec<V::Partial> {
    let show = |mut partial: V::Partial, (id, folder): &(ObjectId, usize)| {
        if cancel.is_cancelled() || !visitor.wants(id) {
            return partial;
        }
        let opened = Loose::open(&folders[*folder], id);
        if opened.as_ref().is_ok_and(|loose| !kinds.contains(&loose.kind)) {
            return partial;
        }
        let limit = visitor.limit().min(MAX_OBJECT_BYTES);
        match opened.and_then(|loose| Ok((loose.kind, loose.content(limit)?))) {
            Ok((kind, bytes)) => {
                let object = Object { id: *id, kind, bytes: &bytes, wanted: true };
                visitor.visit(object, None, &mut partial);
            }
            Err(failure) => visitor.failed(*id, failure, &mut partial),
        }
        partial
    };
    loose.par_iter().fold(V::Partial::default, show).collect()
}
