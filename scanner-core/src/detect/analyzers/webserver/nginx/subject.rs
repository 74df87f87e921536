//! Files that configure a server that people reach.

use crate::{
    context::{FileContext, Role, is_aside, is_compose_file},
    detect::{ConfigFile, Files, project::split},
    document::Server,
    model::Environment,
};
use std::collections::BTreeSet;

/// Whether a file is, or is made into, the configuration of a server that is not for development.
pub(in crate::detect::analyzers) fn is_in_use(file: &ConfigFile<'_>) -> bool {
    let context = file.context();
    let role = match context.role {
        Role::Template => is_filled_in(file.path) && !is_aside(file.path),
        role => role.is_in_use(),
    };
    let environment = !matches!(context.environment, Environment::Development | Environment::Test);
    role && environment && !is_for_the_machine(file.text) && !stands_aside(file) && !is_read_in_development(file)
}

/// `default.conf`, and templates that a program fills in when the server starts; not those that people copy.
fn is_filled_in(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    let copied = ["example", "examples", "sample", "dist", "skel"];
    !name.split(['.', '-', '_']).any(|part| copied.contains(&part))
}

/// Whether requests are passed on to the developer's machine, outside of the container.
fn is_for_the_machine(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"host.docker.internal").is_some()
}

/// A file whose name says nothing, beside one of the same name for production: `nginx.conf` and `nginx.prod.conf`.
fn stands_aside(file: &ConfigFile<'_>) -> bool {
    let (folder, name) = split(file.path);
    let own = words(name);
    if own.iter().any(|word| is_production(word)) {
        return false;
    }
    file.relations.files().once(folder, |files| ForProduction::of(files, folder)).0.contains(&own)
}

/// The names of a folder's files for production, without the word that says so.
struct ForProduction(BTreeSet<Vec<String>>);

impl ForProduction {
    fn of(files: &Files, folder: &str) -> Self {
        let names = files.inside(folder).filter(|path| Server::may_be(path)).map(|path| words(split(path).1));
        let production = names.filter(|words| words.iter().any(|word| is_production(word)));
        ForProduction(production.map(|words| words.into_iter().filter(|word| !is_production(word)).collect()).collect())
    }
}

fn words(name: &str) -> Vec<String> {
    name.to_ascii_lowercase().split(['.', '-', '_']).map(str::to_owned).collect()
}

fn is_production(word: &str) -> bool {
    matches!(word, "prod" | "production" | "prd")
}

/// Whether compose files and Dockerfiles name the file, and all of them are for development.
fn is_read_in_development(file: &ConfigFile<'_>) -> bool {
    let (folder, name) = split(file.path);
    let nearer = format!("{}/{name}", split(folder).1);
    let written = if folder.is_empty() { format!("/{name}") } else { nearer };
    let mentions = |text: &[u8]| {
        memchr::memmem::find_iter(text, written.as_bytes())
            .any(|at| text.get(at + written.len()).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'.'))
    };
    let files = file.relations.files();
    let known = files.once("", Readers::of);
    let texts = known.0.iter().filter_map(|path| Some((path.as_str(), files.text(path)?)));
    let mut readers = texts.filter(|(_, text)| mentions(text)).peekable();
    let develops = |path: &str, text: &[u8]| {
        let context = match file.project.context(path, text) {
            context if is_compose_file(path) => context,
            _ => FileContext::for_path(path, b""),
        };
        is_aside(path) || matches!(context.environment, Environment::Development | Environment::Test)
    };
    readers.peek().is_some() && readers.all(|(path, text)| develops(path, text))
}

/// The files that put other files into containers.
struct Readers(Vec<String>);

impl Readers {
    fn of(files: &Files) -> Self {
        Readers(files.texts().map(|(path, _)| path).filter(|path| is_reader(path)).map(str::to_owned).collect())
    }
}

fn is_reader(path: &str) -> bool {
    is_compose_file(path) || split(path).1.to_ascii_lowercase().contains("dockerfile")
}
