//! From [`RuleMeta`] to SARIF's `reportingDescriptor`.

use super::{
    limits::{self, cut},
    schema::{Configuration, Level, Message, Rule, RuleProperties},
};
use crate::model::{Finding, RuleMeta, Severity};
use std::{borrow::Cow, collections::HashMap, sync::Arc};

/// The rules of a run, each with its index.
pub(super) struct RuleTable<'a> {
    rules: Vec<&'a RuleMeta>,
    index: HashMap<&'a str, usize>,
}

impl<'a> RuleTable<'a> {
    /// All rules that ran. Whatever the limit cuts off, the rules of the results are in it.
    pub(super) fn new(ran: &'a [Arc<RuleMeta>], results: &[&'a Finding]) -> Self {
        let mut table = RuleTable { rules: Vec::new(), index: HashMap::new() };
        if ran.len() <= limits::MAX_RULES {
            ran.iter().for_each(|rule| table.insert(rule));
        }
        results.iter().for_each(|finding| table.insert(&finding.rule));
        ran.iter().take(limits::MAX_RULES.saturating_sub(table.rules.len())).for_each(|rule| table.insert(rule));
        table
    }

    fn insert(&mut self, rule: &'a RuleMeta) {
        self.index.entry(&rule.id).or_insert_with(|| {
            self.rules.push(rule);
            self.rules.len() - 1
        });
    }

    /// The index of a rule; only for rules of results.
    pub(super) fn index(&self, id: &str) -> usize {
        self.index[id]
    }

    pub(super) fn descriptors(&self) -> Vec<Rule<'a>> {
        self.rules.iter().map(|rule| descriptor(rule)).collect()
    }
}

pub(in crate::report) fn level(severity: Severity) -> Level {
    match severity {
        Severity::Blocker | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low => Level::Note,
    }
}

/// GitHub's critical begins above 9, high at 7, medium at 4.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
    }
}

fn descriptor(rule: &RuleMeta) -> Rule<'_> {
    let title = first_of([&rule.title, &rule.id]);
    let description = first_of([&rule.description, title]);
    let help = first_of([&rule.help, description]);
    Rule {
        id: &rule.id,
        name: cut(&name(&rule.id), limits::MAX_NAME_CHARS).into_owned(),
        short_description: Message::new(cut(title, limits::MAX_DESCRIPTION_CHARS)),
        full_description: Message::new(cut(description, limits::MAX_DESCRIPTION_CHARS)),
        help: Message {
            text: help_text(help, &rule.references).into(),
            markdown: Some(help_markdown(description, help, &rule.references)),
        },
        help_uri: rule.references.iter().map(String::as_str).find(|reference| is_web_address(reference)),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties {
            tags: tags(rule),
            precision: rule.confidence.as_str(),
            security_severity: security_severity(rule.severity),
        },
    }
}

fn first_of<const N: usize>(texts: [&str; N]) -> &str {
    texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// The id in Pascal case. SARIF wants it to differ from the id by more than case, and to start with a letter.
fn name(id: &str) -> String {
    let words = id.split(|c: char| !c.is_alphanumeric());
    let name: String =
        words.flat_map(|word| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1))).collect();
    if name.eq_ignore_ascii_case(id) || !name.starts_with(char::is_alphabetic) { format!("Rule{name}") } else { name }
}

/// `security` first, then CWEs as CodeQL writes them, then category and free words.
fn tags(rule: &RuleMeta) -> Vec<Cow<'_, str>> {
    let (weaknesses, words): (Vec<_>, Vec<_>) = rule.tags.iter().partition(|tag| cwe(tag).is_some());
    let weaknesses = weaknesses.into_iter().filter_map(|tag| cwe(tag)).map(|id| format!("external/cwe/cwe-{id:03}"));
    let words = words.into_iter().map(String::as_str).chain([rule.category.as_str()]).filter(|word| !word.is_empty());
    let mut tags: Vec<Cow<'_, str>> = vec!["security".into()];
    for tag in weaknesses.map(Cow::Owned).chain(words.map(Cow::Borrowed)) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.truncate(limits::MAX_TAGS);
    tags
}

/// The number in `CWE-798`.
fn cwe(tag: &str) -> Option<u32> {
    let (prefix, number) = tag.split_once('-')?;
    prefix.eq_ignore_ascii_case("cwe").then(|| number.parse().ok())?
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b))
    })
}

fn help_text(help: &str, references: &[String]) -> String {
    references.iter().fold(help.to_owned(), |text, reference| format!("{text}\n{reference}"))
}

fn help_markdown(description: &str, help: &str, references: &[String]) -> String {
    let mut text = format!("{}\n\n**How to fix:** {}\n", markdown(description), markdown(help));
    if !references.is_empty() {
        text.push_str("\n**References**\n\n");
        text.extend(references.iter().map(|reference| format!("- {}\n", markdown(reference))));
    }
    text
}

/// Keeps `<token>` from being read as HTML, outside of code, where it can't be.
fn markdown(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts: Vec<_> =
        parts.map(|(at, part)| if at % 2 == 0 { part.replace('<', "&lt;") } else { part.to_owned() }).collect();
    parts.join("`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Confidence;

    fn rule(id: &str) -> RuleMeta {
        RuleMeta::new(id, "", Severity::High, Confidence::High)
    }

    #[test]
    fn names_are_pascal_case_and_differ_from_the_id() {
        for (id, expected) in [
            ("github-personal-access-token", "GithubPersonalAccessToken"),
            ("jwt", "RuleJwt"),
            ("1password-secret-key", "Rule1passwordSecretKey"),
            ("a_b.c", "ABC"),
        ] {
            assert_eq!(name(id), expected);
        }
    }

    #[test]
    fn tags_are_at_most_twenty_different_ones() {
        let mut rule = rule("r");
        rule.tags = ["slack", "CWE-798", "cwe-79", "CWE-x", "secret", "slack"].map(str::to_owned).to_vec();
        assert_eq!(
            tags(&rule),
            ["security", "external/cwe/cwe-798", "external/cwe/cwe-079", "slack", "CWE-x", "secret"]
        );
        rule.tags = (0..50).map(|n| format!("tag-{n}")).collect();
        assert_eq!(tags(&rule).len(), 20);
    }

    #[test]
    fn a_rule_that_says_nothing_still_has_every_text() {
        let rule = rule("some-rule");
        let descriptor = descriptor(&rule);
        for message in [descriptor.short_description, descriptor.full_description, descriptor.help] {
            assert_eq!(message.text, "some-rule");
        }
    }

    #[test]
    fn only_web_addresses_become_help_uris() {
        let mut rule = rule("r");
        rule.references =
            ["see the wiki", "https://", "https://a b", "https://example.com/a?b#c"].map(str::to_owned).to_vec();
        assert_eq!(descriptor(&rule).help_uri, Some("https://example.com/a?b#c"));
    }

    #[test]
    fn placeholders_are_not_html() {
        assert_eq!(markdown("set <token>, not `<token>`"), "set &lt;token>, not `<token>`");
    }
}
