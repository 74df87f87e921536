//! Whether settings are read from a file of source code, told from its text before that is cut into tokens.

use super::{argument, by_name::ByName};
use crate::document::code::{Dialect, MAX_CODE_BYTES};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};
use memchr::memmem;
use std::{collections::HashMap, sync::LazyLock};

/// Without one of these a file neither asks its environment for anything nor sets an option that rules know.
const SIGNS: &[&str] = &[
    "process.env", "import.meta.env", "getenv", "environ", "env(", "env[", "env.", "_env", "configservice",
    "configuration[", "getproperty", "config(", "@value", ".default(", "basesettings", "cookie", "session", "httponly",
    "secure:", "rejectunauthorized", "verify=false", "insecureskipverify", "synchronize", "cors", "csrf",
    "allowed_hosts", "debug =", "debug=", "debug:", "setdefault", "devtools", "helmet", "password: '", "password: \"",
    "password = '", "password = \"", "password='", "password=\"", "password': '", "password\": \"", "password' => '",
    "pass: \"", "pass: '", "pass\": \"", "ssl_cert_reqs", "email_backend", "token_location", "return []byte(", "@tcp(",
    ";password=", " password=",
];
/// The bytes of a known name, or more.
const MAX_NAME_BYTES: usize = 48;
const LINKS: [&[u8]; 3] = [b".", b"->", b"::"];

/// What must stand around the last name of a known call or option, or else it is something of the same name.
struct Around {
    /// The last name, in its case.
    name: &'static str,
    /// The name before it; empty if anything may be.
    owner: &'static str,
    /// The option of a call that must be somewhere in the file; empty if none must.
    option: &'static str,
    is_call: bool,
}

/// What the search for signs knows.
struct Signs {
    /// The plain signs, and then the names that are given a value.
    automaton: AhoCorasick,
    plain: usize,
    /// The names of the automaton, behind the plain signs.
    names: Vec<Around>,
    /// The known calls by their last names.
    calls: ByName<Around>,
}

static ALL: LazyLock<Option<Signs>> = LazyLock::new(|| {
    let (calls, names): (Vec<Around>, Vec<Around>) = argument::patterns().map(Around::new).partition(|all| all.is_call);
    let mut by_name = ByName::default();
    for call in calls {
        by_name.add(call.name, call);
    }
    let texts = plain_signs().copied().chain(names.iter().map(|known| known.name));
    let automaton =
        AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true).build(texts).ok()?;
    Some(Signs { automaton, plain: plain_signs().count(), names, calls: by_name })
});

fn plain_signs() -> impl Iterator<Item = &'static &'static str> {
    SIGNS.iter().chain(argument::CONNECTION_SIGNS)
}

