//! Threads and pieces: findings do not depend on how the work is split.

use super::{TOKEN_RULE, password, places, scanner, token, write};
use gonogo_core::{
    Scanner, Target,
    report::{JsonLines, Reporter},
};
use std::{
    fmt::Write,
    path::Path,
    time::{Duration, Instant},
};

/// The engine searches longer texts in pieces of this size.
const PIECE: usize = 1 << 20;

/// Maximum time for a text of one line. A loop over its length for each keyword would take longer.
const PATIENCE: Duration = Duration::from_secs(60);

fn source_lines(bytes: usize, seed: &str) -> String {
    let mut text = String::with_capacity(bytes + 200);
    let mut line = 0;
    while text.len() < bytes {
        line += 1;
        writeln!(text, "let token_{line} = parse(\"key {line}\", password_field, &self.secret); // {seed}")
            .expect("fits");
        if line % 5000 == 100 {
            writeln!(text, "let access = \"{}\";", token(&format!("{seed}{line}"))).expect("fits");
        }
    }
    text
}

fn make_tree(root: &Path) -> usize {
    let mut planted = 0;
    for folder in 0..20 {
        for file in 0..25 {
            let seed = format!("{folder}-{file}");
            let leaks = (folder + file) % 3;
            let lines: String =
                (0..leaks).map(|n| format!("access = \"{}\"\n", token(&format!("{seed}-{n}")))).collect();
            write(root, &format!("src/{folder}/{file}.rs"), format!("// {seed}\n{lines}fn main() {{}}\n"));
            planted += leaks;
        }
    }
    let large = source_lines(3 * PIECE + PIECE / 2, "large");
    planted += large.matches("let access").count();
    write(root, "large.rs", large);
    planted
}

fn json_lines(scanner: &Scanner, root: &Path) -> Vec<u8> {
    let report = scanner.scan(Target::tree(root)).expect("the tree exists");
    let mut out = Vec::new();
    JsonLines::default().write(&report, &mut out).expect("a vector takes everything");
    out
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let root = tempfile::tempdir().expect("a folder for the test");
    let planted = make_tree(root.path());
    let one = json_lines(&scanner(1), root.path());
    assert_eq!(one.iter().filter(|byte| **byte == b'\n').count(), planted);
    for threads in [2, 8] {
        assert!(json_lines(&scanner(threads), root.path()) == one, "{threads} threads report something else");
    }
}

#[test]
fn a_secret_across_two_pieces_is_found_once() {
    let scanner = scanner(1);
    let token = token("across");
    let filler = "fn main() {}\n".repeat(2 * PIECE / 13);
    for before in (0..=token.len() + 8).step_by(4) {
        let mut text = filler.clone();
        let start = PIECE - before;
        text.replace_range(start - 1..start + token.len() + 1, &format!("\"{token}\""));
        let findings = scanner.scan_bytes("main.rs", text.as_bytes());
        assert_eq!(findings.len(), 1, "{before} bytes before the seam: {:?}", places(&findings));
        assert_eq!(findings[0].location.span, start..start + token.len());
    }
}

#[test]
fn a_password_across_two_pieces_is_found_once() {
    let scanner = scanner(1);
    let line = format!(
        "
{}
",
        password()
    );
    let filler = "import os  # \n".repeat(2 * PIECE / 13);
    for before in (1..line.len()).step_by(3) {
        let mut text = filler.clone();
        text.replace_range(PIECE - before..PIECE - before + line.len(), &line);
        let findings = scanner.scan_bytes("settings.py", text.as_bytes());
        assert_eq!(findings.len(), 1, "{before} bytes before the seam: {:?}", places(&findings));
        assert_eq!(findings[0].rule.id, "generic-password");
    }
}

/// 200 MB in an optimised build, less in one that is not.
const LINE: usize = if cfg!(debug_assertions) { 24_000_000 } else { 200_000_000 };

fn one_line(unit: &str) -> Vec<u8> {
    let mut text = unit.repeat(LINE / unit.len()).into_bytes();
    text.extend_from_slice(format!(" \"{}\" ", token("line")).as_bytes());
    text
}

#[test]
fn one_endless_line_is_searched_in_bounded_time() {
    let scanner = Scanner::builder().max_file_size(u64::MAX).build().expect("the built-in rules are sound");
    for unit in ["0123456789abcdef", r#"{"token":"a","password":"b","key":"c"},"#] {
        let started = Instant::now();
        let report = scanner.scan(Target::reader("line.json", std::io::Cursor::new(one_line(unit)))).expect("readable");
        assert_eq!(places(&report.findings), [("line.json", 1, TOKEN_RULE)], "{unit}");
        assert!(started.elapsed() < PATIENCE, "{unit}: {:?}", started.elapsed());
        let shown = report.findings[0].snippet.redacted().0;
        assert!(shown.len() < 1000, "a snippet of {} bytes", shown.len());
    }
}
