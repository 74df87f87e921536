//! Matches of rules, before overlaps are resolved.

use crate::model::{Confidence, Environment, Lowered, Severity, Technology};
use std::ops::Range;

/// The knowledge of a rule about its match. Of several rules that match one value, the one that knows most stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Specificity {
    /// Something that a value is, whatever credential it may be: short, empty, shared.
    Remark,
    /// A name and a value that could be anyone's.
    Generic,
    /// A credential that is known to be none worth the name: a placeholder, a default, words.
    Judged,
    /// A known kind of credential of an unknown issuer: a URL, a header, a token format of many.
    Kind,
    /// A vendor's name and a value of the shape of its credentials.
    Named,
    /// A vendor's own token format.
    Format,
    /// A format, proved by its checksum.
    Proved,
}

/// A match of one rule, at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The rule's place in its rule set.
    pub rule: usize,
    /// The value's bytes.
    pub value: Range<usize>,
    /// The specificity of the rule.
    pub specificity: Specificity,
    /// Replaces the rule's severity.
    pub severity: Option<Severity>,
    /// The reason for a lower severity.
    pub lowered: Lowered,
    /// The environment that it is about, where that is not the file's.
    pub environment: Option<Environment>,
    /// Replaces the rule's confidence.
    pub confidence: Option<Confidence>,
    /// Replaces the rule's title as message.
    pub message: Option<String>,
    /// The environment and how it is known, at the end of the message: `production: file name`.
    pub why: Option<String>,
    /// The service, key or directive that has the problem, where the value itself is nothing to hide. It distinguishes
    /// the finding from others of its rule in its file, and such a value is shown as it is.
    pub subject: Option<String>,
    /// The place of the name that the value is given, where the rule knows it.
    pub key: Option<Range<usize>>,
    /// Whether it is about the set-up around the place, and stays beside whatever else is found there.
    pub is_about_setup: bool,
    /// The data store that it is about, if it is known to be about one.
    pub store: Option<Technology>,
    /// The fix.
    pub remedy: Option<Remedy>,
}

/// A change of a text: what it does, and what comes in place of which bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// As an order: `Publish the port on 127.0.0.1 only`.
    pub title: String,
    /// By place; no two overlap.
    pub edits: Vec<(Range<usize>, String)>,
}

impl Match {
    pub(super) fn new(rule: usize, value: Range<usize>, specificity: Specificity) -> Self {
        Match {
            rule,
            value,
            specificity,
            severity: None,
            lowered: Lowered::Extent,
            environment: None,
            confidence: None,
            message: None,
            why: None,
            subject: None,
            key: None,
            is_about_setup: false,
            store: None,
            remedy: None,
        }
    }

    /// Lowers the severity to this if it is higher, as there is less of the problem than the rule says.
    pub(super) fn severity(&mut self, severity: Severity) -> &mut Self {
        self.at_most(severity, Lowered::Extent)
    }

    /// Lowers the severity to this if it is higher, for a reason.
    pub(super) fn at_most(&mut self, severity: Severity, reason: Lowered) -> &mut Self {
        (self.severity, self.lowered) = (Some(severity), reason);
        self
    }

    /// Lowers the severity to this if it is higher, and the confidence as far as it goes, for a reason.
    pub(super) fn doubt(&mut self, severity: Severity, reason: Lowered) -> &mut Self {
        self.at_most(severity, reason).confidence(Confidence::Low)
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

    /// The part of the file that has the problem: a service, a directive, a server's name. Together with the rule and
    /// the path it identifies the finding, so it holds nothing that changes while the problem stays, such as a place or
    /// a count.
    pub(super) fn subject(&mut self, subject: impl Into<String>) -> &mut Self {
        self.subject = Some(subject.into());
        self
    }

    /// The data store that it is about.
    pub(super) fn store(&mut self, store: Option<Technology>) -> &mut Self {
        self.store = store;
        self
    }

    /// The bytes are a secret, which identifies the finding in place of a subject.
    pub(super) fn secret(&mut self) -> &mut Self {
        (self.subject, self.is_about_setup, self.specificity) = (None, false, Specificity::Judged);
        self
    }

    /// A fix: its title, and the bytes to replace with their replacements.
    pub(super) fn fix(&mut self, title: impl Into<String>, edits: Vec<(Range<usize>, String)>) -> &mut Self {
        self.remedy = Some(Remedy { title: title.into(), edits });
        self
    }
}
