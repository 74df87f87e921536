//! Objects that lead to themselves. As their names are hashes of what they say no sound repository has any; but an index can
//! give an object any name, and no scan may follow it around.

use super::{
    incomplete,
    pack_writer::{BLOB, COMMIT, PackWriter, TAG, TREE, raw},
    two_commits,
};
use crate::history::{Repository, line};
use tempfile::TempDir;

const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const PERSON: &str = "A <a@example.com> 1700000000 +0000";

/// Two commits, and a branch `circle` that leads to the object `A`.
fn repository() -> (TempDir, Repository) {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = two_commits(folder.path());
    repository.write(".git/refs/heads/circle", format!("{A}\n"));
    (folder, repository)
}

fn commit(tree: &str, parent: &str) -> Vec<u8> {
    format!("tree {tree}\nparent {parent}\nauthor {PERSON}\ncommitter {PERSON}\n\nround\n").into_bytes()
}

fn folder(name: &str, id: &str) -> Vec<u8> {
    [format!("40000 {name}\0").as_bytes(), &raw(id)].concat()
}

#[test]
fn tags_of_themselves() {
    let (_folder, repository) = repository();
    let tag = |target: &str| format!("object {target}\ntype tag\ntag t\ntagger {PERSON}\n\nround\n").into_bytes();
    PackWriter::new().object(A, TAG, &tag(B)).object(B, TAG, &tag(A)).write(&repository, "tags");
    let (found, said) = incomplete(repository.root());
    assert_eq!(found, ["first", "second"]);
    assert_eq!(said, ["object <id>: refs/heads/circle leads to it, a tag of itself: an index of a pack is damaged"]);
}

#[test]
fn commits_that_descend_from_themselves() {
    let (_folder, repository) = repository();
    let tree = repository.git("rev-parse HEAD:");
    PackWriter::new().object(A, COMMIT, &commit(&tree, B)).object(B, COMMIT, &commit(&tree, A)).write(&repository, "c");
    let (found, said) = incomplete(repository.root());
    assert_eq!(found, ["first", "second"]);
    assert_eq!(said, ["object <id>: it is a commit that descends from itself: an index of a pack is damaged"]);
}

#[test]
fn folders_in_themselves() {
    let (_folder, repository) = repository();
    let head = repository.git("rev-parse HEAD");
    let secret = repository.git("rev-parse HEAD:folder/first.env");
    let inner = [folder("again", B), [b"100644 first.env\0", &raw(&secret)[..]].concat()].concat();
    PackWriter::new().object(A, COMMIT, &commit(B, &head)).object(B, TREE, &inner).write(&repository, "folders");
    let (found, said) = incomplete(repository.root());
    assert_eq!(found, ["first", "second"]);
    assert_eq!(said, ["object <id>: it is a folder in itself: an index of a pack is damaged"]);
}

#[test]
fn objects_made_from_themselves() {
    let (_folder, repository) = repository();
    let delta = [40, 40, 0x90, 40];
    PackWriter::new().delta(A, B, &delta).delta(B, A, &delta).write(&repository, "one");
    let (found, said) = incomplete(repository.root());
    assert_eq!(found, ["first", "second"]);
    assert_eq!(said, ["object <id>: it is stored as a change of object <id>, which is missing or can't be rebuilt"; 2]);
}

#[test]
fn objects_of_two_packs_made_from_each_other() {
    let (_folder, repository) = repository();
    let delta = [40, 40, 0x90, 40];
    PackWriter::new().delta(A, B, &delta).write(&repository, "one");
    PackWriter::new().delta(B, A, &delta).write(&repository, "two");
    let (found, said) = incomplete(repository.root());
    assert_eq!(found, ["first", "second"]);
    assert_eq!(said, ["object <id>: it is stored as a change of object <id>, which is missing or can't be rebuilt"; 2]);
}

#[test]
fn what_claims_to_be_large_takes_no_memory() {
    let (_folder, repository) = repository();
    let text = line("first");
    let writer = PackWriter::new().entry(A, BLOB, u64::MAX >> 4, text.as_bytes()).entry(B, BLOB, 200 << 20, b"x\x9c");
    writer.write(&repository, "claims");
    let (found, said) = incomplete(repository.root());
    assert_eq!(found, ["first", "second"]);
    assert_eq!(said, ["object <id>: it is damaged: it is shorter than it says"; 2]);
}
