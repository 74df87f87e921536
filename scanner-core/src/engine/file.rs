//! From one file's bytes to its findings.

use super::{index::ProjectIndex, masks};
use crate::{
    context::{Explanation, FileContext},
    decode::{Decoded, decode},
    detect::{Candidate, Claims, ConfigDetector, ConfigFile, Detector, Remedy, key_of_value, resolve},
    document::{ParseProblem, ParsedFile, Settings},
    model::{
        Edit, Environment, Finding, Fix, Incident, LineIndex, Location, Mask, Region, Secret, Snippet, line_hashes,
    },
    view::views,
};
use rayon::prelude::*;
use std::{collections::HashMap, ops::Range, sync::Arc};

/// Longer texts are searched in pieces of this size by several threads.
const PIECE: usize = 1 << 20;
/// A snippet shows at most this many lines of a value.
const SNIPPET_LINES: u32 = 3;
/// A snippet shows at most this many bytes on each side of a value in its line.
const SNIPPET_REACH: usize = 120;

/// The result of one file.
pub(super) struct Outcome {
    pub(super) findings: Vec<Finding>,
    pub(super) binary: bool,
    /// Said if the file is not what its name says.
    pub(super) unparsed: Option<Incident>,
}

/// The parts that search a file.
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    pub(super) detector: &'a Detector,
    pub(super) config: Option<&'a ConfigDetector>,
    pub(super) known: &'a ProjectIndex,
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
    let (claims, problem, environment) = match binary {
        false => search.text(path, &text),
        true => {
            let context = FileContext::for_path(path, b"");
            let candidates = search.detector.search_binary(path, context, &text);
            (Claims { candidates, hidden: Vec::new() }, None, context.environment)
        }
    };
    let mut findings = findings(search.detector, path, &text, claims, environment);
    suppress(&text, &mut findings);
    let unparsed = problem.map(|problem| Incident::Unparsed { path: path.to_owned(), reason: problem.to_string() });
    Outcome { findings, binary, unparsed }
}

impl Search<'_> {
    fn text(&self, path: &str, text: &[u8]) -> (Claims, Option<ParseProblem>, Environment) {
        let why = self.known.project.explain(path, text);
        let own;
        let parsed = match self.known.relations.files().scanned(path, text) {
            Some(kept) => kept,
            None => {
                own = ParsedFile::new(path, text);
                &own
            }
        };
        let (mut claims, problem) = self.configuration(parsed, &why);
        claims.candidates.extend(self.keywords(parsed, why.context, text));
        let viewed = self.views(path, why.context, text, &claims.candidates);
        claims.candidates.extend(viewed);
        (claims, problem, why.context.environment)
    }

    /// Credentials that only show once an encoding around them is undone. Surveys of histories do not know views, so what they
    /// lead to is searched as it is.
    fn views(&self, path: &str, context: FileContext, text: &[u8], known: &[Candidate]) -> Vec<Candidate> {
        if self.config.is_none() {
            return Vec::new();
        }
        let is_known = |value: &Range<usize>| {
            known.iter().any(|known| known.value.start < value.end && value.start < known.value.end)
        };
        let mut found = Vec::new();
        for view in views(text) {
            let candidates = self.detector.search_view(path, context, view.bytes());
            let placed = candidates.into_iter().map(|mut candidate| {
                candidate.value = view.original(&candidate.value);
                candidate
            });
            found.extend(placed.filter(|candidate| !is_known(&candidate.value)));
        }
        found
    }

    fn keywords(&self, file: &ParsedFile<'_>, context: FileContext, text: &[u8]) -> Vec<Candidate> {
        // Outside the scanner's own threads nobody asked for any.
        if text.len() <= PIECE || rayon::current_thread_index().is_none() {
            return self.detector.search(file, context, text, 0..text.len());
        }
        let starts: Vec<usize> = (0..text.len()).step_by(PIECE).collect();
        let piece = |&start: &usize| self.detector.search(file, context, text, start..(start + PIECE).min(text.len()));
        starts.par_iter().map(piece).collect::<Vec<_>>().concat()
    }

    fn configuration(&self, parsed: &ParsedFile<'_>, why: &Explanation) -> (Claims, Option<ParseProblem>) {
        let Some(config) = self.config.filter(|_| ConfigDetector::reads(parsed.path(), why.context)) else {
            return (Claims::default(), None);
        };
        let (project, relations) = (&self.known.project, &self.known.relations);
        let Settings { list, problem } = parsed.settings();
        let file = ConfigFile::new(parsed, why, &list, project, relations);
        (config.search(self.detector.rules(), &file), problem)
    }
}

