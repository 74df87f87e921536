//! Settings that turn a protection on or off: where there is one, what production gives it decides.

use super::Detector;
use crate::{
    context::Role,
    document::code::Code,
    evidence::{Sightings, SurveyedFile, readers::words::Words},
    model::{EvidenceKind, words},
};
use std::{ops::Range, sync::LazyLock};

/// Kinds of switches: a part of a variable's name, and words, one of which it has.
const SWITCHES: &[(EvidenceKind, &[&str], &[&str])] = &[(
    EvidenceKind::RateLimitSwitch,
    &["rate_limit", "ratelimit", "throttle"],
    &["enable", "enabled", "disable", "disabled", "active", "on", "off", "skip", "bypass"],
)];

/// The parts of all of them.
const PARTS: &[&str] = &["rate_limit", "ratelimit", "throttle"];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(PARTS));

pub(super) const DETECTOR: Detector = Detector {
    keywords: PARTS,
    applies_to: |file| file.is_code() || file.is_in_use() || file.role() == Role::Template,
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if file.is_code() {
        let code = file.parsed.code();
        for (at, name) in WORDS.tokens(&code).filter_map(|at| Some((at, asked(&code, at)?))) {
            report(name, &code.span(at), found);
        }
    } else {
        file.parsed.settings().list.iter().for_each(|setting| report(&setting.name, &setting.key, found));
    }
}

/// The name of a variable that code asks its environment for: a text, a member of `env`, or a field of settings that are read from
/// there. A constant of its own is none.
fn asked<'c>(code: &Code<'c>, at: usize) -> Option<&'c str> {
    let name = code.word(at);
    let is_member = at >= 2 && matches!(code.word(at - 2), "env" | "ENV") && matches!(code.before(at), "." | "?.");
    let is_field = code.sign(at + 1) == ":" && code.word(at + 2) == "bool";
    match code.is_text(at) {
        true => Some(code.inner_text(at)),
        false => (is_member || is_field).then_some(name),
    }
}

fn report(name: &str, span: &Range<usize>, found: &mut Sightings) {
    let is_variable = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let (flat, words) = (name.to_ascii_lowercase(), words(name.as_bytes()));
    let kinds = SWITCHES.iter().filter(|(_, parts, said)| {
        parts.iter().any(|part| flat.contains(part)) && words.iter().any(|word| said.contains(&word.as_str()))
    });
    kinds.filter(|_| is_variable).for_each(|(kind, ..)| {
        found.report(*kind, span.clone());
    });
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::of_kind;

    #[test]
    fn switches_of_limits() {
        of_kind(
            "rate-limit-switch",
            &[
                (&[(".env.example", "RATE_LIMIT_ENABLED=true\n")], &["rate-limit-switch present .env.example:1"]),
                (
                    &[("src/a.js", "if (process.env.DISABLE_RATE_LIMIT === '1') return next();\n")],
                    &["rate-limit-switch present src/a.js:1"],
                ),
                (
                    &[("app/a.py", "ON = os.environ.get('RATELIMIT_ENABLED', '1')\n")],
                    &["rate-limit-switch present app/a.py:1"],
                ),
                // A constant, how many, and what limits.
                (&[("app/settings.py", "RATELIMIT_ENABLE = True\n")], &[]),
                (&[(".env.example", "RATE_LIMIT_MAX=100\nRATE_LIMIT_WINDOW=15\n")], &[]),
                (&[("src/a.js", "app.use(rateLimit({ max: 5, skip: isHealthCheck }));\n")], &[]),
            ],
        );
    }
}
