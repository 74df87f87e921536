//! The table of dialects of env files: one row a loader, as the tool itself was seen to behave.
//!
//! `docs/readers.md` shows the same table to people; a test holds the two equal.

use super::Loader;

/// What a loader does with an unquoted value that holds a `#`, a `$` or a quote, with a key that is there twice, and with
/// lines that others refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnvDialect {
    /// The loader; `None` for the common behaviour.
    pub loader: Option<Loader>,
    /// Its name in output.
    pub name: &'static str,
    /// The versions that were seen to behave so.
    pub version: &'static str,
    /// Whether `#` starts a comment right behind a character: `ab#cd` is `ab`.
    pub cuts_at_hash: bool,
    /// Whether `#` behind a blank starts a comment: `ab # cd` is `ab`.
    pub has_comments_behind: bool,
    /// Which of two lines of one key counts.
    pub twice: Twice,
    /// What `KEY: value` is.
    pub colon: Colon,
    /// What `$NAME` is in a value.
    pub dollar: Dollar,
    /// What quotes around a value are.
    pub quotes: Quotes,
    /// What `export KEY=value` is.
    pub export: Export,
}

/// The line of two with the same key that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twice {
    /// The last one.
    Last,
    /// The first one.
    First,
    /// The file is refused.
    Refused,
}

/// What `KEY: value` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colon {
    /// An assignment.
    Sets,
    /// No assignment; the line is passed over.
    Skipped,
    /// An error.
    Refused,
}

/// What `$NAME` is in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dollar {
    /// Text.
    Literal,
    /// Text, but for `${NAME}`.
    Braced,
    /// The variable's value where its name is in capitals, but for single quotes.
    Capitals,
    /// The variable's value, but for single quotes.
    Expanded,
    /// The variable's value, in single quotes too.
    ExpandedInQuotes,
}

/// What quotes around a value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// They end with the value.
    Removed,
    /// A part of the value.
    Kept,
}

/// What `export KEY=value` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// `KEY=value`.
    Sets,
    /// Nothing that a program sees.
    Skipped,
    /// An error.
    Refused,
}

impl EnvDialect {
    /// The common behaviour, for files whose loader is not known: what loaders differ in is read as it was most likely
    /// meant.
    pub const COMMON: EnvDialect = EnvDialect {
        loader: None,
        name: "unknown",
        version: "",
        cuts_at_hash: false,
        has_comments_behind: true,
        twice: Twice::Last,
        colon: Colon::Sets,
        dollar: Dollar::Literal,
        quotes: Quotes::Removed,
        export: Export::Sets,
    };

    const fn of(loader: Loader, name: &'static str, version: &'static str) -> EnvDialect {
        EnvDialect { loader: Some(loader), name, version, ..EnvDialect::COMMON }
    }

