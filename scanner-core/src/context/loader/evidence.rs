//! What in other files says which loader reads an env file: the command or key that names it, and the dependencies of the
//! project around it.

use super::Loader;
use crate::context::is_compose_file;

/// Words of a line that names an env file, in lower case, with the loader that they call. The first that is there counts.
const COMMANDS: &[(&[&str], Loader)] = &[
    (&["environmentfile"], Loader::Systemd),
    (&["from-env-file"], Loader::Kubectl),
    (&["dotenvx"], Loader::Dotenvx),
    (&["env-cmd"], Loader::EnvCmd),
    (&["dotenv -", "dotenv-cli"], Loader::DotenvCli),
    (&["docker compose", "docker-compose"], Loader::Compose),
    (&["podman-compose", "podman compose"], Loader::PodmanCompose),
    (&["docker run", "docker create", "docker container", "docker service"], Loader::Docker),
    (&["uv run"], Loader::Uv),
    (&["honcho"], Loader::Honcho),
    (&["caddy"], Loader::Caddy),
    (&["deno "], Loader::Deno),
    (&["bun ", "bunx "], Loader::Bun),
    (&["node ", "node_options", "node_args", "nodemon", "tsx ", "ts-node"], Loader::Node),
    (&["source ", "set -a", ". ./", "set -o allexport"], Loader::Shell),
];

/// The options that pass an env file to whatever program.
const OPTIONS: &[&str] = &["env-file", "envfile", "env_file"];

/// Names of dependencies in manifests, with the loader that they bring; those that more of a project's files are read by
/// come first.
const DEPENDENCIES: &[(Manifest, &[&str], Loader)] = &[
    (Manifest::Npm, &["dotenv-expand", "react-scripts"], Loader::DotenvExpand),
    (Manifest::Npm, &["@dotenvx/dotenvx"], Loader::Dotenvx),
    (Manifest::Npm, &["next"], Loader::Next),
    (Manifest::Npm, &["dotenv", "@nestjs/config", "dotenv-safe"], Loader::NpmDotenv),
    (Manifest::Npm, &["vite", "@sveltejs/kit", "astro"], Loader::Vite),
    (Manifest::Python, &["django-environ"], Loader::DjangoEnviron),
    (Manifest::Python, &["python-decouple"], Loader::Decouple),
    (Manifest::Python, &["python-dotenv", "pydantic-settings", "pydantic_settings", "environs"], Loader::PythonDotenv),
    (Manifest::Php, &["laravel/framework", "vlucas/phpdotenv"], Loader::Phpdotenv),
    (Manifest::Php, &["symfony/dotenv", "symfony/framework-bundle"], Loader::SymfonyDotenv),
    (Manifest::Ruby, &["dotenv", "dotenv-rails"], Loader::RubyDotenv),
    (Manifest::Rust, &["dotenvy"], Loader::Dotenvy),
    (Manifest::Go, &["github.com/joho/godotenv"], Loader::Godotenv),
];

/// The kind of file that lists dependencies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manifest {
    Npm,
    Python,
    Php,
    Ruby,
    Rust,
    Go,
}

impl Manifest {
    /// By the path in lower case.
    fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        Some(match name {
            "package.json" => Manifest::Npm,
            "pyproject.toml" | "pipfile" | "setup.py" | "setup.cfg" => Manifest::Python,
            "composer.json" => Manifest::Php,
            "gemfile" => Manifest::Ruby,
            "cargo.toml" => Manifest::Rust,
            "go.mod" => Manifest::Go,
            _ if name.starts_with("requirements") && name.ends_with(".txt") => Manifest::Python,
            _ => return None,
        })
    }

    /// Whether a dependency may begin behind such a byte.
    fn is_edge(byte: u8) -> bool {
        !(byte.is_ascii_alphanumeric() || b"-_./@".contains(&byte))
    }
}

/// Whether a file, by its name in lower case, lists dependencies.
pub(in crate::context) fn is_manifest(name: &str) -> bool {
    Manifest::of(name).is_some()
}

