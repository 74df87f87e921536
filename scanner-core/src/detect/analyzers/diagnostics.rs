//! Reports of analyzers.

use crate::{
    detect::{Candidate, ConfigFile, Remedy, Specificity},
    model::{Confidence, Severity},
    rule::Check,
};
use std::{collections::BTreeMap, ops::Range};

/// Takes the problems of one file, and keeps those whose rules are in use.
pub(in crate::detect) struct Diagnostics<'a> {
    /// By check, the rule's place in the set.
    in_use: &'a BTreeMap<Check, usize>,
    reports: Vec<Report>,
    /// The environment of the reports to come and how it is known; the file's if it is `None`.
    why: Option<String>,
}

/// A problem of one file.
pub(in crate::detect) struct Report {
    check: Check,
    span: Range<usize>,
    subject: String,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    message: Option<String>,
    why: Option<String>,
    is_secret: bool,
    remedy: Option<Remedy>,
}

impl<'a> Diagnostics<'a> {
    pub(in crate::detect) fn new(in_use: &'a BTreeMap<Check, usize>) -> Self {
        Diagnostics { in_use, reports: Vec::new(), why: None }
    }

    /// Whether a rule is in use that names one of these checks.
    pub(in crate::detect) fn asks_for(&self, checks: &[Check]) -> bool {
        checks.iter().any(|check| self.in_use.contains_key(check))
    }

    /// Gives the environment of a model for the reports on it; see [`ConfigFile::why_in_model`].
    pub(super) fn because(&mut self, why: Option<String>) {
        self.why = why;
    }

    /// Reports what a check found at a place. The rule's title is the message and the file as a whole the subject, unless
    /// the report is given others.
    pub(super) fn report(&mut self, check: Check, span: Range<usize>) -> &mut Report {
        let at = self.reports.len();
        self.reports.push(Report {
            check,
            span,
            subject: String::new(),
            severity: None,
            confidence: None,
            message: None,
            why: self.why.clone(),
            is_secret: false,
            remedy: None,
        });
        &mut self.reports[at]
    }

    /// The reports for rules that are in use.
    pub(in crate::detect) fn into_candidates(self, file: &ConfigFile<'_>) -> Vec<Candidate> {
        let candidate = |report: Report| {
            let rule = *self.in_use.get(&report.check)?;
            let why = report.why.clone().or_else(|| file.why_here());
            Some(Candidate { why, ..report.into_candidate(rule) })
        };
        self.reports.into_iter().filter_map(candidate).collect()
    }
}

impl Report {
    /// The part of the file that has the problem: a service, a directive, a server's name. Together with the rule and
    /// the path it identifies the finding, so it holds nothing that changes while the problem stays, such as a place or
    /// a count.
    pub(super) fn subject(&mut self, subject: impl Into<String>) -> &mut Self {
        self.subject = subject.into();
        self
    }

    /// Replaces the rule's severity by a lower one.
    pub(super) fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = Some(severity);
        self
    }

    /// Replaces the rule's confidence.
    pub(super) fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = Some(confidence);
        self
    }

    /// Says what is wrong with what: a sentence of its own, without a full stop.
    pub(super) fn message(&mut self, message: impl Into<String>) -> &mut Self {
        self.message = Some(message.into());
        self
    }

    /// The bytes are a secret.
    pub(super) fn secret(&mut self) -> &mut Self {
        self.is_secret = true;
        self
    }

    /// A fix: its title, and the bytes to replace with their replacements.
    pub(super) fn fix(&mut self, title: &str, edits: Vec<(Range<usize>, String)>) -> &mut Self {
        self.remedy = Some(Remedy { title: title.to_owned(), edits });
        self
    }

    fn into_candidate(self, rule: usize) -> Candidate {
        let specificity = if self.is_secret { Specificity::Judged } else { Specificity::Remark };
        let mut candidate = Candidate::new(rule, self.span, specificity);
        candidate.severity = self.severity;
        candidate.confidence = self.confidence;
        candidate.subject = (!self.is_secret).then_some(self.subject);
        candidate.is_about_setup = !self.is_secret;
        candidate.message = self.message;
        candidate.remedy = self.remedy;
        candidate
    }
}
