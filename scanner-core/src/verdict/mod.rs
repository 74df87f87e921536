//! From findings and evidence to answers: whether each item of a checklist holds, and what follows for going live.
//!
//! Nothing passes that was not looked at. An item that findings decide passes only if its rules ran over all files; one about values
//! of production only if a file for production gives them; what no file shows is open until somebody attests it. What is waived
//! says so, and a waiver is for one state only: it ends when a finding comes or goes.
//!
//! ```
//! use gonogo_core::{Scanner, Target, checklist::Checklist, model::{Date, Status}, verdict::Evaluation};
//!
//! # let folder = env!("CARGO_MANIFEST_DIR").to_owned() + "/examples";
//! let checklist = Checklist::builtin("production")?;
//! let report = Scanner::builder().evidence(true).build()?.scan(Target::tree(&folder))?;
//! let verdict = Evaluation::new(&checklist, &report, Date::from_unix(1_796_000_000)).verdict();
//! assert!(verdict.items.iter().all(|answer| answer.status != Status::Fail));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod gate;
mod scope;
mod trend;
mod unread;
mod words;

pub use trend::{Earlier, EarlierError};

use crate::{
    checklist::{Checklist, Item},
    model::{Attestation, Date, Incident, LeftOut, Report, RuleMeta, Survey, Verdict, Waiver, WaiverSubject},
};
use answer::Question;
use std::collections::BTreeMap;
use unread::Unread;

/// Days before the end of a waiver or an attestation from which its coming end is noted.
const WARNING_DAYS: i64 = 14;

/// Excluded paths that a note names.
const MAX_EXCLUDED: usize = 5;

/// Everything that answers are made of.
#[derive(Clone, Debug)]
pub struct Evaluation<'a> {
    checklist: &'a Checklist,
    report: &'a Report,
    survey: &'a Survey,
    today: Date,
    attestations: &'a [Attestation],
    waivers: &'a [Waiver],
    comparison: Option<Compared>,
    /// The rules that ran, by id.
    running: BTreeMap<&'a str, &'a RuleMeta>,
    /// The rules that found something, by id, with the indices of their findings.
    found: BTreeMap<&'a str, (&'a RuleMeta, Vec<usize>)>,
    unread: Unread,
}

/// How the values of an env file compare with all that the repository ever held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The variables whose values were there.
    pub seen: Vec<String>,
    /// Whether the env file has any values to compare.
    pub has_values: bool,
    /// Whether the files, the history and the env file could all be read.
    pub is_complete: bool,
}

impl<'a> Evaluation<'a> {
    /// Answers the items of a checklist from a report. Without a survey in it there is no evidence.
    pub fn new(checklist: &'a Checklist, report: &'a Report, today: Date) -> Self {
        const NONE: &Survey = &Survey::none();
        let mut found = BTreeMap::<&str, (&RuleMeta, Vec<usize>)>::new();
        for (index, finding) in report.findings.iter().enumerate() {
            found.entry(&finding.rule.id).or_insert((&finding.rule, Vec::new())).1.push(index);
        }
        Evaluation {
            checklist,
            report,
            survey: report.survey.as_ref().unwrap_or(NONE),
            today,
            attestations: &[],
            waivers: &[],
            comparison: None,
            running: report.rules.iter().map(|rule| (rule.id.as_str(), &**rule)).collect(),
            found,
            unread: Unread::of(&report.statistics),
        }
    }

    /// What people say about items, and what they accept.
    #[must_use]
    pub fn said(mut self, attestations: &'a [Attestation], waivers: &'a [Waiver]) -> Self {
        (self.attestations, self.waivers) = (attestations, waivers);
        self
    }

    /// How production's own values compare with the repository's.
    #[must_use]
    pub fn compared(mut self, comparison: Compared) -> Self {
        self.comparison = Some(comparison);
        self
    }

    /// The answers, and the verdict of each gate.
    pub fn verdict(&self) -> Verdict {
        let items = self.checklist.items.iter().map(|item| Question::new(self, item).answer()).collect();
        let verdict = Verdict { items, ..Verdict::new(&self.checklist.name, self.checklist.title.clone()) };
        let gates = self.checklist.gates.iter().map(|gate| gate::decide(gate, self.checklist, &verdict, &self.unread));
        Verdict { gates: gates.collect(), ..verdict }
    }

    /// Notes about attestations and waivers that end soon or are not used, in the order they are written.
    pub fn notes(&self, verdict: &Verdict) -> Vec<String> {
        let attestations = self.attestations.iter().filter_map(|attestation| {
            let used = verdict.items.iter().any(|answer| answer.attestation.as_ref() == Some(attestation));
            self.note(&attestation.place, "attestation", &attestation.item, attestation.expires, used)
        });
        let waivers = self.waivers.iter().filter_map(|waiver| match &waiver.subject {
            WaiverSubject::Item { id, .. } => {
                let used = verdict.items.iter().any(|answer| answer.waiver.as_ref() == Some(waiver));
                self.note(&waiver.place, "waiver", id, Some(waiver.expires), used)
            }
            // A scan notes those that suppress nothing.
            WaiverSubject::Finding(_) => self.note(&waiver.place, "waiver", "", Some(waiver.expires), true),
        });
        attestations.chain(waivers).chain(self.narrowed()).collect()
    }

    /// What the project itself takes out of the scan: whoever signs must see it.
    fn narrowed(&self) -> Option<String> {
        let all = &self.report.statistics.incidents;
        let is_excluded =
            |incident: &&Incident| matches!(incident, Incident::LeftOut { reason: LeftOut::Excluded, .. });
        let paths: Vec<&str> = all.iter().filter(is_excluded).filter_map(Incident::path).collect();
        let shown = paths.iter().take(MAX_EXCLUDED).copied().collect::<Vec<_>>().join(", ");
        let more = paths.len().saturating_sub(MAX_EXCLUDED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let noun = words::count(paths.len(), "path");
        (!paths.is_empty()).then(|| format!("`exclude` leaves out {noun}, and no answer is about them: {shown}{rest}"))
    }

    /// The rules of an item that ran.
    fn rules_of<'e>(&'e self, item: &'e Item) -> impl Iterator<Item = &'a RuleMeta> + use<'e, 'a> {
        item.rules.iter().filter_map(|id| self.running.get(id.as_str()).copied())
    }

    fn note(&self, place: &str, what: &str, item: &str, expires: Option<Date>, used: bool) -> Option<String> {
        let of = if item.is_empty() { String::new() } else { format!(" of `{item}`") };
        match expires.map(|date| (date, self.today.days_until(date))) {
            Some((date, days)) if days < 0 => {
                Some(format!("{place}: the {what}{of} expired on {date} and no longer counts"))
            }
            Some((date, days)) if used && days <= WARNING_DAYS => {
                Some(format!("{place}: the {what}{of} expires on {date}, {}", words::in_days(days)))
            }
            _ if !used => Some(format!(
                "{place}: the {what}{of} is not used: the item holds or does not apply without it, findings decide it, or \
                 its state has changed since"
            )),
            _ => None,
        }
    }
}
