//! The keys that a layer sets, compared as frameworks compare them: without case, dashes and underscores.

use crate::{
    context::environment_of,
    document::{Format, ParsedFile, Setting},
    model::Environment,
};
use std::collections::HashSet;

/// The keys of a layer.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Whole keys.
    set: HashSet<String>,
    /// Keys whose whole contents are given by an expression, so that all below them is replaced too.
    whole: HashSet<String>,
}

impl Keys {
    /// All that a file sets for no other environment.
    pub(super) fn of(file: &ParsedFile<'_>) -> Self {
        let settings = file.settings();
        let is_elsewhere = |name: &str| {
            matches!(environment_of(name), Some(Environment::Development | Environment::Test | Environment::Staging))
        };
        let own = |setting: &&Setting<'_>| {
            !setting.scope.is_inert && !setting.scope.environment.as_deref().is_some_and(is_elsewhere)
        };
        let mut keys: Keys = settings.list.iter().filter(own).map(|setting| setting.path.as_str()).collect();
        if Format::for_path(file.path()).is_none() {
            let given = if file.path().ends_with(".exs") { entry } else { assigned };
            keys.whole = file.text().lines().filter_map(given).map(|key| normal(&key)).collect();
        }
        keys
    }

    /// Keys whose contents are given as a whole.
    pub(super) fn of_whole<'s>(paths: impl IntoIterator<Item = &'s str>) -> Self {
        Keys { set: HashSet::new(), whole: paths.into_iter().map(normal).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.set.is_empty() && self.whole.is_empty()
    }

    /// Whether the layer sets a key, or something that the key is a part of.
    pub(super) fn replace(&self, path: &str) -> bool {
        let key = normal(path);
        let ends = key.match_indices('.').map(|(at, _)| at).chain([key.len()]);
        self.set.contains(&key) || !self.whole.is_empty() && { ends }.any(|end| self.whole.contains(&key[..end]))
    }
}

impl<'s> FromIterator<&'s str> for Keys {
    fn from_iter<I: IntoIterator<Item = &'s str>>(paths: I) -> Self {
        Keys { set: paths.into_iter().map(normal).collect(), whole: HashSet::new() }
    }
}

/// The key that a line of code at the outermost level gives a value: `DATABASES["default"]["HOST"] = env("X")`,
/// `config.force_ssl = true`. Lines in blocks count for configuration blocks of Ruby only.
fn assigned(line: &str) -> Option<String> {
    let (target, value) = line.split_once('=')?;
    let in_block = target.trim_start().starts_with("config.");
    let is_plain = !target.ends_with(['!', '<', '>', '+', '|', '&', '-', '*', ':']) && !value.starts_with('=');
    if !is_plain || !in_block && target.starts_with([' ', '\t']) {
        return None;
    }
    // `NAME: type = value`.
    let target = target.split_once(": ").map_or(target, |(target, _)| target).trim();
    let key = target.replace("][", ".").replace('[', ".").replace([']', '"', '\''], "");
    let is_key = |c: char| c.is_alphanumeric() || "_.".contains(c);
    (!key.is_empty() && key.chars().all(is_key)).then_some(key)
}

/// The key of an entry of Elixir: `secret_key_base: secret,`, which configuration merges at any depth.
fn entry(line: &str) -> Option<String> {
    let (key, value) = line.trim_start().split_once(": ")?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (is_key && !value.trim_start().starts_with('#')).then(|| key.to_owned())
}

/// A key as it is compared.
fn normal(path: &str) -> String {
    let path = match path.strip_prefix('%') {
        Some(profiled) => profiled.split_once('.').map_or("", |(_, key)| key),
        None => path,
    };
    let path = path.replace("__", ".");
    let kept = path.chars().filter(|c| !matches!(c, '-' | '_' | '"'));
    kept.map(|c| if c == ':' { '.' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_a_layer_replaces() {
        let layer = "DEBUG = False\nDATABASES = env.db()\nCACHES['default']['LOCATION'] = env('X')\n";
        let keys = Keys::of(&ParsedFile::new("settings/production.py", layer.as_bytes()));
        for (path, expected) in [
            ("DEBUG", true),
            ("DATABASES.default.PASSWORD", true),
            ("CACHES.default.LOCATION", true),
            ("CACHES.default.BACKEND", false),
        ] {
            assert_eq!(keys.replace(path), expected, "{path}");
        }
        let elixir = Keys::of(&ParsedFile::new(
            "config/runtime.exs",
            b"config :shop, Web,\n  secret_key: System.fetch_env!(\"K\"),\n",
        ));
        assert!(elixir.replace("secret_key") && !elixir.replace("live_view.signing_salt"));
        let yaml = Keys::of(&ParsedFile::new("application-prod.yml", b"spring:\n  data-source:\n    password: ${P}\n"));
        assert!(yaml.replace("spring.datasource.password") && !yaml.replace("spring.datasource.username"));
    }
}
