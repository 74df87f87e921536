use super::*;
use crate::model::{
    Confidence, Finding, LineIndex, Location, PathGlobs, Region, RuleMeta, Secret, Severity, Snippet, SuppressionKind,
    ValueHash,
};
use proptest::prelude::*;
use std::sync::Arc;

const RULES: [&str; 3] = ["aws-key", "jwt", "slack-token"];

/// A finding of `rule` for every `<value>` in the text, brackets included.
fn findings(path: &str, text: &str, rule: &str) -> Vec<Finding> {
    let index = LineIndex::new(text.as_bytes());
    let meta = Arc::new(RuleMeta::new(rule, "A key", Severity::High, Confidence::High));
    let spans = text.match_indices('<').map(|(at, _)| at..at + text[at..].find('>').map_or(0, |end| end + 1));
    spans
        .filter(|span| text[span.clone()].len() > 2 && !text[span.start..].starts_with("<!--"))
        .map(|span| {
            let value = text[span.clone()].as_bytes();
            let region = Region::from_span(&index, text.as_bytes(), &span);
            let location = Location { path: path.to_owned(), region, span };
            Finding::builder(meta.clone(), location, Secret::new(value), Snippet::new(value, 1, 0..0, vec![])).build()
        })
        .collect()
}

/// Tests write the marker as `@allow`, so that a scan of this file meets none without use.
fn marked(text: &str) -> String {
    text.replace("@allow", "gonogo:allow")
}

/// The reasons of the findings that a text's comments suppress, and the notes.
fn inline(text: &str, rule: &str) -> (Vec<Option<String>>, Vec<String>) {
    let text = &marked(text);
    let suppressions = Suppressions::new();
    let session = suppressions.session(RULES);
    let mut findings = findings("f", text, rule);
    session.apply("f", text.as_bytes(), &mut findings);
    let reasons = findings.into_iter().map(|finding| finding.suppression.map(|by| by.reason)).collect();
    let notes = session.notes(Scope::Whole).into_iter().map(|note| note.replace("gonogo:allow", "@allow")).collect();
    (reasons, notes)
}

#[test]
fn comments_suppress_in_any_syntax() {
    let cases = [
        ("k = <a> # @allow", Some("")),
        ("k = <a> # @allow aws-key made up", Some("made up")),
        ("k = <a> // @allow jwt, aws-key: made up", Some("made up")),
        ("k = <a> /* @allow aws-key made up */", Some("made up")),
        ("k = <a> # @allow -- non-production", Some("non-production")),
        ("k = <a> # @allow made up", Some("made up")),
        ("k = <a> # @allow jwt made up", None),
        ("k = <a> # @allow no-such made up", None),
        ("k = <a> # @allow slack-tokn", None),
        ("k = <a> # @allowed", None),
        ("k = <a> # @allow-all", None),
        ("k = <a> # not-@allow", None),
        ("# @allow aws-key made up\nk = <a>", Some("made up")),
        ("<!-- @allow aws-key -->\n<a>", Some("")),
        ("{{/* @allow aws-key */}}\r\nk: <a>", Some("")),
        ("REM @allow aws-key\nset k=<a>", Some("")),
        ("  \"//\": \"@allow aws-key made up\",\n  \"k\": \"<a>\"", Some("made up")),
        ("# @allow jwt one\n# @allow aws-key two\nk = <a>", Some("two")),
        ("x = 1 # @allow aws-key\nk = <a>", None),
        ("# @allow aws-key\n\nk = <a>", None),
        ("k = <a>\n# @allow aws-key", None),
        ("k = <a\nb\nc> # @allow aws-key ends", Some("ends")),
        ("k = <a # @allow aws-key\nb>", Some("")),
        ("# @allow aws-key\nk = <a\nb>", Some("")),
        ("k = <a> # gitleaks:allow", Some("gitleaks:allow")),
        ("k = <a> # betterleaks:allow", Some("betterleaks:allow")),
        ("k = <a> # trufflehog:ignore", Some("trufflehog:ignore")),
        ("k = <a> # pragma: allowlist secret", Some("pragma: allowlist secret")),
        ("k = <a> # pragma: whitelist secret", Some("pragma: allowlist secret")),
        ("k = <a> # pragma:allowlist-secret", Some("pragma: allowlist secret")),
        ("# pragma: allowlist nextline secret\nk = <a>", Some("pragma: allowlist nextline secret")),
        ("k = <a> # pragma: allowlist nextline secret", None),
        ("# gitleaks:allow\nk = <a>", None),
        ("k = <a> # pragma: no cover", None),
        ("k = <a> # nosec", None),
    ];
    for (text, expected) in cases {
        assert_eq!(inline(text, "aws-key").0, [expected.map(str::to_owned)], "{text}");
    }
}

