//! The end of a report: findings by severity and rule, what was scanned, what was not, and what to run next.

use super::{
    escape::escape_control,
    layout::{bytes, count, duration},
    table::table,
    theme,
};
use gonogo_core::model::{
    Finding, HistoryStatistics, Incident, LeftOut, Occurrences, Report, Severity, Statistics, Suppression,
    SuppressionKind,
};
use indicatif::HumanCount;
use owo_colors::OwoColorize;
use std::{cmp::Reverse, collections::BTreeMap};

/// More of a kind are counted, not named, without `--verbose`.
const MAX_NAMED: usize = 5;

/// The scope of the scan, as far as the summary depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Files as they are, which `gonogo fix` can change.
    #[default]
    Files,
    /// One text, or commits.
    Other,
    /// Staged files.
    Staged,
    /// Files, and the history beside them.
    Everything,
}

/// Writes the summary of a report. Never calls clean what was not scanned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    /// Lists everything that was not read or is suppressed, not only the first few.
    pub(crate) verbose: bool,
    /// Whether everything must be read, what is left out by rule too.
    pub(crate) is_strict: bool,
    pub(crate) scope: Scope,
    /// The scanned paths, as a shell takes them.
    pub(crate) arguments: String,
    /// Less severe findings are hidden.
    pub(crate) min_severity: Option<Severity>,
    /// Whether the exit code is that of findings because of hidden ones.
    pub(crate) fails_by_hidden: bool,
}

impl Summary {
    pub(crate) fn render(&self, report: &Report) -> String {
        self.verdict(report)
            + &table(report, self.verbose)
            + &self.hidden(report)
            + &self.rest(report)
            + &self.next(report)
    }

    /// All but how many findings there are.
    pub(crate) fn rest(&self, report: &Report) -> String {
        let parts = [
            self.coverage(report),
            self.suppressed(report),
            old(report),
            self.failures(report),
            self.left_out(report),
            self.unparsed(report),
            self.notes(report),
        ];
        parts.concat()
    }

    /// The number of findings, or the reason why there are none.
    fn verdict(&self, report: &Report) -> String {
        let statistics = &report.statistics;
        let strong = theme::strong();
        if report.worst().is_some() {
            let findings = count(report.active().count(), "finding").style(strong).to_string();
            return format!("{findings}{}: {}\n", secrets(report), severities(report));
        }
        if let Some(missing) = nothing_to_read(statistics, self.scope) {
            let why = if statistics.has_gaps() { "" } else { missing };
            return format!("{}{why}\n", "Nothing was scanned".style(theme::warning()));
        }
        match self.min_severity.filter(|_| report.hidden > 0) {
            _ if self.is_incomplete(statistics) => format!("{}\n", "Nothing found in what could be read".style(strong)),
            Some(severity) => format!("{}\n", format!("No findings at or above {severity}").style(strong)),
            None => format!("{} {}\n", "✓".style(theme::good()), "No findings".style(strong)),
        }
    }

    /// The findings that `--min-severity` hides; empty if it hides none.
    pub(crate) fn hidden(&self, report: &Report) -> String {
        let Some(severity) = self.min_severity.filter(|_| report.hidden > 0) else { return String::new() };
        let fails = if self.fails_by_hidden { "; --fail-on counts them" } else { "" };
        format!("Hidden: {} below {severity}{fails}\n", count(report.hidden, "finding"))
    }

    /// The command that is worth running next, if there are findings.
    fn next(&self, report: &Report) -> String {
        let worst = report.active().max_by_key(|finding| (finding.severity, Reverse(finding.sort_key())));
        let Some(worst) = worst else { return String::new() };
        let fixable = report.active().filter(|finding| finding.fix.is_some()).count();
        let paths = if report.target == "." { String::new() } else { format!(" {}", escape_control(&self.arguments)) };
        let (command, what) = match self.scope {
            Scope::Files if fixable > 0 => (
                format!("gonogo fix --dry-run{paths}"),
                format!("to see automatic fixes for {}", count(fixable, "finding")),
            ),
            _ if worst.provenance.is_some() => ("gonogo rotate".to_owned(), "to list the secrets to revoke".to_owned()),
            _ => (format!("gonogo explain {}", worst.rule.id), "for more on the worst finding".to_owned()),
        };
        format!("Next: `{}` {what}\n", command.style(theme::strong()))
    }

    /// Whether something is missing that was asked for.
    fn is_incomplete(&self, statistics: &Statistics) -> bool {
        !statistics.is_complete() || self.is_strict && statistics.has_gaps()
    }

