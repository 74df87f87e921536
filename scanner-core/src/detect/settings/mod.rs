//! Rules for settings: a key and a value, whatever the syntax.
//!
//! Patterns of keys are indexed by letters that every key they match has between edges of words, so a setting costs one
//! look-up for each run of its words, however many rules there are.

mod beside;
mod condition;
mod connection;
mod effective;
mod filled_in;
mod label;
mod layers;
mod message;
mod subject;
mod subjects;

use super::{ConfigFile, Match, deployment::shipped_stages, naming::credential};
use crate::document::{Setting, Syntax};
use crate::rule::{Asked, CredentialName, KeyPattern, Matcher, RuleSet, SettingRule};
use crate::value::{CredentialStrength, assess, value_class};
pub(super) use effective::effective;
pub(super) use layers::is_layer;
use std::{collections::HashMap, ops::Range};
use subject::{Name, SettingView};
use subjects::Subjects;

/// The rules for settings of a set, by what calls them.
#[derive(Debug, Default)]
pub(super) struct SettingRules {
    /// Sorted by the hash of the letters by which a pattern is found.
    by_letters: Vec<(u64, RuleKey)>,
    by_credential: HashMap<CredentialName, Vec<usize>>,
    by_part: Vec<usize>,
    /// The bytes of the longest letters that a pattern is found by.
    longest: usize,
}

/// One of the patterns of a rule.
#[derive(Clone, Copy, Debug)]
struct RuleKey {
    rule: usize,
    /// Its place among the rule's keys.
    key: usize,
}

/// Words that turn the switch behind them around: `DISABLE_SWAGGER`, `skip_tls_verify`.
const NEGATIONS: &[&str] = &[
    "disable", "disabled", "skip", "no", "not", "non", "without", "ignore", "bypass", "prevent", "block", "deny",
    "hide", "forbid", "exclude", "insecure", "suppress", "dont", "never",
];

/// Whether a name is one that the pattern means: a switch with a negation before it, in the last part of its path, is
/// another.
fn is_meant(name: &Name, pattern: &KeyPattern, asked: Asked) -> bool {
    let Some(start) = pattern.find(&name.words, name.last) else { return false };
    let before = name.words.before(start).filter(|_| start > name.last);
    // `RFC2136SkipVerify` has no edge behind the digits.
    let bare = before.map(|word| word.rsplit(|c: char| c.is_ascii_digit()).next().unwrap_or(word));
    let turned = bare.is_some_and(|word| NEGATIONS.contains(&word));
    asked == Asked::Conditions || !turned
}

/// FNV-1a. Letters of equal hashes cost a comparison.
fn hash(letters: &str) -> u64 {
    letters.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl SettingRules {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut index = SettingRules::default();
        for (at, rule) in rules.as_slice().iter().enumerate() {
            let Matcher::Setting(setting) = &rule.matcher else { continue };
            for (key, (pattern, _)) in setting.keys.iter().enumerate() {
                index.by_letters.push((hash(pattern.handle()), RuleKey { rule: at, key }));
                index.longest = index.longest.max(pattern.handle().len());
            }
            for &name in &setting.credentials {
                index.by_credential.entry(name).or_default().push(at);
            }
            if setting.part.is_some() {
                index.by_part.push(at);
            }
        }
        index.by_letters.sort_by_key(|(hash, _)| *hash);
        index
    }

    /// The patterns that may be found by a run of a name's letters.
    fn callees(&self, run: &str) -> impl Iterator<Item = RuleKey> {
        let hash = hash(run);
        let first = self.by_letters.partition_point(|(known, _)| *known < hash);
        self.by_letters[first..].iter().take_while(move |(known, _)| *known == hash).map(|(_, callee)| *callee)
    }

    /// Finds the matches in a file with these settings.
    pub(super) fn search(&self, rules: &RuleSet, file: &ConfigFile<'_>, settings: &[Setting<'_>]) -> Vec<Match> {
        let dockerfile = settings.iter().any(subject::is_dockerfile);
        let shipped = if dockerfile { shipped_stages(file.parsed.dockerfile()) } else { Vec::new() };
        let subjects: Subjects<'_> =
            settings.iter().filter_map(|setting| SettingView::new(setting, file, &shipped)).collect();
        let mut found = Vec::new();
        for (at, subject) in subjects.views().iter().enumerate() {
            for (rule, asked) in self.called(rules, subject) {
                let meta = &rules.as_slice()[rule];
                if let Matcher::Setting(setting) = &meta.matcher
                    && meta.paths.allows(file.path)
                {
                    let case = condition::MatchContext { rule: setting, subjects: &subjects, at, file };
                    found.extend(case.matched(rule, &meta.meta, asked));
                }
            }
        }
        found
    }

    /// The rules that apply to a setting by its names, its credential, or a part of its value; each once.
    fn called(&self, rules: &RuleSet, subject: &SettingView<'_>) -> Vec<(usize, Asked)> {
        let mut called: Vec<(usize, Asked)> = Vec::new();
        let mut add = |rule: usize, asked: Asked| {
            if !called.contains(&(rule, asked)) {
                called.push((rule, asked));
            }
        };
        for name in &subject.names {
            for callee in name.words.runs(self.longest).flat_map(|run| self.callees(run)) {
                if let Matcher::Setting(setting) = &rules.as_slice()[callee.rule].matcher
                    && let (pattern, asked) = &setting.keys[callee.key]
                    && is_meant(name, pattern, *asked)
                {
                    add(callee.rule, *asked);
                }
            }
        }
        let promised = subject.credential.and_then(|name| self.by_credential.get(&name));
        promised.into_iter().flatten().for_each(|&rule| add(rule, Asked::Conditions));
        if ["://", "assword=", "@tcp("].iter().any(|sign| subject.setting.text.contains(sign)) {
            self.by_part.iter().for_each(|&rule| add(rule, Asked::Conditions));
        }
        called
    }
}

