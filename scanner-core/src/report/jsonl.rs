//! JSON Lines: one finding a line, for programs that read a stream.

use super::{
    Reporter,
    record::{Record, veil},
};
use crate::model::Report;
use std::io::{self, BufWriter, Write};

/// Writes each active finding as one JSON object on one line, with the keys `rule`, `category`, `severity`, `confidence`,
/// `message`, `path`, `line`, `column`, `end_line`, `end_column`, `fingerprint` and `redacted`.
///
/// A finding from git's history also has `provenance`: an object with `container` (`file`, `commit-message` or
/// `tag-message`), `object` (the id of the object that the place is in), `at_head`, `introduced` and `removed` (a commit or
/// null), and `other_paths`. A commit has `commit` (its id), `author`, `email`, `date` (RFC 3339) and `summary`.
///
/// Suppressed findings, incidents and notes are not in it; [`Json`](super::Json) has them.
#[derive(Clone, Debug, Default)]
pub struct JsonLines {
    show_secrets: bool,
}

impl JsonLines {
    /// Redacts all values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether each finding also has its value, as `secret`.
    #[must_use]
    pub fn show_secrets(mut self, show: bool) -> Self {
        self.show_secrets = show;
        self
    }
}

impl Reporter for JsonLines {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        let veil = veil(report, self.show_secrets);
        for finding in report.active() {
            serde_json::to_writer(&mut out, &Record::of(finding, self.show_secrets, &veil))?;
            out.write_all(b"\n")?;
        }
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn one_active_finding_a_line() {
        insta::assert_snapshot!(sample::written(&JsonLines::new(), &sample::report()), @r#"
        {"rule":"some-token","category":"secret","severity":"blocker","confidence":"high","message":"Some token","path":"config/a b/über%.env","line":3,"column":7,"end_line":3,"end_column":43,"fingerprint":"d941287560ec80e82ebab4baf0fbf80b","redacted":"zyxw***"}
        {"rule":"unsigned","category":"settings","severity":"low","confidence":"medium","message":"Unsigned webhooks are let in","path":"webhooks.yml","line":1,"column":17,"end_line":1,"end_column":21,"fingerprint":"408a87e8243cd409fb599893b79dbd6b","redacted":""}
        "#);
    }

    #[test]
    fn what_comes_from_history_says_so() {
        insta::assert_snapshot!(sample::written(&JsonLines::new(), &sample::history()), @r#"
        {"rule":"some-token","category":"secret","severity":"high","confidence":"high","message":"Some token","path":"a.env","line":1,"column":7,"end_line":1,"end_column":43,"fingerprint":"bce36c7b07e3df47711ec523c82a07c3","redacted":"zyxw***"}
        {"rule":"some-token","category":"secret","severity":"high","confidence":"high","message":"Some token","path":"commit-message","line":1,"column":7,"end_line":1,"end_column":43,"fingerprint":"8e8217b6351ae318b689d52c7845dcf1","redacted":"zyxw***","provenance":{"container":"commit-message","object":"0000000000000000000000000000000000001234","at_head":false,"introduced":{"commit":"4c0ffee000000000000000000000000000000000","author":"Ada Lovelace","email":"ada@example.com","date":"2026-01-04T01:00:00+01:00","summary":"Merge"},"removed":null,"other_paths":[]}}
        {"rule":"some-token","category":"secret","severity":"high","confidence":"high","message":"Some token","path":"config/.env","line":1,"column":7,"end_line":1,"end_column":43,"fingerprint":"b757609cb26c060941c6a0d1edf201be","redacted":"zyxw***","provenance":{"container":"file","object":"0000000000000000000000000000000000001234","at_head":true,"introduced":{"commit":"2c0ffee000000000000000000000000000000000","author":"Ada Lovelace","email":"ada@example.com","date":"2026-01-02T01:00:00+01:00","summary":"Add the settings"},"removed":null,"other_paths":["old/.env"]}}
        {"rule":"some-token","category":"secret","severity":"high","confidence":"high","message":"Some token","path":"lost.env","line":1,"column":7,"end_line":1,"end_column":43,"fingerprint":"c0b01e15b595eb104596c0d5cd91c195","redacted":"zyxw***","provenance":{"container":"file","object":"0000000000000000000000000000000000001234","at_head":false,"introduced":null,"removed":null,"other_paths":[]}}
        {"rule":"some-token","category":"secret","severity":"high","confidence":"high","message":"Some token","path":"old/.env","line":1,"column":7,"end_line":1,"end_column":43,"fingerprint":"0e539ae5e58169463e045517a085f064","redacted":"zyxw***","provenance":{"container":"file","object":"0000000000000000000000000000000000001234","at_head":false,"introduced":{"commit":"1c0ffee000000000000000000000000000000000","author":"Ada Lovelace","email":"ada@example.com","date":"2026-01-01T01:00:00+01:00","summary":"Set the token to ***"},"removed":{"commit":"3c0ffee000000000000000000000000000000000","author":"Ada Lovelace","email":"ada@example.com","date":"2026-01-03T01:00:00+01:00","summary":"Take the token out"},"other_paths":["config/.env"]}}
        "#);
    }

    #[test]
    fn shows_values_only_when_asked() {
        let text = sample::written(&JsonLines::new().show_secrets(true), &sample::report());
        let first: serde_json::Value = serde_json::from_str(text.lines().next().expect("a finding")).expect("JSON");
        assert_eq!(first["secret"], sample::password());
    }
}
