//! Names of git objects.

use super::object::ObjectKind;
use std::{
    collections::{HashMap, HashSet},
    fmt,
    hash::{BuildHasherDefault, Hash, Hasher},
};

/// The SHA-1 name of a git object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId([u8; 20]);

impl ObjectId {
    /// How many bytes it has.
    pub const BYTES: usize = 20;

    /// From 20 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(ObjectId(bytes.try_into().ok()?))
    }

    /// From 40 hexadecimal digits.
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        let text = str::from_utf8(text).ok().filter(|text| text.len() == 40)?;
        let mut bytes = [0; 20];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
        }
        Some(ObjectId(bytes))
    }

    /// The id of an object with this content.
    pub(super) fn hash(kind: ObjectKind, content: &[u8]) -> Option<Self> {
        let kind = match kind {
            ObjectKind::Commit => git2::ObjectType::Commit,
            ObjectKind::Tree => git2::ObjectType::Tree,
            ObjectKind::Blob => git2::ObjectType::Blob,
            ObjectKind::Tag => git2::ObjectType::Tag,
        };
        git2::Oid::hash_object(kind, content).ok().and_then(ObjectId::of_git)
    }

    /// Its 20 bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// As libgit2 has it.
    pub(crate) fn git(self) -> Option<git2::Oid> {
        git2::Oid::from_bytes(&self.0).ok()
    }

    /// From libgit2's.
    pub(crate) fn of_git(id: git2::Oid) -> Option<Self> {
        ObjectId::from_bytes(id.as_bytes())
    }
}

impl Hash for ObjectId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A map by names, which are random already and need no hashing.
pub type IdMap<T> = HashMap<ObjectId, T, BuildHasherDefault<Prefix>>;
/// A set of names.
pub type IdSet = HashSet<ObjectId, BuildHasherDefault<Prefix>>;

/// Takes the first eight bytes of a name as its hash. Whoever makes names that share them needs 2^32 tries for a pair.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prefix(u64);

impl Hasher for Prefix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(prefix) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*prefix);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_and_back() {
        let text = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(ObjectId::from_hex(text.as_bytes()).map(|id| id.to_string()).as_deref(), Some(text));
        assert_eq!(ObjectId::from_hex(b"0123"), None);
        assert_eq!(ObjectId::from_hex(&[b'g'; 40]), None);
        assert_eq!(ObjectId::from_hex("ä".repeat(20).as_bytes()), None);
    }
}
