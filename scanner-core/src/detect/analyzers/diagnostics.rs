//! What detectors for whole files claim.

use crate::{
    detect::{Candidate, Remedy, Specificity},
    model::{Confidence, RuleMeta, Severity},
    rule::RuleSet,
};
use std::{collections::BTreeMap, ops::Range};

/// Takes claims, and keeps those whose rules are in use.
pub(in crate::detect) struct Diagnostics<'a> {
    rules: &'a RuleSet,
    /// By detector, the rule's place in the set.
    in_use: &'a BTreeMap<&'static str, usize>,
    claims: Vec<Claim>,
}

/// A problem of one file.
pub(in crate::detect) struct Claim {
    rule: Option<usize>,
    span: Range<usize>,
    severity: Severity,
    what: String,
    is_secret: bool,
    confidence: Option<Confidence>,
    remedy: Option<Remedy>,
}

impl<'a> Diagnostics<'a> {
    pub(in crate::detect) fn new(rules: &'a RuleSet, in_use: &'a BTreeMap<&'static str, usize>) -> Self {
        Diagnostics { rules, in_use, claims: Vec::new() }
    }

    /// Whether a rule is in use that names one of these detectors.
    pub(in crate::detect) fn asks_for(&self, detectors: &[&str]) -> bool {
        detectors.iter().any(|detector| self.in_use.contains_key(detector))
    }

    /// Claims that a detector found a problem. `what` says what exactly is wrong here; behind the rule's title and a colon
    /// it makes a sentence. An empty one leaves the title alone.
    pub(super) fn report(
        &mut self,
        detector: &str,
        span: Range<usize>,
        severity: Severity,
        what: impl Into<String>,
    ) -> &mut Claim {
        let rule = self.in_use.get(detector).copied();
        debug_assert!(super::names().any(|known| known == detector), "no analyzer has the detector `{detector}`");
        let claim = Claim { rule, span, severity, what: what.into(), is_secret: false, confidence: None, remedy: None };
        let at = self.claims.len();
        self.claims.push(claim);
        &mut self.claims[at]
    }

    /// What was claimed for rules that are in use.
    pub(in crate::detect) fn into_candidates(self) -> Vec<Candidate> {
        let rules = self.rules.as_slice();
        let candidate = |claim: Claim| claim.rule.map(|rule| claim.into_candidate(rule, &rules[rule].meta));
        self.claims.into_iter().filter_map(candidate).collect()
    }
}

impl Claim {
    /// The bytes are a secret.
    pub(super) fn secret(&mut self) -> &mut Self {
        self.is_secret = true;
        self
    }

    /// Replaces the rule's confidence.
    pub(super) fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = Some(confidence);
        self
    }

    /// How the file is put right: what is done, and what comes in place of which bytes.
    pub(super) fn fix(&mut self, title: &str, edits: Vec<(Range<usize>, String)>) -> &mut Self {
        self.remedy = Some(Remedy { title: title.to_owned(), edits });
        self
    }

    fn into_candidate(self, rule: usize, meta: &RuleMeta) -> Candidate {
        let specificity = if self.is_secret { Specificity::Judged } else { Specificity::Remark };
        let message = if self.what.is_empty() { meta.title.clone() } else { format!("{}: {}", meta.title, self.what) };
        let mut candidate = Candidate::new(rule, self.span, specificity);
        candidate.severity = Some(self.severity);
        candidate.confidence = self.confidence;
        candidate.identity = (!self.is_secret).then(|| message.clone());
        candidate.is_about_setup = !self.is_secret;
        candidate.message = Some(message);
        candidate.remedy = self.remedy;
        candidate
    }
}
