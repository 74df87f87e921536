//! A verdict for people: the decisions, then the items by tier, the worst first.

use super::{
    escape::escape_control,
    layout::{count, wrap},
    theme,
};
use gonogo_core::{
    model::{
        Answer, Decision, Evidence, Finding, FindingRole, GateVerdict, Report, Severity, Status, TitleLanguage, Verdict,
    },
    report::Reporter,
};
use owo_colors::{OwoColorize, Style};
use std::io::{self, Write};

const INDENT: &str = "      ";
/// Findings of an item that are listed without `--verbose`.
const MAX_FINDINGS: usize = 5;
/// Places with evidence that are listed for an item without `--verbose`.
const MAX_EVIDENCE: usize = 4;

/// Writes a verdict as text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VerdictText {
    pub(crate) language: TitleLanguage,
    pub(crate) verbose: bool,
    pub(crate) width: usize,
}

impl Reporter for VerdictText {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let Some(verdict) = &report.verdict else { return Ok(()) };
        let mut text = String::new();
        for gate in &verdict.gates {
            let decision = gate.decision.to_string();
            text +=
                &format!("{} {}{}\n", decision.style(of_decision(gate.decision)), gate.name, blocking(verdict, gate));
        }
        for tier in Severity::ALL {
            text += &self.tier(report, &verdict.tier(tier), tier);
        }
        text += &trend(verdict);
        text += &gaps(report);
        text += &format!("\n{}\n", counts(verdict));
        text += &self.next_step(verdict);
        if let Some(gate) = verdict.asked.as_ref().and_then(|name| verdict.gate(name)) {
            text += &format!("{}\n", verdict.line(gate).style(of_decision(gate.decision)));
        }
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

impl VerdictText {
    fn tier(&self, report: &Report, answers: &[&Answer], tier: Severity) -> String {
        if answers.is_empty() {
            return String::new();
        }
        let mut text = format!("\n{}\n", tier.style(theme::severity(tier)));
        let is_long = |status: Status| self.verbose || status.blocks() || status == Status::Waived;
        for answer in answers.iter().filter(|answer| is_long(answer.status)) {
            text += &self.item(report, answer);
        }
        for status in [Status::Pass, Status::NotApplicable].into_iter().filter(|status| !is_long(*status)) {
            let ids: Vec<&str> =
                answers.iter().filter(|answer| answer.status == status).map(|answer| answer.id.as_str()).collect();
            if !ids.is_empty() {
                let line = format!("{status} ({}): {}", ids.len(), ids.join(", "));
                text += &format!("{}\n", wrap(&line, "  ", self.width).style(theme::dim()));
            }
        }
        text
    }

    /// How what is open is answered.
    fn next_step(&self, verdict: &Verdict) -> String {
        const STEP: &str = "Open items: --history and --env-file FILE look at more; `gonogo attest ITEM --evidence LINK` says what only \
                            people know";
        let is_open = verdict.items.iter().any(|answer| answer.status == Status::Open && !answer.unread);
        if is_open { format!("{}\n", wrap(STEP, "", self.width).style(theme::dim())) } else { String::new() }
    }

    fn item(&self, report: &Report, answer: &Answer) -> String {
        let title = escape_control(answer.title.in_language(self.language));
        let status = format!("{:<6}", answer.status).style(of_status(answer.status)).to_string();
        let mut text = format!("  {status} {} {}\n", answer.id.style(theme::strong()), title);
        let mut add = |line: &str| text += &format!("{}\n", wrap(&escape_control(line), INDENT, self.width));
        add(&answer.reasons.join("; "));
        let is_shown = |role: FindingRole| self.verbose || role == FindingRole::Fails;
        let found = report.findings_of(answer).filter(|(role, _)| is_shown(*role));
        let shown: Vec<&Finding> = found.map(|(_, finding)| finding).collect();
        let most = if self.verbose { shown.len() } else { MAX_FINDINGS };
        for finding in shown.iter().take(most) {
            add(&format!("{} {}", finding.location, finding.message));
        }
        if shown.len() > most {
            add(&format!("and {} more; --verbose lists them", shown.len() - most));
        }
        let evidence: Vec<&Evidence> = report.evidence_of(answer).collect();
        let most = if self.verbose { evidence.len() } else { MAX_EVIDENCE };
        for evidence in evidence.iter().take(most) {
            let (place, noun) = (&evidence.location, evidence.kind.noun());
            add(&format!("{place} {noun} ({}): {}", evidence.strength.as_str(), evidence.excerpt));
        }
        if evidence.len() > most {
            add(&format!("and {} more with evidence; --verbose lists them", count(evidence.len() - most, "place")));
        }
        if self.verbose && answer.status.blocks() && !answer.unread {
            add(&format!("pin {}", answer.pin));
        }
        text
    }
}

fn of_decision(decision: Decision) -> Style {
    match decision {
        Decision::Go => theme::good(),
        Decision::NoGo => theme::bad(),
        _ => theme::warning(),
    }
}

fn of_status(status: Status) -> Style {
    match status {
        Status::Fail => theme::bad(),
        Status::Open | Status::Waived => theme::warning(),
        Status::Pass => theme::good(),
        _ => theme::dim(),
    }
}

/// What keeps a gate closed, in numbers: ` (3 fail, 1 open of 20 items)`.
fn blocking(verdict: &Verdict, gate: &GateVerdict) -> String {
    let groups = verdict.blocking_by_status(gate).into_iter();
    let counts: Vec<String> = groups.map(|(status, answers)| format!("{} {status}", answers.len())).collect();
    if counts.is_empty() { String::new() } else { format!(" ({} of {} items)", counts.join(", "), gate.asked.len()) }
}

fn counts(verdict: &Verdict) -> String {
    format!("{} items of {}: {}", verdict.items.len(), verdict.checklist, verdict.counts())
}

fn trend(verdict: &Verdict) -> String {
    let Some(trend) = &verdict.trend else { return String::new() };
    let (better, worse) = trend.lists(|change| format!("{} ({} -> {})", change.item, change.before, change.after));
    format!("\nbetter: {better}\nworse: {worse}\n")
}

/// What could not be read, and notes.
fn gaps(report: &Report) -> String {
    let failures = report.statistics.incidents.iter().filter(|incident| incident.is_gap());
    let lines: Vec<String> =
        failures.map(|incident| format!("not read: {incident}")).chain(report.notes.clone()).collect();
    if lines.is_empty() { String::new() } else { format!("\n{}\n", escape_lines(&lines)) }
}

fn escape_lines(lines: &[String]) -> String {
    lines.iter().map(|line| escape_control(line)).collect::<Vec<_>>().join("\n")
}
