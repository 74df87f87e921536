//! Ids of git objects, by SHA-1 or SHA-256.

use super::bytes::take;
use std::{
    collections::{HashMap, HashSet},
    fmt,
    hash::{BuildHasherDefault, Hash, Hasher},
};

/// The hash by which a repository names its objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectFormat {
    /// Ids of 20 bytes.
    #[default]
    Sha1,
    /// Ids of 32 bytes.
    Sha256,
}

impl ObjectFormat {
    /// Bytes of an id, and of the checksums in a repository's files.
    pub const fn bytes(self) -> usize {
        match self {
            ObjectFormat::Sha1 => 20,
            ObjectFormat::Sha256 => MAX_ID_BYTES,
        }
    }

    /// The format whose ids have this many bytes.
    fn of_length(bytes: usize) -> Option<Self> {
        [ObjectFormat::Sha1, ObjectFormat::Sha256].into_iter().find(|format| format.bytes() == bytes)
    }

    /// From libgit2's.
    pub(super) fn from_git2(format: git2::ObjectFormat) -> Self {
        match format {
            git2::ObjectFormat::Sha1 => ObjectFormat::Sha1,
            git2::ObjectFormat::Sha256 => ObjectFormat::Sha256,
        }
    }

    /// As libgit2 names it.
    pub(super) fn to_git2(self) -> git2::ObjectFormat {
        match self {
            ObjectFormat::Sha1 => git2::ObjectFormat::Sha1,
            ObjectFormat::Sha256 => git2::ObjectFormat::Sha256,
        }
    }

    /// Takes an id off the front of bytes.
    pub(super) fn take(self, rest: &mut &[u8]) -> Option<ObjectId> {
        ObjectId::from_bytes(take(rest, self.bytes())?)
    }
}

/// Bytes of the longest id.
pub(super) const MAX_ID_BYTES: usize = 32;

/// The id of a git object.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId {
    /// Zeros behind a shorter id.
    bytes: [u8; MAX_ID_BYTES],
    format: ObjectFormat,
}

impl ObjectId {
    /// From its bytes; their number says the format.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let format = ObjectFormat::of_length(bytes.len())?;
        let mut id = ObjectId { bytes: [0; MAX_ID_BYTES], format };
        id.bytes[..bytes.len()].copy_from_slice(bytes);
        Some(id)
    }

    /// From its hexadecimal digits; their number says the format.
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        let format = ObjectFormat::of_length(text.len() / 2).filter(|_| text.len().is_multiple_of(2))?;
        let mut id = ObjectId { bytes: [0; MAX_ID_BYTES], format };
        let digit = |digit: u8| char::from(digit).to_digit(16);
        for (byte, pair) in id.bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = (digit(pair[0])? << 4 | digit(pair[1])?) as u8;
        }
        Some(id)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.format.bytes()]
    }

    /// The hash it was made by.
    pub(super) fn format(&self) -> ObjectFormat {
        self.format
    }

    /// Its first digits, enough to name an object to a person.
    pub(super) fn abbreviated(&self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }

    /// Whether it is the id of zeros, by which git names what is not there.
    pub(super) fn is_zero(&self) -> bool {
        self.bytes == [0; MAX_ID_BYTES]
    }

    /// From libgit2's.
    pub(crate) fn from_git2(id: git2::Oid) -> Option<Self> {
        ObjectId::from_bytes(id.as_bytes())
    }
}

impl Hash for ObjectId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.as_bytes());
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A map by ids, which are random already and need no hashing.
pub type IdMap<T> = HashMap<ObjectId, T, BuildHasherDefault<Prefix>>;
/// A set of ids.
pub type IdSet = HashSet<ObjectId, BuildHasherDefault<Prefix>>;

/// The start of an id, which is all of a SHA-1 id. It is what large sets hold, as no two objects share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortId([u8; ObjectFormat::Sha1.bytes()]);

impl From<&ObjectId> for ShortId {
    fn from(id: &ObjectId) -> Self {
        ShortId(id.bytes.first_chunk().copied().unwrap_or_default())
    }
}

impl Hash for ShortId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

/// A set of ids by their starts.
pub type ShortIdSet = HashSet<ShortId, BuildHasherDefault<Prefix>>;

/// The first eight bytes of an id as its hash. Whoever makes ids that share them needs 2^32 tries for a pair.
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
        for text in ["0123456789abcdef0123456789abcdef01234567".to_owned(), "0123456789abcdef".repeat(4)] {
            assert_eq!(ObjectId::from_hex(text.as_bytes()).map(|id| id.to_string()), Some(text));
        }
        assert_eq!(ObjectId::from_hex(&[b'a'; 41]), None);
        assert_eq!(ObjectId::from_hex(b"0123"), None);
        assert_eq!(ObjectId::from_hex(&[b'g'; 40]), None);
        assert_eq!(ObjectId::from_hex("+1".repeat(20).as_bytes()), None);
        assert_eq!(ObjectId::from_hex("ä".repeat(20).as_bytes()), None);
    }
}
