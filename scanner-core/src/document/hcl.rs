//! HCL, which Terraform, Packer and Nomad are written in, as a tree.
//!
//! A block is a mapping under its type and its labels, as in HCL's own JSON syntax. Objects, lists and literals become
//! nodes; any other expression becomes a template of itself: `var.name` is the text `${var.name}`.

use super::{
    ParseProblem,
    node::{Entry, Node, Style, Value},
    text::{self, line_end},
};
use std::ops::Range;

/// Deeper objects and lists stay expressions: the parser calls itself for each level.
const MAX_DEPTH: usize = 64;
/// Labels of a block; Terraform has two at most.
const MAX_LABELS: usize = 8;
/// Functions that hand on what they are given, so that what is written in their brackets is the value.
const TRANSPARENT: &[&str] = &[
    "base64encode", "concat", "jsonencode", "merge", "nonsensitive", "sensitive", "tolist", "tomap", "toset",
    "tostring", "yamlencode",
];

/// Parses a file as far as it goes, and says what is wrong with it.
pub(super) fn parse(text: &str) -> (Node, Option<ParseProblem>) {
    let mut parser = Parser { text, at: text::start(text), depth: 0, problem: None };
    let entries = parser.entries(false);
    (Node { span: 0..text.len(), value: Value::Mapping(entries) }, parser.problem)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// The first one.
    problem: Option<ParseProblem>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    fn fail(&mut self, message: &str) {
        if self.problem.is_none() {
            self.problem = Some(ParseProblem::new(self.text, self.at, message));
        }
    }

    /// Attributes and blocks, up to the brace that closes them or to the end.
    fn entries(&mut self, in_braces: bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        loop {
            self.skip(b" \t\r\n,");
            match self.peek() {
                Some(b'}') if in_braces => break,
                None => {
                    if in_braces {
                        self.fail("a brace is not closed");
                    }
                    break;
                }
                Some(_) => match self.entry() {
                    Some(entry) => entries.push(entry),
                    None => {
                        self.fail("expected an attribute or a block");
                        self.at = line_end(self.text, self.at);
                    }
                },
            }
        }
        entries
    }

    /// `key = value`, `key: value` or `type "label" {`.
    fn entry(&mut self) -> Option<Entry> {
        let key_span = self.key()?;
        self.skip(b" \t\r");
        let value = match self.rest() {
            [b'=', b'=', ..] => return None,
            [b'=' | b':', ..] => {
                self.at += 1;
                self.value()
            }
            _ => self.block()?,
        };
        Some(Entry { key: self.text[key_span.clone()].to_owned(), key_span, value })
    }

    /// A name, a text in quotes, or an expression in brackets.
    fn key(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        match self.peek()? {
            b'"' => {
                self.at = self.string_end(start)?;
                Some(start + 1..self.at - 1)
            }
            b'(' => self.list(b')').map(|list| list.span),
            _ => {
                self.at += self.rest().iter().take_while(|byte| is_word(**byte) || **byte == b'.').count();
                (self.at > start).then_some(start..self.at)
            }
        }
    }

    /// The content of a block behind its type: its labels, one mapping inside the other, and its body.
    fn block(&mut self) -> Option<Node> {
        let mut labels = Vec::new();
        while self.peek()? != b'{' {
            if labels.len() == MAX_LABELS || self.peek()? == b'(' {
                return None;
            }
            labels.push(self.key()?);
            self.skip(b" \t\r");
        }
        let body = self.object()?;
        Some(labels.into_iter().rev().fold(body, |value, key_span| {
            let span = key_span.start..value.span.end;
            let key = self.text[key_span.clone()].to_owned();
            Node { span, value: Value::Mapping(vec![Entry { key, key_span, value }]) }
        }))
    }

    /// A literal, an object or a list if that is all of the expression, otherwise the expression.
    fn value(&mut self) -> Node {
        self.skip(b" \t\r");
        let start = self.at;
        if let Some(node) = self.literal() {
            self.skip(b" \t\r");
            if self.peek().is_none_or(|byte| b"\n,)]}".contains(&byte)) {
                return node;
            }
        }
        self.at = start;
        self.expression()
    }

    fn literal(&mut self) -> Option<Node> {
        match self.rest() {
            [b'"', ..] => self.string(),
            [b'<', b'<', ..] => self.heredoc(),
            [b'{', ..] => self.object(),
            [b'[', ..] => self.list(b']'),
            _ => self.word(),
        }
    }

    fn object(&mut self) -> Option<Node> {
        let start = self.at;
        self.nested(|parser| {
            let entries = parser.entries(true);
            parser.at = (parser.at + 1).min(parser.text.len());
            Some(Node { span: start..parser.at, value: Value::Mapping(entries) })
        })
    }

    /// The values in brackets.
    fn list(&mut self, close: u8) -> Option<Node> {
        let start = self.at;
        self.nested(|parser| {
            let mut items = Vec::new();
            loop {
                parser.skip(b" \t\r\n,");
                match parser.peek() {
                    Some(byte) if byte == close => break parser.at += 1,
                    Some(_) => items.push(parser.value()),
                    None => break parser.fail("a bracket is not closed"),
                }
            }
            Some(Node { span: start..parser.at, value: Value::Sequence(items) })
        })
    }

    /// Reads what is behind a bracket, unless that is too deep or a comprehension.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<Node>) -> Option<Node> {
        self.at += 1;
        self.skip(b" \t\r\n");
        if self.depth == MAX_DEPTH || matches!(self.rest(), [b'f', b'o', b'r', b' ', ..]) {
            return None;
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }

    /// A number, a constant, or what a transparent function is given.
    fn word(&mut self) -> Option<Node> {
        let start = self.at;
        let sign = usize::from(self.peek() == Some(b'-'));
        let word = |byte: &&u8| is_word(**byte) || **byte == b'.';
        self.at += sign + self.rest()[sign..].iter().take_while(word).count();
        let span = start..self.at;
        let text = &self.text[span.clone()];
        if TRANSPARENT.contains(&text) && self.peek() == Some(b'(') {
            return self.list(b')').map(only_item);
        }
        let number = text.as_bytes().get(sign).is_some_and(|first| first.is_ascii_digit());
        (number || matches!(text, "true" | "false" | "null")).then(|| Node::scalar(span, text, Style::Plain))
    }

    fn string(&mut self) -> Option<Node> {
        let start = self.at;
        self.at = self.string_end(start)?;
        let span = start + 1..self.at - 1;
        Some(Node::scalar(span.clone(), text::unescape(&self.text[span]), Style::Quoted))
    }

    /// Behind the string that starts at a place. It ends in its line, but templates in it may have several.
    fn string_end(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let (mut at, mut inside) = (start + 1, vec![b'"']);
        while let Some(around) = inside.last() {
            match (around, bytes.get(at..)?) {
                (b'"', [b'\\', _, ..]) => at += 1,
                (b'"', [b'$' | b'%', b'{', ..]) if !matches!(bytes[at - 1], b'$' | b'%') => {
                    inside.push(b'{');
                    at += 1;
                }
                (b'"', [b'\n', ..]) | (_, []) => return None,
                (b'"', [b'"', ..]) | (b'{', [b'}', ..]) => drop(inside.pop()),
                (b'{', [opens @ (b'{' | b'"'), ..]) => inside.push(*opens),
                _ => {}
            }
            at += 1;
        }
        Some(at)
    }

    /// `<<EOT` or `<<-EOT`: the lines up to the one that has only the word.
    fn heredoc(&mut self) -> Option<Node> {
        let first = line_end(self.text, self.at);
        let word = self.text[self.at + 2..first].trim_start_matches('-').trim();
        if word.is_empty() || !word.bytes().all(is_word) {
            return None;
        }
        let start = (first + 1).min(self.text.len());
        let closes = |line: &Range<usize>| self.text[line.clone()].trim() == word;
        let span = match text::lines(self.text, start..self.text.len()).find(closes) {
            Some(line) => {
                self.at = line.end;
                start..line.start.saturating_sub(1).max(start)
            }
            None => {
                self.fail("a heredoc is not closed");
                self.at = self.text.len();
                start..self.at
            }
        };
        Some(Node::scalar(span.clone(), &self.text[span], Style::Block))
    }

    /// Everything up to the end of the expression, as a template. At least one character.
    fn expression(&mut self) -> Node {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.at = self.string_end(self.at).unwrap_or_else(|| line_end(self.text, self.at)) - 1,
                b'<' if self.rest().starts_with(b"<<") && self.heredoc().is_some() => continue,
                b'#' | b'/' if self.comment_end().is_some() => {
                    if depth == 0 {
                        break;
                    }
                    self.skip(b"");
                    continue;
                }
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth > 0 => depth -= 1,
                b')' | b']' | b'}' | b',' | b'\n' if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        if self.at == start {
            self.at += self.text[start..].chars().next().map_or(0, char::len_utf8);
        }
        let span = text::trim(self.text, start..self.at);
        Node::scalar(span.clone(), format!("${{{}}}", &self.text[span]), Style::Plain)
    }

    /// Passes over these bytes and over comments.
    fn skip(&mut self, blanks: &[u8]) {
        loop {
            self.at += self.rest().iter().take_while(|byte| blanks.contains(byte)).count();
            match self.comment_end() {
                Some(end) => self.at = end,
                None => break,
            }
        }
    }

    /// The end of the comment that starts here; one of a line ends before its line feed.
    fn comment_end(&self) -> Option<usize> {
        match self.rest() {
            [b'#', ..] | [b'/', b'/', ..] => Some(line_end(self.text, self.at)),
            [b'/', b'*', ..] => {
                let length = memchr::memmem::find(&self.rest()[2..], b"*/");
                Some(length.map_or(self.text.len(), |length| self.at + length + 4))
            }
            _ => None,
        }
    }
}

