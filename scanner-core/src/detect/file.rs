//! The file that is searched, with all that is known about it.

use super::{
    RelatedFiles,
    deployment::{
        Model,
        compose::ComposeFile,
        django::{SettingsModule, is_settings},
        helm,
        kustomize::{Overlays, is_kustomization},
    },
    project::split,
};
use crate::{
    context::{Explanation, FileContext, Project, Reason},
    document::{Format, ParsedFile, Setting, is_pipeline},
    model::Environment,
};
use std::sync::{Arc, OnceLock};

/// A file, what it is parsed to, and what others say about it.
#[derive(Debug)]
pub struct ConfigFile<'a> {
    /// Its parsed forms.
    pub parsed: &'a ParsedFile<'a>,
    /// Relative path.
    pub path: &'a str,
    /// Its classification, with the reasons.
    pub why: &'a Explanation,
    /// All of its text.
    pub text: &'a [u8],
    /// Its settings.
    pub settings: &'a [Setting<'a>],
    /// The project around it.
    pub project: &'a Project,
    /// Its related files.
    pub relations: &'a RelatedFiles,
    compose: OnceLock<Arc<Vec<Model>>>,
    overlays: OnceLock<Arc<Overlays>>,
    chart: OnceLock<Option<Model>>,
    is_last_word: OnceLock<bool>,
}

impl<'a> ConfigFile<'a> {
    /// A file with its settings, and what is known across files.
    pub fn new(
        parsed: &'a ParsedFile<'a>,
        why: &'a Explanation,
        settings: &'a [Setting<'a>],
        project: &'a Project,
        relations: &'a RelatedFiles,
    ) -> Self {
        ConfigFile {
            parsed,
            path: parsed.path(),
            why,
            text: parsed.bytes(),
            settings,
            project,
            relations,
            compose: OnceLock::new(),
            overlays: OnceLock::new(),
            chart: OnceLock::new(),
            is_last_word: OnceLock::new(),
        }
    }

    /// Its context.
    pub fn context(&self) -> FileContext {
        self.why.context
    }

    /// The models that compose makes of the file: one for each way it is started.
    pub(super) fn compose(&self) -> &[Model] {
        self.compose.get_or_init(|| {
            let files = self.relations.files();
            let environment = self.context().environment;
            ComposeFile { parsed: self.parsed, environment, project: self.project, files }.models()
        })
    }

    /// The objects that the file is part of, as overlays of Kustomize leave them; `None` if no overlay has the file.
    pub(super) fn manifests(&self) -> Option<Vec<&Model>> {
        if !matches!(Format::for_path(self.path), Some(Format::Yaml | Format::Json)) {
            return None;
        }
        let files = self.relations.files();
        let overlays = self.overlays.get_or_init(|| files.once("", |files| Overlays::new(files, self.project)));
        overlays.objects(self.path)
    }

    /// The values of a subchart, as the charts around it leave them.
    pub(super) fn chart(&self) -> Option<&Model> {
        let environment = self.context().environment;
        let chart = || helm::subchart(self.parsed, environment, self.relations.files());
        self.chart.get_or_init(chart).as_ref()
    }

    /// The environment of a model of the file: its own if the model says so, else the file's.
    pub(super) fn environment_of(&self, model: &Model) -> Environment {
        match model.environment {
            Environment::Unknown => self.context().environment,
            known => known,
        }
    }

    /// The file's environment and how it is known; `None` for a pipeline too, which does the same in all of them.
    pub(super) fn why_here(&self) -> Option<String> {
        if is_pipeline(&self.path.to_lowercase()) { None } else { self.why_in(self.context().environment) }
    }

    /// An environment and how it is known, such as `production: file name`; `None` if it is not known.
    pub(super) fn why_in(&self, environment: Environment) -> Option<String> {
        let reader = self.project.reader(self.path).map(|reader| format!("read by {}:{}", reader.path, reader.line));
        match (environment, &self.why.environment) {
            (Environment::Unknown | Environment::Test, _) => reader,
            (other, Reason::Nothing) => Some(format!("{other} section of the file")),
            (other, _) if other != self.context().environment => Some(format!("{other} section of the file")),
            (other, reason) => Some(format!("{other}: {}", reader.unwrap_or_else(|| reason.to_string()))),
        }
    }

    /// Whether it is a settings module that no other one replaces anything of, so that production runs with what it says.
    pub(super) fn is_last_word(&self) -> bool {
        *self.is_last_word.get_or_init(|| {
            let files = self.relations.files();
            let module = || SettingsModule::new(self.path, self.parsed.text(), files);
            files.is_known()
                && is_settings(self.path)
                && module().is_some_and(|module| module.runs_in_production(self.context().environment, files))
        })
    }

    /// The environment of a model of the file and how it is known, such as ``production: deployed with `prod.yml```.
    pub(super) fn why_in_model(&self, model: &Model) -> Option<String> {
        let environment = self.environment_of(model);
        if environment == self.context().environment {
            return self.why_here();
        }
        if let Some(overlay) = model.sources.paths().next().filter(|path| is_kustomization(path)) {
            return Some(format!("{environment}: part of `{overlay}`"));
        }
        let other = model.sources.paths().filter(|path| *path != self.path).last()?;
        Some(format!("{environment}: deployed with `{}`", split(other).1))
    }
}
