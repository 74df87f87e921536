//! What looks like a credential in a few lines of text, whether a rule knows it or not.
//!
//! Rules must not report what is none; a reader loses little if a snippet hides too much. So this looks at the form of the
//! value and the words before it, and in doubt hides.

use crate::value::{ValueKind, classify, is_filler, is_placeholder, is_reference, is_wordy, value_class};
use regex::bytes::{Captures, Regex};
use std::{ops::Range, sync::LazyLock};

/// The writer of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writer {
    /// Somebody else: a file's content, a commit's message.
    Anybody,
    /// This program, which names ids of objects and hashes of values.
    Gonogo,
}

/// A shorter token that is no word may be a version or an abbreviation.
const MIN_TOKEN_BYTES: usize = 12;
/// Shorter hexadecimal digits are abbreviated ids of commits or colours.
const MIN_HEX_BYTES: usize = 32;
/// A shorter rest beside a random part of a token shows nothing.
const MIN_REST_BYTES: usize = 4;

/// Patterns whose groups are values whatever they look like: only a reference or a placeholder is no credential there.
static PLACES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[
        // The password of an address.
        r#"://[^\s/:@'"`]*:([^\s/@'"`]+)@"#,
        // The account that `curl` is given.
        r#"(?:^|\s)(?:-u|-U|--user|--proxy-user)[ =]*["']?[^\s:"'`=]+:([^\s"'`]+)"#,
        // `auth=("name", "password")`
        r#"(?i)auth\w*["']?\s*[:=]\s*[(\[]\s*["'][^"']*["']\s*,\s*["']([^"']+)["']"#,
        // `mysql -pvalue`, `--password value`
        r#"(?i)(?:^|\s)--?(?:password|passwd|pass|pw|token|secret|api-?key)[ =]+["']?([^\s"'`]+)"#,
    ])
});

/// Patterns whose groups are values that a name promises: credentials if they are no words.
static NAMED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compile(&[
        r#"(?i)(?:passw(?:or)?d|passwd|passphrase|pwd|pass|secret|token|api[_-]?key|(?:access|private|signing|encryption|account|shared|master|auth)[_-]?key|auth|credentials?|sig|signature|key)[\w.-]*["'\])]*\s*(?:=>|:=|[:=,]|\s(?:was|is|to|as|be)\s|\s)\s*["'`]?([^\s"'`,;&<>(){}\[\]]{6,})"#,
        // `Authorization: Bearer value`
        r#"(?i)\b(?:basic|bearer|apikey)\s+["']?([\w.~+/=-]{8,})"#,
        r#"["']([^"'\s]{8,128})["']"#,
    ])
});

/// Runs of characters that tokens are made of.
static RUNS: LazyLock<Vec<Regex>> = LazyLock::new(|| compile(&[r"([A-Za-z0-9_+/=.~-]{12,})"]));

fn compile(patterns: &[&str]) -> Vec<Regex> {
    // Each is a literal above; a test compiles them.
    patterns.iter().filter_map(|pattern| Regex::new(&format!("(?-u){pattern}")).ok()).collect()
}

/// The spans of what looks like a credential. They may overlap.
pub(crate) fn lookalikes(text: &[u8], writer: Writer) -> Vec<Range<usize>> {
    let mut found =
        values(&PLACES, text, |value| !is_reference(value) && !is_filler(value) && !value_class(value).is_shown());
    found.extend(values(&NAMED, text, is_no_word));
    for run in values(&RUNS, text, |_| true) {
        found.extend(random_parts(text, run, writer));
    }
    found
}

/// The groups of the patterns that a condition holds for. A group may be the name before the next one, so the search goes on
/// behind where it began.
fn values(patterns: &[Regex], text: &[u8], is_value: impl Fn(&[u8]) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let group = |groups: Captures<'_>| groups.get(1).map(|group| group.range());
    for pattern in patterns {
        let mut at = 0;
        while let Some(value) = pattern.captures_at(text, at).and_then(group) {
            at = if is_value(&text[value.clone()]) { value.end } else { value.start.max(at + 1) };
            if at == value.end {
                found.push(value);
            }
        }
    }
    found
}

/// Whether a value is what credentials look like, and nothing that programs and people write all the time.
fn is_no_word(value: &[u8]) -> bool {
    let letters = value.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    letters >= 2
        && matches!(
            classify(value),
            ValueKind::Password | ValueKind::Random | ValueKind::Uuid | ValueKind::PasswordHash
        )
}

/// The random parts of a run: all of it if it is one value, else its parts between dots and slashes, with what is beside them.
fn random_parts(text: &[u8], run: Range<usize>, writer: Writer) -> Vec<Range<usize>> {
    if is_digest(text, &run) {
        return Vec::new();
    }
    let parts = split(text, &run).map(|part| (is_random(&text[part.clone()], writer), part));
    let parts: Vec<(bool, Range<usize>)> = parts.collect();
    if !parts.iter().any(|(is_random, _)| *is_random) {
        return Vec::new();
    }
    let hides = |(is_random, part): (bool, Range<usize>)| {
        let value = &text[part.clone()];
        let is_rest = || value.len() >= MIN_REST_BYTES && !is_wordy(value) && value.iter().any(u8::is_ascii_digit);
        (is_random || is_rest()).then_some(part)
    };
    parts.into_iter().filter_map(hides).collect()
}

