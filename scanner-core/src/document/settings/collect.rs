//! Gathers the settings of one file.

use super::{
    embedded,
    expansion::{self, Default},
    template,
};
use crate::{
    document::setting::{Origin, Scope, Setting, Syntax},
    model::{Environment, WordUse},
};
use std::{borrow::Cow, ops::Range};

/// The place of a setting and its parts.
pub(in crate::document::settings) struct Pair<'p> {
    pub(in crate::document::settings) path: &'p str,
    pub(in crate::document::settings) name: &'p str,
    pub(in crate::document::settings) key: Range<usize>,
    pub(in crate::document::settings) value: Range<usize>,
    pub(in crate::document::settings) text: &'p str,
}

/// The settings found so far.
pub(in crate::document::settings) struct Collector<'a> {
    text: &'a str,
    list: Vec<Setting<'a>>,
}

/// The environment of a setting that sections merge: the worst of theirs. What one of them replaces is not repeated there.
/// The section that is merged is for none itself.
fn merge_environments(kept: &mut Setting<'_>, repeated: &Setting<'_>) {
    let named = |setting: &Setting<'_>| {
        let name = setting.scope.environment.as_deref()?;
        Some((Environment::named(name, WordUse::Section)?, name.to_owned()))
    };
    let Some((other, name)) = named(repeated) else { return };
    if named(kept).is_none_or(|(own, _)| own.worse(other) == other) {
        kept.scope.environment = Some(name);
    }
}

impl<'a> Collector<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Collector { text, list: Vec::new() }
    }

    pub(in crate::document::settings) fn text(&self) -> &'a str {
        self.text
    }

    /// Adds a setting, and the defaults of the variables in its value.
    pub(in crate::document::settings) fn add(&mut self, pair: Pair<'_>, syntax: Syntax, scope: &Scope) {
        let templates = template::defaults(self.text, pair.value.clone());
        for default in expansion::defaults(self.text, pair.value.clone(), syntax).into_iter().chain(templates) {
            self.add_default(Some(&pair), default, syntax, scope);
        }
        // Scripts give such objects to builds, which connect to nothing.
        let objects = if syntax == Syntax::Shell { Vec::new() } else { embedded::pairs(self.text, &pair.value) };
        for (key, value) in objects {
            self.list.push(Setting {
                name: Cow::Borrowed(&self.text[key.clone()]),
                path: format!("{}.{}", pair.path, &self.text[key.clone()]),
                receiver: None,
                text: Cow::Borrowed(&self.text[value.clone()]),
                key,
                value,
                syntax,
                scope: scope.clone(),
            });
        }
        self.list.push(Setting {
            name: self.cow(&pair.key, pair.name),
            path: pair.path.to_owned(),
            receiver: None,
            text: self.cow(&pair.value, pair.text),
            key: pair.key,
            value: pair.value,
            syntax,
            scope: scope.clone(),
        });
    }

    /// Adds the defaults of the variables in a part of the text that is no value.
    pub(in crate::document::settings) fn add_defaults(&mut self, range: Range<usize>, syntax: Syntax, scope: &Scope) {
        for default in expansion::defaults(self.text, range, syntax) {
            self.add_default(None, default, syntax, scope);
        }
    }

    /// Adds a setting that is complete.
    pub(in crate::document::settings) fn push(&mut self, setting: Setting<'a>) {
        self.list.push(setting);
    }

    /// The settings so far.
    pub(in crate::document::settings) fn settings_mut(&mut self) -> &mut [Setting<'a>] {
        &mut self.list
    }

    fn add_default(&mut self, outer: Option<&Pair<'_>>, default: Default, syntax: Syntax, scope: &Scope) {
        let full = &self.text[default.name.clone()];
        let name = full.rsplit('.').next().unwrap_or(full);
        let receiver =
            outer.filter(|pair| default.whole && name != pair.name).map(|pair| self.cow(&pair.key, pair.name));
        self.list.push(Setting {
            path: outer.map_or(full.to_owned(), |pair| format!("{}.{full}", pair.path)),
            receiver,
            name: Cow::Borrowed(name),
            key: default.name.end - name.len()..default.name.end,
            text: Cow::Borrowed(&self.text[default.value.clone()]),
            value: default.value,
            syntax,
            scope: Scope { origin: Origin::Default, ..scope.clone() },
        });
    }

    /// The text at a place if it is what was read from there.
    fn cow(&self, span: &Range<usize>, text: &str) -> Cow<'a, str> {
        match self.text.get(span.clone()) {
            Some(raw) if raw == text => Cow::Borrowed(raw),
            _ => Cow::Owned(text.to_owned()),
        }
    }

    /// All settings in order of place. What an alias repeats is there once, in the most telling syntax.
    pub(super) fn finish(mut self) -> Vec<Setting<'a>> {
        let order = |setting: &Setting<'_>| {
            (setting.value.start, setting.value.end, setting.key.start, setting.syntax == Syntax::Yaml)
        };
        self.list.sort_by_key(order);
        self.list.dedup_by(|later, earlier| {
            let same = later.value == earlier.value && later.key == earlier.key;
            let is_repeated = same && (later.syntax == earlier.syntax || later.syntax == Syntax::Yaml);
            if is_repeated && !later.value.is_empty() {
                merge_environments(earlier, later);
            }
            is_repeated
        });
        self.list
    }
}
