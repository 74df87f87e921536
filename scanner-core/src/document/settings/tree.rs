//! Settings of documents that are trees: every scalar, in the syntax of its place.

use super::{
    code,
    collect::{Collector, Pair},
    kind::Kind,
    lines,
    place::{self, Form, Place},
    shell,
};
use crate::document::{
    Document, Node, Value,
    node::{Entry, Scalar, Style},
    setting::Syntax,
    words::Separator,
};

/// Reads all settings of a document. `path` is in lower case.
pub(super) fn settings(path: &str, document: &Document, collector: &mut Collector<'_>) {
    for root in &document.roots {
        let kind = Kind::for_document(path, document.format, root);
        let place = place::root(kind, root);
        Walker { kind, collector, path: String::new() }.node(root, None, &place);
    }
}

struct Walker<'c, 'a> {
    kind: Kind,
    collector: &'c mut Collector<'a>,
    /// The keys from the root to here, joined by dots.
    path: String,
}

impl Walker<'_, '_> {
    /// `parent` is the entry that the node is the value of, or is an item of.
    fn node(&mut self, node: &Node, parent: Option<&Entry>, place: &Place) {
        match &node.value {
            Value::Mapping(entries) => entries.iter().for_each(|entry| self.entry(entry, parent, place)),
            Value::Sequence(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.item(item, parent, at, place);
                }
            }
            Value::Scalar(_) => {}
        }
    }

    fn entry(&mut self, entry: &Entry, parent: Option<&Entry>, place: &Place) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path += &entry.key;
        let inner = self.place(entry, parent, place);
        let inner = inner.as_ref().unwrap_or(place);
        let named = Some(entry.value.entries()).filter(|_| inner.syntax == Syntax::Tfvars).and_then(named_value);
        match (&entry.value.value, parent.filter(|_| place::is_parameter_default(&self.path))) {
            (Value::Scalar(_), Some(parent)) => self.parameter(parent, entry, inner),
            (Value::Scalar(_), None) => self.scalar(entry, inner),
            (Value::Sequence(_), Some(parent)) if inner.syntax == Syntax::Tfvars => {
                self.node(&entry.value, Some(parent), &inner.of_default());
            }
            _ => match named {
                Some((name, value)) => self.named(name, value, inner),
                None => self.node(&entry.value, Some(entry), inner),
            },
        }
        self.path.truncate(length);
    }

    /// The place inside an entry, if it is another than the one around it.
    fn place(&self, entry: &Entry, parent: Option<&Entry>, place: &Place) -> Option<Place> {
        let between = || self.collector.text().get(entry.key_span.end..entry.value.span.start).unwrap_or_default();
        // A block that is labelled with an environment need not be for it.
        if place.syntax == Syntax::Tfvars && !entry.value.entries().is_empty() && !between().contains(['=', ':']) {
            return None;
        }
        let inside = place::enter(self.kind, &self.path, entry, place)?;
        match parent.filter(|parent| self.kind == Kind::Package && parent.key == "scripts") {
            Some(scripts) => Some(place::script(inside, &entry.key, scripts.value.entries())),
            None => Some(inside),
        }
    }

    fn item(&mut self, item: &Node, parent: Option<&Entry>, at: usize, place: &Place) {
        let length = self.path.len();
        match &item.value {
            Value::Scalar(scalar) => match place.form {
                Form::Script => shell::settings(self.collector, item.span.clone(), &place.scope),
                Form::Variables => {
                    lines::pair(self.collector, item.span.clone(), place.syntax, &place.scope, &self.path);
                }
                _ if scalar.text.starts_with("--") && scalar.text.contains('=') => {
                    let start = item.span.start + scalar.text.len() - scalar.text.trim_start_matches('-').len();
                    lines::pair(self.collector, start..item.span.end, place.syntax, &place.scope, &self.path);
                }
                _ if is_expression(place, item) => {}
                _ => {
                    if place.syntax != Syntax::Tfvars {
                        self.path += &format!(".{at}");
                    }
                    let pair = Pair {
                        path: &self.path,
                        name: parent.map_or("", |parent| last(&parent.key)),
                        key: item.span.clone(),
                        value: item.span.clone(),
                        text: &scalar.text,
                    };
                    self.collector.add(pair, place.syntax, &place.scope);
                }
            },
            Value::Mapping(entries) => match named_value(entries) {
                Some((name, value)) => self.named(name, value, place),
                // Its value is kept elsewhere.
                None if place.form == Form::Variables && item.get("name").is_some() => {}
                None => {
                    self.path += &format!(".{at}");
                    let inner = place::item(self.kind, entries, place);
                    self.node(item, parent, inner.as_ref().unwrap_or(place));
                }
            },
            Value::Sequence(_) => {
                self.path += &format!(".{at}");
                self.node(item, parent, place);
            }
        }
        self.path.truncate(length);
    }

    /// The setting in `name: X`, `value: y`, or `name = "X"`, `value = "y"`.
    fn named(&mut self, name: &Node, value: &Node, place: &Place) {
        let (Some(name_text), Some(text)) = (name.text(), value.text()) else { return };
        if is_expression(place, name) || is_expression(place, value) {
            return;
        }
        let path = format!("{}.{name_text}", self.path);
        let (key, value) = (name.span.clone(), value.span.clone());
        let syntax = place::named_syntax(self.kind, place);
        self.collector.add(Pair { path: &path, name: name_text, key, value, text }, syntax, &place.scope);
    }

    /// The default of a parameter that a template or a workflow declares.
    fn parameter(&mut self, parent: &Entry, entry: &Entry, place: &Place) {
        let (Some(text), value) = (entry.value.text(), entry.value.span.clone()) else { return };
        if is_expression(place, &entry.value) {
            return;
        }
        let pair = Pair { path: &self.path, name: &parent.key, key: parent.key_span.clone(), value, text };
        self.collector.add(pair, place.syntax, &place.of_default().scope);
    }

    fn scalar(&mut self, entry: &Entry, place: &Place) {
        let Value::Scalar(scalar) = &entry.value.value else { return };
        let (key, value) = (entry.key_span.clone(), entry.value.span.clone());
        match place.form {
            _ if self.kind == Kind::Package && place.form != Form::Script => return,
            _ if is_expression(place, &entry.value) => return,
            Form::Script => return shell::settings(self.collector, value, &place.scope),
            Form::Variables if matches!(self.kind, Kind::Unit) => {
                return lines::pairs(self.collector, value, Separator::Blank, place.syntax, &place.scope);
            }
            _ if place.syntax == Syntax::Ini && place::holds_variables(&entry.key, &scalar.text) => {
                return lines::pairs(self.collector, value, Separator::Comma, place.syntax, &place.scope);
            }
            _ => {}
        }
        if scalar.style == Style::Block && place::is_env_file(&entry.key) {
            return lines::dotenv(self.collector, value, place.syntax, &place.scope);
        }
        let decoded = (place.form == Form::Encoded).then(|| place::decode(&scalar.text)).flatten();
        let text = decoded.as_deref().unwrap_or(&scalar.text);
        let name = if place.form == Form::Variables { &entry.key } else { last(&entry.key) };
        // An escaped key does not end as its name does.
        let ends = self.collector.text()[key.clone()].ends_with(name);
        let key = if ends { key.end - name.len()..key.end } else { key };
        if text.contains("<%") {
            code::embedded_ruby(self.collector, value.clone(), &self.path);
        }
        self.collector.add(Pair { path: &self.path, name, key, value, text }, place.syntax, &place.scope);
    }
}

/// Whether HCL works a value out, so that nothing is known of it.
fn is_expression(place: &Place, node: &Node) -> bool {
    let is = |scalar: &Scalar| scalar.style == Style::Plain && scalar.text.starts_with("${");
    place.syntax == Syntax::Tfvars && node.as_scalar().is_some_and(is)
}

/// The last part of a key that is a path itself, as in `spring.datasource.password`.
fn last(key: &str) -> &str {
    let part = key.rsplit('.').next().unwrap_or(key);
    if part.is_empty() { key } else { part }
}

/// The name and the value in the entry of a list of variables.
fn named_value(entries: &[Entry]) -> Option<(&Node, &Node)> {
    let find = |names: &[&str]| entries.iter().find(|entry| names.contains(&&*entry.key)).map(|entry| &entry.value);
    let name = find(&["name", "key", "Name", "Key", "variable"])?;
    let value = find(&["value", "Value"])?;
    (entries.len() <= 4 && name.as_scalar().is_some() && value.as_scalar().is_some()).then_some((name, value))
}
