//! A report made by hand, for the tests of all formats.

use super::Reporter;
use crate::model::{
    Commit, Confidence, Container, Edit, Environment, Finding, Fix, HistoryStatistics, Incident, LineIndex, Location,
    Lowered, Mask, Provenance, Region, Report, Request, RuleMeta, Secret, Severity, Snippet, Statistics, Suppression,
    SuppressionKind, Timestamp, ValueClass, line_hashes,
};
use std::{ops::Range, sync::Arc, time::Duration};

/// The output of a reporter.
pub(super) fn written(reporter: &dyn Reporter, report: &Report) -> String {
    let mut out = Vec::new();
    reporter.write(report, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// The value of the samples.
pub(super) fn password() -> String {
    ('a'..='z').rev().chain('0'..='9').collect()
}

/// A finding of `rule` at `span` of `text`, whose value is hidden.
pub(super) fn finding(rule: &Arc<RuleMeta>, path: &str, text: &[u8], span: Range<usize>) -> Finding {
    classed(rule, path, text, span, ValueClass::Live { prefix: 0 })
}

/// A finding of `rule` at `span` of `text`, whose value is of a class.
pub(super) fn classed(rule: &Arc<RuleMeta>, path: &str, text: &[u8], span: Range<usize>, class: ValueClass) -> Finding {
    let index = LineIndex::new(text);
    let region = Region::from_span(&index, text, &span);
    let lines = |line| index.line_range(text, line).expect("line exists");
    let around = lines(region.line).start..lines(region.end_line).end.max(span.end);
    let inside = span.start - around.start..span.end - around.start;
    let snippet = Snippet::new(&text[around], region.line, inside.clone(), vec![Mask { span: inside, class }]);
    let location = Location { path: path.to_owned(), region, span: span.clone() };
    Finding::builder(rule.clone(), location, Secret::new(&text[span]), snippet)
        .line_hash(line_hashes(text, &[region.line]).remove(0))
        .value_class(class)
        .build()
}

/// A report with one finding, whose value is all there is in the file.
pub(super) fn one(path: &str, message: &str, value: &[u8]) -> Report {
    let rule = Arc::new(RuleMeta::new("some-token", "Some token", Severity::High, Confidence::High));
    let mut found = finding(&rule, path, value, 0..value.len());
    found.message = message.to_owned();
    Report { findings: vec![found], rules: vec![rule], ..Report::default() }
}

/// A commit on the given day of January 2026.
pub(super) fn commit(day: i64, summary: &str) -> Commit {
    Commit {
        id: format!("{day}c0ffee{:033}", 0),
        author: "Ada Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
        date: Timestamp { seconds: 1_767_225_600 + (day - 1) * 86_400, offset_minutes: 60 },
        summary: summary.to_owned(),
    }
}

/// The same value in a file as it is, at HEAD, removed, in a commit's message, and in an object that no commit reaches.
pub(super) fn history() -> Report {
    let rule = Arc::new(RuleMeta::new("some-token", "Some token", Severity::High, Confidence::High));
    let text = format!("TOKEN={}\n", password());
    let found = |path: &str, provenance: Option<Provenance>| Finding {
        provenance: provenance.map(Box::new),
        ..finding(&rule, path, text.as_bytes(), 6..6 + password().len())
    };
    let of = |container| Provenance::new(container, format!("{:040x}", 0x1234));
    let kept = Provenance {
        introduced: Some(commit(2, "Add the settings")),
        at_head: true,
        head_unread: false,
        other_paths: vec!["old/.env".to_owned()],
        ..of(Container::File)
    };
    let removed = Provenance {
        introduced: Some(commit(1, &format!("Set the token to {}", password()))),
        removed: Some(commit(3, "Take the token out")),
        other_paths: vec!["config/.env".to_owned()],
        ..of(Container::File)
    };
    let told = Provenance { introduced: Some(commit(4, "Merge")), ..of(Container::CommitMessage) };
    let findings = vec![
        found("a.env", None),
        found("commit-message", Some(told)),
        found("config/.env", Some(kept)),
        found("lost.env", Some(of(Container::File))),
        found("old/.env", Some(removed)),
    ];
    let counts = HistoryStatistics { commits: 1204, blobs: 5310, known_blobs: 0, searched_bytes: 12_000_000 };
    let statistics = Statistics { bytes: 310_000_000, history: Some(counts), ..Statistics::default() };
    Report { findings, statistics, rules: vec![rule], ..Report::default() }
}

/// One finding of each kind, incidents of each kind, a note.
pub(super) fn report() -> Report {
    let mut token = RuleMeta::new("some-token", "Some token", Severity::Blocker, Confidence::High);
    token.description = "Whoever holds it acts as its owner.".to_owned();
    token.tags = ["CWE-798", "some-vendor"].map(str::to_owned).to_vec();
    token.help = "Revoke it at https://example.com/tokens, then read it from `$SOME_TOKEN`.".to_owned();
    token.references =
        ["https://example.com/docs/tokens", "https://example.com/docs/leaks"].map(str::to_owned).to_vec();
    let mut unsigned = RuleMeta::new("unsigned", "Unsigned webhooks are let in", Severity::Medium, Confidence::Medium);
    unsigned.category = "settings".into();
    unsigned.help = "Set it to <false>.".to_owned();
    let (token, unsigned) = (Arc::new(token), Arc::new(unsigned));
    let text = format!("# staging\n\nTOKEN={}\n", password());
    let span = 17..17 + password().len();
    let mut leaked = classed(&token, "config/a b/über%.env", text.as_bytes(), span, ValueClass::Live { prefix: 4 });
    leaked.name = Some("TOKEN".to_owned());
    leaked.environment = Environment::Staging;

    let mut allowed = finding(&token, "src/main.rs", b"let t = \"one\ntwo\"; // test", 9..16);
    allowed.severity = Severity::Medium;
    allowed.suppression = Some(Suppression { kind: SuppressionKind::Inline, reason: "a test's own".to_owned() });

    let mut open = finding(&unsigned, "webhooks.yml", b"allow_unsigned: true", 16..20);
    open.secret = Secret::new([]);
    open.severity = Severity::Low;
    open.lowered = Some(Lowered::Environment);
    let region = Region { line: 1, column: 17, end_line: 1, end_column: 21 };
    open.fix = Some(Fix::new("Require a signature", vec![Edit::new(16..20, region, "false")]));
    open.snippet = Snippet::new(b"allow_unsigned: true", 1, 16..20, Vec::new());

    Report {
        findings: vec![leaked, allowed, open],
        hidden: 0,
        statistics: Statistics {
            files: 12,
            bytes: 3456,
            binary_files: 1,
            old: 0,
            incidents: vec![
                Incident::TooLarge { path: "dump.sql".to_owned(), bytes: 20_000_000 },
                Incident::Unreadable { path: "etc/shadow copy".to_owned(), reason: "permission denied".to_owned() },
                Incident::Index { reason: "bad signature".to_owned() },
            ],
            named_unread: 0,
            nothing_to_read: false,
            cancelled: false,
            history: None,
        },
        rules: vec![token, unsigned],
        target: ".".to_owned(),
        request: Request::default(),
        duration: Duration::from_millis(42),
        notes: vec!["`gonogo:allow` of `old-rule` names no rule".to_owned()],
        ..Report::default()
    }
}
