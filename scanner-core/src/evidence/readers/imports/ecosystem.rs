//! Languages by the packages that they import.

use gonogo_rules::knowledge::libraries;

/// Languages that share packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::evidence) enum Ecosystem {
    Node,
    Python,
    Php,
    Ruby,
    Jvm,
    Go,
    Dotnet,
    Rust,
    Elixir,
}

/// A library, and what the table says of it.
pub(in crate::evidence) type Library = (&'static str, &'static [&'static str]);

impl Ecosystem {
    /// All of them, in the order of their declaration.
    pub(in crate::evidence) const ALL: [Self; 9] = [
        Ecosystem::Node,
        Ecosystem::Python,
        Ecosystem::Php,
        Ecosystem::Ruby,
        Ecosystem::Jvm,
        Ecosystem::Go,
        Ecosystem::Dotnet,
        Ecosystem::Rust,
        Ecosystem::Elixir,
    ];

    /// By the ending of a file's name.
    pub(in crate::evidence) fn for_path(path: &str) -> Option<Self> {
        Some(match path.rsplit_once('.')?.1 {
            "js" | "jsx" | "mjs" | "cjs" | "ts" | "tsx" | "mts" | "cts" | "vue" | "svelte" | "astro" => Ecosystem::Node,
            "py" => Ecosystem::Python,
            "php" => Ecosystem::Php,
            "rb" | "ru" | "rake" => Ecosystem::Ruby,
            "java" | "kt" | "kts" | "scala" | "groovy" => Ecosystem::Jvm,
            "go" => Ecosystem::Go,
            "cs" => Ecosystem::Dotnet,
            "rs" => Ecosystem::Rust,
            "ex" | "exs" => Ecosystem::Elixir,
            _ => return None,
        })
    }

    /// The libraries that are known.
    pub(in crate::evidence) fn libraries(self) -> &'static [Library] {
        match self {
            Ecosystem::Node => libraries::NODE,
            Ecosystem::Python => libraries::PYTHON,
            Ecosystem::Php => libraries::PHP,
            Ecosystem::Ruby => libraries::RUBY,
            Ecosystem::Jvm => libraries::JVM,
            Ecosystem::Go => libraries::GO,
            Ecosystem::Dotnet => libraries::DOTNET,
            Ecosystem::Rust => libraries::RUST,
            Ecosystem::Elixir => libraries::ELIXIR,
        }
    }

    /// Texts, one of which is in each file that imports a package.
    pub(in crate::evidence) fn marks(self, package: &str) -> Vec<String> {
        match self {
            Ecosystem::Node => vec![format!("'{package}"), format!("\"{package}")],
            Ecosystem::Go => vec![format!("\"{package}")],
            Ecosystem::Python => {
                let member = package.rsplit_once('.').map(|(parent, _)| format!("from {parent} import"));
                [format!("import {package}"), format!("from {package}")].into_iter().chain(member).collect()
            }
            // `OpenTelemetry::SDK`, and what is set: `config.lograge.enabled`.
            Ecosystem::Ruby => vec![package.rsplit('.').next().unwrap_or(package).to_owned()],
            _ => vec![package.to_owned()],
        }
    }
}
