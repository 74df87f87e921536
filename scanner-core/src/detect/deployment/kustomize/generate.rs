//! ConfigMaps and Secrets that a kustomization makes of literals.

use super::{
    object::{Id, Object},
    strategic,
};
use crate::document::{Entry, Node, Scalar, Style, Value};
use std::ops::Range;

/// Adds them; one that is merged is laid over the one there is.
pub(super) fn generate(root: &Node, objects: &mut Vec<Object>) {
    for (key, kind, field) in [("configMapGenerator", "ConfigMap", "data"), ("secretGenerator", "Secret", "stringData")]
    {
        for generator in root.items_of(key) {
            let Some(name) = generator.get("name") else { continue };
            let literals = generator.items_of("literals");
            let data = Node {
                span: generator.span.clone(),
                value: Value::Mapping(literals.iter().filter_map(pair).collect()),
            };
            let root = generated(kind, name, field, data);
            let id = Id::of(&root);
            let known = objects.iter_mut().find(|object| id.is_for(&object.id));
            match (known, generator.get("behavior").and_then(Node::text)) {
                (Some(known), Some("merge")) => strategic::merge("", &mut known.root, root),
                (Some(known), Some("replace")) => known.root = root,
                _ => objects.push(Object { root, id, is_whole: true }),
            }
        }
    }
}

/// `NAME=value`.
fn pair(item: &Node) -> Option<Entry> {
    let (key, value) = item.text()?.split_once('=')?;
    let value = text_node(value, item.span.end.saturating_sub(value.len()).max(item.span.start)..item.span.end);
    Some(Entry { key: key.to_owned(), key_span: item.span.clone(), value })
}

fn generated(kind: &str, name: &Node, field: &str, data: Node) -> Node {
    let span = name.span.clone();
    let entry = |key: &str, value: Node| Entry { key: key.to_owned(), key_span: span.clone(), value };
    let mapping = |entries| Node { span: span.clone(), value: Value::Mapping(entries) };
    mapping(vec![
        entry("kind", text_node(kind, span.clone())),
        entry("metadata", mapping(vec![entry("name", name.clone())])),
        entry(field, data),
    ])
}

/// A text in the place that it follows from.
pub(super) fn text_node(text: &str, span: Range<usize>) -> Node {
    Node { span, value: Value::Scalar(Scalar { text: text.to_owned(), style: Style::Plain }) }
}
