//! Builds one overlay: its resources, then what it generates, its components, and what it patches and sets.

use super::{
    generate::generate,
    names::{components, kustomization, resources, targeted_patches},
    object::Object,
    patch::{Patch, Target},
    transform::transform,
};
use crate::{
    detect::{
        deployment::{
            Model,
            sources::{Sources, moved},
        },
        project::{Files, join, split},
    },
    document::{Node, ParsedFile, Style},
    model::Environment,
};
use std::{ops::Range, sync::Arc};

/// The depth to which overlays of overlays are followed.
const MAX_DEPTH: usize = 8;

pub(super) struct Builder<'a> {
    files: &'a Files,
    sources: Sources,
}

impl<'a> Builder<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Builder { files, sources: Sources::default() }
    }

    /// The objects of an overlay, one model each.
    pub(super) fn build(mut self, overlay: &ParsedFile<'_>, environment: Environment) -> Vec<Model> {
        let mut objects = Vec::new();
        self.accumulate(overlay, 0, &mut objects);
        let sources = Arc::new(self.sources);
        let model =
            |Object { root, is_whole, .. }| Model { root, environment, is_whole, sources: Arc::clone(&sources) };
        objects.into_iter().map(model).collect()
    }

    /// Adds the objects of a kustomization, and changes these and those that are there; `None` if it can't be read.
    fn accumulate(&mut self, file: &ParsedFile<'_>, depth: usize, objects: &mut Vec<Object>) -> Option<()> {
        let root = self.read(file)?.into_iter().next()?;
        let folder = split(file.path()).0;
        for name in resources(&root) {
            objects.extend(self.resource(folder, name, depth));
        }
        generate(&root, objects);
        for name in components(&root) {
            let component = self.inner(folder, name, depth);
            // What can't be read may change anything.
            if component.and_then(|file| self.accumulate(file, depth + 1, objects)).is_none() {
                Patch::unknown(None).apply(objects);
            }
        }
        self.patches(&root, folder).iter().for_each(|patch| patch.apply(objects));
        transform(&root, objects);
        Some(())
    }

    /// All documents of a file, in the places of the model.
    fn read(&mut self, file: &ParsedFile<'_>) -> Option<Vec<Node>> {
        let document = file.document()?;
        let start = self.sources.add(file)?;
        Some(document.roots.iter().map(|root| moved(root, start)).collect())
    }

    /// The kustomization in a folder that another names.
    fn inner(&self, folder: &str, name: &str, depth: usize) -> Option<&'a ParsedFile<'static>> {
        let path = kustomization(self.files, folder, name).filter(|_| depth < MAX_DEPTH)?;
        self.files.file(&path)
    }

    /// The objects of a file or a folder. Resources from elsewhere only add objects that are not judged here.
    fn resource(&mut self, folder: &str, name: &str, depth: usize) -> Vec<Object> {
        if let Some(inner) = self.inner(folder, name, depth) {
            let mut objects = Vec::new();
            self.accumulate(inner, depth + 1, &mut objects);
            return objects;
        }
        self.file(folder, name).into_iter().flatten().filter_map(Object::new).collect()
    }

    fn patches(&mut self, root: &Node, folder: &str) -> Vec<Patch> {
        let mut patches = Vec::new();
        for item in root.items_of("patchesStrategicMerge") {
            let is_written = item.text().is_some_and(|text| text.contains('\n'));
            let roots = if is_written { self.inline(item) } else { self.named(folder, item) };
            add_patches(&mut patches, roots, None);
        }
        for item in targeted_patches(root) {
            let target = item.get("target").map(Target::new);
            let roots = match (item.get("path"), item.get("patch")) {
                (Some(path), _) => self.named(folder, path),
                (None, Some(patch)) => self.inline(patch),
                (None, None) => continue,
            };
            add_patches(&mut patches, roots, target);
        }
        patches
    }

    fn named(&mut self, folder: &str, path: &Node) -> Option<Vec<Node>> {
        self.file(folder, path.text()?)
    }

    fn file(&mut self, folder: &str, name: &str) -> Option<Vec<Node>> {
        self.read(self.files.file(&join(folder, name)?)?)
    }

    /// A patch that is written in the kustomization: read from its own text, so that its places are those of the file.
    fn inline(&self, node: &Node) -> Option<Vec<Node>> {
        let scalar = node.as_scalar()?;
        let (path, place) = self.sources.origin(&node.span)?;
        let text = self.files.file(path)?.text();
        let start_of_file = node.span.start - place.start;
        let lines = if scalar.style == Style::Block { block_lines(text, &place) } else { place };
        let start = start_of_file + lines.start;
        let part = ParsedFile::new("patch.yaml", text.get(lines)?.as_bytes());
        Some(part.document()?.roots.iter().map(|root| moved(root, start)).collect())
    }
}

/// Adds a patch for each document; `None` are those that can't be read.
fn add_patches(patches: &mut Vec<Patch>, roots: Option<Vec<Node>>, target: Option<Target>) {
    match roots {
        Some(roots) => patches.extend(roots.into_iter().filter_map(|root| Patch::new(root, target.clone()))),
        None => patches.push(Patch::unknown(target)),
    }
}

/// The lines of a block: without the sign that starts it, and with the indentation of the first.
fn block_lines(text: &str, place: &Range<usize>) -> Range<usize> {
    let own = &text[place.clone()];
    if own.starts_with(['|', '>']) {
        let lines = own.find('\n').map_or(place.end, |newline| place.start + newline + 1);
        return lines..place.end;
    }
    let line = text[..place.start].rfind('\n').map_or(0, |newline| newline + 1);
    let is_indent = text[line..place.start].trim().is_empty();
    (if is_indent { line } else { place.start })..place.end
}
