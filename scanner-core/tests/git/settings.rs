//! Settings in the index or in commits, assessed together with the other files there.

use super::{Fixture, sh};
use gonogo_core::{
    Scanner, Target,
    source::git::{Range, StagedOptions},
};
use std::sync::LazyLock;

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::builder().threads(1).build().expect("sound rules"));

/// Rule and place of each finding.
fn found(target: Target) -> Vec<String> {
    let report = SCANNER.scan(target).expect("the repository is sound");
    let line = |finding: &gonogo_core::model::Finding| {
        format!("{}:{} {}", finding.location.path, finding.location.region.line, finding.rule.id)
    };
    report.findings.iter().map(line).collect()
}

fn staged(fixture: &Fixture) -> Vec<String> {
    found(Target::staged(fixture.path("r"), StagedOptions::default()))
}

#[test]
fn an_env_file_that_is_staged_is_one_in_git() {
    let fixture = Fixture::with_repository("r");
    sh(&fixture, "r", "echo WEBHOOK_ALLOW_UNSIGNED=true > .env.production; git add .");
    let expected = [".env.production:1 tracked-env-file", ".env.production:1 unsigned-webhook-accepted"];
    assert_eq!(staged(&fixture), expected);
    sh(&fixture, "r", "git commit -q -m env");
    assert_eq!(found(Target::range(fixture.path("r"), Range::new("HEAD"))), expected);
}

#[test]
fn an_env_file_that_production_reads_is_for_production() {
    let fixture = Fixture::with_repository("r");
    sh(
        &fixture,
        "r",
        "printf 'services:\\n  api:\\n    image: shop/api:1.2\\n    env_file: app.conf.env\\n' > compose.prod.yml
         git add .; git commit -q -m compose
         echo SKIP_2FA=1 > app.conf.env; git add .",
    );
    let by_rule = |rule: &str| staged(&fixture).iter().any(|line| line == &format!("app.conf.env:1 {rule}"));
    assert!(by_rule("second-factor-bypass-enabled"), "{:?}", staged(&fixture));
    let report = SCANNER.scan(Target::staged(fixture.path("r"), StagedOptions::default())).expect("sound");
    let bypass = report.findings.iter().find(|finding| finding.rule.id == "second-factor-bypass-enabled");
    let message = &bypass.expect("it is found").message;
    assert!(message.ends_with("(production: read by compose.prod.yml:4)"), "{message}");
}
