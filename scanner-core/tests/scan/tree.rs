//! Trees with the irregularities of real ones.

use super::{TOKEN_RULE, places, scanner, token, write};
use gonogo_core::{
    Target,
    engine::Progress,
    model::{Cancel, Incident},
};
use std::{fs, path::PathBuf};

/// Removes a file once the scan has listed it.
struct Remove(PathBuf);

impl Progress for Remove {
    fn total(&self, _files: u64, _bytes: u64) {
        fs::remove_file(&self.0).expect("the file was there");
    }
}

#[test]
fn a_file_that_vanishes_is_named_and_the_scan_goes_on() {
    let root = tempfile::tempdir().expect("a folder for the test");
    write(root.path(), "a.txt", "gone soon");
    write(root.path(), "b.env", format!("TOKEN={}", token("b")));
    let vanishes = Remove(root.path().join("a.txt"));
    let report = scanner(2).scan_watched(Target::tree(root.path()), &vanishes, &Cancel::new()).expect("it is there");
    assert_eq!(places(&report.findings), [("b.env", 1, TOKEN_RULE)]);
    let incidents = &report.statistics.incidents;
    assert!(matches!(&incidents[..], [Incident::Unreadable { path, .. }] if path == "a.txt"), "{incidents:?}");
    assert!(!report.statistics.is_complete());
}

#[test]
fn a_file_over_the_limit_is_named() {
    let root = tempfile::tempdir().expect("a folder for the test");
    write(root.path(), "large.env", format!("TOKEN={}", token("large")));
    let scanner = gonogo_core::Scanner::builder().max_file_size(10).build().expect("the built-in rules are sound");
    let report = scanner.scan(Target::tree(root.path())).expect("it is there");
    assert_eq!(report.statistics.incidents, [Incident::TooLarge { path: "large.env".to_owned(), bytes: 46 }]);
    let statistics = &report.statistics;
    assert_eq!((report.findings.len(), statistics.is_complete(), statistics.has_gaps()), (0, true, true));
}

#[test]
fn what_does_not_exist_is_an_error() {
    let error = scanner(1).scan(Target::tree("no/such/folder")).expect_err("there is none");
    assert!(error.to_string().contains("no/such/folder"), "{error}");
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_end() {
    let root = tempfile::tempdir().expect("a folder for the test");
    write(root.path(), "a/b/leak.env", format!("TOKEN={}", token("loop")));
    std::os::unix::fs::symlink("../..", root.path().join("a/b/up")).expect("links can be made");
    std::os::unix::fs::symlink("self", root.path().join("self")).expect("links can be made");
    let report = scanner(2).scan(Target::tree(root.path())).expect("it is there");
    assert_eq!(places(&report.findings), [("a/b/leak.env", 1, TOKEN_RULE)]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let root = tempfile::tempdir().expect("a folder for the test");
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.env");
    fs::write(root.path().join(name), format!("TOKEN={}", token("name"))).expect("the file can be written");
    let report = scanner(1).scan(Target::tree(root.path())).expect("it is there");
    assert_eq!(places(&report.findings), [("caf%E9.env", 1, TOKEN_RULE)]);
}
