//! What a repository shows beside findings: evidence, technologies, and its files for production.

use super::{Evidence, EvidenceKind, Location, Technology};
use std::collections::{BTreeMap, BTreeSet};

/// What the files of a scan show. A scan makes one only when asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Survey {
    /// The evidence, in the order of [`Evidence::sort_key`].
    pub evidence: Vec<Evidence>,
    /// The technologies, each with the first file that shows it.
    pub technologies: BTreeMap<Technology, Location>,
    /// The files that set what production runs with, by path.
    pub production: BTreeMap<String, ProductionFile>,
}

/// A file that sets what production runs with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProductionFile {
    /// The names of the settings that it gives a value, but for those that only say how long or how many.
    pub names: BTreeSet<String>,
    /// Those of them that are credentials, or addresses with a password.
    pub credentials: BTreeSet<String>,
    /// Those of them whose values are no sound credentials: too short, guessable, placeholders.
    pub weak: BTreeSet<String>,
}

impl Survey {
    /// A survey of no files.
    pub const fn none() -> Self {
        Survey { evidence: Vec::new(), technologies: BTreeMap::new(), production: BTreeMap::new() }
    }

    /// The evidence of a kind, strongest first.
    pub fn of_kind(&self, kind: EvidenceKind) -> impl Iterator<Item = &Evidence> {
        self.evidence.iter().filter(move |evidence| evidence.kind == kind)
    }

    /// Adds what another part of the same scan shows.
    pub fn merge(&mut self, other: Survey) {
        self.absorb(other);
        self.evidence.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    }

    /// The same, but for the order of the evidence.
    pub(crate) fn absorb(&mut self, other: Survey) {
        self.evidence.extend(other.evidence);
        for (technology, location) in other.technologies {
            self.show(technology, location);
        }
        for (path, file) in other.production {
            let known = self.production.entry(path).or_default();
            known.names.extend(file.names);
            known.credentials.extend(file.credentials);
            known.weak.extend(file.weak);
        }
    }

    /// Gives a file another name.
    pub fn rename(&mut self, from: &str, to: &str) {
        let evidence = self.evidence.iter_mut().map(|evidence| &mut evidence.location);
        let places = evidence.chain(self.technologies.values_mut()).filter(|location| location.path == from);
        places.for_each(|location| location.path = to.to_owned());
        if let Some(file) = self.production.remove(from) {
            self.production.insert(to.to_owned(), file);
        }
    }

    /// Notes where a technology is shown; the first place by path stays.
    pub(crate) fn show(&mut self, technology: Technology, location: Location) {
        let key = |location: &Location| (location.path.clone(), location.span.start);
        match self.technologies.get(&technology) {
            Some(known) if key(known) <= key(&location) => {}
            _ => drop(self.technologies.insert(technology, location)),
        }
    }
}
