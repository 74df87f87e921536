//! Rules for documents: a part of a parsed tree that is not as it should be.

mod condition;
mod fix;
mod select;
#[cfg(test)]
mod tests;
mod tree;

use super::{
    ConfigFile, Match, Specificity,
    knowledge::store::{store_of_image, store_of_port},
    list::list,
    settings::connection_password,
};
use crate::{
    document::Node,
    model::{Lowered, Severity, Technology},
    rule::{DocumentKind, DocumentRule, Matcher, MessagePart, Rule, RuleSet},
};
use condition::Conditions;
use select::{NodeRef, text_of};
use std::{cmp::Reverse, collections::HashSet, ops::Range};
use tree::{Tree, trees};

/// The longest text that a message shows, in characters.
const MAX_SHOWN_CHARS: usize = 80;

/// The rules for documents of a set.
#[derive(Debug, Default)]
pub(super) struct DocumentRules(Vec<(usize, DocumentKind)>);

impl DocumentRules {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let kind = |(at, rule): (usize, &Rule)| match &rule.matcher {
            Matcher::Document(document) => Some((at, document.kind)),
            _ => None,
        };
        DocumentRules(rules.as_slice().iter().enumerate().filter_map(kind).collect())
    }

    /// Finds the matches of the rules in a file.
    pub(super) fn search(&self, rules: &RuleSet, file: &ConfigFile<'_>) -> Vec<Match> {
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
                    let case = MatchContext { rule, document, at: *at, tree: &tree, file };
                    found.extend(case.matches());
                }
            }
        }
        once(found)
    }
}

/// Keeps one match of those that two trees share, the more severe.
fn once(mut found: Vec<Match>) -> Vec<Match> {
    found.sort_by_key(|one| (one.rule, one.value.start, one.value.end, Reverse(one.severity)));
    found.dedup_by(|next, kept| next.rule == kept.rule && next.value == kept.value);
    found
}

/// Something that is wrong.
struct Found {
    place: Range<usize>,
    subject: String,
    what: String,
    store: Option<Technology>,
    edits: Vec<fix::Edit>,
}

/// One rule and one document.
struct MatchContext<'a> {
    rule: &'a Rule,
    document: &'a DocumentRule,
    at: usize,
    tree: &'a Tree<'a>,
    file: &'a ConfigFile<'a>,
}

impl MatchContext<'_> {
    fn matches(&self) -> Vec<Match> {
        let Some(severity) = self.document.severity_in(self.tree.environment) else { return Vec::new() };
        let root = NodeRef::root(self.tree.root());
        let selected = self.document.select.iter().flat_map(|selector| root.follow(selector));
        let conditions = Conditions::new(self.tree.knowledge);
        let passing = selected.filter(|spot| conditions.passes(&self.document.condition, spot));
        let mut found: Vec<Found> = Vec::new();
        let mut known: HashSet<Range<usize>> = HashSet::new();
        for spot in passing {
            for (place, text) in self.places(&spot) {
                // An alias repeats the text of one place.
                if known.insert(place.clone()) {
                    let place_of = |place| self.tree.place(self.file, place);
                    let edit = fix::edit(self.document, self.file.text, &place, &spot, place_of);
                    let what = self.what(&spot, text.as_deref());
                    let subject = subject(&spot, text.as_deref());
                    let store = store(&spot);
                    found.push(Found { place, subject, what, store, edits: edit.into_iter().collect() });
                }
            }
        }
        if self.document.written.together {
            found = together(found);
        }
        found.into_iter().map(|found| self.matched(found, severity)).collect()
    }

    fn matched(&self, found: Found, severity: Severity) -> Match {
        let Found { place, subject, what, store, edits } = found;
        let title = &self.rule.meta.title;
        let message = match what.is_empty() {
            true => title.clone(),
            false if self.document.written.together => format!("{title}: {what}"),
            false => what,
        };
        let mut matched = Match::new(self.at, place, Specificity::Remark);
        matched.at_most(severity, Lowered::Environment).subject(subject).store(store).message(message);
        matched.environment = Some(self.tree.environment);
        matched.is_about_setup = true;
        matched.why = self.tree.why(self.file);
        if let Some(fix) = self.document.written.fix.as_ref().filter(|_| !edits.is_empty()) {
            matched.fix(&fix.title, edits);
        }
        matched
    }

    /// The bytes of the file that are reported, with their text if that was looked for.
    fn places(&self, spot: &NodeRef<'_>) -> Vec<(Range<usize>, Option<String>)> {
        let Some(pattern) = self.document.find.as_ref() else {
            return self.tree.place(self.file, self.place(spot)).map(|place| (place, None)).into_iter().collect();
        };
        let reported = self.document.report.as_ref().and_then(|path| spot.follow(path).into_iter().next());
        let whole = self.tree.place(self.file, reported.as_ref().unwrap_or(spot).node().span.clone());
        let Some(whole) = whole else { return Vec::new() };
        let mut found: Vec<(Range<usize>, Option<String>)> = Vec::new();
        let (bytes, mut at) = (self.file.text.get(whole.clone()).unwrap_or_default(), 0);
        while at <= bytes.len()
            && let Some((matched, part)) = pattern.find_part(bytes, at)
        {
            at = matched.end.max(matched.start + 1);
            let text = Some(String::from_utf8_lossy(&bytes[part.clone()]).into_owned());
            // What is written again and again is said once.
            if !found.iter().any(|(_, known)| *known == text) {
                found.push((whole.start + part.start..whole.start + part.end, text));
            }
        }
        found
    }

    /// The place to report: a value, or the key of a part that lacks one.
    fn place(&self, spot: &NodeRef<'_>) -> Range<usize> {
        let reported = self.document.report.as_ref().and_then(|path| spot.follow(path).into_iter().next());
        match reported {
            Some(reported) => first_line(reported.node()),
            None => spot.entry().map_or_else(|| first_line(spot.node()), |entry| entry.key_span.clone()),
        }
    }

    fn what(&self, spot: &NodeRef<'_>, found: Option<&str>) -> String {
        let parts = self.document.message.iter().map(|part| match part {
            MessagePart::Text(text) => text.clone(),
            MessagePart::Caught(at) => spot.caught.get(*at).cloned().unwrap_or_default(),
            MessagePart::At(path) if path.steps.is_empty() && found.is_some() => found.unwrap_or_default().to_owned(),
            MessagePart::At(path) => spot.follow(path).first().and_then(|spot| shown(spot)).unwrap_or_default(),
        });
        let text = parts.collect::<String>();
        // A name that the document leaves out: the title says enough.
        if text.starts_with("``") { String::new() } else { text.replace(" ``", "") }
    }
}

