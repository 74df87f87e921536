//! Conditions of a rule on a setting.

use super::{
    environments::severities,
    key::KeyPattern,
    pattern::LazyRegex,
    problem::Problem,
    schema::{CredentialName, Place, SettingEntry, ValueIs, ValuePart},
};
use crate::model::{Environment, Severity};

/// See [`SettingEntry`].
#[derive(Clone, Debug)]
pub struct SettingRule {
    /// The rule as it is written.
    pub written: Box<SettingEntry>,
    /// The names it applies to, one of them, and what is asked of its value.
    pub keys: Vec<(KeyPattern, Asked)>,
    /// Names it does not apply to all the same.
    pub except: Vec<KeyPattern>,
    /// The kinds of credential names it applies to as well.
    pub credentials: Vec<CredentialName>,
    /// The part of the value to look at.
    pub part: Option<ValuePart>,
    /// The accepted kinds of value.
    pub is: Vec<ValueIs>,
    /// A pattern for the value. The group `part` is the text that is reported.
    pub matches: Option<LazyRegex>,
    /// A pattern for values that are not reported.
    pub unless: Option<LazyRegex>,
    /// Another setting of the file with the same value.
    pub same_as: Vec<KeyPattern>,
    /// Other settings of the file that make up for it.
    pub unless_beside: Vec<KeyPattern>,
    /// The places where it may be written.
    pub places: Vec<Place>,
    /// The severity in each environment; where none is given, it is not reported.
    pub severities: [Option<Severity>; Environment::ALL.len()],
    /// The severity of a signing secret in source code whose environment is not known.
    pub signing_in_code: Option<Severity>,
}

/// A question about the value of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The rule's conditions.
    Conditions,
    /// To be a switch in this position.
    Position(bool),
}

impl SettingRule {
    /// The severity in an environment; `None` if it is no problem there.
    pub fn severity_in(&self, environment: Environment) -> Option<Severity> {
        let at = Environment::ALL.iter().position(|known| *known == environment)?;
        self.severities[at]
    }
}

/// Compiles what was written.
pub(super) fn setting(entry: Box<SettingEntry>, severity: Severity) -> Result<(SettingRule, Vec<String>), Problem> {
    let switches = !entry.on.is_empty() || !entry.off.is_empty();
    let values = !entry.keys.is_empty() || !entry.credentials.is_empty() || entry.part.is_some();
    if !switches && !values {
        let help = "name switches in `on` or `off`, or say `keys`, `credentials` or `part`";
        return Err(Problem::new(&["setting"], "the rule applies to no setting", help));
    }
    if values && entry.is.is_empty() && entry.matches.is_none() && entry.same_as.is_empty() {
        let help = "add `is`, `matches` or `same_as`";
        return Err(Problem::new(&["setting"], "the rule asks nothing of the value", help));
    }
    let severities = severities(entry.environments.as_ref(), severity, &["setting", "in"])?;
    let keys = keys(&entry)?;
    let places = if entry.places.is_empty() {
        vec![Place::Config, Place::Fallback, Place::Constant, Place::Argument]
    } else {
        entry.places.clone()
    };
    let paths = entry.paths.clone();
    let rule = SettingRule {
        keys,
        except: patterns(&entry.except, &["setting", "except"])?,
        credentials: entry.credentials.clone(),
        part: entry.part,
        is: entry.is.clone(),
        matches: entry.matches.clone().map(LazyRegex::new),
        unless: entry.unless.clone().map(LazyRegex::new),
        same_as: patterns(&entry.same_as, &["setting", "same_as"])?,
        unless_beside: patterns(&entry.unless_beside, &["setting", "unless_beside"])?,
        places,
        severities,
        signing_in_code: entry.signing_in_code,
        written: entry,
    };
    Ok((rule, paths))
}

fn keys(entry: &SettingEntry) -> Result<Vec<(KeyPattern, Asked)>, Problem> {
    let lists: [(&[String], &'static [&'static str], Asked); 3] = [
        (&entry.keys, &["setting", "keys"], Asked::Conditions),
        (&entry.on, &["setting", "on"], Asked::Position(true)),
        (&entry.off, &["setting", "off"], Asked::Position(false)),
    ];
    let mut all = Vec::new();
    for (texts, field, asked) in lists.into_iter().filter(|(texts, ..)| !texts.is_empty()) {
        all.extend(patterns(texts, field)?.into_iter().map(|pattern| (pattern, asked)));
    }
    Ok(all)
}

fn patterns(texts: &[String], field: &'static [&'static str]) -> Result<Vec<KeyPattern>, Problem> {
    let bad = |message: String| Problem::new(field, message, "such as `{allow,accept}_unsigned` or `cookie_*_secure`");
    let mut all = Vec::new();
    texts.iter().try_for_each(|text| KeyPattern::parse_into(text, &mut all)).map_err(bad)?;
    Ok(all)
}
