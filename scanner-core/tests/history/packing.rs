//! Repositories whose packs are sound but unusual: many small objects, and the same object twice.

use super::{Repository, history, line};
use gonogo_core::{Scanner, Target, engine::HistoryOptions};
use std::{fmt::Write, fs, path::PathBuf};

/// More objects than one thread reads the headers of in a row, in fewer bytes than it reads at once.
#[test]
fn many_small_objects_are_read_by_one_thread() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = Repository::init(folder.path());
    let mut stream = String::new();
    for number in 0..17_000 {
        let text = format!("{number}\n");
        write!(stream, "blob\nmark :{}\ndata {}\n{text}\n", number + 1, text.len()).expect("text");
    }
    stream += "commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 0\n";
    for number in 1..=17_000 {
        writeln!(stream, "M 100644 :{number} {}/{number}", number % 100).expect("text");
    }
    repository.run(&["fast-import", "--quiet"], stream.as_bytes());
    let scanner = Scanner::builder().threads(1).build().expect("sound rules");
    let report = scanner.scan(Target::history(repository.root(), HistoryOptions::default())).expect("a repository");
    assert_eq!(report.statistics.incidents, []);
    assert_eq!(report.statistics.history.map(|history| history.blobs), Some(17_000));
}

/// A blob that a second pack holds again, as the base of another one, counts once.
#[test]
fn an_object_in_two_packs_is_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = Repository::init(folder.path());
    let text = "lorem ipsum dolor sit amet\n".repeat(40);
    repository.write("a.env", format!("{text}{}{}", line("first"), line("second")));
    repository.commit("one");
    repository.git("repack -adq");
    let kept = pack_files(&repository);
    // The longer version is what git stores the shorter one by.
    repository.write("a.env", format!("{text}{}", line("first")));
    repository.commit("two");
    repository.git("repack -adfq");
    for (extension, bytes) in kept {
        let first = format!(".git/objects/pack/pack-{:040}.{extension}", 0);
        fs::write(repository.path(&first), bytes).expect("written");
    }
    let report = history(repository.root(), HistoryOptions::default());
    assert_eq!(report.statistics.history.map(|history| history.blobs), Some(2));
    assert_eq!(report.findings.len(), 2);
}

/// The files of the only pack, by extension.
fn pack_files(repository: &Repository) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(repository.path(".git/objects/pack")).expect("packs");
    let file = |path: PathBuf| {
        let extension = path.extension().expect("one").to_string_lossy().into_owned();
        (extension, fs::read(path).expect("a file"))
    };
    files.map(|entry| file(entry.expect("there").path())).collect()
}
