//! Matches of rules, before overlaps are resolved.

use crate::{
    context::Role,
    model::{Confidence, Environment, Lowered, Severity},
};
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

/// A claim of one rule about one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
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
    /// Whether it is about the set-up around the place, and stays beside whatever else is found there.
    pub is_about_setup: bool,
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

impl Candidate {
    /// Lowered as far as it goes in tests, docs and templates, where people make credentials up.
    #[must_use]
    pub(super) fn in_role(self, role: Role) -> Self {
        if !role.is_practice() {
            return self;
        }
        self.lowered(Severity::Low, Lowered::Practice)
    }

    /// Lowered to this severity, and to a low confidence.
    #[must_use]
    pub(super) fn lowered(self, severity: Severity, reason: Lowered) -> Self {
        Candidate { severity: Some(severity), lowered: reason, confidence: Some(Confidence::Low), ..self }
    }

    pub(super) fn new(rule: usize, value: Range<usize>, specificity: Specificity) -> Self {
        Candidate {
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
            is_about_setup: false,
            remedy: None,
        }
    }
}
