//! The keys of `gonogo.toml`, one to one. `docs/configuration.md` explains them.
//!
//! Values are checked while they are read, so that serde knows the place of a wrong one.

use crate::args::{ByteSize, FailOn};
use gonogo_core::{
    checklist::ChecklistFile,
    context::Role,
    model::{Confidence, Date, Environment, Fingerprint, PathGlobs, Pin, Severity, ValueHash, WaiverSubject},
    rule::Override,
};
use serde::{Deserialize, Deserializer, de};
use std::{collections::BTreeMap, fmt, ops::Range, path::PathBuf, str::FromStr};
use toml::Spanned;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Findings that are accepted, see `gonogo baseline write`.
    pub(crate) baseline: Option<PathBuf>,
    pub(crate) scan: ScanTable,
    pub(crate) rules: RulesTable,
    pub(crate) context: Vec<Spanned<ContextTable>>,
    pub(crate) allow: Vec<Spanned<AllowTable>>,
    /// The project's own checklist.
    pub(crate) checklist: Option<ChecklistFile>,
    pub(crate) attest: Vec<Spanned<AttestTable>>,
    pub(crate) waive: Vec<Spanned<WaiveTable>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScanTable {
    pub(crate) max_file_size: Option<ByteSize>,
    pub(crate) threads: Option<usize>,
    pub(crate) fail_on: Option<Parsed<FailOn>>,
    pub(crate) exclude: Vec<Parsed<Pattern>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RulesTable {
    pub(crate) packs: Vec<PathBuf>,
    pub(crate) builtin: Option<bool>,
    #[serde(rename = "override")]
    pub(crate) overrides: BTreeMap<Spanned<String>, OverrideTable>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OverrideTable {
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    enabled: Option<bool>,
}

/// The context of files that the scanner cannot infer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContextTable {
    pub(crate) paths: Vec<Parsed<Pattern>>,
    pub(crate) environment: Option<Parsed<Environment>>,
    pub(crate) role: Option<Parsed<Role>>,
}

/// A finding that all given lists agree on is allowed; an empty list agrees with every finding.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AllowTable {
    pub(crate) paths: Vec<Parsed<Pattern>>,
    pub(crate) rules: Vec<String>,
    pub(crate) values: Vec<Parsed<ValueHash>>,
    pub(crate) reason: String,
}

/// What a person says about an item of the checklist.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttestTable {
    pub(crate) item: Spanned<String>,
    #[serde(default)]
    pub(crate) by: String,
    pub(crate) on: Day,
    pub(crate) evidence: Spanned<String>,
    pub(crate) expires: Option<Day>,
    pub(crate) pin: Option<Parsed<Pin>>,
}

/// What the project accepts: an item in one state, or a finding.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiveTable {
    pub(crate) item: Option<Spanned<String>>,
    pub(crate) pin: Option<Parsed<Pin>>,
    pub(crate) fingerprint: Option<Parsed<Fingerprint>>,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) expires: Spanned<Day>,
}

impl WaiveTable {
    /// What it is about; the mistake if it says so in no way or in two.
    pub(crate) fn subject(&self) -> Result<WaiverSubject, &'static str> {
        match (&self.item, &self.pin, &self.fingerprint) {
            (Some(item), Some(pin), None) => Ok(WaiverSubject::Item { id: item.get_ref().clone(), pin: pin.0 }),
            (None, None, Some(print)) => Ok(WaiverSubject::Finding(print.0)),
            (Some(_), None, _) => {
                Err("this [[waive]] has no `pin`: `gonogo verdict --verbose` prints that of the item")
            }
            _ => Err("this [[waive]] needs either `item` and `pin`, or `fingerprint`"),
        }
    }

    fn mistake(&self) -> Option<&'static str> {
        if self.reason.split_whitespace().count() < 2 || self.by.trim().is_empty() {
            return Some("this [[waive]] needs a written `reason`, and `by` whom");
        }
        self.subject().err()
    }
}

impl Config {
    /// A mistake that serde cannot see: an allowance of everything, a context without effect.
    pub(super) fn mistake(&self) -> Option<(&'static str, Range<usize>)> {
        let silent = |context: &ContextTable| context.environment.is_none() && context.role.is_none();
        if let Some(wrong) = self.context.iter().find(|context| silent(context.get_ref())) {
            return Some(("this [[context]] has no effect: set `environment` or `role`", wrong.span()));
        }
        let empty = |allow: &AllowTable| allow.paths.is_empty() && allow.rules.is_empty() && allow.values.is_empty();
        if let Some(wrong) = self.allow.iter().find(|allow| empty(allow.get_ref())) {
            return Some(("this [[allow]] would suppress everything: set `paths`, `rules` or `values`", wrong.span()));
        }
        self.waive.iter().find_map(|waiver| Some((waiver.get_ref().mistake()?, waiver.span())))
    }
}

impl From<OverrideTable> for Override {
    fn from(table: OverrideTable) -> Self {
        Override { severity: table.severity, confidence: table.confidence, enabled: table.enabled }
    }
}

/// A pattern of `.gitignore`'s kind, checked.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(pub(crate) String);

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        PathGlobs::new([text]).map_err(|error| error.to_string())?;
        Ok(Pattern(text.to_owned()))
    }
}

/// A day, as TOML has it or in quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day(pub(crate) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Date(toml::value::Datetime),
            Text(String),
        }
        let text = match Written::deserialize(source)? {
            Written::Date(date) => date.to_string(),
            Written::Text(text) => text,
        };
        text.parse().map(Day).map_err(de::Error::custom)
    }
}

/// A value that is written as text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parsed<T>(pub(crate) T);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map(Parsed).map_err(de::Error::custom)
    }
}
