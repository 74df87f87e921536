//! The object that a script exports, as a tree: what is written as a literal is read, what is worked out stays as its text.

use super::token::{Code, Kind};
use crate::document::node::{Entry, Node, Style, Value};
use std::ops::Range;

/// Deeper parts are left as their text: reading calls itself for each level.
const MAX_DEPTH: usize = 32;

/// Reads the object behind `module.exports =` or `export default`, also one that has a name first.
pub(in crate::document) fn exported_object(source: &Code<'_>) -> Option<Node> {
    let start = (0..source.tokens.len()).find_map(|at| export(source, at))?;
    let start = named(source, start).unwrap_or(start);
    (source.sign(start) == "{").then(|| node(source, start..source.behind(start), 0))
}

/// The first token of what is exported.
fn export(source: &Code<'_>, at: usize) -> Option<usize> {
    let module = source.word(at) == "module" && source.sign(at + 1) == "." && source.word(at + 2) == "exports";
    match (source.word(at), source.word(at + 1)) {
        _ if module && source.sign(at + 3) == "=" => Some(at + 4),
        ("export", "default") => Some(at + 2),
        _ => None,
    }
}

/// The start of `const name = {`, if a name is exported.
fn named(source: &Code<'_>, at: usize) -> Option<usize> {
    let name = source.word(at);
    let declared = |at: &usize| {
        matches!(source.before(*at), "const" | "let" | "var") && source.word(*at) == name && source.sign(at + 1) == "="
    };
    let found = (0..source.tokens.len()).filter(|_| !name.is_empty()).find(declared)?;
    Some(found + 2)
}

/// The value that these tokens are.
fn node(source: &Code<'_>, tokens: Range<usize>, depth: usize) -> Node {
    let span = source.span(tokens.start).start..source.span(tokens.end.saturating_sub(1)).end;
    let whole = tokens.len() == 1 || source.behind(tokens.start) == tokens.end;
    let inside = tokens.start + 1..tokens.end.saturating_sub(1);
    match (source.sign(tokens.start), source.kind(tokens.start)) {
        ("{", _) if whole && depth < MAX_DEPTH => Node { span, value: Value::Mapping(entries(source, inside, depth)) },
        ("[", _) if whole && depth < MAX_DEPTH => {
            let items = source.parts(inside, &[","]).into_iter().map(|part| node(source, part, depth + 1)).collect();
            Node { span, value: Value::Sequence(items) }
        }
        (_, Some(Kind::Text)) if whole => {
            let inner = source.inner(tokens.start);
            Node::scalar(inner.clone(), &source.text[inner], Style::Quoted)
        }
        _ => Node::scalar(span.clone(), &source.text[span], Style::Plain),
    }
}

/// The keys and values between braces; what has no key of its own is left out.
fn entries(source: &Code<'_>, tokens: Range<usize>, depth: usize) -> Vec<Entry> {
    let entry = |part: Range<usize>| {
        let key = source.name_span(part.start);
        (source.sign(part.start + 1) == ":" && part.len() > 2).then(|| Entry {
            key: source.text[key.clone()].to_owned(),
            key_span: key,
            value: node(source, part.start + 2..part.end, depth + 1),
        })
    };
    source.parts(tokens, &[","]).into_iter().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::{Dialect, lex};

    fn exported(text: &str) -> Option<Node> {
        exported_object(&lex(text, 0..text.len(), Dialect::for_any("a.js")))
    }

    #[test]
    fn what_scripts_export() {
        for (text, expected) in [
            (
                "module.exports = {\n  apps: [{ name: 'a', 'x-y': 1, watch: true, }], // c\n};",
                "{apps: [{name: a, x-y: 1, watch: true}]}",
            ),
            (
                "const c = { a: process.env.A || 'b', ...x, f() { return 1 } };\nmodule.exports = c;",
                "{a: process.env.A || 'b'}",
            ),
            ("export default { a: [], b: {} }", "{a: [], b: {}}"),
            ("export default { a: require('x').y({ b: 1 }), c: 2 }", "{a: require('x').y({ b: 1 }), c: 2}"),
        ] {
            assert_eq!(exported(text).as_ref().map(Node::flow).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "module.exports = require('./x')", "", "export default f({})", "module.exports = {", "}{", "export default",
        ] {
            exported(text);
        }
    }
}
