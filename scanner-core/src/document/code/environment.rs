//! Conditions on the environment.

use super::token::{Code, is_link};
use crate::model::{Environment, WordUse};
use std::ops::Range;

/// The environments in which code runs, as far as the condition around it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EnvCondition {
    /// No condition on the environment.
    #[default]
    Any,
    /// Code that only runs in production.
    Production,
    /// Code that only runs outside of production, or a default that is refused in production.
    Elsewhere,
}

impl EnvCondition {
    /// The condition of the other branch.
    #[must_use]
    pub(crate) fn negated(self) -> Self {
        match self {
            EnvCondition::Any => EnvCondition::Any,
            EnvCondition::Production => EnvCondition::Elsewhere,
            EnvCondition::Elsewhere => EnvCondition::Production,
        }
    }

    /// The environment in which the condition in these tokens holds, by the first word that names one.
    pub(crate) fn of_tokens(code: &Code<'_>, condition: Range<usize>) -> Self {
        let said = |token: usize| {
            let named = EnvCondition::of_token(code, token);
            let negated = named != EnvCondition::Any && is_negated(code, token, condition.start);
            // Tests are not all that is not production.
            let kept = !(negated && named == EnvCondition::Elsewhere && code.inner_text(token).starts_with("test"));
            kept.then(|| if negated { named.negated() } else { named })
        };
        condition.clone().filter_map(said).find(|named| *named != EnvCondition::Any).unwrap_or_default()
    }

    /// The environment that a word names, or a text that is compared or looked up.
    fn of_token(code: &Code<'_>, token: usize) -> Self {
        let (word, text) = (code.word(token), code.inner_text(token));
        let flag = |name: &str| match name.contains(['_', '$']) {
            true => EnvCondition::named(&name.replace(['_', '$'], ""), WordUse::Flag),
            false => EnvCondition::named(name, WordUse::Flag),
        };
        match EnvCondition::named(text.trim_start_matches('!'), WordUse::Value) {
            EnvCondition::Any if matches!(code.before(token), "(" | "[") && !text.is_empty() => flag(text),
            // `pattern.test(x)` tests something else.
            EnvCondition::Any if word != "test" || code.sign(token + 1) != "(" => flag(word),
            named if text.starts_with('!') => named.negated(),
            named => named,
        }
    }

    fn named(word: &str, used: WordUse) -> Self {
        match Environment::named(word, used) {
            None => EnvCondition::Any,
            Some(Environment::Production) => EnvCondition::Production,
            Some(_) => EnvCondition::Elsewhere,
        }
    }
}

/// Whether a token's condition is negated: by an operator beside it, or before the chain or call that it is part of.
pub(crate) fn is_negated(code: &Code<'_>, token: usize, first: usize) -> bool {
    let unequal = |sign: &str| matches!(sign, "!=" | "!==" | "<>");
    let negates = |sign: &str| matches!(sign, "!" | "not");
    let mut start = token;
    while start > first {
        let before = code.before(start);
        start -= match before {
            _ if is_link(before) && start >= 2 => 2,
            "(" if !code.word(start.wrapping_sub(2)).is_empty()
                && !negates(code.word(start - 2))
                && start - 2 >= first =>
            {
                2
            }
            "(" => 1,
            _ => break,
        };
    }
    let refused = code.is_text(token) && (negates(code.sign(first)) || code.before(token) == "not");
    unequal(code.before(token)) || unequal(code.sign(token + 1)) || negates(code.before(start)) || refused
}
