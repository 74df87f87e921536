//! Commands of scripts: of a shell, and of Jenkins.

use crate::{
    document::{Command, Word, commands},
    evidence::{
        SurveyedFile,
        readers::run::{Run, Runner},
    },
};
use std::ops::Range;

/// Endings of scripts.
const ENDINGS: &[&str] = &["sh", "bash", "zsh", "ksh"];

/// Programs that run what they are given in a here-document.
const INTERPRETERS: &[&str] = &["sh", "bash", "zsh", "ssh"];

/// The here-documents without an end after which no more is looked for: each search reads the whole rest.
const MAX_OPEN_HEREDOCS: usize = 8;

/// Whether a file is a script of the shell, by its name in lower case or its first line.
pub(super) fn is_shell(name: &str, text: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, extension)) => ENDINGS.contains(&extension),
        None => text.starts_with("#!") && text.lines().next().is_some_and(|first| first.trim_end().ends_with("sh")),
    }
}

/// The commands of a script, without what its here-documents hold, unless a shell reads one.
pub(super) fn shell(file: &SurveyedFile<'_>) -> Vec<Run> {
    let text = file.parsed.text();
    let name = file.split().1;
    let mut found = Vec::new();
    for part in parts(text) {
        found.extend(commands(text, part).into_iter().map(|command| Run::new(Runner::Shell, name, command)));
    }
    found
}

/// The parts of a script between the here-documents that no shell reads.
fn parts(text: &str) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut at, mut open) = (Vec::new(), 0, 0, 0);
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        at = end;
        let Some(mark) = heredoc(line).filter(|_| open < MAX_OPEN_HEREDOCS) else { continue };
        let Some((body, behind)) = body(text, end, mark) else {
            open += 1;
            continue;
        };
        let is_run = line.split_whitespace().any(|word| INTERPRETERS.contains(&word));
        parts.push(start..end);
        if is_run {
            parts.push(body);
        }
        (start, at) = (behind, behind);
    }
    parts.push(start..text.len());
    parts
}

/// The end of a line, behind its line feed.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length + 1)
}

/// The mark that ends the here-document which a line starts: `EOF` of `<<-'EOF'`.
fn heredoc(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let at = line.find("<<").filter(|_| !line.starts_with('#'))?;
    let rest = line[at + 2..].trim_start_matches('-').trim_start().trim_start_matches(['"', '\'', '\\']);
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    (length > 0 && !rest.starts_with(|c: char| c.is_ascii_digit())).then(|| &rest[..length])
}

/// The lines of a here-document, and where the script goes on.
fn body(text: &str, from: usize, mark: &str) -> Option<(Range<usize>, usize)> {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        if text[at..end].trim() == mark {
            return Some((from..at, end));
        }
        at = end;
    }
    None
}

/// The steps `sh` of a Jenkinsfile, by the stage they are in.
pub(super) fn jenkins(file: &SurveyedFile<'_>) -> Vec<Run> {
    let code = file.parsed.code();
    let (mut found, mut stage) = (Vec::new(), "");
    for at in 0..code.tokens.len() {
        let argument = if code.sign(at + 1) == "(" { at + 2 } else { at + 1 };
        match code.word(at) {
            "stage" if code.is_text(argument) => stage = code.inner_text(argument),
            "sh" | "bat" => {
                let named = code.word(argument) == "script" && code.sign(argument + 1) == ":";
                let script = if named { argument + 2 } else { argument };
                let text = code.inner_text(script);
                let placed = |word: Word| Word { span: code.inner(script), ..word };
                for one in commands(text, 0..text.len()) {
                    let words = one.words.into_iter().map(placed).collect();
                    found.push(Run::new(Runner::Pipeline, stage, Command { words, ..one }));
                }
            }
            _ => {}
        }
    }
    found
}
