//! Ids of git objects.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    hash::{BuildHasherDefault, Hash, Hasher},
};

/// The SHA-1 id of a git object.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId([u8; ObjectId::BYTES]);

impl ObjectId {
    /// Its length in bytes.
    pub const BYTES: usize = 20;
    /// The number of hexadecimal digits it is written with.
    pub const HEX_DIGITS: usize = 2 * ObjectId::BYTES;

    /// From its bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(ObjectId(bytes.try_into().ok()?))
    }

    /// From its hexadecimal digits.
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        if text.len() != ObjectId::HEX_DIGITS || !text.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let text = str::from_utf8(text).ok()?;
        let mut bytes = [0; ObjectId::BYTES];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
        }
        Some(ObjectId(bytes))
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; ObjectId::BYTES] {
        &self.0
    }

    /// Its first digits, enough to name an object to a person.
    pub(super) fn abbreviated(&self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }

    /// Whether it is the id of zeros, by which git names what is not there.
    pub(super) fn is_zero(&self) -> bool {
        *self == ObjectId::default()
    }

    /// From libgit2's.
    pub(crate) fn from_git2(id: git2::Oid) -> Option<Self> {
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

/// A map by ids, which are random already and need no hashing.
pub type IdMap<T> = HashMap<ObjectId, T, BuildHasherDefault<Prefix>>;
/// A set of ids.
pub type IdSet = HashSet<ObjectId, BuildHasherDefault<Prefix>>;

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
        let text = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(ObjectId::from_hex(text.as_bytes()).map(|id| id.to_string()).as_deref(), Some(text));
        assert_eq!(ObjectId::from_hex(b"0123"), None);
        assert_eq!(ObjectId::from_hex(&[b'g'; 40]), None);
        assert_eq!(ObjectId::from_hex("+1".repeat(20).as_bytes()), None);
        assert_eq!(ObjectId::from_hex("ä".repeat(20).as_bytes()), None);
    }
}
