//! JSON: everything there is to say about a verdict, in one document.

use super::view::View;
use crate::{
    model::{
        Answer, Attestation, Change, Evidence, Finding, FindingRole, GateVerdict, Location, Report, Status,
        TitleLanguage, Trend, Verdict, Waiver,
    },
    report::{Reporter, SCHEMA, TOOL, VERSION},
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// Writes a verdict as JSON. `docs/verdict.md` describes the keys, `docs/verdict.schema.json` is their JSON Schema. Titles are in
/// all languages.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerdictJson;

impl Reporter for VerdictJson {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let Some(view) = View::new(report, TitleLanguage::English) else { return Ok(()) };
        let mut text = serde_json::to_vec_pretty(&Document::new(&view))?;
        text.push(b'\n');
        out.write_all(&text)?;
        out.flush()
    }
}

#[derive(Serialize)]
struct Document<'r> {
    schema: u32,
    tool: &'static str,
    version: &'static str,
    target: &'r str,
    commit: Option<&'r str>,
    checklist: &'r str,
    title: &'r str,
    gates: BTreeMap<&'r str, Gate<'r>>,
    counts: BTreeMap<&'static str, usize>,
    items: Vec<Item<'r>>,
    technologies: BTreeMap<&'static str, Spot<'r>>,
    production_files: Vec<&'r str>,
    trend: Option<Changes<'r>>,
    complete: bool,
    incidents: Vec<String>,
    notes: &'r [String],
}

#[derive(Serialize)]
struct Changes<'r> {
    better: Vec<Moved<'r>>,
    worse: Vec<Moved<'r>>,
}

#[derive(Serialize)]
struct Moved<'r> {
    item: &'r str,
    before: &'static str,
    after: &'static str,
}

#[derive(Serialize)]
struct Gate<'r> {
    verdict: &'static str,
    blocking: Vec<&'r str>,
    waived: Vec<&'r str>,
}

#[derive(Serialize)]
struct Item<'r> {
    id: &'r str,
    title: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_id: Option<&'r str>,
    tier: &'static str,
    status: &'static str,
    reasons: &'r [String],
    unread: bool,
    rows: &'r [String],
    evidence: Vec<Piece<'r>>,
    findings: Vec<Problem<'r>>,
    attestation: Option<Said<'r>>,
    waiver: Option<Accepted<'r>>,
    pin: String,
}

#[derive(Serialize)]
struct Spot<'r> {
    path: &'r str,
    line: u32,
}

#[derive(Serialize)]
struct Piece<'r> {
    kind: &'static str,
    strength: &'static str,
    path: &'r str,
    line: u32,
    excerpt: &'r str,
}

#[derive(Serialize)]
struct Problem<'r> {
    rule: &'r str,
    severity: &'static str,
    role: &'static str,
    path: &'r str,
    line: u32,
    message: &'r str,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
}

#[derive(Serialize)]
struct Said<'r> {
    by: &'r str,
    on: String,
    evidence: &'r str,
    expires: Option<String>,
    place: &'r str,
}

#[derive(Serialize)]
struct Accepted<'r> {
    by: &'r str,
    reason: &'r str,
    expires: String,
    place: &'r str,
}

impl<'r> Document<'r> {
    fn new(view: &View<'r>) -> Self {
        let View { report, verdict, .. } = *view;
        let (survey, statistics) = (report.survey.as_ref(), &report.statistics);
        let technologies = survey.into_iter().flat_map(|survey| &survey.technologies);
        let spot = |location: &'r Location| Spot { path: &location.path, line: location.region.line };
        Document {
            schema: SCHEMA,
            tool: TOOL,
            version: VERSION,
            target: &report.target,
            commit: report.request.commit.as_deref(),
            checklist: &verdict.checklist,
            title: &verdict.title.english,
            gates: gates(verdict),
            counts: Status::ALL.map(|status| (status.as_str(), verdict.count(status))).into(),
            items: verdict.items.iter().map(|answer| Item::new(view, answer)).collect(),
            technologies: technologies.map(|(technology, at)| (technology.as_str(), spot(at))).collect(),
            production_files: survey
                .map_or_else(Vec::new, |survey| survey.production.keys().map(String::as_str).collect()),
            trend: verdict.trend.as_ref().map(Changes::new),
            complete: statistics.is_complete() && !statistics.has_gaps() && !statistics.is_empty(),
            incidents: statistics.incidents.iter().filter(|one| one.is_gap()).map(ToString::to_string).collect(),
            notes: &report.notes,
        }
    }
}