/// The parts of a run between the signs that also separate names of folders and hosts.
fn split(text: &[u8], run: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = run.start;
    let end = run.end;
    let ends = (run.start..=end).filter(move |&at| at == end || b"/.=+".contains(&text[at]));
    ends.map(move |at| {
        let part = start..at;
        start = at + 1;
        part
    })
}

/// Whether a run is the hash of something public: `sha256:...`, `image@sha256:...`, `commit ...`, `action@...`.
fn is_digest(text: &[u8], run: &Range<usize>) -> bool {
    let head = &text[..run.start];
    let value = &text[run.clone()];
    let value = value.strip_suffix(b".").unwrap_or(value);
    let is_hex = value.iter().all(u8::is_ascii_hexdigit);
    let marks: [&[u8]; 3] = [b"sha256:", b"sha512:", b"sha1:"];
    let inside: [&[u8]; 4] = [b"sha256-", b"sha384-", b"sha512-", b"sha1-"];
    marks.iter().any(|mark| head.ends_with(mark))
        || inside.iter().any(|mark| value.starts_with(mark))
        || is_hex && (head.ends_with(b"@") || head.trim_ascii_end().ends_with(b"commit"))
}

/// Whether letters and digits without separators are random.
fn is_random(value: &[u8], writer: Writer) -> bool {
    let is_hex = || value.iter().all(u8::is_ascii_hexdigit);
    if value.len() < MIN_TOKEN_BYTES || is_hex() && (writer == Writer::Gonogo || value.len() < MIN_HEX_BYTES) {
        return false;
    }
    let has = |class: fn(&u8) -> bool| value.iter().any(class);
    let is_mixed = || has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let is_one = match classify(value) {
        ValueKind::Random => true,
        ValueKind::Password => !is_hex() && is_mixed(),
        _ => false,
    };
    is_one && !is_placeholder(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::expand;

    fn hidden(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for span in lookalikes(text.as_bytes(), Writer::Anybody) {
            bytes[span].fill(b'*');
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn all_patterns_compile() {
        assert_eq!((PLACES.len(), NAMED.len(), RUNS.len()), (4, 3, 1));
    }

    /// `RANDOM` and `CHOSEN` stand for values of programs and of people.
    #[test]
    fn hides_what_looks_like_a_credential() {
        for (at, text) in [
            "RUN curl -u admin:CHOSEN https://x.example | sh",
            "curl --user 'admin:CHOSEN' https://x.example",
            "requests.get('https://x', auth=('bob', 'CHOSEN'), timeout=5)",
            "export API_KEY='x'  # was RANDOM",
            "jwt.sign(payload, 'RANDOM')",
            "add_header X-Api-Key RANDOM;",
            "proxy_pass http://u:CHOSEN@host;",
            "GET /blob?sv=2020&sig=RANDOM&x=1",
            "Authorization: Bearer RANDOM",
            "reset the password to CHOSEN today",
            "set RANDOM and go",
            "{\"a\": \"RANDOM\"}",
            "mysql --password CHOSEN shop",
            "api_token=RANDOM",
        ]
        .into_iter()
        .enumerate()
        {
            for round in 0..20 {
                let seed = format!("{at}-{round}");
                let random = expand("{alnum:24}", &seed).expect("a template");
                let chosen = expand("Xk{digit:2}-{lower:4}!{digit:2}Q", &seed).expect("a template");
                let shown = hidden(&text.replace("RANDOM", &random).replace("CHOSEN", &chosen));
                assert!(!shown.contains(&random) && !shown.contains(&chosen), "{shown}");
            }
        }
    }

    #[test]
    fn shows_what_people_write_all_the_time() {
        for text in [
            "FROM node:20-alpine@sha256:2b1a6d4f8c0e9d7b5a3f1e2c4d6b8a0f1e3d5c7b9a2f4e6d8c0b1a3f5e7d9c1b",
            "uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
            "password = request.form['password']",
            "const token = await getAccessTokenFromStorage(req)",
            "DB_PASSWORD: ${DB_PASSWORD:?required}",
            "import { useAuthentication } from '@/features/authentication/hooks'",
            "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
            "secretKeyRef: { name: database-credentials, key: password }",
            "location ~ /\\.(?!well-known).* { deny all; }",
            "image: registry.example.com/team/shop-backend:v1.24.3",
            "This reverts commit 11bd71901bbe5b1630ceea73d27597364c9af683.",
            "CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"config.wsgi:application\"]",
            "postgres://app:changeme@db:5432/shop",
            "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;",
        ] {
            assert_eq!(hidden(text), text);
        }
    }
}
