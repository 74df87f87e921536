//! Packs that are cut, changed, or without what belongs to them.

use super::{
    SEEDS, found, incomplete,
    pack_writer::{BLOB, PackWriter},
    said, two_commits,
};
use crate::history::{Repository, history, line};
use gonogo_core::engine::HistoryOptions;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// Two commits in one pack, and the files of the pack and its index.
struct Packed {
    _folder: TempDir,
    repository: Repository,
    pack: PathBuf,
    index: PathBuf,
}

impl Packed {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = two_commits(folder.path());
        repository.git("repack -adq");
        let packs = fs::read_dir(repository.path(".git/objects/pack")).expect("there is one");
        let pack = packs
            .map(|entry| entry.expect("it is there").path())
            .find(|path| path.extension().is_some_and(|extension| extension == "pack"));
        let pack = pack.expect("there is one");
        Packed { _folder: folder, repository, index: pack.with_extension("idx"), pack }
    }

    /// The start of an object in the pack.
    fn offset(&self, spec: &str) -> usize {
        let id = self.repository.run(&["rev-parse", spec], b"");
        let list = self.repository.run(&["show-index"], &fs::read(&self.index).expect("an index"));
        let line = list.lines().find(|line| line.contains(&id)).expect("the pack has it");
        line.split(' ').next().expect("an offset").parse().expect("a number")
    }

    fn incomplete(&self) -> (Vec<&'static str>, Vec<String>) {
        incomplete(self.repository.root())
    }
}

/// Changes a file, which git makes read-only.
fn change(file: &PathBuf, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(file).expect("it is there");
    change(&mut bytes);
    fs::remove_file(file).expect("it is there");
    fs::write(file, bytes).expect("it can be written");
}

#[test]
fn one_byte_of_a_file() {
    let packed = Packed::new();
    let at = packed.offset("HEAD:folder/first.env") + 10;
    change(&packed.pack, |bytes| bytes[at] ^= 1);
    let said = vec!["object <id>: its checksum is wrong: the pack is damaged".to_owned()];
    assert_eq!(packed.incomplete(), (vec!["second"], said));
}

#[test]
fn one_byte_of_a_file_whose_index_is_old_and_has_no_checksums() {
    let packed = Packed::new();
    let (index, pack) = (packed.index.display().to_string(), packed.pack.display().to_string());
    fs::remove_file(&packed.index).expect("it is there");
    packed.repository.run(&["index-pack", "--index-version=1", "-o", &index, &pack], b"");
    let report = history(packed.repository.root(), HistoryOptions::default());
    assert_eq!((found(&report), report.statistics.is_complete()), (vec!["first", "second"], true));

    let at = packed.offset("HEAD:folder/first.env") + 10;
    change(&packed.pack, |bytes| bytes[at] ^= 1);
    let said = vec!["object <id>: it is damaged: it can't be inflated".to_owned()];
    assert_eq!(packed.incomplete(), (vec!["second"], said));
}

#[test]
fn damage_of_a_pack_as_a_whole() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(Damage, &str); 4] = [
        (|pack| pack[0] = b'p', "this is no pack of version 2 or 3"),
        (|pack| pack[7] = 9, "this is no pack of version 2 or 3"),
        (|pack| pack[11] += 1, "the pack says it has 9 objects, its index 8"),
        (
            |pack| *pack.last_mut().expect("a sum") ^= 1,
            "the pack ends otherwise than its index says: it is cut or damaged",
        ),
    ];
    for (damage, said) in damages {
        let packed = Packed::new();
        change(&packed.pack, damage);
        assert_eq!(packed.incomplete(), (SEEDS.to_vec(), vec![format!("pack-<id>.pack: {said}")]));
    }
}

#[test]
fn a_cut_pack() {
    // Commits come first, then folders, then files.
    for (cut, found, lost) in
        [("HEAD", &[][..], 8), ("HEAD:folder/second.env", &["first"], 5), ("HEAD:folder/first.env", &[], 6)]
    {
        let packed = Packed::new();
        let end = packed.offset(cut) + 25;
        change(&packed.pack, |bytes| bytes.truncate(end));
        let (scanned, mut said) = packed.incomplete();
        // They come in the order of ids, which says nothing here.
        said.sort();
        assert_eq!((&scanned[..], said.len()), (found, lost + 1), "{cut}: {said:#?}");
        assert_eq!(said[0], "object <id>: can't be read: the pack ends before it");
        assert_eq!(said[1], "object <id>: it is damaged: its header can't be read: the pack is cut or damaged");
        assert_eq!(said[lost], "pack-<id>.pack: the pack ends otherwise than its index says: it is cut or damaged");
    }
    let packed = Packed::new();
    change(&packed.pack, Vec::clear);
    let (_, said) = packed.incomplete();
    assert_eq!((said.len(), &*said[8]), (9, "pack-<id>.pack: the pack is cut"));
}

#[test]
fn a_pack_without_index_and_an_index_without_pack() {
    let damaged = "its index is damaged: it is cut";
    let damages: [(&str, Option<usize>, &str); 4] = [
        ("idx", None, "it has no index; `git index-pack` makes one"),
        ("pack", None, "its index is here and it is not; another clone may have it"),
        ("idx", Some(0), damaged),
        ("idx", Some(1100), damaged),
    ];
    for (extension, keep, expected) in damages {
        let packed = Packed::new();
        packed.repository.write("loose.env", line("first") + "loose");
        packed.repository.commit("Add loose.env");
        let file = packed.pack.with_extension(extension);
        match keep {
            None => fs::remove_file(file).expect("it is there"),
            Some(keep) => change(&file, |bytes| bytes.truncate(keep)),
        }
        let (found, said) = packed.incomplete();
        assert_eq!(found, ["first"]);
        assert!(said[said.len() - 1].starts_with(&format!("pack-<id>.pack: {expected}")), "{said:?}");
    }
}

#[test]
fn an_object_whose_base_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = two_commits(folder.path());
    let id = repository.git("rev-parse HEAD:folder/first.env");
    let file = repository.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    fs::remove_file(file).expect("it was loose");
    let missing = "1".repeat(40);
    let delta = [40, 40, 0x90, 40];
    PackWriter::new().delta(&id, &missing, &delta).write(&repository, "thin");
    let expected =
        vec!["object <id>: it is stored as a change of object <id>, which is missing or can't be rebuilt".to_owned()];
    assert_eq!(incomplete(repository.root()), (vec!["second"], expected));

    let base = [line("first").as_bytes(), b"and more"].concat();
    let length = line("first").len() as u8;
    let delta = [length + 8, length, 0x90, length];
    PackWriter::new().delta(&id, &missing, &delta).write(&repository, "thin");
    PackWriter::new().object(&missing, BLOB, &base).write(&repository, "base");
    let report = history(repository.root(), HistoryOptions::default());
    assert_eq!((found(&report), said(&report)), (SEEDS.to_vec(), Vec::new()));
}
