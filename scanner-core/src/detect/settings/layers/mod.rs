//! Layers of settings: which file's keys another file replaces in production.
//!
//! Frameworks read a base first and the environment's own file over it. Where a base says one thing and production's layer
//! another, the base's word is not production's. Each convention is a row of [`FAMILIES`]; processes of PM2, whose layers
//! are in one file, have a module of their own.

mod classes;
mod family;
mod keys;
mod pm2;
mod spring;

use super::ConfigFile;
use crate::{
    context::environment_of,
    document::{Origin, Setting, Syntax},
    model::Environment,
};
pub(in crate::detect) use family::is_layer;
use keys::Keys;
use std::sync::Arc;

/// The places in a list of the settings that production replaces.
pub(super) fn replaced(file: &ConfigFile<'_>, settings: &[Setting<'_>]) -> Vec<usize> {
    if settings.is_empty() {
        return Vec::new();
    }
    let layers = layers(file, settings);
    let pm2 = pm2::Starts::of(file, settings);
    let module = spring::Module::of(file, settings);
    if layers.is_empty() && pm2.is_none() && module.is_none() {
        return Vec::new();
    }
    let is_replaced = |setting: &Setting<'_>| {
        let in_layers = key_of_base(setting).is_some_and(|key| layers.iter().any(|keys| keys.replace(key)));
        let in_module = || module.as_ref().is_some_and(|module| module.replace(setting));
        in_layers || in_module() || pm2.as_ref().is_some_and(|starts| starts.replace(setting))
    };
    (0..settings.len()).filter(|&at| is_replaced(&settings[at])).collect()
}

/// The key that a layer would set over a setting; `None` if it is for an environment of its own. What is looked up first is given
/// by the environment, not by layers, unless they give another value to what the look-up is for: `KEY = env("X", default="a")`.
fn key_of_base<'s>(setting: &'s Setting<'_>) -> Option<&'s str> {
    let is_fallback = setting.syntax == Syntax::Fallback && setting.scope.origin == Origin::Default;
    let key = if is_fallback { setting.receiver.as_deref().unwrap_or(&setting.name) } else { &*setting.path };
    setting.scope.environment.is_none().then_some(key)
}

/// The keys of the layers over a file: of other files, and of the parts of the file itself that are for production.
fn layers(file: &ConfigFile<'_>, settings: &[Setting<'_>]) -> Vec<Arc<Keys>> {
    let files = file.relations.files();
    let others = family::over(file).into_iter().filter_map(|path| {
        let layer = files.file(&path)?;
        Some(files.once(&path, |_| Keys::of(layer)))
    });
    let own = profile(settings).into_iter().chain(classes::replaced(file.path, file.parsed.text()));
    others.chain(own.map(Arc::new)).collect()
}

/// The keys that profiles for production set in the same document, as Spring's and Quarkus' do.
fn profile(settings: &[Setting<'_>]) -> Option<Keys> {
    let is_production = |setting: &&Setting<'_>| {
        let name = setting.scope.environment.as_deref();
        let words = name.map(|name| name.split(|c: char| !c.is_alphanumeric()));
        words.is_some_and(|mut words| words.any(|word| environment_of(word) == Some(Environment::Production)))
    };
    let is_profiled =
        |setting: &&Setting<'_>| matches!(setting.syntax, Syntax::Yaml | Syntax::Properties) && is_production(setting);
    let keys: Keys = settings.iter().filter(is_profiled).map(|setting| setting.path.as_str()).collect();
    (!keys.is_empty()).then_some(keys)
}
