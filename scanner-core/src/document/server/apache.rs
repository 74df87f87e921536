//! Parser of Apache httpd configuration: one directive a line, blocks between `<Name ...>` and `</Name>`.

use super::{
    super::text::{line_end, skip_blanks, start},
    Directive, MAX_DEPTH, Word,
    nginx::Problem,
};
use std::ops::Range;

/// Parses all lines.
pub(super) fn parse(text: &str) -> (Vec<Directive>, Problem) {
    let mut problem = None;
    // The open blocks, outermost first; the first one is the file.
    let mut open: Vec<(Vec<Word>, Vec<Directive>)> = vec![(Vec::new(), Vec::new())];
    // A macro can contain half a block, with the other half in another macro.
    let has_macros = text.to_ascii_lowercase().contains("<macro");
    let mut at = start(text);
    while at < text.len() {
        let line = skip_blanks(text, at)..logical_end(text, at);
        at = line.end + 1;
        let rest = &text[line.start.min(line.end)..line.end];
        if rest.is_empty() || rest.starts_with('#') {
            continue;
        }
        if let Some(name) = rest.strip_prefix("</") {
            let name = name.trim_end().trim_end_matches('>').trim();
            close(&mut open, name, line.end, || {
                if !has_macros {
                    problem.get_or_insert((line.start, "a tag closes nothing"));
                }
            });
        } else if rest.starts_with('<') {
            let end = rest.trim_end().trim_end_matches('>').len();
            let words = words(text, line.start + 1..line.start + end.max(1));
            if open.len() <= MAX_DEPTH && !words.is_empty() {
                open.push((words, Vec::new()));
            } else {
                problem.get_or_insert((line.start, "a block lies too deep or has no name"));
            }
        } else if let Some((_, inside)) = open.last_mut() {
            inside.extend(Directive::new(words(text, line.clone()), None, line.end));
        }
    }
    while open.len() > 1 {
        if !has_macros {
            problem.get_or_insert((text.len(), "a block is not closed"));
        }
        close_last(&mut open, text.len());
    }
    (open.pop().map(|(_, directives)| directives).unwrap_or_default(), problem)
}

/// Closes the innermost block with a name, and the blocks left open in it.
fn close(open: &mut Vec<(Vec<Word>, Vec<Directive>)>, name: &str, end: usize, refused: impl FnOnce()) {
    let named = |words: &[Word]| words.first().is_some_and(|first| first.text.eq_ignore_ascii_case(name));
    match open.iter().rposition(|(words, _)| named(words)) {
        Some(at) => (at..open.len()).for_each(|_| close_last(open, end)),
        None => refused(),
    }
}

fn close_last(open: &mut Vec<(Vec<Word>, Vec<Directive>)>, end: usize) {
    if let Some((words, inside)) = open.pop()
        && let Some((_, outside)) = open.last_mut()
    {
        outside.extend(Directive::new(words, Some(inside), end));
    }
}

/// The end of a logical line, which backslashes continue.
fn logical_end(text: &str, at: usize) -> usize {
    let mut end = line_end(text, at);
    while end < text.len() && text[at..end].trim_end_matches('\r').ends_with('\\') {
        end = line_end(text, end + 1);
    }
    end
}

/// The words of a line, separated by blanks or quoted, with quotes escaped by a backslash.
fn words(text: &str, range: Range<usize>) -> Vec<Word> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() || rest.starts_with("\\\n") || rest.starts_with("\\\r\n") {
            at += first.len_utf8();
        } else if first == '"' || first == '\'' {
            let word = quoted(text, at..range.end, first);
            at = word.span.end;
            found.push(word);
        } else {
            let end = at + rest.find(char::is_whitespace).unwrap_or(rest.len());
            found.push(Word { text: text[at..end].to_owned(), span: at..end });
            at = end;
        }
    }
    found
}

fn quoted(text: &str, range: Range<usize>, quote: char) -> Word {
    let mut read = String::new();
    let mut characters = text[range.start + 1..range.end].char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            _ if character == quote => return Word { text: read, span: range.start..range.start + at + 2 },
            '\\' => match characters.next() {
                Some((_, next)) if next == quote || next == '\\' => read.push(next),
                Some((_, next)) => read.extend(['\\', next]),
                None => {}
            },
            _ => read.push(character),
        }
    }
    Word { text: read, span: range }
}