    /// What is missing though it was asked for; empty if nothing is. Also printed with `--quiet`.
    pub(crate) fn failures(&self, report: &Report) -> String {
        let incomplete = "Incomplete:".style(theme::warning()).to_string();
        let mut out = String::new();
        if report.statistics.cancelled {
            out += &format!("{incomplete} the scan was cancelled\n");
        }
        let failed = incidents(report, Incident::is_failure);
        if !failed.is_empty() {
            out += &format!("{incomplete} {} could not be read\n", count(failed.len(), "place"));
            out += &self.some(failed.into_iter().map(describe).collect());
        }
        let gaps = incidents(report, |incident| incident.is_gap() && !incident.is_failure());
        if !gaps.is_empty() && self.counts_gaps(&report.statistics) {
            out += &format!("{incomplete} not looked into: {}\n", kinds(&gaps));
            out += &self.some(gaps.into_iter().map(describe).collect());
        }
        out
    }

    /// Whether what is left out by rule was asked for.
    fn counts_gaps(&self, statistics: &Statistics) -> bool {
        self.is_strict || statistics.named_unread > 0
    }

    /// What was left out by rule, or at the user's own word.
    fn left_out(&self, report: &Report) -> String {
        let (gaps, others): (Vec<_>, Vec<_>) =
            incidents(report, |incident| !incident.is_failure() && !matches!(incident, Incident::Unparsed { .. }))
                .into_iter()
                .partition(|incident| incident.is_gap());
        let gaps = if self.counts_gaps(&report.statistics) { Vec::new() } else { gaps };
        let hint = if self.verbose { "" } else { " (--verbose lists them)" };
        self.listed("Not looked into", gaps, hint) + &self.listed("Left out", others, "")
    }

    /// A line with the number of incidents of each kind; `--verbose` names them.
    fn listed(&self, head: &str, incidents: Vec<&Incident>, hint: &str) -> String {
        if incidents.is_empty() {
            return String::new();
        }
        let line = format!("{head}: {}{hint}", kinds(&incidents));
        let named = if self.verbose { incidents.into_iter().map(describe).collect() } else { Vec::new() };
        format!("{}\n", line.style(theme::dim())) + &self.some(named)
    }

    fn coverage(&self, report: &Report) -> String {
        let statistics = &report.statistics;
        let rules = count(report.rules.len(), "rule");
        let what = match statistics.history {
            None => count(statistics.files as usize, "file"),
            Some(history) => self.history(statistics, history),
        };
        let line = format!("{what}, {}, {rules}, {}", bytes(statistics.bytes), duration(report.duration));
        format!("{}\n", line.style(theme::dim())) + &searched(statistics)
    }

    fn history(&self, statistics: &Statistics, history: HistoryStatistics) -> String {
        let commits = count(history.commits as usize, "commit");
        let versions = count(history.blobs as usize, "version");
        let known = match history.known_blobs {
            0 => String::new(),
            known => format!(" ({} known from an earlier scan)", HumanCount(known)),
        };
        // Versions are counted as files too.
        let files = statistics.files.saturating_sub(history.blobs) as usize;
        let files = if self.scope == Scope::Everything { format!("{}, ", count(files, "file")) } else { String::new() };
        format!("{files}{commits}, {versions} of files{known}")
    }

    /// Of interest only to who wonders why a setting is not found.
    fn unparsed(&self, report: &Report) -> String {
        let unparsed = incidents(report, |incident| matches!(incident, Incident::Unparsed { .. }));
        if unparsed.is_empty() || !self.verbose {
            return String::new();
        }
        let files = count(unparsed.len(), "file");
        format!("Parsed as plain text because of syntax errors: {files}\n")
            + &self.some(unparsed.into_iter().map(describe).collect())
    }

    fn suppressed(&self, report: &Report) -> String {
        let all: Vec<_> = report.findings.iter().filter_map(|f| Some((f, f.suppression.as_ref()?))).collect();
        if all.is_empty() {
            return String::new();
        }
        let by = |kind| all.iter().filter(|(_, suppression)| suppression.kind == kind).count();
        let kinds = [
            (by(SuppressionKind::Inline), "by comments"),
            (by(SuppressionKind::Config), "by the configuration"),
            (by(SuppressionKind::Waiver), "by waivers"),
            (by(SuppressionKind::Baseline), "by the baseline"),
        ];
        let kinds: Vec<String> = kinds.iter().filter(|kind| kind.0 > 0).map(|(n, by)| format!("{n} {by}")).collect();
        let head = format!("Suppressed: {}\n", kinds.join(", "));
        let named = if self.verbose { all.into_iter().map(describe_suppressed).collect() } else { Vec::new() };
        head + &self.some(named)
    }

    fn notes(&self, report: &Report) -> String {
        match report.notes.as_slice() {
            [] => String::new(),
            notes => format!("{}\n", "Note:".style(theme::warning())) + &self.some(notes.to_vec()),
        }
    }

