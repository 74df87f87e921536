//! JSON Lines: one finding a line, for programs that read a stream.

use super::{Reporter, SCHEMA, Values, receipt::Content, record::Record};
use crate::model::Report;
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// Writes each active finding as one JSON object on one line, in the order of the report. `docs/json.md` describes the
/// keys, `docs/json.schema.json` is their JSON Schema.
///
/// Suppressed findings, incidents and notes are not in it; [`Json`](super::Json) has them. A receipt, if it is asked for, is the
/// last line.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonLines {
    values: Values,
    has_receipt: bool,
}

impl JsonLines {
    /// With values shown, each finding also has its own, as `secret`.
    pub fn new(values: Values) -> Self {
        JsonLines { values, has_receipt: false }
    }

    /// With the receipt of the scan behind the findings.
    #[must_use]
    pub fn with_receipt(mut self) -> Self {
        self.has_receipt = true;
        self
    }
}

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    #[serde(flatten)]
    record: Record<'a>,
}

#[derive(Serialize)]
struct LastLine<'a> {
    schema: u32,
    receipt: Content<'a>,
}

impl Reporter for JsonLines {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        let report = &*self.values.view(report);
        for finding in report.active() {
            let record = Record::new(finding, self.values);
            serde_json::to_writer(&mut out, &Line { schema: SCHEMA, record })?;
            out.write_all(b"\n")?;
        }
        if self.has_receipt {
            let receipt = Content::new(report);
            serde_json::to_writer(&mut out, &LastLine { schema: SCHEMA, receipt })?;
            out.write_all(b"\n")?;
        }
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Receipt, conformance, sample};

    #[test]
    fn one_active_finding_a_line() {
        insta::assert_snapshot!(sample::written(&JsonLines::default(), &sample::report()), @r#"
        {"schema":1,"rule":"some-token","category":"secret","severity":"blocker","lowered":null,"confidence":"high","message":"Some token","path":"config/a b/über%.env","line":3,"column":7,"end_line":3,"end_column":43,"environment":"staging","name":"TOKEN","fingerprint":"d941287560ec80e82ebab4baf0fbf80b","redacted":"zyxw***","value_class":"live","fix":null}
        {"schema":1,"rule":"unsigned","category":"settings","severity":"low","lowered":{"from":"medium","reason":"environment"},"confidence":"medium","message":"Unsigned webhooks are let in","path":"webhooks.yml","line":1,"column":17,"end_line":1,"end_column":21,"environment":"unknown","name":null,"fingerprint":"408a87e8243cd409fb599893b79dbd6b","redacted":"","value_class":null,"fix":{"title":"Require a signature","edits":[{"line":1,"column":17,"end_line":1,"end_column":21,"text":"false"}]}}
        "#);
    }

    #[test]
    fn the_receipt_is_the_last_line_if_it_is_asked_for() {
        let plain = sample::written(&JsonLines::default(), &sample::report());
        let text = sample::written(&JsonLines::default().with_receipt(), &sample::report());
        let last: serde_json::Value =
            serde_json::from_str(text.strip_prefix(&plain).expect("findings first")).expect("JSON");
        conformance::check("last_line", &last);
        let alone = sample::written(&Receipt, &sample::report());
        assert_eq!(last["receipt"], serde_json::from_str::<serde_json::Value>(&alone).expect("JSON"));
    }

    #[test]
    fn what_comes_from_history_says_so() {
        insta::assert_snapshot!(sample::written(&JsonLines::default(), &sample::history()), @r#"
        {"schema":1,"rule":"some-token","category":"secret","severity":"high","lowered":null,"confidence":"high","message":"Some token","path":"a.env","line":1,"column":7,"end_line":1,"end_column":43,"environment":"unknown","name":null,"fingerprint":"bce36c7b07e3df47711ec523c82a07c3","redacted":"***","value_class":"live","fix":null}
        {"schema":1,"rule":"some-token","category":"secret","severity":"high","lowered":null,"confidence":"high","message":"Some token","path":"commit-message","line":1,"column":7,"end_line":1,"end_column":43,"environment":"unknown","name":null,"fingerprint":"8e8217b6351ae318b689d52c7845dcf1","redacted":"***","value_class":"live","fix":null,"provenance":{"container":"commit-message","object":"0000000000000000000000000000000000001234","at_head":false,"introduced":{"commit":"4c0ffee000000000000000000000000000000000","author":"Ada Lovelace","email":"ada@example.com","date":"2026-01-04T01:00:00+01:00","summary":"Merge"},"removed":null,"other_paths":[]}}
        {"schema":1,"rule":"some-token","category":"secret","severity":"high","lowered":null,"confidence":"high","message":"Some token","path":"config/.env","line":1,"column":7,"end_line":1,"end_column":43,"environment":"unknown","name":null,"fingerprint":"b757609cb26c060941c6a0d1edf201be","redacted":"***","value_class":"live","fix":null,"provenance":{"container":"file","object":"0000000000000000000000000000000000001234","at_head":true,"introduced":{"commit":"2c0ffee000000000000000000000000000000000","author":"Ada Lovelace","email":"ada@example.com","date":"2026-01-02T01:00:00+01:00","summary":"Add the settings"},"removed":null,"other_paths":["old/.env"]}}
        {"schema":1,"rule":"some-token","category":"secret","severity":"high","lowered":null,"confidence":"high","message":"Some token","path":"lost.env","line":1,"column":7,"end_line":1,"end_column":43,"environment":"unknown","name":null,"fingerprint":"c0b01e15b595eb104596c0d5cd91c195","redacted":"***","value_class":"live","fix":null,"provenance":{"container":"file","object":"0000000000000000000000000000000000001234","at_head":false,"introduced":null,"removed":null,"other_paths":[]}}
        {"schema":1,"rule":"some-token","category":"secret","severity":"high","lowered":null,"confidence":"high","message":"Some token","path":"old/.env","line":1,"column":7,"end_line":1,"end_column":43,"environment":"unknown","name":null,"fingerprint":"0e539ae5e58169463e045517a085f064","redacted":"***","value_class":"live","fix":null,"provenance":{"container":"file","object":"0000000000000000000000000000000000001234","at_head":false,"introduced":{"commit":"1c0ffee000000000000000000000000000000000","author":"Ada Lovelace","email":"ada@example.com","date":"2026-01-01T01:00:00+01:00","summary":"Set the token to ***"},"removed":{"commit":"3c0ffee000000000000000000000000000000000","author":"Ada Lovelace","email":"ada@example.com","date":"2026-01-03T01:00:00+01:00","summary":"Take the token out"},"other_paths":["config/.env"]}}
        "#);
    }

    #[test]
    fn shows_values_only_when_asked() {
        let text = sample::written(&JsonLines::new(Values::Shown), &sample::report());
        let first: serde_json::Value = serde_json::from_str(text.lines().next().expect("a finding")).expect("JSON");
        assert_eq!(first["secret"], sample::password());
    }
}
