//! From matches to findings: severity, fingerprint, redaction and excerpt of each.

use super::masks;
use crate::{
    detect::{Match, Matches, Remedy, key_of_value, resolve},
    model::{Edit, Environment, Finding, Fix, LineIndex, Location, Mask, Region, Secret, Snippet, line_hashes},
    redact::{Writer, lookalikes},
    rule::RuleSet,
};
use std::{collections::HashMap, ops::Range, sync::Arc};

/// Bytes of the name of a variable.
const MAX_NAME_BYTES: usize = 80;
/// Lines of a value in a snippet.
const MAX_SNIPPET_LINES: u32 = 3;
/// Bytes on each side of a value in a snippet of its line.
const MAX_SNIPPET_BYTES: usize = 120;
/// Bytes on each side of a snippet that are looked at for what a value in it is.
const MAX_LOOKAROUND_BYTES: usize = 400;

/// A searched text.
#[derive(Clone, Copy)]
pub(super) struct Searched<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) path: &'a str,
    pub(super) text: &'a [u8],
    pub(super) environment: Environment,
}

impl Searched<'_> {
    /// Its findings, in the order of reports: one for each match that stays once overlaps are resolved.
    pub(super) fn findings(self, matches: Matches) -> Vec<Finding> {
        if matches.list.is_empty() {
            return Vec::new();
        }
        let list = resolve(matches.list);
        let lines = LineIndex::new(self.text);
        let masks = masks::masks(self.rules, self.text, &list, matches.hidden);
        let mut defaults = matches.defaults;
        defaults.sort_unstable_by_key(|value| value.end);
        let hashes = hashes(self.text, list.iter().map(|found| lines.line(found.value.start)).collect());
        let mut maker = FindingMaker { file: self, lines, masks, defaults, hashes, subjects: HashMap::new() };
        let mut findings: Vec<Finding> = list.into_iter().map(|found| maker.finding(found)).collect();
        findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        findings
    }
}

/// The hash of each of some lines, which are in order.
fn hashes(text: &[u8], mut lines: Vec<u32>) -> HashMap<u32, String> {
    lines.dedup();
    let hashes = line_hashes(text, &lines);
    lines.into_iter().zip(hashes).collect()
}

/// Makes findings of the matches in a text.
struct FindingMaker<'a> {
    file: Searched<'a>,
    lines: LineIndex,
    /// All secrets of the text, by place.
    masks: Vec<Mask>,
    /// The values that code falls back to, by place.
    defaults: Vec<Range<usize>>,
    /// By line.
    hashes: HashMap<u32, String>,
    /// The number of findings that each rule has so far about each subject.
    subjects: HashMap<(usize, String), usize>,
}

