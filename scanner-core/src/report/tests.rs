//! Properties of every format.

use super::{conformance::check, *};
use crate::model::{Confidence, RuleMeta, Severity, ValueClass};
use proptest::prelude::*;
use std::sync::Arc;

fn reporters() -> [Box<dyn Reporter>; 4] {
    [
        Box::new(Compact::default()),
        Box::new(Json::default()),
        Box::new(JsonLines::default()),
        Box::new(Sarif::new().category("all")),
    ]
}

#[test]
fn values_in_what_comes_from_git_are_hidden() {
    let report = sample::history();
    assert!(
        report.findings[4]
            .provenance
            .as_ref()
            .is_some_and(|of| of.introduced.as_ref().is_some_and(|by| by.summary.contains(&sample::password())))
    );
    for reporter in reporters() {
        assert!(!sample::written(&*reporter, &report).contains(&sample::password()));
    }
    assert!(!format!("{report:?}").contains(&sample::password()));
}

/// Both JSON formats keep to their schema, whether values are shown or not.
fn check_schema(report: &Report) {
    for values in [Values::Redacted, Values::Shown] {
        let document = sample::written(&Json::new(values), report);
        check("report", &serde_json::from_str(&document).expect("JSON"));
        for line in sample::written(&JsonLines::new(values), report).lines() {
            check("line", &serde_json::from_str(line).expect("JSON"));
        }
    }
}

#[test]
fn json_keeps_to_its_schema() {
    [sample::report(), sample::history(), Report::default()].iter().for_each(check_schema);
}

#[test]
#[should_panic(expected = "report: `required`")]
fn a_missing_key_is_noticed() {
    check("report", &serde_json::json!({ "schema": 1 }));
}

#[test]
#[should_panic(expected = "report: `additionalProperties`")]
fn an_unknown_key_is_noticed() {
    let document = sample::written(&Json::default(), &Report::default());
    let mut document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    document["unknown"] = 1.into();
    check("report", &document);
}

/// Every key of the schema is described on the page.
#[test]
fn the_page_describes_every_key() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/json");
    let [page, schema] =
        ["md", "schema.json"].map(|end| std::fs::read_to_string(format!("{docs}.{end}")).expect("a file"));
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    for name in ["report", "line", "entry", "provenance", "commit", "incident", "receipt"] {
        for key in schema["$defs"][name]["properties"].as_object().expect("properties").keys() {
            assert!(page.contains(&format!("`{key}`")), "{name}: {key}");
        }
    }
}

#[test]
fn every_format_shows_a_value_by_its_class() {
    let rule = Arc::new(RuleMeta::new("some-token", "Some token", Severity::High, Confidence::High));
    for (value, class, shown) in [
        ("*", ValueClass::NotSecret, "*"),
        ("changeme", ValueClass::Placeholder, "changeme"),
        ("postgres", ValueClass::Default, "postgres"),
        ("sunshine-7", ValueClass::Guessable, "***"),
        ("acme_live_x7kq", ValueClass::Live { prefix: 10 }, "acme_live_***"),
        ("x7kq9zrw2lp", ValueClass::Live { prefix: 0 }, "***"),
    ] {
        let text = format!("KEY: {value}\n");
        let finding = sample::classed(&rule, "a/b.yml", text.as_bytes(), 5..5 + value.len(), class);
        let report = Report { findings: vec![finding], rules: vec![Arc::clone(&rule)], ..Report::default() };
        check_schema(&report);
        for reporter in reporters() {
            let written = sample::written(&*reporter, &report);
            assert!(written.contains(shown), "{class:?}: {written}");
            assert_eq!(written.contains(value), class.is_shown(), "{class:?}: {written}");
        }
        let written = [sample::written(&Json::default(), &report), sample::written(&Sarif::new(), &report)];
        assert!(written.iter().all(|text| text.contains(&format!("KEY: {shown}"))), "{class:?}");
    }
}

#[test]
fn equal_reports_give_equal_bytes() {
    let mut later = sample::report();
    later.duration *= 2;
    for reporter in reporters() {
        let [first, second] = [sample::report(), sample::report()].map(|report| sample::written(&*reporter, &report));
        assert_eq!(first, second);
    }
    assert_eq!(
        sample::written(&Sarif::new(), &later),
        sample::written(&Sarif::new(), &sample::report()),
        "only JSON tells the time"
    );
}

#[test]
fn errors_of_the_sink_come_back() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for reporter in reporters() {
        let error = reporter.write(&sample::report(), &mut Full).expect_err("nothing fits");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}

proptest! {
    #[test]
    fn no_format_holds_a_value(
        before in "[ a-f=:\n]{0,40}",
        lines in prop::collection::vec("[A-Z0-9+/\"\\\\<&]{9,60}", 1..4),
        after in "[ a-f;\n]{0,40}",
    ) {
        let value = lines.join("\n");
        let text = format!("{before}{value}{after}");
        let rule = Arc::new(RuleMeta::new("some-token", "Some token", Severity::High, Confidence::High));
        let span = before.len()..before.len() + value.len();
        let findings = vec![sample::finding(&rule, "a/b.env", text.as_bytes(), span)];
        let report = Report { findings, rules: vec![rule], ..Report::default() };
        check_schema(&report);
        for reporter in reporters() {
            let written = sample::written(&*reporter, &report);
            for line in &lines {
                let escaped = serde_json::to_string(line).expect("a string");
                prop_assert!(!written.contains(line), "{}", written);
                prop_assert!(!written.contains(escaped.trim_matches('"')), "{}", written);
            }
        }
    }
}
