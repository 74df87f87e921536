//! Dockerfiles: one entry an instruction, in order. The key is its name in capitals, the value its arguments.

use super::{
    node::{Entry, Node, Style, Value},
    text::{line_end, skip_blanks, start, trim},
};
use std::ops::Range;

/// Reads all instructions. A value's text has its lines joined; its span is as written.
pub(super) fn parse(text: &str) -> Node {
    let escape = escape(text);
    let mut entries = Vec::new();
    let mut at = start(text);
    while at < text.len() {
        let first = skip_blanks(text, at);
        let end = line_end(text, at);
        let length = text.as_bytes()[first..end].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        if length == 0 {
            at = end + 1;
            continue;
        }
        let arguments = first + length..instruction_end(text, first + length, escape);
        at = match heredoc(text, &arguments) {
            Some(end) => end + 1,
            None => arguments.end + 1,
        };
        let span = trim(text, arguments);
        let key_span = first..first + length;
        let value = Node::scalar(span.clone(), join(&text[span], escape), Style::Plain);
        entries.push(Entry { key: text[key_span.clone()].to_ascii_uppercase(), key_span, value });
    }
    Node { span: 0..text.len(), value: Value::Mapping(entries) }
}

/// `# escape=` in the first lines chooses another sign than the backslash.
fn escape(text: &str) -> char {
    let directives = text[start(text)..].lines().take_while(|line| line.starts_with('#'));
    let backtick = directives
        .filter_map(|line| line[1..].trim().split_once('='))
        .any(|(name, sign)| name.trim().eq_ignore_ascii_case("escape") && sign.trim() == "`");
    if backtick { '`' } else { '\\' }
}

/// Where an instruction ends: at the first line without the sign at its end. Comments and empty lines in between are
/// passed over.
fn instruction_end(text: &str, at: usize, escape: char) -> usize {
    let mut end = line_end(text, at);
    let mut line = &text[at..end];
    let mut last = end;
    loop {
        let skipped = line.trim().is_empty() || line.trim_start().starts_with('#');
        if !skipped {
            last = end;
        }
        if (!skipped && !line.trim_end().ends_with(escape)) || end == text.len() {
            return last;
        }
        let next = end + 1;
        end = line_end(text, next);
        line = &text[next..end];
    }
}

/// Where the last here-document of an instruction ends, if it has one.
fn heredoc(text: &str, arguments: &Range<usize>) -> Option<usize> {
    let raw = &text[arguments.clone()];
    let at = raw.find("<<")?;
    let word = raw[at + 2..].trim_start_matches('-').trim_start_matches(['"', '\'']);
    let word = &word[..word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len())];
    if word.is_empty() {
        return None;
    }
    let mut end = arguments.end;
    while end < text.len() {
        let from = end + 1;
        end = line_end(text, from);
        if text[from..end].trim() == word {
            return Some(end);
        }
    }
    None
}

/// One line of several: without the signs, and without comments.
fn join(raw: &str, escape: char) -> String {
    if !raw.contains('\n') {
        return raw.to_owned();
    }
    let mut lines = raw.lines();
    let first = lines.next().into_iter();
    let rest = lines.filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty());
    let lines = first.chain(rest).map(|line| line.trim().trim_end_matches(escape).trim_end());
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions() {
        for (text, expected) in [
            ("FROM a AS b\nenv A=1 \\\n  # note\n\n  B=2\n# c\nUSER x", "FROM:a AS b|ENV:A=1 B=2|USER:x"),
            ("RUN <<EOF\nENV A=1\nEOF\nENV B=2", "RUN:<<EOF|ENV:B=2"),
            ("# escape=`\nENV A=1 `\n B=2\r\nENV C=\\", "ENV:A=1 B=2|ENV:C=\\"),
            ("RUN a \\", "RUN:a \\"),
            ("RUN a <<EOF\nnever closed", "RUN:a <<EOF|NEVER:closed"),
        ] {
            let root = parse(text);
            let found = root.entries().iter().map(|e| format!("{}:{}", e.key, e.value.text().unwrap_or("?")));
            assert_eq!(found.collect::<Vec<_>>().join("|"), expected, "{text:?}");
        }
    }
}
