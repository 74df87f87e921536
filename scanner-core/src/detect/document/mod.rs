//! Rules for documents: a part of a parsed tree that is not as it should be.

mod condition;
mod select;
#[cfg(test)]
mod tests;
mod tree;

use super::{
    Candidate, ConfigFile, Specificity,
    settings::{connection_password, why_here},
};
use crate::{
    document::is_pipeline,
    rule::{DocumentKind, DocumentRule, Matcher, MessagePart, Rule, RuleSet},
};
use select::{Spot, text_of};
use std::ops::Range;
use tree::{Tree, trees};

/// A longer text is not shown in a message.
const LONGEST_SHOWN: usize = 80;

/// The rules for documents of a set.
#[derive(Debug, Default)]
pub(super) struct DocumentRules(Vec<(usize, DocumentKind)>);

impl DocumentRules {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let kind = |(at, rule): (usize, &Rule)| match &rule.matcher {
            Matcher::Document(document) => Some((at, document.kind)),
            _ => None,
        };
        DocumentRules(rules.iter().enumerate().filter_map(kind).collect())
    }

    /// What the rules claim in a file.
    pub(super) fn search(&self, rules: &RuleSet, file: &ConfigFile<'_>) -> Vec<Candidate> {
        let applies = |at: &usize| rules.as_slice()[*at].paths.allows(file.path);
        let applying: Vec<&(usize, DocumentKind)> = self.0.iter().filter(|(at, _)| applies(at)).collect();
        if applying.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for tree in trees(file, |kind| applying.iter().any(|(_, wanted)| *wanted == kind)) {
            for (at, _) in applying.iter().filter(|(_, kind)| tree.kinds.contains(kind)) {
                let rule = &rules.as_slice()[*at];
                if let Matcher::Document(document) = &rule.matcher {
                    let case = Case { rule, document, at: *at, tree: &tree, file };
                    found.extend(case.claims());
                }
            }
        }
        found
    }
}

/// One rule and one document.
struct Case<'a> {
    rule: &'a Rule,
    document: &'a DocumentRule,
    at: usize,
    tree: &'a Tree,
    file: &'a ConfigFile<'a>,
}

impl Case<'_> {
    fn claims(&self) -> Vec<Candidate> {
        let Some(severity) = self.document.severity_in(self.tree.environment) else { return Vec::new() };
        let root = Spot::root(&self.tree.root);
        let selected = self.document.select.iter().flat_map(|selector| root.follow(selector));
        let passing = selected.filter(|spot| self.tree.knowledge.passes(&self.document.condition, spot));
        let mut claims: Vec<Candidate> = Vec::new();
        for spot in passing {
            let message = self.message(&spot);
            let mut candidate = Candidate::new(self.at, self.place(&spot), Specificity::Remark);
            candidate.severity = Some(severity);
            candidate.is_about_setup = true;
            candidate.identity = Some(message.clone());
            candidate.message = Some(
                match why_here(self.tree.environment, self.file)
                    .filter(|_| !is_pipeline(&self.file.path.to_lowercase()))
                {
                    Some(why) => format!("{message}; {why}"),
                    None => message,
                },
            );
            // An alias repeats what stands in one place.
            if !claims.iter().any(|other| other.value == candidate.value) {
                claims.push(candidate);
            }
        }
        claims
    }

    /// What is reported: a value, or the key of what lacks one.
    fn place(&self, spot: &Spot<'_>) -> Range<usize> {
        let reported = self.document.report.as_ref().and_then(|path| spot.follow(path).into_iter().next());
        match reported {
            Some(reported) => first_line(reported.node()),
            None => spot.entry().map_or_else(|| first_line(spot.node()), |entry| entry.key_span.clone()),
        }
    }

    fn message(&self, spot: &Spot<'_>) -> String {
        let parts = self.document.message.iter().map(|part| match part {
            MessagePart::Text(text) => text.clone(),
            MessagePart::Caught(at) => spot.caught.get(*at).cloned().unwrap_or_default(),
            MessagePart::At(path) => spot.follow(path).first().and_then(|spot| shown(spot)).unwrap_or_default(),
        });
        let what: String = parts.collect();
        if what.is_empty() { self.rule.meta.title.clone() } else { format!("{}: {what}", self.rule.meta.title) }
    }
}

/// A scalar as it is; of anything larger its first key, or its first scalar.
fn first_line(node: &crate::document::Node) -> Range<usize> {
    match (node.entries().first(), node.items().first()) {
        (Some(entry), _) => entry.key_span.clone(),
        (None, Some(item)) => first_line(item),
        (None, None) => node.span.clone(),
    }
}

/// A text as messages show it: short, and without passwords.
fn shown(spot: &Spot<'_>) -> Option<String> {
    let mut text = text_of(spot.node())?;
    if let Some(password) = connection_password(&text).map(str::to_owned) {
        text = text.replace(&password, "***");
    }
    Some(match text.char_indices().nth(LONGEST_SHOWN) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text,
    })
}
