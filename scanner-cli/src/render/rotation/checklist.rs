//! The list as a checklist in Markdown, for an issue or a go-live document.

use super::{head, places, verdict};
use gonogo_core::{
    model::{Commit, Report},
    report::markdown::{code, prose},
    rotation::{Due, Rotation},
};

/// One box a secret.
pub(crate) fn markdown(list: &Rotation<'_>, report: &Report) -> String {
    let mut out = format!("# Secrets to rotate\n\n{}.\n", verdict(list, report));
    out += &gaps(report);
    if !list.secrets.is_empty() {
        out.push('\n');
    }
    list.secrets.iter().map(item).fold(out, |out, item| out + &item)
}

/// The gaps of the list, in words that nobody overlooks.
pub(in crate::render) fn gaps(report: &Report) -> String {
    if !report.statistics.has_gaps() {
        return String::new();
    }
    let mut out = "\n**Incomplete.** Not everything could be read:\n\n".to_owned();
    if report.statistics.cancelled {
        out += "- the scan was cancelled\n";
    }
    let gaps = report.statistics.incidents.iter().filter(|incident| incident.is_gap());
    gaps.fold(out, |out, incident| out + &format!("- {}\n", prose(&incident.to_string())))
}

fn item(due: &Due<'_>) -> String {
    let head = if due.names.is_empty() { prose(&head(due)) } else { code(&head(due)) };
    let provider = due.provider.map_or_else(String::new, |provider| format!(" ({})", prose(provider)));
    let presence = places::presence(&due.occurrences);
    let mut out = format!("- [ ] **{head}**{provider}: {}, {presence}\n", due.occurrences.severity());
    let mut add = |line: String| out += &format!("  - {line}\n");
    add(format!("{}, {}", prose(&due.rule.title), code(&due.occurrences.first().redacted())));
    if let Some(by) = due.occurrences.introduced() {
        add(format!("introduced in {}", commit(by)));
    }
    add(places::markdown_list(&due.occurrences.places()));
    if !due.rule.help.is_empty() {
        add(prose(&due.rule.help));
    }
    out
}

fn commit(commit: &Commit) -> String {
    format!("{} on {} by {}", code(commit.short()), commit.date.day(), code(&commit.author))
}
