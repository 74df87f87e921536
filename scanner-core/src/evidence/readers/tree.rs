//! Walks over parsed trees.

use crate::{
    detect::name_of_image,
    document::{Directive, Entry, Node},
};
use std::ops::Range;

/// All keys and values of a tree, at any depth.
pub(in crate::evidence) fn entries(root: &Node) -> Vec<&Entry> {
    let (mut nodes, mut found) = (vec![root], Vec::new());
    while let Some(node) = nodes.pop() {
        found.extend(node.entries());
        nodes.extend(node.items());
        nodes.extend(node.entries().iter().map(|entry| &entry.value));
    }
    found
}

/// All mappings of a tree, at any depth, itself included.
pub(in crate::evidence) fn mappings(root: &Node) -> Vec<&Node> {
    let (mut nodes, mut found) = (vec![root], Vec::new());
    while let Some(node) = nodes.pop() {
        found.extend(Some(node).filter(|node| !node.entries().is_empty()));
        nodes.extend(node.items());
        nodes.extend(node.entries().iter().map(|entry| &entry.value));
    }
    found
}

/// The texts of all scalars of a tree, a line each.
pub(in crate::evidence) fn scalars(root: &Node) -> String {
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
pub(in crate::evidence) fn resources(root: &Node) -> Vec<(&str, &Entry)> {
    let types = root.entries().iter().filter(|entry| entry.key == "resource").flat_map(|entry| entry.value.entries());
    types.flat_map(|kind| kind.value.entries().iter().map(move |resource| (kind.key.as_str(), resource))).collect()
}

/// All directives of a server's configuration, in any block.
pub(in crate::evidence) fn directives(top: &[Directive]) -> Vec<&Directive> {
    let mut found: Vec<&Directive> = top.iter().collect();
    let mut next = 0;
    while next < found.len() {
        found.extend(found[next].blocks());
        next += 1;
    }
    found
}

/// The name of an image.
pub(in crate::evidence) fn image_name(image: &Node) -> &str {
    name_of_image(image.text().unwrap_or_default())
}

/// The place of the first label of a service whose name is wanted: compose has them as a mapping or a list, also for a swarm.
pub(in crate::evidence) fn label(service: &Node, is_wanted: impl Fn(&str) -> bool) -> Option<&Range<usize>> {
    let labels = service.get("labels").or_else(|| service.at(&["deploy", "labels"]))?;
    let mapped = labels.entries().iter().find(|entry| is_wanted(&entry.key)).map(|entry| &entry.key_span);
    let is_listed = |item: &&Node| item.text().and_then(|text| text.split('=').next()).is_some_and(&is_wanted);
    mapped.or_else(|| labels.items().iter().find(is_listed).map(|item| &item.span))
}

/// What a service of a compose file, or a container, is given as environment: names and values with their places.
pub(in crate::evidence) fn variables(service: &Node) -> Vec<(&str, &str, Range<usize>)> {
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
