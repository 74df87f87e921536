//! Whatever the bytes are: the scan ends, nothing panics, and what is called complete has everything.

use super::{
    SEEDS, found,
    pack_writer::{BLOB, COMMIT, PackWriter, TREE, raw},
    two_commits,
};
use crate::history::{Repository, SCANNER, line};
use gonogo_core::{Target, engine::HistoryOptions, model::Report};
use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

/// Each file is changed so often.
const TIMES: u32 = 60;
/// A scan takes milliseconds. After so long it will never end.
const TOO_LONG: Duration = Duration::from_secs(60);

/// Numbers that look random and are the same in each run (xorshift).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, range: Range<usize>) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        range.start + (self.0 >> 16) as usize % range.len().max(1)
    }

    /// Changes some bytes, cuts them, or blanks a part.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return bytes.push(self.throw(0..256) as u8);
        }
        let (at, length) = (self.throw(0..bytes.len()), bytes.len());
        match self.throw(0..8) {
            0 => bytes.truncate(at),
            1 => bytes[at..(at + 64).min(length)].fill(0),
            2 => bytes.insert(at, self.throw(0..256) as u8),
            3 => drop(bytes.remove(at)),
            4 => bytes[at] = 0xff,
            5 => bytes[at] = bytes[at].wrapping_add(1),
            _ => bytes[at] ^= 1 << self.throw(0..8),
        }
    }
}

/// The report, or none if the repository is refused. Fails if the scan does not end.
fn scan(root: &Path, what: &str) -> Option<Report> {
    let (sender, receiver) = mpsc::channel();
    let target = Target::history(root, HistoryOptions::default());
    let scan = thread::spawn(move || sender.send(SCANNER.scan(target).ok()).is_ok());
    let report = receiver.recv_timeout(TOO_LONG);
    report.unwrap_or_else(|_| panic!("{what}: {}", if scan.is_finished() { "panicked" } else { "does not end" }))
}

fn check(root: &Path, what: &str) {
    if let Some(report) = scan(root, what).filter(|report| report.statistics.is_complete()) {
        assert_eq!(found(&report), SEEDS, "{what}: complete, and without a secret");
    }
}

/// Files of a folder and below it, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("it is there").path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() { found.append(&mut files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Two commits and more versions of their files, so that some are stored as changes of others.
fn repository(root: &Path) -> Repository {
    let repository = two_commits(root);
    for version in 0..8 {
        let filler = "lorem ipsum dolor sit amet\n".repeat(20);
        repository.write("folder/first.env", format!("{filler}{version}\n{}{filler}", line("first")));
        repository.commit("Add a version");
    }
    repository.git("tag -a tag -m tag");
    repository
}

fn flip_all(repository: &Repository, seed: u64) {
    let mut dice = Dice(seed);
    for file in files(&repository.path(".git/objects")) {
        let sound = fs::read(&file).expect("an object");
        fs::remove_file(&file).expect("git makes it read-only");
        let times = if sound.len() > 500 { TIMES * 4 } else { TIMES / 10 };
        for time in 0..times {
            let mut bytes = sound.clone();
            (0..dice.throw(1..4)).for_each(|_| dice.damage(&mut bytes));
            fs::write(&file, &bytes).expect("written");
            check(repository.root(), &format!("{}, time {time}", file.display()));
        }
        fs::write(&file, &sound).expect("written");
    }
    assert!(scan(repository.root(), "sound").expect("a repository").statistics.is_complete());
}

#[test]
fn bytes_of_loose_objects() {
    let folder = tempfile::tempdir().expect("a folder");
    flip_all(&repository(folder.path()), 0x1234_5678_9abc);
}

#[test]
fn bytes_of_packs_and_indexes() {
    for version in ["1", "2"] {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = repository(folder.path());
        repository.git(&format!("-c pack.indexVersion={version} -c pack.writeReverseIndex=false repack -adfq"));
        flip_all(&repository, 0xfedc_ba98_7654);
    }
}

#[test]
fn bytes_of_names_and_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = repository(folder.path());
    repository.git("pack-refs --all");
    repository.git("branch loose");
    let mut dice = Dice(0x7777_1234_abcd);
    for file in ["HEAD", "packed-refs", "refs/heads/loose", "config", "logs/HEAD", "shallow", "objects/info/alternates"]
    {
        let file = repository.path(".git").join(file);
        let sound = fs::read(&file).unwrap_or_else(|_| b"../../../objects\n".to_vec());
        for time in 0..TIMES {
            let mut bytes = sound.clone();
            dice.damage(&mut bytes);
            fs::write(&file, &bytes).expect("written");
            scan(repository.root(), &format!("{}, time {time}", file.display()));
        }
        fs::write(&file, &sound).expect("written");
    }
}

#[test]
fn bytes_behind_sound_checksums() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = two_commits(folder.path());
    let mut dice = Dice(0x5555_aaaa_1111);
    let id = |digit: char| digit.to_string().repeat(40);
    let base = line("first").repeat(3).into_bytes();
    let delta = [&[base.len() as u8 | 0x80, 1, 40, 0x91, 3, 30, 5][..], b"hello", &[0x90, 5]].concat();
    let tree =
        [&b"100644 a.env\0"[..], &raw(&id('a')), b"40000 b\0", &raw(&id('d')), b"160000 c\0", &raw(&id('e'))].concat();
    let head = repository.git("rev-parse HEAD");
    let commit = format!("tree {}\nparent {head}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nm\n", id('c'));
    repository.write(".git/refs/heads/written", format!("{}\n", id('f')));
    for time in 0..TIMES * 8 {
        let mut parts = [base.clone(), delta.clone(), tree.clone(), commit.clone().into_bytes()];
        let part = dice.throw(0..4);
        (0..dice.throw(1..4)).for_each(|_| dice.damage(&mut parts[part]));
        let [base, delta, tree, commit] = parts;
        PackWriter::new()
            .object(&id('a'), BLOB, &base)
            .delta(&id('b'), &id('a'), &delta)
            .object(&id('c'), TREE, &tree)
            .delta(&id('d'), &id('c'), &delta)
            .object(&id('f'), COMMIT, &commit)
            .write(&repository, "written");
        check(repository.root(), &format!("part {part}, time {time}"));
    }
}
