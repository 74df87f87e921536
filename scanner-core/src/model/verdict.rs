//! The answers to a checklist, and what follows for going live.

use super::{Date, Fingerprint, Severity, Status, Trend};
use std::{cmp::Reverse, fmt};

/// The answers to all items of a checklist, and the verdict of each gate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// The checklist's name.
    pub checklist: String,
    /// Its title.
    pub title: Title,
    /// The answers, in the order of the checklist.
    pub items: Vec<Answer>,
    /// The gates, by name.
    pub gates: Vec<GateVerdict>,
    /// The gate that was asked for.
    pub asked: Option<String>,
    /// The changes since an earlier verdict, if it is compared with one.
    pub trend: Option<Trend>,
}

/// A title, and how it reads in Indonesian where the checklist has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// In English.
    pub english: String,
    /// In Indonesian.
    pub indonesian: Option<String>,
}

/// The languages that titles can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TitleLanguage {
    /// English.
    #[default]
    English,
    /// Indonesian, where the checklist has it.
    Indonesian,
}

impl Title {
    /// The title in a language, or in English if there is none.
    pub fn in_language(&self, language: TitleLanguage) -> &str {
        match language {
            TitleLanguage::English => &self.english,
            TitleLanguage::Indonesian => self.indonesian.as_ref().unwrap_or(&self.english),
        }
    }
}

/// The answer to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The item's id.
    pub id: String,
    /// Its title.
    pub title: Title,
    /// How much it matters.
    pub tier: Severity,
    /// The rows of teams' checklists that it stands for.
    pub rows: Vec<String>,
    /// Its state.
    pub status: Status,
    /// Why, a sentence each.
    pub reasons: Vec<String>,
    /// Whether it is open because something could not be read: nobody can waive or attest that.
    pub unread: bool,
    /// The findings about it, as indices into the report's.
    pub findings: Vec<ItemFinding>,
    /// The evidence for it, as indices into the survey's.
    pub evidence: Vec<usize>,
    /// What somebody said, if it counts.
    pub attestation: Option<Attestation>,
    /// The waiver, if it counts.
    pub waiver: Option<Waiver>,
    /// What an attestation or waiver must name to be about exactly this state.
    pub pin: Pin,
}

/// A finding about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemFinding {
    /// The place in the report's findings.
    pub index: usize,
    /// What it means for the item.
    pub role: FindingRole,
}

/// What a finding means for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingRole {
    /// It fails the item.
    Fails,
    /// It is suppressed for a reason.
    Waived,
    /// It is about a test, documentation or development only.
    Noted,
}

impl FindingRole {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            FindingRole::Fails => "fails",
            FindingRole::Waived => "waived",
            FindingRole::Noted => "noted",
        }
    }
}

/// A hash of the state that a person has judged: the item and what keeps it from passing, which are failing findings, weak values,
/// and values seen in the repository. It changes with each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pin(pub(crate) u64);

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The error for a text that is not a pin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a pin: 16 hexadecimal digits, which `gonogo verdict` prints")]
pub struct ParsePinError(String);

impl std::str::FromStr for Pin {
    type Err = ParsePinError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_pin = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = u64::from_str_radix(text, 16).ok().filter(|_| is_pin);
        digits.map(Pin).ok_or_else(|| ParsePinError(text.to_owned()))
    }
}

/// What a person says about an item that no file can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// The item.
    pub item: String,
    /// Who says so.
    pub by: String,
    /// When.
    pub on: Date,
    /// A link, or a path in the repository.
    pub evidence: String,
    /// The last day on which it counts.
    pub expires: Option<Date>,
    /// The state that was judged; needed where findings are what was judged.
    pub pin: Option<Pin>,
    /// Where it is written: `gonogo.toml:12`.
    pub place: String,
}

/// What a project accepts for a written reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// What is accepted.
    pub subject: WaiverSubject,
    /// Why.
    pub reason: String,
    /// Who accepts it.
    pub by: String,
    /// The last day on which it counts.
    pub expires: Date,
    /// Where it is written: `gonogo.toml:12`.
    pub place: String,
}

/// What a waiver is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverSubject {
    /// An item in one state.
    Item {
        /// Its id.
        id: String,
        /// The state.
        pin: Pin,
    },
    /// A finding.
    Finding(Fingerprint),
}

/// What follows for going live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Decision {
    /// All that is asked holds, does not apply, or is waived.
    Go,
    /// Something that is asked does not hold, or nobody has answered it.
    NoGo,
    /// Something that is asked could not be read.
    NotComplete,
}

