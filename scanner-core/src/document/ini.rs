//! Parser of INI files in the widest sense: sections, `key = value`, `key: value`, comments and multi-line values,
//! including systemd units and server configurations with a blank between key and value.

use super::{
    node::{Entry, Node, Style, Value},
    text::{line_end, lines, skip_blanks, start, trim},
};
use std::ops::Range;

/// The separator between a key and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// `=`, or `:` followed by a blank.
    Operator,
    /// Also a blank alone, as in `requirepass secret`.
    Blank,
    /// `=` alone, in units of systemd: the value is all that follows, with its quotes, and a `#` in it starts no comment.
    Unit,
}

/// Parses all lines that set a key; other lines are not errors. Keys of a section are in a mapping under its name.
pub(super) fn parse(text: &str, separator: Separator) -> Node {
    let mut sections = vec![Section { name: 0..0, start: 0, entries: Vec::new() }];
    let mut at = start(text);
    while at < text.len() {
        let line = at..line_end(text, at);
        at = line.end + 1;
        let inner = trim(text, line.clone());
        let Some(section) = sections.last_mut() else { break };
        match text.as_bytes().get(inner.start) {
            _ if inner.is_empty() => {}
            Some(b'#' | b';') => {}
            Some(b'[') if text[inner.clone()].contains(']') => {
                let name = inner.start + 1..inner.start + text[inner.clone()].rfind(']').unwrap_or(1);
                sections.push(Section { start: inner.start, name, entries: Vec::new() });
            }
            _ => match assignment(text, inner.clone(), separator) {
                Some(mut entry) => {
                    at = continue_value(text, &mut entry.value, at);
                    section.entries.push(entry);
                }
                None if line.start < inner.start => section.extend_last(text, inner),
                None => {}
            },
        }
    }
    Node {
        span: 0..text.len(),
        value: Value::Mapping(sections.into_iter().flat_map(|s| s.into_entries(text)).collect()),
    }
}

struct Section {
    name: Range<usize>,
    start: usize,
    entries: Vec<Entry>,
}

impl Section {
    /// Appends an indented line without a key to the value above it.
    fn extend_last(&mut self, text: &str, line: Range<usize>) {
        let Some(Entry { value: Node { span, value: Value::Scalar(scalar) }, .. }) = self.entries.last_mut() else {
            return;
        };
        if span.start == span.end {
            *span = line.clone();
        } else {
            scalar.text.push('\n');
            span.end = line.end;
        }
        scalar.text += &text[line];
    }

    /// The keys outside of any section, or one entry for the section.
    fn into_entries(self, text: &str) -> Vec<Entry> {
        if self.name.is_empty() {
            return self.entries;
        }
        let end = self.entries.last().map_or(self.name.end + 1, |entry| entry.value.span.end);
        let value = Node { span: self.start..end, value: Value::Mapping(self.entries) };
        vec![Entry { key: text[self.name.clone()].to_owned(), key_span: self.name, value }]
    }
}

fn assignment(text: &str, line: Range<usize>, separator: Separator) -> Option<Entry> {
    let raw = &text[line.clone()];
    let bytes = raw.as_bytes();
    let is_unit = separator == Separator::Unit;
    let colon = |at: usize| !is_unit && bytes.get(at + 1).is_none_or(|next| *next == b' ' || *next == b'\t');
    let operator = memchr::memchr2_iter(b'=', b':', bytes).find(|at| bytes[*at] == b'=' || colon(*at));
    let blank = memchr::memchr2(b' ', b'\t', bytes).filter(|_| separator == Separator::Blank);
    let operator = match blank {
        Some(blank) if operator.is_none_or(|operator| !raw[blank..operator.max(blank)].trim().is_empty()) => blank,
        _ => operator?,
    };
    let key_span = trim(text, line.start..line.start + operator);
    let key = &text[key_span.clone()];
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-[]/@\\*+".contains(&byte) || byte >= 0x80;
    if key.is_empty() || !key.bytes().all(is_key) || raw.ends_with('{') {
        return None;
    }
    let span = skip_blanks(text, line.start + operator + 1).min(line.end)..line.end;
    let value = if is_unit { whole(text, span) } else { value(text, span) };
    Some(Entry { key: key.to_owned(), key_span, value })
}