fn findings(detector: &Detector, path: &str, text: &[u8], claims: Claims, environment: Environment) -> Vec<Finding> {
    if claims.candidates.is_empty() {
        return Vec::new();
    }
    let candidates = resolve(claims.candidates);
    let index = LineIndex::new(text);
    let mut lines: Vec<u32> = candidates.iter().map(|candidate| index.line(candidate.value.start)).collect();
    lines.dedup();
    let hashes = line_hashes(text, &lines);
    let hash = |line: u32| lines.binary_search(&line).ok().and_then(|at| hashes.get(at)).cloned().unwrap_or_default();
    let secrets = masks::masks(detector.rules(), text, &candidates, claims.hidden);
    let mut subjects: HashMap<(usize, String), usize> = HashMap::new();
    let mut findings: Vec<Finding> = candidates
        .into_iter()
        .map(|candidate| {
            let rule = &detector.rules().as_slice()[candidate.rule];
            let class = masks::class_of(rule, &candidate, text);
            let rule = Arc::clone(&rule.meta);
            let region = Region::from_span(&index, text, &candidate.value);
            let snippet = snippet(text, &index, &region, &candidate.value, &secrets);
            let name = name(text, &candidate.value, &secrets);
            let location = Location { path: path.to_owned(), region, span: candidate.value.clone() };
            let shown = || String::from_utf8_lossy(&text[candidate.value.clone()]).into_owned();
            let subject = candidate.subject.or_else(|| (!rule.is_about_credentials()).then(shown));
            let secret = if subject.is_some() { &[][..] } else { &text[candidate.value.clone()] };
            let message = candidate.message.unwrap_or_else(|| rule.title.clone());
            let message = candidate.why.map_or_else(|| message.clone(), |why| format!("{message} ({why})"));
            let mut builder = Finding::builder(rule, location, Secret::new(secret), snippet)
                .message(message)
                .line_hash(hash(region.line))
                .environment(candidate.environment.unwrap_or(environment));
            if subject.is_none() {
                builder = builder.value_class(class);
            }
            if let Some(name) = name {
                builder = builder.name(name);
            }
            if let Some(subject) = subject {
                let nth = subjects.entry((candidate.rule, subject.clone())).or_default();
                builder = builder.subject(&subject, *nth);
                *nth += 1;
            }
            if let Some(severity) = candidate.severity {
                builder = builder.at_most(severity, candidate.lowered);
            }
            if let Some(confidence) = candidate.confidence {
                builder = builder.confidence(confidence);
            }
            if let Some(remedy) = candidate.remedy {
                builder = builder.fix(fix(remedy, text, &index));
            }
            builder.build()
        })
        .collect();
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    findings
}

fn fix(remedy: Remedy, text: &[u8], index: &LineIndex) -> Fix {
    let edit =
        |(span, new): (Range<usize>, String)| Edit::new(span.clone(), Region::from_span(index, text, &span), new);
    Fix::new(remedy.title, remedy.edits.into_iter().map(edit).collect())
}

/// The name that a value is given, unless the name is another secret: `id:key`.
fn name(text: &[u8], value: &Range<usize>, secrets: &[Mask]) -> Option<String> {
    let name = key_of_value(text, value)?;
    let first = secrets.partition_point(|secret| secret.span.end <= name.start);
    let is_secret = secrets.get(first).is_some_and(|secret| secret.span.start < name.end);
    (!is_secret).then(|| String::from_utf8_lossy(&text[name]).into_owned())
}

fn snippet(text: &[u8], index: &LineIndex, region: &Region, value: &Range<usize>, secrets: &[Mask]) -> Snippet {
    let last = region.end_line.min(region.line + SNIPPET_LINES - 1);
    let start = index.line_range(text, region.line).map_or(value.start, |line| line.start);
    let end = index.line_range(text, last).map_or(value.end, |line| line.end).max(value.start);
    let shown = cut(text, start..end, value);
    let shift = |span: &Range<usize>| span.start.saturating_sub(shown.start)..span.end.saturating_sub(shown.start);
    let first = secrets.partition_point(|secret| secret.span.end <= shown.start);
    let inside = secrets[first..].iter().take_while(|secret| secret.span.start < shown.end);
    let hidden = inside.flat_map(|Mask { span, class }| {
        let repeats = masks::repeats(&text[shown.clone()], &text[span.clone()], *class);
        repeats.into_iter().chain([Mask { span: shift(span), class: *class }])
    });
    let hidden = hidden.collect();
    Snippet::new(&text[shown.clone()], region.line, shift(value), hidden)
}

/// Shortens a long line to the surroundings of the value, between characters.
fn cut(text: &[u8], lines: Range<usize>, value: &Range<usize>) -> Range<usize> {
    let boundary = |at: usize| {
        (at.saturating_sub(3)..=at).rev().find(|&at| text.get(at).is_none_or(|byte| byte & 0xC0 != 0x80)).unwrap_or(at)
    };
    let start = boundary(lines.start.max(value.start.saturating_sub(SNIPPET_REACH)));
    let end = boundary(lines.end.min(value.end.saturating_add(SNIPPET_REACH)));
    start..end.max(start)
}
