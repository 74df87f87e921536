//! From what is written to what can match. Regular expressions are compiled when they are first needed.

use super::{
    check::Check,
    document::{DocumentRule, document},
    example::Example,
    keyword::{Keyword, literal_keywords, spelled_keywords},
    path_filter::PathFilter,
    pattern::LazyRegex,
    problem::Problem,
    schema::{AssignedEntry, CodeEntry, Defaults, NearEntry, PackFile, RuleEntry, TextEntry},
    setting::{SettingRule, setting},
};
use crate::model::{Checksum, Confidence, LoadDocs, RuleDocs, RuleMeta, Severity};
use std::{collections::HashSet, sync::Arc};

/// The entropy that `assigned` values must reach where the rule gives none: random letters have more, words and padding
/// less.
const ASSIGNED_ENTROPY: f32 = 2.5;

/// A rule that can match.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Its metadata.
    pub meta: Arc<RuleMeta>,
    /// Its matcher.
    pub matcher: Matcher,
    /// In which files.
    pub paths: PathFilter,
    /// Texts that it must and must not match.
    pub examples: Vec<Example>,
}

/// The ways to match.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// A token with a shape of its own.
    Text(Text),
    /// A value by its name.
    Assigned(Assigned),
    /// A setting.
    Setting(Box<SettingRule>),
    /// A part of a document.
    Document(Box<DocumentRule>),
    /// A detector.
    Code(Code),
}

/// See [`TextEntry`].
#[derive(Clone, Debug)]
pub struct Text {
    /// Every match contains one. Empty if `whole_file`.
    pub keywords: Vec<Keyword>,
    /// The pattern of the value.
    pub pattern: LazyRegex,
    /// Runs over all of every file.
    pub whole_file: bool,
    /// Runs on binary files too.
    pub binary: bool,
    /// A word or pattern that must be close by.
    pub near: Option<Near>,
    /// Further conditions on the value.
    pub test: ValueTest,
    /// Whether findings in tests, docs and templates count little.
    pub low_in_tests: bool,
    /// Whether apps and pages have to carry it, so that it must be restricted and cannot be secret there.
    pub client_key: bool,
}

/// See [`NearEntry`].
#[derive(Clone, Debug)]
pub struct Near {
    /// The pattern to match.
    pub pattern: LazyRegex,
    /// Within how many lines.
    pub lines: u32,
}

/// See [`AssignedEntry`].
#[derive(Clone, Debug)]
pub struct Assigned {
    /// The name contains one.
    pub keywords: Vec<Keyword>,
    /// The whole value.
    pub value: LazyRegex,
    /// The name contains one of these too, unless empty. Lower case.
    pub words: Vec<String>,
    /// Further conditions on the value.
    pub test: ValueTest,
}

/// See [`CodeEntry`].
#[derive(Clone, Debug)]
pub struct Code {
    /// The check that it runs.
    pub check: Check,
    /// The keywords at which it is called.
    pub keywords: Vec<Keyword>,
}

/// Conditions on a value that a pattern has found.
#[derive(Clone, Debug)]
pub struct ValueTest {
    /// Its checksum.
    pub checksum: Option<Checksum>,
    /// Bits per character.
    pub min_entropy: f32,
    /// Values that are not reported.
    pub allow: Vec<LazyRegex>,
    /// Whether placeholders are.
    pub placeholders: bool,
}

impl Rule {
    /// Whether the rule looks at text whatever it configures, as opposed to settings and whole files.
    pub fn is_for_text(&self) -> bool {
        !matches!(self.matcher, Matcher::Setting(_))
    }

    /// The keywords that call the rule; none for rules over whole files.
    pub fn keywords(&self) -> &[Keyword] {
        match &self.matcher {
            Matcher::Text(text) => &text.keywords,
            Matcher::Assigned(assigned) => &assigned.keywords,
            Matcher::Setting(_) | Matcher::Document(_) => &[],
            Matcher::Code(code) => &code.keywords,
        }
    }

    /// Replaces severity and confidence where given.
    pub(super) fn adjust(&mut self, severity: Option<Severity>, confidence: Option<Confidence>) {
        let meta = Arc::make_mut(&mut self.meta);
        meta.severity = severity.unwrap_or(meta.severity);
        meta.confidence = confidence.unwrap_or(meta.confidence);
    }

