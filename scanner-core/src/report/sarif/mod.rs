//! SARIF 2.1.0 as GitHub code scanning takes it.
//!
//! `schema` is the part of the format that we write, `rules`, `results` and `history` fill it from the model, `uri` writes paths,
//! `limits` keeps to what GitHub accepts. Values are always redacted here: SARIF files are made to be uploaded.

mod history;
mod limits;
mod results;
mod rules;
mod schema;
mod uri;

pub(super) use rules::level;
pub(super) use schema::{PhysicalLocation, SARIF_VERSION, SCHEMA_URI, UriBases};

use super::{Reporter, TOOL, VERSION, Values, receipt};
use crate::model::{Incident, Report};
use rules::RuleTable;
use schema::{
    ArtifactLocation, AutomationDetails, Driver, Invocation, Level, Location, Log, Notification, Run, RunProperties,
    Tool,
};
use std::io::{self, BufWriter, Write};

pub(super) const INFORMATION_URI: &str = "https://crates.io/crates/gonogo";

/// Writes one SARIF log with one run: all rules, active and suppressed findings, and what could not be scanned.
#[derive(Clone, Debug, Default)]
pub struct Sarif {
    category: Option<String>,
}

impl Sarif {
    /// Without a category.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the analysis, so that GitHub keeps several analyses of one commit. Becomes `automationDetails.id`.
    #[must_use]
    pub fn category(mut self, category: impl Into<String>) -> Self {
        self.category = Some(category.into());
        self
    }

    /// GitHub reads `category/run`: only the part before the last slash is the category.
    fn automation_details(&self) -> Option<AutomationDetails> {
        let category = self.category.as_deref()?.trim_end_matches('/');
        (!category.is_empty()).then(|| AutomationDetails { id: format!("{category}/") })
    }
}

impl Reporter for Sarif {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        let report = Values::Redacted.view(report);
        serde_json::to_writer(&mut out, &Log::of(run(&report, self.automation_details())))?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

fn run(report: &Report, automation_details: Option<AutomationDetails>) -> Run<'_> {
    let kept = limits::worst(&report.findings);
    let dropped = report.findings.len() - kept.len();
    let rules = RuleTable::new(&report.rules, &kept);
    Run {
        results: kept.iter().map(|finding| results::result(finding, rules.index(&finding.rule.id))).collect(),
        tool: Tool {
            driver: Driver {
                name: TOOL,
                semantic_version: VERSION,
                information_uri: INFORMATION_URI,
                rules: rules.descriptors(),
            },
        },
        invocations: [Invocation {
            execution_successful: report.statistics.is_complete(),
            tool_execution_notifications: notifications(report, dropped),
        }],
        automation_details,
        properties: RunProperties { receipt: receipt::Content::new(report) },
        column_kind: "unicodeCodePoints",
        newline_sequences: ["\r\n", "\n", "\r"],
        original_uri_base_ids: UriBases::root(),
    }
}

fn notifications(report: &Report, dropped: usize) -> Vec<Notification<'_>> {
    let mut left = limits::MAX_NOTED_FILES;
    let mut fits = |of: &&Incident| {
        of.is_gap() || !matches!(of, Incident::LeftOut { .. }) || {
            left = left.saturating_sub(1);
            left > 0
        }
    };
    let mut all: Vec<_> = report.statistics.incidents.iter().filter(|of| fits(of)).map(incident).collect();
    if report.statistics.cancelled {
        all.push(Notification::new("cancelled", Level::Error, "The scan was cancelled before it finished."));
    }
    if dropped > 0 {
        let most = limits::MAX_RESULTS;
        let text = format!(
            "{dropped} findings are left out, suppressed ones first, then those no longer at HEAD, then those of the \
             lowest severity: GitHub takes at most {most} results."
        );
        all.push(Notification::new("results-dropped", Level::Warning, text));
    }
    if report.hidden > 0 {
        let text = format!("Findings below the minimum severity, left out: {}.", report.hidden);
        all.push(Notification::new("findings-hidden", Level::Note, text));
    }
    if report.statistics.old > 0 {
        let text = format!("Findings that were there before, left out: {}.", report.statistics.old);
        all.push(Notification::new("findings-old", Level::Note, text));
    }
    all.extend(report.notes.iter().map(|note| Notification::new("note", Level::Note, note.as_str())));
    all
}

fn incident(incident: &Incident) -> Notification<'_> {
    let (id, level) = match incident {
        Incident::TooLarge { .. } => ("file-too-large", Level::Warning),
        Incident::LeftOut { reason, .. } if reason.is_gap() => (reason.as_str(), Level::Warning),
        Incident::LeftOut { reason, .. } => (reason.as_str(), Level::Note),
        Incident::Unparsed { .. } => ("file-unparsed", Level::Note),
        Incident::Unreadable { .. } => ("file-unreadable", Level::Error),
        Incident::Object { .. } => ("object-unreadable", Level::Error),
        Incident::Pack { .. } => ("pack-unreadable", Level::Error),
        Incident::History { .. } => ("history-incomplete", Level::Error),
        Incident::Index { .. } => ("index-unreadable", Level::Error),
    };
    let mut notification = Notification::new(id, level, incident.to_string());
    notification.locations = incident
        .path()
        .map(|path| Location::physical(PhysicalLocation::file(ArtifactLocation::of(path))))
        .into_iter()
        .collect();
    notification
}

#[cfg(test)]
mod tests;
