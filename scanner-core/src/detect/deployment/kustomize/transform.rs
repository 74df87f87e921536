//! The images and replicas that a kustomization sets in all of its objects.

use super::{generate::text_node, object::Object};
use crate::{
    detect::knowledge::image::ImageRef,
    document::{Entry, Node, Value},
};
use std::collections::HashMap;

/// Items of a list by their names.
type ByName<'n> = HashMap<&'n str, &'n Node>;

/// Sets them.
pub(super) fn transform(root: &Node, objects: &mut [Object]) {
    let (images, replicas) = (by_name(root, "images"), by_name(root, "replicas"));
    for object in objects {
        if !images.is_empty() {
            set_images(&images, &mut object.root);
        }
        let count = replicas.get(&*object.id.name).and_then(|item| item.entry("count"));
        if let Some(count) = count {
            set_replicas(count, &mut object.root);
        }
    }
}

/// The items of a list by name; of two the first.
fn by_name<'n>(root: &'n Node, key: &str) -> ByName<'n> {
    let items = root.items_of(key);
    items.iter().rev().filter_map(|item| Some((item.get("name")?.text()?, item))).collect()
}

/// Sets the images of all containers in a tree.
fn set_images(images: &ByName<'_>, node: &mut Node) {
    match &mut node.value {
        Value::Mapping(entries) => {
            for entry in entries {
                let in_container = entry.key == "image" && entry.value.as_scalar().is_some();
                match in_container.then(|| image(images, &entry.value)).flatten() {
                    Some(image) => (entry.key_span, entry.value) = (image.span.clone(), image),
                    None => set_images(images, &mut entry.value),
                }
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| set_images(images, item)),
        Value::Scalar(_) => {}
    }
}

/// The image that a container runs in place of its own, in the place of what changes it.
fn image(images: &ByName<'_>, own: &Node) -> Option<Node> {
    let written = own.text()?;
    let name = ImageRef::parse(written)?.repository;
    let suffix = &written[name.len()..];
    let change = images.get(name)?;
    let part = |key: &str| Some((change.get(key)?, change.get(key)?.text()?));
    let (version, suffix) = match (part("digest"), part("newTag")) {
        (Some((node, digest)), _) => (Some(node), format!("@{digest}")),
        (None, Some((node, tag))) => (Some(node), format!(":{tag}")),
        (None, None) => (None, suffix.to_owned()),
    };
    let renamed = part("newName");
    let place = version.or(renamed.map(|(node, _)| node))?.span.clone();
    let text = format!("{}{suffix}", renamed.map_or(name, |(_, new)| new));
    // What both say alike stays where the object has it.
    (text != written).then(|| text_node(&text, place))
}

fn set_replicas(count: &Entry, object: &mut Node) {
    let Some(spec) = object.get_mut("spec").and_then(Node::entries_mut) else { return };
    let replicas = Entry { key: "replicas".to_owned(), ..count.clone() };
    match spec.iter().rposition(|entry| entry.key == "replicas") {
        Some(at) => spec[at] = replicas,
        None => spec.push(replicas),
    }
}