    /// Compiles everything that is otherwise compiled when first needed.
    pub(super) fn check(&self) -> Result<(), Problem> {
        let bad_glob = |error: globset::Error| {
            Problem::new(&["text", "paths"], error.to_string(), "globs are like those of .gitignore: `**/*.env`")
        };
        self.paths.compile().map_err(bad_glob)?;
        match &self.matcher {
            Matcher::Text(text) => {
                check_pattern(&text.pattern, &["text", "pattern"])?;
                if let Some(near) = &text.near {
                    check_pattern(&near.pattern, &["text", "near", "pattern"])?;
                }
                check_allow(&text.test, &["text", "allow"])
            }
            Matcher::Assigned(assigned) => {
                check_pattern(&assigned.value, &["assigned", "value"])?;
                check_allow(&assigned.test, &["assigned", "allow"])
            }
            Matcher::Setting(setting) => {
                let patterns = setting.matches.iter().map(|pattern| (pattern, &["setting", "matches"][..]));
                let unless = setting.unless.iter().map(|pattern| (pattern, &["setting", "unless"][..]));
                patterns.chain(unless).try_for_each(|(pattern, field)| {
                    let bad = |message| Problem::new(field, message, "patterns are Rust regular expressions");
                    pattern.check_syntax().map_err(bad)
                })
            }
            Matcher::Document(document) => document.check(),
            Matcher::Code(code) => code.check.check_keywords(!code.keywords.is_empty()),
        }
    }
}

fn check_pattern(pattern: &LazyRegex, field: &'static [&'static str]) -> Result<(), Problem> {
    pattern.check().map_err(|message| {
        Problem::new(
            field,
            message,
            "patterns are Rust regular expressions: no look-around, no back-references, at most 2 MiB compiled",
        )
    })
}

fn check_allow(test: &ValueTest, field: &'static [&'static str]) -> Result<(), Problem> {
    test.allow.iter().try_for_each(|allow| {
        allow
            .check_syntax()
            .map_err(|message| Problem::new(field, message, "`allow` lists regular expressions of values"))
    })
}

/// Compiles the rules of a pack. `docs` loads their documentation where the pack itself has none.
pub(super) fn rules(file: PackFile, docs: Option<LoadDocs>) -> Result<Vec<Rule>, Problem> {
    check_id(&file.pack.name).map_err(|message| Problem::new(&["pack", "name"], message, "such as `github`"))?;
    let mut seen = HashSet::with_capacity(file.rule.len());
    if let Some((at, entry)) = file.rule.iter().enumerate().find(|(_, entry)| !seen.insert(entry.id.as_str())) {
        let message = format!("the pack has two rules `{}`", entry.id);
        return Err(Problem::new(&["id"], message, "ids are unique and never reused").in_rule(at));
    }
    let compile =
        |(at, entry)| rule(&file.pack.name, &file.defaults, entry, docs).map_err(|problem| problem.in_rule(at));
    file.rule.into_iter().enumerate().map(compile).collect()
}

fn rule(pack: &str, defaults: &Defaults, entry: RuleEntry, docs: Option<LoadDocs>) -> Result<Rule, Problem> {
    check_id(&entry.id).map_err(|message| Problem::new(&["id"], message, "such as `github-personal-access-token`"))?;
    let missing =
        |field| Problem::new(&["id"], format!("the rule has no `{field}`"), "set it in the rule or in [defaults]");
    let severity = entry.severity.or(defaults.severity).ok_or_else(|| missing("severity"))?;
    let confidence = entry.confidence.or(defaults.confidence).ok_or_else(|| missing("confidence"))?;
    let written = [("title", &entry.title), ("description", &entry.description), ("help", &entry.help)];
    if let Some((field, _)) = written.iter().find(|(_, text)| docs.is_none() && text.is_empty()) {
        return Err(Problem::new(&["id"], format!("the rule has no `{field}`"), "docs/rules.md says what it is for"));
    }
    let mut meta = match docs {
        Some(docs) => RuleMeta::lazy(entry.id, severity, confidence, docs),
        None => RuleMeta::new(entry.id, "", severity, confidence).with_docs(RuleDocs {
            title: entry.title,
            description: entry.description,
            tags: entry.tags.or_else(|| defaults.tags.clone()).unwrap_or_default(),
            help: entry.help,
            references: entry.references,
            checklists: entry.checklists,
        }),
    };
    meta.category = entry.category.or_else(|| defaults.category.clone()).ok_or_else(|| missing("category"))?;
    pack.clone_into(&mut meta.pack);
    let (matcher, paths) = match (entry.text, entry.assigned, entry.setting, entry.document, entry.code) {
        (Some(entry), None, None, None, None) => text(entry)?,
        (None, Some(entry), None, None, None) => assigned(entry)?,
        (None, None, Some(entry), None, None) => {
            let (rule, paths) = setting(entry, meta.severity)?;
            (Matcher::Setting(Box::new(rule)), paths)
        }
        (None, None, None, Some(entry), None) => {
            let (rule, paths) = document(entry, meta.severity)?;
            (Matcher::Document(Box::new(rule)), paths)
        }
        (None, None, None, None, Some(entry)) => code(entry)?,
        (None, None, None, None, None) => {
            return Err(Problem::new(
                &["id"],
                "the rule matches nothing",
                "add one of [rule.text], [rule.assigned], [rule.setting], [rule.document], [rule.code]",
            ));
        }
        _ => {
            return Err(Problem::new(
                &["id"],
                "the rule has several matchers",
                "keep one of text, assigned, setting, document, code; make a rule of each other",
            ));
        }
    };
    Ok(Rule { meta: Arc::new(meta), matcher, paths: PathFilter::new(paths), examples: entry.examples.into_list() })
}

