//! The files and folders that a kustomization names.

use crate::{
    detect::project::{Files, join, split},
    document::{Format, Node, ParsedFile},
};
use std::collections::BTreeSet;

const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Whether a file says what an overlay or a base is made of.
pub(in crate::detect) fn is_kustomization(path: &str) -> bool {
    NAMES.contains(&split(path).1)
}

/// The resources of a kustomization as written: files, and folders with a kustomization of their own.
pub(super) fn resources(root: &Node) -> impl Iterator<Item = &str> {
    texts(root, "resources").chain(texts(root, "bases"))
}

/// The folders of the components that change what a kustomization is made of.
pub(super) fn components(root: &Node) -> impl Iterator<Item = &str> {
    texts(root, "components")
}

/// The kustomization in a folder that another names.
pub(super) fn kustomization(files: &Files, folder: &str, name: &str) -> Option<String> {
    let folder = join(folder, name)?;
    NAMES.iter().filter_map(|file| join(&folder, file)).find(|path| files.has(path))
}

/// The kustomizations that another is made of.
pub(super) fn kustomizations<'f>(file: &'f ParsedFile<'_>, files: &'f Files) -> impl Iterator<Item = String> + use<'f> {
    let names = file.root().into_iter().flat_map(|root| resources(root).chain(components(root)));
    names.filter_map(|name| kustomization(files, split(file.path()).0, name))
}

/// The manifests and patches that kustomizations name, by path.
pub(in crate::detect) fn named_files(files: &Files) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for file in files.kept().filter(|file| is_kustomization(file.path())) {
        let names = file.root().into_iter().flat_map(|root| resources(root).chain(patches(root)));
        let paths = names.filter_map(|name| join(split(file.path()).0, name));
        named.extend(paths.filter(|path| is_document(path) && files.has(path)));
    }
    named
}

fn is_document(path: &str) -> bool {
    matches!(Format::for_path(path), Some(Format::Yaml | Format::Json))
}

/// The patches that can have a target.
pub(super) fn targeted_patches(root: &Node) -> impl Iterator<Item = &Node> {
    root.items_of("patches").iter().chain(root.items_of("patchesJson6902"))
}

/// The files that patches are written in.
fn patches(root: &Node) -> impl Iterator<Item = &str> {
    let files = targeted_patches(root).filter_map(|item| item.get("path")?.text());
    texts(root, "patchesStrategicMerge").chain(files)
}

fn texts<'n>(root: &'n Node, key: &str) -> impl Iterator<Item = &'n str> + use<'n> {
    root.items_of(key).iter().filter_map(Node::text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_are_named_are_looked_up() {
        let paths = ["a/kustomization.yaml", "a/api.yaml", "a/patch.json", "a/other.yaml", "a/notes.txt", "b/c.yaml"];
        let mut files = Files::new(paths.map(str::to_owned));
        let text = "resources: [api.yaml, notes.txt, ../b, missing.yaml]\npatchesStrategicMerge: [../b/c.yaml]\n\
                    patches: [{path: patch.json}, {patch: '[]'}]\n";
        files.keep(paths[0], text.as_bytes().to_vec());
        let named: Vec<String> = named_files(&files).into_iter().collect();
        assert_eq!(named, ["a/api.yaml", "a/patch.json", "b/c.yaml"]);
    }
}
