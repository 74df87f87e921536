//! Facts about a file that other files state: which files load an env file, and which compose file is for production.
//!
//! A [`ProjectBuilder`] takes all paths, then the contents of the few files that it asks for. A file that no other
//! mentions is classified by itself.

use super::{
    Explanation, FileContext, Loader, Reason, Role,
    compose::Signs,
    deploy::{self, Started},
    is_compose_file, is_env_file, loader,
    mentions::mentions,
    siblings::{Siblings, environment_by_path},
};
use crate::model::{Environment, PathGlobs};
use std::collections::{BTreeMap, BTreeSet};

/// A reference from a file that loads an env file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Reader {
    /// The file that loads it.
    pub path: String,
    /// The line of the reference.
    pub line: u32,
    /// The program or library that reads it there, if that is known.
    pub loader: Option<Loader>,
}

/// Classification by the user, which takes precedence.
#[derive(Clone, Debug)]
pub struct Override {
    /// The files.
    pub paths: PathGlobs,
    /// Their environment, if set.
    pub environment: Option<Environment>,
    /// Their role, if set.
    pub role: Option<Role>,
}

/// The classification of files in the context of their project.
#[derive(Clone, Debug, Default)]
pub struct Project {
    overrides: Vec<Override>,
    readers: BTreeMap<String, Vec<Reader>>,
    /// The loaders that dependencies bring, by the folder of the manifest.
    dependencies: BTreeMap<String, Vec<Reader>>,
    environments: BTreeMap<String, (Environment, Reason)>,
}

impl Project {
    /// A project without files, which knows only the overrides.
    pub fn new(overrides: Vec<Override>) -> Self {
        Project { overrides, ..Project::default() }
    }

    /// Classifies a file.
    pub fn context(&self, path: &str, text: &[u8]) -> FileContext {
        self.explain(path, text).context
    }

    /// Classifies a file, with the reasons.
    pub fn explain(&self, path: &str, text: &[u8]) -> Explanation {
        let mut judged = Explanation::for_path(path, text);
        if let Some((environment, reason)) = self.environments.get(path) {
            judged.context.environment = *environment;
            judged.environment = reason.clone();
        }
        for known in self.overrides.iter().filter(|known| known.paths.matches(path)) {
            if let Some(environment) = known.environment {
                judged.context.environment = environment;
                judged.environment = Reason::Override;
            }
            if let Some(role) = known.role {
                judged.context.role = role;
                judged.role = Reason::Override;
            }
        }
        judged
    }

    /// The files that load an env file, sorted by path.
    pub fn readers(&self, path: &str) -> &[Reader] {
        self.readers.get(path).map_or(&[], Vec::as_slice)
    }

    /// The loaders of an env file, the most relevant first: those that files call with it, else and behind them those
    /// that the dependencies of the nearest project around it bring.
    pub fn loaders(&self, path: &str) -> Vec<Reader> {
        if !is_env_file(path) {
            return Vec::new();
        }
        let readers = self.readers(path);
        let is_first = |reader: &&Reader| Some(*reader) == self.reader(path);
        let (first, others): (Vec<&Reader>, Vec<&Reader>) = readers.iter().partition(is_first);
        let called = first.into_iter().chain(others).filter(|reader| reader.loader.is_some());
        called.chain(self.dependencies_around(path)).cloned().collect()
    }

    /// The loader of an env file that decides what its values are.
    pub fn loader(&self, path: &str) -> Option<Loader> {
        self.loaders(path).first().and_then(|reader| reader.loader)
    }

    fn dependencies_around(&self, path: &str) -> &[Reader] {
        let mut folder = path;
        while !self.dependencies.is_empty() && !folder.is_empty() {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            if let Some(found) = self.dependencies.get(folder) {
                return found;
            }
        }
        &[]
    }

    /// The most relevant of them: the first for production, otherwise the first.
    pub fn reader(&self, path: &str) -> Option<&Reader> {
        let readers = self.readers(path);
        let production = |reader: &&Reader| {
            self.environments.get(&reader.path).is_some_and(|(environment, _)| *environment == Environment::Production)
        };
        readers.iter().find(production).or_else(|| readers.first())
    }
}

/// Builder of a [`Project`].
#[derive(Clone, Debug)]
pub struct ProjectBuilder {
    project: Project,
    env_files: BTreeSet<String>,
    compose: BTreeMap<String, (Environment, Reason)>,
    /// Compose files whose content says that they run on servers.
    for_servers: BTreeSet<String>,
    /// What deployments start with compose, by their path.
    deployments: Vec<(String, Started)>,
}

