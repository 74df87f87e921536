//! Parser of Java properties: `key=value`, `key: value` and `key value`, with lines joined and characters escaped by a
//! backslash.

use super::{
    node::{Entry, Node, Style, Value},
    text::{line_end, start},
};
use std::ops::Range;

/// Parses the documents of a file, which `#---` separates.
pub(super) fn parse(text: &str) -> Vec<Node> {
    let (mut roots, mut entries) = (Vec::new(), Vec::new());
    let (mut from, mut at) = (0, start(text));
    while at < text.len() {
        let line = at..logical_end(text, at);
        at = line.end + 1;
        let raw = text[line.clone()].trim_start();
        if raw.trim_end() == "#---" || raw.trim_end() == "!---" {
            roots.push(Node { span: from..line.start, value: Value::Mapping(std::mem::take(&mut entries)) });
            from = line.start;
        } else if !raw.is_empty() && !raw.starts_with(['#', '!']) {
            entries.extend(assignment(text, line.end - raw.len()..line.end));
        }
    }
    roots.push(Node { span: from..text.len(), value: Value::Mapping(entries) });
    roots
}

/// The end of a logical line, which backslashes at the end of a line continue.
fn logical_end(text: &str, at: usize) -> usize {
    let mut end = line_end(text, at);
    let comment = text[at..end].trim_start().starts_with(['#', '!']);
    while end < text.len() && !comment {
        let line = text[at..end].trim_end_matches('\r');
        if (line.len() - line.trim_end_matches('\\').len()).is_multiple_of(2) {
            break;
        }
        end = line_end(text, end + 1);
    }
    end
}

fn assignment(text: &str, line: Range<usize>) -> Option<Entry> {
    let raw = text[line.clone()].trim_end();
    let bytes = raw.as_bytes();
    let mut end = 0;
    while end < bytes.len() && !b"=: \t".contains(&bytes[end]) {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    let end = end.min(bytes.len());
    let key = raw.get(..end).filter(|key| !key.is_empty() && !key.contains('\n'))?;
    let behind = raw[end..].trim_start_matches([' ', '\t']);
    let value = behind.strip_prefix(['=', ':']).unwrap_or(behind).trim_start_matches([' ', '\t', '\u{c}']);
    let span = line.start + raw.len() - value.len()..line.start + raw.len();
    let value = Node::scalar(span, unescape(value), Style::Plain);
    Some(Entry { key: unescape(key), key_span: line.start..line.start + end, value })
}

fn unescape(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text += &rest[..at];
        let mut behind = rest[at + 1..].chars();
        rest = match behind.next() {
            Some('n') => push(&mut text, '\n', behind.as_str()),
            Some('t') => push(&mut text, '\t', behind.as_str()),
            Some('r') => push(&mut text, '\r', behind.as_str()),
            Some('u') => match behind.as_str().get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
                Some(code) => push(&mut text, char::from_u32(code).unwrap_or('\u{fffd}'), &behind.as_str()[4..]),
                None => push(&mut text, 'u', behind.as_str()),
            },
            Some('\n') => behind.as_str().trim_start_matches([' ', '\t']),
            Some('\r') => behind.as_str().trim_start_matches(['\n', ' ', '\t']),
            Some(other) => push(&mut text, other, behind.as_str()),
            None => "",
        };
    }
    text + rest
}

fn push<'a>(text: &mut String, character: char, rest: &'a str) -> &'a str {
    text.push(character);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (text, expected) in [
            ("a.b=1\nc : d e \n f g", vec![("a.b", "1"), ("c", "d e"), ("f", "g")]),
            ("# c\n! d\na\\ b=x\\\n   y\\u0041\n", vec![("a b", "xyA")]),
            ("a=x\\\\\nb=\nc", vec![("a", "x\\"), ("b", ""), ("c", "")]),
            ("url=jdbc:x://y?a=b # no comment\r\nb=2", vec![("url", "jdbc:x://y?a=b # no comment"), ("b", "2")]),
        ] {
            let roots = parse(text);
            let found: Vec<_> = roots[0].entries().iter().map(|e| (&*e.key, e.value.text().unwrap_or("?"))).collect();
            assert_eq!(found, expected, "{text:?}");
        }
        assert_eq!(parse("a=1\n#---\nb=2").len(), 2);
    }
}
