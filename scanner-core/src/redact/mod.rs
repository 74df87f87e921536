//! Redaction of everything that a report shows beside its findings: snippets, messages, names of files, commits, authors and
//! refs, reasons, notes.
//!
//! One redactor knows all credentials of a scan, whether their rule reports, and hides what merely looks like one besides. It
//! rewrites a report as a whole, so no format can forget a text.

mod known;
mod lookalike;

pub(crate) use lookalike::{Writer, lookalikes};

use crate::{
    model::{Answer, Commit, Finding, Fix, Incident, Location, Mask, ProductionFile, Provenance, Report, Survey},
    value::value_class,
};
use known::Known;
use std::{borrow::Cow, mem, ops::Range};

const MASK: &str = "***";

/// Hides the credentials of one scan.
///
/// ```
/// use gonogo_core::{model::Report, redact::Redactor};
/// let token = gonogo_core::value::expand("{alnum:24}", "any seed")?;
/// let redactor = Redactor::new(&Report::default());
/// assert_eq!(redactor.text(&format!("set it to {token}")), "set it to ***");
/// # Ok::<(), gonogo_core::value::TemplateError>(())
/// ```
#[derive(Clone, Default)]
pub struct Redactor(Known);

impl Redactor {
    /// A redactor that knows the credentials of a report, and of the scan that made it.
    pub fn new(report: &Report) -> Self {
        let found = report.findings.iter().filter(|finding| !finding.value_class.is_shown());
        let found = found.map(|finding| finding.secret.reveal());
        // What everybody knows is no secret, and as a word it is in names and messages.
        let known = found.chain(report.credentials.iter()).filter(|value| !value_class(value).is_shown());
        Redactor(Known::new(known))
    }

    /// A text that somebody wrote, as it may be shown.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.written(text, Writer::Anybody)
    }

    /// A text of this program, which may quote others.
    pub fn message<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.written(text, Writer::Gonogo)
    }

    /// A text of the same length, with a star for each byte that is hidden, so that places in it stay.
    pub fn blank(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for span in self.hidden_in(text, Writer::Anybody) {
            bytes[span].fill(b'*');
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The name of a file, a folder or a setting, or what a fix writes. What merely looks like a credential is shown: names are
    /// full of hashes and passwords' words.
    pub fn name<'t>(&self, name: &'t str) -> Cow<'t, str> {
        replace(name, self.0.find(name.as_bytes(), true).collect())
    }

    fn written<'t>(&self, text: &'t str, writer: Writer) -> Cow<'t, str> {
        replace(text, self.hidden_in(text, writer))
    }

    fn hidden_in(&self, text: &str, writer: Writer) -> Vec<Range<usize>> {
        let mut hidden: Vec<Range<usize>> = self.0.find(text.as_bytes(), false).collect();
        hidden.extend(lookalikes(text.as_bytes(), writer));
        hidden
    }

    /// Rewrites all texts of a report, once.
    pub fn apply(&self, report: &mut Report) {
        if mem::replace(&mut report.is_redacted, true) {
            return;
        }
        rewrite(&mut report.target, |text| self.name(text));
        report.notes.iter_mut().for_each(|note| rewrite(note, |text| self.message(text)));
        report.statistics.incidents.iter_mut().for_each(|incident| self.incident(incident));
        report.findings.iter_mut().for_each(|finding| self.finding(finding));
        report.survey.iter_mut().for_each(|survey| self.survey(survey));
        report.verdict.iter_mut().flat_map(|verdict| &mut verdict.items).for_each(|answer| self.answer(answer));
    }

    /// What people wrote about an item.
    fn answer(&self, answer: &mut Answer) {
        let said = answer.attestation.iter_mut().flat_map(|said| [&mut said.by, &mut said.evidence]);
        let waived = answer.waiver.iter_mut().flat_map(|waiver| [&mut waiver.by, &mut waiver.reason]);
        said.chain(waived).chain(&mut answer.reasons).for_each(|text| rewrite(text, |text| self.text(text)));
    }

    fn survey(&self, survey: &mut Survey) {
        let place = |location: &mut Location| rewrite(&mut location.path, |text| self.name(text));
        for evidence in &mut survey.evidence {
            rewrite(&mut evidence.excerpt, |text| self.text(text));
            place(&mut evidence.location);
        }
        survey.technologies.values_mut().for_each(place);
        let renamed = |(path, file): (String, ProductionFile)| (self.name(&path).into_owned(), file);
        survey.production = mem::take(&mut survey.production).into_iter().map(renamed).collect();
    }

    fn finding(&self, finding: &mut Finding) {
        rewrite(&mut finding.message, |text| self.message(text));
        rewrite(&mut finding.location.path, |text| self.name(text));
        finding.name.iter_mut().for_each(|name| rewrite(name, |text| self.name(text)));
        finding.snippet.mask(|text| self.0.find(text, false).map(Mask::hide).collect());
        if let Some(Fix { title, edits }) = &mut finding.fix {
            rewrite(title, |text| self.message(text));
            edits.iter_mut().for_each(|edit| rewrite(&mut edit.text, |text| self.name(text)));
        }
        if let Some(suppression) = &mut finding.suppression {
            rewrite(&mut suppression.reason, |text| self.text(text));
        }
        if let Some(provenance) = finding.provenance.as_deref_mut() {
            self.provenance(provenance);
        }
    }

    fn provenance(&self, provenance: &mut Provenance) {
        provenance.other_paths.iter_mut().for_each(|path| rewrite(path, |text| self.name(text)));
        for Commit { author, email, summary, .. } in provenance.introduced.iter_mut().chain(&mut provenance.removed) {
            [author, email, summary].into_iter().for_each(|text| rewrite(text, |text| self.text(text)));
        }
    }

    fn incident(&self, incident: &mut Incident) {
        match incident {
            Incident::TooLarge { path, .. } | Incident::LeftOut { path, .. } => rewrite(path, |text| self.name(text)),
            Incident::Unparsed { path, reason } | Incident::Unreadable { path, reason } => {
                rewrite(path, |text| self.name(text));
                rewrite(reason, |text| self.message(text));
            }
            Incident::Object { reason, .. }
            | Incident::Pack { reason, .. }
            | Incident::History { reason }
            | Incident::Index { reason } => rewrite(reason, |text| self.message(text)),
        }
    }
}

/// Rewrites a text where something in it is hidden.
fn rewrite(text: &mut String, hide: impl FnOnce(&str) -> Cow<'_, str>) {
    if let Cow::Owned(hidden) = hide(text) {
        *text = hidden;
    }
}

/// The text with `***` in place of each span. Spans are bytes, so what is left of a cut character is replaced as well.
fn replace(text: &str, hidden: Vec<Range<usize>>) -> Cow<'_, str> {
    if hidden.is_empty() {
        return text.into();
    }
    let (mut out, mut at) = (Vec::with_capacity(text.len()), 0);
    for mask in Mask::merge(hidden.into_iter().map(Mask::hide).collect()) {
        out.extend_from_slice(&text.as_bytes()[at..mask.span.start]);
        out.extend_from_slice(MASK.as_bytes());
        at = mask.span.end;
    }
    out.extend_from_slice(&text.as_bytes()[at..]);
    String::from_utf8_lossy(&out).into_owned().into()
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor(***)")
    }
}

#[cfg(test)]
mod tests;
