//! Rules for people: a list, how one matches, what one means.

use super::{layout::wrap, theme};
use gonogo_core::{
    model::Environment,
    rule::{DocumentRule, Example, Keyword, Matcher, Rule, SettingRule, ValueTest},
    value::expand,
};
use owo_colors::OwoColorize;
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Display};

/// The number of examples of each kind that are shown.
const MAX_EXAMPLES: usize = 3;

/// One line a rule: severity, id, title.
pub(crate) fn list(rules: &[&Rule]) -> String {
    let longest = rules.iter().map(|rule| rule.meta.id.len()).max().unwrap_or(0);
    let line = |rule: &&Rule| {
        let meta = &rule.meta;
        let severity = format!("{:<7}", meta.severity);
        format!("{}  {:longest$}  {}\n", severity.style(theme::severity(meta.severity)), meta.id, meta.title)
    };
    rules.iter().map(line).collect()
}

/// The details of a rule, for people.
pub(crate) fn show(rule: &Rule) -> String {
    let meta = &rule.meta;
    let mut facts = Facts(format!("{}\n", meta.id.style(theme::strong())));
    facts.add("title", &meta.title);
    facts.add("severity", meta.severity.style(theme::severity(meta.severity)));
    facts.add("confidence", meta.confidence);
    facts.add("category", meta.category.as_str());
    facts.add_list("tags", &meta.tags);
    facts.add_list("checklists", &meta.checklists);
    facts.add("pack", &meta.pack);
    facts.add_list("keywords", keywords(rule));
    facts.add_matcher(&rule.matcher);
    facts.add_list("files", rule.paths.globs());
    facts.0
}

/// The keywords of a rule, one of each that differ only in what joins their words.
fn keywords(rule: &Rule) -> Vec<String> {
    let text = |keyword: &Keyword| String::from_utf8_lossy(&keyword.bytes).into_owned();
    let mut by_letters = BTreeMap::new();
    for keyword in rule.keywords().iter().map(text) {
        let letters = keyword.replace(['_', '-', '.', ' '], "");
        let kept = by_letters.entry(letters).or_insert_with(|| keyword.clone());
        if keyword.contains('_') {
            *kept = keyword;
        }
    }
    by_letters.into_values().collect()
}

/// Names and values in two columns.
struct Facts(String);

impl Facts {
    fn add(&mut self, name: &str, value: impl Display) {
        let name = format!("{name:<12}");
        self.0 += &format!("  {}{value}\n", name.style(theme::dim()));
    }

    fn add_list(&mut self, name: &str, values: impl IntoIterator<Item = impl Display>) {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        if !values.is_empty() {
            self.add(name, values.join(", "));
        }
    }

    fn add_matcher(&mut self, matcher: &Matcher) {
        match matcher {
            Matcher::Text(text) => {
                self.add("pattern", text.pattern.as_str());
                if text.whole_file {
                    self.add("searches", "all of every file");
                }
                if let Some(near) = &text.near {
                    self.add("near", format_args!("{} (within {} lines)", near.pattern.as_str(), near.lines));
                }
                self.add_test(&text.test);
            }
            Matcher::Assigned(assigned) => {
                self.add_list("words", &assigned.words);
                self.add("value", assigned.value.as_str());
                self.add_test(&assigned.test);
            }
            Matcher::Setting(setting) => self.add_setting(setting),
            Matcher::Document(document) => self.add_document(document),
            Matcher::Code(code) => self.add("detector", code.check.as_str()),
        }
    }

    fn add_setting(&mut self, setting: &SettingRule) {
        let written = &setting.written;
        self.add_list("names", &written.keys);
        self.add_list("unsafe when on", &written.on);
        self.add_list("unsafe when off", &written.off);
        self.add_list("but not", &written.except);
        self.add_list("credentials", written.credentials.iter().map(name));
        self.add_list("value", written.is.iter().map(name));
        self.add_list("matches", &written.matches);
        self.add_list("but does not match", &written.unless);
        self.add_list("same as", &written.same_as);
        self.add_list("written in", setting.places.iter().map(name));
        let levels = Environment::ALL.into_iter().filter_map(|at| Some(format!("{at}: {}", setting.severity_in(at)?)));
        self.add_list("severity in", levels);
    }

    fn add_document(&mut self, document: &DocumentRule) {
        self.add("looks at", name(document.kind));
        self.add_list("paths", &document.written.select);
        let levels = Environment::ALL.into_iter().filter_map(|at| Some(format!("{at}: {}", document.severity_in(at)?)));
        self.add_list("severity in", levels);
    }

    fn add_test(&mut self, test: &ValueTest) {
        if let Some(name) = test.checksum.and_then(|checksum| serde_json::to_value(checksum).ok()) {
            self.add("checksum", name.as_str().unwrap_or_default());
        }
        if test.min_entropy > 0.0 {
            self.add("entropy", format_args!("at least {} bits a character", test.min_entropy));
        }
        self.add_list("allow", test.allow.iter().map(|allow| allow.as_str()));
    }
}

/// The name of a choice as packs write it.
fn name(choice: impl Serialize) -> String {
    serde_json::to_value(choice).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The long form: what a rule finds, why that matters, how to fix it, what it does and does not report.
pub(crate) fn explain(rule: &Rule, width: usize) -> String {
    let meta = &rule.meta;
    let facts = [meta.id.clone(), format!("{} confidence", meta.confidence), meta.tags.join(", ")];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let references: Vec<String> = meta.references.iter().map(|url| wrap(url, "  ", width)).collect();
    [
        format!("{}\n", meta.title.style(theme::strong())),
        format!("{} · ", meta.severity.style(theme::severity(meta.severity))),
        format!("{}\n", facts.join(" · ").style(theme::dim())),
        section("Why it matters", &wrap(&meta.description, "  ", width)),
        section("How to fix it", &wrap(&meta.help, "  ", width)),
        section("References", &references.join("\n")),
        section("Reports", &examples(rule, true)),
        section("Does not report", &examples(rule, false)),
    ]
    .concat()
}

fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n{}\n{body}\n", title.style(theme::strong())) }
}

/// The first few examples, each with the name of its file where that matters. The tokens in them are generated.
fn examples(rule: &Rule, matching: bool) -> String {
    let chosen = rule.examples.iter().filter(|example| example.matches == matching);
    chosen.take(MAX_EXAMPLES).map(|example| shown(example, &rule.meta.id)).collect::<Vec<_>>().join("\n\n")
}

fn shown(example: &Example, seed: &str) -> String {
    let bar = "│".style(theme::dim()).to_string();
    let text = expand(&example.template, seed).unwrap_or_else(|_| example.template.clone());
    let beside: Vec<&str> = example.beside.keys().map(String::as_str).collect();
    let path = match (example.path.as_str(), beside.as_slice()) {
        (Example::ANY_FILE, []) => None,
        (path, []) => Some(format!("  {path}")),
        (path, others) => Some(format!("  {path}, beside {}", others.join(", "))),
    };
    let lines = text.lines().map(|line| format!("  {bar} {line}").trim_end().to_owned());
    path.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}
