//! Packages that are asked for in manifests of which only the names matter here: Maven, Gradle, .NET, Mix, Deno, charts.

use crate::{
    document::Node,
    evidence::{SurveyedFile, readers::text::lines},
};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::ops::Range;

/// The start of a name of .NET's kits for web servers.
const WEB_KIT: &str = "microsoft.net.sdk.web";

/// A name in lower case, without its group, and its place.
type Named = (String, Range<usize>);

/// The packages that a file asks for, without those for tests.
pub(super) fn names(file: &SurveyedFile<'_>) -> Vec<Named> {
    let (text, name) = (file.parsed.text(), file.split().1.to_ascii_lowercase());
    let extension = name.rsplit('.').next().unwrap_or_default();
    match (&*name, extension) {
        ("pom.xml", _) => maven(text),
        (_, "csproj" | "fsproj" | "vbproj") | ("directory.packages.props" | "packages.config", _) => dotnet(text),
        ("build.gradle" | "build.gradle.kts", _) => by_line(text, gradle),
        ("mix.exs", _) => by_line(text, mix),
        ("libs.versions.toml", _) => mapped(list(file, "libraries"), catalog),
        ("deno.json" | "deno.jsonc", _) => mapped(list(file, "imports"), |node| deno(node.text()?)),
        ("chart.yaml", _) => chart(list(file, "dependencies")),
        _ => Vec::new(),
    }
}

/// `<dependency><artifactId>jjwt-api</artifactId></dependency>`.
fn maven(text: &str) -> Vec<Named> {
    let (mut found, mut path) = (Vec::new(), Vec::<String>::new());
    let mut pending: Option<Named> = None;
    let mut is_for_tests = false;
    events(text, |event, span| match event {
        Event::Start(tag) => {
            path.push(tag.local_name().as_ref().to_owned());
            if path.last().is_some_and(|name| name == "dependency") {
                (pending, is_for_tests) = (None, false);
            }
        }
        Event::End(tag) => {
            path.pop();
            if tag.local_name().as_ref() == "dependency" {
                found.extend(pending.take().filter(|_| !is_for_tests));
            }
        }
        Event::Text(inner) => {
            let [.., parent, own] = &path[..] else { return };
            if parent != "dependency" {
                return;
            }
            let value = inner.trim().to_ascii_lowercase();
            match own.as_str() {
                "artifactId" => pending = Some((value, span)),
                "scope" => is_for_tests = value == "test",
                _ => {}
            }
        }
        _ => {}
    });
    found
}

/// `<PackageReference Include="Npgsql" />`, `<Project Sdk="Microsoft.NET.Sdk.Web">`.
fn dotnet(text: &str) -> Vec<Named> {
    let mut found = Vec::new();
    events(text, |event, span| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
        let key = match tag.local_name().as_ref() {
            "PackageReference" | "PackageVersion" | "FrameworkReference" => "Include",
            "package" => "id",
            "Project" => "Sdk",
            _ => return,
        };
        let Some(name) = attribute(tag, key) else { return };
        let name = if name.starts_with(WEB_KIT) { WEB_KIT.to_owned() } else { name };
        found.push((name, span));
    });
    found
}

fn attribute(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    Some(tag.try_get_attribute(key).ok()??.value.to_ascii_lowercase())
}

/// Hands out the events of an XML document with their places, up to what is no XML.
fn events(text: &str, mut take: impl FnMut(&Event<'_>, Range<usize>)) {
    let place = |position: u64| usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
    let mut reader = Reader::from_str(text);
    loop {
        let start = place(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return,
            Ok(event) => take(&event, start..place(reader.buffer_position())),
        }
    }
}

/// What a reader of single lines finds.
fn by_line(text: &str, read: fn(&str) -> Option<&str>) -> Vec<Named> {
    let each = lines(text).filter_map(|(at, line)| {
        let (code, end) = (line.trim_start(), at + line.len());
        Some((read(code)?.to_ascii_lowercase(), end - code.len()..end))
    });
    each.collect()
}

/// `implementation("io.jsonwebtoken:jjwt-api:0.13.0")`.
fn gradle(line: &str) -> Option<&str> {
    const USED: [&str; 8] =
        ["implementation", "api", "runtimeOnly", "compileOnly", "compile", "runtime", "kapt", "developmentOnly"];
    let word = line.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let named = USED.contains(&word).then(|| line.split(['"', '\'']).nth(1))??;
    named.split(':').nth(1)
}

/// `{:phoenix, "~> 1.8"}`.
fn mix(line: &str) -> Option<&str> {
    let name = line.trim_start_matches('[').strip_prefix("{:")?.split(',').next()?;
    (!line.contains("only: :test") && !line.contains("only: [:dev")).then_some(name)
}

/// `npm:express@5`, `jsr:@oak/oak@17`.
fn deno(address: &str) -> Option<&str> {
    let name = ["npm:", "jsr:"].iter().find_map(|start| address.strip_prefix(start))?;
    let version = name.char_indices().skip(1).find(|(_, c)| *c == '@');
    Some(&name[..version.map_or(name.len(), |(at, _)| at)])
}

/// `jjwt = { module = "io.jsonwebtoken:jjwt-api", version = "0.13.0" }` in a catalog of Gradle.
fn catalog(library: &Node) -> Option<&str> {
    let full = library.get("module").or_else(|| library.get("name")).unwrap_or(library).text()?;
    Some(full.split(':').nth(1).unwrap_or(full))
}

/// The charts that a chart starts with itself.
fn chart(charts: Option<&Node>) -> Vec<Named> {
    let items = charts.map_or(&[][..], Node::items);
    items
        .iter()
        .filter_map(|chart| Some((chart.get("name")?.text()?.to_ascii_lowercase(), chart.span.clone())))
        .collect()
}

/// What a key at the root of a document holds.
fn list<'a>(file: &SurveyedFile<'a>, key: &str) -> Option<&'a Node> {
    file.parsed.root()?.get(key)
}

/// The names in the values of a mapping.
fn mapped<'a>(mapping: Option<&'a Node>, name: fn(&'a Node) -> Option<&'a str>) -> Vec<Named> {
    let entries = mapping.map_or(&[][..], Node::entries);
    entries
        .iter()
        .filter_map(|entry| Some((name(&entry.value)?.to_ascii_lowercase(), entry.key_span.clone())))
        .collect()
}
