//! Findings of the scanner.

use super::{
    Confidence, Environment, Fingerprint, FingerprintKey, Fix, Location, Lowered, Provenance, RuleMeta, Secret,
    Severity, Snippet, Technology, ValueClass, ValueHash,
};
use std::sync::Arc;

/// The mechanism that keeps a finding from being counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SuppressionKind {
    /// A comment in the file.
    Inline,
    /// The project's configuration.
    Config,
    /// The baseline.
    Baseline,
    /// A waiver of the project, which expires.
    Waiver,
}

/// That, and by what, a finding is suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The mechanism.
    pub kind: SuppressionKind,
    /// The reason given there; may be empty.
    pub reason: String,
}

/// One problem at one place.
///
/// Made by [`Finding::builder`], which takes what every finding has, so none can lack it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule, shared between its findings.
    pub rule: Arc<RuleMeta>,
    /// The rule's severity, or what file, checksum or configuration made of it.
    pub severity: Severity,
    /// The reason why it is less severe than its rule; `None` if it is not.
    pub lowered: Option<Lowered>,
    /// The rule's confidence, or what a checksum made of it.
    pub confidence: Confidence,
    /// A description of this finding in one sentence, without the value.
    pub message: String,
    /// File and region.
    pub location: Location,
    /// The variable, key or option that is given the value, as it is written; `None` if nothing is.
    pub name: Option<String>,
    /// Whether code uses the value only where its environment gives none.
    pub(crate) is_default: bool,
    /// The value; empty where the finding is about something else.
    pub secret: Secret,
    /// The class of the value, which decides how much of it reports show.
    pub value_class: ValueClass,
    /// The data store that it is about, if it is known to be about one: a database server stands for any that has no name here.
    pub(crate) store: Option<Technology>,
    /// The environment that it is about: of the setting, or else of the file.
    pub environment: Environment,
    /// The fingerprint of the first finding of the rule about the same subject in the file: of most, their own. `None` of
    /// findings of a value.
    pub(crate) first_of_subject: Option<Fingerprint>,
    /// The lines around it.
    pub snippet: Snippet,
    /// Stable name of the finding.
    pub fingerprint: Fingerprint,
    /// The hash GitHub code scanning tracks a result by; see [`FindingBuilder::line_hash`].
    pub line_hash: String,
    /// The fix, where it is certain.
    pub fix: Option<Fix>,
    /// Set if the finding does not count.
    pub suppression: Option<Suppression>,
    /// Its origin in history; boxed as most findings have none.
    pub provenance: Option<Box<Provenance>>,
}

impl Finding {
    /// Starts a finding of `rule` at `location`.
    pub fn builder(rule: Arc<RuleMeta>, location: Location, secret: Secret, snippet: Snippet) -> FindingBuilder {
        let fingerprint = Fingerprint::for_value(&rule.id, &location.path, secret.reveal());
        FindingBuilder(Finding {
            severity: rule.severity,
            lowered: None,
            confidence: rule.confidence,
            message: rule.title.clone(),
            rule,
            location,
            name: None,
            is_default: false,
            store: None,
            value_class: if secret.is_empty() { ValueClass::NotSecret } else { ValueClass::Live { prefix: 0 } },
            environment: Environment::Unknown,
            secret,
            first_of_subject: None,
            snippet,
            fingerprint,
            line_hash: String::new(),
            fix: None,
            suppression: None,
            provenance: None,
        })
    }

    /// The hash of the value, as `[allow] values` in `gonogo.toml` takes it.
    pub fn value_hash(&self) -> ValueHash {
        ValueHash::for_value(self.secret.reveal())
    }

    /// Makes the fingerprint one of a project's key.
    pub(crate) fn sign(&mut self, key: &FingerprintKey) {
        self.fingerprint = key.apply(self.fingerprint);
        self.first_of_subject = self.first_of_subject.map(|first| key.apply(first));
    }

    /// Whether the finding counts.
    pub fn is_active(&self) -> bool {
        self.suppression.is_none()
    }

    /// Whether the value may still be there: in a plain file, or, if it comes from history, at HEAD.
    pub fn is_current(&self) -> bool {
        self.provenance.as_ref().is_none_or(|provenance| provenance.at_head || provenance.head_unread)
    }

    /// The value as it may be shown.
    pub fn redacted(&self) -> String {
        self.value_class.redact(self.secret.reveal())
    }

    /// The order of reports: by path, place, rule.
    pub fn sort_key(&self) -> (&str, usize, usize, &str) {
        (&self.location.path, self.location.span.start, self.location.span.end, &self.rule.id)
    }
}

/// Sets what a finding need not have.
#[derive(Debug)]
pub struct FindingBuilder(Finding);

impl FindingBuilder {
    /// Replaces the rule's title as the message.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    /// The subject that has the problem, in place of a value. The `nth` is the number of findings that the rule has
    /// about the same subject before this one in the file.
    #[must_use]
    pub fn subject(mut self, subject: &str, nth: usize) -> Self {
        let fingerprint = |nth| Fingerprint::for_subject(&self.0.rule.id, &self.0.location.path, subject, nth);
        self.0.fingerprint = fingerprint(nth);
        self.0.first_of_subject = Some(fingerprint(0));
        self
    }

    /// Replaces the rule's severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }

    /// Lowers the severity to this if it is higher, for a reason.
    #[must_use]
    pub fn at_most(mut self, severity: Severity, reason: Lowered) -> Self {
        if severity < self.0.severity {
            self.0.severity = severity;
            self.0.lowered = Some(reason);
        }
        self
    }

    /// The class of the value; without it, a live credential.
    #[must_use]
    pub fn value_class(mut self, class: ValueClass) -> Self {
        self.0.value_class = class;
        self
    }

    /// The environment that it is about.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.0.environment = environment;
        self
    }

    /// Replaces the rule's confidence.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.0.confidence = confidence;
        self
    }

    /// The variable, key or option that is given the value.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.name = Some(name.into());
        self
    }

    /// `primaryLocationLineHash` of SARIF, as CodeQL's upload action computes it.
    #[must_use]
    pub fn line_hash(mut self, hash: impl Into<String>) -> Self {
        self.0.line_hash = hash.into();
        self
    }

    /// The fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.0.fix = Some(fix);
        self
    }

    /// The origin in history.
    #[must_use]
    pub fn provenance(mut self, provenance: Provenance) -> Self {
        self.0.provenance = Some(Box::new(provenance));
        self
    }

    /// The finding.
    pub fn build(self) -> Finding {
        self.0
    }
}