/// Whether settings are read from a file: it is code, and has a sign that there are some. The path is in lower case.
pub(in crate::document::settings) fn is_wanted(path: &str, text: &[u8]) -> bool {
    if text.len() > MAX_CODE_BYTES || Dialect::for_path(path).is_none() {
        return false;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let named = ["config", "settings", "secret", "constant", "ecosystem", "pm2", "environment", "database"];
    named.iter().any(|part| name.contains(part))
        || ["config/", "settings/", "seed"].iter().any(|part| path.contains(part))
        || ALL.as_ref().is_some_and(|signs| signs.are_in(text))
}

impl Signs {
    fn are_in(&self, text: &[u8]) -> bool {
        // Each name is looked for in the whole text once, however often a call could have it as its option.
        let mut known = HashMap::new();
        let mut has =
            |name: &'static str| *known.entry(name).or_insert_with(|| memmem::find(text, name.as_bytes()).is_some());
        self.name_is_in(text, &mut has) || self.call_is_in(text, &mut has)
    }

    fn call_is_in(&self, text: &[u8], has: &mut impl FnMut(&'static str) -> bool) -> bool {
        memchr::memchr2_iter(b'(', b'{', text).any(|open| {
            let name = last_name(&text[..open]);
            self.calls.get(name).iter().any(|around| around.fits(text, open - name.len(), has))
        })
    }

    /// Whether a plain sign or a name that is given a value is in a text.
    fn name_is_in(&self, text: &[u8], has: &mut impl FnMut(&'static str) -> bool) -> bool {
        let mut rest = 0..text.len();
        while let Some(hit) = self.automaton.find(Input::new(text).range(rest.clone())) {
            let name = hit.pattern().as_usize().checked_sub(self.plain);
            if name.is_none_or(|name| self.names[name].fits(text, hit.start(), has)) {
                return true;
            }
            rest.start = hit.start() + 1;
        }
        false
    }
}

/// The name that a text ends in; empty if there is none, or if it is longer than any that is known.
fn last_name(text: &[u8]) -> &[u8] {
    let text = &text[text.len().saturating_sub(MAX_NAME_BYTES)..];
    let start = text.iter().rposition(|byte| !is_name(*byte)).map_or(0, |at| at + 1);
    &text[start..]
}

impl Around {
    /// Of a pattern `owner.call(option)`, `owner.call(2)` or `owner.name`.
    fn new(pattern: &'static str) -> Self {
        let (names, argument) = pattern.trim_end_matches(')').split_once('(').unwrap_or((pattern, ""));
        let (owner, name) = names.rsplit_once('.').unwrap_or(("", names));
        let is_position = argument.bytes().all(|byte| byte.is_ascii_digit());
        let option = if is_position || argument.contains('*') { "" } else { argument };
        Around { name, owner: last(owner), option: last(option), is_call: pattern.contains('(') }
    }

    /// Whether a name at `at` is this one.
    fn fits(&self, text: &[u8], at: usize, has: &mut impl FnMut(&'static str) -> bool) -> bool {
        let (before, rest) = text.split_at(at);
        let Some(behind) = rest.strip_prefix(self.name.as_bytes()) else { return false };
        let is_whole = !ends_in_name(before) && !behind.first().is_some_and(|byte| is_name(*byte));
        is_whole && self.is_owned(before, has) && (self.option.is_empty() || has(self.option))
    }

    /// Whether the owner comes before a call, or is called before it in the same chain: `new SignJWT(x).sign(`. The owner of
    /// a name that is given a value can be a block or an object around it.
    fn is_owned(&self, before: &[u8], has: &mut impl FnMut(&'static str) -> bool) -> bool {
        if self.owner.is_empty() {
            return true;
        }
        if !self.is_call {
            return has(self.owner);
        }
        let before = before.trim_ascii_end();
        let Some(chain) = LINKS.iter().find_map(|link| before.strip_suffix(*link)) else { return false };
        let chain = chain.trim_ascii_end();
        let chain = chain.strip_suffix(b"?").unwrap_or(chain);
        match chain.strip_suffix(self.owner.as_bytes()) {
            Some(rest) => !ends_in_name(rest),
            None => chain.ends_with(b")") && has(self.owner),
        }
    }
}

/// The last of names joined by dots.
fn last(names: &'static str) -> &'static str {
    names.rsplit('.').next().unwrap_or(names)
}

fn ends_in_name(text: &[u8]) -> bool {
    text.last().is_some_and(|byte| is_name(*byte))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_names_by_what_is_around_them() {
        for (path, text, expected) in [
            ("a.js", "jwt.sign(data, 'x')", true),
            ("a.js", "this.jwt\n  .sign(data, 'x')", true),
            ("a.js", "await new SignJWT(data).setIssuedAt().sign(key)", true),
            ("a.php", "JWT::encode($data, 'x')", true),
            ("a.php", "$jwt->sign($data, 'x')", true),
            ("a.js", "createPoolCluster({ password })", true),
            ("a.js", "const jwtSecret = 'x'", true),
            ("a.py", "app.secret_key = 'x'", true),
            ("a.go", "redis.Options{Password: \"x\"}", true),
            ("a.rb", "sql = 'postgres://u:p@h/d'", true),
            ("a.js", "design(data)", false),
            ("a.js", "tools.sign(data)", false),
            ("a.js", "sign(data).map(f)", false),
            ("a.go", "errors.New(\"x\")", false),
            ("a.js", "createPoolCluster({ url })", false),
            ("a.js", "Object.keys(data)", false),
            ("a.go", "return []byte(\"x\"), nil", true),
            ("a.js", "const notJwtSecrets = 'x'", false),
            ("a.txt", "jwt.sign(data, 'x')", false),
        ] {
            assert_eq!(is_wanted(path, text.as_bytes()), expected, "{text}");
        }
    }
}
