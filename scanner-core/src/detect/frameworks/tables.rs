//! Tables that are dropped and made anew when a program starts.

use super::{Match, Source, matched};
use crate::model::words;
use std::ops::Range;

/// Words of names of files and functions that somebody runs on purpose.
const ON_PURPOSE: &[&str] = &[
    "reset", "drop", "recreate", "rebuild", "seed", "seeds", "seeder", "manage", "cli", "setup", "migrate", "teardown",
    "clean", "clear", "wipe", "destroy", "truncate", "script", "scripts", "tool", "tools",
];
/// The bytes before a call in which its function begins.
const MAX_FUNCTION_BYTES: usize = 8 << 10;

/// `sync({ force: true })` of Sequelize, and `drop_all()` of SQLAlchemy.
pub(super) fn dropped(rule: usize, hit: Range<usize>, source: &Source<'_>) -> Option<Match> {
    let is_purpose = |word: &String| ON_PURPOSE.contains(&word.as_str());
    if words(source.path.as_bytes()).iter().any(is_purpose) {
        return None;
    }
    if source.text[hit.clone()].ends_with("drop_all(") {
        return at_start(source, hit.start).then(|| matched(rule, line_start(source, hit.start)..hit.end));
    }
    let group = source.code().group_at(hit.end - 1)?;
    let options = group.first_object()?;
    let drops = ["force", "alter"].iter().any(|option| options.value(option) == Some("true"));
    drops.then(|| matched(rule, hit))
}

/// The first letter of the line around a place.
fn line_start(source: &Source<'_>, place: usize) -> usize {
    let start = source.line_start(place);
    start + indent(&source.text[start..place])
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether a call in Python is a statement that runs as the program starts: at the outermost level, or in a function that
/// makes the application; under no condition.
fn at_start(source: &Source<'_>, place: usize) -> bool {
    const STARTS: &[&str] = &["app", "start", "startup", "lifespan", "main", "init", "initialize", "application"];
    let first = line_start(source, place);
    let call = &source.text[first..place];
    if !["db.", "Base.metadata.", "metadata.", "SQLModel.metadata."].contains(&call) {
        return false;
    }
    let mut depth = source.text[..first].rsplit('\n').next().map_or(0, str::len);
    let before = String::from_utf8_lossy(source.before(first, MAX_FUNCTION_BYTES)).into_owned();
    for line in before.lines().rev().filter(|line| !line.trim().is_empty()) {
        let code = line.trim_start();
        if indent(line) >= depth {
            continue;
        }
        depth = indent(line);
        let function = code.strip_prefix("async ").unwrap_or(code).strip_prefix("def ");
        if let Some(name) = function.and_then(|rest| rest.split('(').next()) {
            let words = words(name.as_bytes());
            return words.iter().any(|word| STARTS.contains(&word.as_str()))
                && !words.iter().any(|word| ON_PURPOSE.contains(&word.as_str()));
        }
        if code.starts_with("if ") && !code.contains("__main__")
            || code.starts_with("else")
            || code.starts_with("class ")
        {
            return false;
        }
    }
    true
}
