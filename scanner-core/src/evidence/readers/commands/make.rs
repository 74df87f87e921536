//! Recipes of Makefiles and justfiles.

use crate::{
    document::commands,
    evidence::{
        SurveyedFile,
        readers::run::{Run, Runner},
    },
};

/// Marks before a command that say how it is run.
const MARKS: [char; 3] = ['@', '-', '+'];

/// The commands of all targets.
pub(super) fn recipes(file: &SurveyedFile<'_>) -> Vec<Run> {
    let text = file.parsed.text();
    let indents: &[char] = if file.path().to_ascii_lowercase().ends_with("justfile") { &['\t', ' '] } else { &['\t'] };
    let (mut found, mut target, mut at) = (Vec::new(), None, 0);
    while at < text.len() {
        let end = logical_end(text, at);
        let line = &text[at..end];
        if line.starts_with(indents) {
            let indent = line.len() - line.trim_start().trim_start_matches(MARKS).len();
            if let Some(target) = target {
                add(text, target, at + indent..end, &mut found);
            }
        } else if let Some(header) = Header::read(line) {
            target = Some(header.target);
            let place = at..at + line.trim_end().len();
            let call = |name: &str| ["make", name].map(str::to_owned).to_vec();
            let needed = header.prerequisites.split_whitespace();
            found.extend(needed.map(|name| Run::of_words(Runner::Make, header.target, call(name), place.clone())));
            add(text, header.target, end - header.recipe.len()..end, &mut found);
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            target = None;
        }
        at = end;
    }
    found
}

fn add(text: &str, target: &str, range: std::ops::Range<usize>, found: &mut Vec<Run>) {
    found.extend(commands(text, range).into_iter().map(|command| Run::new(Runner::Make, target, command)));
}

/// The end of a line and of those that continue it, behind its line feed.
fn logical_end(text: &str, at: usize) -> usize {
    let mut end = at;
    for line in text[at..].split_inclusive('\n') {
        end += line.len();
        if !line.trim_end().ends_with('\\') {
            break;
        }
    }
    end
}

/// The first line of a rule: `up: build ; docker compose up`.
struct Header<'a> {
    /// The first target.
    target: &'a str,
    /// The targets that are made before it.
    prerequisites: &'a str,
    /// The recipe in the same line.
    recipe: &'a str,
}

impl<'a> Header<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (names, rest) = line.split_once(':')?;
        let target = names.split_whitespace().next()?;
        let is_rule = !rest.starts_with('=')
            && !rest.starts_with(":=")
            && !names.contains('=')
            && !target.starts_with(['#', '.']);
        let (prerequisites, recipe) = rest.split_once(';').unwrap_or((rest, ""));
        is_rule.then_some(Header { target, prerequisites: prerequisites.trim_end_matches(['\\', '\n', '\r']), recipe })
    }
}
