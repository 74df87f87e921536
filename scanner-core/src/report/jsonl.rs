//! JSON Lines: one finding a line, for programs that read a stream.

use super::{Reporter, record::Record};
use crate::model::Report;
use std::io::{self, BufWriter, Write};

/// Writes each active finding as one JSON object on one line, with the keys `rule`, `category`, `severity`, `confidence`,
/// `message`, `path`, `line`, `column`, `end_line`, `end_column`, `fingerprint` and `redacted`.
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
        for finding in report.active() {
            serde_json::to_writer(&mut out, &Record::of(finding, self.show_secrets))?;
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
    fn shows_values_only_when_asked() {
        let text = sample::written(&JsonLines::new().show_secrets(true), &sample::report());
        let first: serde_json::Value = serde_json::from_str(text.lines().next().expect("a finding")).expect("JSON");
        assert_eq!(first["secret"], sample::password());
    }
}
