//! The settings of a compose file as they are started.
//!
//! A layer for production takes over what it does not say itself: a default of a base for development is then a password of
//! production. And what a file for production has in profiles for development is no setting of production.

use crate::{
    context::is_compose_file,
    detect::ConfigFile,
    document::{Entry, Setting, Syntax},
    model::Environment,
};
use std::{collections::BTreeSet, ops::Range};

/// The settings of a compose file, of which those say so that are started in another environment than the file is for; `None`
/// if none is.
pub(in crate::detect) fn started_settings<'a>(file: &ConfigFile<'a>) -> Option<Vec<Setting<'a>>> {
    if !is_compose_file(file.path) {
        return None;
    }
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

/// What is started of a compose file.
struct Started<'a> {
    /// Where values of variables stand that are started in another environment than the file is for.
    variables: Vec<(Environment, Vec<Range<usize>>)>,
    /// The services that are started; `None` if the file is for nothing that is deployed.
    services: Option<BTreeSet<&'a str>>,
}

impl<'a> Started<'a> {
    fn new(file: &'a ConfigFile<'_>) -> Self {
        let models = file.compose();
        let is_own = is_deployed(file.context().environment);
        let deployed = models.iter().filter(|model| !is_own && is_deployed(model.environment));
        let variables = deployed.map(|model| (model.environment, model.variables(file.path))).collect();
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

fn is_deployed(environment: Environment) -> bool {
    matches!(environment, Environment::Production | Environment::Staging)
}

impl super::Model {
    /// Where in a file the values of the variables stand that services are started with.
    fn variables(&self, path: &str) -> Vec<Range<usize>> {
        let variables =
            |entry: &Entry| entry.value.get("environment").map(|node| node.entries().to_vec()).unwrap_or_default();
        let places = self.services().iter().flat_map(variables).map(|entry| entry.value.span);
        places.filter_map(|place| self.place_in(path, &place)).collect()
    }
}
