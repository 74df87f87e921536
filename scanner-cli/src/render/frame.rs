//! A finding as a frame: what it is, why it matters, the line with the value underlined, how to fix it.

use super::{
    excerpt::{Excerpt, harmless},
    theme,
};
use gonogo_core::model::Finding;
use miette::{Diagnostic, LabeledSpan, SourceCode};
use owo_colors::OwoColorize;
use std::fmt::{self, Write};

/// Columns that the frame takes beside the line itself.
const GUTTER: usize = 10;

/// Draws a finding. Values are redacted unless `show_secrets`.
pub(super) fn frame(finding: &Finding, show_secrets: bool, width: usize) -> Result<String, fmt::Error> {
    let mut text = body(finding, None, show_secrets, width)?;
    let fingerprint = format!("fingerprint {}", finding.fingerprint);
    writeln!(text, "  {}", fingerprint.style(theme::dim()))?;
    Ok(text)
}

/// The frame alone; `standing` is what its head says behind the rule.
pub(super) fn body(
    finding: &Finding,
    standing: Option<&'static str>,
    show_secrets: bool,
    width: usize,
) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let handler = theme::handler(theme::severity(finding.severity), width).without_primary_span_start();
    handler.render_report(&mut text, &Frame::new(finding, standing, show_secrets, width))?;
    Ok(text)
}

#[derive(Debug)]
struct Frame<'a> {
    finding: &'a Finding,
    standing: Option<&'static str>,
    excerpt: Excerpt,
}

impl<'a> Frame<'a> {
    fn new(finding: &'a Finding, standing: Option<&'static str>, show_secrets: bool, width: usize) -> Self {
        let (text, mark) = if show_secrets { finding.snippet.reveal() } else { finding.snippet.redacted() };
        let region = finding.location.region;
        let name = format!("{}:{}:{}", harmless(&finding.location.path), region.line, region.column);
        let excerpt = Excerpt::new(name, &text, &mark, finding.snippet.line(), width - GUTTER);
        Frame { finding, standing, excerpt }
    }
}

impl fmt::Display for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = &self.finding.rule;
        write!(f, "{}", rule.title.style(theme::strong()))?;
        let reasons = [&self.finding.message, &rule.description];
        reasons
            .into_iter()
            .filter(|reason| !reason.is_empty() && **reason != rule.title)
            .try_for_each(|reason| write!(f, "\n{reason}"))
    }
}

impl std::error::Error for Frame<'_> {}

impl Diagnostic for Frame<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let standing = self.standing.map_or(String::new(), |standing| format!(" · {standing}"));
        Some(Box::new(format!("{} · {}{standing}", self.finding.severity, self.finding.rule.id)))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = &self.finding.rule.help;
        (!help.is_empty()).then(|| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.excerpt.mark()))))
    }
}
