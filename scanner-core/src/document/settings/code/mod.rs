//! Settings in source code: keys it gives literals to, and literals it falls back to.
//!
//! There is no grammar of a language here. A few forms are recognised among the tokens wherever they are: a key and its
//! value, a look-up and its fallback, a condition on the environment. Anything else is passed over.

mod argument;
mod condition;
mod conditions;
mod emit;
mod expression;
mod key;
mod literal;
mod lookup;
mod walk;

use super::collect::Collector;
use crate::{
    document::{
        ParsedFile,
        code::{Dialect, MAX_CODE_BYTES},
    },
    model::{Environment, WordUse, words},
};
use aho_corasick::AhoCorasick;
use std::{ops::Range, sync::LazyLock};

/// Without one of these a file neither asks its environment for anything nor sets an option that rules know.
const SIGNS: &[&str] = &[
    "process.env", "import.meta.env", "getenv", "environ", "env(", "env[", "env.", "_env", "configservice",
    "configuration[", "getproperty", "config(", "@value", ".default(", "basesettings", "cookie", "session", "httponly",
    "secure:", "rejectunauthorized", "verify=false", "insecureskipverify", "synchronize", "cors", "csrf",
    "allowed_hosts", "debug =", "debug=", "debug:", "setdefault", "devtools", "helmet", "password: '", "password: \"",
    "password = '", "password = \"", "password='", "password=\"", "password': '", "password\": \"", "password' => '",
    "pass: \"", "pass: '", "pass\": \"", "ssl_cert_reqs", "email_backend", "token_location",
];

static SIGN: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let signs = SIGNS.iter().map(|sign| (*sign).to_owned()).chain(argument::signs());
    AhoCorasick::builder().ascii_case_insensitive(true).build(signs).ok()
});

/// Whether settings are read from a file: it is code, and has a sign that there are some. The path is in lower case.
pub(super) fn is_wanted(path: &str, text: &[u8]) -> bool {
    if text.len() > MAX_CODE_BYTES || Dialect::for_path(path).is_none() {
        return false;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let named = ["config", "settings", "secret", "constant", "ecosystem", "pm2", "environment", "database"];
    named.iter().any(|part| name.contains(part))
        || ["config/", "settings/", "seed"].iter().any(|part| path.contains(part))
        || SIGN.as_ref().is_some_and(|sign| sign.is_match(text))
}

/// The environment that a class of settings is for by its name: `ProductionConfig`, `DevSettings`, `Prod`.
pub(crate) fn class_environment(name: &str) -> Option<Environment> {
    let words = words(name.as_bytes());
    let is_of_settings = |word: &String| {
        matches!(word.as_str(), "config" | "configuration" | "conf" | "settings" | "setting" | "environment" | "env")
    };
    if words.len() > 1 && !words.iter().any(is_of_settings) {
        return None;
    }
    words.iter().find_map(|word| Environment::named(word, WordUse::Path))
}

/// Reads the Ruby in `<%= ... %>` of a part of a text, under a path.
pub(super) fn embedded_ruby(collector: &mut Collector<'_>, range: Range<usize>, path: &str) {
    let text = collector.text();
    let Some(start) = text[range.clone()].find("<%").map(|at| range.start + at + 2) else { return };
    let end = text[start..range.end].find("%>").map_or(range.end, |length| start + length);
    if let Some(ruby) = Dialect::for_path(".rb") {
        walk::part(ruby, start..end, path, collector);
    }
}

/// Reads the settings of a file that is wanted.
pub(super) fn settings<'a>(path: &str, file: &'a ParsedFile<'_>, collector: &mut Collector<'a>) {
    walk::settings(path, &file.code(), collector);
}