/// The loader that a line of a file calls with an env file, or whose configuration the line is. `path` is in lower case.
pub(in crate::context) fn in_line(path: &str, line: &str) -> Option<Loader> {
    let lower = line.to_ascii_lowercase();
    let called = COMMANDS.iter().find(|(words, _)| words.iter().any(|word| lower.contains(word)));
    let loader = called.map(|(_, loader)| *loader);
    if is_compose_file(path) && !lower.contains("--env-file") {
        // A mount is no configuration, and what the program in the container does with it is its own affair.
        return (!lower.contains(":/")).then_some(Loader::Compose);
    }
    match loader {
        Some(Loader::Node | Loader::Bun | Loader::Deno | Loader::Caddy | Loader::Docker | Loader::Compose) => {
            loader.filter(|_| OPTIONS.iter().any(|option| lower.contains(option)))
        }
        other => other,
    }
}

/// The loaders that the dependencies in a manifest bring, each with its line. `path` is in lower case.
pub(in crate::context) fn in_manifest(path: &str, text: &[u8]) -> Vec<(Loader, u32)> {
    let Some(manifest) = Manifest::of(path) else { return Vec::new() };
    let mut found = Vec::new();
    for (_, names, loader) in DEPENDENCIES.iter().filter(|(kind, ..)| *kind == manifest) {
        if let Some(at) = names.iter().find_map(|name| dependency(manifest, text, name)) {
            found.push((*loader, memchr::memchr_iter(b'\n', &text[..at]).count() as u32 + 1));
        }
    }
    found
}

/// The place of a dependency's name: of npm and Composer a key, elsewhere a word.
fn dependency(manifest: Manifest, text: &[u8], name: &str) -> Option<usize> {
    memchr::memmem::find_iter(text, name).find(|&at| {
        let before = at.checked_sub(1).map(|at| text[at]);
        let behind = &text[at + name.len()..];
        match manifest {
            Manifest::Npm | Manifest::Php => {
                before == Some(b'"')
                    && behind.strip_prefix(b"\"").is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
            }
            _ => before.is_none_or(Manifest::is_edge) && behind.first().is_none_or(|byte| Manifest::is_edge(*byte)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_call_a_loader() {
        for (path, line, expected) in [
            ("compose.yml", "    env_file: .env", Some(Loader::Compose)),
            ("compose.yml", "      - ./.env:/app/.env", None),
            ("app.service", "EnvironmentFile=-/srv/.env", Some(Loader::Systemd)),
            ("package.json", "\"start\": \"node --env-file=.env a.js\"", Some(Loader::Node)),
            ("package.json", "\"start\": \"dotenv -e .env -- node a.js\"", Some(Loader::DotenvCli)),
            ("makefile", "\tdocker run --env-file .env x", Some(Loader::Docker)),
            ("makefile", "\tset -a; . ./.env; set +a", Some(Loader::Shell)),
            ("makefile", "include .env", None),
            ("dockerfile", "COPY .env ./", None),
        ] {
            assert_eq!(in_line(path, line), expected, "{line}");
        }
    }

    #[test]
    fn dependencies_that_bring_a_loader() {
        for (path, text, expected) in [
            ("package.json", "{\n\"dependencies\": {\n\"dotenv\": \"17\"}}", vec![(Loader::NpmDotenv, 3)]),
            ("package.json", "{\"scripts\": {\"x\": \"dotenv\"}, \"dependencies\": {\"dotenv-x\": \"1\"}}", vec![]),
            ("requirements.txt", "django\ndjango-environ==0.12\n", vec![(Loader::DjangoEnviron, 2)]),
            ("pyproject.toml", "dependencies = [\"python-dotenv>=1\"]", vec![(Loader::PythonDotenv, 1)]),
            ("gemfile", "gem 'dotenv-rails'\n", vec![(Loader::RubyDotenv, 1)]),
            ("cargo.toml", "dotenvy = \"0.15\"\n", vec![(Loader::Dotenvy, 1)]),
            ("go.mod", "require github.com/joho/godotenv v1.5.1\n", vec![(Loader::Godotenv, 1)]),
            ("composer.json", "{\"require\": {\"laravel/framework\": \"^12\"}}", vec![(Loader::Phpdotenv, 1)]),
        ] {
            assert_eq!(in_manifest(path, text.as_bytes()), expected, "{text}");
        }
    }
}
