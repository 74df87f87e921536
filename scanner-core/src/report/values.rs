//! Notation of values in reports: redacted, or as they are.

use crate::{
    model::{Finding, Report},
    redact::Redactor,
};
use std::borrow::Cow;

/// The notation of values in a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Values {
    /// Redacted, each by its [class](crate::model::ValueClass).
    #[default]
    Redacted,
    /// As they are. Such a report is as secret as what it was made of.
    Shown,
}

impl Values {
    /// The finding's value; empty if it has none.
    pub(super) fn of(self, finding: &Finding) -> String {
        match self {
            _ if finding.secret.is_empty() => String::new(),
            Values::Redacted => finding.redacted(),
            Values::Shown => String::from_utf8_lossy(finding.secret.reveal()).into_owned(),
        }
    }

    /// The report as it may be shown: all its texts are redacted, unless values are shown.
    pub fn view(self, report: &Report) -> Cow<'_, Report> {
        if self == Values::Shown || report.is_redacted {
            return Cow::Borrowed(report);
        }
        let mut redacted = report.clone();
        Redactor::new(report).apply(&mut redacted);
        Cow::Owned(redacted)
    }
}
