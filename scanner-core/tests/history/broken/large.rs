//! Histories that are made to exhaust memory or patience.

use super::{
    found,
    pack_writer::{BLOB, COMMIT, PackWriter, TREE, raw},
    said, two_commits,
};
use crate::history::{Repository, history, line};
use gonogo_core::{Scanner, Target, engine::HistoryOptions, model::Incident};
use std::{
    env,
    fmt::Write as _,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

const MIB: u64 = 1 << 20;
/// The memory that a scan of a small history may take, in MiB.
const MEMORY: u64 = 100;
/// Such scans take well under a second; how long they may take leaves room for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);
/// Names the repository that [`measured`] scans.
const MEASURE: &str = "GONOGO_TEST_MEASURE";

fn id(number: usize) -> String {
    format!("{number:040x}")
}

const PERSON: &str = "A <a@example.com> 1700000000 +0000";

fn commit(tree: &str) -> Vec<u8> {
    format!("tree {tree}\nauthor {PERSON}\ncommitter {PERSON}\n\nLarge\n").into_bytes()
}

fn entry(mode: &str, name: &str, id: &str) -> Vec<u8> {
    [format!("{mode} {name}\0").as_bytes(), &raw(id)].concat()
}

/// Scans in a process of its own, and returns how many findings there are and the most memory it took, in MiB.
fn measure(repository: &Path) -> (usize, u64) {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "history::broken::large::measured", "--ignored", "--nocapture"])
        .env(MEASURE, repository)
        .output()
        .expect("this program runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("measured ")).unwrap_or_else(|| panic!("{text}"));
    let (findings, memory) = line.split_once(' ').expect("two numbers");
    (findings.parse().expect("a number"), memory.parse::<u64>().expect("a number") >> 10)
}

#[test]
#[ignore = "other tests run this, each in a process of its own"]
fn measured() {
    let Some(repository) = env::var_os(MEASURE) else { return };
    let report = history(Path::new(&repository), HistoryOptions::default());
    let status = std::fs::read_to_string("/proc/self/status").expect("this is Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    println!("measured {} {}", report.findings.len(), peak.expect("a peak"));
}

/// As deep as git makes them.
const DEEPEST: usize = 4095;

#[test]
fn a_chain_as_deep_as_git_makes_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = Repository::init(folder.path());
    let mut stream = String::new();
    let mut text = "lorem ipsum dolor sit amet\n".repeat(30);
    for number in 0..5000 {
        text.insert_str(number % 7 * 27, &format!("version {number}\n"));
        text.truncate(2000);
        let secret = if number == 3000 { line("first") } else { String::new() };
        let (time, length) = (1_700_000_000 + number, text.len() + secret.len());
        write!(stream, "commit refs/heads/main\ncommitter A <a@example.com> {time} +0000\ndata 0\n").expect("text");
        write!(stream, "M 100644 inline file.env\ndata {length}\n{text}{secret}\n").expect("text");
    }
    repository.run(&["fast-import", "--quiet"], stream.as_bytes());
    repository.git("-c pack.depth=4095 -c pack.threads=1 repack -adfq --depth=4095 --window=3");
    let index = std::fs::read_dir(repository.path(".git/objects/pack")).expect("packs");
    let index =
        index.map(|entry| entry.expect("there").path()).find(|path| path.extension().is_some_and(|e| e == "idx"));
    let listing = repository.run(&["verify-pack", "-v", &index.expect("an index").display().to_string()], b"");
    let deepest = listing.lines().filter_map(|line| line.split_whitespace().nth(5)?.parse::<usize>().ok()).max();
    // The deeper a chain is, the less a change may take: git makes none deeper than this of files as small as these.
    assert!(deepest > Some(3900), "{deepest:?}");

    let started = Instant::now();
    let report = history(repository.root(), HistoryOptions::default());
    assert_eq!((found(&report), said(&report)), (vec!["first"], vec![]));
    assert!(started.elapsed() < PATIENCE);
}

#[cfg(target_os = "linux")]
#[test]
fn a_deep_chain_of_large_files_takes_the_memory_of_a_few() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = two_commits(folder.path());
    let base = "0123456789abcde\n".repeat(1 << 14).into_bytes();
    let mut writer = PackWriter::new().object(&id(0), BLOB, &base);
    for number in 1..=DEEPEST {
        // Copies all, and keeps the length.
        let delta = [0x80, 0x80, 0x10, 0x80, 0x80, 0x10, 0xf0, 0x00, 0x00, 0x04];
        writer = writer.delta(&id(number), &id(number - 1), &delta);
    }
    writer.write(&repository, "chain");
    let (findings, memory) = measure(repository.root());
    let all = DEEPEST as u64 * base.len() as u64 / MIB;
    assert!(memory < MEMORY && memory * 8 < all, "{memory} MiB, and all files have {all}");
    assert_eq!(findings, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_huge_file_is_named_and_takes_no_memory() {
    for size in [60 * MIB, 300 * MIB] {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = two_commits(folder.path());
        let zeros = vec![0; size as usize];
        let tree = entry("100644", "huge.bin", &id(1));
        let writer = PackWriter::new().object(&id(1), BLOB, &zeros).object(&id(2), TREE, &tree);
        writer.object(&id(3), COMMIT, &commit(&id(2))).write(&repository, "huge");
        repository.write(".git/refs/heads/huge", id(3) + "\n");
        drop(zeros);
        let report = history(repository.root(), HistoryOptions::default());
        let huge = Incident::TooLarge { path: "huge.bin".to_owned(), bytes: size };
        assert_eq!(report.statistics.incidents, [huge]);
        assert_eq!(found(&report), ["first", "second"]);
        let (findings, memory) = measure(repository.root());
        assert!(findings == 2 && memory < MEMORY, "{memory} MiB");

        let scanner = Scanner::builder().max_file_size(1 << 40).build().expect("sound");
        let report = scanner.scan(Target::history(repository.root(), HistoryOptions::default())).expect("sound");
        let too_large =
            format!("object <id>: it has {size} bytes, and rebuilding it takes more memory than a scan may");
        assert_eq!(said(&report), if size > 256 * MIB { vec![too_large] } else { vec![] });
    }
}

#[test]
fn folders_that_multiply() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = two_commits(folder.path());
    let mut writer = PackWriter::new().object(&id(1), BLOB, line("first").as_bytes());
    writer = writer.object(&id(2), TREE, &entry("100644", "leak.env", &id(1)));
    for level in 3..13 {
        let folders: Vec<u8> = (0..10).flat_map(|name| entry("40000", &name.to_string(), &id(level - 1))).collect();
        writer = writer.object(&id(level), TREE, &folders);
    }
    writer.object(&id(13), COMMIT, &commit(&id(12))).write(&repository, "bomb");
    repository.write(".git/refs/heads/bomb", id(13) + "\n");
    let started = Instant::now();
    let report = history(repository.root(), HistoryOptions::default());
    assert!(started.elapsed() < PATIENCE);
    assert_eq!(found(&report), ["first", "second"]);
    let cut =
        "files with findings are at so many paths that not all were followed; each finding is reported once at least";
    assert_eq!(said(&report), [cut]);
    assert!(!report.statistics.is_complete());
}
