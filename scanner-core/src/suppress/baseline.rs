//! The findings a project knew when it began to scan.

use crate::model::{Finding, Fingerprint, FingerprintKey, SuppressionKind};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{collections::BTreeMap, io};

/// The version of the file that is written.
const SCHEMA: u32 = 2;
/// The version before: fingerprints of findings without a value were made of their messages.
const SCHEMA_BY_MESSAGE: u32 = 1;

/// Known findings, by fingerprint; rule and path are there for people.
///
/// The file has one finding a line, sorted by path, rule and fingerprint, and nothing that changes without one: no line
/// numbers, times or counts. The list ends with `null`, so that every finding's line ends with a comma and adding or
/// removing one never touches its neighbours. Order and repetition mean nothing when it is read, whatever a merge made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Fingerprint, Known>,
    is_outdated: bool,
    /// The name of the key of its fingerprints, if they have one.
    key: Option<String>,
}

/// The readable part of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    pub(super) path: String,
    pub(super) rule: String,
}

/// A baseline that can't be read: where it is wrong, and what is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct BaselineError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// The problem and its solution. May quote the file.
    pub message: String,
    is_own: bool,
}

impl BaselineError {
    /// The problem without anything that the file holds: it may be no baseline at all.
    pub fn kind(&self) -> &str {
        if self.is_own { &self.message } else { "this is no baseline" }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(deserialize_with = "supported")]
    schema: u32,
    #[serde(default)]
    key: Option<String>,
    findings: Vec<Option<Line>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    rule: String,
    #[serde(deserialize_with = "fingerprint")]
    fingerprint: String,
}

fn supported<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    match u32::deserialize(input)? {
        known @ (SCHEMA | SCHEMA_BY_MESSAGE) => Ok(known),
        other => {
            let message = format!("unknown schema {other}, expected {SCHEMA}; a later version wrote this baseline");
            Err(D::Error::custom(message))
        }
    }
}

fn fingerprint<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    let text = String::deserialize(input)?;
    text.parse::<Fingerprint>().map_err(D::Error::custom)?;
    Ok(text)
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// Text that is no baseline, or one of another schema.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        if let Some(line) = text.lines().position(|line| line.starts_with("<<<<<<< ")) {
            let message = "a merge left a conflict here; keep the lines of both sides".to_owned();
            return Err(BaselineError { line: line + 1, column: 1, message, is_own: true });
        }
        let wrong = |error: serde_json::Error| BaselineError {
            line: error.line().max(1),
            column: error.column().max(1),
            message: without_place(&error),
            is_own: false,
        };
        let file: File = serde_json::from_str(text).map_err(wrong)?;
        let entry = |line: Line| Some((line.fingerprint.parse().ok()?, Known { path: line.path, rule: line.rule }));
        let entries = file.findings.into_iter().flatten().filter_map(entry).collect();
        Ok(Baseline { entries, is_outdated: file.schema != SCHEMA, key: file.key })
    }

    /// The baseline that would suppress the findings which are not suppressed otherwise.
    pub fn from_findings(findings: &[Finding]) -> Self {
        let counts = |finding: &&Finding| {
            finding.suppression.as_ref().is_none_or(|suppression| suppression.kind == SuppressionKind::Baseline)
        };
        let known = |finding: &Finding| {
            let known = Known { path: finding.location.path.clone(), rule: finding.rule.id.clone() };
            (finding.fingerprint, known)
        };
        Baseline { entries: findings.iter().filter(counts).map(known).collect(), is_outdated: false, key: None }
    }

    /// The same of findings whose fingerprints have a key of the project.
    #[must_use]
    pub fn signed(mut self, key: Option<&FingerprintKey>) -> Self {
        self.key = key.map(FingerprintKey::name);
        self
    }

    /// Whether its fingerprints have this key, or none if there is none. An empty baseline has any.
    pub fn is_signed_by(&self, key: Option<&FingerprintKey>) -> bool {
        self.is_empty() || self.key == key.map(FingerprintKey::name)
    }

    /// Writes the file that [`Baseline::parse`] reads. The same findings make the same bytes.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, mut out: impl io::Write) -> io::Result<()> {
        let mut lines: Vec<_> = self.entries.iter().map(|(fingerprint, known)| (known, fingerprint)).collect();
        lines.sort();
        let key = self.key.as_ref().map_or_else(String::new, |key| format!("  \"key\": \"{key}\",\n"));
        writeln!(out, "{{\n  \"schema\": {SCHEMA},\n{key}  \"findings\": [")?;
        for (known, fingerprint) in lines {
            let line =
                Line { path: known.path.clone(), rule: known.rule.clone(), fingerprint: fingerprint.to_string() };
            writeln!(out, "    {},", serde_json::to_string(&line)?)?;
        }
        out.write_all(b"    null\n  ]\n}\n")
    }

    /// The number of findings it knows.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether an earlier version wrote it, so that findings without a value are known by path and rule only. Writing the
    /// baseline again upgrades it.
    pub fn is_outdated(&self) -> bool {
        self.is_outdated
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Fingerprint, &Known)> {
        self.entries.iter()
    }
}

/// The parser's message less the place it ends with.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&place).map(str::to_owned).unwrap_or(message)
}
