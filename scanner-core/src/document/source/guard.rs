//! What a condition says of the environment.

use super::{key::is_link, token::Source};
use crate::document::setting::Guard;
use std::ops::Range;

/// The environment in which the condition in these tokens holds, if it says one.
pub(super) fn of(source: &Source<'_>, condition: Range<usize>) -> Guard {
    for token in condition.clone() {
        let (guard, negated) = match source.is_text(token) {
            true => (of_text(source.inner_text(token)), is_refused(source, token, &condition)),
            false => (of_word(source.word(token)), is_negated(source, token)),
        };
        match (guard, negated) {
            (Guard::None, _) => {}
            // Tests are not all that is no production.
            (Guard::Elsewhere, true) if source.inner_text(token).to_ascii_lowercase().starts_with("test") => {}
            (guard, true) => return flip(guard),
            (guard, false) => return guard,
        }
    }
    Guard::None
}

/// The guard of the other branch.
pub(super) fn flip(guard: Guard) -> Guard {
    match guard {
        Guard::None => Guard::None,
        Guard::Production => Guard::Elsewhere,
        Guard::Elsewhere => Guard::Production,
    }
}

fn of_text(text: &str) -> Guard {
    match &*text.to_ascii_lowercase() {
        "production" | "prod" | "live" => Guard::Production,
        "development" | "dev" | "local" | "test" | "testing" | "staging" => Guard::Elsewhere,
        _ => Guard::None,
    }
}

fn of_word(word: &str) -> Guard {
    let plain: String = word.to_ascii_lowercase().replace(['_', '$'], "");
    match &*plain {
        "production" | "prod" | "isproduction" | "isprod" | "inproduction" | "isproductionenv" | "prodmode"
        | "productionmode" => Guard::Production,
        "development" | "dev" | "isdevelopment" | "isdev" | "debug" | "devmode" | "islocal" | "istest" | "testing" => {
            Guard::Elsewhere
        }
        _ => Guard::None,
    }
}

/// Whether a text is compared by an operator of inequality.
fn is_refused(source: &Source<'_>, token: usize, condition: &Range<usize>) -> bool {
    let unequal = |sign: &str| matches!(sign, "!=" | "!==" | "not" | "<>");
    unequal(source.before(token))
        || unequal(source.sign(token + 1))
        || unequal(source.sign(condition.start))
        || source.sign(condition.start) == "!"
}

/// Whether a word, or the chain that it ends, is negated.
fn is_negated(source: &Source<'_>, token: usize) -> bool {
    let mut start = token;
    while start >= 2 && is_link(source.before(start)) {
        start -= 2;
    }
    matches!(source.before(start), "!" | "not")
}
