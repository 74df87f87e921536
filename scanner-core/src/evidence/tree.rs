//! Walks over parsed trees.

use crate::document::{Entry, Node};
use std::ops::Range;

/// All keys and values of a tree, at any depth.
pub(super) fn entries(root: &Node) -> Vec<&Entry> {
    let (mut nodes, mut found) = (vec![root], Vec::new());
    while let Some(node) = nodes.pop() {
        found.extend(node.entries());
        nodes.extend(node.items());
        nodes.extend(node.entries().iter().map(|entry| &entry.value));
    }
    found
}

/// All mappings of a tree, at any depth, itself included.
pub(super) fn mappings(root: &Node) -> Vec<&Node> {
    let (mut nodes, mut found) = (vec![root], Vec::new());
    while let Some(node) = nodes.pop() {
        found.extend(Some(node).filter(|node| !node.entries().is_empty()));
        nodes.extend(node.items());
        nodes.extend(node.entries().iter().map(|entry| &entry.value));
    }
    found
}

/// The texts of all scalars of a tree, a line each.
pub(super) fn scalars(root: &Node) -> String {
    let (mut nodes, mut text) = (vec![root], String::new());
    while let Some(node) = nodes.pop() {
        if let Some(scalar) = node.text() {
            text.push_str(scalar);
            text.push('\n');
        }
        nodes.extend(node.items());
        nodes.extend(node.entries().iter().map(|entry| &entry.value));
    }
    text
}

/// The resources of a file of Terraform: the type of each, and its name with what it sets.
pub(super) fn resources(root: &Node) -> Vec<(&str, &Entry)> {
    let types = root.entries().iter().filter(|entry| entry.key == "resource").flat_map(|entry| entry.value.entries());
    types.flat_map(|kind| kind.value.entries().iter().map(move |resource| (kind.key.as_str(), resource))).collect()
}

/// The name of an image: `docker.io/bitnami/redis:7@sha256:...` is `redis`.
pub(super) fn image_name(image: &Node) -> &str {
    let last = image.text().unwrap_or_default().split('@').next().and_then(|name| name.rsplit('/').next());
    last.and_then(|name| name.split(':').next()).unwrap_or_default()
}

/// What a service of a compose file, or a container, is given as environment: names and values with their places.
pub(super) fn variables(service: &Node) -> Vec<(&str, &str, Range<usize>)> {
    let listed = service.items_of("environment").iter().filter_map(|item| {
        let (name, value) = item.text()?.split_once('=')?;
        Some((name, value, item.span.clone()))
    });
    let mapped = service.entries_of("environment").iter();
    let mapped = mapped.filter_map(|entry| Some((entry.key.as_str(), entry.value.text()?, entry.key_span.clone())));
    let objects = service.items_of("env").iter().filter_map(|item| {
        let name = item.get("name")?;
        Some((name.text()?, item.get("value")?.text()?, name.span.clone()))
    });
    mapped.chain(listed).chain(objects).collect()
}
