//! Values of a chart as they are used: a parent chart sets its subcharts' under their name, and `global` for all of them.
//!
//! See <https://helm.sh/docs/chart_template_guide/subcharts_and_globals/>.

use super::{
    Model,
    laid_over::laid_over,
    sources::{Sources, moved},
};
use crate::{
    detect::project::{Files, join, split},
    document::{Entry, Node, ParsedFile, Value},
    model::Environment,
};
use std::sync::Arc;

/// The depth to which charts inside of charts are followed.
const MAX_DEPTH: usize = 8;

/// Whether a file holds the values that a chart comes with, or describes it.
pub(in crate::detect) fn reads(path: &str) -> bool {
    matches!(split(path).1, "values.yaml" | "Chart.yaml") && !path.contains("/templates/")
}

/// The values of a subchart with those of the charts around it over them; `None` for any other file.
pub(in crate::detect) fn subchart(file: &ParsedFile<'_>, environment: Environment, files: &Files) -> Option<Model> {
    parent_of(file.path(), files)?;
    let mut sources = Sources::default();
    let root = values(file, files, &mut sources, 0)?;
    Some(Model { root, environment, is_whole: true, sources: Arc::new(sources) })
}

/// The chart around a subchart: its values, and the name it has for the subchart.
fn parent_of<'f>(path: &str, files: &'f Files) -> Option<(&'f ParsedFile<'static>, String)> {
    let (charts, name) = split(split(path).0);
    if split(path).1 != "values.yaml" || split(charts).1 != "charts" {
        return None;
    }
    let parent = files.file(&join(split(charts).0, "values.yaml")?)?;
    Some((parent, alias(name, split(charts).0, files)))
}

/// The name under which the chart in a folder sets the values of a subchart: an alias, or the subchart's own.
fn alias(name: &str, folder: &str, files: &Files) -> String {
    let chart = join(folder, "Chart.yaml").and_then(|path| files.file(&path)).and_then(ParsedFile::root);
    let dependencies = chart.and_then(|chart| chart.get("dependencies")).map_or(&[][..], Node::items);
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let own = dependencies.iter().find(|dependency| text(dependency, "name").as_deref() == Some(name));
    own.and_then(|dependency| text(dependency, "alias")).unwrap_or_else(|| name.to_owned())
}

/// The values of a chart with those of the charts around it over them.
fn values(file: &ParsedFile<'_>, files: &Files, sources: &mut Sources, depth: usize) -> Option<Node> {
    let root = moved(file.root()?, sources.add(file)?);
    let Some((parent, name)) = parent_of(file.path(), files).filter(|_| depth < MAX_DEPTH) else { return Some(root) };
    let Some(parent) = values(parent, files, sources, depth + 1) else { return Some(root) };
    let mut root = root;
    if let Some(own) = parent.get(&name) {
        root = over(root, own.clone());
    }
    match parent.entry("global") {
        Some(global) => {
            let span = root.span.clone();
            Some(over(root, Node { span, value: Value::Mapping(vec![global.clone()]) }))
        }
        None => Some(root),
    }
}

/// Values over others: mappings are merged, everything else is replaced, and `null` removes.
fn over(below: Node, above: Node) -> Node {
    match (below.value, above.value) {
        (Value::Mapping(entries), Value::Mapping(new)) => {
            let entries = laid_over(entries, new, |entry| Some(entry.key.clone()), lay);
            Node { span: below.span, value: Value::Mapping(entries) }
        }
        (_, value) => Node { span: above.span, value },
    }
}

fn lay(own: Option<Entry>, new: Entry) -> Option<Entry> {
    match own {
        Some(_) if new.value.is_null() => None,
        Some(own) if own.value.as_scalar().is_none() && new.value.as_scalar().is_none() => {
            Some(Entry { value: over(own.value, new.value), ..own })
        }
        _ => Some(new),
    }
}
