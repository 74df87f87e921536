//! From what all files show to one survey: what is used somewhere is wired.

use super::{
    SurveyedFile,
    readers::parts::{Calls, Part},
    sightings::{Places, Sightings},
};
use crate::model::{Evidence, EvidenceKind, Location, Strength, Survey};
use aho_corasick::AhoCorasick;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// Pieces of evidence of one kind that are kept; a folder of two thousand routes proves no more than ten.
const MAX_PIECES: usize = 10;

/// Scripts that run scripts are followed as far.
const MAX_STEPS: usize = 4;

/// Collects what files show, in any order.
#[derive(Debug, Default)]
pub struct SurveyBuilder {
    survey: Survey,
    /// Evidence that others may use, by its name.
    open: Vec<(String, Evidence)>,
    uses: Vec<(EvidenceKind, String)>,
    /// Names, and what is used wherever one of them is.
    passes: Vec<(EvidenceKind, String, String)>,
    /// Evidence in parts that others may run.
    parts: Vec<(Part, Evidence)>,
    calls: Calls,
}

impl SurveyBuilder {
    /// What a file shows, with its places.
    pub fn of_file(file: &SurveyedFile<'_>, found: Sightings) -> Self {
        let mut builder =
            SurveyBuilder { uses: found.uses, passes: found.passes, calls: found.calls, ..SurveyBuilder::default() };
        if let Some(production) = found.production {
            builder.survey.production.insert(file.path().to_owned(), production);
        }
        if found.evidence.is_empty() && found.technologies.is_empty() {
            return builder;
        }
        let places = Places::new(file);
        for sighting in found.evidence {
            let location = places.location(&sighting.span);
            let evidence = Evidence::new(sighting.kind, sighting.strength, location, places.excerpt(&sighting.span));
            match (sighting.strength, sighting.handle, sighting.within) {
                (Strength::Present, Some(handle), _) => builder.open.push((handle, evidence)),
                (Strength::Present, None, Some(part)) => builder.parts.push((part, evidence)),
                _ => builder.survey.evidence.push(evidence),
            }
        }
        for (technology, span) in found.technologies {
            let location: Location = places.location(&span);
            technology.implies().iter().for_each(|other| builder.survey.show(*other, location.clone()));
            builder.survey.show(technology, location);
        }
        builder
    }

    /// Adds what other files show.
    pub fn add(&mut self, other: SurveyBuilder) {
        self.open.extend(other.open);
        self.uses.extend(other.uses);
        self.passes.extend(other.passes);
        self.parts.extend(other.parts);
        self.calls.absorb(other.calls);
        self.survey.absorb(other.survey);
    }

    /// The survey of all files that were added; the same for any order.
    pub fn build(mut self) -> Survey {
        self.follow();
        let SurveyBuilder { mut survey, open, uses, parts, calls, .. } = self;
        let reached = calls.reached();
        let used = used(open.iter().map(|(handle, evidence)| (evidence.kind, handle.as_str())), &uses);
        for (handle, mut evidence) in open {
            let is_used = used.contains(&(evidence.kind, handle));
            evidence.strength = if is_used { Strength::Wired } else { Strength::Present };
            survey.evidence.push(evidence);
        }
        for (part, mut evidence) in parts {
            evidence.strength = if reached.contains(&part) { Strength::Wired } else { Strength::Present };
            survey.evidence.push(evidence);
        }
        survey.evidence.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        // A place shows a thing once, as strongly as anything there shows it.
        let mut seen = BTreeSet::new();
        survey.evidence.retain(|evidence| {
            let Location { path, span, .. } = &evidence.location;
            seen.insert((evidence.kind, path.clone(), span.start))
        });
        let (mut kind, mut pieces) = (None, 0);
        survey.evidence.retain(|evidence| {
            pieces = if kind == Some(evidence.kind) { pieces + 1 } else { 0 };
            kind = Some(evidence.kind);
            pieces < MAX_PIECES
        });
        survey
    }
}

impl SurveyBuilder {
    /// Adds what is used by way of scripts that run others.
    fn follow(&mut self) {
        for _ in 0..MAX_STEPS {
            let passes = std::mem::take(&mut self.passes);
            let known = used(passes.iter().map(|(kind, name, _)| (*kind, name.as_str())), &self.uses);
            let is_used = |(kind, name, _): &(EvidenceKind, String, String)| known.contains(&(*kind, name.to_owned()));
            let (used, unused): (Vec<_>, Vec<_>) = passes.into_iter().partition(is_used);
            self.passes = unused;
            if used.is_empty() {
                return;
            }
            self.uses.extend(used.into_iter().map(|(kind, _, text)| (kind, text)));
        }
    }
}

/// The names that a text of their kind has between edges of words. All names are looked for at once, so that thousands of them and
/// thousands of texts take no longer than reading both.
fn used<'n>(
    names: impl Iterator<Item = (EvidenceKind, &'n str)>,
    uses: &[(EvidenceKind, String)],
) -> BTreeSet<(EvidenceKind, String)> {
    let mut by_kind = BTreeMap::<EvidenceKind, BTreeSet<&str>>::new();
    names.filter(|(_, name)| !name.is_empty()).for_each(|(kind, name)| {
        by_kind.entry(kind).or_default().insert(name);
    });
    let mut found = BTreeSet::new();
    for (kind, names) in by_kind {
        let Ok(all) = AhoCorasick::new(&names) else { continue };
        for (_, text) in uses.iter().filter(|(used, _)| *used == kind) {
            let whole = all.find_overlapping_iter(text).filter(|one| is_whole(text.as_bytes(), one.range()));
            found.extend(whole.map(|one| (kind, text[one.range()].to_owned())));
        }
    }
    found
}

/// Whether a place in a text is between edges of words.
fn is_whole(text: &[u8], place: Range<usize>) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    !is_word(place.start.checked_sub(1).and_then(|before| text.get(before))) && !is_word(text.get(place.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole() {
        for (text, handle, expected) in [
            ("0 2 * * * /app/scripts/backup.sh", "backup.sh", true),
            ("/app/scripts/no-backup.sh", "backup.sh", false),
            ("curl -f http://localhost/api/health || exit 1", "health", true),
            ("curl -f http://localhost/api/healthz", "health", false),
        ] {
            let kind = EvidenceKind::Backup;
            let uses = [(kind, text.to_owned()), (EvidenceKind::Lockfile, handle.to_owned())];
            assert_eq!(
                used([(kind, handle), (kind, "back")].into_iter(), &uses).len(),
                usize::from(expected),
                "{text}"
            );
        }
    }
}
