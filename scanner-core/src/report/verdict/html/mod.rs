//! HTML: one self-contained page, for a phone, a screen reader or a printer.
//!
//! All is there without the script, which only filters. Nothing is loaded, and a policy in the page forbids it.

use super::{view::View, xml::escape};
use crate::{
    model::{Answer, Change, Decision, GateVerdict, Report, Severity, Status, TitleLanguage, Trend},
    report::{Reporter, TOOL, VERSION, markdown::spans},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    io::{self, Write},
};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// Findings of an item that are listed; the rest are counted.
const MAX_FINDINGS: usize = 50;

/// Writes a verdict as one self-contained page.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerdictHtml {
    language: TitleLanguage,
}

impl VerdictHtml {
    /// With titles in a language.
    pub fn new(language: TitleLanguage) -> Self {
        VerdictHtml { language }
    }
}

impl Reporter for VerdictHtml {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let Some(view) = View::new(report, self.language) else { return Ok(()) };
        out.write_all(page(&view).as_bytes())?;
        out.flush()
    }
}

fn page(view: &View<'_>) -> String {
    let verdict = view.verdict;
    let head = verdict.main_gate().map_or("No gates".to_owned(), |gate| format!("{}: {}", gate.decision, gate.name));
    let (title, list) = (escape(&head), escape(verdict.title.in_language(view.language)));
    let tiers: String = Severity::ALL.into_iter().map(|tier| section(view, tier)).collect();
    let main = format!(
        "{}{}{}{}{tiers}{}",
        progress(view),
        verdict.trend.as_ref().map_or_else(String::new, trend),
        filters(),
        "<p id=\"shown\" class=\"dim\" role=\"status\"></p>\n",
        rest(view)
    );
    let gates: String = verdict.gates.iter().map(|one| gate(view, one)).collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<title>{title} - {list}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<p>{list}. <span \
         class=\"dim\">{}</span></p>\n<ul class=\"gates\" aria-label=\"Gates\">\n{gates}</ul>\n</header>\n\
         <main>\n{main}</main>\n<footer class=\"dim\"><p>{TOOL} {VERSION}</p></footer>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        if view.language == TitleLanguage::Indonesian { "id" } else { "en" },
        policy(),
        subject(view),
    )
}

/// What was looked at, and the commit.
fn subject(view: &View<'_>) -> String {
    let target = Some(view.report.target.as_str()).filter(|target| *target != ".");
    let commit = view.report.request.commit.as_deref().map(|id| id.get(..12).unwrap_or(id));
    let parts = target.into_iter().chain(commit).map(|part| format!("<code>{}</code>", escape(part)));
    parts.collect::<Vec<_>>().join(" at ")
}

/// Only the page's own style and script.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    format!("default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'")
}

fn gate(view: &View<'_>, gate: &GateVerdict) -> String {
    let class = match gate.decision {
        Decision::Go => "GO",
        Decision::NoGo => "NO-GO",
        Decision::NotComplete => "NOT",
    };
    let (blocking, waived) = (view.verdict.blocking(gate).len(), view.verdict.waived(gate).len());
    let waived = if waived > 0 { format!(", {waived} waived") } else { String::new() };
    format!(
        "<li class=\"{class}\"><strong>{}</strong> {}: {blocking} of {} items block{waived}</li>\n",
        gate.decision,
        escape(&gate.name),
        gate.asked.len()
    )
}

/// The states in words, and how far the items that apply are.
fn progress(view: &View<'_>) -> String {
    let verdict = view.verdict;
    let done = verdict.count(Status::Pass) + verdict.count(Status::Waived);
    let all = verdict.items.len() - verdict.count(Status::NotApplicable);
    format!(
        "<p><strong>{}</strong></p>\n<p><label class=\"holds\">{done} of {all} that apply hold \
         <progress max=\"{all}\" value=\"{done}\"></progress></label></p>\n",
        escape(&verdict.counts())
    )
}

fn trend(trend: &Trend) -> String {
    let entry =
        |change: &Change| format!("<code>{}</code> ({} to {})", escape(&change.item), change.before, change.after);
    let (better, worse) = trend.lists(entry);
    format!("<p>Better: {better}. Worse: {worse}.</p>\n")
}

