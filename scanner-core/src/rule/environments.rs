//! Severities in each environment.

use super::problem::Problem;
use crate::model::{Environment, Severity};
use std::collections::BTreeMap;

/// The severities of `in`; if it is left out, the rule's severity in production, and one less in staging and unknown
/// environments.
pub(super) fn severities(
    given: Option<&BTreeMap<Environment, Severity>>,
    severity: Severity,
    field: &'static [&'static str],
) -> Result<[Option<Severity>; Environment::ALL.len()], Problem> {
    let ordinary = [
        (Environment::Production, severity),
        (Environment::Staging, milder(severity)),
        (Environment::Unknown, milder(severity)),
    ];
    let given: Vec<_> = match given {
        Some(given) => given.iter().map(|(&environment, &severity)| (environment, severity)).collect(),
        None => ordinary.into(),
    };
    if let Some((environment, given)) = given.iter().find(|(_, given)| *given > severity) {
        let message = format!("{given} in {environment} is worse than the rule's severity, {severity}");
        return Err(Problem::new(field, message, "`severity` is the worst that a rule reports"));
    }
    let of = |environment: Environment| given.iter().find(|(known, _)| *known == environment).map(|(_, level)| *level);
    Ok(Environment::ALL.map(of))
}

fn milder(severity: Severity) -> Severity {
    Severity::ALL.into_iter().find(|other| *other < severity).unwrap_or(severity)
}