/// The subject of a finding: the path to the part, and in a text the match.
fn subject(spot: &NodeRef<'_>, found: Option<&str>) -> String {
    let path = spot.path(item_name);
    found.map_or(path.clone(), |found| format!("{path} {found}"))
}

/// The data store that the container around a part runs, or that a port leads to. Containers are in a part of the document, so
/// that neither it nor its parts, which can have any number of entries, are looked through.
fn store(spot: &NodeRef<'_>) -> Option<Technology> {
    let inner = spot.around().count().saturating_sub(2);
    let image = spot.around().take(inner).find_map(|node| node.get("image")?.text());
    let port = || store_of_port(spot.node().get("target")?.text()?);
    image.and_then(store_of_image).or_else(port)
}

/// The name of a list's item: its `name`, or its text as far as that is no value.
fn item_name(item: &Node) -> Option<String> {
    let named = ["name", "id", "key", "target"].iter().find_map(|key| item.get(key)).and_then(Node::text);
    let text = || item.text().map(|text| without_password(text.split('=').next().unwrap_or(text)));
    named.map(str::to_owned).or_else(text)
}

/// All of them as one, in the first one's place. It has a fix only if all have one.
fn together(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| found.place.start);
    let names: Vec<&str> = found.iter().map(|found| found.what.as_str()).collect();
    let what = list(&names);
    let certain = found.iter().all(|found| !found.edits.is_empty());
    let edits = if certain { found.iter().flat_map(|found| found.edits.clone()).collect() } else { Vec::new() };
    found
        .first()
        .map(|first| Found { place: first.place.clone(), subject: String::new(), what, store: None, edits })
        .into_iter()
        .collect()
}

/// A scalar as it is; of anything larger its first key, or its first scalar.
fn first_line(node: &Node) -> Range<usize> {
    match (node.entries().first(), node.items().first()) {
        (Some(entry), _) => entry.key_span.clone(),
        (None, Some(item)) => first_line(item),
        (None, None) => node.span.clone(),
    }
}

/// A text as messages show it: short, and without passwords.
fn shown(spot: &NodeRef<'_>) -> Option<String> {
    let text = without_password(&text_of(spot.node())?);
    Some(match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text,
    })
}

fn without_password(text: &str) -> String {
    connection_password(text).map_or_else(|| text.to_owned(), |password| text.replace(password, "***"))
}
