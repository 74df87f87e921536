//! From one file's bytes to its findings.

use super::{finding::Searched, index::ProjectIndex};
use crate::{
    context::{Explanation, FileContext},
    decode::{Decoded, decode, is_archive, is_lfs_pointer},
    detect::{ConfigDetector, ConfigFile, Detector, Match, Matches, apply_role},
    document::{ParseProblem, ParsedFile, Settings},
    evidence::{SurveyBuilder, SurveyedFile, Surveyor},
    model::{Finding, Incident, LeftOut, Secret},
    rule::RuleSet,
    value::{ValueKind, classify, value_class},
    view::views,
};
use rayon::prelude::*;
use std::ops::Range;

/// Longer texts are searched in pieces of this size by several threads.
const PIECE_BYTES: usize = 1 << 20;

/// The result of one file.
pub(super) struct Outcome {
    pub(super) findings: Vec<Finding>,
    /// Values beside the findings that no report may show.
    pub(super) hidden: Vec<Secret>,
    pub(super) binary: bool,
    /// What the file is, if that is not what its name says or it could not be read in full.
    pub(super) incident: Option<Incident>,
    /// What the file shows beside findings, if that was asked for.
    pub(super) survey: Option<SurveyBuilder>,
    /// The findings among them that the versions before had already.
    #[cfg(feature = "git")]
    pub(super) old: std::collections::BTreeSet<crate::model::Fingerprint>,
}

/// The parts that search a file.
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    pub(super) detector: &'a Detector,
    pub(super) config: Option<&'a ConfigDetector>,
    pub(super) known: &'a ProjectIndex,
    pub(super) surveyor: Option<&'a Surveyor>,
}

/// What is found in a text.
struct Text {
    matches: Matches,
    problem: Option<ParseProblem>,
    context: FileContext,
    survey: Option<SurveyBuilder>,
}

/// `suppress` is given the text that was searched, and its findings.
pub(super) fn scan(
    search: &Search<'_>,
    path: &str,
    bytes: &[u8],
    suppress: impl FnOnce(&[u8], &mut [Finding]),
) -> Outcome {
    let (text, binary) = match decode(bytes) {
        Decoded::Text(text) => (text, false),
        Decoded::Binary(bytes) => (bytes.into(), true),
    };
    let Text { matches, problem, context, survey } = match binary {
        false => search.text(path, &text),
        true => {
            let context = FileContext::for_path(path, b"");
            let list = search.detector.search_binary(path, context, &text);
            Text { matches: Matches { list, ..Matches::default() }, problem: None, context, survey: None }
        }
    };
    let rules = search.detector.rules();
    let (matches, silent) = reported(rules, matches);
    let mut matches = apply_role(rules, context, path, &text, matches);
    let hidden = hidden(&text, &silent, &matches.hidden);
    matches.hidden.extend(silent);
    let searched = Searched { rules, path, text: &text, environment: context.environment };
    let mut findings = searched.findings(matches);
    suppress(&text, &mut findings);
    let left_out = left_out(bytes, binary).map(|reason| Incident::LeftOut { path: path.to_owned(), reason });
    let unparsed = || problem.map(|problem| Incident::Unparsed { path: path.to_owned(), reason: problem.to_string() });
    Outcome {
        findings,
        hidden,
        binary,
        incident: left_out.or_else(unparsed),
        survey,
        #[cfg(feature = "git")]
        old: std::collections::BTreeSet::new(),
    }
}

/// Why the content of a file is not in its bytes, or was not searched with all rules.
fn left_out(bytes: &[u8], binary: bool) -> Option<LeftOut> {
    match binary {
        _ if is_archive(bytes) => Some(LeftOut::Archive),
        _ if is_lfs_pointer(bytes) => Some(LeftOut::LfsPointer),
        true => Some(LeftOut::Binary),
        false => None,
    }
}

