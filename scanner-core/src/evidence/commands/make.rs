//! Recipes of Makefiles and justfiles.

use super::{Run, Runner};
use crate::{document::commands, evidence::SurveyedFile};

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
        } else if let Some((name, recipe)) = header(line) {
            target = Some(name);
            add(text, name, end - recipe.len()..end, &mut found);
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

/// The first target of a rule, and the recipe in its line: `up: build ; docker compose up`.
fn header(line: &str) -> Option<(&str, &str)> {
    let (names, rest) = line.split_once(':')?;
    let name = names.split_whitespace().next()?;
    let is_rule = !rest.starts_with('=') && !rest.starts_with(":=") && !names.contains('=') && !name.starts_with('#');
    let recipe = rest.split_once(';').map_or("", |(_, recipe)| recipe);
    is_rule.then_some((name, recipe))
}
