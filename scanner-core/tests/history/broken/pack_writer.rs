//! Packs that git would not write.

use crate::history::Repository;

/// Numbers of kinds in a pack (gitformat-pack(5)).
pub(super) const COMMIT: u8 = 1;
pub(super) const TREE: u8 = 2;
pub(super) const BLOB: u8 = 3;
pub(super) const TAG: u8 = 4;
const REF_DELTA: u8 = 7;

/// A pack that is being written.
pub(super) struct PackWriter {
    bytes: Vec<u8>,
    /// Name, offset and checksum of each entry.
    entries: Vec<(Vec<u8>, u32, u32)>,
}

impl PackWriter {
    pub(super) fn new() -> Self {
        PackWriter { bytes: b"PACK\0\0\0\x02\0\0\0\0".to_vec(), entries: Vec::new() }
    }

    /// Adds an object in full, under any name.
    pub(super) fn object(self, id: &str, kind: u8, content: &[u8]) -> Self {
        self.entry(id, kind, content.len() as u64, &deflated(content))
    }

    /// Adds an object as a change of another.
    pub(super) fn delta(self, id: &str, base: &str, delta: &[u8]) -> Self {
        self.entry(id, REF_DELTA, delta.len() as u64, &[raw(base), deflated(delta)].concat())
    }

    /// Adds an entry that says it has so many bytes.
    pub(super) fn entry(mut self, id: &str, kind: u8, size: u64, behind: &[u8]) -> Self {
        let offset = self.bytes.len();
        let mut rest = size >> 4;
        let mut byte = kind << 4 | (size & 0xf) as u8;
        while rest > 0 {
            self.bytes.push(byte | 0x80);
            byte = (rest & 0x7f) as u8;
            rest >>= 7;
        }
        self.bytes.push(byte);
        self.bytes.extend_from_slice(behind);
        self.entries.push((raw(id), offset as u32, crc32fast::hash(&self.bytes[offset..])));
        self
    }

    /// Puts it and its index into a repository.
    pub(super) fn write(mut self, repository: &Repository, name: &str) {
        let count = (self.entries.len() as u32).to_be_bytes();
        self.bytes[8..12].copy_from_slice(&count);
        let sum = checksum(&self.bytes);
        self.bytes.extend_from_slice(&sum);
        self.entries.sort();
        let mut index = b"\xfftOc\0\0\0\x02".to_vec();
        for first in 0..=u8::MAX {
            let count = self.entries.iter().filter(|(id, ..)| id[0] <= first).count() as u32;
            index.extend_from_slice(&count.to_be_bytes());
        }
        self.entries.iter().for_each(|(id, ..)| index.extend_from_slice(id));
        self.entries.iter().for_each(|(.., crc)| index.extend_from_slice(&crc.to_be_bytes()));
        self.entries.iter().for_each(|(_, offset, _)| index.extend_from_slice(&offset.to_be_bytes()));
        index.extend_from_slice(&sum);
        index.extend_from_slice(&checksum(&index));
        repository.write(&format!(".git/objects/pack/pack-{name}.pack"), &self.bytes);
        repository.write(&format!(".git/objects/pack/pack-{name}.idx"), &index);
    }
}

/// Something in place of the checksum, which nobody verifies: it only has to be the same in a pack and its index.
fn checksum(bytes: &[u8]) -> Vec<u8> {
    git2::Oid::hash_object(git2::ObjectType::Blob, bytes).expect("a hash").as_bytes().to_vec()
}

/// The 20 bytes of a name.
pub(super) fn raw(hex: &str) -> Vec<u8> {
    (0..20).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).expect("a name")).collect()
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut out = vec![0; compressor.zlib_compress_bound(content.len())];
    let length = compressor.zlib_compress(content, &mut out).expect("there is room");
    out.truncate(length);
    out
}
