//! From one file's content to what it shows beside problems: evidence that something is set up, the technologies in use, and
//! whether production reads the file.
//!
//! Each `Detector` reports one or more kinds of evidence. It is given the parsed file, reports to [`Sightings`], and says what other files it
//! asks or runs; `wiring` makes evidence of both once all files are known. Evidence is what parsers and tokens show: a comment or
//! a heading without text is none.

mod alerts;
mod backup;
mod calls;
mod certificates;
mod commands;
mod docs;
mod file;
mod health;
mod host;
mod imports;
mod libraries;
mod lockfile;
mod logs;
mod production;
mod routes;
mod schedules;
mod scrapes;
mod sightings;
mod stores;
mod technology;
#[cfg(test)]
mod tests;
mod tree;
mod uptime;
mod web;
mod wiring;

pub use file::SurveyedFile;
pub use sightings::Sightings;
pub use wiring::SurveyBuilder;

use crate::context::{Role, is_aside};
use aho_corasick::AhoCorasick;

/// The evidence in one kind of file.
struct Detector {
    /// Literals in lower case, one of which is in the path or the text of each file with evidence; none if all such files are read.
    keywords: &'static [&'static str],
    /// Whether there can be evidence in a file.
    applies_to: fn(&SurveyedFile<'_>) -> bool,
    /// Reports the evidence in a file.
    look: fn(&SurveyedFile<'_>, &mut Sightings),
}

/// All detectors.
const DETECTORS: &[Detector] = &[
    alerts::DETECTOR,
    backup::DETECTOR,
    backup::SCHEDULES,
    certificates::DETECTOR,
    docs::DETECTOR,
    health::PROBES,
    health::ROUTES,
    host::DETECTOR,
    libraries::DETECTOR,
    lockfile::FILES,
    lockfile::INSTALLS,
    logs::ROTATION,
    logs::SHIPPING,
    scrapes::COLLECTORS,
    scrapes::ROUTES,
    stores::DETECTOR,
    technology::DETECTOR,
    uptime::DETECTOR,
    web::PLATFORMS,
    web::SERVERS,
];

/// The detectors, ready to look at files.
#[derive(Debug)]
pub struct Surveyor {
    keywords: Option<AhoCorasick>,
    /// For each keyword, its detector.
    owners: Vec<usize>,
}

impl Default for Surveyor {
    fn default() -> Self {
        let all = DETECTORS.iter().enumerate();
        let all: Vec<(usize, &str)> =
            all.flat_map(|(at, detector)| detector.keywords.iter().map(move |keyword| (at, *keyword))).collect();
        let keywords = AhoCorasick::builder().ascii_case_insensitive(true).build(all.iter().map(|(_, word)| word));
        Surveyor { keywords: keywords.ok(), owners: all.into_iter().map(|(at, _)| at).collect() }
    }
}

impl Surveyor {
    /// What a file shows.
    pub fn look(&self, file: &SurveyedFile<'_>) -> Sightings {
        let mut found = Sightings::default();
        let is_other =
            matches!(file.role(), Role::Test | Role::Fixture | Role::Generated | Role::Vendored | Role::Localisation);
        // Lockfiles and templates have their roles wherever they are.
        if is_other || (is_aside(file.path()) && file.role() != Role::Docs) {
            return found;
        }
        technology::look(file, &mut found);
        production::look(file, &mut found);
        let applicable: Vec<usize> = (0..DETECTORS.len()).filter(|at| (DETECTORS[*at].applies_to)(file)).collect();
        if applicable.is_empty() {
            return found;
        }
        let called = self.called(file, &applicable);
        for detector in applicable.into_iter().filter(|at| called[*at]).map(|at| &DETECTORS[at]) {
            (detector.look)(file, &mut found);
        }
        found
    }

    /// For each detector, whether a keyword of it is in the path or the text. `asked` are those that count.
    fn called(&self, file: &SurveyedFile<'_>, asked: &[usize]) -> Vec<bool> {
        let mut called: Vec<bool> = DETECTORS.iter().map(|detector| detector.keywords.is_empty()).collect();
        let mut missing = asked.iter().filter(|at| !called[**at]).count();
        let texts = [file.path(), file.parsed.text()].into_iter();
        if missing == 0 {
            return called;
        }
        for found in self.keywords.iter().flat_map(|all| texts.clone().flat_map(|text| all.find_overlapping_iter(text)))
        {
            let owner = self.owners[found.pattern().as_usize()];
            missing -= usize::from(!called[owner] && asked.contains(&owner));
            called[owner] = true;
            if missing == 0 {
                break;
            }
        }
        called
    }
}
