//! Builds one overlay: its resources, then what it generates, patches and sets.

use super::{json_patch, kustomization, resources, strategic};
use crate::{
    detect::{
        deployment::{
            Model,
            sources::{Sources, moved},
        },
        knowledge::image::ImageRef,
        project::{Files, join, split},
    },
    document::{Entry, Node, ParsedFile, Scalar, Style, Value},
    model::Environment,
};
use std::ops::Range;

/// Overlays of overlays are followed so far.
const MAX_DEPTH: usize = 8;

pub(super) struct Builder<'a> {
    files: &'a Files,
    sources: Sources,
    is_whole: bool,
}

/// A patch: what it says, and the objects that it is for.
struct Patch {
    root: Node,
    target: Option<Node>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Builder { files, sources: Sources::default(), is_whole: true }
    }

    /// The objects of an overlay, one model each.
    pub(super) fn build(mut self, overlay: &ParsedFile<'_>, environment: Environment) -> Vec<Model> {
        let objects = self.objects(overlay, 0).unwrap_or_default();
        let (sources, is_whole) = (self.sources, self.is_whole);
        let model = |root| Model { root, environment, is_whole, sources: sources.clone() };
        objects.into_iter().map(model).collect()
    }

    fn objects(&mut self, file: &ParsedFile<'_>, depth: usize) -> Option<Vec<Node>> {
        let roots = self.read(file)?;
        let root = roots.into_iter().next()?;
        let folder = split(file.path()).0;
        let mut objects = Vec::new();
        for name in resources(&root) {
            objects.extend(self.resource(folder, name, depth));
        }
        generate(&root, &mut objects);
        for patch in self.patches(&root, folder) {
            patch.apply(&mut objects);
        }
        objects.iter_mut().for_each(|object| {
            set_images(&root, object);
            set_replicas(&root, object);
        });
        Some(objects)
    }

    /// All documents of a file, in the places of the model.
    fn read(&mut self, file: &ParsedFile<'_>) -> Option<Vec<Node>> {
        let document = file.document()?;
        let start = self.sources.add(file)?;
        Some(document.roots.iter().map(|root| moved(root, start)).collect())
    }

    /// The objects of a file or a folder. Resources from elsewhere only add objects that are not judged here.
    fn resource(&mut self, folder: &str, name: &str, depth: usize) -> Vec<Node> {
        let files = self.files;
        let inner = kustomization(files, folder, name).and_then(|path| files.file(&path));
        if let Some(inner) = inner.filter(|_| depth < MAX_DEPTH) {
            return self.objects(inner, depth + 1).unwrap_or_default();
        }
        let file = join(folder, name).and_then(|path| files.file(&path));
        let roots = file.and_then(|file| self.read(file)).unwrap_or_default();
        roots.into_iter().filter(|root| root.get("kind").is_some()).collect()
    }

    fn patches(&mut self, root: &Node, folder: &str) -> Vec<Patch> {
        let mut patches = Vec::new();
        for item in root.get("patchesStrategicMerge").map_or(&[][..], Node::items) {
            let written = item.text().is_some_and(|text| text.contains('\n'));
            patches.extend(if written { self.inline(item, None) } else { self.file(item, folder, None) });
        }
        let listed = ["patches", "patchesJson6902"].into_iter().filter_map(|key| root.get(key));
        for item in listed.flat_map(Node::items) {
            let target = item.get("target").cloned();
            if let Some(path) = item.get("path") {
                patches.extend(self.file(path, folder, target));
            } else if let Some(patch) = item.get("patch") {
                patches.extend(self.inline(patch, target));
            }
        }
        patches
    }

    fn file(&mut self, path: &Node, folder: &str, target: Option<Node>) -> Vec<Patch> {
        let file = path.text().and_then(|path| join(folder, path)).and_then(|path| self.files.file(&path));
        let roots = file.and_then(|file| self.read(file));
        self.is_whole &= roots.is_some();
        roots.into_iter().flatten().map(|root| Patch { root, target: target.clone() }).collect()
    }

    /// A patch that is written in the kustomization: read from its own text, so that its places are those of the file.
    fn inline(&mut self, node: &Node, target: Option<Node>) -> Vec<Patch> {
        let roots = node.as_scalar().and_then(|scalar| {
            let (path, place) = self.sources.origin(&node.span)?;
            let text = self.files.file(path)?.text();
            let start_of_file = node.span.start - place.start;
            let lines = if scalar.style == Style::Block { block_lines(text, &place) } else { place };
            let start = start_of_file + lines.start;
            let part = ParsedFile::new("patch.yaml", text.get(lines)?.as_bytes()).document().cloned()?;
            Some(part.roots.iter().map(|root| moved(root, start)).collect::<Vec<_>>())
        });
        self.is_whole &= roots.is_some();
        roots.into_iter().flatten().map(|root| Patch { root, target: target.clone() }).collect()
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

impl Patch {
    fn apply(&self, objects: &mut Vec<Node>) {
        let is_deleted = self.root.get("$patch").and_then(Node::text) == Some("delete");
        if is_deleted {
            objects.retain(|object| !self.is_for(object));
        }
        for object in objects.iter_mut().filter(|object| self.is_for(object)) {
            match self.root.items() {
                [] => *object = strategic::merge("", object.clone(), self.root.clone()),
                operations => json_patch::apply(object, operations),
            }
        }
    }

    /// Whether the patch is for an object: its target says so, or it names the object itself.
    fn is_for(&self, object: &Node) -> bool {
        let own = |path: &[&str]| object.at(path).and_then(Node::text).unwrap_or_default();
        match &self.target {
            Some(target) => {
                let fits = |key: &str, value: &str| {
                    target.get(key).and_then(Node::text).is_none_or(|pattern| matches(pattern, value))
                };
                fits("kind", own(&["kind"])) && fits("name", own(&["metadata", "name"]))
            }
            None => {
                let named = |path: &[&str]| self.root.at(path).and_then(Node::text).unwrap_or_default();
                named(&["kind"]) == own(&["kind"]) && named(&["metadata", "name"]) == own(&["metadata", "name"])
            }
        }
    }
}

/// Whether a target's pattern, a name or a name with `.*` in it, fits.
fn matches(pattern: &str, value: &str) -> bool {
    match pattern.split_once(".*") {
        Some((before, after)) => value.starts_with(before) && value.ends_with(after),
        None => pattern == value,
    }
}

/// ConfigMaps and Secrets that are made of literals; of one that is merged, into the one there is.
fn generate(root: &Node, objects: &mut Vec<Node>) {
    for (key, kind, field) in [("configMapGenerator", "ConfigMap", "data"), ("secretGenerator", "Secret", "stringData")]
    {
        for generator in root.get(key).map_or(&[][..], Node::items) {
            let Some(name) = generator.get("name") else { continue };
            let literals = generator.get("literals").map_or(&[][..], Node::items);
            let data = Node {
                span: generator.span.clone(),
                value: Value::Mapping(literals.iter().filter_map(pair).collect()),
            };
            let is_same = |object: &Node| {
                let text = |path: &[&str]| object.at(path).and_then(Node::text);
                text(&["kind"]) == Some(kind) && text(&["metadata", "name"]) == name.text()
            };
            let known = objects.iter().position(is_same);
            let object = generated(kind, name, field, data);
            match (known, generator.get("behavior").and_then(Node::text)) {
                (Some(at), Some("merge")) => objects[at] = strategic::merge("", objects[at].clone(), object),
                (Some(at), Some("replace")) => objects[at] = object,
                _ => objects.push(object),
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

fn text_node(text: &str, span: Range<usize>) -> Node {
    Node { span, value: Value::Scalar(Scalar { text: text.to_owned(), style: Style::Plain }) }
}

/// `images` of a kustomization, in all containers of an object.
fn set_images(root: &Node, node: &mut Node) {
    let images = root.get("images").map_or(&[][..], Node::items);
    if images.is_empty() {
        return;
    }
    match &mut node.value {
        Value::Mapping(entries) => {
            for entry in entries {
                let in_container = entry.key == "image" && entry.value.as_scalar().is_some();
                match in_container.then(|| image(images, &entry.value)).flatten() {
                    Some(image) => (entry.key_span, entry.value) = (image.span.clone(), image),
                    None => set_images(root, &mut entry.value),
                }
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| set_images(root, item)),
        Value::Scalar(_) => {}
    }
}

/// The image that a container runs in place of its own, in the place of what changes it.
fn image(images: &[Node], own: &Node) -> Option<Node> {
    let written = own.text()?;
    let name = ImageRef::parse(written)?.repository;
    let suffix = &written[name.len()..];
    let change = images.iter().find(|image| image.get("name").and_then(Node::text) == Some(name))?;
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

/// `replicas` of a kustomization.
fn set_replicas(root: &Node, object: &mut Node) {
    let name = object.at(&["metadata", "name"]).and_then(Node::text).map(str::to_owned);
    let listed = root.get("replicas").map_or(&[][..], Node::items);
    let own = listed.iter().find(|item| item.get("name").and_then(Node::text) == name.as_deref());
    let Some(count) = own.and_then(|item| item.entry("count")) else { return };
    let Some(spec) = object.get_mut("spec").and_then(Node::entries_mut) else { return };
    let replicas = Entry { key: "replicas".to_owned(), ..count.clone() };
    match spec.iter().rposition(|entry| entry.key == "replicas") {
        Some(at) => spec[at] = replicas,
        None => spec.push(replicas),
    }
}
