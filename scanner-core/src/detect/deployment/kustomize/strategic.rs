//! Strategic merge patches: a part of an object over the whole of it.
//!
//! Mappings are merged, lists of known keys by the name of their items, and `null` removes. What both say alike stays where the
//! object has it, so that what a patch only names is not reported there.

use crate::document::{Entry, Node, Value};

/// Keys whose lists are merged item by item, with what identifies an item.
const MERGED: &[(&str, &[&str])] = &[
    ("containers", &["name"]),
    ("initContainers", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("volumes", &["name"]),
    ("env", &["name"]),
    ("imagePullSecrets", &["name"]),
    ("ports", &["containerPort", "port"]),
    ("volumeMounts", &["mountPath"]),
    ("volumeDevices", &["devicePath"]),
    ("hostAliases", &["ip"]),
    ("topologySpreadConstraints", &["topologyKey"]),
];
const DIRECTIVE: &str = "$patch";

/// A patch over the value of a key.
pub(super) fn merge(key: &str, own: Node, patch: Node) -> Node {
    match (own.value, patch.value) {
        (Value::Mapping(_), Value::Mapping(new)) if directive(&new) == Some("replace") => {
            let entries = new.into_iter().filter(|entry| entry.key != DIRECTIVE).collect();
            Node { span: patch.span, value: Value::Mapping(entries) }
        }
        (Value::Mapping(mut entries), Value::Mapping(new)) => {
            new.into_iter().for_each(|entry| set(&mut entries, entry));
            Node { span: own.span, value: Value::Mapping(entries) }
        }
        (Value::Sequence(items), Value::Sequence(new)) => match MERGED.iter().find(|(known, _)| *known == key) {
            Some((_, names)) => Node { span: own.span, value: Value::Sequence(merge_items(items, new, names)) },
            None => Node { span: patch.span, value: Value::Sequence(new) },
        },
        (Value::Scalar(own_text), Value::Scalar(new)) if own_text.text == new.text => {
            Node { span: own.span, value: Value::Scalar(own_text) }
        }
        (_, value) => Node { span: patch.span, value },
    }
}

fn directive(entries: &[Entry]) -> Option<&str> {
    entries.iter().find(|entry| entry.key == DIRECTIVE)?.value.text()
}

fn set(entries: &mut Vec<Entry>, new: Entry) {
    let known = entries.iter().rposition(|entry| entry.key == new.key);
    let is_deleted = new.value.is_null() || directive(new.value.entries()) == Some("delete");
    match known {
        Some(at) if is_deleted => {
            entries.remove(at);
        }
        Some(at) => {
            let own =
                std::mem::replace(&mut entries[at].value, Node { span: 0..0, value: Value::Sequence(Vec::new()) });
            let is_replaced = own.as_scalar().is_some() && own.text() != new.value.text();
            entries[at].value = merge(&new.key, own, new.value);
            if is_replaced {
                entries[at].key_span = new.key_span;
            }
        }
        None if is_deleted => {}
        None => entries.push(new),
    }
}

fn merge_items(mut items: Vec<Node>, new: Vec<Node>, names: &[&str]) -> Vec<Node> {
    let identity = |item: &Node| names.iter().find_map(|name| item.get(name)?.text()).map(str::to_owned);
    for patch in new {
        let name = identity(&patch);
        let known = items.iter().position(|item| name.is_some() && identity(item) == name);
        match known {
            Some(at) if directive(patch.entries()) == Some("delete") => {
                items.remove(at);
            }
            Some(at) => {
                let own = items[at].clone();
                items[at] = merge("", own, patch);
            }
            None if directive(patch.entries()) == Some("delete") => {}
            None => items.push(patch),
        }
    }
    items
}
