//! Loose objects that are missing or are not what they should be, and names that lead nowhere.

use super::{incomplete, two_commits};
use crate::history::Repository;
use std::{fs, path::PathBuf};

/// The path of a loose object, whether it exists or not.
fn place(repository: &Repository, id: &str) -> PathBuf {
    repository.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]))
}

fn loose(repository: &Repository, spec: &str) -> PathBuf {
    place(repository, &repository.run(&["rev-parse", spec], b""))
}

/// Replaces what is in a file, which git makes read-only.
fn replace(file: PathBuf, bytes: &[u8]) {
    fs::remove_file(&file).expect("the object was there");
    fs::write(file, bytes).expect("the object is written");
}

/// The file of an object.
fn deflated(header: &str, content: &[u8]) -> Vec<u8> {
    let bytes = [header.as_bytes(), b"\0", content].concat();
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut out = vec![0; compressor.zlib_compress_bound(bytes.len())];
    let length = compressor.zlib_compress(&bytes, &mut out).expect("there is room");
    out.truncate(length);
    out
}

#[test]
fn a_missing_object_is_named_and_what_it_led_to_is_scanned() {
    for (spec, found, said) in [
        ("HEAD:folder/first.env", &["second"][..], "it is missing, and a folder names it"),
        ("HEAD:folder", &["first", "second"], "it is missing, and was a folder"),
        ("HEAD:", &["first", "second"], "it is missing, and was a folder"),
        ("HEAD~:", &["first", "second"], "it is missing, and was a folder"),
        ("HEAD", &["first", "second"], "it is missing, and refs/heads/main leads to it"),
        ("HEAD~", &["first", "second"], "it is missing, and is a parent of commit <id>"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = two_commits(folder.path());
        fs::remove_file(loose(&repository, spec)).expect("the object was there");
        assert_eq!(incomplete(repository.root()), (found.to_vec(), vec![format!("object <id>: {said}")]), "{spec}");
    }
}

#[test]
fn a_damaged_object_is_named_and_what_it_led_to_is_scanned() {
    let header = "it is damaged: its header can't be read";
    let other = "it is damaged: its content is not what its name says";
    let sound = deflated("blob 5", b"other");
    let damages = [
        (Vec::new(), header),
        (b"no zlib stream".to_vec(), header),
        (sound[..10].to_vec(), header),
        (sound[..sound.len() - 5].to_vec(), "it is damaged: it can't be inflated"),
        ([&sound[..sound.len() - 1], b"x"].concat(), "it is damaged: it can't be inflated"),
        (sound, other),
        (deflated("what 5", b"other"), header),
        (deflated("blob 6", b"other"), "it is damaged: it is shorter than it says"),
        (deflated("blob 4", b"other"), "it is damaged: it can't be inflated"),
        (deflated("blob 99999999", b"other"), "it is damaged: it is shorter than it says"),
    ];
    for (bytes, said) in damages {
        for (spec, found) in [("HEAD:folder/first.env", &["second"][..]), ("HEAD~:folder/first.env", &["second"])] {
            let folder = tempfile::tempdir().expect("a folder");
            let repository = two_commits(folder.path());
            replace(loose(&repository, spec), &bytes);
            let expected = (found.to_vec(), vec![format!("object <id>: {said}")]);
            assert_eq!(incomplete(repository.root()), expected, "{spec}: {bytes:?}");
        }
    }
}

#[test]
fn damage_on_the_way_hides_nothing() {
    for spec in ["HEAD", "HEAD~", "HEAD:", "HEAD:folder", "HEAD~:folder"] {
        for bytes in [b"".to_vec(), deflated("tree 5", b"other"), deflated("commit 5", b"other")[..12].to_vec()] {
            let folder = tempfile::tempdir().expect("a folder");
            let repository = two_commits(folder.path());
            replace(loose(&repository, spec), &bytes);
            let (found, said) = incomplete(repository.root());
            assert_eq!((found, said.len()), (vec!["first", "second"], 1), "{spec}: {bytes:?}: {said:?}");
            assert!(said[0].starts_with("object <id>: it is damaged: "), "{said:?}");
        }
    }
}

#[test]
fn a_name_that_leads_nowhere_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = two_commits(folder.path());
    repository.write(".git/refs/heads/lost", format!("{}\n", "1".repeat(40)));
    repository.write(".git/refs/heads/broken", "no name of an object\n");
    let (found, said) = incomplete(repository.root());
    assert_eq!(found, ["first", "second"]);
    assert_eq!(
        said,
        [
            "object <id>: it is missing, and refs/heads/lost leads to it",
            "refs/heads/broken can't be read: it names no object"
        ]
    );
}

#[test]
fn objects_that_can_not_be_listed_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = two_commits(folder.path());
    let file = loose(&repository, "HEAD:folder/first.env");
    let objects = file.parent().expect("a folder");
    fs::remove_dir_all(objects).expect("it was there");
    fs::write(objects, "").expect("written");
    let (found, said) = incomplete(repository.root());
    assert_eq!(found, ["second"]);
    assert_eq!(said[0], "object <id>: it is missing, and a folder names it");
    assert!(said[1].starts_with("the objects in ") && said[1].contains(" can't be listed: "), "{said:?}");
}
