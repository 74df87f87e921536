//! Settings that turn a protection on or off: where there is one, what production gives it decides.

use super::Detector;
use crate::{
    context::Role,
    evidence::{Sightings, SurveyedFile, readers::words::Words},
    model::{EvidenceKind, words},
};
use std::sync::LazyLock;

/// Parts of the names of what limits requests.
const LIMITS: &[&str] = &["rate_limit", "ratelimit", "rate-limit", "throttle"];

/// Words of a name that say that it is a switch.
const SWITCHES: &[&str] = &["enable", "enabled", "disable", "disabled", "active", "on", "off", "skip", "bypass", "use"];

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(LIMITS));

pub(super) const DETECTOR: Detector = Detector {
    keywords: LIMITS,
    applies_to: |file| file.is_code() || file.is_in_use() || file.role() == Role::Template,
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if file.is_code() {
        let code = file.parsed.code();
        let name = |at: usize| if code.is_text(at) { code.inner_text(at) } else { code.word(at) };
        if let Some(at) = WORDS.tokens(&code).find(|at| is_switch(name(*at))) {
            found.report(EvidenceKind::RateLimitSwitch, code.span(at));
        }
    } else if let Some(setting) = file.parsed.settings().list.iter().find(|setting| is_switch(&setting.name)) {
        found.report(EvidenceKind::RateLimitSwitch, setting.key.clone());
    }
}

/// The name of a variable of the environment: `RATE_LIMIT_ENABLED`, `DISABLE_THROTTLE`.
fn is_switch(name: &str) -> bool {
    let is_variable = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let flat = name.to_ascii_lowercase();
    is_variable
        && LIMITS.iter().any(|limit| flat.contains(limit))
        && words(name.as_bytes()).iter().any(|word| SWITCHES.contains(&word.as_str()))
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
                // How many, and what limits.
                (&[(".env.example", "RATE_LIMIT_MAX=100\nRATE_LIMIT_WINDOW=15\n")], &[]),
                (&[("src/a.js", "app.use(rateLimit({ max: 5, skip: isHealthCheck }));\n")], &[]),
            ],
        );
    }
}
