//! Damaged indexes.

use super::Fixture;
use crate::source::git::{ObjectFormat, index::Index};
use proptest::prelude::*;
use std::{fs, sync::LazyLock};

/// Indexes of all versions and both formats, with folders, an intent, a conflict.
static INDEXES: LazyLock<Vec<(Vec<u8>, ObjectFormat)>> = LazyLock::new(|| {
    let formats = [("sha1", ObjectFormat::Sha1), ("sha256", ObjectFormat::Sha256)];
    formats.into_iter().flat_map(|(name, format)| indexes(name).map(|bytes| (bytes, format))).collect()
});

fn indexes(format: &str) -> [Vec<u8>; 3] {
    let fixture = Fixture::new();
    fixture.git(".", &format!("init -q -b main --object-format={format} r"));
    fixture.sh(
        "r",
        "mkdir -p a/b c; for f in a/b/x a/b/y a/z c/x d; do echo $f > $f; done; git add .; git commit -q -m one
         git checkout -q -b side; echo 1 > d; git commit -q -a -m side
         git checkout -q main; echo 2 > d; git commit -q -a -m main; git merge side > /dev/null || true
         echo > new; git add -N new
         for v in 2 3 4; do git update-index --index-version $v; cp .git/index ../$v; done",
    );
    ["2", "3", "4"].map(|version| fs::read(fixture.path(version)).expect("written"))
}

/// Reads bytes as an index.
fn read(bytes: &[u8], format: ObjectFormat) -> Result<Index, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("index");
    fs::write(&file, bytes).expect("written");
    Index::read(&file, format).map_err(|error| error.to_string())
}

#[test]
fn all_versions_say_the_same() {
    let of = |index: &Index| {
        let entry = |e| (String::from_utf8_lossy(index.path(e)).into_owned(), e.mode.bits(), e.stage, e.is_intent);
        index.entries.iter().map(entry).collect::<Vec<_>>()
    };
    let all: Vec<Index> = INDEXES.iter().map(|(bytes, format)| read(bytes, *format).expect("sound")).collect();
    let file = |path: &str, stage, is_intent| (path.to_owned(), 0o100_644, stage, is_intent);
    let expected = [
        file("a/b/x", 0, false),
        file("a/b/y", 0, false),
        file("a/z", 0, false),
        file("c/x", 0, false),
        file("d", 1, false),
        file("d", 2, false),
        file("d", 3, false),
        file("new", 0, true),
    ];
    assert!(all.iter().all(|index| of(index) == expected), "{:?}", of(&all[0]));
    assert!(all.iter().all(|index| index.folder(b"a/b/").is_some() && index.folder(b"").is_none()));
}

proptest! {
    #[test]
    fn damage_is_an_error_or_fits_the_file(
        which in 0..6usize,
        at: prop::sample::Index,
        byte: u8,
        cut: prop::sample::Index,
    ) {
        let (mut bytes, format) = INDEXES[which].clone();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let length = cut.index(bytes.len());
        for bytes in [&bytes[..], &bytes[..length]] {
            if let Ok(index) = read(bytes, format) {
                // An entry takes 62 bytes and a path, of which version 4 repeats what it shares with the one before.
                prop_assert!(index.entries.len() * 62 <= bytes.len());
                for entry in &index.entries {
                    prop_assert!(index.path(entry).len() <= bytes.len() && entry.stage <= 3);
                    prop_assert!(index.end_of(index.path(entry), 0..index.entries.len()) <= index.entries.len());
                }
            }
        }
    }
}
