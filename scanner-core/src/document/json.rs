//! Parser of JSON as people write it: with comments, trailing commas, single quotes and bare keys.

use super::{
    ParseProblem,
    node::{Entry, Node, Style, Value},
};
use jsonc_parser::{
    ast::{self, ObjectPropName},
    common::{Range, Ranged},
    parse_to_ast,
};

/// The byte order mark, replaced by as many blanks as it has bytes because the parser only skips blanks.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Parses one value. The parser limits its depth.
pub(super) fn parse(text: &str) -> Result<Node, ParseProblem> {
    if let Some(rest) = text.strip_prefix(BYTE_ORDER_MARK) {
        return parse(&format!("   {rest}"));
    }
    match parse_to_ast(text, &Default::default(), &Default::default()) {
        Ok(result) => Ok(result.value.map_or(Node::scalar(0..0, "", Style::Plain), |value| node(text, value))),
        Err(error) => Err(ParseProblem::new(text, error.range().start, error.kind().to_string())),
    }
}

fn node(text: &str, value: ast::Value<'_>) -> Node {
    let range = value.range();
    let span = range.start..range.end;
    match value {
        ast::Value::StringLit(string) => Node::scalar(inner(range), string.value, Style::Quoted),
        ast::Value::Object(object) => {
            let entries = object.properties.into_iter().map(|property| entry(text, property)).collect();
            Node { span, value: Value::Mapping(entries) }
        }
        ast::Value::Array(array) => {
            let items = array.elements.into_iter().map(|element| node(text, element)).collect();
            Node { span, value: Value::Sequence(items) }
        }
        _ => Node::scalar(span.clone(), &text[span], Style::Plain),
    }
}

fn entry(text: &str, property: ast::ObjectProp<'_>) -> Entry {
    let key_span = match &property.name {
        ObjectPropName::String(name) => inner(name.range),
        ObjectPropName::Word(name) => name.range.start..name.range.end,
    };
    Entry { key: property.name.into_string(), key_span, value: node(text, property.value) }
}

/// The range without the quotes.
fn inner(range: Range) -> std::ops::Range<usize> {
    range.start + 1..range.end.max(range.start + 2) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_their_places() {
        let text = "\u{feff}{ // note\n  \"a\": {\"b\": [1, \"x\\u0041\", null,],}, c: 'y', /* z */ }";
        let root = parse(text).expect("parses");
        let list = root.at(&["a", "b"]).expect("is there").items();
        assert_eq!(list.iter().map(|node| node.text().unwrap_or("?")).collect::<Vec<_>>(), ["1", "xA", "null"]);
        assert_eq!(&text[list[1].span.clone()], "x\\u0041");
        assert_eq!(root.get("c").and_then(Node::text), Some("y"));
        assert_eq!(&text[root.entries()[1].key_span.clone()], "c");
    }

    #[test]
    fn problems_have_a_place() {
        let problem = parse("{\n  \"a\": {{ x }}\n}").expect_err("broken");
        assert_eq!((problem.line, problem.column), (2, 9), "{problem}");
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&"{\"a\":".repeat(100_000)).is_err());
    }
}
