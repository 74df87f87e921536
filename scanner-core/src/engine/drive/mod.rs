//! The driver of a scan: reads the target, scans it in parallel, and passes on findings in order.

#[cfg(feature = "git")]
mod added;
#[cfg(feature = "git")]
mod attribute;
mod batch;
#[cfg(feature = "git")]
mod blobs;
#[cfg(feature = "git")]
mod history;
mod paths;
#[cfg(feature = "git")]
mod range;
#[cfg(feature = "git")]
mod staged;
mod stream;

#[cfg(feature = "git")]
use super::names;
use super::{
    ScanError, Scanner,
    file::{self, Outcome, Search},
    index::ProjectIndex,
    names::Names,
    sink::{Progress, Sink},
    target::{Kind, Target},
};
use crate::{
    evidence::SurveyBuilder,
    model::{Cancel, Credentials, Finding, Incident, Secret, Statistics},
    suppress::{Scope, Session},
};
#[cfg(feature = "git")]
use crate::{
    model::{Container, Provenance},
    source::git,
};
use std::{
    ops::ControlFlow,
    sync::{Mutex, PoisonError},
};

/// The outcome and size of one file, or the reason why it was not read.
type Scanned = Result<(Outcome, u64), Incident>;

/// A scan in progress: its scanner, its observers and its suppressions.
struct Work<'a> {
    scanner: &'a Scanner,
    session: Session<'a>,
    progress: &'a dyn Progress,
    cancel: &'a Cancel,
    /// The project index of a file that is scanned alone.
    alone: ProjectIndex,
    /// What the scan has met so far.
    credentials: Mutex<Credentials>,
    /// What the files have shown so far.
    survey: Mutex<SurveyBuilder>,
}

pub(super) fn run(
    scanner: &Scanner,
    target: Target,
    sink: &mut dyn Sink,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Result<Statistics, ScanError> {
    let alone = ProjectIndex::none(&scanner.0.overrides);
    let (credentials, survey) = (Mutex::default(), Mutex::default());
    let work = Work { scanner, session: scanner.session(), progress, cancel, alone, credentials, survey };
    let scope = target.scope();
    let mut statistics = match target.0 {
        Kind::Reader { name, reader } => stream::scan(&work, name, reader, sink)?,
        Kind::Paths { base, paths } => paths::scan(&work, &base, &paths, sink)?,
        #[cfg(feature = "git")]
        Kind::History { repository, options } => history::scan(&work, &repository, &options, sink)?,
        #[cfg(feature = "git")]
        Kind::Staged { repository, options } => staged::scan(&work, &repository, &options, sink)?,
        #[cfg(feature = "git")]
        Kind::Range { repository, range } => range::scan(&work, &repository, &range, sink)?,
    };
    statistics.cancelled |= cancel.is_cancelled();
    statistics.incidents.sort();
    if let Some(scope) = scope {
        let scope = if statistics.has_gaps() { Scope::Part } else { scope };
        work.session.notes(scope).into_iter().for_each(|note| sink.note(note));
    }
    if scanner.0.surveyor.is_some() {
        sink.survey(work.survey.into_inner().unwrap_or_else(PoisonError::into_inner).build());
    }
    sink.credentials(work.credentials.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(statistics)
}

impl Work<'_> {
    /// Scans content, and applies suppressions.
    fn scan(&self, path: &str, bytes: &[u8], known: &ProjectIndex) -> Outcome {
        self.search(&self.scanner.0.search(known), path, bytes)
    }

    /// Scans content with the rules for histories.
    #[cfg(feature = "git")]
    fn scan_for_leaks(&self, path: &str, bytes: &[u8]) -> Outcome {
        let search = Search { detector: self.scanner.0.leaks(), config: None, known: &self.alone, surveyor: None };
        self.search(&search, path, bytes)
    }

    fn search(&self, search: &Search<'_>, path: &str, bytes: &[u8]) -> Outcome {
        let suppress = |text: &[u8], findings: &mut [Finding]| {
            self.scanner.0.sign(findings);
            self.session.apply(path, text, findings);
        };
        let mut outcome = file::scan(search, path, bytes, suppress);
        self.remember(&outcome);
        if let Some(survey) = outcome.survey.take() {
            self.survey.lock().unwrap_or_else(PoisonError::into_inner).add(survey);
        }
        outcome
    }

    /// Credentials in the names of files and folders. Paths are in order.
    fn names<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Names {
        Names::in_paths(&self.scanner.0.detector, paths)
    }

    /// Adds to a file's findings those in the names on its way.
    fn add_names(&self, names: &Names, path: &str, outcome: &mut Outcome) {
        let mut found = names.at(path);
        if !found.is_empty() {
            self.judge_names(path, &mut found);
            found.append(&mut outcome.findings);
            outcome.findings = found;
        }
    }

    /// Applies suppressions to findings in names, and notes their credentials.
    fn judge_names(&self, path: &str, found: &mut [Finding]) {
        self.scanner.0.sign(found);
        self.session.apply(path, b"", found);
        let mut known = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        found.iter().for_each(|finding| known.add(finding.secret.reveal()));
    }

    /// Whether a name holds a credential.
    #[cfg(feature = "git")]
    fn holds_token(&self, name: &[u8]) -> bool {
        !names::in_name(&self.scanner.0.detector, &String::from_utf8_lossy(name), "", "").is_empty()
    }

    /// Credentials in the name of an author or a ref, reported at its container.
    #[cfg(feature = "git")]
    fn scan_name(&self, name: &str, container: Container, place: &str, object: &str) -> Vec<Finding> {
        let mut found = names::in_name(&self.scanner.0.detector, name, container.path(), place);
        for finding in &mut found {
            finding.provenance = Some(Box::new(Provenance::new(container, object)));
        }
        if !found.is_empty() {
            self.judge_names(container.path(), &mut found);
        }
        found
    }

    /// Credentials in the names and addresses of who made a commit or tag.
    #[cfg(feature = "git")]
    fn scan_authors(&self, id: &git::ObjectId, object: &[u8]) -> Vec<Finding> {
        let people = git::people(object).map(String::from_utf8_lossy);
        people.flat_map(|person| self.scan_name(&person, Container::AuthorName, "an author", &id.to_string())).collect()
    }

    /// Notes the credentials of a file, whatever becomes of its findings.
    fn remember(&self, outcome: &Outcome) {
        let found = outcome.findings.iter().filter(|finding| !finding.value_class.is_shown());
        let values: Vec<&Secret> = found.map(|finding| &finding.secret).chain(&outcome.hidden).collect();
        if !values.is_empty() {
            let mut known = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
            values.into_iter().for_each(|value| known.add(value.reveal()));
        }
    }
}

/// Adds a file to the statistics, and returns its findings.
fn count(scanned: Scanned, statistics: &mut Statistics) -> Vec<Finding> {
    match scanned {
        Ok((outcome, bytes)) => {
            statistics.files += 1;
            statistics.bytes += bytes;
            statistics.binary_files += u64::from(outcome.binary);
            statistics.incidents.extend(outcome.incident);
            outcome.findings
        }
        Err(incident) => {
            statistics.incidents.push(incident);
            Vec::new()
        }
    }
}

/// Adds a file to the statistics, and passes its findings to the sink.
fn hand_over(scanned: Scanned, sink: &mut dyn Sink, statistics: &mut Statistics) -> ControlFlow<()> {
    count(scanned, statistics).into_iter().try_for_each(|finding| sink.finding(finding))
}