#[test]
fn a_comment_for_its_own_line_is_not_for_the_next() {
    let text = "# @allow old key <a>\nk = <b>";
    assert_eq!(inline(text, "aws-key").0, [Some(String::new()), None]);
    let text = "k = <a> # @allow\nk = <b>\nk = <c><d> # @allow";
    let suppressed: Vec<bool> = inline(text, "aws-key").0.iter().map(Option::is_some).collect();
    assert_eq!(suppressed, [true, false, true, true]);
}

#[test]
fn a_reason_never_holds_a_value() {
    for text in ["# @allow aws-key was <a> once", "k=1 # @allow <a>", "<x\n# @allow y\nz>"] {
        assert!(inline(text, "aws-key").0.into_iter().flatten().all(|reason| reason.is_empty()), "{text}");
    }
    let (reasons, _) = inline(&format!("k = <a> # @allow \x1b[2J{}", "x".repeat(999)), "aws-key");
    assert_eq!(reasons, [Some(format!("[2J{}", "x".repeat(197)))]);
}

#[test]
fn comments_without_use_are_noted() {
    let cases: [(&str, &[&str]); 8] = [
        ("a\nk = 1 # @allow", &["f:2: @allow suppresses nothing"]),
        ("k = <a> # @allow jwt", &["f:1: @allow suppresses nothing"]),
        ("k = <a> # @allow aws-kye", &["f:1: there is no rule `aws-kye`; did you mean `aws-key`?"]),
        ("k = <a> # @allow aws-key, some-thing", &["f:1: there is no rule `some-thing`"]),
        ("say `@allow rule` or \"@allow\"", &[]),
        ("k = <a> # @allow", &[]),
        ("k = 1 # gitleaks:allow", &[]),
        ("# @allow\n# @allow", &["f:1: @allow suppresses nothing", "f:2: @allow suppresses nothing"]),
    ];
    for (text, expected) in cases {
        assert_eq!(inline(text, "aws-key").1, expected, "{text}");
    }
}

#[test]
fn what_is_meant_for_rules_that_do_not_run_is_not_unused() {
    let entry = Allow { rules: vec!["slack-token".to_owned()], ..Allow::default() };
    let suppressions = Suppressions::new().allow(entry).known_rules(RULES);
    let session = suppressions.session(["jwt"]);
    session.apply("f", marked("a # @allow aws-key\nb # @allow\nc # @allow jwt").as_bytes(), &mut []);
    assert_eq!(session.notes(Scope::Whole), [marked("f:3: @allow suppresses nothing")]);
}

#[test]
fn an_entry_suppresses_what_meets_all_it_sets() {
    let paths = |glob: &str| PathGlobs::new([glob]).expect("valid");
    let rules = vec!["aws-key".to_owned()];
    let values = vec![ValueHash::for_value(b"<a>")];
    let entry = |paths, rules, values| Allow { paths, rules, values, reason: "r".to_owned() };
    let none = PathGlobs::default;
    let cases = [
        (entry(paths("tests/"), vec![], vec![]), "tests/x", "jwt", true),
        (entry(paths("tests/"), vec![], vec![]), "src/x", "jwt", false),
        (entry(none(), rules.clone(), vec![]), "x", "aws-key", true),
        (entry(none(), rules.clone(), vec![]), "x", "jwt", false),
        (entry(none(), vec![], values.clone()), "x", "jwt", true),
        (entry(none(), vec![], vec![ValueHash::for_value(b"b")]), "x", "jwt", false),
        (entry(paths("tests/"), rules.clone(), values.clone()), "tests/x", "aws-key", true),
        (entry(paths("tests/"), rules.clone(), values.clone()), "tests/x", "jwt", false),
        (entry(paths("tests/"), rules, values), "x", "aws-key", false),
        (entry(none(), vec![], vec![]), "x", "jwt", false),
    ];
    for (entry, path, rule, expected) in cases {
        let suppressions = Suppressions::new().allow(entry.clone());
        let session = suppressions.session(RULES);
        let mut found = findings(path, "k = <a>", rule);
        session.apply(path, b"k = <a>", &mut found);
        let by = found[0].suppression.as_ref().map(|by| (by.kind, by.reason.as_str()));
        assert_eq!(by, expected.then_some((SuppressionKind::Config, "r")), "{entry:?} {path} {rule}");
        assert_eq!(session.notes(Scope::Whole).is_empty(), expected);
    }
}

