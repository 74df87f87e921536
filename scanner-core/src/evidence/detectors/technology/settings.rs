//! Technologies by the settings that a program is given: their names, and the schemes of the addresses in their values.

use super::{Sightings, SurveyedFile, show};
use crate::{
    context::{Role, is_compose_file, is_env_file},
    evidence::readers::text::lines,
    model::NameWords,
};
use gonogo_rules::knowledge::technologies::{SCHEMES, SETTINGS};

/// Whether a file gives a program its settings. A template shows what a program wants as well as the file that is made of it.
pub(super) fn applies_to(file: &SurveyedFile<'_>) -> bool {
    let is_given = file.is_in_use() || file.role() == Role::Template;
    let name = file.split().1.to_ascii_lowercase();
    is_given && (is_env_file(file.path()) || is_compose_file(file.path()) || is_application_file(&name))
}

/// The files that Spring, ASP.NET and Rails read, by name.
fn is_application_file(name: &str) -> bool {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_of =
        |start: &str| stem == start || stem.strip_prefix(start).is_some_and(|rest| rest.starts_with(['-', '.']));
    match extension {
        "yml" | "yaml" => is_of("application") || is_of("database"),
        "properties" => is_of("application"),
        "json" => is_of("appsettings"),
        _ => false,
    }
}

pub(super) fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let is_application = !is_env_file(file.path());
    for setting in file.parsed.settings().list {
        // In a tree of settings the keys around one say what it is of.
        let words = NameWords::new(if is_application { &setting.path } else { &setting.name });
        show(SETTINGS, &setting.key, found, |known| words.runs(known.len()).any(|run| run == known));
        if let Some(scheme) = scheme(&setting.text) {
            show(SCHEMES, &setting.value, found, |known| known == scheme);
        }
    }
}

/// The stores of a schema of Prisma, which calls them as addresses do: `provider = "postgresql"`.
pub(super) fn prisma(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let mut is_source = false;
    for (at, line) in lines(file.parsed.text()) {
        let code = line.trim();
        is_source = (is_source && code != "}") || code.starts_with("datasource ");
        let value = code.strip_prefix("provider").filter(|_| is_source).and_then(|rest| rest.split('"').nth(1));
        if let Some(provider) = value {
            show(SCHEMES, &(at..at + line.len()), found, |known| known == provider);
        }
    }
}

/// The scheme of an address, without the driver: `postgresql` of `postgresql+asyncpg://` and of `jdbc:postgresql://`.
fn scheme(value: &str) -> Option<&str> {
    let (scheme, _) = value.trim().split_once("://")?;
    let scheme = scheme.strip_prefix("jdbc:").unwrap_or(scheme);
    scheme.split(['+', ':']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_without_drivers() {
        for (value, expected) in [
            ("postgresql+asyncpg://db/app", Some("postgresql")),
            ("jdbc:mysql://db/app", Some("mysql")),
            ("mongodb+srv://db", Some("mongodb")),
            ("redis", None),
        ] {
            assert_eq!(scheme(value), expected, "{value}");
        }
    }

    #[test]
    fn files_of_frameworks() {
        for name in ["application.yml", "application-prod.properties", "appsettings.production.json", "database.yml"] {
            assert!(is_application_file(name), "{name}");
        }
        for name in ["applications.yml", "package.json", "app.properties", "mkdocs.yml"] {
            assert!(!is_application_file(name), "{name}");
        }
    }
}
