//! Files that start a server written for Node.js: what none of the program's middleware does.
//!
//! Middleware can be added anywhere, so an entry alone proves nothing. What can be told is what the package depends on: a
//! program without a library for it, and without a file or a proxy that names it, does not do it.

mod entry;
mod packages;

use super::{Area, Found};
use crate::{
    detect::{ConfigFile, project::split},
    model::Severity,
};
use entry::Entry;
use packages::Packages;

pub(super) const AREA: Area = Area {
    detectors: &[
        "input-not-validated", "query-operators-not-filtered", "rate-limit-missing", "security-headers-missing",
    ],
    wants: is_entry,
    beside: |path| matches!(split(path).1, "package.json" | "app.module.ts"),
    search,
};

/// Libraries that set the headers.
const HEADERS: &[&str] = &["helmet", "@fastify/helmet", "fastify-helmet", "koa-helmet", "lusca", "nuxt-security"];
/// Libraries that count requests.
const LIMITERS: &[&str] = &[
    "express-rate-limit", "rate-limiter-flexible", "@nestjs/throttler", "@fastify/rate-limit", "fastify-rate-limit",
    "express-slow-down", "express-brute", "koa-ratelimit", "koa2-ratelimit", "@upstash/ratelimit", "hono-rate-limiter",
    "@arcjet/node", "@arcjet/nest", "express-limiter", "limiter", "ratelimiter", "nestjs-throttler-storage-redis",
    "async-ratelimiter", "@elysiajs/rate-limit",
];
/// Libraries that tell that people sign in.
const SIGN_IN: &[&str] = &[
    "passport", "@nestjs/passport", "@nestjs/jwt", "jsonwebtoken", "bcrypt", "bcryptjs", "argon2", "express-session",
    "jose", "better-auth", "@fastify/jwt",
];
/// Libraries that validate what requests hold.
const VALIDATORS: &[&str] = &[
    "joi", "zod", "yup", "ajv", "celebrate", "express-validator", "class-validator", "superstruct", "valibot",
    "@sinclair/typebox", "express-joi-validation", "nestjs-zod", "@anatine/zod-nestjs", "nestjs-joi", "typebox",
    "validator", "express-openapi-validator",
];
/// Libraries that take operators out of what becomes a query.
const SANITIZERS: &[&str] = &[
    "express-mongo-sanitize", "mongo-sanitize", "@exortek/express-mongo-sanitize", "mongo-express-sanitize",
    "content-filter", "perfect-express-sanitizer",
];
/// Clients of databases whose queries are objects.
const DOCUMENT_DATABASES: &[&str] = &["mongoose", "mongodb", "monk", "mongoist"];

fn is_entry(path: &str) -> bool {
    const STEMS: [&str; 9] = ["main", "app", "server", "index", "bootstrap", "start", "api", "express", "application"];
    let name = split(path).1;
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    matches!(extension, "js" | "ts" | "mjs" | "cjs" | "mts") && STEMS.contains(&stem.to_ascii_lowercase().as_str())
}

fn search(file: &ConfigFile<'_>, found: &mut Found<'_>) {
    let files = file.relations.files();
    let context = file.context();
    if !files.is_known() || !ConfigFile::is_in_use(context.role) {
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
fn headers(entry: &Entry<'_>, packages: &Packages<'_>, file: &ConfigFile<'_>, found: &mut Found<'_>) {
    let proxy = [&b"X-Content-Type-Options"[..], b"Content-Security-Policy"];
    let own = ["helmet", "x-content-type-options", "x-frame-options", "content-security-policy", "securityheaders"];
    if packages.has(HEADERS)
        || entry.says(&own)
        || packages.is_proxied_with(&proxy)
        || named(file, &["securityheader", "helmet"])
    {
        return;
    }
    let what = format!("nothing that the program depends on sets them; add `{}`", entry.helmet());
    found.claim("security-headers-missing", entry.made.clone(), Severity::Medium, what);
}

/// A limit of requests; it matters most where people sign in.
fn limits(entry: &Entry<'_>, packages: &Packages<'_>, file: &ConfigFile<'_>, found: &mut Found<'_>) {
    let own = ["ratelimit", "throttl", "limiter"];
    if packages.has(LIMITERS) || entry.says(&own) || packages.is_proxied_with(&[b"limit_req"]) || named(file, &own) {
        return;
    }
    let signs_in = packages.has(SIGN_IN);
    let severity = if signs_in { Severity::Medium } else { Severity::Low };
    let what = if signs_in { "passwords can be tried without end" } else { "one client can keep it busy" };
    found.claim("rate-limit-missing", entry.made.clone(), severity, what);
}

/// A `ValidationPipe` for all of a NestJS program.
fn validation(entry: &Entry<'_>, packages: &Packages<'_>, file: &ConfigFile<'_>, found: &mut Found<'_>) {
    let own = ["validationpipe", "useglobalpipes", "app_pipe", "zodvalidation"];
    let others = ["nestjs-zod", "@anatine/zod-nestjs", "nestjs-joi"];
    let modules = || packages.modules().any(|text| entry::says(text, &own));
    if entry.says(&own) || entry.hands_on || packages.has(&others) || modules() || named(file, &["validationpipe"]) {
        return;
    }
    let what = "no global `ValidationPipe` checks what requests hold against their DTOs";
    found.claim("input-not-validated", entry.made.clone(), Severity::Medium, what);
}

/// A filter for `{"$gt": ""}` where a query is an object.
fn operators(entry: &Entry<'_>, packages: &Packages<'_>, file: &ConfigFile<'_>, found: &mut Found<'_>) {
    let own = ["sanitiz", "sanitis"];
    let database = packages.has(DOCUMENT_DATABASES);
    if !database || packages.has(SANITIZERS) || packages.has(VALIDATORS) || entry.says(&own) || named(file, &own) {
        return;
    }
    let what = "a request with `{\"$gt\": \"\"}` for a password matches every one";
    found.claim("query-operators-not-filtered", entry.made.clone(), Severity::Medium, what);
}

/// Whether a source file of the same package is named after one of these words.
fn named(file: &ConfigFile<'_>, words: &[&str]) -> bool {
    let folder = packages::folder_of(file.relations.files(), file.path);
    file.relations.files().below(&folder).filter(|path| !path.contains("node_modules/")).any(|path| {
        let name: String = split(path).1.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        words.iter().any(|word| name.contains(word))
    })
}
