//! Parser of YAML, based on the events of a parser that expands nothing.
//!
//! An alias becomes a copy of the node that its anchor names, so that consumers see a plain tree. At most
//! [`MAX_COPIED_NODES`] nodes are copied: a bomb of nested aliases stays small, and later aliases are left as written.

use super::{
    ParseProblem,
    node::{Entry, Node, Scalar, Style, Value},
};
use granit_parser::{Event, Options, Parser, ScalarStyle, Span};
use std::{collections::HashMap, ops::Range};

/// Maximum number of nodes in a stream, copies included, which bounds memory.
const MAX_NODES: usize = 400_000;
/// Maximum number of nodes copied for anchors and aliases, which can multiply exponentially.
const MAX_COPIED_NODES: usize = 100_000;
/// Maximum depth of mappings and sequences, expanded aliases included, since consumers recurse.
const MAX_DEPTH: usize = 128;

/// Parses all documents of a stream.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, ParseProblem> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.emit_unresolved_aliases = true;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut builder =
        Builder { text, roots: Vec::new(), open: Vec::new(), anchors: HashMap::new(), nodes: 0, copies: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        let problem = match event {
            Ok((event, span)) => builder.take(event, &span),
            Err(error) => Err((error.marker().byte_offset().unwrap_or(0), error.info())),
        };
        problem.map_err(|(at, message)| ParseProblem::new(text, at, message))?;
    }
    Ok(builder.roots)
}

/// A node that an anchor names.
struct Anchored {
    node: Node,
    nodes: usize,
    depth: usize,
}

/// A mapping or a sequence that is not closed yet.
struct Open {
    start: usize,
    anchor: usize,
    first_node: usize,
    /// Depth of its deepest child.
    depth: usize,
    items: Items,
}

enum Items {
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>, Option<(String, Range<usize>)>),
}

struct Builder<'a> {
    text: &'a str,
    roots: Vec<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    nodes: usize,
    copies: usize,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), (usize, String)> {
        let range = span.byte_range().unwrap_or(0..0);
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err((range.start, format!("more than {MAX_NODES} nodes")));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let local = tag.is_some_and(|tag| !tag.is_yaml_core_schema());
                let tag = span.tag_start().and_then(|tag| tag.byte_offset()).filter(|_| local);
                let node = self.scalar(&text, style, range, tag);
                self.close(node, anchor, 1, 0);
            }
            Event::SequenceStart(_, anchor, _) => self.open(range.start, anchor, Items::Sequence(Vec::new())),
            Event::MappingStart(_, anchor, _) => self.open(range.start, anchor, Items::Mapping(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.close_open(range.end),
            Event::Alias(id) => self.alias(id, range),
            Event::UnresolvedAlias(_) => self.leave(range),
            Event::DocumentEnd => self.anchors.clear(),
            _ => {}
        }
        Ok(())
    }

    /// A scalar. An application's own tag (`!Ref name`, `!vault`) is part of the text because it marks a value that is
    /// not plain.
    fn scalar(&self, text: &str, style: ScalarStyle, range: Range<usize>, tag: Option<usize>) -> Node {
        let raw = &self.text[range.clone()];
        let (span, style) = match style {
            ScalarStyle::Plain => (range, Style::Plain),
            ScalarStyle::SingleQuoted => (range.start + 1..range.end.max(range.start + 2) - 1, Style::Literal),
            ScalarStyle::DoubleQuoted => (range.start + 1..range.end.max(range.start + 2) - 1, Style::Quoted),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                (range.start..range.start + raw.trim_end().len(), Style::Block)
            }
        };
        match tag {
            Some(start) => {
                let tag = self.text[start..].split_whitespace().next().unwrap_or_default();
                Node::scalar(start..span.end, format!("{tag} {text}"), style)
            }
            // The parser reports a missing value as `~`.
            None if raw.is_empty() => Node::scalar(span, "", style),
            None => Node::scalar(span, text, style),
        }
    }

    fn open(&mut self, start: usize, anchor: usize, items: Items) {
        self.open.push(Open { start, anchor, first_node: self.nodes, depth: 0, items });
    }

    fn close_open(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let span = open.start..open.start + self.text[open.start..end.max(open.start)].trim_end().len();
        let value = match open.items {
            // A template expression, which is a mapping in a mapping to YAML.
            _ if self.text[span.clone()].starts_with("{{") => {
                Value::Scalar(Scalar { text: self.text[span.clone()].to_owned(), style: Style::Plain })
            }
            Items::Sequence(items) => Value::Sequence(items),
            Items::Mapping(entries, _) => Value::Mapping(merge(entries)),
        };
        self.close(Node { span, value }, open.anchor, self.nodes - open.first_node + 1, open.depth + 1);
    }

    /// Adds a finished node to the innermost open collection.
    fn close(&mut self, node: Node, anchor: usize, nodes: usize, depth: usize) {
        if anchor != 0 && self.may_copy(nodes) {
            self.anchors.insert(anchor, Anchored { node: node.clone(), nodes, depth });
        }
        let Some(open) = self.open.last_mut() else { return self.roots.push(node) };
        open.depth = open.depth.max(depth);
        match &mut open.items {
            Items::Sequence(items) => items.push(node),
            Items::Mapping(entries, key) => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => *key = Some(self::key(self.text, node)),
            },
        }
    }

    fn alias(&mut self, id: usize, range: Range<usize>) {
        let (nodes, depth) = self.anchors.get(&id).map_or((0, 0), |anchored| (anchored.nodes, anchored.depth));
        let fits = self.open.len() + depth <= MAX_DEPTH && self.may_copy(nodes);
        match self.anchors.get(&id).filter(|_| fits).map(|anchored| anchored.node.clone()) {
            Some(node) => {
                self.nodes += nodes;
                self.close(node, 0, nodes, depth);
            }
            None => self.leave(range),
        }
    }

    fn may_copy(&mut self, nodes: usize) -> bool {
        let fits = self.copies + nodes <= MAX_COPIED_NODES;
        self.copies += if fits { nodes } else { 0 };
        fits
    }

    /// Adds a node as written if it can't be expanded.
    fn leave(&mut self, range: Range<usize>) {
        let node = Node::scalar(range.clone(), &self.text[range], Style::Plain);
        self.close(node, 0, 1, 0);
    }
}

