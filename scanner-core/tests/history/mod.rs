//! Scans of histories made by the git command: regular, unusual and damaged ones.

#![cfg(feature = "git")]

mod attribution;
mod broken;
mod packing;
mod torture;

use gonogo_core::{
    Scanner, Target,
    engine::HistoryOptions,
    model::{Category, Finding, Report},
    rule::RuleSet,
    value::expand,
};
use gonogo_testing::Repository;
use std::{path::Path, sync::LazyLock};

/// A scanner with rules for secrets only, without findings about env files as such.
static SCANNER: LazyLock<Scanner> = LazyLock::new(|| {
    let rules =
        RuleSet::builtin().expect("the built-in rules are sound").filter(|rule| rule.meta.category == Category::Secret);
    Scanner::builder().rules(rules).threads(2).build().expect("the built-in rules are sound")
});

/// A token that a rule finds at any path, distinct for each seed.
fn token(seed: &str) -> String {
    expand("ghp_{alnum:30}{check:github}", seed).expect("the template is sound")
}

/// A line that holds the token of a seed.
fn line(seed: &str) -> String {
    format!("TOKEN={}\n", token(seed))
}

fn history(repository: &Path, options: HistoryOptions) -> Report {
    SCANNER.scan(Target::history(repository, options)).expect("it is a repository")
}

/// The provenance of a finding: path, subject of the introducing commit, and presence.
fn way(finding: &Finding) -> (String, String, String) {
    let provenance = finding.provenance.as_deref().cloned().unwrap_or_default();
    let introduced = provenance.introduced.map_or("-".to_owned(), |commit| commit.summary);
    let now = match provenance.removed {
        _ if provenance.at_head => "at HEAD".to_owned(),
        Some(commit) => format!("removed by {}", commit.summary),
        None => "not at HEAD".to_owned(),
    };
    (finding.location.path.clone(), introduced, now)
}