    /// All rows.
    pub const ALL: &[EnvDialect] = &[
        EnvDialect { cuts_at_hash: true, ..EnvDialect::of(Loader::NpmDotenv, "npm dotenv", "17.4, 18.0") },
        EnvDialect {
            cuts_at_hash: true,
            dollar: Dollar::ExpandedInQuotes,
            ..EnvDialect::of(Loader::DotenvExpand, "dotenv-expand", "1000.0")
        },
        EnvDialect {
            cuts_at_hash: true,
            dollar: Dollar::ExpandedInQuotes,
            ..EnvDialect::of(Loader::DotenvCli, "dotenv-cli", "11.0")
        },
        EnvDialect {
            cuts_at_hash: true,
            colon: Colon::Skipped,
            export: Export::Skipped,
            ..EnvDialect::of(Loader::EnvCmd, "env-cmd", "11.0")
        },
        EnvDialect {
            cuts_at_hash: true,
            colon: Colon::Skipped,
            ..EnvDialect::of(Loader::Node, "node --env-file", "20.20, 24.21, 26.10")
        },
        EnvDialect {
            cuts_at_hash: true,
            dollar: Dollar::Expanded,
            ..EnvDialect::of(Loader::Dotenvx, "dotenvx", "2.38")
        },
        EnvDialect {
            cuts_at_hash: true,
            dollar: Dollar::ExpandedInQuotes,
            ..EnvDialect::of(Loader::Next, "Next.js", "16.4")
        },
        EnvDialect {
            cuts_at_hash: true,
            dollar: Dollar::ExpandedInQuotes,
            colon: Colon::Skipped,
            ..EnvDialect::of(Loader::Vite, "Vite", "8.3")
        },
        EnvDialect {
            cuts_at_hash: true,
            dollar: Dollar::ExpandedInQuotes,
            ..EnvDialect::of(Loader::Bun, "Bun", "1.4")
        },
        EnvDialect {
            cuts_at_hash: true,
            twice: Twice::First,
            colon: Colon::Skipped,
            dollar: Dollar::Expanded,
            ..EnvDialect::of(Loader::Deno, "Deno", "2.9")
        },
        EnvDialect {
            cuts_at_hash: true,
            colon: Colon::Skipped,
            export: Export::Skipped,
            ..EnvDialect::of(Loader::NpmForeman, "npm foreman", "3.0")
        },
        EnvDialect { colon: Colon::Skipped, ..EnvDialect::of(Loader::PythonDotenv, "python-dotenv", "1.2") },
        EnvDialect {
            has_comments_behind: false,
            colon: Colon::Skipped,
            ..EnvDialect::of(Loader::DjangoEnviron, "django-environ", "0.14")
        },
        EnvDialect {
            has_comments_behind: false,
            colon: Colon::Skipped,
            export: Export::Skipped,
            ..EnvDialect::of(Loader::Decouple, "python-decouple", "3.8")
        },
        EnvDialect {
            cuts_at_hash: true,
            colon: Colon::Skipped,
            export: Export::Skipped,
            ..EnvDialect::of(Loader::Honcho, "honcho", "2.0")
        },
        EnvDialect {
            twice: Twice::First,
            colon: Colon::Skipped,
            dollar: Dollar::Expanded,
            ..EnvDialect::of(Loader::Uv, "uv run --env-file", "0.13")
        },
        EnvDialect {
            cuts_at_hash: true,
            colon: Colon::Refused,
            dollar: Dollar::Braced,
            ..EnvDialect::of(Loader::Phpdotenv, "phpdotenv", "5.4")
        },
        EnvDialect {
            colon: Colon::Refused,
            dollar: Dollar::Expanded,
            ..EnvDialect::of(Loader::SymfonyDotenv, "Symfony Dotenv", "5.4")
        },
        EnvDialect { dollar: Dollar::Capitals, ..EnvDialect::of(Loader::Godotenv, "godotenv", "1.5") },
        EnvDialect {
            cuts_at_hash: true,
            dollar: Dollar::Expanded,
            ..EnvDialect::of(Loader::RubyDotenv, "Ruby dotenv", "2.4")
        },
        EnvDialect {
            has_comments_behind: false,
            colon: Colon::Skipped,
            export: Export::Skipped,
            ..EnvDialect::of(Loader::RubyForeman, "Ruby foreman", "0.87")
        },
        EnvDialect {
            twice: Twice::First,
            colon: Colon::Refused,
            dollar: Dollar::Expanded,
            ..EnvDialect::of(Loader::Dotenvy, "dotenvy", "0.15")
        },
        EnvDialect { colon: Colon::Refused, dollar: Dollar::Expanded, ..EnvDialect::of(Loader::Just, "just", "1.59") },
        EnvDialect { dollar: Dollar::Expanded, ..EnvDialect::of(Loader::Compose, "Compose", "5.6") },
        EnvDialect { colon: Colon::Skipped, ..EnvDialect::of(Loader::PodmanCompose, "podman-compose", "1.6") },
        EnvDialect {
            has_comments_behind: false,
            colon: Colon::Refused,
            quotes: Quotes::Kept,
            export: Export::Refused,
            ..EnvDialect::of(Loader::Docker, "docker run --env-file", "28.2")
        },
        EnvDialect {
            has_comments_behind: false,
            twice: Twice::Refused,
            colon: Colon::Refused,
            quotes: Quotes::Kept,
            export: Export::Refused,
            ..EnvDialect::of(Loader::Kubectl, "kubectl --from-env-file", "1.20")
        },
        EnvDialect {
            has_comments_behind: false,
            colon: Colon::Skipped,
            export: Export::Skipped,
            ..EnvDialect::of(Loader::Systemd, "systemd", "252")
        },
        EnvDialect { cuts_at_hash: true, dollar: Dollar::Expanded, ..EnvDialect::of(Loader::Direnv, "direnv", "2.32") },
        EnvDialect {
            cuts_at_hash: true,
            colon: Colon::Refused,
            ..EnvDialect::of(Loader::Caddy, "caddy --envfile", "2.11")
        },
        EnvDialect {
            colon: Colon::Refused,
            dollar: Dollar::Expanded,
            ..EnvDialect::of(Loader::Shell, "sourced by a shell", "bash 5.2")
        },
    ];
}
