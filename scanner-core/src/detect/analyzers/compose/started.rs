//! The settings of a base for development that production is started with.
//!
//! A layer for production takes over what it does not say itself: a default that was meant for development is then a
//! password of production.

use super::models;
use crate::{
    context::is_compose_file,
    detect::ConfigFile,
    document::{Entry, Node, Setting, Syntax},
    model::Environment,
};
use std::ops::Range;

/// The settings of a file, of which those say so that production is started with; `None` if the file itself tells.
pub(in crate::detect) fn started_settings<'a>(file: &ConfigFile<'a>) -> Option<Vec<Setting<'a>>> {
    if !is_compose_file(file.path) || is_deployed(file.context().environment) {
        return None;
    }
    let started: Vec<(Environment, Vec<Range<usize>>)> = models(file)
        .iter()
        .filter(|model| is_deployed(model.environment))
        .map(|model| (model.environment, model.variables(file.path)))
        .collect();
    if started.is_empty() {
        return None;
    }
    let adjust = |setting: &Setting<'a>| {
        let mut setting = setting.clone();
        let inside = |place: &Range<usize>| place.start <= setting.value.start && setting.value.end <= place.end;
        let found = started.iter().find(|(_, places)| places.iter().any(inside));
        if let Some((environment, _)) = found.filter(|_| setting.syntax == Syntax::ComposeEnvironment) {
            setting.scope.environment = Some(environment.as_str().to_owned());
        }
        setting
    };
    Some(file.settings.iter().map(adjust).collect())
}

fn is_deployed(environment: Environment) -> bool {
    matches!(environment, Environment::Production | Environment::Staging)
}

impl super::Model {
    /// Where in a file the values of the variables stand that services are started with.
    fn variables(&self, path: &str) -> Vec<Range<usize>> {
        let services = self.root.get("services").map_or(&[][..], Node::entries);
        let variables =
            |entry: &Entry| entry.value.get("environment").map(|node| node.entries().to_vec()).unwrap_or_default();
        let places = services.iter().flat_map(variables).map(|entry| entry.value.span);
        places.filter_map(|place| self.place_in(path, &place)).collect()
    }
}
