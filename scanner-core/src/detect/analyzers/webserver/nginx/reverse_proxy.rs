//! What other parts of the repository do for the server: headers that the application sends, TLS that ends before it.

use super::protection::{
    self,
    Protection::{self, *},
};
use crate::{
    context::{is_aside, is_compose_file},
    detect::{ConfigFile, Files, project::split},
};
use std::sync::Arc;

/// What the rest of the repository says.
#[derive(Default)]
pub(in crate::detect::analyzers) struct ReverseProxyContext {
    /// What applications that are proxied send themselves, and with what.
    sent: Vec<(Answers, Protection)>,
    /// Whether something before the server ends TLS.
    pub(in crate::detect::analyzers) ends_tls: bool,
    /// Whether a compose file publishes port 80 to everyone.
    pub(in crate::detect::analyzers) publishes_http: bool,
}

/// What a framework's applications mostly answer with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// Data, for pages that another program serves.
    Data,
    /// Pages, and data as well.
    Pages,
}

/// A framework or library.
struct Sender {
    /// The names of the files that tell of it.
    files: &'static [&'static str],
    /// What one of them has in it.
    words: &'static [&'static str],
    answers: Answers,
    /// What it sends unless it is told not to.
    protections: &'static [Protection],
}

const SENDERS: &[Sender] = &[
    Sender {
        files: &["package.json"],
        words: &["\"helmet\"", "\"@fastify/helmet\"", "\"koa-helmet\""],
        answers: Answers::Data,
        protections: &[TransportSecurity, FrameOptions, ContentTypeOptions, ReferrerPolicy, ContentSecurityPolicy],
    },
    Sender {
        files: &["package.json"],
        words: &["\"nuxt-security\""],
        answers: Answers::Pages,
        protections: &protection::ALL,
    },
    Sender {
        files: &["Gemfile"],
        words: &["\"rails\"", "'rails'"],
        answers: Answers::Pages,
        protections: &[FrameOptions, ContentTypeOptions, ReferrerPolicy],
    },
    Sender {
        files: &["requirements.txt", "pyproject.toml", "Pipfile"],
        words: &["django", "Django"],
        answers: Answers::Pages,
        protections: &[FrameOptions, ContentTypeOptions, ReferrerPolicy],
    },
    Sender {
        files: &["pom.xml", "build.gradle"],
        words: &["spring-boot-starter-security"],
        answers: Answers::Data,
        protections: &[FrameOptions, ContentTypeOptions],
    },
];
/// Programs that end TLS before whatever runs behind them, as compose files name them.
const TLS_ENDS: &[&str] =
    &["traefik", "caddy", "cloudflared", "nginx-proxy", "acme-companion", "linuxserver/swag", "haproxy"];

impl ReverseProxyContext {
    /// Whether a file of such a path is looked into.
    pub(in crate::detect::analyzers) fn reads(path: &str) -> bool {
        let name = split(path).1;
        SENDERS.iter().any(|sender| sender.files.contains(&name)) || name.starts_with("next.config.")
    }

    /// What the rest of a file's project says.
    pub(in crate::detect::analyzers) fn of(file: &ConfigFile<'_>) -> Arc<Self> {
        let project = project(file);
        file.relations.files().once(project, |files| ReverseProxyContext::in_project(project, files))
    }

    fn in_project(project: &str, files: &Files) -> Self {
        let texts = || files.texts_below(project.trim_end_matches('/')).filter(|(path, _)| !is_aside(path));
        let sent = texts().flat_map(|(path, text)| sent_by(path, text)).collect();
        let composes = || texts().filter(|(path, _)| is_compose_file(path));
        let names = |text: &[u8]| TLS_ENDS.iter().any(|name| memchr::memmem::find(text, name.as_bytes()).is_some());
        ReverseProxyContext {
            sent,
            ends_tls: files.once("", TlsEnd::of).0 || composes().any(|(_, text)| names(text)),
            publishes_http: composes().any(|(_, text)| publishes_http(text)),
        }
    }

    /// What an application sends that nginx asks by this name.
    pub(in crate::detect::analyzers) fn sent_from(&self, upstream: &str) -> impl Iterator<Item = Protection> {
        let pages = serves_pages(upstream);
        let sent = self.sent.iter().filter(move |(answers, _)| !pages || *answers == Answers::Pages);
        sent.map(|(_, protection)| *protection)
    }
}

fn sent_by(path: &str, text: &[u8]) -> Vec<(Answers, Protection)> {
    let name = split(path).1;
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    if name.starts_with("next.config.") {
        let named = protection::ALL.into_iter().filter(|protection| has(protection.name()));
        return named.map(|protection| (Answers::Pages, protection)).collect();
    }
    let senders =
        SENDERS.iter().filter(|sender| sender.files.contains(&name) && sender.words.iter().any(|word| has(word)));
    senders.flat_map(|sender| sender.protections.iter().map(|protection| (sender.answers, *protection))).collect()
}

/// Whether a server that is asked serves pages, by its name.
fn serves_pages(upstream: &str) -> bool {
    const WORDS: [&str; 14] = [
        "web", "front", "frontend", "ui", "client", "spa", "static", "nginx", "www", "site", "dashboard", "portal",
        "react", "vue",
    ];
    let host = upstream.split("://").last().unwrap_or(upstream).to_ascii_lowercase();
    host.split(|c: char| !c.is_ascii_alphabetic()).any(|word| WORDS.contains(&word) || word.ends_with("frontend"))
}

/// The start of the paths of the project that a file is of: up to the nearest folder around it that has a compose file.
fn project<'a>(file: &ConfigFile<'a>) -> &'a str {
    let files = file.relations.files();
    let mut folder = split(file.path).0;
    while !folder.is_empty() {
        if files.inside(folder).any(is_compose_file) {
            return &file.path[..=folder.len()];
        }
        folder = split(folder).0;
    }
    ""
}

/// Whether there is an ingress, or another server's configuration.
struct TlsEnd(bool);

impl TlsEnd {
    fn of(files: &Files) -> Self {
        TlsEnd(files.paths().filter(|path| !is_aside(path)).any(ends_tls))
    }
}

fn ends_tls(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    let is_manifest = name.ends_with(".yml") || name.ends_with(".yaml") || name.ends_with(".toml");
    name == "caddyfile"
        || name == "haproxy.cfg"
        || is_manifest && (name.contains("ingress") || name.contains("traefik"))
}

/// `80:8080` and `0.0.0.0:80:80`, at the start of a port that is published.
fn publishes_http(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"80:").any(|at| {
        let line = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
        let before = text[line..at].trim_ascii_start();
        let before = before.strip_prefix(b"-").unwrap_or(before).trim_ascii();
        let rest = text.get(at + 3).is_some_and(u8::is_ascii_digit);
        rest && matches!(before, b"" | b"\"" | b"'" | b"0.0.0.0:" | b"\"0.0.0.0:" | b"'0.0.0.0:")
    })
}

#[cfg(test)]
mod tests {
    use super::publishes_http;

    #[test]
    fn published_ports() {
        for (text, expected) in [
            ("ports:\n  - \"80:80\"\n", true),
            ("ports:\n  - 80:8080\n", true),
            ("  - '0.0.0.0:80:80'\n", true),
            ("  - \"127.0.0.1:80:80\"\n", false),
            ("  - \"8080:80\"\n", false),
            ("  image: x:80\n", false),
        ] {
            assert_eq!(publishes_http(text.as_bytes()), expected, "{text}");
        }
    }
}