    /// The first few lines, or all, indented.
    fn some(&self, lines: Vec<String>) -> String {
        let shown = if self.verbose { lines.len() } else { MAX_NAMED.min(lines.len()) };
        let mut out: String = lines[..shown].iter().map(|line| format!("  {line}\n")).collect();
        if shown < lines.len() {
            let more = format!("and {} more; --verbose lists them", lines.len() - shown);
            out += &format!("  {}\n", more.style(theme::dim()));
        }
        out
    }
}

/// The reason why nothing was read, if nothing was.
fn nothing_to_read(statistics: &Statistics, scope: Scope) -> Option<&'static str> {
    match statistics.history {
        Some(history) => (history.commits == 0 && history.blobs == 0).then_some(": there are no commits"),
        None if scope == Scope::Staged => (statistics.files == 0).then_some(": nothing is staged"),
        None => (statistics.files == 0).then_some(": there are no files"),
    }
}

/// The findings that were there before what was scanned.
fn old(report: &Report) -> String {
    match report.statistics.old as usize {
        0 => String::new(),
        1 => "Old: 1 finding was there before and does not count; --all-lines reports it\n".to_owned(),
        many => {
            format!("Old: {} were there before and do not count; --all-lines reports them\n", count(many, "finding"))
        }
    }
}

/// Of findings from history, how many secrets they are and how many of those are still there.
fn secrets(report: &Report) -> String {
    if report.active().all(|finding| finding.provenance.is_none()) {
        return String::new();
    }
    let groups = Occurrences::group(report.active(), Finding::value_hash);
    if report.active().any(|finding| finding.provenance.as_ref().is_some_and(|known| known.head_unread)) {
        return format!(" of {}", count(groups.len(), "secret"));
    }
    let current = groups.iter().filter(|occurrences| occurrences.first().is_current()).count();
    let current = match current {
        0 => "none still at HEAD".to_owned(),
        _ => format!("{} still at HEAD", HumanCount(current as u64)).style(theme::bad()).to_string(),
    };
    format!(" of {}, {current}", count(groups.len(), "secret"))
}

fn severities(report: &Report) -> String {
    let counts = Severity::ALL.map(|severity| (severity, report.count(severity)));
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            format!("{} {severity}", HumanCount(count as u64)).style(theme::severity(severity)).to_string()
        })
        .collect();
    parts.join(", ")
}

/// The part of the history that had to be searched, if not all of it, and the reason.
fn searched(statistics: &Statistics) -> String {
    let part = statistics.history.map(|history| history.searched_bytes).filter(|part| *part < statistics.bytes);
    part.map_or_else(String::new, |part| {
        let all = bytes(statistics.bytes);
        let line = format!("{} of {all} searched; the rest is copied from other versions", bytes(part));
        format!("{}\n", line.style(theme::dim()))
    })
}

fn incidents(report: &Report, which: impl Fn(&Incident) -> bool) -> Vec<&Incident> {
    report.statistics.incidents.iter().filter(|incident| which(incident)).collect()
}

/// The number of incidents of each kind.
fn kinds(incidents: &[&Incident]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    incidents.iter().for_each(|incident| *counts.entry(kind(incident)).or_default() += 1);
    counts.into_iter().map(|(kind, number)| count(number, kind)).collect::<Vec<_>>().join(", ")
}

/// One of the kind, in words whose plural ends with an `s`.
fn kind(incident: &Incident) -> &'static str {
    match incident {
        Incident::TooLarge { .. } => "too large file",
        Incident::LeftOut { reason: LeftOut::Archive, .. } => "archive",
        Incident::LeftOut { reason: LeftOut::LfsPointer, .. } => "Git LFS pointer",
        Incident::LeftOut { reason: LeftOut::Special, .. } => "special file",
        Incident::LeftOut { reason: LeftOut::Submodule, .. } => "submodule",
        Incident::LeftOut { reason: LeftOut::Link, .. } => "link",
        Incident::LeftOut { reason: LeftOut::Binary, .. } => "binary file",
        Incident::LeftOut { reason: LeftOut::Ignored, .. } => "ignored path",
        Incident::LeftOut { reason: LeftOut::Excluded, .. } => "excluded path",
        _ => "place",
    }
}

fn describe(incident: &Incident) -> String {
    match incident {
        Incident::TooLarge { path, bytes: size } => format!("{path}: {}, above --max-file-size", bytes(*size)),
        Incident::Unreadable { path, reason } | Incident::Unparsed { path, reason } => format!("{path}: {reason}"),
        other => other.to_string(),
    }
}

fn describe_suppressed((finding, suppression): (&Finding, &Suppression)) -> String {
    let place = format!("{}:{}", finding.location.path, finding.location.region.line);
    format!("{place} {} {}", finding.rule.id, suppression.reason.style(theme::dim())).trim_end().to_owned()
}
