//! `ENV` and `ARG` of a Dockerfile, by stage.

use super::collect::{Collector, Pair};
use crate::document::{
    Document,
    dockerfile::stage_name,
    node::{Entry, Node},
    setting::{Origin, Scope, Syntax},
    words::{self, Separator},
};

/// Reads the variables that a Dockerfile sets. The owner of a setting is its stage: its name, or its number.
pub(super) fn settings(document: &Document, collector: &mut Collector<'_>) {
    let mut scope = Scope::default();
    let mut stages = 0;
    for entry in document.roots.iter().flat_map(Node::entries) {
        match &*entry.key {
            "FROM" => {
                let name = entry.value.text().and_then(stage_name);
                scope.owner = Some(name.unwrap_or_else(|| stages.to_string()));
                stages += 1;
            }
            "ENV" => env(entry, &scope, collector),
            "ARG" => {
                pairs(entry, Syntax::DockerfileArg, &Scope { origin: Origin::Default, ..scope.clone() }, collector)
            }
            _ => {}
        }
    }
}

fn env(entry: &Entry, scope: &Scope, collector: &mut Collector<'_>) {
    let text = collector.text();
    let span = entry.value.span.clone();
    let Some(first) = words::next(text, span.clone(), Separator::Blank) else { return };
    if words::pair(text, first.clone()).is_some() {
        return pairs(entry, Syntax::DockerfileEnv, scope, collector);
    }
    // The old form: one key, and everything behind it is the value.
    let Some(value) = words::next(text, first.end..span.end, Separator::Blank) else { return };
    let (value, plain) = words::unquote(text, value.start..span.end);
    let name = &text[first.clone()];
    collector.add(Pair { path: name, name, key: first, value, text: &plain }, Syntax::DockerfileEnv, scope);
}

fn pairs(entry: &Entry, syntax: Syntax, scope: &Scope, collector: &mut Collector<'_>) {
    super::lines::pairs(collector, entry.value.span.clone(), Separator::Blank, syntax, scope);
}