impl Decision {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Go => "GO",
            Decision::NoGo => "NO-GO",
            Decision::NotComplete => "NOT COMPLETE",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The verdict of a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GateVerdict {
    /// The gate's name.
    pub name: String,
    /// What follows.
    pub decision: Decision,
    /// The items that it asks for, as indices into the answers.
    pub asked: Vec<usize>,
}

impl GateVerdict {
    /// A verdict about the items at some places.
    pub fn new(name: &str, decision: Decision, asked: Vec<usize>) -> Self {
        GateVerdict { name: name.to_owned(), decision, asked }
    }
}

impl Answer {
    /// An item that nobody has answered yet.
    pub fn open(id: &str, title: Title, tier: Severity, rows: Vec<String>) -> Self {
        Answer {
            id: id.to_owned(),
            title,
            tier,
            rows,
            status: Status::Open,
            reasons: Vec::new(),
            unread: false,
            findings: Vec::new(),
            evidence: Vec::new(),
            attestation: None,
            waiver: None,
            pin: Pin::default(),
        }
    }
}

impl Verdict {
    /// A verdict without answers.
    pub fn new(checklist: &str, title: Title) -> Self {
        Verdict { checklist: checklist.to_owned(), title, ..Verdict::default() }
    }

    /// The gate that was asked for, else the strictest: the one that asks for most.
    pub fn main_gate(&self) -> Option<&GateVerdict> {
        let asked = self.asked.as_ref().and_then(|name| self.gate(name));
        asked.or_else(|| self.gates.iter().max_by_key(|gate| gate.asked.len()))
    }

    /// The gate of a name.
    pub fn gate(&self, name: &str) -> Option<&GateVerdict> {
        self.gates.iter().find(|gate| gate.name == name)
    }

    /// The answers that a gate asks for and that keep it closed, the most important first.
    pub fn blocking(&self, gate: &GateVerdict) -> Vec<&Answer> {
        self.asked(gate, Status::blocks)
    }

    /// The same by status, the worst first.
    pub fn blocking_by_status(&self, gate: &GateVerdict) -> Vec<(Status, Vec<&Answer>)> {
        let blocking = self.blocking(gate);
        blocking.chunk_by(|a, b| a.status == b.status).map(|group| (group[0].status, group.to_vec())).collect()
    }

    /// The waived answers that a gate asks for.
    pub fn waived(&self, gate: &GateVerdict) -> Vec<&Answer> {
        self.asked(gate, |status| status == Status::Waived)
    }

    fn asked(&self, gate: &GateVerdict, wanted: impl Fn(Status) -> bool) -> Vec<&Answer> {
        let mut found: Vec<&Answer> = gate.asked.iter().filter_map(|at| self.items.get(*at)).collect();
        found.retain(|answer| wanted(answer.status));
        found.sort_by_key(|answer| (answer.status, Reverse(answer.tier)));
        found
    }

    /// The decision of a gate in one line: `NO-GO: 1 fail (rate-limit); 1 open (smoke-test)`. A waiver is never silent.
    pub fn line(&self, gate: &GateVerdict) -> String {
        let decision = gate.decision;
        let (blocking, waived) = (self.blocking(gate), self.waived(gate));
        match (decision, blocking.is_empty(), waived.is_empty()) {
            (Decision::Go, _, false) => format!("{decision}, with waivers: {}", ids(&waived)),
            (Decision::Go, ..) | (_, true, _) => decision.to_string(),
            _ => {
                let group = |(status, answers): (Status, Vec<&Answer>)| {
                    format!("{} {status} ({})", answers.len(), ids(&answers))
                };
                format!(
                    "{decision}: {}",
                    self.blocking_by_status(gate).into_iter().map(group).collect::<Vec<_>>().join("; ")
                )
            }
        }
    }

    /// The answers of a tier, the most urgent first.
    pub fn tier(&self, tier: Severity) -> Vec<&Answer> {
        let mut answers: Vec<&Answer> = self.items.iter().filter(|answer| answer.tier == tier).collect();
        answers.sort_by_key(|answer| answer.status);
        answers
    }

    /// The states with their numbers, `3 fail, 1 open`, without those that no item is in.
    pub fn counts(&self) -> String {
        let counts = Status::ALL.map(|status| (self.count(status), status));
        let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, status)| format!("{count} {status}"));
        counts.collect::<Vec<_>>().join(", ")
    }

    /// The number of answers in a state.
    pub fn count(&self, status: Status) -> usize {
        self.items.iter().filter(|answer| answer.status == status).count()
    }
}

fn ids(answers: &[&Answer]) -> String {
    answers.iter().map(|answer| answer.id.as_str()).collect::<Vec<_>>().join(", ")
}
