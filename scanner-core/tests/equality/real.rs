//! A real repository: this one, or the one in `GONOGO_TEST_REPOSITORY`.

use super::{
    scanner,
    versions::{by_history, by_version},
};
use std::{env, path::PathBuf};

#[test]
fn a_real_history_gives_what_its_versions_give() {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let repository = env::var_os("GONOGO_TEST_REPOSITORY").map_or(own, PathBuf::from);
    if git2::Repository::open(&repository).is_err() {
        return; // These sources were unpacked from an archive.
    }
    let scanner = scanner();
    assert_eq!(by_history(&scanner, &repository), by_version(&scanner, &repository));
}
