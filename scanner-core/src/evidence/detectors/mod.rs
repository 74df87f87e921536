//! What looks for evidence: a detector for each thing that can be set up, and the surveyor that asks those which a file concerns.

mod actions;
mod alerts;
mod audit;
mod backup;
mod certificates;
mod changes;
mod correlation;
mod csrf;
mod data;
mod docs;
mod health;
mod host;
mod libraries;
mod limits;
mod lockfile;
mod log_bounds;
mod logs;
mod openapi;
mod pipeline;
mod policy;
mod production;
mod protections;
mod release;
mod roles;
mod schema;
mod scrapes;
mod steps;
mod stores;
mod suites;
mod switches;
mod technology;
mod uptime;
mod vault;
mod web;
mod webhooks;
mod workers;

use super::{Sightings, SurveyedFile, readers::words::Words};
use crate::context::{Role, is_aside};

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
    actions::ACTIONS,
    actions::UPDATES,
    alerts::DETECTOR,
    audit::DETECTOR,
    backup::DETECTOR,
    backup::SCHEDULES,
    certificates::DETECTOR,
    changes::MIGRATIONS,
    correlation::CODE,
    correlation::SERVER,
    csrf::DETECTOR,
    data::ROTATION,
    data::SEEDS,
    docs::DETECTOR,
    health::PROBES,
    health::ROUTES,
    host::DETECTOR,
    libraries::DETECTOR,
    limits::CODE,
    limits::SERVER,
    lockfile::FILES,
    lockfile::INSTALLS,
    log_bounds::CLOUD,
    log_bounds::CODE,
    logs::ROTATION,
    logs::SHIPPING,
    openapi::DETECTOR,
    pipeline::JOBS,
    policy::CODE,
    policy::SERVER,
    protections::DETECTOR,
    release::CHECKS,
    roles::DETECTOR,
    schema::INDEXES,
    schema::POLICIES,
    scrapes::COLLECTORS,
    scrapes::ROUTES,
    steps::DETECTOR,
    stores::DETECTOR,
    suites::INLINE,
    suites::LOAD,
    switches::DETECTOR,
    technology::DETECTOR,
    uptime::DETECTOR,
    vault::CODE,
    vault::OBJECTS_AND_FILES,
    web::PLATFORMS,
    web::SERVERS,
    webhooks::DETECTOR,
    workers::DETECTOR,
];

/// The detectors, ready to look at files.
#[derive(Debug)]
pub struct Surveyor {
    keywords: Words,
    /// For each keyword, its detector.
    owners: Vec<usize>,
}

impl Default for Surveyor {
    fn default() -> Self {
        let all = DETECTORS.iter().enumerate();
        let all: Vec<(usize, &str)> =
            all.flat_map(|(at, detector)| detector.keywords.iter().map(move |keyword| (at, *keyword))).collect();
        Surveyor {
            keywords: Words::new(all.iter().map(|(_, word)| word)),
            owners: all.into_iter().map(|(at, _)| at).collect(),
        }
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
            if file.role() == Role::Test {
                suites::look(file, &mut found);
            }
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
        for found in [file.path(), file.parsed.text()].into_iter().flat_map(|text| self.keywords.found_in(text)) {
            let owner = self.owners[found];
            missing -= usize::from(!called[owner] && asked.contains(&owner));
            called[owner] = true;
            if missing == 0 {
                break;
            }
        }
        called
    }
}
