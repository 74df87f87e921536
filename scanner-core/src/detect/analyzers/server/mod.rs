//! Files that start a server written for Node.js: protections that none of the program's middleware adds.
//!
//! Middleware can be added anywhere, so an entry alone proves nothing. The dependencies of the package are certain: a
//! program without a library for it, and without a file or a proxy that names it, does not do it.

mod entry;
mod packages;

use super::{Analyzer, Check, Diagnostics};
use crate::{
    detect::{ConfigFile, Files, project::split},
    model::Severity,
};
use entry::Entry;
use gonogo_rules::knowledge::frameworks;
use packages::Packages;

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[
        Check::InputNotValidated,
        Check::QueryOperatorsNotFiltered,
        Check::RateLimitMissing,
        Check::SecurityHeadersMissing,
    ],
    applies_to: is_entry,
    reads: |path| matches!(split(path).1, "package.json" | "app.module.ts"),
    check,
};

fn is_entry(path: &str) -> bool {
    const STEMS: [&str; 9] = ["main", "app", "server", "index", "bootstrap", "start", "api", "express", "application"];
    let name = split(path).1;
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    matches!(extension, "js" | "ts" | "mjs" | "cjs" | "mts") && STEMS.contains(&stem.to_ascii_lowercase().as_str())
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let files = file.relations.files();
    let context = file.context();
    if !files.is_known() || !context.role.is_in_use() {
        return;
    }
    let Some(entry) = Entry::read(file.text) else { return };
    let Some(packages) = Packages::of(files, file.path) else { return };
    headers(&entry, &packages, file, found);
    limits(&entry, &packages, file, found);
    if entry.is_nest {
        validation(&entry, &packages, file, found);
    } else {
        operators(&entry, &packages, file, found);
    }
}

/// Helmet or the like.
fn headers(entry: &Entry<'_>, packages: &Packages<'_>, file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let proxy = [&b"X-Content-Type-Options"[..], b"Content-Security-Policy"];
    let own = ["helmet", "x-content-type-options", "x-frame-options", "content-security-policy", "securityheaders"];
    if packages.has(frameworks::HEADERS)
        || entry.says(&own)
        || packages.is_proxied_with(&proxy)
        || named(file, &["securityheader", "helmet"])
    {
        return;
    }
    let message = format!("No dependency of the program sets security headers; add `{}`", entry.helmet());
    found.report(Check::SecurityHeadersMissing, entry.made.clone()).severity(Severity::Medium).message(message);
}

/// A limit of requests; it matters most where people sign in.
fn limits(entry: &Entry<'_>, packages: &Packages<'_>, file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let own = ["ratelimit", "throttl", "limiter"];
    if packages.has(frameworks::LIMITERS)
        || entry.says(&own)
        || packages.is_proxied_with(&[b"limit_req"])
        || named(file, &own)
    {
        return;
    }
    let signs_in = packages.has(frameworks::SIGN_IN);
    let severity = if signs_in { Severity::Medium } else { Severity::Low };
    let risk = if signs_in { "passwords can be guessed without limit" } else { "one client can keep the server busy" };
    let message = format!("No dependency of the program limits requests: {risk}");
    found.report(Check::RateLimitMissing, entry.made.clone()).severity(severity).message(message);
}

/// A `ValidationPipe` for all of a NestJS program.
fn validation(entry: &Entry<'_>, packages: &Packages<'_>, file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let own = ["validationpipe", "useglobalpipes", "app_pipe", "zodvalidation"];
    let others = ["nestjs-zod", "@anatine/zod-nestjs", "nestjs-joi"];
    let modules = || packages.modules_say(&own);
    if entry.says(&own) || entry.hands_on || packages.has(&others) || modules() || named(file, &["validationpipe"]) {
        return;
    }
    let message = "No global `ValidationPipe` checks requests against their DTOs";
    found.report(Check::InputNotValidated, entry.made.clone()).severity(Severity::Medium).message(message);
}

/// A filter for `{"$gt": ""}` where a query is an object.
fn operators(entry: &Entry<'_>, packages: &Packages<'_>, file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let own = ["sanitiz", "sanitis"];
    let database = packages.has(frameworks::DOCUMENT_DATABASES);
    if !database
        || packages.has(frameworks::SANITIZERS)
        || packages.has(frameworks::VALIDATORS)
        || entry.says(&own)
        || named(file, &own)
    {
        return;
    }
    let message = "Nothing filters query operators: `{\"$gt\": \"\"}` as the password matches every account";
    found.report(Check::QueryOperatorsNotFiltered, entry.made.clone()).severity(Severity::Medium).message(message);
}

/// Whether a source file of the same package is named after one of these words.
fn named(file: &ConfigFile<'_>, words: &[&str]) -> bool {
    let files = file.relations.files();
    let folder = packages::folder_of(files, file.path);
    let any = |files: &Files| {
        files.below(&folder).filter(|path| !path.contains("node_modules/")).any(|path| {
            let name: String = split(path).1.chars().filter(char::is_ascii_alphanumeric).collect();
            let name = name.to_ascii_lowercase();
            words.iter().any(|word| name.contains(word))
        })
    };
    files.ask(&format!("named\n{folder}\n{words:?}"), any)
}
