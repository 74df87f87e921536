//! A Dockerfile as it is built: which stage ends up in the image for production, and from which folder.

use super::service::{Service, services};
use crate::{
    context::environment_of,
    detect::{
        ConfigFile, Files,
        analyzers::said_environment,
        project::{join, split},
    },
    document::{Dockerfile, Instruction, Stage},
    model::Environment,
};

/// A Dockerfile among the files of its project.
pub(super) struct Build<'a> {
    pub(super) file: &'a ConfigFile<'a>,
    pub(super) text: &'a str,
    pub(super) stages: &'a [Stage],
    /// The stages that the image for production is made of: the last one first, then what it is based on.
    pub(super) shipped: Vec<usize>,
    /// The folder it is built in, as far as can be told.
    pub(super) context: String,
    /// The services of compose files that are built from it, but for those of development.
    pub(super) services: Vec<Service>,
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
        let mut build = Build {
            file,
            text: file.parsed.text(),
            stages: &parsed.stages,
            shipped,
            context: String::new(),
            services,
            parsed,
        };
        build.context = build.likely_context();
        Some(build)
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

    /// What findings name a stage by.
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

    /// Where a service says so; else the folder around the Dockerfile in which most of what is copied is.
    fn likely_context(&self) -> String {
        if let Some(service) = self.services.first() {
            return service.context.clone();
        }
        let copied: Vec<String> = self.copied_by_name();
        let own = split(self.file.path).0;
        let mut around = vec![own];
        while let Some(&folder) = around.last()
            && !folder.is_empty()
        {
            around.push(split(folder).0);
        }
        let there = |folder: &&&str| {
            let is_there = |name: &&String| join(folder, name).is_some_and(|path| self.is_there(&path));
            copied.iter().filter(is_there).count()
        };
        // Of equals the last wins: that is the innermost folder.
        around.iter().rev().max_by_key(there).map_or(own, |folder| folder).to_owned()
    }

    /// What is copied from the context and named in full.
    fn copied_by_name(&self) -> Vec<String> {
        let copies = (0..self.stages.len()).flat_map(|stage| super::copies::of_stage(self, stage));
        let own = copies.filter(|copy| copy.from.is_none()).flat_map(|copy| copy.sources);
        own.map(|source| source.text)
            .filter(|text| !text.contains(['*', '$', '?']) && text != "." && text != "./")
            .collect()
    }

    /// Whether there is such a file or folder.
    pub(super) fn is_there(&self, path: &str) -> bool {
        self.files().has(path) || self.files().below(path).next().is_some()
    }
}

/// The stage that an image for production is: of those that no other stage takes anything from, the last one whose name
/// says production, else the last one. Stages whose names say development or test don't count; `None` if all do.
fn last_for_production(file: &Dockerfile) -> Option<usize> {
    let environment = |stage: &Stage| stage.name.split(['-', '_', '.']).find_map(environment_of);
    let other = |stage: &Stage| matches!(environment(stage), Some(Environment::Development | Environment::Test));
    let known: Vec<usize> = (0..file.stages.len()).filter(|&at| !other(&file.stages[at])).collect();
    let is_used = |at: usize| known.iter().any(|&by| by > at && uses(file, by, at));
    let ends: Vec<usize> = known.iter().copied().filter(|&at| !is_used(at)).collect();
    let named = ends.iter().rfind(|&&at| environment(&file.stages[at]) == Some(Environment::Production));
    named.or(ends.last()).copied()
}

/// Whether a stage is based on another, or copies from it.
fn uses(file: &Dockerfile, stage: usize, other: usize) -> bool {
    let copied = file.stages[stage].instructions.iter().any(|instruction| {
        let from = instruction.flat.split_whitespace().find_map(|word| word.strip_prefix("--from="));
        from.is_some_and(|from| file.stage(from) == Some(other))
    });
    copied || file.base_of(stage) == Some(other)
}

/// The stages that the image for production is made of, as settings name their owners: by name in lower case, or by number.
pub(in crate::detect) fn shipped_stages(file: &Dockerfile) -> Vec<String> {
    let shipped = last_for_production(file).map(|last| file.lineage(last)).unwrap_or_default();
    shipped.into_iter().map(|stage| file.stages[stage].name.clone()).collect()
}

/// Whether an image for production is built from the file: it is no example, its name does not say otherwise, and no other
/// file beside it is for production.
pub(super) fn is_deployed(file: &ConfigFile<'_>) -> bool {
    match said_environment(file) {
        Environment::Development | Environment::Test => false,
        Environment::Unknown => ConfigFile::is_in_use(file.context().role) && !is_beside_production(file),
        _ => ConfigFile::is_in_use(file.context().role),
    }
}

fn is_beside_production(file: &ConfigFile<'_>) -> bool {
    let (folder, name) = split(file.path);
    let siblings = file.relations.files().inside(folder).filter(|path| *path != file.path);
    let words = |path: &str| -> Vec<String> {
        let name = split(path).1.to_ascii_lowercase();
        name.split(['.', '-', '_']).map(str::to_owned).collect()
    };
    let own = words(name);
    // `Dockerfile` beside `Dockerfile.prod`, `api.Dockerfile` beside `api.prod.Dockerfile`.
    siblings.filter(|path| super::is_dockerfile(path)).any(|path| {
        let (production, rest): (Vec<String>, Vec<String>) =
            words(path).into_iter().partition(|word| environment_of(word) == Some(Environment::Production));
        !production.is_empty() && rest == own
    })
}

#[cfg(test)]
mod tests {
    use super::{Dockerfile, shipped_stages};

    #[test]
    fn the_last_stage_and_what_it_is_made_of() {
        for (text, expected) in [
            (
                "FROM node AS base\nFROM base AS deps\nFROM --platform=x base AS runner\nCOPY --from=deps a b\n",
                "runner base",
            ),
            ("FROM a AS app_prod\nFROM app_prod AS app_dev\n", "app_prod"),
            ("FROM a AS build\nFROM build AS run\nFROM run AS test\n", "run build"),
            ("FROM a AS prepare-production\nFROM b\nCOPY --from=prepare-production /a /a\n", "1"),
            ("FROM a AS dev\n", ""),
            ("FROM node\nFROM nginx\n", "1"),
            ("", ""),
        ] {
            assert_eq!(shipped_stages(&Dockerfile::parse(text)).join(" "), expected, "{text}");
        }
    }
}
