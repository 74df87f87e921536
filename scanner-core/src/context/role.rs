//! The part a file plays in its repository.

use super::{Language, Reason};
use crate::model::words;
use std::{fmt, str::FromStr};

/// What a file is for, as far as it changes what a value in it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Nothing special.
    Plain,
    /// Program source.
    Source,
    /// Settings of a program or of what runs it.
    Config,
    /// Tests: credentials in it are mostly made up for them.
    Test,
    /// Made-up data, for tests and trials.
    Fixture,
    /// Documentation and examples.
    Docs,
    /// A file to be copied and filled in, such as `.env.example`.
    Template,
    /// Written by a package manager: full of hashes.
    Lockfile,
    /// Written by a program (bundles, minified code, source maps).
    Generated,
    /// Copied from elsewhere.
    Vendored,
    /// Texts of the user interface: names that say "password" are labels.
    Localisation,
}

const LOCKFILES: &[&str] = &[
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "cargo.lock",
    "gemfile.lock", "composer.lock", "poetry.lock", "pipfile.lock", "uv.lock", "pdm.lock", "go.sum", "go.work.sum",
    "packages.lock.json", "mix.lock", "pubspec.lock", "podfile.lock", "flake.lock", "gradle.lockfile", "deno.lock",
    ".terraform.lock.hcl", "package.resolved", "cartfile.resolved", "project.assets.json", "paket.lock", "conan.lock",
    "buf.lock", "chart.lock", "shrinkwrap.yaml", "verification-metadata.xml", "rush-lock.yaml",
];
const LOCALISATION: &[&str] = &[
    "locale", "locales", "i18n", "l10n", "lang", "langs", "translations", "translation", "messages", "lproj",
    "_locales",
];
const TEST: &[&str] = &[
    "t", "test", "tests", "testing", "__tests__", "spec", "specs", "e2e", "cypress", "integration-tests", "unittest",
    "unittests", "testsuite",
];
const FIXTURES: &[&str] = &[
    "testdata", "test-data", "test_data", "fixtures", "fixture", "__fixtures__", "__mocks__", "mocks", "mock", "fake",
    "fakes", "faker", "factories", "stubs",
];
const DOCS: &[&str] = &[
    "docs", "doc", "documentation", "examples", "example", "samples", "sample", "demo", "demos", "tutorial",
    "tutorials",
];
const VENDORED: &[&str] =
    &["node_modules", "bower_components", "vendor", "third_party", "dist-packages", "site-packages", ".yarn"];

/// Folders of templates.
const TEMPLATES: &[&str] = &["env-templates", "env-template", "env-examples", "env-example"];

impl Role {
    /// By the path, as it is and in lower case, and the first bytes.
    pub(super) fn of(path: &str, lower: &str, language: Language, text: &[u8]) -> (Self, Reason) {
        let (folders, name) = lower.rsplit_once('/').unwrap_or(("", lower));
        let inside = |role: Role, list: &[&str]| {
            let folder = folders.split('/').find(|folder| list.contains(folder))?;
            Some((role, Reason::Folder(folder.to_owned())))
        };
        let named = |role: Role, yes: bool| yes.then_some((role, Reason::Name));
        named(Role::Lockfile, LOCKFILES.contains(&name))
            .or_else(|| named(Role::Generated, is_generated_name(name)))
            .or_else(|| says_generated(text).then_some((Role::Generated, Reason::Head)))
            .or_else(|| inside(Role::Vendored, VENDORED))
            .or_else(|| named(Role::Localisation, is_localisation(folders, name)))
            .or_else(|| named(Role::Template, is_template(name)))
            .or_else(|| inside(Role::Template, TEMPLATES))
            .or_else(|| inside(Role::Fixture, FIXTURES))
            .or_else(|| inside(Role::Test, TEST))
            .or_else(|| named(Role::Test, is_test_name(name)))
            .or_else(|| named(Role::Fixture, language == Language::Source && is_sample(path)))
            .or_else(|| named(Role::Docs, is_document(name)))
            .or_else(|| inside(Role::Docs, DOCS))
            .unwrap_or_else(|| by_language(language))
    }

    /// Whether made-up credentials are usual in such a file.
    pub fn is_practice(self) -> bool {
        matches!(self, Role::Test | Role::Fixture | Role::Docs | Role::Template)
    }