fn gates(verdict: &Verdict) -> BTreeMap<&str, Gate<'_>> {
    fn ids(answers: Vec<&Answer>) -> Vec<&str> {
        answers.into_iter().map(|answer| answer.id.as_str()).collect()
    }
    let gate = |gate: &'_ GateVerdict| (gate.decision.as_str(), verdict.blocking(gate), verdict.waived(gate));
    let all = verdict.gates.iter().map(|one| (one.name.as_str(), gate(one)));
    all.map(|(name, (verdict, blocking, waived))| {
        (name, Gate { verdict, blocking: ids(blocking), waived: ids(waived) })
    })
    .collect()
}

impl<'r> Changes<'r> {
    fn new(trend: &'r Trend) -> Self {
        let moved = |changes: &'r [Change]| changes.iter().map(Moved::new).collect();
        Changes { better: moved(&trend.better), worse: moved(&trend.worse) }
    }
}

impl<'r> Moved<'r> {
    fn new(change: &'r Change) -> Self {
        Moved { item: &change.item, before: change.before.as_str(), after: change.after.as_str() }
    }
}

impl<'r> Item<'r> {
    fn new(view: &View<'r>, answer: &'r Answer) -> Self {
        Item {
            id: &answer.id,
            title: &answer.title.english,
            title_id: answer.title.indonesian.as_deref(),
            tier: answer.tier.as_str(),
            status: answer.status.as_str(),
            reasons: &answer.reasons,
            unread: answer.unread,
            rows: &answer.rows,
            evidence: view.report.evidence_of(answer).map(Piece::new).collect(),
            findings: view.report.findings_of(answer).map(|(role, finding)| Problem::new(role, finding)).collect(),
            attestation: answer.attestation.as_ref().map(Said::new),
            waiver: answer.waiver.as_ref().map(Accepted::new),
            pin: answer.pin.to_string(),
        }
    }
}

impl<'r> Piece<'r> {
    fn new(evidence: &'r Evidence) -> Self {
        Piece {
            kind: evidence.kind.as_str(),
            strength: evidence.strength.as_str(),
            path: &evidence.location.path,
            line: evidence.location.region.line,
            excerpt: &evidence.excerpt,
        }
    }
}

impl<'r> Problem<'r> {
    fn new(role: FindingRole, finding: &'r Finding) -> Self {
        Problem {
            rule: &finding.rule.id,
            severity: finding.severity.as_str(),
            role: role.as_str(),
            path: &finding.location.path,
            line: finding.location.region.line,
            message: &finding.message,
            fingerprint: finding.fingerprint.to_string(),
            reason: finding.suppression.as_ref().map(|suppression| suppression.reason.as_str()),
        }
    }
}

impl<'r> Said<'r> {
    fn new(said: &'r Attestation) -> Self {
        let Attestation { by, on, evidence, expires, place, .. } = said;
        Said { by, on: on.to_string(), evidence, expires: expires.map(|date| date.to_string()), place }
    }
}

impl<'r> Accepted<'r> {
    fn new(waiver: &'r Waiver) -> Self {
        let Waiver { by, reason, expires, place, .. } = waiver;
        Accepted { by, reason, expires: expires.to_string(), place }
    }
}
