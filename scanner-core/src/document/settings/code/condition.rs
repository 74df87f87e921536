//! Conditions on the environment: blocks and choices that hold only in production, or only elsewhere.

use super::{expression, walk::Walker};
use crate::document::{
    code::{Code, EnvCondition, Kind},
    setting::Origin,
};
use std::ops::Range;

/// The longest condition that is read.
const MAX_CONDITION_TOKENS: usize = 60;
/// A block that refuses something says so in its first tokens.
const MAX_REFUSAL_TOKENS: usize = 200;

impl Walker<'_, '_> {
    /// Notes the condition that starts at a token, if it says something of the environment.
    pub(super) fn condition(&mut self, at: usize) {
        let source = self.source;
        let word = source.word(at);
        let starts = !source.dialect.indented || source.is_fresh(at);
        match word {
            "if" | "elif" | "elsif" | "unless" if starts => {
                let condition = condition_tokens(source, at);
                let mut env = EnvCondition::of_tokens(source, condition.clone());
                if env == EnvCondition::Any {
                    return;
                }
                env = if word == "unless" { env.negated() } else { env };
                let end = self.body_end(at, condition.end);
                self.conditions.ranges.push((condition.end..end, env));
                self.conditions.otherwise = Some((end, env.negated()));
                if env == EnvCondition::Production {
                    self.note_refusal(condition.start..end.min(condition.end + MAX_REFUSAL_TOKENS));
                }
            }
            "else" => {
                if let Some((_, env)) = self.conditions.otherwise.filter(|(expected, _)| *expected == at) {
                    let end = self.body_end(at, at + 1);
                    self.conditions.ranges.push((at..end, env));
                }
            }
            _ => {}
        }
    }

    /// Behind the block that belongs to a condition, where `body` is the token behind the condition.
    fn body_end(&self, at: usize, body: usize) -> usize {
        let source = self.source;
        if source.dialect.indented {
            return self.block_end(at);
        }
        let body = if source.sign(body) == ")" { body + 1 } else { body };
        if source.sign(body) == "{" { source.behind(body) } else { self.expression_end(body) }
    }

    /// Names in a condition on production whose block stops the program.
    fn note_refusal(&mut self, tokens: Range<usize>) {
        let source = self.source;
        let stops = |word: &str| {
            matches!(
                word,
                "throw" | "raise" | "exit" | "panic" | "abort" | "die" | "Exit" | "Fatal" | "Fatalf" | "fail" | "sys"
            )
        };
        if !tokens.clone().any(|token| stops(source.word(token))) {
            return;
        }
        let names = tokens.map(|token| source.name(token));
        self.conditions.refused.extend(names.filter(|name| name.len() > 3).map(str::to_lowercase));
    }

    /// Marks defaults that are refused in production.
    pub(super) fn refuse_defaults(&mut self) {
        if self.conditions.refused.is_empty() {
            return;
        }
        for setting in self.collector.settings_mut() {
            let refused = setting.names().any(|name| self.conditions.refused.contains(&name.to_lowercase()));
            if refused && setting.scope.origin == Origin::Default && setting.scope.condition == EnvCondition::Any {
                setting.scope.condition = EnvCondition::Elsewhere;
            }
        }
    }

    /// `condition ? a : b`, and `a if condition else b`: literals of both branches, each under its condition.
    pub(super) fn choice(&mut self, expression: Range<usize>) {
        let source = self.source;
        let Some(choice) = Choice::parse(source, &expression) else { return };
        let env = EnvCondition::of_tokens(source, choice.condition.clone());
        for (branch, env) in [(choice.yes, env), (choice.no.clone(), env.negated())] {
            if env == EnvCondition::Any {
                continue;
            }
            self.conditions.ranges.push((branch.clone(), env));
            if let Some(literal) = expression::whole(source, branch.start, branch.end) {
                self.chosen(&literal, branch.start);
            }
        }
        if env == EnvCondition::Any {
            self.chosen_fallback(choice.condition, choice.no);
        }
    }
}

/// The tokens of the condition behind an `if`.
fn condition_tokens(source: &Code<'_>, at: usize) -> Range<usize> {
    let open = at + 1;
    if !source.dialect.indented && source.sign(open) == "(" {
        return open + 1..source.behind(open) - 1;
    }
    let mut end = open;
    while end < open + MAX_CONDITION_TOKENS {
        match source.sign(end) {
            ":" | "{" => break,
            _ if source.is_fresh(end) || source.kind(end).is_none() => break,
            "(" | "[" => end = source.behind(end),
            _ => end += 1,
        }
    }
    open..end
}

/// The parts of a choice.
struct Choice {
    condition: Range<usize>,
    yes: Range<usize>,
    no: Range<usize>,
}

impl Choice {
    fn parse(source: &Code<'_>, expression: &Range<usize>) -> Option<Choice> {
        let (first, second) = if source.dialect.choice_in_words { ("if", "else") } else { ("?", ":") };
        let outer = outer_tokens(source, expression);
        let at = outer.iter().position(|token| source.sign(*token) == first)?;
        let mut depth = 0;
        let other = outer[at + 1..].iter().find(|token| {
            depth += i32::from(source.sign(**token) == first) - i32::from(source.sign(**token) == second);
            depth < 0
        })?;
        let at = outer[at];
        let (before, between, behind) = (expression.start..at, at + 1..*other, other + 1..expression.end);
        Some(match source.dialect.choice_in_words {
            true => Choice { condition: between, yes: before, no: behind },
            false => Choice { condition: before, yes: between, no: behind },
        })
    }
}

/// The tokens of an expression that are in no bracket of it.
fn outer_tokens(source: &Code<'_>, expression: &Range<usize>) -> Vec<usize> {
    let mut at = expression.start;
    let mut tokens = Vec::new();
    while at < expression.end && tokens.len() < MAX_CONDITION_TOKENS {
        tokens.push(at);
        at = if source.kind(at) == Some(Kind::Open) { source.behind(at) } else { at + 1 };
    }
    tokens
}
