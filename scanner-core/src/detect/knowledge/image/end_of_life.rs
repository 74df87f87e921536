//! Images of versions that get no more security fixes: a dated table.
//!
//! The table says itself up to which day ends count, so that a scan depends on no clock.

use super::ImageRef;
use std::sync::LazyLock;

/// A version whose time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) struct Ended {
    /// As people call it: `node 18`.
    pub(in crate::detect) version: String,
    /// The last day: `2025-04-30`.
    pub(in crate::detect) day: &'static str,
    /// Whether that is more than a year ago.
    pub(in crate::detect) is_long_ago: bool,
}

impl Ended {
    /// For people: "node 18 has had no security fixes since 2025-04-30".
    pub(in crate::detect) fn message(&self) -> String {
        format!("{} has had no security fixes since {}", self.version, self.day)
    }
}

struct Line {
    product: &'static str,
    version: &'static str,
    /// `None` as long as it is not known.
    day: Option<&'static str>,
    code_name: Option<&'static str>,
}

struct Table {
    as_of: &'static str,
    lines: Vec<Line>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { as_of: "", lines: Vec::new() };
    for line in gonogo_rules::knowledge::END_OF_LIFE.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        match words[..] {
            ["as-of", day] => table.as_of = day,
            [product, version, day, ..] => table.lines.push(Line {
                product,
                version,
                day: Some(day).filter(|day| *day != "-"),
                code_name: words.get(3).copied(),
            }),
            _ => {}
        }
    }
    table
});

impl ImageRef<'_> {
    /// The version in the tag that gets no more fixes: of the product itself, or of the system that it is built on.
    pub(in crate::detect) fn ended(&self) -> Option<Ended> {
        let tag = self.tag?.to_ascii_lowercase();
        let product = self.product();
        let own = product.and_then(|product| TABLE.ended(product, &tag));
        own.or_else(|| product.and_then(|_| tag.split('-').skip(1).find_map(system)))
    }
}

/// The system that a word of a tag names: `buster`, `alpine3.11`.
fn system(word: &str) -> Option<Ended> {
    if let Some(version) = word.strip_prefix("alpine").filter(|version| version.contains('.')) {
        return TABLE.ended("alpine", version);
    }
    TABLE.ended("debian", word)
}

impl Table {
    fn ended(&self, product: &str, tag: &str) -> Option<Ended> {
        let lines: Vec<&Line> = self.lines.iter().filter(|line| line.product == product).collect();
        let first = tag.split('-').next().unwrap_or_default();
        let version = parts(first);
        let fits = |line: &&&Line| match version.is_empty() {
            true => line.code_name == Some(first),
            false => is_within(&version, &parts(line.version)),
        };
        let fitting: Vec<&&Line> = lines.iter().filter(fits).collect();
        let days = fitting.iter().map(|line| line.day.filter(|day| *day <= self.as_of));
        let last = match days.collect::<Option<Vec<_>>>()?.into_iter().max() {
            Some(day) => day,
            // Older than all that is listed.
            None => {
                let oldest = lines.iter().min_by_key(|line| parts(line.version))?;
                oldest.day.filter(|_| !version.is_empty() && version < parts(oldest.version))?
            }
        };
        let named = fitting.first().filter(|_| fitting.len() == 1).map_or(first, |line| line.version);
        let is_long_ago = last < a_year_before(self.as_of).as_str();
        Some(Ended { version: format!("{product} {named}"), day: last, is_long_ago })
    }
}

/// The numbers that a tag starts with: those of `14.16.1`. None if it starts with something else.
fn parts(version: &str) -> Vec<u32> {
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    version[..end].split('.').map_while(|part| part.parse().ok()).collect()
}

/// Whether one of two versions is a release of the other: 14.16 of 14, and 7.4 of what a tag `7` may be.
fn is_within(tag: &[u32], line: &[u32]) -> bool {
    let length = tag.len().min(line.len());
    tag[..length] == line[..length]
}

fn a_year_before(day: &str) -> String {
    let (year, rest) = day.split_once('-').unwrap_or((day, ""));
    format!("{}-{rest}", year.parse::<u32>().unwrap_or_default().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ended_versions() {
        for (image, expected) in [
            ("node:18-alpine", Some("node 18 2025-04-30")),
            ("docker.io/library/node:14.16.1", Some("node 14 2023-04-30")),
            ("node:0.12", Some("node 0.12 2018-04-30")),
            ("node:24-alpine", None),
            ("node:24-buster", Some("debian 10 2024-06-30")),
            ("node:24-alpine3.11", Some("alpine 3.11 2021-11-01")),
            ("node:alpine3.11", None),
            ("node:latest", None),
            ("node", None),
            ("python:3", None),
            ("python:2", Some("python 2 2020-01-01")),
            ("python:3.8-slim", Some("python 3.8 2024-10-07")),
            ("php:7-fpm", Some("php 7 2022-11-28")),
            ("ubuntu:focal", Some("ubuntu 20.04 2025-05-31")),
            ("ubuntu:24.04", None),
            ("debian:buster-slim", Some("debian 10 2024-06-30")),
            ("mcr.microsoft.com/dotnet/aspnet:6.0", Some("dotnet 6 2024-11-12")),
            ("mcr.microsoft.com/dotnet/aspnet:10.0", None),
            ("postgres:12-alpine", Some("postgres 12 2024-11-21")),
            ("postgres:9.6", Some("postgres 9.6 2021-11-11")),
            ("redis:5", Some("redis 5.0 2022-04-27")),
            ("redis:7-alpine", None),
            ("openjdk:8-jre", Some("openjdk 8 2022-07-31")),
            ("someone/node:8", None),
        ] {
            let found = ImageRef::parse(image).and_then(|image| image.ended());
            let found = found.map(|ended| format!("{} {}", ended.version, ended.day));
            assert_eq!(found.as_deref(), expected, "{image}");
        }
    }

    #[test]
    fn the_table_is_sound() {
        let is_day = |day: &str| day.len() == 10 && day.bytes().filter(|byte| *byte == b'-').count() == 2;
        assert!(is_day(TABLE.as_of));
        assert!(TABLE.lines.len() > 200, "{}", TABLE.lines.len());
        for line in &TABLE.lines {
            assert!(
                line.day.is_none_or(is_day) && !parts(line.version).is_empty(),
                "{} {}",
                line.product,
                line.version
            );
        }
    }
}
