//! Reports with credentials in every text.

use super::*;
use crate::model::{
    Confidence, Container, Edit, Location, Region, RuleMeta, Secret, Severity, Snippet, Suppression, SuppressionKind,
    ValueClass,
};
use std::sync::Arc;

fn knowing(values: &[&str]) -> Redactor {
    Redactor(Known::new(values.iter().map(|value| value.as_bytes())))
}

#[test]
fn hides_all_known_values() {
    for (values, text, expected) in [
        (&["hunter2", "hunter22"][..], "hunter22, not hunter2", "***, not ***"),
        (&[], "hunter2", "hunter2"),
        (&["tür4"], "übertür4ö", "über***ö"),
        (&["abc1EF", "EF2Hxyz"], "abc1EF2Hxyz", "***"),
        (&["shop"], "the shop of shopping", "the *** of shopping"),
        (&["1234"], "1234 and 12345", "*** and 12345"),
    ] {
        assert_eq!(knowing(values).text(text), expected);
    }
    assert_eq!(format!("{:?}", knowing(&["hunter2"])), "Redactor(***)");
}

#[test]
fn names_of_files_show_words() {
    for (values, path, expected) in [
        (&["microservice"][..], "src/microservices/a.py", "src/microservices/a.py"),
        (&["shop"], "shop/a.py", "shop/a.py"),
        (&["hunter2"], "old/hunter2/a.py", "old/hunter2/a.py"),
        (&["ExpiresAt468"], "a/TokenExpiresAt468.txt", "a/TokenExpiresAt468.txt"),
        (&["x7Kq9zRw2L"], "ax7Kq9zRw2Lb", "a***b"),
        (
            &["x"],
            "assets/index-9bfd6b20c1d84f2a9e7b5c3d1f0a8e6b.js",
            "assets/index-9bfd6b20c1d84f2a9e7b5c3d1f0a8e6b.js",
        ),
    ] {
        assert_eq!(knowing(values).name(path), expected);
    }
}

#[test]
fn own_messages_name_hashes() {
    let text = "values 0f3a9c81b7d2e46500f3a9c81b7d2e46: object 11bd71901bbe5b1630ceea73d27597364c9af683 is missing";
    assert_eq!(knowing(&[]).message(text), text);
}

fn report(value: &str) -> Report {
    let rule = Arc::new(RuleMeta::new("r", "R", Severity::High, Confidence::High));
    let region = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
    let location = Location { path: format!("a/{value}/b"), region, span: 0..1 };
    let line = format!("x = {value}");
    let commit = |text: &str| Commit {
        author: format!("Bob {text}"),
        email: format!("{text}@example.com"),
        summary: format!("set {text}"),
        ..Commit::default()
    };
    let mut provenance = Provenance::new(Container::File, "0");
    (provenance.introduced, provenance.removed) = (Some(commit(value)), Some(commit(value)));
    provenance.other_paths = vec![format!("c/{value}")];
    let found = Finding::builder(rule, location, Secret::new(*b""), Snippet::new(line.as_bytes(), 1, 0..1, Vec::new()))
        .message(format!("`{value}` is on"))
        .name(value)
        .fix(Fix::new(value, vec![Edit::new(0..0, region, value.to_owned())]))
        .provenance(provenance);
    let suppression = Suppression { kind: SuppressionKind::Inline, reason: value.to_owned() };
    let finding = Finding { suppression: Some(suppression), ..found.build() };
    let mut report = Report { target: format!("/tmp/{value}"), findings: vec![finding], ..Report::default() };
    report.notes.push(value.to_owned());
    let (path, reason) = (value.to_owned(), value.to_owned());
    report.statistics.incidents = vec![
        Incident::TooLarge { path: path.clone(), bytes: 1 },
        Incident::Unparsed { path: path.clone(), reason: reason.clone() },
        Incident::Unreadable { path, reason: reason.clone() },
        Incident::History { reason },
    ];
    report
}

#[test]
fn no_text_of_a_report_is_left_out() {
    let mut report = report("x7Kq9zRw2L");
    report.credentials.add(b"x7Kq9zRw2L");
    let before = format!("{report:?}").matches("x7Kq9zRw2L").count();
    assert!(before >= 16, "{before}");
    Redactor::new(&report).apply(&mut report);
    let after = format!("{report:?} {:?}", report.findings[0].provenance.as_ref().map(|of| &of.introduced));
    assert!(!after.contains("x7Kq9zRw2L"), "{after}");
    let summary = |of: &Provenance| of.introduced.as_ref().map(|commit| commit.summary.clone());
    assert_eq!(report.findings[0].provenance.as_deref().and_then(summary).as_deref(), Some("set ***"));
    assert_eq!(report.findings[0].snippet.redacted().0, "x = ***");
}

#[test]
fn what_findings_show_stays() {
    let mut report = report("postgres");
    report.findings[0].secret = Secret::new(*b"postgres");
    report.findings[0].value_class = ValueClass::Default;
    assert_eq!(Redactor::new(&report).text("Run postgres with x"), "Run postgres with x");
}