fn text(entry: TextEntry) -> Result<(Matcher, Vec<String>), Problem> {
    if entry.keywords.is_empty() && !entry.whole_file {
        let help = "name literals that every match contains, so that most files need not be searched; a pattern without any can say `whole_file = true` and is slow";
        return Err(Problem::new(&["text", "pattern"], "the rule has no keywords", help));
    }
    let near = entry.near.map(near).transpose()?;
    let test = ValueTest {
        checksum: entry.checksum,
        min_entropy: entry.min_entropy.unwrap_or(0.0),
        allow: entry.allow.into_iter().map(LazyRegex::new).collect(),
        placeholders: entry.placeholders,
    };
    let keywords =
        if entry.whole_file { Vec::new() } else { literal_keywords(&entry.keywords, &["text", "keywords"])? };
    let pattern = LazyRegex::with_window(entry.pattern, entry.window);
    let text = Text {
        keywords,
        pattern,
        whole_file: entry.whole_file,
        binary: entry.binary,
        near,
        test,
        low_in_tests: entry.low_in_tests,
        client_key: entry.client_key,
    };
    Ok((Matcher::Text(text), entry.paths))
}

fn near(entry: NearEntry) -> Result<Near, Problem> {
    if !(1..=50).contains(&entry.lines) {
        return Err(Problem::new(
            &["text", "near", "lines"],
            format!("{} lines are not 1 to 50", entry.lines),
            "5 is usual",
        ));
    }
    Ok(Near { pattern: LazyRegex::new(entry.pattern), lines: entry.lines })
}

fn assigned(entry: AssignedEntry) -> Result<(Matcher, Vec<String>), Problem> {
    let test = ValueTest {
        checksum: entry.checksum,
        min_entropy: entry.min_entropy.unwrap_or(ASSIGNED_ENTROPY),
        allow: entry.allow.into_iter().map(LazyRegex::new).collect(),
        placeholders: entry.placeholders,
    };
    for keyword in &entry.keywords {
        if keyword.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let message = format!("`{keyword}` has upper-case letters");
            return Err(Problem::new(
                &["assigned", "keywords"],
                message,
                "names are compared in any case: write it in lower case",
            ));
        }
    }
    let assigned = Assigned {
        keywords: spelled_keywords(&entry.keywords, &["assigned", "keywords"])?,
        value: LazyRegex::whole(entry.value),
        words: entry.words.into_iter().map(|word| word.to_ascii_lowercase()).collect(),
        test,
    };
    Ok((Matcher::Assigned(assigned), entry.paths))
}

fn code(entry: CodeEntry) -> Result<(Matcher, Vec<String>), Problem> {
    let keywords = spelled_keywords(&entry.keywords, &["code", "keywords"])?;
    Ok((Matcher::Code(Code { check: entry.detector, keywords }), entry.paths))
}

fn check_id(id: &str) -> Result<(), String> {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if id.split('-').all(|word| !word.is_empty() && word.bytes().all(is_letter)) {
        Ok(())
    } else {
        Err(format!("`{id}` is not kebab-case: lower-case words and digits, joined by `-`"))
    }
}
