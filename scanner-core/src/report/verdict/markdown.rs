//! Markdown: a checklist for a pull request, a release issue or the summary of a job.

use super::view::View;
use crate::{
    model::{Answer, Change, Report, Severity, Status, TitleLanguage},
    report::{
        Reporter,
        markdown::{code, prose},
    },
};
use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// Findings of an item that are listed; the rest are counted.
const MAX_FINDINGS: usize = 10;

/// Writes a verdict as a checklist in Markdown, the worst first.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerdictMarkdown {
    language: TitleLanguage,
}

impl VerdictMarkdown {
    /// With titles in a language.
    pub fn new(language: TitleLanguage) -> Self {
        VerdictMarkdown { language }
    }
}

impl Reporter for VerdictMarkdown {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let Some(view) = View::new(report, self.language) else { return Ok(()) };
        out.write_all(text(&view).as_bytes())?;
        out.flush()
    }
}

fn text(view: &View<'_>) -> String {
    let verdict = view.verdict;
    let head = verdict.main_gate().map_or("No gates".to_owned(), |gate| format!("{}: {}", gate.decision, gate.name));
    let mut out = format!("# {head}\n\n{}: {}.\n\n", prose(verdict.title.in_language(view.language)), verdict.counts());
    for gate in &verdict.gates {
        let _ = writeln!(out, "- **{}**: {}", prose(&gate.name), prose(&verdict.line(gate)));
    }
    out += &trend(view);
    for tier in Severity::ALL {
        let answers = verdict.tier(tier);
        if !answers.is_empty() {
            let name = tier.as_str();
            let _ = write!(out, "\n## {}{}\n\n", name[..1].to_uppercase(), &name[1..]);
            answers.into_iter().for_each(|answer| out += &item(view, answer));
        }
    }
    let failures: Vec<_> = view.report.statistics.incidents.iter().filter(|incident| incident.is_gap()).collect();
    if !failures.is_empty() {
        out += "\n## Not read\n\n";
        failures.iter().for_each(|incident| out += &format!("- {}\n", prose(&incident.to_string())));
    }
    if !view.report.notes.is_empty() {
        out += "\n## Notes\n\n";
        view.report.notes.iter().for_each(|note| out += &format!("- {}\n", prose(note)));
    }
    out
}

fn trend(view: &View<'_>) -> String {
    let Some(trend) = &view.verdict.trend else { return String::new() };
    let entry = |change: &Change| format!("{} ({} → {})", code(&change.item), change.before, change.after);
    let (better, worse) = trend.lists(entry);
    format!("\nBetter: {better}. Worse: {worse}.\n")
}

/// A box; one that is no longer open is ticked.
fn item(view: &View<'_>, answer: &Answer) -> String {
    let tick = if answer.status.blocks() { " " } else { "x" };
    let state = match answer.status {
        Status::Pass => String::new(),
        status => format!("**{status}** "),
    };
    let mut out = format!("- [{tick}] {state}{} ({})", prose(view.title(answer)), code(&answer.id));
    out +=
        &if answer.reasons.is_empty() { "\n".to_owned() } else { format!(": {}\n", prose(&answer.reasons.join("; "))) };
    let mut lines = view.lines(answer, MAX_FINDINGS, |finding| {
        format!("{} {}", code(&finding.location.to_string()), prose(&finding.message))
    });
    lines.extend(view.report.evidence_of(answer).map(|evidence| {
        format!("{} {} {}", code(&evidence.location.to_string()), evidence.kind.noun(), evidence.strength.as_str())
    }));
    lines.iter().for_each(|line| out += &format!("  - {line}\n"));
    out
}
