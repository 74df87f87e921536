//! Objects in files of their own (gitformat-loose(5)).

use super::{
    Failure, ObjectId, ObjectKind,
    inflate::inflate_unknown,
    rebuild::{MEMORY, Object, Visitor},
};
use crate::model::Cancel;
use rayon::prelude::*;
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// The names of all loose objects in a folder `objects`.
pub(super) fn list(objects: &Path) -> Vec<ObjectId> {
    let mut ids = Vec::new();
    for first in 0..=u8::MAX {
        let prefix = format!("{first:02x}");
        let Ok(entries) = fs::read_dir(objects.join(&prefix)) else { continue };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        ids.extend(names.filter_map(|name| ObjectId::from_hex(format!("{prefix}{name}").as_bytes())));
    }
    ids
}

/// Reads one, of at most `limit` bytes.
pub(super) fn read(objects: &Path, id: &ObjectId, limit: u64) -> Result<(ObjectKind, Vec<u8>), Failure> {
    let unreadable = |error: std::io::Error| Failure::Read(error.to_string());
    let name = id.to_string();
    let file = fs::File::open(objects.join(&name[..2]).join(&name[2..])).map_err(unreadable)?;
    let mut raw = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut raw).map_err(unreadable)?;
    if raw.len() as u64 > limit {
        return Err(Failure::TooLarge(limit));
    }
    let mut bytes = inflate_unknown(&raw, limit)?;
    let (kind, size, start) = header(&bytes).ok_or(Failure::Damaged("its header can't be read"))?;
    bytes.drain(..start);
    if bytes.len() as u64 == size { Ok((kind, bytes)) } else { Err(Failure::Damaged("its size is not what it says")) }
}

/// `blob 123\0`: kind, size, and where the content starts.
fn header(bytes: &[u8]) -> Option<(ObjectKind, u64, usize)> {
    let end = memchr::memchr(0, &bytes[..bytes.len().min(64)])?;
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
) -> Vec<V::Gain> {
    let show = |mut gain: V::Gain, (id, folder): &(ObjectId, usize)| {
        if cancel.is_cancelled() || !visitor.wants(id) {
            return gain;
        }
        match read(&folders[*folder], id, MEMORY) {
            Ok((kind, bytes)) if kinds.contains(&kind) => {
                let object = Object { id: *id, kind, bytes: &bytes, wanted: true };
                visitor.visit(object, None, &mut gain);
            }
            Ok(_) => {}
            Err(failure) => visitor.failed(*id, failure, &mut gain),
        }
        gain
    };
    loose.par_iter().fold(V::Gain::default, show).collect()
}
