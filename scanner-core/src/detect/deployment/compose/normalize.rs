//! Short forms written in full, as `docker compose config` prints them: lists of `KEY=value` as maps, ports and volumes as maps.

use super::{
    entry::text_entry,
    merge::{OVERRIDE, RESET},
    port,
};
use crate::{
    document::{Entry, Node, Scalar, Style, Value},
    model::interpolate,
};
use std::{collections::BTreeMap, ops::Range};

/// Writes a file's short forms in full.
pub(super) struct Normalizer<'a> {
    pub(super) text: &'a str,
    /// Variables that `.env` sets.
    pub(super) variables: &'a BTreeMap<String, String>,
    /// The start of the file's text among the texts of all files.
    pub(super) start: usize,
}

impl Normalizer<'_> {
    /// A whole file.
    pub(super) fn file(&self, root: &Node) -> Node {
        self.mapping(root, |key, value| match key {
            "services" => self.mapping(value, |_, service| self.service(service)),
            _ => self.plain(value),
        })
    }

    fn service(&self, service: &Node) -> Node {
        self.mapping(service, |key, value| match key {
            "environment" | "labels" | "annotations" | "extra_hosts" | "sysctls" => self.pairs(value, "="),
            "depends_on" => {
                self.names(value, |name| vec![text_entry("condition", "service_started", name.span.clone())])
            }
            "networks" => self.names(value, |_| Vec::new()),
            "ports" => self.items(value, |item| self.ports(item)),
            "volumes" => self.items(value, |item| vec![self.volume(item)]),
            "env_file" | "tmpfs" | "dns" | "profiles" => self.list(value),
            "build" => self.build(value),
            "image" => self.image(value),
            "extends" => match value.text() {
                Some(text) => self.made(vec![text_entry("service", text, self.span(&value.span))], value),
                None => self.plain(value),
            },
            "healthcheck" => self.plain(value),
            _ => self.plain(value),
        })
    }

    fn build(&self, value: &Node) -> Node {
        match value.text() {
            Some(context) => {
                self.made(vec![text_entry("context", &self.value(context), self.span(&value.span))], value)
            }
            None => self.mapping(value, |key, value| match key {
                "args" | "labels" => self.pairs(value, "="),
                _ => self.plain(value),
            }),
        }
    }

    /// A default of an image is what somebody replaces, so it stays as it is written.
    fn image(&self, value: &Node) -> Node {
        match value.text() {
            Some(text) if text.contains(":-") => self.scalar(value, text.to_owned()),
            _ => self.plain(value),
        }
    }

    /// Everything as it is, with variables replaced.
    fn plain(&self, node: &Node) -> Node {
        match &node.value {
            Value::Scalar(scalar) => self.scalar(node, self.value(&scalar.text)),
            Value::Sequence(items) => Node {
                span: self.span(&node.span),
                value: Value::Sequence(items.iter().map(|item| self.plain(item)).collect()),
            },
            Value::Mapping(_) => self.mapping(node, |_, value| self.plain(value)),
        }
    }

    /// A map with its keys, and their effect on those of other files.
    fn mapping(&self, node: &Node, mut value: impl FnMut(&str, &Node) -> Node) -> Node {
        let entry = |entry: &Entry| {
            let between = self.text.get(entry.key_span.end..entry.value.span.start).unwrap_or_default();
            let own = entry.value.text().unwrap_or_default();
            let told = [(RESET, "!reset"), (OVERRIDE, "!override")]
                .into_iter()
                .find(|(_, tag)| between.contains(tag) || own.starts_with(tag));
            Entry {
                key: format!("{}{}", told.map_or("", |(mark, _)| mark), entry.key),
                key_span: self.span(&entry.key_span),
                value: value(&entry.key, &entry.value),
            }
        };
        if node.entries().is_empty() {
            return self.plain_leaf(node);
        }
        Node { span: self.span(&node.span), value: Value::Mapping(node.entries().iter().map(entry).collect()) }
    }

    fn plain_leaf(&self, node: &Node) -> Node {
        match &node.value {
            Value::Scalar(scalar) => self.scalar(node, self.value(&scalar.text)),
            Value::Sequence(_) => self.plain(node),
            Value::Mapping(_) => Node { span: self.span(&node.span), value: Value::Mapping(Vec::new()) },
        }
    }

    /// `- KEY=value` as `KEY: value`.
    fn pairs(&self, node: &Node, separator: &str) -> Node {
        if node.items().is_empty() {
            return self.plain(node);
        }
        let entry = |item: &Node| {
            let text = item.text()?;
            let (key, value) = text.split_once(separator).unwrap_or((text, ""));
            // In quotes with escapes the places are not those of the text.
            let exact = self.text.get(item.span.clone()) == Some(text);
            let at = |range: Range<usize>| {
                let place = item.span.start + range.start..item.span.start + range.end;
                self.span(if exact { &place } else { &item.span })
            };
            let span = at(text.len() - value.len()..text.len());
            let value = Node { span, value: Value::Scalar(Scalar { text: self.value(value), style: Style::Plain }) };
            Some(Entry { key: key.trim().to_owned(), key_span: at(0..key.len()), value })
        };
        let entries = node.items().iter().filter_map(entry).collect();
        Node { span: self.span(&node.span), value: Value::Mapping(entries) }
    }

    /// `[a, b]` as `{ a: .., b: .. }`.
    fn names(&self, node: &Node, inside: impl Fn(&Node) -> Vec<Entry>) -> Node {
        if node.items().is_empty() {
            return self.plain(node);
        }
        let entry = |item: &Node| {
            let name = self.plain(item);
            let value = Node { span: name.span.clone(), value: Value::Mapping(inside(&name)) };
            Some(Entry { key: name.text()?.to_owned(), key_span: name.span.clone(), value })
        };
        let entries = node.items().iter().filter_map(entry).collect();
        Node { span: self.span(&node.span), value: Value::Mapping(entries) }
    }

    fn items(&self, node: &Node, each: impl Fn(&Node) -> Vec<Node>) -> Node {
        if node.items().is_empty() {
            return self.plain(node);
        }
        Node { span: self.span(&node.span), value: Value::Sequence(node.items().iter().flat_map(each).collect()) }
    }

    /// One text is a list of one.
    fn list(&self, node: &Node) -> Node {
        let node = self.plain(node);
        match node.value {
            Value::Scalar(_) => Node { span: node.span.clone(), value: Value::Sequence(vec![node]) },
            _ => node,
        }
    }

    fn ports(&self, item: &Node) -> Vec<Node> {
        let Some(text) = item.text() else { return vec![self.plain(item)] };
        port::parse(&self.value(text))
            .into_iter()
            .map(|port| self.made(port.entries(&self.span(&item.span)), item))
            .collect()
    }

    /// `source:target:ro`, or a target alone.
    fn volume(&self, item: &Node) -> Node {
        let Some(text) = item.text() else { return self.plain(item) };
        let text = self.value(text);
        let span = self.span(&item.span);
        let parts: Vec<&str> = text.split(':').collect();
        let (source, target, mode) = match parts[..] {
            // A drive of Windows: `C:\data:/data`.
            [drive, path, target, ..] if drive.len() == 1 && path.starts_with(['\\', '/']) => {
                (Some(format!("{drive}:{path}")), target, parts.get(3).copied())
            }
            [source, target, ..] => (Some(source.to_owned()), target, parts.get(2).copied()),
            _ => (None, text.as_str(), None),
        };
        let bind = source
            .as_deref()
            .is_some_and(|source| source.starts_with(['.', '/', '~', '$', '\\']) || source.contains(":\\"));
        let mut entries = vec![text_entry("type", if bind { "bind" } else { "volume" }, span.clone())];
        entries.extend(source.map(|source| text_entry("source", &source, span.clone())));
        entries.push(text_entry("target", target, span.clone()));
        if mode.is_some_and(|mode| mode.split(',').any(|word| word == "ro")) {
            entries.push(text_entry("read_only", "true", span));
        }
        self.made(entries, item)
    }

    fn value(&self, text: &str) -> String {
        interpolate(text, &|name| self.variables.get(name).cloned())
    }

    fn scalar(&self, node: &Node, text: String) -> Node {
        let style = node.as_scalar().map_or(Style::Plain, |scalar| scalar.style);
        Node { span: self.span(&node.span), value: Value::Scalar(Scalar { text, style }) }
    }

    fn made(&self, entries: Vec<Entry>, from: &Node) -> Node {
        Node { span: self.span(&from.span), value: Value::Mapping(entries) }
    }

    fn span(&self, span: &Range<usize>) -> Range<usize> {
        span.start + self.start..span.end + self.start
    }
}
