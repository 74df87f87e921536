//! Compose files, as what is started from them together.

mod derive;
mod interpolate;
mod merge;
mod model;
mod port;
mod role;
mod spell;
mod stack;
#[cfg(test)]
mod tests;

pub(in crate::detect) use model::{Model, models};

use super::{Area, Found};
use crate::{
    context::is_compose_file,
    detect::{ConfigFile, project::split},
};

pub(super) const AREA: Area = Area { detectors: &[], wants: is_compose_file, beside: is_beside, search };

/// Other compose files, the variables that are put into them, and what is built for them.
fn is_beside(path: &str) -> bool {
    let name = split(path).1;
    is_compose_file(path) || name == ".env" || name.to_ascii_lowercase().contains("dockerfile")
}

fn search(_file: &ConfigFile<'_>, _found: &mut Found<'_>) {}
