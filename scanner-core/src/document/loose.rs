//! Line-based parser for text that is almost YAML or JSON: chart templates and malformed files.
//!
//! It relies on indentation, recognises `key: value`, `- item` and block scalars, and skips all other lines.

use super::{
    node::{Entry, Node, Style, Value},
    text::{bare_end, line_end, skip_blanks, start, trim},
};
use std::ops::Range;

/// Maximum depth of recursion; deeper levels become part of the one above.
const MAX_DEPTH: usize = 64;

/// Parses the documents of a stream.
pub(super) fn parse(text: &str) -> Vec<Node> {
    let mut roots = Vec::new();
    for parts in parts(text).split(|part| matches!(part.kind, Kind::Separator)) {
        let mut builder = Builder { text, parts, at: 0 };
        while let Some(part) = builder.parts.get(builder.at) {
            let (from, indent) = (builder.at, part.indent);
            roots.push(builder.node(indent, 0));
            // Every step advances, whatever the indentation.
            builder.at = builder.at.max(from + 1);
        }
    }
    roots
}

struct Part {
    indent: usize,
    start: usize,
    kind: Kind,
}

enum Kind {
    /// `---`
    Separator,
    /// `- `
    Item,
    /// `key:`, with the value on the same line, if any.
    Key(Range<usize>, Option<Node>),
    /// A value without a key, after a dash.
    Scalar(Node),
}

/// All lines, split into parts; a line `- key: value` has two.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = start(text);
    while at < text.len() {
        let line = at..line_end(text, at);
        at = line.end + 1;
        let mut inner = trim(text, line.clone());
        if text[line.clone()].starts_with("---") {
            parts.push(Part { indent: 0, start: line.start, kind: Kind::Separator });
            continue;
        }
        while text[inner.clone()].starts_with("- ") || &text[inner.clone()] == "-" {
            parts.push(Part { indent: inner.start - line.start, start: inner.start, kind: Kind::Item });
            inner.start = skip_blanks(text, inner.start + 1).min(inner.end);
        }
        let indent = inner.start - line.start;
        let after_dash = matches!(parts.last(), Some(Part { start, kind: Kind::Item, .. }) if *start >= line.start);
        match key(text, inner.clone()) {
            Some((key, behind)) => {
                let (value, next) = value(text, behind..line.end, indent);
                at = at.max(next);
                parts.push(Part { indent, start: inner.start, kind: Kind::Key(key, value) });
            }
            None if after_dash && !inner.is_empty() => {
                let kind = Kind::Scalar(scalar(text, inner.clone()));
                parts.push(Part { indent, start: inner.start, kind });
            }
            None => {}
        }
    }
    parts
}

/// The key at the start of a line, and the start of its value.
fn key(text: &str, line: Range<usize>) -> Option<(Range<usize>, usize)> {
    let raw = &text[line.clone()];
    let quote = raw.chars().next().filter(|first| *first == '"' || *first == '\'');
    let span = match quote {
        Some(quote) => 1..1 + raw[1..].find(quote)?,
        None => 0..raw.find(|c: char| !c.is_alphanumeric() && !"_.-/@$<".contains(c))?,
    };
    let end = span.end + usize::from(quote.is_some());
    let behind = raw[end..].trim_start().strip_prefix(':')?;
    let separated = quote.is_some() || behind.is_empty() || behind.starts_with([' ', '\t']);
    let at = line.end - behind.len();
    (separated && !span.is_empty()).then(|| (line.start + span.start..line.start + span.end, at))
}

/// The value on a line, if any, and the start of the next line.
fn value(text: &str, range: Range<usize>, indent: usize) -> (Option<Node>, usize) {
    let range = trim(text, range.start..bare_end(text, range.start..range.end));
    let raw = &text[range.clone()];
    if raw.is_empty() || matches!(raw, "{" | "[" | "{}" | "[]") || raw.starts_with('&') && !raw.contains(' ') {
        return (None, 0);
    }
    let mark = raw.starts_with(['|', '>']) && raw[1..].bytes().all(|byte| b"+-0123456789".contains(&byte));
    if mark {
        let (node, next) = block(text, line_end(text, range.end) + 1, indent);
        return (Some(node), next);
    }
    (Some(scalar(text, range)), 0)
}

/// The block of lines indented deeper than `indent`.
fn block(text: &str, from: usize, indent: usize) -> (Node, usize) {
    let (mut at, mut end) = (from.min(text.len()), from.min(text.len()));
    let start = skip_blanks(text, at);
    while at < text.len() {
        let line = at..line_end(text, at);
        let blank = text[line.clone()].trim().is_empty();
        if !blank && skip_blanks(text, line.start) - line.start <= indent {
            break;
        }
        end = if blank { end } else { line.start + text[line.clone()].trim_end().len() };
        at = line.end + 1;
    }
    let span = start.min(end)..end;
    (Node::scalar(span.clone(), &text[span], Style::Block), at)
}