#[test]
fn entries_without_use_are_noted_once_all_is_scanned() {
    let paths = PathGlobs::new(["old/", "*.bak"]).expect("valid");
    let rules = |id: &str| Allow { rules: vec![id.to_owned()], ..Allow::default() };
    let suppressions = Suppressions::new()
        .allow(Allow { paths, ..rules("jwt") })
        .allow(rules("slack-tokens"))
        .allow(Allow::default())
        .allow(Allow { values: vec![ValueHash::for_value(b"x")], ..Allow::default() });
    let session = suppressions.session(RULES);
    let always = [
        "allow entry 2: there is no rule `slack-tokens`; did you mean `slack-token`?",
        "allow entry 3 names no paths, rules or values and suppresses nothing",
    ];
    assert_eq!(session.notes(Scope::Part), always);
    let unused = "allow entry 1 (paths old/, *.bak; rules jwt) suppresses nothing";
    let hash = format!("allow entry 4 (values {}) suppresses nothing", ValueHash::for_value(b"x"));
    assert_eq!(session.notes(Scope::Whole), [unused, always[0], always[1], &hash]);
}

#[test]
fn the_nearest_suppression_is_named() {
    let text = &marked("k = <a> # @allow near");
    let mut found = findings("f", text, "jwt");
    let suppressions = Suppressions::new()
        .allow(Allow { rules: vec!["jwt".to_owned()], reason: "far".to_owned(), ..Allow::default() })
        .baseline(Baseline::from_findings(&found));
    let session = suppressions.session(RULES);
    session.apply("f", text.as_bytes(), &mut found);
    assert_eq!(found[0].suppression.as_ref().map(|by| by.reason.as_str()), Some("near"));
    assert!(session.notes(Scope::Whole).is_empty());
}

