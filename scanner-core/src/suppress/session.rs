//! The suppressions of one scan, and what came of them.

use super::{Suppressions, inline, inline::Rules, marker, outdated::Outdated};
use crate::{
    context::{FileContext, Role},
    model::{Finding, Fingerprint, Suppression, SuppressionKind},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// The extent of a scan, compared with what the suppressions are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Whole,
    /// Some files, or not to the end: what is unused may be meant for the rest.
    Part,
}

/// Applies suppressions to the findings of one scan, from any number of threads, and then notes which were unused.
#[derive(Debug)]
pub struct Session<'a> {
    suppressions: &'a Suppressions,
    rules: Rules<'a>,
    finder: marker::Finder,
    allow_used: Vec<AtomicBool>,
    waiver_used: Vec<AtomicBool>,
    baseline_used: BTreeMap<Fingerprint, AtomicBool>,
    baseline_seen: BTreeMap<&'a str, AtomicBool>,
    outdated: Outdated<'a>,
    inline_notes: Mutex<BTreeSet<(String, u32, String)>>,
}

impl<'a> Session<'a> {
    pub(super) fn new(suppressions: &'a Suppressions, running: Vec<&'a str>) -> Self {
        let others = suppressions.known_rules.iter().map(String::as_str).collect();
        let baseline = &suppressions.baseline;
        Session {
            suppressions,
            rules: Rules::new(running, others),
            finder: marker::Finder::new(),
            allow_used: suppressions.allow.iter().map(|_| AtomicBool::default()).collect(),
            waiver_used: suppressions.waivers.iter().map(|_| AtomicBool::default()).collect(),
            baseline_used: baseline.iter().map(|(print, _)| (*print, AtomicBool::default())).collect(),
            baseline_seen: baseline.iter().map(|(_, known)| (known.path.as_str(), AtomicBool::default())).collect(),
            outdated: Outdated::new(baseline),
            inline_notes: Mutex::default(),
        }
    }

    /// Suppresses findings of one file. `text` is what their spans point into. To be called once for every file that is
    /// searched, also without findings, as only so unused comments are seen.
    pub fn apply(&self, path: &str, text: &[u8], findings: &mut [Finding]) {
        let own = self.finder.own(text);
        let foreign = if findings.is_empty() { Vec::new() } else { marker::foreign(text) };
        if !own.is_empty() || !foreign.is_empty() {
            let notes = inline::apply(&own, &foreign, text, findings, &self.rules);
            // Documentation shows markers without meaning them.
            let shown = FileContext::for_path(path, b"").role == Role::Docs;
            let notes = if shown { Vec::new() } else { notes };
            let notes = notes.into_iter().map(|(line, note)| (path.to_owned(), line, note));
            self.inline_notes.lock().unwrap_or_else(PoisonError::into_inner).extend(notes);
        }
        for finding in findings.iter_mut() {
            let allowed = self.allowed(finding).or_else(|| self.waived(finding));
            let known = self.known(self.outdated.fingerprint(finding));
            finding.suppression = finding.suppression.take().or(allowed).or(known);
        }
        for (at, fingerprint) in self.outdated.entries(findings) {
            findings[at].suppression = self.known(fingerprint);
        }
        if let Some(seen) = self.baseline_seen.get(path) {
            seen.store(true, Ordering::Relaxed);
        }
    }

    /// Marks all entries that match, so that what is unused does not depend on their order.
    fn allowed(&self, finding: &Finding) -> Option<Suppression> {
        let mut reason = None;
        for (entry, used) in self.suppressions.allow.iter().zip(&self.allow_used) {
            if entry.matches(finding) {
                used.store(true, Ordering::Relaxed);
                reason = reason.or(Some(&entry.reason));
            }
        }
        reason.map(|reason| Suppression { kind: SuppressionKind::Config, reason: reason.clone() })
    }

    fn waived(&self, finding: &Finding) -> Option<Suppression> {
        let mut waivers = self.suppressions.waivers.iter().zip(&self.waiver_used);
        let (waiver, used) = waivers.find(|(waiver, _)| waiver.fingerprint == finding.fingerprint)?;
        used.store(true, Ordering::Relaxed);
        Some(Suppression { kind: SuppressionKind::Waiver, reason: waiver.reason.clone() })
    }

    /// By the baseline, if it has the fingerprint; marks the entry as used.
    fn known(&self, fingerprint: Fingerprint) -> Option<Suppression> {
        self.baseline_used.get(&fingerprint)?.store(true, Ordering::Relaxed);
        Some(Suppression { kind: SuppressionKind::Baseline, reason: String::new() })
    }

    /// Notes about entries that suppress nothing or name unknown rules, in a fixed order.
    pub fn notes(&self, scope: Scope) -> Vec<String> {
        let inline = self.inline_notes.lock().unwrap_or_else(PoisonError::into_inner);
        let inline = inline.iter().map(|(path, line, note)| format!("{path}:{line}: {note}"));
        self.allow_notes(scope).chain(self.waiver_notes(scope)).chain(inline).chain(self.baseline_note(scope)).collect()
    }

    fn allow_notes(&self, scope: Scope) -> impl Iterator<Item = String> {
        let entries = self.suppressions.allow.iter().zip(&self.allow_used).enumerate();
        entries.flat_map(move |(at, (entry, used))| {
            let place = format!("allow entry {}", at + 1);
            if entry.is_empty() {
                return vec![format!("{place} names no paths, rules or values and suppresses nothing")];
            }
            let unknown = entry.rules.iter().filter(|id| !self.rules.knows(id));
            let mut notes: Vec<String> = unknown.map(|id| format!("{place}: {}", self.rules.unknown(id))).collect();
            let could_match = scope == Scope::Whole && self.rules.all_run(&entry.rules);
            if notes.is_empty() && could_match && !used.load(Ordering::Relaxed) {
                notes.push(format!("{place} ({}) suppresses nothing", entry.describe()));
            }
            notes
        })
    }

    fn waiver_notes(&self, scope: Scope) -> impl Iterator<Item = String> {
        let waivers = self.suppressions.waivers.iter().zip(&self.waiver_used);
        let unused = waivers.filter(move |(_, used)| scope == Scope::Whole && !used.load(Ordering::Relaxed));
        unused.map(|(waiver, _)| format!("{}: the waiver of {} suppresses nothing", waiver.place, waiver.fingerprint))
    }

    fn baseline_note(&self, scope: Scope) -> Option<String> {
        let was_seen = |path: &str| self.baseline_seen.get(path).is_some_and(|seen| seen.load(Ordering::Relaxed));
        let unused = self.suppressions.baseline.iter().filter(|(print, known)| {
            let is_used = self.baseline_used.get(print).is_some_and(|used| used.load(Ordering::Relaxed));
            !is_used && (scope == Scope::Whole || was_seen(&known.path)) && self.rules.all_run(&[&known.rule])
        });
        match unused.count() {
            0 => None,
            count => Some(format!(
                "{count} of {} findings of the baseline {} gone; write the baseline again to drop {}",
                self.suppressions.baseline.len(),
                if count == 1 { "is" } else { "are" },
                if count == 1 { "it" } else { "them" },
            )),
        }
    }
}
