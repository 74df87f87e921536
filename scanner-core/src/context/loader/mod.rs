//! Loaders of env files: the programs and libraries that read `KEY=value` lines, and what each makes of them.
//!
//! Env files have no standard. Where a comment starts, what `$` and quotes do and which of two lines counts differs from
//! loader to loader, so a value is known only with its loader. [`EnvDialect`] is one row of that table.

mod evidence;
mod table;

pub(super) use evidence::{in_line, in_manifest, is_manifest};
pub use table::{Colon, Dollar, EnvDialect, Export, Quotes, Twice};

use std::fmt;

/// A program or library that reads env files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Loader {
    /// The npm package `dotenv`.
    NpmDotenv,
    /// `dotenv` with `dotenv-expand`.
    DotenvExpand,
    /// `dotenv-cli`.
    DotenvCli,
    /// `env-cmd`.
    EnvCmd,
    /// `node --env-file`.
    Node,
    /// dotenvx.
    Dotenvx,
    /// Next.js.
    Next,
    /// Vite.
    Vite,
    /// Bun.
    Bun,
    /// Deno.
    Deno,
    /// foreman of npm.
    NpmForeman,
    /// `python-dotenv`, also for environs, pydantic-settings and Flask.
    PythonDotenv,
    /// `django-environ`.
    DjangoEnviron,
    /// `python-decouple`.
    Decouple,
    /// honcho.
    Honcho,
    /// `uv run --env-file`.
    Uv,
    /// phpdotenv, which Laravel uses.
    Phpdotenv,
    /// Symfony's Dotenv.
    SymfonyDotenv,
    /// godotenv.
    Godotenv,
    /// The gem `dotenv`.
    RubyDotenv,
    /// The gem `foreman`.
    RubyForeman,
    /// dotenvy.
    Dotenvy,
    /// just.
    Just,
    /// Compose: `env_file` and `.env`.
    Compose,
    /// podman-compose.
    PodmanCompose,
    /// `docker run --env-file`.
    Docker,
    /// `kubectl create --from-env-file`.
    Kubectl,
    /// `EnvironmentFile` of systemd.
    Systemd,
    /// direnv.
    Direnv,
    /// `caddy --envfile`.
    Caddy,
    /// A shell that sources the file.
    Shell,
}

impl Loader {
    /// What it makes of the lines of an env file.
    pub fn dialect(self) -> &'static EnvDialect {
        EnvDialect::ALL.iter().find(|row| row.loader == Some(self)).unwrap_or(&EnvDialect::COMMON)
    }

    /// The name in output.
    pub fn as_str(self) -> &'static str {
        self.dialect().name
    }
}

impl fmt::Display for Loader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
