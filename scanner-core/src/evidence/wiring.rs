//! From what all files show to one survey: what is used somewhere is wired.

use super::{
    SurveyedFile,
    parts::{Calls, Part},
    sightings::{Places, Sightings},
};
use crate::model::{Evidence, EvidenceKind, Location, Strength, Survey};
use std::collections::BTreeSet;

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
        for (handle, mut evidence) in open {
            let is_used = uses.iter().any(|(kind, text)| *kind == evidence.kind && names(text, &handle));
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
            let is_used = |(kind, name, _): &(EvidenceKind, String, String)| {
                self.uses.iter().any(|(used, text)| used == kind && names(text, name))
            };
            let (used, unused): (Vec<_>, Vec<_>) = passes.into_iter().partition(is_used);
            self.passes = unused;
            if used.is_empty() {
                return;
            }
            self.uses.extend(used.into_iter().map(|(kind, _, text)| (kind, text)));
        }
    }
}

/// Whether a text names something between edges of words.
fn names(text: &str, handle: &str) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    let bytes = text.as_bytes();
    text.match_indices(handle).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !is_word(before) && !is_word(bytes.get(at + handle.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_whole() {
        for (text, handle, expected) in [
            ("0 2 * * * /app/scripts/backup.sh", "backup.sh", true),
            ("/app/scripts/no-backup.sh", "backup.sh", false),
            ("curl -f http://localhost/api/health || exit 1", "health", true),
            ("curl -f http://localhost/api/healthz", "health", false),
        ] {
            assert_eq!(names(text, handle), expected, "{text}");
        }
    }
}