/// Whether one of the names fits one of the patterns.
fn fits(names: &[Name], patterns: &[KeyPattern]) -> bool {
    names.iter().any(|name| patterns.iter().any(|pattern| pattern.matches(&name.words, name.last)))
}

impl SettingRule {
    /// Whether the rule is for such a setting at all, whatever its value.
    fn is_for(&self, subject: &SettingView<'_>) -> bool {
        let named = self.keys.iter().any(|(pattern, _)| fits(&subject.names, std::slice::from_ref(pattern)));
        named || subject.credential.is_some_and(|name| self.credentials.contains(&name))
    }
}

/// The password in a connection's address.
pub(super) fn connection_password(value: &str) -> Option<&str> {
    connection::account(value).map(|account| &value[account.span])
}

/// The class of credential that a name promises, if it promises one.
pub(super) fn class_of(name: &str) -> Option<crate::value::CredentialClass> {
    credential(name).map(condition::class)
}

/// Whether a setting is a credential by its name, or an address with a password.
pub(crate) fn is_credential(name: &str, value: &str) -> bool {
    class_of(name).is_some() || connection_password(value).is_some()
}

/// Whether a name asks for a credential, and the value is none that could be relied on.
pub(crate) fn is_weak_credential(name: &str, value: &str) -> bool {
    use CredentialStrength::{DefaultCredential, Malformed, Placeholder, Weak};
    let strength = class_of(name).map(|class| assess(value, class));
    matches!(strength, Some(DefaultCredential | Malformed | Placeholder | Weak(_)))
}

/// The values that no report may show, by place: those of credentials, and addresses with a password.
pub(super) fn secrets(file: &ConfigFile<'_>) -> Vec<Range<usize>> {
    let written = |setting: &Setting<'_>| {
        let end = setting.value.end;
        let rest = if is_cut(file, setting) { &file.text[end..] } else { &[] };
        setting.value.start..end + memchr::memchr(b'\n', rest).unwrap_or(rest.len())
    };
    file.settings.iter().filter(|setting| is_secret(setting)).map(written).collect()
}

/// Whether a value of an env file ends at a `#` that stands right behind it, for what loads the file.
fn is_cut(file: &ConfigFile<'_>, setting: &Setting<'_>) -> bool {
    setting.syntax == Syntax::Dotenv && file.text.get(setting.value.end) == Some(&b'#')
}

/// Whether a value is a credential by its name, or an address with a password that is no well-known default.
fn is_secret(setting: &Setting<'_>) -> bool {
    match connection::account(&setting.text) {
        Some(account) => !value_class(setting.text[account.span].as_bytes()).is_shown(),
        None => setting.names().any(|name| credential(name).is_some()),
    }
}
