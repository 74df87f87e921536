//! JSON patches: operations on paths, as RFC 6902 has them.

use crate::document::{Entry, Node, Value};

/// Applies a list of operations. One that leads nowhere changes nothing.
pub(super) fn apply(object: &mut Node, operations: &[Node]) {
    for operation in operations {
        let text = |key: &str| operation.get(key).and_then(Node::text);
        let Some((kind, path)) = text("op").zip(text("path")) else { continue };
        let steps: Vec<String> =
            path.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
        let Some((last, before)) = steps.split_last() else { continue };
        let Some(parent) = before.iter().try_fold(&mut *object, |node, step| child(node, step)) else { continue };
        match (kind, operation.entry("value")) {
            ("remove", _) => remove(parent, last),
            ("add" | "replace", Some(value)) => set(parent, last, value, kind == "add"),
            _ => {}
        }
    }
}

fn child<'n>(node: &'n mut Node, step: &str) -> Option<&'n mut Node> {
    match node.value {
        Value::Sequence(ref mut items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => node.get_mut(step),
    }
}

fn remove(parent: &mut Node, last: &str) {
    match &mut parent.value {
        Value::Mapping(entries) => entries.retain(|entry| entry.key != last),
        Value::Sequence(items) => {
            if let Some(at) = last.parse().ok().filter(|at| *at < items.len()) {
                items.remove(at);
            }
        }
        Value::Scalar(_) => {}
    }
}

/// Sets what is at a step; in a list, `adds` makes room for it.
fn set(parent: &mut Node, last: &str, value: &Entry, adds: bool) {
    match &mut parent.value {
        Value::Mapping(entries) => {
            let entry = Entry { key: last.to_owned(), key_span: value.key_span.clone(), value: value.value.clone() };
            match entries.iter().rposition(|known| known.key == last) {
                Some(at) => entries[at] = entry,
                None => entries.push(entry),
            }
        }
        Value::Sequence(items) => match last.parse::<usize>() {
            Ok(at) if adds && at <= items.len() => items.insert(at, value.value.clone()),
            Ok(at) if at < items.len() => items[at] = value.value.clone(),
            Err(_) if last == "-" => items.push(value.value.clone()),
            _ => {}
        },
        Value::Scalar(_) => {}
    }
}
