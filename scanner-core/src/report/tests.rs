//! What holds for every format.

use super::*;
use crate::model::{Confidence, RuleMeta, Severity};
use proptest::prelude::*;
use std::sync::Arc;

fn reporters() -> [Box<dyn Reporter>; 4] {
    [
        Box::new(Compact::new()),
        Box::new(Json::new()),
        Box::new(JsonLines::new()),
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
