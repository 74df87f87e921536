//! A verdict for people: the decisions, then the items by tier, the worst first.

use super::{escape::escape_control, layout::wrap, theme};
use gonogo_core::{
    model::{Answer, Change, Decision, Finding, FindingRole, Report, Severity, Status, TitleLanguage, Verdict},
    report::Reporter,
};
use owo_colors::{OwoColorize, Style};
use std::io::{self, Write};

const INDENT: &str = "      ";
/// Findings of an item that are listed without `--verbose`.
const MAX_FINDINGS: usize = 5;

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
            let blocking = verdict.blocking(gate).len();
            let rest =
                if blocking > 0 { format!(" ({blocking} of {} items)", gate.asked.len()) } else { String::new() };
            text += &format!("{} {}{rest}\n", decision.style(of_decision(gate.decision)), gate.name);
        }
        for tier in Severity::ALL {
            text += &self.tier(report, verdict, tier);
        }
        text += &trend(verdict);
        text += &gaps(report);
        text += &format!("\n{}\n", counts(verdict));
        if let Some(gate) = verdict.asked.as_ref().and_then(|name| verdict.gate(name)) {
            text += &format!("{}\n", verdict.line(gate).style(of_decision(gate.decision)));
        }
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

impl VerdictText {
    fn tier(&self, report: &Report, verdict: &Verdict, tier: Severity) -> String {
        let mut answers: Vec<&Answer> = verdict.items.iter().filter(|answer| answer.tier == tier).collect();
        answers.sort_by_key(|answer| answer.status);
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

    fn item(&self, report: &Report, answer: &Answer) -> String {
        let title = escape_control(answer.title.in_language(self.language));
        let status = format!("{:<6}", answer.status).style(of_status(answer.status)).to_string();
        let mut text = format!("  {status} {} {}\n", answer.id.style(theme::strong()), title);
        let mut add = |line: &str| text += &format!("{}\n", wrap(&escape_control(line), INDENT, self.width));
        add(&answer.reasons.join("; "));
        let found = answer.findings.iter().filter_map(|found| Some((found.role, report.findings.get(found.index)?)));
        let shown: Vec<(FindingRole, &Finding)> =
            found.filter(|(role, _)| self.verbose || *role == FindingRole::Fails).collect();
        let most = if self.verbose { shown.len() } else { MAX_FINDINGS };
        for (_, finding) in shown.iter().take(most) {
            add(&format!("{}:{} {}", finding.location.path, finding.location.region.line, finding.message));
        }
        if shown.len() > most {
            add(&format!("and {} more; --verbose lists them", shown.len() - most));
        }
        let all = report.survey.as_ref().map_or(&[][..], |survey| &survey.evidence);
        for evidence in answer.evidence.iter().filter_map(|at| all.get(*at)) {
            let place = format!("{}:{}", evidence.location.path, evidence.location.region.line);
            add(&format!("{place} {} ({}): {}", evidence.kind.noun(), evidence.strength.as_str(), evidence.excerpt));
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

fn counts(verdict: &Verdict) -> String {
    let counts = Status::ALL.map(|status| (verdict.count(status), status));
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, status)| format!("{count} {status}"));
    format!("{} items of {}: {}", verdict.items.len(), verdict.checklist, counts.collect::<Vec<_>>().join(", "))
}

fn trend(verdict: &Verdict) -> String {
    let Some(trend) = &verdict.trend else { return String::new() };
    let list = |changes: &[Change]| {
        let one = |change: &Change| format!("{} ({} -> {})", change.item, change.before, change.after);
        if changes.is_empty() { "none".to_owned() } else { changes.iter().map(one).collect::<Vec<_>>().join(", ") }
    };
    format!("\nbetter: {}\nworse: {}\n", list(&trend.better), list(&trend.worse))
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
