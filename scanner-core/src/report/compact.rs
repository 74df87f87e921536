//! One line a finding, for pipes, editors and logs.

use super::{Reporter, Values};
use crate::model::{Container, Finding, Provenance, Report};
use std::{
    fmt,
    io::{self, BufWriter, Write},
};

/// Writes each active finding as `path:line:column: severity rule-id message (redacted)`, and nothing else.
///
/// A finding from git's history is followed by its place there: `[commit 1234567890 2026-01-31, at HEAD]`,
/// `[commit 1234567890 2026-01-31, removed by 0987654321]`, `[object 1234567890]`. Its line and column are those in that
/// commit.
///
/// Control characters, line separators and marks that reorder text are written as Rust escapes, so that no file name or
/// message can make a second line, hide itself or drive a terminal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Compact {
    values: Values,
}

impl Compact {
    /// Writes values so.
    pub fn new(values: Values) -> Self {
        Compact { values }
    }

    fn line(&self, finding: &Finding, out: &mut impl Write) -> io::Result<()> {
        let place = finding.location.region;
        let [path, rule, message] = [&finding.location.path, &finding.rule.id, &finding.message].map(|s| OneLine(s));
        write!(out, "{path}:{}:{}: {} {rule} {message}", place.line, place.column, finding.severity)?;
        let value = self.values.of(finding);
        if !value.is_empty() {
            write!(out, " ({})", OneLine(&value))?;
        }
        match &finding.provenance {
            None => writeln!(out),
            Some(provenance) => writeln!(out, " [{}]", OneLine(&presence(provenance))),
        }
    }
}

fn presence(provenance: &Provenance) -> String {
    let object = |id: &str| format!("object {}", id.get(..10).unwrap_or(id));
    let introduced = provenance.introduced.as_ref();
    let kind = if provenance.container == Container::TagMessage { "tag" } else { "commit" };
    let place =
        introduced.map_or_else(|| object(&provenance.object), |by| format!("{kind} {} {}", by.short(), by.date.day()));
    match &provenance.removed {
        _ if provenance.at_head => place + ", at HEAD",
        Some(by) => format!("{place}, removed by {}", by.short()),
        None if provenance.head_unread => place,
        None if introduced.is_some() && provenance.container == Container::File => place + ", not at HEAD",
        None => place,
    }
}

impl Reporter for Compact {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        for finding in self.values.view(report).active() {
            self.line(finding, &mut out)?;
        }
        out.flush()
    }
}

/// Text that stays on its line and does nothing to a terminal.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.split_inclusive(disturbs_terminal).try_for_each(|part| match part.chars().next_back() {
            Some(last) if disturbs_terminal(last) => {
                f.write_str(&part[..part.len() - last.len_utf8()])?;
                write!(f, "{}", last.escape_default())
            }
            _ => f.write_str(part),
        })
    }
}

/// Whether a character can drive a terminal, end a line or reorder text: control characters, line and paragraph
/// separators, directional marks.
pub fn disturbs_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use proptest::prelude::*;

    #[test]
    fn one_line_a_finding() {
        insta::assert_snapshot!(sample::written(&Compact::default(), &sample::report()), @r#"
        config/a b/über%.env:3:7: blocker some-token Some token (zyxw***)
        webhooks.yml:1:17: low unsigned Unsigned webhooks are let in
        "#);
    }

    #[test]
    fn what_comes_from_history_says_so() {
        insta::assert_snapshot!(sample::written(&Compact::default(), &sample::history()), @r"
        a.env:1:7: high some-token Some token (***)
        commit-message:1:7: high some-token Some token (***) [commit 4c0ffee000 2026-01-04]
        config/.env:1:7: high some-token Some token (***) [commit 2c0ffee000 2026-01-02, at HEAD]
        lost.env:1:7: high some-token Some token (***) [object 0000000000]
        old/.env:1:7: high some-token Some token (***) [commit 1c0ffee000 2026-01-01, removed by 3c0ffee000]
        ");
    }

    #[test]
    fn shows_values_only_when_asked() {
        let text = sample::written(&Compact::new(Values::Shown), &sample::report());
        let first = text.lines().next().expect("a finding");
        assert!(first.ends_with(&format!(" ({})", sample::password())), "{first}");
    }

    proptest! {
        #[test]
        fn nothing_leaves_its_line(path in any::<String>(), message in any::<String>(), value in any::<Vec<u8>>()) {
            let report = sample::one(&path, &message, &value);
            let text = sample::written(&Compact::new(Values::Shown), &report);
            prop_assert_eq!(text.matches(disturbs_terminal).collect::<Vec<_>>(), ["\n"]);
            prop_assert!(text.ends_with('\n'));
        }
    }
}
