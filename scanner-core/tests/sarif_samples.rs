//! SARIF logs of every kind, made through the public API and left in `target/tmp/sarif` for `.ci/validate-sarif`.

#![cfg(feature = "reports")]

use gonogo_core::{
    model::{
        Commit, Confidence, Container, Finding, Incident, LineIndex, Location, Mask, Provenance, Region, Report,
        RuleMeta, Secret, Severity, Snippet, Suppression, SuppressionKind, Timestamp, line_hashes,
    },
    report::{Reporter, Sarif},
};
use std::{fs, path::Path, sync::Arc};

/// The value is the second half of each line.
const TEXT: &[u8] = b"a=0123456789\nb=\"{0} [x](y) %41\"\r\n\tc=\xff\xfe\n";

fn finding(rule: &Arc<RuleMeta>, path: &str, line: u32) -> Finding {
    let index = LineIndex::new(TEXT);
    let lines = index.line_range(TEXT, line).expect("the text has the line");
    let middle = (lines.end - lines.start) / 2;
    let span = lines.start + middle..lines.end;
    let inside = middle..lines.end - lines.start;
    let location =
        Location { path: path.to_owned(), region: Region::from_span(&index, TEXT, &span), span: span.clone() };
    let snippet = Snippet::new(&TEXT[lines], line, inside.clone(), vec![Mask::hide(inside)]);
    Finding::builder(rule.clone(), location, Secret::new(&TEXT[span]), snippet)
        .line_hash(line_hashes(TEXT, &[line]).remove(0))
        .build()
}

fn rules() -> Vec<Arc<RuleMeta>> {
    let mut full = RuleMeta::new("some-long-rule", "Some {0} [token](x)", Severity::Blocker, Confidence::High);
    full.description = "Whoever holds it acts as its owner. ".repeat(50);
    full.help = "Revoke <it>, then read it from `<env>`.".to_owned();
    full.references = vec!["no address".to_owned(), "https://example.com/tokens#revoke".to_owned()];
    full.tags = (0..30).map(|n| format!("CWE-{n}")).collect();
    let bare = RuleMeta::new("jwt", "", Severity::Low, Confidence::Low);
    let digit = RuleMeta::new("1password-key", "A key", Severity::Medium, Confidence::Medium);
    [full, bare, digit].map(Arc::new).to_vec()
}

fn empty() -> Report {
    let mut report = Report::default();
    report.rules = rules();
    report
}

fn odd_paths() -> Report {
    let mut report = empty();
    let rule = &report.rules[0];
    report.findings = [
        "src/main.rs", "a b/ü ß/日本語.env", "100%.txt", "%41/%zz/caf%E9.txt", "caf%C3%A9.html", "c:/x",
        "routes/[id]/(group)/+page@{x}.ts", "../outside/it's.env", "a?b#c&d=e;f", "back\\slash\tand\nlines\u{202e}",
        "<stdin>", "-",
    ]
    .into_iter()
    .zip((1..=3).cycle())
    .map(|(path, line)| finding(rule, path, line))
    .collect();
    report
}

fn suppressed() -> Report {
    let mut report = empty();
    let kinds = [SuppressionKind::Inline, SuppressionKind::Config, SuppressionKind::Baseline];
    for (rule, kind) in report.rules.iter().zip(kinds) {
        for reason in ["", "a test's own"] {
            let mut found = finding(rule, "tests/a.rs", 1);
            found.suppression = Some(Suppression { kind, reason: reason.to_owned() });
            report.findings.push(found);
        }
    }
    report
}

fn incidents() -> Report {
    let mut report = odd_paths();
    report.statistics.cancelled = true;
    report.statistics.incidents = vec![
        Incident::TooLarge { path: "big file.sql".to_owned(), bytes: 20_000_000 },
        Incident::Unreadable { path: "ü.env".to_owned(), reason: "permission denied".to_owned() },
        Incident::Index { reason: "bad signature".to_owned() },
    ];
    report.notes = vec!["`gonogo:allow` of `old-rule` names no rule, is it {0}?".to_owned()];
    report
}

fn many() -> Report {
    let mut report = empty();
    report.findings = (0..2_000)
        .map(|n| {
            let rule = &report.rules[n % report.rules.len()];
            let mut found = finding(rule, "src/many.rs", n as u32 % 3 + 1);
            found.message = if n % 2 == 0 { String::new() } else { "Some token in `x`".to_owned() };
            found
        })
        .collect();
    report
}

/// In every kind of place, with all and with nothing known of it.
fn history() -> Report {
    let mut report = odd_paths();
    let commit = |n: u32| Commit {
        id: format!("{n:040x}"),
        author: "Ada {0} <Lovelace>".to_owned(),
        email: "ada@example.com".to_owned(),
        date: Timestamp { seconds: i64::from(n) * 86_400 * 400, offset_minutes: -210 },
        summary: "Add [a](b)".to_owned(),
    };
    let containers = [Container::File, Container::CommitMessage, Container::TagMessage];
    for (n, (found, container)) in report.findings.iter_mut().zip(containers.into_iter().cycle()).enumerate() {
        let mut provenance = Provenance::new(container, format!("{n:064x}"));
        provenance.at_head = n % 4 == 0;
        provenance.introduced = (n % 3 < 2).then(|| commit(n as u32));
        provenance.removed = (n % 4 == 1).then(|| commit(n as u32 + 1));
        found.provenance = Some(Box::new(provenance));
    }
    report.statistics.incidents = vec![
        Incident::Object { id: "12".repeat(20), reason: "missing".to_owned() },
        Incident::Pack { name: "pack-1.pack".to_owned(), reason: "bad checksum".to_owned() },
        Incident::History { reason: "the clone is shallow".to_owned() },
    ];
    report
}

#[test]
fn every_kind_of_report_becomes_a_log() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    for (name, report) in [
        ("empty", empty()),
        ("odd-paths", odd_paths()),
        ("suppressed", suppressed()),
        ("incidents", incidents()),
        ("many", many()),
        ("history", history()),
        ("nothing", Report::default()),
    ] {
        let mut out = Vec::new();
        Sarif::new().category(name).write(&report, &mut out).expect("a vector takes everything");
        fs::write(folder.join(format!("{name}.sarif")), &out).expect("the target folder can be written");
        let log: serde_json::Value = serde_json::from_slice(&out).expect("SARIF is JSON");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("a run has results");
        assert_eq!(results.len(), report.findings.len(), "{name}");
        assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(report.rules.len()), "{name}");
    }
}
