//! A rule pack of your own, on bytes that never touch the disk.
//!
//!     cargo run -p gonogo-core --example own_rules

use gonogo_core::{
    Scanner,
    rule::{Pack, RuleSet},
};
use std::error::Error;

const PACK: &str = r#"
schema = 1

[pack]
name = "acme"
description = "Credentials of Acme's own services"

[[rule]]
id = "acme-deploy-key"
title = "Acme deploy key"
description = "Deploys to every Acme environment."
severity = "blocker"
confidence = "high"
category = "secret"
tags = ["CWE-798"]
help = "Revoke it in the Acme console and read the new one from the environment."
references = ["https://acme.example/docs/deploy-keys"]

[rule.text]
keywords = ["acme_dk_"]
pattern = '\b(?P<secret>acme_dk_[0-9a-f]{16})\b'
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let rules = RuleSet::empty().merge(Pack::from_toml("acme.toml", PACK)?);
    let scanner = Scanner::builder().rules(rules).build()?;

    let upload = format!("user: deploy\nkey: acme_dk_{:016x}\n", 0x5eed_0123_4567_89ab_u64);
    let findings = scanner.scan_bytes("deploy.yml", upload.as_bytes());
    for finding in &findings {
        let (snippet, _) = finding.snippet.redacted();
        println!("{} in line {}:\n{snippet}", finding.rule.title, finding.location.region.line);
    }
    assert_eq!(findings.len(), 1);
    Ok(())
}