/// The matches of rules that report, and the values of those that do not.
fn reported(rules: &RuleSet, matches: Matches) -> (Matches, Vec<Range<usize>>) {
    let (list, silent): (Vec<Match>, Vec<Match>) =
        matches.list.into_iter().partition(|found| rules.reports(found.rule));
    let values = silent.into_iter().filter(|found| found.subject.is_none()).map(|found| found.value);
    (Matches { list, ..matches }, values.collect())
}

/// The values that are hidden wherever a report shows them: those of silent rules, and of others what is no word by chance.
fn hidden(text: &[u8], silent: &[Range<usize>], others: &[Range<usize>]) -> Vec<Secret> {
    let is_secret = |value: &&[u8]| !value_class(value).is_shown();
    let is_conspicuous = |value: &&[u8]| {
        let kind = classify(value);
        matches!(kind, ValueKind::Password | ValueKind::Random | ValueKind::Uuid | ValueKind::PasswordHash)
    };
    let value = |span: &Range<usize>| &text[span.clone()];
    let others = others.iter().map(value).filter(is_conspicuous);
    silent.iter().map(value).chain(others).filter(is_secret).map(Secret::new).collect()
}

impl Search<'_> {
    fn text(&self, path: &str, text: &[u8]) -> Text {
        let why = self.known.project.explain(path, text);
        let own;
        let parsed = match self.known.relations.files().scanned(path, text) {
            Some(kept) => kept,
            None => {
                own = ParsedFile::new(path, text).loaded_by(self.known.project.loader(path));
                &own
            }
        };
        let (mut matches, problem) = self.configuration(parsed, &why);
        matches.list.extend(self.keywords(parsed, why.context, text));
        let viewed = self.views(path, why.context, text, &matches.list);
        matches.list.extend(viewed);
        Text { matches, problem, context: why.context, survey: self.survey(parsed, why.context) }
    }

    fn survey(&self, parsed: &ParsedFile<'_>, context: FileContext) -> Option<SurveyBuilder> {
        let file = SurveyedFile::new(parsed, context, self.known.relations.files());
        self.surveyor.map(|surveyor| SurveyBuilder::of_file(&file, surveyor.look(&file)))
    }

    /// Credentials that only show once an encoding around them is undone. Surveys of histories do not know views, so what they
    /// lead to is searched as it is.
    fn views(&self, path: &str, context: FileContext, text: &[u8], known: &[Match]) -> Vec<Match> {
        if self.config.is_none() {
            return Vec::new();
        }
        let is_known = |value: &Range<usize>| {
            known.iter().any(|known| known.value.start < value.end && value.start < known.value.end)
        };
        let mut found = Vec::new();
        for view in views(text) {
            let viewed = self.detector.search_view(path, context, view.bytes()).into_iter();
            let placed = viewed.map(|inside| Match { value: view.original(&inside.value), ..inside });
            found.extend(placed.filter(|placed| !is_known(&placed.value)));
        }
        found
    }

    fn keywords(&self, file: &ParsedFile<'_>, context: FileContext, text: &[u8]) -> Vec<Match> {
        // Outside the scanner's own threads nobody asked for any.
        if text.len() <= PIECE_BYTES || rayon::current_thread_index().is_none() {
            return self.detector.search(file, context, text, 0..text.len());
        }
        let starts: Vec<usize> = (0..text.len()).step_by(PIECE_BYTES).collect();
        let piece =
            |&start: &usize| self.detector.search(file, context, text, start..(start + PIECE_BYTES).min(text.len()));
        starts.par_iter().map(piece).collect::<Vec<_>>().concat()
    }

    fn configuration(&self, parsed: &ParsedFile<'_>, why: &Explanation) -> (Matches, Option<ParseProblem>) {
        let Some(config) = self.config.filter(|_| ConfigDetector::reads(parsed.path(), why.context)) else {
            return (Matches::default(), None);
        };
        let (project, relations) = (&self.known.project, &self.known.relations);
        let Settings { list, problem } = parsed.settings();
        let file = ConfigFile::new(parsed, why, &list, project, relations);
        (config.search(self.detector.rules(), &file), problem)
    }
}
