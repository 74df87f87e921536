//! The findings that an item is about, and what each means for it.

use super::Evaluation;
use crate::{
    checklist::Item,
    context::{FileContext, Role},
    model::{Category, Environment, Finding, FindingRole, Fingerprint, ItemFinding, Lowered, RuleMeta, Severity},
};

/// The findings about an item, those that fail it first.
pub(super) fn findings(evaluation: &Evaluation<'_>, item: &Item) -> Vec<ItemFinding> {
    if !item.is_static() {
        return Vec::new();
    }
    let all = &evaluation.report.findings;
    let is_of_rule = |rule: &RuleMeta| item.rules.contains(&rule.id) || item.categories.contains(&rule.category);
    let of_rules = evaluation.found.values().filter(|(rule, _)| is_of_rule(rule)).flat_map(|(_, indices)| indices);
    let own = of_rules.copied().filter(|index| is_about(item, &all[*index]));
    let mut found: Vec<ItemFinding> = own.map(|index| ItemFinding { index, role: role(item, &all[index]) }).collect();
    found.sort_by_key(|found| (found.role, found.index));
    found
}

/// Whether a finding of one of its rules is about an item.
fn is_about(item: &Item, finding: &Finding) -> bool {
    item.history == finding.provenance.is_some()
        && item.is_about_file(&finding.location.path)
        && finding.store.and_then(|store| item.is_about_store(store)).unwrap_or_else(|| is_about_name(item, finding))
}

fn is_about_name(item: &Item, finding: &Finding) -> bool {
    match finding.name.as_deref() {
        Some(name) => item.is_about(name),
        // What is about the whole file names no setting. A value without a name may be that of any other.
        None => item.names.is_empty() || finding.secret.is_empty(),
    }
}

fn role(item: &Item, finding: &Finding) -> FindingRole {
    match &finding.suppression {
        Some(suppression) if has_words(&suppression.reason) => FindingRole::Waived,
        Some(_) => FindingRole::Fails,
        None if is_practice(finding) => FindingRole::Noted,
        None if item.severity.is_some_and(|least| finding.severity < least) => FindingRole::Noted,
        // What production is given is another question than what code falls back to.
        None if item.needs_production_file && finding.is_default => FindingRole::Noted,
        None => FindingRole::Fails,
    }
}

/// Whether somebody wrote a reason. The name of another tool's marker is none.
fn has_words(reason: &str) -> bool {
    reason.split_whitespace().count() > 1
}

/// Whether a finding is about a test, documentation or development only. What nobody would invent counts in templates and
/// documentation too: a placeholder there is fine, a real value is not.
fn is_practice(finding: &Finding) -> bool {
    let is_elsewhere = matches!(finding.environment, Environment::Development | Environment::Test);
    let is_secret = finding.rule.category == Category::Secret;
    let is_lowered = finding.lowered == Some(Lowered::Practice) && finding.severity == Severity::Low;
    let role = || FileContext::for_path(&finding.location.path, b"").role;
    let is_published = || {
        let is_read = matches!(role(), Role::Template | Role::Docs);
        is_secret && is_read && !finding.value_class.is_shown()
    };
    (is_lowered && !is_published()) || (is_elsewhere && !is_secret)
}

/// The fingerprints of the findings that fail an item, sorted.
pub(super) fn failing(evaluation: &Evaluation<'_>, findings: &[ItemFinding]) -> Vec<Fingerprint> {
    let failing = findings.iter().filter(|found| found.role == FindingRole::Fails);
    let mut prints: Vec<Fingerprint> =
        failing.map(|found| evaluation.report.findings[found.index].fingerprint).collect();
    prints.sort_unstable();
    prints.dedup();
    prints
}
