//! Strategic merge patches: a part of an object over the whole of it.
//!
//! Mappings are merged, lists of known keys by the name of their items, and `null` removes. What both say alike stays where the
//! object has it, so that what a patch only names is not reported there.

use crate::{
    detect::deployment::laid_over::laid_over,
    document::{Entry, Node, Value},
};

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

/// Lays a patch over the value of a key.
pub(super) fn merge(key: &str, own: &mut Node, patch: Node) {
    match (&mut own.value, patch.value) {
        (Value::Mapping(entries), Value::Mapping(new)) if directive(&new) != Some("replace") => {
            *entries = laid_over(std::mem::take(entries), new, |entry| Some(entry.key.clone()), lay_entry);
        }
        (Value::Sequence(items), Value::Sequence(new)) if is_merged(key, &new) => {
            *items = laid_over(std::mem::take(items), new, |item| identity(key, item), lay_item);
        }
        (Value::Scalar(text), Value::Scalar(new)) if text.text == new.text => {}
        (_, value) => *own = Node { span: patch.span, value: without_directive(value) },
    }
}

/// Whether a part of a patch removes what it is for.
pub(super) fn deletes(patch: &Node) -> bool {
    directive(patch.entries()) == Some("delete")
}

fn directive(entries: &[Entry]) -> Option<&str> {
    entries.iter().find(|entry| entry.key == DIRECTIVE)?.value.text()
}

fn lay_entry(own: Option<Entry>, new: Entry) -> Option<Entry> {
    if new.value.is_null() || deletes(&new.value) {
        return None;
    }
    let Some(mut own) = own else { return Some(new) };
    if own.value.as_scalar().is_some() && own.value.text() != new.value.text() {
        own.key_span = new.key_span;
    }
    merge(&new.key, &mut own.value, new.value);
    Some(own)
}

fn lay_item(own: Option<Node>, new: Node) -> Option<Node> {
    if deletes(&new) {
        return None;
    }
    let Some(mut own) = own else { return Some(new) };
    merge("", &mut own, new);
    Some(own)
}

fn is_merged(key: &str, new: &[Node]) -> bool {
    let replaces = |item: &Node| directive(item.entries()) == Some("replace");
    MERGED.iter().any(|(known, _)| *known == key) && !new.iter().any(replaces)
}

/// The identity of an item in the list of a key.
fn identity(key: &str, item: &Node) -> Option<String> {
    let (_, names) = MERGED.iter().find(|(known, _)| *known == key)?;
    names.iter().find_map(|name| item.get(name)?.text()).map(str::to_owned)
}

/// The value that a patch leaves where it replaces something.
fn without_directive(value: Value) -> Value {
    match value {
        Value::Mapping(entries) => Value::Mapping(entries.into_iter().filter(|entry| entry.key != DIRECTIVE).collect()),
        Value::Sequence(items) => {
            Value::Sequence(items.into_iter().filter(|item| directive(item.entries()).is_none()).collect())
        }
        scalar => scalar,
    }
}