fn written(baseline: &Baseline) -> String {
    let mut out = Vec::new();
    baseline.write(&mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_baseline_is_one_line_a_finding() {
    let mut found = findings("b", "<x>\n<y>", "jwt");
    found.extend(findings("a\"", "<x> <x>", "aws-key"));
    let mut backwards = found.clone();
    backwards.reverse();
    let text = written(&Baseline::from_findings(&found));
    assert_eq!(text, written(&Baseline::from_findings(&backwards)));
    let shape: Vec<&str> = text.lines().map(|line| line.split("\"fingerprint\"").next().unwrap_or_default()).collect();
    let [open, schema, list, a, b, b2, null, close, end] = shape[..] else { panic!("{text}") };
    assert_eq!(
        [open, schema, list, null, close, end],
        ["{", "  \"schema\": 2,", "  \"findings\": [", "    null", "  ]", "}"]
    );
    assert_eq!(a, r#"    {"path":"a\"","rule":"aws-key","#);
    assert_eq!([b, b2], [r#"    {"path":"b","rule":"jwt","#; 2]);
    assert_eq!(Baseline::parse(&text), Ok(Baseline::from_findings(&found)));
    assert_eq!(Baseline::parse(&written(&Baseline::default())), Ok(Baseline::default()));
}

#[test]
fn a_merged_baseline_is_read_in_any_order() {
    let text = written(&Baseline::from_findings(&findings("b", "<x>\n<y>", "jwt")));
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(3, lines[4]);
    assert_eq!(Baseline::parse(&lines.join("\n")), Baseline::parse(&text));
}

#[test]
fn broken_baselines_point_at_the_place() {
    let good = written(&Baseline::from_findings(&findings("b", "<x>", "jwt")));
    let cases = [
        (String::new(), 1, "EOF while parsing a value"),
        (
            "{\"schema\": 3, \"findings\": []}".to_owned(),
            1,
            "unknown schema 3, expected 2; a later version wrote this baseline",
        ),
        (good.replace("\"rule\"", "\"rul\""), 4, "unknown field `rul`, expected one of `path`, `rule`, `fingerprint`"),
        (good.replace("null", "<<<<<<< ours"), 5, "expected value"),
        (good.replace("    null", "<<<<<<< ours"), 5, "a merge left a conflict here; keep the lines of both sides"),
    ];
    for (text, line, message) in cases {
        let error = Baseline::parse(&text).expect_err(message);
        assert_eq!((error.line, error.message.as_str()), (line, message));
    }
    let at = good.find("\"fingerprint\":\"").expect("has one") + 15;
    let error = Baseline::parse(&format!("{}zz{}", &good[..at], &good[at + 2..])).expect_err("no digits");
    assert_eq!(error.line, 4);
    assert!(error.message.ends_with("is not 32 hexadecimal digits"), "{error}");
}

#[test]
fn what_the_baseline_need_not_know_is_counted() {
    let found = findings("f", "<a> <b> <c>", "jwt");
    let mut other = findings("g", "<a>", "jwt");
    let suppressions = Suppressions::new().baseline(Baseline::from_findings(&[&found[..], &other[..]].concat()));
    let session = suppressions.session(RULES);
    assert!(session.notes(Scope::Part).is_empty());
    session.apply("f", b"<a> <b> <c>", &mut found.clone()[..1]);
    let note = "2 of 4 findings of the baseline are gone; write the baseline again to drop them";
    assert_eq!(session.notes(Scope::Part), [note]);
    assert!(session.notes(Scope::Whole)[0].starts_with("3 of 4"));
    session.apply("g", b"<a>", &mut other);
    assert_eq!(session.notes(Scope::Whole), [note]);
}

#[test]
fn a_text_of_nothing_but_markers_is_done_soon() {
    let text = "# @allow aws-kex <a>\n".repeat(20_000);
    let started = std::time::Instant::now();
    let (reasons, notes) = inline(&text, "jwt");
    assert_eq!((reasons.len(), notes.len()), (20_000, 10_000));
    assert!(started.elapsed().as_secs() < 20);
}

proptest! {
    #[test]
    fn a_baseline_suppresses_exactly_its_findings(
        known in prop::collection::btree_set("[a-e]{1,2}", 0..8),
        others in prop::collection::btree_set("[a-e]{1,2}", 0..8),
    ) {
        let text = |values: &std::collections::BTreeSet<String>| values.iter().map(|v| format!("<{v}>\n")).collect::<String>();
        let baseline = Baseline::from_findings(&findings("f", &text(&known), "jwt"));
        let baseline = Baseline::parse(&written(&baseline)).expect("written by us");
        prop_assert_eq!(baseline.len(), known.len());
        let suppressions = Suppressions::new().baseline(baseline.clone());
        let session = suppressions.session(RULES);
        let shifted = format!("\n\n{}{}", text(&others), text(&known));
        let mut found = findings("f", &shifted, "jwt");
        session.apply("f", shifted.as_bytes(), &mut found);
        for finding in &found {
            let value = String::from_utf8_lossy(finding.secret.reveal());
            let is_known = known.contains(value.trim_matches(['<', '>']));
            prop_assert_eq!(finding.suppression.is_some(), is_known);
        }
        prop_assert!(session.notes(Scope::Whole).is_empty());
        let again = Baseline::from_findings(&found);
        prop_assert!(known.iter().chain(&others).count() >= again.len() && again.len() >= known.len());
        let mut elsewhere = findings("g", &shifted, "jwt");
        session.apply("g", shifted.as_bytes(), &mut elsewhere);
        prop_assert!(elsewhere.iter().all(Finding::is_active));
    }

    #[test]
    fn any_text_is_read(text in prop::collection::vec(
        prop_oneof![Just("@allow"), Just(" "), Just("\n"), Just("\r"), Just(","), Just("-"), Just("aws-key"), Just("é"),
            Just("<a>"), Just("pragma:"), Just(" allowlist"), Just(" secret"), Just("\""), Just("#")], 0..30)) {
        inline(&text.concat(), "aws-key");
    }
}
