//! Two files become one, as the compose specification merges them: <https://docs.docker.com/reference/compose-file/merge/>.
//!
//! Both are normalized before, so that what is unique by a part of it (a port, the target of a volume) can be compared.

use crate::{
    detect::deployment::laid_over::laid_over,
    document::{Entry, Node, Value},
};

/// Keys whose value is replaced, not added to.
const REPLACED: [&str; 3] = ["command", "entrypoint", "test"];

/// The mark for `!reset` and `!override` in front of a key.
pub(super) const RESET: &str = "!reset ";
pub(super) const OVERRIDE: &str = "!override ";

/// Merges two values of a key, the second over the first.
pub(super) fn merge(key: &str, first: Node, second: Node) -> Node {
    match (first.value, second.value) {
        (Value::Mapping(first), Value::Mapping(second_entries)) => {
            Node { span: second.span, value: Value::Mapping(entries(first, second_entries)) }
        }
        (Value::Sequence(first), Value::Sequence(second_items)) if !REPLACED.contains(&key) => {
            Node { span: second.span, value: Value::Sequence(items(key, first, second_items)) }
        }
        (_, value) => Node { span: second.span, value },
    }
}

/// A file's own value, without its marks for files before it.
pub(super) fn alone(node: Node) -> Node {
    let value = match node.value {
        Value::Mapping(own) => Value::Mapping(entries(Vec::new(), own)),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(alone).collect()),
        scalar => scalar,
    };
    Node { span: node.span, value }
}

fn entries(first: Vec<Entry>, second: Vec<Entry>) -> Vec<Entry> {
    let name = |entry: &Entry| Some(unmarked(&entry.key).to_owned());
    laid_over(first, second, name, |before, entry| {
        if entry.key.starts_with(RESET) {
            return None;
        }
        let key = unmarked(&entry.key).to_owned();
        let value = match before.filter(|_| key == entry.key) {
            Some(before) => merge(&key, before.value, entry.value),
            None => alone(entry.value),
        };
        Some(Entry { key, key_span: entry.key_span, value })
    })
}

fn unmarked(key: &str) -> &str {
    [RESET, OVERRIDE].into_iter().find_map(|mark| key.strip_prefix(mark)).unwrap_or(key)
}

/// Lists are joined; where entries are unique by a part of them, the second replaces the first.
fn items(key: &str, first: Vec<Node>, second: Vec<Node>) -> Vec<Node> {
    laid_over(
        first,
        second,
        |item| identity(key, item),
        |before, item| match before {
            Some(before) => Some(merge("", before, item)),
            None => Some(alone(item)),
        },
    )
}

/// The identity of a list's entry, if it is not its place.
fn identity(key: &str, item: &Node) -> Option<Vec<String>> {
    let parts: &[&str] = match key {
        "volumes" | "configs" | "secrets" | "devices" => &["target"],
        "ports" => &["host_ip", "target", "published", "protocol"],
        _ => return item.text().map(|text| vec![text.to_owned()]),
    };
    let part = |name: &&str| item.get(name).and_then(Node::text).unwrap_or_default().to_owned();
    (!item.entries().is_empty()).then(|| parts.iter().map(part).collect())
}
