//! Parser of TOML that recovers from errors: the rest of a file is read as well.

use super::{
    ParseProblem,
    node::{Entry, Node, Style, Value},
};
use std::{borrow::Cow, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Parses a document, with the first error. The parser limits the depth.
pub(super) fn parse(text: &str) -> (Node, Option<ParseProblem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let problem = errors.first().map(|error| {
        let at = error.span().map_or(0, |span| span.start);
        ParseProblem::new(text, at, error.message())
    });
    (mapping(text, table.span(), table.get_ref()), problem)
}

fn node(text: &str, value: &Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    match value.get_ref() {
        DeValue::String(string) => {
            let (span, style) = unquoted(text, span);
            Node::scalar(span, string.as_ref(), style)
        }
        DeValue::Array(array) => {
            Node { span, value: Value::Sequence(array.iter().map(|item| node(text, item)).collect()) }
        }
        DeValue::Table(table) => mapping(text, span, table),
        _ => Node::scalar(span.clone(), &text[span], Style::Plain),
    }
}

/// The entries of a table. The parser sorts them by key; spans restore the order of the file.
fn mapping(text: &str, span: Range<usize>, table: &DeTable<'_>) -> Node {
    let entry = |key: &Spanned<Cow<'_, str>>, value| {
        let key_span = unquoted(text, key.span()).0;
        Entry { key: key.get_ref().to_string(), key_span, value: node(text, value) }
    };
    let mut entries: Vec<Entry> = table.iter().map(|(key, value)| entry(key, value)).collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Node { span, value: Value::Mapping(entries) }
}

/// The range without its one or three quotes on each side, and the style.
fn unquoted(text: &str, span: Range<usize>) -> (Range<usize>, Style) {
    let raw = &text[span.clone()];
    for (quote, style) in
        [("\"\"\"", Style::Quoted), ("'''", Style::Literal), ("\"", Style::Quoted), ("'", Style::Literal)]
    {
        let inner = raw.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if inner.is_some() {
            return (span.start + quote.len()..span.end - quote.len(), style);
        }
    }
    (span, Style::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_their_places() {
        let text = "z = 1\n[a.b]\n\"k\" = 'v'\nl = [\"x\\ty\", true]\n[[c]]\nm = \"\"\"\nlong\"\"\"\n";
        let (root, problem) = parse(text);
        assert_eq!(problem, None);
        assert_eq!(root.entries().iter().map(|entry| &*entry.key).collect::<Vec<_>>(), ["z", "a", "c"]);
        let inner = root.at(&["a", "b"]).expect("is there");
        assert_eq!(inner.get("k").map(|node| &text[node.span.clone()]), Some("v"));
        assert_eq!(&text[inner.entries()[0].key_span.clone()], "k");
        let list = inner.get("l").expect("is there").items();
        assert_eq!(list[0].text(), Some("x\ty"));
        assert_eq!(&text[list[0].span.clone()], "x\\ty");
        assert_eq!(root.get("c").and_then(|list| list.items()[0].get("m")).and_then(Node::text), Some("long"));
    }

    #[test]
    fn problems_have_a_place() {
        let (root, problem) = parse("a = 1\nb = = 2\nc = 3\n");
        assert_eq!(problem.map(|problem| problem.line), Some(2));
        assert_eq!(root.get("c").and_then(Node::text), Some("3"));
        assert!(parse(&format!("a = {}", "[".repeat(100_000))).1.is_some());
    }
}
