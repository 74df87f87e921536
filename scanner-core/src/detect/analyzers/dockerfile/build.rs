//! A Dockerfile as it is built: which stage ends up in the image for production, and from which folder.

use super::{
    copied::Copied,
    service::{Service, services},
};
use crate::{
    context::environment_of,
    detect::{
        ConfigFile, Files,
        analyzers::said_environment,
        deployment::last_for_production,
        project::{join, split},
    },
    document::{Dockerfile, Instruction, Stage},
    model::Environment,
};
use std::{cell::OnceCell, collections::BTreeSet};

/// A Dockerfile among the files of its project.
pub(super) struct Build<'a> {
    pub(super) file: &'a ConfigFile<'a>,
    pub(super) text: &'a str,
    pub(super) stages: &'a [Stage],
    /// The stages that the image for production is made of: the last one first, then what it is based on.
    pub(super) shipped: Vec<usize>,
    /// The folder it is built in, as far as it is known; see `folder`.
    pub(super) context: String,
    /// The services of compose files that are built from it, but for those of development.
    pub(super) services: Vec<Service>,
    /// What each stage copies; read when first asked for.
    pub(super) copies: Vec<OnceCell<Vec<Copied<'a>>>>,
    parsed: &'a Dockerfile,
}

impl<'a> Build<'a> {
    /// `None` if it has no stage for production.
    pub(super) fn new(file: &'a ConfigFile<'a>) -> Option<Self> {
        let parsed = file.parsed.dockerfile();
        let services = services(file);
        let targets = services.iter().filter(|service| service.is_for_production());
        let target = targets.filter_map(|service| service.target.as_deref()).find_map(|name| parsed.stage(name));
        let shipped = parsed.lineage(target.or_else(|| last_for_production(parsed))?);
        Some(Build {
            file,
            text: file.parsed.text(),
            stages: &parsed.stages,
            shipped,
            context: String::new(),
            services,
            copies: parsed.stages.iter().map(|_| OnceCell::new()).collect(),
            parsed,
        })
    }

    pub(super) fn files(&self) -> &'a Files {
        self.file.relations.files()
    }

    /// The stage that the image is.
    pub(super) fn last(&self) -> &'a Stage {
        &self.stages[self.shipped[0]]
    }

    /// The image that the shipped stages are based on in the end.
    pub(super) fn base(&self) -> &'a Stage {
        self.shipped.last().map_or(self.last(), |&stage| &self.stages[stage])
    }

    /// The instructions that make up the image, in the order they run.
    pub(super) fn instructions(&self) -> impl DoubleEndedIterator<Item = &'a Instruction> {
        self.shipped.iter().rev().flat_map(|&stage| &self.stages[stage].instructions)
    }

    /// Whether a stage is in the image.
    pub(super) fn is_shipped(&self, stage: usize) -> bool {
        self.shipped.contains(&stage)
    }

    /// The name of a stage in findings.
    pub(super) fn subject(&self, stage: usize) -> String {
        format!("stage {}", self.stages[stage].name)
    }

    /// The number of the earlier stage that a word names.
    pub(super) fn stage(&self, word: &str) -> Option<usize> {
        self.parsed.stage(word)
    }

    /// A stage and those it is based on, by number.
    pub(super) fn lineage(&self, stage: usize) -> Vec<usize> {
        self.parsed.lineage(stage)
    }

    /// The last value that the image gives a variable.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        let owned = |owner: &str| self.shipped.iter().any(|&stage| self.stages[stage].name == owner);
        let given = self.file.settings.iter().filter(|setting| setting.name == name);
        let mut shipped = given.filter(|setting| setting.scope.owner.as_deref().is_some_and(owned));
        shipped.next_back().map(|setting| setting.text.clone().into_owned())
    }

    /// The path in the project of a path in the context.
    pub(super) fn path(&self, inside: &str) -> Option<String> {
        join(&self.context, inside.trim_start_matches('/'))
    }

    /// Whether there is such a file or folder.
    pub(super) fn is_there(&self, path: &str) -> bool {
        self.files().has(path) || self.files().below(path).next().is_some()
    }
}

/// Whether an image for production is built from the file: it is no example, its name does not say otherwise, and no other
/// file beside it is for production.
pub(super) fn is_deployed(file: &ConfigFile<'_>) -> bool {
    match said_environment(file) {
        Environment::Development | Environment::Test => false,
        Environment::Unknown => file.context().role.is_in_use() && !is_beside_production(file),
        _ => file.context().role.is_in_use(),
    }
}

/// `Dockerfile` beside `Dockerfile.prod`, `api.Dockerfile` beside `api.prod.Dockerfile`.
fn is_beside_production(file: &ConfigFile<'_>) -> bool {
    let folder = split(file.path).0;
    let production = file.relations.files().once(folder, |files| ProductionNames::of(files, folder));
    production.0.contains(&words_of_name(file.path))
}

/// The names of the Dockerfiles for production in a folder, in words, without those that say so.
struct ProductionNames(BTreeSet<Vec<String>>);

impl ProductionNames {
    fn of(files: &Files, folder: &str) -> Self {
        let is_production = |word: &String| environment_of(word) == Some(Environment::Production);
        let rest = |path: &str| {
            let (production, rest): (Vec<_>, Vec<_>) = words_of_name(path).into_iter().partition(is_production);
            (!production.is_empty()).then_some(rest)
        };
        ProductionNames(files.inside(folder).filter(|path| super::is_dockerfile(path)).filter_map(rest).collect())
    }
}

fn words_of_name(path: &str) -> Vec<String> {
    split(path).1.to_ascii_lowercase().split(['.', '-', '_']).map(str::to_owned).collect()
}
