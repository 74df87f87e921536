//! The answer to one item.

use super::{
    Evaluation, scope,
    words::{any_of, count},
};
use crate::{
    checklist::{Item, WantedEvidence},
    model::{
        Answer, Attestation, Category, EvidenceKind, FindingRole, Fingerprint, ItemFinding, Pin, RuleMeta, Status,
        Strength, Technology, Waiver, WaiverSubject,
    },
};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The rule that asks git which files it tracks.
const TRACKED: &str = "tracked-env-file";

/// An item while it is answered.
pub(super) struct Question<'e, 'a> {
    evaluation: &'e Evaluation<'a>,
    item: &'a Item,
    findings: Vec<ItemFinding>,
    failing: Vec<Fingerprint>,
    /// Variables of production whose values the repository holds.
    seen: &'e [String],
    /// Settings of production that the item is about and whose values are weak. A finding about the value as a leak hides the
    /// one about its strength.
    weak: BTreeSet<&'e str>,
    /// What nobody has answered, a sentence each.
    missing: Vec<String>,
    /// What could not be read.
    unread: Vec<String>,
}

impl<'e, 'a> Question<'e, 'a> {
    pub(super) fn new(evaluation: &'e Evaluation<'a>, item: &'a Item) -> Self {
        let findings = scope::findings(evaluation, item);
        let failing = scope::failing(evaluation, &findings);
        let comparison = evaluation.comparison.as_ref().filter(|_| item.compare);
        let seen = comparison.map_or(&[][..], |comparison| &comparison.seen);
        let mut question = Question {
            evaluation,
            item,
            findings,
            failing,
            seen,
            weak: weak(evaluation, item),
            missing: Vec::new(),
            unread: Vec::new(),
        };
        question.look();
        question
    }

    /// Notes what is missing for a pass.
    fn look(&mut self) {
        let item = self.item;
        if item.is_static() {
            self.rules_ran();
        }
        if item.needs_production_file && self.is_set_by_production() && !self.has_production_value() {
            let what = if item.names.is_empty() { "settings of production" } else { "a value for it" };
            self.missing.push(format!("no file in the repository gives {what}; --env-file checks the server's"));
            self.missing.extend(self.weak_defaults());
        }
        if item.compare {
            self.compared();
        }
        if !self.is_answered_by_rules() {
            self.evidence_found();
        }
        if item.attest {
            self.missing.push("nobody has attested it".to_owned());
        }
    }

    /// Whether finding nothing is an answer already, so that evidence adds nothing to it.
    fn is_answered_by_rules(&self) -> bool {
        let Item { covers, .. } = self.item;
        self.item.is_static() && !covers.is_empty() && self.shows_one_of(covers)
    }

    fn shows_one_of(&self, technologies: &[Technology]) -> bool {
        technologies.iter().any(|technology| self.evaluation.survey.technologies.contains_key(technology))
    }

    fn evidence_found(&mut self) {
        let (item, survey) = (self.item, self.evaluation.survey);
        let least = if item.wired { Strength::Wired } else { Strength::Present };
        let is_found = |kind: EvidenceKind| survey.of_kind(kind).any(|found| found.strength >= least);
        let absent = item.evidence.iter().filter(|WantedEvidence(kinds)| !kinds.iter().any(|kind| is_found(*kind)));
        self.missing.extend(absent.map(|WantedEvidence(kinds)| {
            let used = if item.wired { " in use" } else { "" };
            let nouns: Vec<&str> = kinds.iter().map(|kind| kind.noun()).collect();
            format!("no {} found{used}", any_of(&nouns))
        }));
    }

    /// Rules answer only if they ran, over all files or all of the history.
    fn rules_ran(&mut self) {
        let unread = &self.evaluation.unread;
        let off = self.item.rules.iter().filter(|rule| !self.evaluation.running.contains_key(rule.as_str()));
        self.missing.extend(off.map(|rule| format!("the rule `{rule}` did not run")));
        let asks_git = self.item.rules.iter().any(|rule| rule == TRACKED);
        if asks_git && self.evaluation.report.request.commit.is_none() {
            self.missing.push("there is no commit to ask which files git tracks".to_owned());
        }
        let covers = &self.item.covers;
        // Where they know nothing of what is in use, evidence answers.
        if self.item.evidence.is_empty() && !covers.is_empty() && !self.shows_one_of(covers) {
            let names: Vec<&str> = covers.iter().map(|technology| technology.label()).collect();
            self.missing.push(format!("no {} found, and its rules cover nothing else", any_of(&names)));
        }
        let reason = match self.item.history {
            true => &unread.history,
            false if self.is_about_any_text() => &unread.files,
            false => &unread.loose_files,
        };
        self.unread.extend(reason.clone());
        if self.item.history && !unread.has_history {
            self.missing.push("the history was not scanned; --history does".to_owned());
        }
    }