/// A scalar without its quotes, and without the comma that follows it in JSON.
fn scalar(text: &str, range: Range<usize>) -> Node {
    let raw = &text[range.clone()];
    let plain = raw.strip_suffix(',').unwrap_or(raw);
    for (quote, style) in [('"', Style::Quoted), ('\'', Style::Literal)] {
        if let Some(inner) = plain.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return Node::scalar(range.start + 1..range.start + 1 + inner.len(), inner, style);
        }
    }
    Node::scalar(range.start..range.start + plain.len(), plain, Style::Plain)
}

struct Builder<'a> {
    text: &'a str,
    parts: &'a [Part],
    at: usize,
}

impl Builder<'_> {
    /// The node made of the following parts with at least this indentation.
    fn node(&mut self, indent: usize, depth: usize) -> Node {
        let Some(first) = self.parts.get(self.at) else { return Node::scalar(0..0, "", Style::Plain) };
        let start = first.start;
        let node = match &first.kind {
            Kind::Item => self.sequence(indent, depth),
            Kind::Scalar(node) => {
                self.at += 1;
                return node.clone();
            }
            _ => self.mapping(indent, depth),
        };
        let end = node.items().last().or(node.entries().last().map(|entry| &entry.value)).map_or(start, |n| n.span.end);
        Node { span: start.min(end)..end, ..node }
    }

    fn sequence(&mut self, indent: usize, depth: usize) -> Node {
        let mut items = Vec::new();
        while let Some(part) = self.parts.get(self.at).filter(|part| part.indent >= indent) {
            if !matches!(part.kind, Kind::Item) {
                break;
            }
            let at = part.start + 1;
            self.at += 1;
            items.push(self.child(indent + 1, at, depth));
        }
        Node { span: 0..0, value: Value::Sequence(items) }
    }

    fn mapping(&mut self, indent: usize, depth: usize) -> Node {
        let mut entries = Vec::new();
        while let Some(part) = self.parts.get(self.at).filter(|part| part.indent >= indent) {
            let Kind::Key(key_span, value) = &part.kind else { break };
            self.at += 1;
            let value = match value {
                Some(value) => value.clone(),
                // A list may have the same indentation as its key.
                None => match self.parts.get(self.at) {
                    Some(Part { kind: Kind::Item, indent: item, .. }) if *item == part.indent => {
                        self.child(*item, key_span.end, depth)
                    }
                    _ => self.child(part.indent + 1, key_span.end, depth),
                },
            };
            let key = self.text[key_span.clone()].to_owned();
            entries.push(Entry { key, key_span: key_span.clone(), value });
        }
        Node { span: 0..0, value: Value::Mapping(entries) }
    }

    /// The node with at least this indentation, or an empty scalar.
    fn child(&mut self, indent: usize, at: usize, depth: usize) -> Node {
        match self.parts.get(self.at) {
            Some(part) if part.indent >= indent && depth < MAX_DEPTH => self.node(part.indent, depth + 1),
            _ => Node::scalar(at..at, "", Style::Plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_and_broken_files() {
        for (text, expected) in [
            (
                "env:\n{{- if .Values.x }}\n  - name: A\n    value: {{ .Values.a | quote }}\n{{- end }}\n  - name: B\n    value: \"b\" # c\n",
                "{env: [{name: A, value: {{ .Values.a | quote }}}, {name: B, value: b}]}",
            ),
            ("a:\n- x\n- - y\n  - z\nb: 'c'", "{a: [x, [y, z]], b: c}"),
            ("{\n  \"a\": {\n    \"b\": \"c\",\n    \"d\": {{ x }},\n  },\n}", "{a: {b: c, d: {{ x }}}}"),
            ("run: |\n  a: 1\n\n  b\nc: d", "{run: a: 1\n\n  b, c: d}"),
            ("a: http://x:1/\nno key here\nb:c", "{a: http://x:1/}"),
            ("a: 1\n---\nb: 2", "{a: 1}|{b: 2}"),
        ] {
            assert_eq!(parse(text).iter().map(Node::flow).collect::<Vec<_>>().join("|"), expected, "{text}");
        }
        let deep: String = (0..300).map(|level| format!("{}k:\n", " ".repeat(level))).collect();
        assert_eq!(parse(&deep).len(), 1);
    }
}