/// Shown by the script only, without which they do nothing.
fn filters() -> String {
    let one =
        |status: Status| format!("<label><input type=\"checkbox\" value=\"{status}\" checked> {status}</label>\n");
    let boxes: String = Status::ALL.into_iter().map(one).collect();
    format!(
        "<fieldset hidden>\n<legend>Show</legend>\n{boxes}<label>Search <input type=\"search\"></label>\n</fieldset>\n"
    )
}

fn section(view: &View<'_>, tier: Severity) -> String {
    let answers = view.verdict.tier(tier);
    if answers.is_empty() {
        return String::new();
    }
    let items: String = answers.into_iter().map(|answer| item(view, answer)).collect();
    format!(
        "<section data-tier=\"{tier}\" aria-labelledby=\"{tier}\">\n<h2 id=\"{tier}\">{tier}</h2>\n{items}</section>\n"
    )
}

fn item(view: &View<'_>, answer: &Answer) -> String {
    let status = answer.status;
    let class = if status == Status::NotApplicable { "na" } else { status.as_str() };
    let open = if status == Status::Fail { " open" } else { "" };
    let mut body = format!("<p>{}</p>\n", prose(&answer.reasons.join("; ")));
    body += &places(view, answer);
    let rows =
        if answer.rows.is_empty() { String::new() } else { format!(" Rows {}.", escape(&answer.rows.join(", "))) };
    let _ = writeln!(
        body,
        "<p class=\"dim\"><code>{}</code>.{rows} Pin <code>{}</code>.</p>",
        escape(&answer.id),
        answer.pin
    );
    format!(
        "<details data-status=\"{status}\"{open}>\n<summary><span class=\"state {class}\">{status}</span><h3>{}</h3></summary>\n\
         <div>\n{body}</div>\n</details>\n",
        escape(view.title(answer))
    )
}

/// The findings and the evidence.
fn places(view: &View<'_>, answer: &Answer) -> String {
    let mut lines = view.lines(answer, MAX_FINDINGS, |finding| {
        format!("<code>{}</code> {}", escape(&finding.location.to_string()), prose(&finding.message))
    });
    lines.extend(view.report.evidence_of(answer).map(|evidence| {
        let (at, noun) = (escape(&evidence.location.to_string()), evidence.kind.noun());
        format!(
            "<code>{at}</code> {noun}, {}<pre><code>{}</code></pre>",
            evidence.strength.as_str(),
            escape(&evidence.excerpt)
        )
    }));
    if let Some(said) = &answer.attestation {
        let link = if said.evidence.starts_with("https://") {
            format!("<a href=\"{0}\" rel=\"noreferrer\">{0}</a>", escape(&said.evidence))
        } else {
            format!("<code>{}</code>", escape(&said.evidence))
        };
        lines.push(format!("attested by {} on {}: {link}", escape(&said.by), said.on));
    }
    if lines.is_empty() {
        return String::new();
    }
    let list: String = lines.iter().map(|line| format!("<li>{line}</li>\n")).collect();
    format!("<ul class=\"places\">\n{list}</ul>\n")
}

/// A text in which what is in backticks is code.
fn prose(text: &str) -> String {
    let part = |(is_code, part)| if is_code { format!("<code>{}</code>", escape(part)) } else { escape(part) };
    spans(text).into_iter().map(part).collect()
}

/// What could not be read, and notes.
fn rest(view: &View<'_>) -> String {
    let failures = view.report.statistics.incidents.iter().filter(|incident| incident.is_gap());
    let failures: Vec<String> = failures.map(ToString::to_string).collect();
    let list = |title: &str, id: &str, lines: &[String]| {
        if lines.is_empty() {
            return String::new();
        }
        let lines: String = lines.iter().map(|line| format!("<li>{}</li>\n", prose(line))).collect();
        format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n<ul>\n{lines}</ul>\n</section>\n")
    };
    list("Not read", "not-read", &failures) + &list("Notes", "notes", &view.report.notes)
}