    /// Whether its rules find something in files of any kind, as a secret is found in a letter.
    fn is_about_any_text(&self) -> bool {
        let mut rules = self.evaluation.rules_of(self.item);
        !self.item.categories.is_empty() || rules.any(|rule| rule.category == Category::Secret)
    }

    fn compared(&mut self) {
        match &self.evaluation.comparison {
            None => self
                .missing
                .push("production's values were not compared; --env-file FILE does, without showing them".to_owned()),
            Some(comparison) if !comparison.has_values => {
                self.missing.push("the env file holds no secret that could be compared".to_owned());
            }
            Some(comparison) if !comparison.is_complete => {
                self.unread.push("not all of the env file, the files and the history could be compared".to_owned());
            }
            Some(_) => {}
        }
    }

    /// Whether there is a setting that decides the item.
    fn is_set_by_production(&self) -> bool {
        let Item { switches, .. } = self.item;
        switches.is_empty() || switches.iter().any(|kind| self.evaluation.survey.of_kind(*kind).next().is_some())
    }

    /// What the program would run with if production forgot to set a value.
    fn weak_defaults(&self) -> Option<String> {
        let all = &self.evaluation.report.findings;
        let defaults =
            self.findings.iter().filter(|found| found.role == FindingRole::Noted && all[found.index].is_default);
        let defaults = defaults.count();
        (defaults > 0).then(|| format!("code falls back to a weak value ({})", count(defaults, "finding")))
    }

    /// Whether a file for production gives a value to a setting that the item is about.
    fn has_production_value(&self) -> bool {
        let of_secrets = self.is_about_secrets();
        let all = self.evaluation.survey.production.iter();
        let files = all.filter(|(path, _)| self.item.is_about_file(path));
        let mut names = files.flat_map(|(_, file)| if of_secrets { &file.credentials } else { &file.names });
        names.any(|name| self.item.is_about(name))
    }

    /// Whether the item judges credentials, so that nothing but a credential answers it.
    fn is_about_secrets(&self) -> bool {
        use Category::{DefaultCredential, Placeholder, WeakSecret};
        let judges = |rule: &RuleMeta| matches!(rule.category, WeakSecret | DefaultCredential | Placeholder);
        self.evaluation.rules_of(self.item).any(judges)
    }

    fn open(&self) -> Answer {
        let Item { id, title, tier, rows, .. } = self.item;
        Answer::open(id, title.clone(), tier.0, rows.clone())
    }

    fn has_failed(&self) -> bool {
        !self.failing.is_empty() || !self.seen.is_empty() || !self.weak.is_empty()
    }

    /// Whether the item is about something that the repository does not use. Findings say that it does.
    fn is_inapplicable(&self) -> bool {
        let needs = &self.item.needs;
        !needs.is_empty() && self.findings.is_empty() && !self.shows_one_of(needs)
    }

    pub(super) fn answer(self) -> Answer {
        let pin = self.pin();
        let mut answer = Answer { pin, evidence: self.evidence(), ..self.open() };
        if self.is_inapplicable() {
            let names: Vec<&str> = self.item.needs.iter().map(|technology| technology.label()).collect();
            answer.status = Status::NotApplicable;
            answer.reasons.push(format!("no {} found", any_of(&names)));
            return answer;
        }
        self.decide(pin, &mut answer);
        answer.findings = self.findings;
        answer
    }

    fn decide(&self, pin: Pin, answer: &mut Answer) {
        let attestation = self.attestation(pin);
        let clears_findings = self.item.history && attestation.is_some();
        if self.has_failed() && !clears_findings {
            answer.status = Status::Fail;
            answer.reasons = self.failures();
            return self.waive(pin, answer);
        }
        let is_attested = attestation.is_some();
        answer.attestation = attestation.cloned();
        if !self.unread.is_empty() {
            (answer.status, answer.unread) = (Status::Open, true);
            answer.reasons = self.unread.clone();
            return;
        }
        let history_is_missing = self.item.history && !self.evaluation.unread.has_history;
        if !self.missing.is_empty() && (!is_attested || history_is_missing) {
            answer.status = Status::Open;
            answer.reasons = self.missing.clone();
            answer.reasons.extend(self.said().next().and_then(|said| self.objection(said, pin)));
            return self.waive(pin, answer);
        }
        let waived = self.findings.iter().filter(|found| found.role == FindingRole::Waived).count();
        answer.status = if waived > 0 { Status::Waived } else { Status::Pass };
        answer.reasons = self.holds(waived, answer);
    }

    fn failures(&self) -> Vec<String> {
        let silent = self.findings.iter().filter(|found| {
            found.role == FindingRole::Fails && self.evaluation.report.findings[found.index].suppression.is_some()
        });
        let (failing, silent) = (self.failing.len(), silent.count());
        let mut reasons = Vec::new();
        if failing > 0 {
            reasons.push(count(failing, "finding"));
        }
        if silent > 0 {
            reasons.push(format!("{} suppressed without a written reason", count(silent, "finding")));
        }
        if !self.weak.is_empty() && failing == 0 {
            reasons.push(format!("the value of {} is weak", Vec::from_iter(self.weak.iter().copied()).join(", ")));
        }
        if !self.seen.is_empty() {
            reasons.push(format!("the repository holds or held the values of {}", self.seen.join(", ")));
        }
        reasons
    }

