//! The trees of a file, and what kinds of documents they are.

use super::condition::Knowledge;
use crate::{
    detect::{ConfigFile, deployment::Model},
    document::{Format, Kind, Node, is_pipeline},
    model::Environment,
    rule::DocumentKind,
};
use std::ops::Range;

/// One document of a file.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    content: Content<'a>,
    pub(super) kinds: Vec<DocumentKind>,
    pub(super) environment: Environment,
    pub(super) knowledge: Knowledge,
}

#[derive(Debug)]
enum Content<'a> {
    /// Of the file alone.
    Own(&'a Node),
    /// Of the file and others.
    Model(&'a Model),
}

impl Tree<'_> {
    pub(super) fn root(&self) -> &Node {
        match &self.content {
            Content::Own(root) => root,
            Content::Model(model) => &model.root,
        }
    }

    /// The bytes of the file that something in the tree is, if it is in this file.
    pub(super) fn place(&self, file: &ConfigFile<'_>, place: Range<usize>) -> Option<Range<usize>> {
        match &self.content {
            Content::Own(_) => Some(place),
            Content::Model(model) => model.place_in(file.path, &place),
        }
    }

    /// The reason why it matters in this file, if it is known.
    pub(super) fn why(&self, file: &ConfigFile<'_>) -> Option<String> {
        match &self.content {
            Content::Model(model) => file.why_in_model(model),
            Content::Own(_) => file.why_here(),
        }
    }
}

/// The documents of a file that are of one of these kinds.
pub(super) fn trees<'a>(file: &'a ConfigFile<'_>, wanted: impl Fn(DocumentKind) -> bool) -> Vec<Tree<'a>> {
    let path = file.path.to_ascii_lowercase();
    if is_ecosystem(&path) {
        let root = file.parsed.exported_object().filter(|root| wanted(DocumentKind::Pm2) && root.get("apps").is_some());
        let knowledge = Knowledge { is_whole: true };
        let environment = file.context().environment;
        let tree = |root| Tree { content: Content::Own(root), kinds: vec![DocumentKind::Pm2], environment, knowledge };
        return root.map(tree).into_iter().collect();
    }
    let Some(format) = Format::for_path(&path) else { return Vec::new() };
    let manifests = file.manifests();
    if manifests.is_none() && !possible(&path, format, file.text).into_iter().any(&wanted) {
        return Vec::new();
    }
    let Some(document) = file.parsed.document() else { return Vec::new() };
    let knowledge = Knowledge { is_whole: !has_template_lines(file.text) };
    // A pipeline does what it does, whatever is tested in it.
    let environment = if is_pipeline(&path) { Environment::Production } else { file.context().environment };
    let mut trees = Vec::new();
    let objects = manifests.iter().flatten().filter(|model| model.root.get("apiVersion").is_some());
    trees.extend(objects.filter(|_| wanted(DocumentKind::Kubernetes)).map(|model| Tree {
        content: Content::Model(model),
        kinds: vec![DocumentKind::Kubernetes],
        environment: file.environment_of(model),
        knowledge: Knowledge { is_whole: model.is_whole },
    }));
    for root in &document.roots {
        let kinds = kinds(&path, format, root);
        if kinds.contains(&DocumentKind::Compose) && wanted(DocumentKind::Compose) {
            trees.extend(file.compose().iter().map(|model| of_model(model, knowledge)));
        }
        let is_modelled = |kind: &DocumentKind| match kind {
            DocumentKind::Compose => true,
            DocumentKind::Kubernetes => manifests.is_some(),
            _ => false,
        };
        let kinds: Vec<DocumentKind> = kinds.into_iter().filter(|kind| !is_modelled(kind)).collect();
        if kinds.iter().any(|&kind| wanted(kind)) {
            let chart = file.chart().filter(|_| kinds.contains(&DocumentKind::HelmValues));
            let content = chart.map_or(Content::Own(root), Content::Model);
            trees.push(Tree { content, kinds, environment, knowledge });
        }
    }
    trees
}

fn of_model(model: &Model, knowledge: Knowledge) -> Tree<'_> {
    Tree {
        kinds: vec![DocumentKind::Compose],
        environment: model.environment,
        knowledge: Knowledge { is_whole: knowledge.is_whole && model.is_whole },
        content: Content::Model(model),
    }
}

/// Whether a file, by its path in lower case, is a script that exports an ecosystem of PM2.
fn is_ecosystem(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let script = [".js", ".cjs", ".mjs", ".ts"].iter().any(|ending| name.ends_with(ending));
    script && (name.starts_with("ecosystem") || name.split(['.', '-', '_']).any(|part| part == "pm2"))
}

/// The kinds that a file can be of, before it is parsed.
fn possible(path: &str, format: Format, text: &[u8]) -> Vec<DocumentKind> {
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    let mut kinds = Vec::new();
    match format {
        Format::Yaml | Format::Json => {
            kinds.extend(has("services").then_some(DocumentKind::Compose));
            kinds.extend(has("apiVersion").then_some(DocumentKind::Kubernetes));
            kinds.extend(has("apps").then_some(DocumentKind::Pm2));
            kinds.push(if format == Format::Yaml { DocumentKind::Yaml } else { DocumentKind::Json });
            kinds.extend([DocumentKind::Workflow, DocumentKind::Gitlab, DocumentKind::HelmValues]);
            kinds.extend(path.ends_with("package.json").then_some(DocumentKind::Package));
        }
        Format::Toml => kinds.push(DocumentKind::Toml),
        Format::Hcl => kinds.push(DocumentKind::Hcl),
        Format::Ini | Format::Unit => kinds.extend([DocumentKind::Ini, DocumentKind::Systemd]),
        Format::Properties => {}
        _ => return kinds,
    }
    kinds.push(DocumentKind::Any);
    kinds
}

/// The kinds that a document is of.
fn kinds(path: &str, format: Format, root: &Node) -> Vec<DocumentKind> {
    let own = match Kind::for_document(path, format, root) {
        Kind::Compose => Some(DocumentKind::Compose),
        Kind::Kubernetes => Some(DocumentKind::Kubernetes),
        Kind::Workflow if path.contains("/workflows/") => Some(DocumentKind::Workflow),
        // A composite action has steps as a job has.
        Kind::Workflow if root.at(&["runs", "steps"]).is_some() => Some(DocumentKind::Workflow),
        Kind::Workflow if path.contains("gitlab-ci") => Some(DocumentKind::Gitlab),
        Kind::Pm2 => Some(DocumentKind::Pm2),
        Kind::Unit => Some(DocumentKind::Systemd),
        Kind::Package => Some(DocumentKind::Package),
        Kind::Plain(crate::document::Syntax::HelmValues) => Some(DocumentKind::HelmValues),
        _ => None,
    };
    let general = match format {
        Format::Yaml => Some(DocumentKind::Yaml),
        Format::Json => Some(DocumentKind::Json),
        Format::Toml => Some(DocumentKind::Toml),
        Format::Hcl => Some(DocumentKind::Hcl),
        Format::Ini | Format::Unit => Some(DocumentKind::Ini),
        _ => None,
    };
    own.into_iter().chain(general).chain([DocumentKind::Any]).collect()
}

/// Whether lines of a template are between those of the document: their output is not known.
fn has_template_lines(text: &[u8]) -> bool {
    text.split(|&byte| byte == b'\n').any(|line| {
        let line = line.trim_ascii_start();
        line.starts_with(b"{{") || line.starts_with(b"{%") || line.starts_with(b"<%")
    })
}
