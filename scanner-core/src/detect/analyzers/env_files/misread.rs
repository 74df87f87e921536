//! Values that what loads an env file does not read as they are written.
//!
//! Each loader has its own idea of `#`, `$` and quotes; see [`EnvDialect`]. What is cut or lengthened silently is a password
//! that nobody chose.

use super::{Check, Diagnostics};
use crate::{
    context::{Dollar, EnvDialect, Quotes, Reader, Twice},
    detect::{ConfigFile, settings},
    document::Setting,
    model::{Environment, Severity},
};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

/// A value as it is written behind its operator.
struct Written<'t> {
    text: &'t str,
    span: Range<usize>,
    /// The quote that it is in.
    quote: Option<char>,
}

pub(super) fn values(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if !file.context().role.is_in_use() || file.context().environment == Environment::Test {
        return;
    }
    let loaders = file.project.loaders(file.path);
    if loaders.is_empty() {
        return;
    }
    let names: HashSet<&str> = file.settings.iter().map(|setting| &*setting.name).collect();
    let keeps_quotes = loaders.iter().any(|loader| dialect(loader).quotes == Quotes::Kept);
    for setting in file.settings {
        let Some(written) = written(file.parsed.text(), setting) else { continue };
        let misread = loaders.iter().find_map(|loader| Some((misread(&written, dialect(loader), &names)?, loader)));
        let Some((misread, loader)) = misread else { continue };
        let is_secret =
            settings::class_of(&setting.name).is_some() || settings::connection_password(written.text).is_some();
        if misread == Misread::Expanded && !is_secret {
            continue;
        }
        let severity = if is_secret { Severity::Medium } else { Severity::Low };
        let report = found.report(Check::EnvValueMisread, setting.key.clone()).severity(severity);
        report.subject(&*setting.name).message(message(setting, misread, loader));
        if misread == Misread::Cut && !keeps_quotes && !written.text.contains('\'') {
            report.fix("Quote the value", vec![(written.span.clone(), format!("'{}'", written.text))]);
        }
    }
    first_lines(file, &loaders, found);
}

fn dialect(reader: &Reader) -> &'static EnvDialect {
    reader.loader.map_or(&EnvDialect::COMMON, |loader| loader.dialect())
}

/// What a loader makes of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Misread {
    /// It ends at a `#`.
    Cut,
    /// What was meant as a comment is part of it.
    Lengthened,
    /// A `$` in it is taken for a variable that does not exist.
    Expanded,
    /// Its quotes are part of it.
    Quoted,
}

fn message(setting: &Setting<'_>, misread: Misread, reader: &Reader) -> String {
    let name = &setting.name;
    let loader = reader.loader.map(|loader| loader.to_string()).unwrap_or_default();
    let place = format!("({}:{})", reader.path, reader.line);
    match misread {
        Misread::Cut => format!("`{name}` is cut at `#`, which starts a comment for {loader} {place}"),
        Misread::Lengthened => {
            format!("`{name}` includes what follows `#`, which starts no comment for {loader} {place}")
        }
        Misread::Expanded => format!("`{name}` is cut at `$`, which starts a variable for {loader} {place}"),
        Misread::Quoted => format!("`{name}` includes its quotes, which {loader} keeps {place}"),
    }
}

fn misread(value: &Written<'_>, dialect: &EnvDialect, names: &HashSet<&str>) -> Option<Misread> {
    let text = value.text;
    if value.quote.is_some() && dialect.quotes == Quotes::Kept {
        return Some(Misread::Quoted);
    }
    let hash = text.find('#').filter(|_| value.quote.is_none());
    let is_behind_blank = hash.is_some_and(|at| text[..at].ends_with([' ', '\t']));
    match hash {
        Some(1..) if !is_behind_blank && dialect.cuts_at_hash => return Some(Misread::Cut),
        Some(_) if is_behind_blank && !dialect.has_comments_behind => return Some(Misread::Lengthened),
        _ => {}
    }
    let expands = match dialect.dollar {
        Dollar::ExpandedInQuotes => true,
        Dollar::Expanded => value.quote != Some('\''),
        _ => false,
    };
    (expands && has_stray_dollar(text, names)).then_some(Misread::Expanded)
}