    /// Why the item holds.
    fn holds(&self, waived: usize, answer: &Answer) -> Vec<String> {
        let mut reasons = Vec::new();
        if waived > 0 {
            reasons.push(format!("{} suppressed for a written reason", count(waived, "finding")));
        } else if self.item.is_static() {
            reasons.push("no findings".to_owned());
        }
        let pieces = answer.evidence.len();
        if pieces > 0 {
            reasons.push(count(pieces, "place") + " with evidence");
        }
        reasons.extend(answer.attestation.as_ref().map(|by| format!("attested by {} on {}", by.by, by.on)));
        reasons
    }

    /// The evidence of the item's kinds, as indices into the survey's.
    fn evidence(&self) -> Vec<usize> {
        let all = self.evaluation.survey.evidence.iter().enumerate();
        let is_wanted = |kind| self.item.evidence.iter().any(|WantedEvidence(kinds)| kinds.contains(&kind));
        all.filter(|(_, found)| is_wanted(found.kind)).map(|(at, _)| at).collect()
    }

    /// What people say about the item.
    fn said(&self) -> impl Iterator<Item = &'a Attestation> {
        self.evaluation.attestations.iter().filter(|said| self.item.is_called(&said.item))
    }

    /// The attestation that counts.
    fn attestation(&self, pin: Pin) -> Option<&'a Attestation> {
        self.said().find(|said| self.objection(said, pin).is_none())
    }

    /// Why an attestation does not count: it must be of today, and of this state if it names one. Where findings are judged it
    /// must name one.
    fn objection(&self, said: &Attestation, pin: Pin) -> Option<String> {
        let today = self.evaluation.today;
        let needs_pin = self.item.history && !self.failing.is_empty();
        Some(match (said.expires, said.pin) {
            (Some(date), _) if date < today => format!("the attestation expired on {date}"),
            _ if said.by.is_empty() => "the attestation names nobody".to_owned(),
            _ if said.on > today => format!("the attestation is dated {}, in the future", said.on),
            (_, Some(pinned)) if pinned != pin => "its state has changed since it was attested".to_owned(),
            (_, None) if needs_pin => "the attestation names no pin, and is about findings".to_owned(),
            _ => return None,
        })
    }

    /// Accepts the state if a waiver is of exactly this one.
    fn waive(&self, pin: Pin, answer: &mut Answer) {
        let own =
            |waiver: &&Waiver| matches!(&waiver.subject, WaiverSubject::Item { id, .. } if self.item.is_called(id));
        let today = self.evaluation.today;
        for waiver in self.evaluation.waivers.iter().filter(own) {
            let WaiverSubject::Item { pin: pinned, .. } = &waiver.subject else { continue };
            if waiver.expires < today {
                answer.reasons.push(format!("the waiver expired on {}", waiver.expires));
            } else if *pinned != pin {
                answer.reasons.push("the waiver is of another state: something has changed since".to_owned());
            } else {
                answer.status = Status::Waived;
                answer.reasons.push(format!("waived by {} until {}: {}", waiver.by, waiver.expires, waiver.reason));
                answer.waiver = Some(waiver.clone());
            }
        }
    }

    /// The state: the item, what fails it, and what is missing.
    fn pin(&self) -> Pin {
        let mut hash = Sha256::new();
        hash.update(b"gonogo item v1\0");
        hash.update(self.item.subject().as_bytes());
        for print in &self.failing {
            hash.update(b"\0f");
            hash.update(print.to_string());
        }
        for name in &self.weak {
            hash.update(b"\0w");
            hash.update(name);
        }
        for name in self.seen {
            hash.update(b"\0v");
            hash.update(name);
        }
        // Nobody's answer and other gaps are one state: which evidence is missing changes with versions of this program.
        hash.update([0, u8::from(!self.missing.is_empty() && !self.has_failed())]);
        let digest = hash.finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Pin(u64::from_be_bytes(first))
    }
}

/// The settings of production that an item about the strength of values is about, and whose values are weak.
fn weak<'e>(evaluation: &'e Evaluation<'_>, item: &Item) -> BTreeSet<&'e str> {
    let is_about_strength = evaluation.rules_of(item).any(|rule| rule.category == Category::WeakSecret);
    if !item.needs_production_file || !is_about_strength {
        return BTreeSet::new();
    }
    let files = evaluation.survey.production.iter().filter(|(path, _)| item.is_about_file(path));
    files.flat_map(|(_, file)| &file.weak).map(String::as_str).filter(|name| item.is_about(name)).collect()
}
