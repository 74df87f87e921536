//! The settings of a file as they are deployed.
//!
//! A layer for production takes over what it does not say itself: a default of a base for development is then a password of
//! production. And what a file for production has in profiles for development is no setting of production. What every
//! overlay of Kustomize or the chart around a subchart replaces is not deployed at all, and neither is what a layer of
//! settings replaces; see [`layers`].

use super::layers;
use crate::{
    context::is_compose_file,
    detect::{
        ConfigFile,
        deployment::{Model, kustomize::is_kustomization},
    },
    document::{Entry, Setting, Syntax},
    model::Environment,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The settings of a file as they are deployed; `None` if that is as they are written.
pub(in crate::detect) fn effective<'a>(file: &ConfigFile<'a>) -> Option<Vec<Setting<'a>>> {
    let deployed = deployed(file);
    let settings = deployed.as_deref().unwrap_or(file.settings);
    let replaced = layers::replaced(file, settings);
    if replaced.is_empty() {
        return deployed;
    }
    let mut settings = settings.to_vec();
    replaced.into_iter().for_each(|at| settings[at].scope.is_inert = true);
    Some(settings)
}

/// The settings as compose, Kustomize and Helm deploy them; `None` if that is as they are written.
fn deployed<'a>(file: &ConfigFile<'a>) -> Option<Vec<Setting<'a>>> {
    if is_compose_file(file.path) {
        return started(file);
    }
    let manifests = file.manifests();
    let models: Vec<&Model> = match (&manifests, file.chart()) {
        (Some(models), _) => models.clone(),
        (None, Some(chart)) => vec![chart],
        (None, None) => return None,
    };
    let live = Live::new(file, &models);
    Some(file.settings.iter().filter_map(|setting| live.setting(setting)).collect())
}

/// The values of a file that take effect in its models.
struct Live {
    /// Their places in order, each with the worst environment it is for. Values do not overlap.
    values: Vec<(Range<usize>, Environment)>,
    /// Whether only what the file generates is part of the models.
    is_kustomization: bool,
}

impl Live {
    fn new(file: &ConfigFile<'_>, models: &[&Model]) -> Self {
        let mut worst: BTreeMap<(usize, usize), Environment> = BTreeMap::new();
        for model in models {
            for place in model.values_in(file.path) {
                let known = worst.entry((place.start, place.end)).or_insert(model.environment);
                *known = known.worse(model.environment);
            }
        }
        let values = worst.into_iter().map(|((start, end), environment)| (start..end, environment)).collect();
        Live { values, is_kustomization: is_kustomization(file.path) }
    }

    /// A setting with the environment it is for; `None` if nothing is left of it.
    fn setting<'a>(&self, setting: &Setting<'a>) -> Option<Setting<'a>> {
        if self.is_kustomization && !setting.path.contains("Generator") {
            return Some(setting.clone());
        }
        let behind = self.values.partition_point(|(place, _)| place.start <= setting.value.end);
        let here = self.values[..behind].iter().rev().take_while(|(place, _)| setting.value.start <= place.end);
        let environment = here.map(|(_, environment)| *environment).reduce(Environment::worse)?;
        let mut setting = setting.clone();
        if environment != Environment::Unknown {
            setting.scope.environment = Some(environment.as_str().to_owned());
        }
        Some(setting)
    }
}

/// The settings of a compose file; `None` if all are for the environment that the file is for.
fn started<'a>(file: &ConfigFile<'a>) -> Option<Vec<Setting<'a>>> {
    let started = Started::new(file);
    let adjust = |setting: &Setting<'a>| {
        let mut setting = setting.clone();
        if let Some(environment) = started.environment(&setting) {
            setting.scope.environment = Some(environment.as_str().to_owned());
        }
        setting
    };
    let differs = file.settings.iter().any(|setting| started.environment(setting).is_some());
    differs.then(|| file.settings.iter().map(adjust).collect())
}

/// The services that start from a compose file.
struct Started<'a> {
    /// The places of variables that are started in another environment than the file is for.
    variables: Vec<(Environment, Vec<Range<usize>>)>,
    /// The services that are started; `None` if the file is for nothing that is deployed.
    services: Option<BTreeSet<&'a str>>,
}

impl<'a> Started<'a> {
    fn new(file: &'a ConfigFile<'_>) -> Self {
        let models = file.compose();
        let is_own = file.context().environment.is_deployed();
        let deployed = models.iter().filter(|model| !is_own && model.environment.is_deployed());
        let variables = deployed.map(|model| (model.environment, variables(model, file.path))).collect();
        let names = models.iter().flat_map(|model| model.services().iter().map(|entry| entry.key.as_str()));
        Started { variables, services: (is_own && !models.is_empty()).then(|| names.collect()) }
    }

    /// The environment that a setting is started in, if it is not the file's own.
    fn environment(&self, setting: &Setting<'_>) -> Option<Environment> {
        if setting.syntax != Syntax::ComposeEnvironment {
            return None;
        }
        let inside = |place: &Range<usize>| place.start <= setting.value.start && setting.value.end <= place.end;
        let deployed = self.variables.iter().find(|(_, places)| places.iter().any(inside));
        let is_aside = || {
            let service = setting.scope.owner.as_deref()?;
            Some(!self.services.as_ref()?.contains(service))
        };
        match deployed {
            Some((environment, _)) => Some(*environment),
            None if is_aside() == Some(true) => Some(Environment::Development),
            None => None,
        }
    }
}

/// The places in a file of the variables that services are started with.
fn variables(model: &Model, path: &str) -> Vec<Range<usize>> {
    let variables =
        |entry: &Entry| entry.value.get("environment").map(|node| node.entries().to_vec()).unwrap_or_default();
    let places = model.services().iter().flat_map(variables).map(|entry| entry.value.span);
    places.filter_map(|place| model.place_in(path, &place)).collect()
}