/// A single argument by itself; several as a list.
fn only_item(list: Node) -> Node {
    match list.value {
        Value::Sequence(mut items) if items.len() == 1 => items.remove(0),
        value => Node { value, ..list },
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees() {
        for (text, tree) in [
            ("a = \"b\" # c\nd = [1, true, null,\n -2.5]\n", "{a: b, d: [1, true, null, -2.5]}"),
            ("a {\n b \"c\" {}\n}\na { d = 1 }", "{a: {b: {c: {}}}, a: {d: 1}}"),
            ("resource \"x\" \"y\" {\n  z = var.z\n}", "{resource: {x: {y: {z: ${var.z}}}}}"),
            ("a = { b = 1, \"c d\": 2\n (e.f) = 3 }", "{a: {b: 1, c d: 2, (e.f): 3}}"),
            ("a = \"x ${b[\"c\"]} \\\"y\\\"\" /* d */\n", "{a: x ${b[\"c\"]} \"y\"}"),
            ("a = \"$${b\"\nc = 1", "{a: $${b, c: 1}"),
            ("a = <<-EOT\n  b = {\n  EOT\nc = 1", "{a:   b = {, c: 1}"),
            ("a = x == \"}\" ? 1 : 2\nb = f(1,\n 2)\n", "{a: ${x == \"}\" ? 1 : 2}, b: ${f(1,\n 2)}}"),
            ("a = jsonencode([{ b = 1 }])\nc = merge(d, { e = 2 })", "{a: [{b: 1}], c: [${d}, {e: 2}]}"),
            (
                "a = [for x in y : x]\nb = { for x in y : x => 1 }",
                "{a: ${[for x in y : x]}, b: ${{ for x in y : x => 1 }}}",
            ),
            ("a = 1 // b\n// c\n", "{a: 1}"),
        ] {
            let (root, problem) = parse(text);
            assert_eq!((root.flow().as_str(), problem), (tree, None), "{text}");
        }
    }

    #[test]
    fn values_stand_where_their_nodes_say() {
        let text = "variable \"key\" {\n  default = \"b\"\n}\n";
        let (root, _) = parse(text);
        let variable = root.get("variable").expect("is there");
        assert_eq!(&text[variable.entries()[0].key_span.clone()], "key");
        assert_eq!(&text[variable.span.clone()], "key\" {\n  default = \"b\"\n}");
        assert_eq!(variable.at(&["key", "default"]).map(|node| &text[node.span.clone()]), Some("b"));
    }

    #[test]
    fn what_is_behind_an_error_is_read() {
        for (text, line, tree) in [
            ("a = 1\n???\nb = 2", 2, "{a: 1, b: 2}"),
            ("a = {\n  b = 1\n", 3, "{a: {b: 1}}"),
            ("a = \"b\nc = 2", 1, "{a: ${\"b}, c: 2}"),
            ("a = <<EOT\nb\n", 1, "{a: b\n}"),
        ] {
            let (root, problem) = parse(text);
            assert_eq!(root.flow(), tree, "{text}");
            assert!(problem.is_none_or(|problem| problem.line == line), "{text}");
        }
        assert!(parse(&"a = [".repeat(10_000)).1.is_none_or(|problem| !problem.message.is_empty()));
    }
}
