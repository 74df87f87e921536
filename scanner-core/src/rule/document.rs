//! Conditions of a rule on a document.

use super::{
    environments::severities,
    pattern::LazyRegex,
    problem::Problem,
    schema::{ConditionEntry, DocumentEntry, DocumentKind},
    selector::Selector,
};
use crate::model::{Environment, Severity};

/// See [`DocumentEntry`].
#[derive(Clone, Debug)]
pub struct DocumentRule {
    /// The rule as it is written.
    pub written: Box<DocumentEntry>,
    /// The kind of document.
    pub kind: DocumentKind,
    /// The parts to look at.
    pub select: Vec<Selector>,
    /// The condition on each part.
    pub condition: Condition,
    /// The part to report, from there; the selected part if it is `None` or leads nowhere.
    pub report: Option<Selector>,
    /// The text to report within that part.
    pub find: Option<LazyRegex>,
    /// The message.
    pub message: Vec<MessagePart>,
    /// A pattern for all of the reported text; only text that matches can be fixed.
    pub fix_matches: Option<LazyRegex>,
    /// The severity in each environment; where none is given, it is not reported.
    pub severities: [Option<Severity>; Environment::ALL.len()],
}

/// See [`ConditionEntry`].
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// The parts that the condition is about.
    pub at: Selector,
    /// Whether one of the parts must pass, or none.
    pub present: bool,
    /// The accepted texts; any text if there are none.
    pub equals: Vec<String>,
    /// A pattern for the text.
    pub matches: Option<LazyRegex>,
    /// The required boolean.
    pub on: Option<bool>,
    /// Conditions that must all hold.
    pub all: Vec<Condition>,
    /// Of what one must hold.
    pub any: Vec<Condition>,
    /// Conditions of which none may hold.
    pub none: Vec<Condition>,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessagePart {
    /// Literal text.
    Text(String),
    /// The text that a `*` of the path matched, counted from 0.
    Caught(usize),
    /// The text at a path.
    At(Selector),
}

impl DocumentRule {
    /// The severity in an environment; `None` if it is no problem there.
    pub fn severity_in(&self, environment: Environment) -> Option<Severity> {
        let at = Environment::ALL.iter().position(|known| *known == environment)?;
        self.severities[at]
    }

    /// Every pattern in it.
    pub fn patterns(&self) -> impl Iterator<Item = &LazyRegex> {
        self.condition.patterns().chain(&self.find).chain(&self.fix_matches)
    }

    /// Compiles every pattern.
    pub(super) fn check(&self) -> Result<(), Problem> {
        self.patterns().try_for_each(|pattern| {
            let bad = |message| Problem::new(&["document"], message, "patterns are Rust regular expressions");
            pattern.check_syntax().map_err(bad)
        })
    }
}

impl Condition {
    fn patterns(&self) -> Box<dyn Iterator<Item = &LazyRegex> + '_> {
        let inner = self.all.iter().chain(&self.any).chain(&self.none).flat_map(Condition::patterns);
        Box::new(self.matches.iter().chain(inner))
    }
}

/// Compiles what was written.
pub(super) fn document(entry: Box<DocumentEntry>, severity: Severity) -> Result<(DocumentRule, Vec<String>), Problem> {
    if entry.select.is_empty() {
        let help = "name paths, such as `services.*`";
        return Err(Problem::new(&["document", "select"], "the rule looks at nothing", help));
    }
    let select =
        entry.select.iter().map(|text| selector(text, &["document", "select"])).collect::<Result<Vec<_>, _>>()?;
    let root = ConditionEntry {
        all: entry.all.clone(),
        any: entry.any.clone(),
        none: entry.none.clone(),
        ..ConditionEntry::default()
    };
    let caught = select.iter().map(Selector::wildcards).min().unwrap_or_default();
    let rule = DocumentRule {
        kind: entry.kind,
        select,
        condition: condition(&root)?,
        report: entry.report.as_deref().map(|text| selector(text, &["document", "report"])).transpose()?,
        find: entry.find.clone().map(LazyRegex::new),
        fix_matches: entry.fix.as_ref().and_then(|fix| fix.matches.clone()).map(LazyRegex::whole),
        message: entry.message.as_deref().map_or(Ok(Vec::new()), |text| message(text, caught))?,
        severities: severities(entry.environments.as_ref(), severity, &["document", "in"])?,
        written: entry.clone(),
    };
    Ok((rule, entry.paths))
}

fn selector(text: &str, field: &'static [&'static str]) -> Result<Selector, Problem> {
    let help = "a path is like `services.*.ports.*`, `^.image` one level up, `$.volumes` from the root";
    Selector::parse(text).map_err(|message| Problem::new(field, message, help))
}

fn condition(entry: &ConditionEntry) -> Result<Condition, Problem> {
    let list = |entries: &[ConditionEntry]| entries.iter().map(condition).collect::<Result<Vec<_>, _>>();
    Ok(Condition {
        at: selector(&entry.at, &["document"])?,
        present: entry.present.unwrap_or(true),
        equals: entry.equals.clone(),
        matches: entry.matches.clone().map(LazyRegex::new),
        on: entry.on,
        all: list(&entry.all)?,
        any: list(&entry.any)?,
        none: list(&entry.none)?,
    })
}

/// Splits a message at what is in braces.
fn message(text: &str, caught: usize) -> Result<Vec<MessagePart>, Problem> {
    const FIELD: &[&str] = &["document", "message"];
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let open = || Problem::new(FIELD, "the message leaves a brace open", "`{1}`, `{image}`, `{.}`");
        let (inside, after) = behind.split_once('}').ok_or_else(open)?;
        parts.push(MessagePart::Text(before.to_owned()));
        parts.push(match inside.parse::<usize>() {
            Ok(number) if (1..=caught).contains(&number) => MessagePart::Caught(number - 1),
            Ok(number) => {
                let message = format!("`{{{number}}}` is none of the {caught} `*` that every path has");
                return Err(Problem::new(FIELD, message, "`{1}` is what the first `*` of the path stands for"));
            }
            Err(_) => MessagePart::At(selector(inside, FIELD)?),
        });
        rest = after;
    }
    parts.push(MessagePart::Text(rest.to_owned()));
    Ok(parts)
}