/// The value as it is written.
fn whole(text: &str, range: Range<usize>) -> Node {
    let span = trim(text, range);
    Node::scalar(span.clone(), &text[span], Style::Plain)
}

/// The value without its quotes and the comment after it.
fn value(text: &str, range: Range<usize>) -> Node {
    let raw = &text[range.clone()];
    for quote in ['"', '\''] {
        let close = raw.strip_prefix(quote).and_then(|inner| Some((inner.find(quote)?, inner)));
        if let Some((close, inner)) = close
            && matches!(inner[close + 1..].trim_start().chars().next(), None | Some('#' | ';'))
        {
            let style = if quote == '"' { Style::Quoted } else { Style::Literal };
            return Node::scalar(range.start + 1..range.start + 1 + close, &inner[..close], style);
        }
    }
    let comment = [" ;", " #", "\t;", "\t#"].iter().filter_map(|mark| raw.find(mark)).min();
    let span = trim(text, range.start..range.start + comment.unwrap_or(raw.len()));
    Node::scalar(span.clone(), &text[span], Style::Plain)
}

/// Appends the lines that a backslash at the end joins. Returns the start of the next line.
fn continue_value(text: &str, value: &mut Node, mut at: usize) -> usize {
    let Value::Scalar(scalar) = &mut value.value else { return at };
    for line in lines(text, at.min(text.len())..text.len()) {
        if !scalar.text.ends_with('\\') {
            break;
        }
        scalar.text.pop();
        let inner = trim(text, line.clone());
        scalar.text += &text[inner.clone()];
        value.span.end = inner.end;
        at = line.end + 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(node: &Node) -> String {
        let pairs = node.entries().iter().map(|entry| match entry.value.text() {
            Some(text) => format!("{}={text}", entry.key),
            None => format!("[{} {}]", entry.key, show(&entry.value)),
        });
        pairs.collect::<Vec<_>>().join(",")
    }

    #[test]
    fn lines_and_sections() {
        for (text, expected) in [
            ("a=1\n[s]\nb = \"x ; y\" ; z\nc: d # e\n[t]\n", "a=1,[s b=x ; y,c=d],[t ]"),
            ("; c\n# d\n[a b]\n\tk = v\r\n", "[a b k=v]"),
            ("[o]\nlist =\n  one\n  two\nk = v", "[o list=one\ntwo,k=v]"),
            ("[Service]\nEnvironment=A=1 \\\n  B=2\nEnvironment=C=3", "[Service Environment=A=1 B=2,Environment=C=3]"),
            ("url = http://x/?a=b", "url=http://x/?a=b"),
            ("server {\n  listen 80;\n if ($a = b) {\n}", ""),
            ("php.ini[x] = On\nempty =", "php.ini[x]=On,empty="),
        ] {
            assert_eq!(show(&parse(text, Separator::Operator)), expected, "{text:?}");
        }
        let unit = "[Service]\nEnvironment=A=1 # B=2\nEnvironment=\"C=x y\" D=3\nExecStart=/bin/sh -c 'a; b' ; c\n";
        let expected = "[Service Environment=A=1 # B=2,Environment=\"C=x y\" D=3,ExecStart=/bin/sh -c 'a; b' ; c]";
        assert_eq!(show(&parse(unit, Separator::Unit)), expected);
        let redis = "requirepass foo # x\nsave 900 1\nappendonly yes\nbind = x";
        assert_eq!(show(&parse(redis, Separator::Blank)), "requirepass=foo,save=900 1,appendonly=yes,bind=x");
    }
}
