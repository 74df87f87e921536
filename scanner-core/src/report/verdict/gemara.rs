//! A [Gemara](https://gemara.openssf.org) evaluation log, for tools that gather assessments of many projects.
//!
//! Each item is a control with one assessment. As JSON, which is also the YAML that the schema is written for.

use super::view::View;
use crate::{
    model::{Answer, Date, Decision, Finding, FindingRole, GateVerdict, Report, Status, TitleLanguage, Verdict},
    report::{Reporter, TOOL, VERSION, sarif::INFORMATION_URI},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{self, Write},
};

/// The version of the schema that is written.
const SCHEMA_VERSION: &str = "1.4.1";
/// Findings of an item that are listed as evidence.
const MAX_FINDINGS: usize = 50;
const DAY: u64 = 86_400;

/// Writes a verdict as an evaluation log of Gemara. What is waived needs review there: it is neither passed nor failed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gemara {
    language: TitleLanguage,
    time: u64,
}

impl Gemara {
    /// With titles in a language, made at a time in seconds since 1970.
    pub fn new(language: TitleLanguage, time: u64) -> Self {
        Gemara { language, time }
    }
}

impl Reporter for Gemara {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let Some(view) = View::new(report, self.language) else { return Ok(()) };
        let mut text = serde_json::to_vec_pretty(&log(&view, &timestamp(self.time)))?;
        text.push(b'\n');
        out.write_all(&text)?;
        out.flush()
    }
}

/// A time as RFC 3339 has it.
fn timestamp(seconds: u64) -> String {
    let of_day = seconds % DAY;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", Date::from_unix(seconds))
}

fn log(view: &View<'_>, time: &str) -> Value {
    let View { report, verdict, .. } = *view;
    let title = verdict.title.in_language(view.language);
    let name = if report.target == "." { "repository" } else { &report.target };
    let mut target = json!({ "id": name, "name": name, "type": "Software" });
    if let Some(commit) = &report.request.commit {
        target["version"] = json!(commit);
    }
    json!({
        "metadata": {
            "id": format!("{TOOL}-{}", verdict.checklist),
            "type": "EvaluationLog",
            "gemara-version": SCHEMA_VERSION,
            "date": time,
            "description": title,
            "author": { "id": TOOL, "name": TOOL, "type": "Software", "version": VERSION, "uri": INFORMATION_URI },
            "mapping-references": [{ "id": verdict.checklist, "title": title, "version": VERSION }],
        },
        "target": target,
        "result": verdict.main_gate().map_or("Unknown", |gate| of_gate(verdict, gate)),
        "evaluations": verdict.items.iter().map(|answer| evaluation(view, answer, time)).collect::<Vec<_>>(),
    })
}

/// The result of all that a gate asks for.
fn of_gate(verdict: &Verdict, gate: &GateVerdict) -> &'static str {
    let fails = |answer: &&Answer| answer.status == Status::Fail;
    match gate.decision {
        Decision::Go if verdict.waived(gate).is_empty() => "Passed",
        Decision::NoGo if verdict.blocking(gate).iter().any(fails) => "Failed",
        Decision::Go | Decision::NoGo => "Needs Review",
        Decision::NotComplete => "Unknown",
    }
}

fn of_answer(answer: &Answer) -> &'static str {
    match answer.status {
        Status::Pass => "Passed",
        Status::Fail => "Failed",
        Status::Open if answer.unread => "Not Run",
        Status::Open | Status::Waived => "Needs Review",
        Status::NotApplicable => "Not Applicable",
    }
}

fn evaluation(view: &View<'_>, answer: &Answer, time: &str) -> Value {
    let (title, result) = (view.title(answer), of_answer(answer));
    let message = match answer.reasons.is_empty() {
        true => answer.status.to_string(),
        false => format!("{}: {}", answer.status, answer.reasons.join("; ")),
    };
    let entry = json!({ "reference-id": view.verdict.checklist, "entry-id": answer.id });
    let mut assessment = json!({
        "requirement": entry,
        "description": title,
        "result": result,
        "message": message,
        "applicability": applicability(view.verdict, answer),
        "steps": [format!("{TOOL} verdict")],
        "steps-executed": u8::from(result != "Not Run"),
        "start": time,
    });
    let help = recommendation(view, answer);
    if !help.is_empty() {
        assessment["recommendation"] = json!(help);
    }
    let evidence = evidence(view, answer, time);
    if !evidence.is_empty() {
        assessment["evidence"] = json!(evidence);
    }
    json!({ "name": title, "result": result, "message": message, "control": entry, "assessment-logs": [assessment] })
}

/// The tier, and the gates that ask for the item.
fn applicability<'r>(verdict: &'r Verdict, answer: &Answer) -> Vec<&'r str> {
    let is_asked = |gate: &&GateVerdict| {
        let mut asked = gate.asked.iter().filter_map(|at| verdict.items.get(*at));
        asked.any(|other| other.id == answer.id)
    };
    let gates = verdict.gates.iter().filter(is_asked).map(|gate| gate.name.as_str());
    std::iter::once(answer.tier.as_str()).chain(gates).collect()
}

/// How to mend what fails, each advice once.
fn recommendation(view: &View<'_>, answer: &Answer) -> String {
    let failing = view.report.findings_of(answer).filter(|(role, _)| *role == FindingRole::Fails);
    let mut known = BTreeSet::new();
    let help = failing.map(|(_, finding)| finding.rule.help.as_str());
    help.filter(|help| !help.is_empty() && known.insert(*help)).collect::<Vec<_>>().join(". ")
}

/// Findings, what files show, what somebody attests, and what is accepted.
fn evidence(view: &View<'_>, answer: &Answer, time: &str) -> Vec<Value> {
    let mut all: Vec<(&str, Value, String)> = Vec::new();
    all.extend(view.findings(answer).take(MAX_FINDINGS).map(of_finding));
    all.extend(view.report.evidence_of(answer).map(|evidence| {
        let (path, line) = (&evidence.location.path, evidence.location.region.line);
        let payload = json!({ "path": path, "line": line, "excerpt": evidence.excerpt });
        (evidence.kind.as_str(), payload, format!("{} ({})", evidence.kind.noun(), evidence.strength.as_str()))
    }));
    all.extend(answer.attestation.iter().map(|said| {
        let payload =
            json!({ "by": said.by, "on": said.on.to_string(), "evidence": said.evidence, "place": said.place });
        ("attestation", payload, format!("attested by {}", said.by))
    }));
    all.extend(answer.waiver.iter().map(|waiver| {
        let payload = json!({ "by": waiver.by, "expires": waiver.expires.to_string(), "place": waiver.place });
        ("waiver", payload, waiver.reason.clone())
    }));
    let piece = |(at, (kind, payload, description)): (usize, (&str, Value, String))| {
        json!({
            "id": format!("{}-{}", answer.id, at + 1), "type": kind, "collected-at": time,
            "payload": payload, "description": description,
        })
    };
    all.into_iter().enumerate().map(piece).collect()
}

fn of_finding(finding: &Finding) -> (&'static str, Value, String) {
    let payload = json!({
        "rule": finding.rule.id, "path": finding.location.path, "line": finding.location.region.line,
        "fingerprint": finding.fingerprint.to_string(),
    });
    ("finding", payload, finding.message.clone())
}