/// The key of an entry. One that is not a scalar, such as a template expression, is its source text.
fn key(text: &str, node: Node) -> (String, Range<usize>) {
    match node.value {
        Value::Scalar(scalar) => (scalar.text, node.span),
        _ => (text[node.span.clone()].to_owned(), node.span),
    }
}

/// Merges the mappings that `<<` names; keys of the mapping itself take precedence.
fn merge(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(|entry| entry.key == "<<") {
        return entries;
    }
    let (merged, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.key == "<<");
    let explicit: std::collections::HashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    for entry in merged {
        let sources = match entry.value.value {
            Value::Sequence(items) => items,
            _ => vec![entry.value],
        };
        let inherited = sources.into_iter().filter_map(|source| match source.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        });
        own.extend(inherited.flatten().filter(|entry| !explicit.contains(&entry.key)));
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees() {
        for (text, expected) in [
            ("a: 1\nb: [x, 'y', \"z\"]", "{a: 1, b: [x, y, z]}"),
            ("a: |\n  one\n  two\nb: >-\n  fold\n  ed", "{a: one\ntwo\n, b: fold ed}"),
            ("base: &b {k: v, l: w}\nuse:\n  <<: *b\n  k: own", "{base: {k: v, l: w}, use: {k: own, l: w}}"),
            ("x: &x {a: 1}\ny: &y {b: 2}\nz: {<<: [*x, *y]}", "{x: {a: 1}, y: {b: 2}, z: {a: 1, b: 2}}"),
            ("a:\nb: ~", "{a: , b: ~}"),
            ("a: !Ref Name\nb: !!str 5", "{a: !Ref Name, b: 5}"),
            ("a: {{ .Values.x }}\nb: [{{ y }}]", "{a: {{ .Values.x }}, b: [{{ y }}]}"),
            ("a: *missing", "{a: *missing}"),
            ("\u{feff}a: ü", "{a: ü}"),
        ] {
            let roots = parse(text).expect(text);
            assert_eq!(roots.iter().map(Node::flow).collect::<Vec<_>>().join(" --- "), expected, "{text}");
        }
    }

    #[test]
    fn streams() {
        let roots = parse("a: 1\n---\nb: 2\n...\n---\n# nothing\n").expect("parses");
        assert_eq!(roots.iter().map(Node::flow).collect::<Vec<_>>(), ["{a: 1}", "{b: 2}", ""]);
    }

    #[test]
    fn spans_are_of_the_value_alone() {
        for text in ["a: VALUE # c", "a: 'VALUE'", "a: \"VALUE\"", "a: |\n  VALUE\nb: 1", "ü: {a: VALUE}", "- VALUE\n"]
        {
            let at = text.find("VALUE").expect("is there");
            let roots = parse(text).expect(text);
            let node =
                roots[0].entries().first().map(|entry| &entry.value).or(roots[0].items().first()).expect("a node");
            let node = node.entries().first().map_or(node, |entry| &entry.value);
            assert_eq!(node.span, at..at + 5, "{text}");
        }
    }

    #[test]
    fn bombs_stay_small() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..40 {
            let alias = format!("*a{}", level - 1);
            bomb += &format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 10].join(", "));
        }
        let roots = parse(&bomb).expect("parses");
        let mut count = 0;
        let mut open = vec![&roots[0]];
        while let Some(node) = open.pop() {
            count += 1;
            open.extend(node.items());
            open.extend(node.entries().iter().map(|entry| &entry.value));
        }
        assert!(count <= MAX_COPIED_NODES + bomb.len(), "{count}");
    }

    #[test]
    fn problems_have_a_place() {
        let problem = parse("a: 1\nb: [1, 2\nc: }").expect_err("broken");
        assert_eq!(problem.line, 3, "{problem}");
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&"- ".repeat(100_000)).is_err());
    }
}
