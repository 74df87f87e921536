//! Sinks that end a scan, and cancelled scans.

use super::{scanner, token, write};
use gonogo_core::{
    Target,
    engine::{NoProgress, Progress},
    model::{Cancel, Finding},
};
use std::{ops::ControlFlow, path::Path};

fn leaks(root: &Path, count: usize) {
    for n in 0..count {
        write(root, &format!("{n:04}.env"), format!("TOKEN={}", token(&n.to_string())));
    }
}

#[test]
fn a_sink_can_end_the_scan() {
    let root = tempfile::tempdir().expect("a folder for the test");
    leaks(root.path(), 30);
    let mut taken = Vec::new();
    let mut sink = |finding: Finding| {
        taken.push(finding.location.path);
        if taken.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let statistics =
        scanner(2).scan_with(Target::tree(root.path()), &mut sink, &NoProgress, &Cancel::new()).expect("it is there");
    assert_eq!(taken, ["0000.env", "0001.env"]);
    assert!(statistics.cancelled && !statistics.is_complete());
}

#[test]
fn nothing_is_scanned_once_cancelled() {
    let root = tempfile::tempdir().expect("a folder for the test");
    leaks(root.path(), 3);
    let cancel = Cancel::new();
    cancel.cancel();
    let report = scanner(2).scan_watched(Target::tree(root.path()), &NoProgress, &cancel).expect("it is there");
    assert_eq!((report.findings.len(), report.statistics.files), (0, 0));
    assert!(report.statistics.cancelled);
}

/// Cancels after the first file.
struct Impatient(Cancel);

impl Progress for Impatient {
    fn advance(&self, _files: u64, _bytes: u64) {
        self.0.cancel();
    }
}

#[test]
fn a_scan_can_be_cancelled_in_its_midst() {
    let root = tempfile::tempdir().expect("a folder for the test");
    leaks(root.path(), 200);
    let cancel = Cancel::new();
    let impatient = Impatient(cancel.clone());
    let report = scanner(2).scan_watched(Target::tree(root.path()), &impatient, &cancel).expect("it is there");
    assert!(report.statistics.cancelled);
    let files = report.statistics.files;
    assert!((1..100).contains(&files), "{files} files were scanned");
    assert_eq!(report.findings.len() as u64, files);
}
