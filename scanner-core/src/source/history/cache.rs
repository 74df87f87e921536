//! Results of earlier scans of blobs, so that the next scan reads only new ones.
//!
//! One file for each set of rules and limit: the ids of the blobs that were searched, and which of them may have
//! findings. The result for a blob does not depend on its repository, so several repositories may share a folder. No
//! value, no path and no hash of a value is in it. It is written beside itself and moved over in one step, so a scan
//! that is killed leaves the old one; one that is damaged or of another version counts as empty.

use crate::{
    regular_file::{self, MAX_TABLE_BYTES},
    source::git::{ObjectFormat, ObjectId, Store},
};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

/// Changes with what is written below, and with the meaning of verdicts.
const MAGIC: &[u8; 8] = b"gonogo\0\x02";
const CHECKSUM_BYTES: usize = 32;

/// Blobs that were searched, and the result for each.
#[derive(Debug, Default)]
pub struct Cache {
    /// The blobs that were searched, sorted.
    known: Vec<ObjectId>,
    /// Those that may have findings, with the number of their group: the blobs of one group have the same result.
    marked: BTreeMap<ObjectId, u32>,
    /// For each group, the rules that claim something.
    rules: Vec<Vec<u32>>,
}

impl Cache {
    /// The file for a set of rules and a limit of size, in a folder.
    pub fn file(folder: &Path, rules: [u8; 32], limit: u64) -> PathBuf {
        let hash = Sha256::new_with_prefix(rules).chain_update(limit.to_le_bytes()).finalize();
        let name: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        folder.join(format!("history-{name}.gonogo"))
    }

    /// Reads a cache; one that is missing, damaged or of another version is empty.
    pub fn read(file: &Path) -> Self {
        regular_file::read(file, MAX_TABLE_BYTES).ok().and_then(|bytes| parse(&bytes)).unwrap_or_default()
    }

    /// Whether a blob was searched.
    pub fn knows(&self, id: &ObjectId) -> bool {
        self.known.binary_search(id).is_ok()
    }

    /// The number of known blobs that a repository has.
    pub fn count(&self, store: &Store) -> u64 {
        self.known.iter().filter(|id| store.has(id)).count() as u64
    }

    /// The rules of each group, and the groups of those blobs that a repository has.
    pub fn marked(&self, store: &Store) -> (&[Vec<u32>], impl Iterator<Item = (ObjectId, u32)>) {
        let here = self.marked.iter().filter(|(id, _)| store.has(id));
        (&self.rules, here.map(|(id, group)| (*id, *group)))
    }

    /// Adds the blobs that a scan has searched, and those of them that may have findings: the number of their group in that
    /// scan, and the group's rules.
    pub fn learn<'a>(&mut self, searched: &[ObjectId], marked: impl IntoIterator<Item = (ObjectId, u32, &'a [u32])>) {
        let mut groups: BTreeMap<u32, u32> = BTreeMap::new();
        for (id, number, rules) in marked {
            let group = *groups.entry(number).or_insert_with(|| {
                self.rules.push(rules.to_vec());
                self.rules.len() as u32 - 1
            });
            self.marked.insert(id, group);
        }
        self.known.extend(searched);
        self.known.sort_unstable();
        self.known.dedup();
    }

    /// Writes it in one step.
    ///
    /// # Errors
    /// A folder that can't be made, or a file that can't be written.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        beside.write_all(&self.bytes())?;
        beside.persist(file)?;
        Ok(())
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + self.known.len() * (1 + ObjectFormat::Sha1.bytes()));
        out.extend_from_slice(MAGIC);
        put(&mut out, self.known.len());
        self.known.iter().for_each(|id| put_id(&mut out, id));
        put(&mut out, self.rules.len());
        for rules in &self.rules {
            put(&mut out, rules.len());
            rules.iter().for_each(|rule| put(&mut out, *rule as usize));
        }
        put(&mut out, self.marked.len());
        for (id, group) in &self.marked {
            put_id(&mut out, id);
            put(&mut out, *group as usize);
        }
        let checksum = Sha256::digest(&out);
        out.extend_from_slice(&checksum);
        out
    }
}

fn put(out: &mut Vec<u8>, number: usize) {
    out.extend_from_slice(&(number as u32).to_le_bytes());
}

/// An id, after its number of bytes: repositories of both formats may share a cache.
fn put_id(out: &mut Vec<u8>, id: &ObjectId) {
    out.push(id.as_bytes().len() as u8);
    out.extend_from_slice(id.as_bytes());
}

fn parse(bytes: &[u8]) -> Option<Cache> {
    let (body, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_BYTES)?)?;
    let mut rest = body.strip_prefix(MAGIC).filter(|_| Sha256::digest(body)[..] == *checksum)?;
    let mut cache = Cache::default();
    for _ in 0..number(&mut rest)? {
        cache.known.push(id(&mut rest)?);
    }
    for _ in 0..number(&mut rest)? {
        let count = number(&mut rest)?;
        cache.rules.push((0..count).map(|_| number(&mut rest)).collect::<Option<_>>()?);
    }
    for _ in 0..number(&mut rest)? {
        let id = id(&mut rest)?;
        let group = number(&mut rest).filter(|group| (*group as usize) < cache.rules.len())?;
        cache.marked.insert(id, group);
    }
    Some(cache)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (bytes, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(u32::from_le_bytes(*bytes))
}

fn id(rest: &mut &[u8]) -> Option<ObjectId> {
    let (length, behind) = rest.split_first()?;
    let (bytes, behind) = behind.split_at_checked(usize::from(*length))?;
    *rest = behind;
    ObjectId::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> Cache {
        let id = |number: u8| ObjectId::from_bytes(&[number; 20]).expect("an id");
        let longer = |number: u8| ObjectId::from_bytes(&[number; 32]).expect("an id");
        let known = (1..9).map(id).chain((9..12).map(longer)).collect();
        Cache { known, marked: BTreeMap::from([(id(3), 0), (id(5), 1)]), rules: vec![vec![7, 9], vec![]] }
    }

    #[test]
    fn written_and_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Cache::file(&folder.path().join("new"), [0; 32], 10);
        assert!(Cache::read(&file).known.is_empty());
        cache().write(&file).expect("it can be written");
        let again = Cache::read(&file);
        assert_eq!((&again.known, &again.marked, &again.rules), (&cache().known, &cache().marked, &cache().rules));
    }

    #[test]
    fn what_is_damaged_counts_as_empty() {
        let bytes = cache().bytes();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(parse(&damaged).is_none(), "byte {at}");
            assert!(parse(&bytes[..at]).is_none(), "{at} bytes");
        }
    }

    #[test]
    fn rules_and_limits_have_files_of_their_own() {
        let folder = Path::new("c");
        assert_ne!(Cache::file(folder, [0; 32], 1), Cache::file(folder, [1; 32], 1));
        assert_ne!(Cache::file(folder, [0; 32], 1), Cache::file(folder, [0; 32], 2));
    }
}
