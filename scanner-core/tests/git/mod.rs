//! Scans of staged changes and commit ranges, in real repositories.

#![cfg(all(feature = "git", unix))]

mod formats;
mod names;
mod nested;
mod pipes;
mod push;
mod range;
mod reftable;
mod settings;
mod shallow;
mod staged;

use gonogo_core::{
    Scanner, Target,
    model::{Category, Report},
    rule::RuleSet,
    value::expand,
};
use gonogo_testing::Fixture;
use std::sync::LazyLock;

/// Distinct tokens by name, for scripts.
const TOKENS: [&str; 4] = ["A", "B", "C", "D"];

/// A scanner with rules for secrets only, without findings about env files as such.
fn scanner() -> &'static Scanner {
    static SCANNER: LazyLock<Scanner> = LazyLock::new(|| {
        let rules = RuleSet::builtin().expect("sound rules").filter(|rule| rule.meta.category == Category::Secret);
        Scanner::builder().rules(rules).threads(2).build().expect("sound rules")
    });
    &SCANNER
}

fn token(name: &str) -> String {
    expand("ghp_{alnum:30}{check:github}", name).expect("the template is sound")
}

/// Runs a script in a folder; `$A` to `$D` are tokens in it.
fn sh(fixture: &Fixture, folder: &str, script: &str) -> String {
    let tokens: String = TOKENS.iter().map(|name| format!("{name}={}\n", token(name))).collect();
    fixture.sh(folder, &format!("{tokens}{script}"))
}

fn scan(target: Target) -> Report {
    scanner().scan(target).expect("the repository can be read")
}

/// Each finding as path, line and name of the token.
fn found(report: &Report) -> Vec<String> {
    let name = |secret: &[u8]| TOKENS.iter().find(|name| token(name).as_bytes() == secret).copied().unwrap_or("?");
    let findings = report.findings.iter();
    findings.map(|f| format!("{}:{} {}", f.location.path, f.location.region.line, name(f.secret.reveal()))).collect()
}