/// Whether a `$` within a value is followed by what could name a variable, but is no name of the file or in capitals, as
/// those of the environment are.
fn has_stray_dollar(text: &str, names: &HashSet<&str>) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let behind = &text[at + 1..];
        let length = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(behind.len());
        let name = &behind[..length];
        at > 0
            && !text[..at].ends_with(['\\', '$'])
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.contains(|c: char| c.is_ascii_lowercase())
            && !names.contains(name)
    })
}

/// A value in its line, without the quotes around it.
fn written<'t>(text: &'t str, setting: &Setting<'_>) -> Option<Written<'t>> {
    let rest = text.get(setting.key.end..)?;
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let value = line.trim_start().strip_prefix('=')?.trim();
    let start = setting.key.end + line.find('=')? + 1;
    let start = start + text[start..].len() - text[start..].trim_start_matches([' ', '\t']).len();
    let quote = value.chars().next().filter(|first| ['"', '\'', '`'].contains(first));
    let closed = quote.and_then(|quote| value[1..].find(quote));
    match (quote, closed) {
        (Some(_), Some(closed)) => {
            Some(Written { text: &value[1..=closed], span: start + 1..start + 1 + closed, quote })
        }
        (Some(_), None) => None,
        (None, _) => Some(Written { text: value, span: start..start + value.len(), quote }),
    }
}

/// Keys that are there twice with different values, where the first line counts or the file is refused.
fn first_lines(file: &ConfigFile<'_>, loaders: &[Reader], found: &mut Diagnostics<'_>) {
    let Some(reader) = loaders.iter().find(|loader| dialect(loader).twice != Twice::Last) else { return };
    let mut first: HashMap<&str, &str> = HashMap::new();
    for setting in file.settings {
        let Some(value) = first.insert(&setting.name, &setting.text).filter(|value| *value != &*setting.text) else {
            continue;
        };
        first.insert(&setting.name, value);
        let loader = reader.loader.map(|loader| loader.to_string()).unwrap_or_default();
        let what = match dialect(reader).twice {
            Twice::Refused => "which is an error for",
            _ => "and the first line counts for",
        };
        let message = format!("`{}` is set twice, {what} {loader} ({}:{})", setting.name, reader.path, reader.line);
        let report = found.report(Check::EnvValueMisread, setting.key.clone()).severity(Severity::Medium);
        report.subject(&*setting.name).message(message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::Loader, document::ParsedFile};

    #[test]
    fn values_by_loader() {
        use Loader::{Compose, DjangoEnviron, Docker, Next, NpmDotenv, PythonDotenv};
        for (line, loader, expected) in [
            ("P=ab#cd", NpmDotenv, Some(Misread::Cut)),
            ("P='ab#cd'", NpmDotenv, None),
            ("P=ab # cd", NpmDotenv, None),
            ("P=#ab", NpmDotenv, None),
            ("P=ab#cd", PythonDotenv, None),
            ("P=ab # cd", DjangoEnviron, Some(Misread::Lengthened)),
            ("P=\"ab\" # cd", DjangoEnviron, None),
            ("P=\"ab\"", Docker, Some(Misread::Quoted)),
            ("P=ab$ecret", Next, Some(Misread::Expanded)),
            ("P='ab$ecret'", Next, Some(Misread::Expanded)),
            ("P='ab$ecret'", Compose, None),
            ("P=ab\\$ecret", Next, None),
            ("P=ab$HOME", Next, None),
            ("P=ab$ecret", NpmDotenv, None),
        ] {
            let file = ParsedFile::new(".env", line.as_bytes());
            let settings = file.settings();
            let written = written(line, &settings.list[0]).expect(line);
            assert!(misread(&written, loader.dialect(), &HashSet::new()) == expected, "{line} {loader}");
        }
    }
}