    /// The name as it is written in configuration and output.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Plain => "plain",
            Role::Source => "source",
            Role::Config => "config",
            Role::Test => "test",
            Role::Fixture => "fixture",
            Role::Docs => "docs",
            Role::Template => "template",
            Role::Lockfile => "lockfile",
            Role::Generated => "generated",
            Role::Vendored => "vendored",
            Role::Localisation => "localisation",
        }
    }

    /// All roles.
    pub const ALL: [Role; 11] = [
        Role::Plain,
        Role::Source,
        Role::Config,
        Role::Test,
        Role::Fixture,
        Role::Docs,
        Role::Template,
        Role::Lockfile,
        Role::Generated,
        Role::Vendored,
        Role::Localisation,
    ];
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{unknown}` is none of {}", Role::ALL.map(Role::as_str).join(", "))]
pub struct ParseRoleError {
    unknown: String,
}

impl FromStr for Role {
    type Err = ParseRoleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || ParseRoleError { unknown: text.to_owned() };
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(unknown)
    }
}

/// Whether a file is in a folder of tests, made-up data or copies, whatever its name says.
pub fn is_aside(path: &str) -> bool {
    let lower = path.to_lowercase();
    let folders = lower.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| [FIXTURES, TEST, DOCS, VENDORED].iter().any(|list| list.contains(&folder)))
}

fn by_language(language: Language) -> (Role, Reason) {
    match language {
        Language::Source => (Role::Source, Reason::Extension),
        Language::Settings | Language::Json => (Role::Config, Reason::Extension),
        Language::Markup | Language::Prose => (Role::Plain, Reason::Nothing),
    }
}

/// `ExampleJob.py`, `fake-user.service.ts`: the first word of the name.
fn is_sample(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let first = words(name.as_bytes()).into_iter().next();
    first.is_some_and(|word| ["example", "sample", "fake", "mock", "dummy", "stub"].contains(&word.as_str()))
}

/// Texts for people; what a package manager reads is none.
fn is_document(name: &str) -> bool {
    if name.starts_with("requirements") || name.starts_with("constraints") {
        return [".md", ".rst"].iter().any(|ending| name.ends_with(ending));
    }
    [".md", ".mdx", ".rst", ".adoc", ".asciidoc", ".txt"].iter().any(|ending| name.ends_with(ending))
}

fn is_generated_name(name: &str) -> bool {
    const ENDINGS: &[&str] = &[
        ".min.js", ".min.css", ".map", ".bundle.js", ".chunk.js", "-min.js", ".pb.go", ".g.dart", ".designer.cs",
        ".snap.js",
    ];
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn says_generated(text: &[u8]) -> bool {
    let head = &text[..text.len().min(400)];
    let marks: [&[u8]; 4] = [b"@generated", b"DO NOT EDIT", b"Code generated by", b"Generated by GNU Autoconf"];
    marks.iter().any(|mark| memchr::memmem::find(head, mark).is_some())
}

fn is_localisation(folders: &str, name: &str) -> bool {
    let endings = [".po", ".pot", ".xlf", ".xliff", ".arb", ".strings", ".lproj"];
    let texts =
        [".json", ".yml", ".yaml", ".properties", ".xml", ".php", ".js", ".ts", ".ini", ".toml", ".resx", ".ftl"];
    endings.iter().any(|ending| name.ends_with(ending))
        || (texts.iter().any(|ending| name.ends_with(ending))
            && (folders.split('/').any(|folder| LOCALISATION.contains(&folder) || folder.ends_with(".lproj"))
                || name.starts_with("messages")))
        || name == "strings.xml"
}

fn is_template(name: &str) -> bool {
    ["example", "examples", "sample", "template", "dist", "tpl", "tmpl", "j2", "tftpl", "skel", "default", "defaults"]
        .iter()
        .any(|word| name.split(['.', '-', '_']).any(|part| part == *word))
}

fn is_test_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_spec")
        || stem.ends_with("-test")
        || name.contains(".test.")
        || name.contains(".spec.")
        || name.contains(".e2e.")
        || (stem.ends_with("test") || stem.ends_with("tests"))
            && (name.ends_with(".java")
                || name.ends_with(".kt")
                || name.ends_with(".cs")
                || name.ends_with(".scala")
                || name.ends_with(".php"))
        || stem == "conftest"
        || name == "test.py"
        || name == "tests.py"
        || name.starts_with("phpunit.xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_path() {
        for (path, role) in [
            ("yarn.lock", Role::Lockfile),
            ("web/node_modules/x/index.js", Role::Vendored),
            ("public/app.min.js", Role::Generated),
            ("src/locales/de.json", Role::Localisation),
            ("config/locale.rb", Role::Source),
            (".env.example", Role::Template),
            ("tests/login.py", Role::Test),
            ("shop/tests.py", Role::Test),
            ("phpunit.xml", Role::Test),
            ("src/user.spec.ts", Role::Test),
            ("readme.md", Role::Docs),
            (".env.production", Role::Config),
            ("env-templates/api.env", Role::Template),
            (".env.production.example", Role::Template),
            ("app.env.example", Role::Template),
            (".example.env", Role::Template),
            ("userdata.tftpl", Role::Template),
            ("src/faker/users.ts", Role::Fixture),
            ("app/Jobs/ExampleJob.py", Role::Fixture),
            ("src/contest.py", Role::Source),
            ("notice", Role::Plain),
        ] {
            assert_eq!(Role::of(path, &path.to_lowercase(), Language::of(path), b"").0, role, "{path}");
        }
        let generated =
            Role::of("api.go", "api.go", Language::Source, b"// Code generated by protoc-gen-go. DO NOT EDIT.");
        assert_eq!(generated, (Role::Generated, Reason::Head));
    }
}
