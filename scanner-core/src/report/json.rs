//! JSON: everything there is to say about a scan, in one document.

use super::{Reporter, SCHEMA, TOOL, VERSION, Values, counts::Counts, receipt, record::Record};
use crate::model::{Finding, HistoryStatistics, Incident, Report, SuppressionKind};
use serde::{Serialize, Serializer};
use std::io::{self, BufWriter, Write};

/// Writes one JSON document: summary, findings with the suppressed ones, incidents and notes.
///
/// `docs/json.md` describes the keys, `docs/json.schema.json` is their JSON Schema. Findings have the keys that
/// [`JsonLines`](super::JsonLines) gives them, and more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json {
    values: Values,
}

impl Json {
    /// With values shown, each finding also has its own, as `secret`.
    pub fn new(values: Values) -> Self {
        Json { values }
    }
}

impl Reporter for Json {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        serde_json::to_writer_pretty(&mut out, &Document::new(&self.values.view(report), self.values))?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: Tool,
    target: &'a str,
    duration_ms: u64,
    summary: Summary,
    findings: Entries<'a>,
    incidents: Vec<Problem<'a>>,
    notes: &'a [String],
    receipt: receipt::Content<'a>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Counts of findings, then of everything else.
#[derive(Serialize)]
struct Summary {
    #[serde(flatten)]
    findings: Counts,
    files: u64,
    binary_files: u64,
    bytes: u64,
    rules: usize,
    complete: bool,
    cancelled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<History>,
}

/// `known_blobs` were searched by an earlier scan. `searched_bytes` are those of `bytes` that had to be searched; the rest
/// is copied from versions that were.
#[derive(Serialize)]
struct History {
    commits: u64,
    blobs: u64,
    known_blobs: u64,
    searched_bytes: u64,
}

/// All findings. Each becomes an entry when it is written, so that they are not all there at once.
struct Entries<'a> {
    findings: &'a [Finding],
    values: Values,
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.findings.iter().map(|finding| Entry::new(finding, self.values)))
    }
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    snippet: Lines,
    title: &'a str,
    description: &'a str,
    help: &'a str,
    references: &'a [String],
    tags: &'a [String],
    value_hash: Option<String>,
    suppression: Option<Suppressed<'a>>,
}

#[derive(Serialize)]
struct Lines {
    line: u32,
    text: String,
}

#[derive(Serialize)]
struct Suppressed<'a> {
    kind: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Problem<'a> {
    kind: &'static str,
    path: Option<&'a str>,
    message: String,
    failure: bool,
}

impl<'a> Document<'a> {
    fn new(report: &'a Report, values: Values) -> Self {
        Document {
            schema: SCHEMA,
            tool: Tool { name: TOOL, version: VERSION },
            target: &report.target,
            duration_ms: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
            summary: Summary::new(report),
            findings: Entries { findings: &report.findings, values },
            incidents: report.statistics.incidents.iter().map(Problem::new).collect(),
            notes: &report.notes,
            receipt: receipt::Content::new(report),
        }
    }
}

impl Summary {
    fn new(report: &Report) -> Self {
        Summary {
            findings: Counts::new(report),
            files: report.statistics.files,
            binary_files: report.statistics.binary_files,
            bytes: report.statistics.bytes,
            rules: report.rules.len(),
            complete: report.statistics.is_complete(),
            cancelled: report.statistics.cancelled,
            history: report.statistics.history.map(History::new),
        }
    }
}

impl History {
    fn new(HistoryStatistics { commits, blobs, known_blobs, searched_bytes }: HistoryStatistics) -> Self {
        History { commits, blobs, known_blobs, searched_bytes }
    }
}

impl<'a> Entry<'a> {
    fn new(finding: &'a Finding, values: Values) -> Self {
        Entry {
            record: Record::new(finding, values),
            snippet: Lines { line: finding.snippet.line(), text: finding.snippet.redacted().0 },
            title: &finding.rule.title,
            description: &finding.rule.description,
            help: &finding.rule.help,
            references: &finding.rule.references,
            tags: &finding.rule.tags,
            value_hash: (!finding.secret.is_empty()).then(|| finding.value_hash().to_string()),
            suppression: finding
                .suppression
                .as_ref()
                .map(|by| Suppressed { kind: suppression_kind(by.kind), reason: &by.reason }),
        }
    }
}

impl<'a> Problem<'a> {
    fn new(incident: &'a Incident) -> Self {
        let kind = incident.kind();
        Problem { kind, path: incident.path(), message: incident.to_string(), failure: incident.is_failure() }
    }
}

fn suppression_kind(kind: SuppressionKind) -> &'static str {
    match kind {
        SuppressionKind::Inline => "inline",
        SuppressionKind::Config => "config",
        SuppressionKind::Baseline => "baseline",
        SuppressionKind::Waiver => "waiver",
    }
}

#[cfg(test)]
mod tests;