impl FindingMaker<'_> {
    fn finding(&mut self, found: Match) -> Finding {
        let Searched { rules, path, text, environment } = self.file;
        let rule = &rules.as_slice()[found.rule];
        let class = masks::class_of(rule, &found, text);
        let secret = if class.is_some() { &text[found.value.clone()] } else { &[][..] };
        let region = Region::from_span(&self.lines, text, &found.value);
        let location = Location { path: path.to_owned(), region, span: found.value.clone() };
        let own = if class.is_some() { found.value.clone() } else { 0..0 };
        let snippet = self.snippet(&region, &found.value, &own);
        let meta = &rule.meta;
        let builder = Finding::builder(Arc::clone(meta), location, Secret::new(secret), snippet)
            .line_hash(self.hashes.get(&region.line).cloned().unwrap_or_default())
            .environment(found.environment.unwrap_or(environment))
            .at_most(found.severity.unwrap_or(meta.severity), found.lowered)
            .confidence(found.confidence.unwrap_or(meta.confidence));
        let built = match class {
            Some(class) => builder.value_class(class).build(),
            None => {
                let value = || String::from_utf8_lossy(&text[found.value.clone()]).into_owned();
                let subject = found.subject.unwrap_or_else(value);
                let nth = self.nth(found.rule, &subject);
                builder.subject(&subject, nth).build()
            }
        };
        let message = found.message.unwrap_or(built.message);
        Finding {
            name: self.name(&found.value, found.key),
            is_default: self.is_default(&found.value),
            store: found.store,
            message: match found.why {
                Some(why) => format!("{message} ({why})"),
                None => message,
            },
            fix: found.remedy.map(|remedy| self.fix(remedy)),
            ..built
        }
    }

    /// Whether a value is one that code falls back to, or part of one.
    fn is_default(&self, value: &Range<usize>) -> bool {
        let first = self.defaults.partition_point(|default| default.end <= value.start);
        self.defaults.get(first).is_some_and(|default| default.start < value.end)
    }

    /// The number of findings that the rule has about the subject before this one.
    fn nth(&mut self, rule: usize, subject: &str) -> usize {
        let count = self.subjects.entry((rule, subject.to_owned())).or_default();
        *count += 1;
        *count - 1
    }

    fn fix(&self, remedy: Remedy) -> Fix {
        let edit = |(span, new): (Range<usize>, String)| {
            let region = Region::from_span(&self.lines, self.file.text, &span);
            Edit::new(span, region, new)
        };
        Fix::new(remedy.title, remedy.edits.into_iter().map(edit).collect())
    }

    /// The name that a value is given, unless the name is another secret: `id:key`. That of a variable is none, though it is part
    /// of what a setting is given: `PASSWORD: ${DB_PASSWORD:-x}`.
    fn name(&self, value: &Range<usize>, known: Option<Range<usize>>) -> Option<String> {
        let text = self.file.text;
        let shown = |name: Range<usize>| String::from_utf8_lossy(&text[name]).into_owned();
        if let Some(variable) = key_of_default(text, value) {
            return Some(shown(variable));
        }
        let before = key_of_value(text, value);
        // What is before the value may say whose the name is: `mail.password`.
        let is_part =
            |known: &Range<usize>| before.clone().is_some_and(|name| text[name].ends_with(&text[known.clone()]));
        let name = known.filter(|known| !is_part(known)).or(before.clone())?;
        let is_secret = self.masks_in(&name).next().is_some();
        (!is_secret).then(|| shown(name))
    }

    /// The secrets with bytes in a stretch of the text.
    fn masks_in(&self, stretch: &Range<usize>) -> impl Iterator<Item = &Mask> {
        let (start, end) = (stretch.start, stretch.end);
        let first = self.masks.partition_point(|mask| mask.span.end <= start);
        self.masks[first..].iter().take_while(move |mask| mask.span.start < end)
    }

    /// The lines of a value, with their secrets masked. How much of its `own` secret is shown, its class says.
    fn snippet(&self, region: &Region, value: &Range<usize>, own: &Range<usize>) -> Snippet {
        let text = self.file.text;
        let last = region.end_line.min(region.line + MAX_SNIPPET_LINES - 1);
        let start = self.lines.line_range(text, region.line).map_or(value.start, |line| line.start);
        let end = self.lines.line_range(text, last).map_or(value.end, |line| line.end).max(value.start);
        let shown = cut(text, start..end, value);
        let shift = |span: &Range<usize>| span.start.saturating_sub(shown.start)..span.end.saturating_sub(shown.start);
        let hidden = self.masks_in(&shown).flat_map(|Mask { span, class }| {
            let repeats = masks::repeats(&text[shown.clone()], &text[span.clone()], *class);
            repeats.into_iter().chain([Mask { span: shift(span), class: *class }])
        });
        let unknown = conspicuous(text, start..end, &shown, own);
        let unknown = unknown.into_iter().map(|span| Mask::hide(shift(&span)));
        Snippet::new(&text[shown.clone()], region.line, shift(value), hidden.chain(unknown).collect())
    }
}

/// What looks like a credential in the lines shown, and is not the finding's own. The lines say what it is for, also where they
/// are cut.
fn conspicuous(text: &[u8], lines: Range<usize>, shown: &Range<usize>, own: &Range<usize>) -> Vec<Range<usize>> {
    let start = lines.start.max(shown.start.saturating_sub(MAX_LOOKAROUND_BYTES));
    let end = lines.end.min(shown.end.saturating_add(MAX_LOOKAROUND_BYTES)).max(start);
    let found = lookalikes(&text[start..end], Writer::Anybody);
    let found = found.into_iter().map(|span| span.start + start..span.end + start);
    found.filter(|span| span.end <= own.start || own.end <= span.start).collect()
}

/// Shortens a long line to the surroundings of the value. What is cut off is no half of a word: it could be that of a secret.
fn cut(text: &[u8], lines: Range<usize>, value: &Range<usize>) -> Range<usize> {
    let start = lines.start.max(value.start.saturating_sub(MAX_SNIPPET_BYTES));
    let end = lines.end.min(value.end.saturating_add(MAX_SNIPPET_BYTES)).max(start);
    let is_inside = |at: usize| {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_-+/=".contains(byte);
        lines.start < at && at < lines.end && text[at - 1..=at].iter().all(is_word)
    };
    let first = (start..value.start.max(start)).find(|&at| !is_inside(at)).unwrap_or(value.start.max(start));
    let last = (value.end.min(end)..=end).rev().find(|&at| !is_inside(at)).unwrap_or(value.end.min(end));
    first..last.max(first)
}

/// The name in `${NAME:-value}`, `${NAME-value}` or `${name:value}`, where the value is the default of a variable.
fn key_of_default(text: &[u8], value: &Range<usize>) -> Option<Range<usize>> {
    let before = &text[..value.start];
    let operator = [&b":-"[..], b":=", b"-", b":"].into_iter().find_map(|operator| before.strip_suffix(operator));
    let before = operator?;
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'.');
    let length = before.iter().rev().take(MAX_NAME_BYTES).take_while(is_name).count();
    (length > 0 && before[..before.len() - length].ends_with(b"${")).then(|| before.len() - length..before.len())
}