impl ProjectBuilder {
    /// A builder with all paths of the project.
    pub fn new<'a>(overrides: Vec<Override>, paths: impl Iterator<Item = &'a str>) -> Self {
        let env_files = paths.filter(|path| is_env_file(path)).map(str::to_owned).collect();
        ProjectBuilder {
            project: Project::new(overrides),
            env_files,
            compose: BTreeMap::new(),
            for_servers: BTreeSet::new(),
            deployments: Vec::new(),
        }
    }

    /// Whether [`ProjectBuilder::add`] needs a file.
    pub fn wants(path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        is_compose_file(path)
            || deploy::is_deployment(path)
            || name.ends_with(".service")
            || name.contains("dockerfile")
            || loader::is_manifest(&name)
            || name == "makefile"
            || name.starts_with("ecosystem.")
    }

    /// Adds the content of a file.
    pub fn add(&mut self, path: &str, text: &[u8]) {
        let judged = self.project.explain(path, text);
        let (mut environment, mut reason) = (judged.context.environment, judged.environment);
        if is_compose_file(path) {
            let signs = Signs::new(text);
            if matches!(reason, Reason::Folder(_)) && environment == Environment::Production && signs.is_of_stores() {
                (environment, reason) = (Environment::Unknown, Reason::Nothing);
            }
            // What a variable falls back to says little where programs are built and kept running: servers set it.
            let is_default = matches!(&reason, Reason::Content { setting, .. } if setting.contains("${"));
            if is_default && environment == Environment::Development && signs.keeps_running() {
                (environment, reason) = (Environment::Unknown, Reason::Nothing);
            }
            self.compose.insert(path.to_owned(), (environment, reason.clone()));
            if signs.is_for_servers(environment) {
                self.for_servers.insert(path.to_owned());
            }
        }
        self.project.environments.insert(path.to_owned(), (environment, reason));
        if deploy::is_deployment(path) {
            self.deployments.extend(deploy::started(path, text).into_iter().map(|started| (path.to_owned(), started)));
        }
        for (env_file, line, loader) in mentions(path, text, &self.env_files) {
            let readers = self.project.readers.entry(env_file).or_default();
            if !readers.iter().any(|reader| reader.path == path) {
                readers.push(Reader { path: path.to_owned(), line, loader });
            }
        }
        if !self.env_files.is_empty() {
            self.add_dependencies(path, text);
        }
    }

    fn add_dependencies(&mut self, path: &str, text: &[u8]) {
        let found = loader::in_manifest(&path.to_ascii_lowercase(), text);
        if found.is_empty() {
            return;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let readers = self.project.dependencies.entry(folder.to_owned()).or_default();
        for (loader, line) in found {
            if !readers.iter().any(|reader| reader.loader == Some(loader)) {
                readers.push(Reader { path: path.to_owned(), line, loader: Some(loader) });
            }
        }
    }

    /// The finished project.
    pub fn build(mut self) -> Project {
        let siblings = Siblings::new(self.compose.keys());
        let beside = |path: &String| Some((path.clone(), self.beside_production(path, &siblings)?));
        let found: Vec<_> = self.compose.keys().filter_map(beside).collect();
        self.project.environments.extend(found);
        let deployed = self.deployed();
        self.project.environments.extend(deployed);
        for path in &self.env_files {
            if environment_by_path(path) == Environment::Unknown
                && let Some(found) = self.read_in_production(path)
            {
                self.project.environments.insert(path.clone(), found);
            }
        }
        self.project.readers.values_mut().for_each(|readers| readers.sort());
        self.project
    }

    /// The environment of a compose file whose name states none: development, if the same folder has another for
    /// production, or a folder below it such as `deploy/` has one of the same name, or what is deployed is in a folder of its
    /// own, in one above. What its content says counts more.
    fn beside_production(&self, path: &str, siblings: &Siblings<'_>) -> Option<(Environment, Reason)> {
        let is_for_servers = || self.for_servers.contains(path) && !self.has_override(path);
        if environment_by_path(path) != Environment::Unknown || is_for_servers() {
            return None;
        }
        Some((Environment::Development, Reason::Sibling(siblings.of(path)?.clone())))
    }

    /// The compose files whose names state no environment and which a deployment starts: production, or not development
    /// where their content says that.
    fn deployed(&self) -> Vec<(String, (Environment, Reason))> {
        let mut found = Vec::new();
        for (script, started) in &self.deployments {
            for path in started.files(script, |path| self.compose.contains_key(path)) {
                let environment = match &self.compose[&path] {
                    (_, Reason::Name) => continue,
                    (Environment::Development, Reason::Content { .. }) => Environment::Unknown,
                    _ => Environment::Production,
                };
                let reason = Reason::StartedBy { path: script.clone(), line: started.line };
                found.push((path, (environment, reason)));
            }
        }
        found.reverse();
        found
    }

    /// Whether a file beside lies over a compose file on a developer's machine, so that the file alone is started nowhere.
    fn has_override(&self, path: &str) -> bool {
        let Some((stem, extension)) = path.rsplit_once('.') else { return false };
        self.compose.contains_key(&format!("{stem}.override.{extension}"))
    }

    fn read_in_production(&self, path: &str) -> Option<(Environment, Reason)> {
        let reader = self.project.reader(path)?;
        let (environment, _) = self.project.environments.get(&reader.path)?;
        let reason = Reason::ReadBy { path: reader.path.clone(), line: reader.line };
        (*environment == Environment::Production).then_some((Environment::Production, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> Project {
        let mut builder = ProjectBuilder::new(Vec::new(), files.iter().map(|(path, _)| *path));
        for (path, text) in files.iter().filter(|(path, _)| ProjectBuilder::wants(path)) {
            builder.add(path, text.as_bytes());
        }
        builder.build()
    }

    fn explain(files: &[(&str, &str)], path: &str) -> (Environment, String) {
        let text = files.iter().find(|(known, _)| *known == path).map_or("", |(_, text)| text);
        let judged = project(files).explain(path, text.as_bytes());
        (judged.context.environment, judged.environment.to_string())
    }

    #[test]
    fn a_lone_compose_file_is_what_it_runs() {
        let alone = [("docker-compose.yml", "services:\n  a:\n    environment:\n      - NODE_ENV=production\n")];
        assert_eq!(
            explain(&alone, "docker-compose.yml"),
            (Environment::Production, "`NODE_ENV=production` on line 4".to_owned())
        );
        let content = [alone[0], ("docker-compose.prod.yml", "services: {}\n")];
        assert_eq!(explain(&content, "docker-compose.yml").0, Environment::Production);
        let server = [
            ("docker-compose.yml", "services:\n  a:\n    build: .\n    restart: always\n"),
            ("docker-compose.prod.yml", "services: {}\n"),
        ];
        assert_eq!(explain(&server, "docker-compose.yml").0, Environment::Unknown);
        let two = [
            ("docker-compose.yml", "services:\n  a:\n    build: .\n"),
            ("docker-compose.prod.yml", "services: {}\n"),
            ("x/compose.yml", "services: {}\n"),
        ];
        assert_eq!(
            explain(&two, "docker-compose.yml"),
            (Environment::Development, "`docker-compose.prod.yml` exists for production".to_owned())
        );
        assert_eq!(explain(&two, "x/compose.yml").0, Environment::Unknown);
        let below =
            [("a/compose.yml", "services: {}\n"), ("a/deploy/compose.yml", "services: {}\n"), ("compose.yml", "")];
        assert_eq!(explain(&below, "a/compose.yml").0, Environment::Development);
        assert_eq!(explain(&below, "compose.yml").0, Environment::Unknown);
    }

    #[test]
    fn what_a_variable_falls_back_to_is_for_developers_unless_programs_are_kept_running() {
        let started =
            "services:\n  a:\n    build: .\n    environment:\n      MODE_ENV: x\n      APP_ENV: ${APP_ENV:-dev}\n";
        let kept = format!("{started}    restart: always\n");
        assert_eq!(explain(&[("compose.yml", started)], "compose.yml").0, Environment::Development);
        assert_eq!(explain(&[("compose.yml", &kept)], "compose.yml").0, Environment::Unknown);
    }

    #[test]
    fn an_env_file_is_for_what_reads_it() {
        let files = [
            (
                "deploy/docker-compose.prod.yml",
                "services:\n  api:\n    env_file:\n      - ./api.env\n      # - old.env\n",
            ),
            ("deploy/api.env", "A=1\n"),
            ("app/old.env", "A=1\n"),
            ("app/api.service", "[Service]\nEnvironmentFile=-/srv/app/old.env\n"),
        ];
        let compose = Reader { path: files[0].0.to_owned(), line: 4, loader: Some(Loader::Compose) };
        assert_eq!(project(&files).readers("deploy/api.env"), [compose]);
        assert!(project(&files).readers("app/old.env").is_empty());
        let files = [("compose.prod.yml", "x:\n  env_file: app.env\n"), ("app.env", "NODE_ENV=development\n")];
        assert_eq!(explain(&files, "app.env"), (Environment::Production, "read by compose.prod.yml:2".to_owned()));
    }

    #[test]
    fn loaders_of_an_env_file() {
        let files = [
            ("compose.yml", "services:\n  a:\n    env_file: api/.env\n"),
            ("api/package.json", "{\"dependencies\": {\"dotenv\": \"17\"}}"),
            ("package.json", "{\"dependencies\": {\"next\": \"16\"}}"),
            ("api/.env", "A=1\n"),
            ("api/x/y/.env.production", "A=1\n"),
            ("web/.env", "A=1\n"),
        ];
        let project = project(&files);
        let loaders = |path: &str| project.loaders(path).iter().filter_map(|reader| reader.loader).collect::<Vec<_>>();
        assert_eq!(loaders("api/.env"), [Loader::Compose, Loader::NpmDotenv]);
        assert_eq!(loaders("api/x/y/.env.production"), [Loader::NpmDotenv]);
        assert_eq!(loaders("web/.env"), [Loader::Next]);
        assert_eq!(project.loader("web/.env"), Some(Loader::Next));
        assert!(loaders("web/config.yml").is_empty());
    }

    #[test]
    fn users_know_better() {
        let paths = PathGlobs::new(["infra/live/**"]).expect("the pattern is sound");
        let known = Override { paths, environment: Some(Environment::Production), role: Some(Role::Config) };
        let judged = Project::new(vec![known]).explain("infra/live/example.yml", b"NODE_ENV: test\n");
        assert_eq!((judged.context.environment, judged.environment), (Environment::Production, Reason::Override));
        assert_eq!((judged.context.role, judged.role), (Role::Config, Reason::Override));
    }
}
