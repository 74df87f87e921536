//! What other parts of the repository do for the server: headers that the application sends, TLS that ends before it.

use super::protection::{
    self,
    Protection::{self, *},
};
use crate::{
    context::{is_aside, is_compose_file},
    detect::{ConfigFile, Files, project::split},
};

/// What the rest of the repository says.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// What applications that are proxied send themselves.
    pub(super) protections: Vec<Protection>,
    /// Whether something before the server ends TLS.
    pub(super) ends_tls: bool,
    /// Whether a compose file publishes port 80 to everyone.
    pub(super) publishes_http: bool,
}

/// A framework or library, told by a word in a file of a name, and what it sends unless it is told not to.
const SENDERS: &[(&[&str], &[&str], &[Protection])] = &[
    (
        &["package.json"],
        &["\"helmet\"", "\"@fastify/helmet\"", "\"koa-helmet\"", "\"nuxt-security\""],
        &[TransportSecurity, FrameOptions, ContentTypeOptions, ReferrerPolicy, ContentSecurityPolicy],
    ),
    (&["Gemfile"], &["\"rails\"", "'rails'"], &[FrameOptions, ContentTypeOptions, ReferrerPolicy]),
    (
        &["requirements.txt", "pyproject.toml", "Pipfile"],
        &["django", "Django"],
        &[FrameOptions, ContentTypeOptions, ReferrerPolicy],
    ),
    (&["pom.xml", "build.gradle"], &["spring-boot-starter-security"], &[FrameOptions, ContentTypeOptions]),
];
/// Programs that end TLS before whatever runs behind them, as compose files name them.
const TLS_ENDS: &[&str] =
    &["traefik", "caddy", "cloudflared", "nginx-proxy", "acme-companion", "linuxserver/swag", "haproxy"];

impl Elsewhere {
    /// Whether a file of such a path is looked into.
    pub(super) fn reads(path: &str) -> bool {
        let name = split(path).1;
        SENDERS.iter().any(|(names, ..)| names.contains(&name)) || name.starts_with("next.config.")
    }

    pub(super) fn of(file: &ConfigFile<'_>) -> Self {
        let files = file.relations.files();
        let texts = || files.texts().filter(|(path, _)| !is_aside(path));
        let mut protections: Vec<Protection> = texts().flat_map(|(path, text)| sent_by(path, text)).collect();
        protections.sort_unstable();
        protections.dedup();
        let composes = || texts().filter(|(path, _)| is_compose_file(path));
        let names = |text: &[u8]| TLS_ENDS.iter().any(|name| memchr::memmem::find(text, name.as_bytes()).is_some());
        Elsewhere {
            protections,
            ends_tls: ends_tls(files) || composes().any(|(_, text)| names(text)),
            publishes_http: composes().any(|(_, text)| publishes_http(text)),
        }
    }
}

fn sent_by(path: &str, text: &[u8]) -> Vec<Protection> {
    let name = split(path).1;
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    if name.starts_with("next.config.") {
        return protection::ALL.into_iter().filter(|protection| has(protection.name())).collect();
    }
    let sends = SENDERS.iter().filter(|(names, words, _)| names.contains(&name) && words.iter().any(|word| has(word)));
    sends.flat_map(|(.., protections)| protections.iter().copied()).collect()
}

/// An ingress, or another server's configuration.
fn ends_tls(files: &Files) -> bool {
    files.paths().filter(|path| !is_aside(path)).any(|path| {
        let name = split(path).1.to_ascii_lowercase();
        let is_manifest = name.ends_with(".yml") || name.ends_with(".yaml") || name.ends_with(".toml");
        name == "caddyfile"
            || name == "haproxy.cfg"
            || is_manifest && (name.contains("ingress") || name.contains("traefik"))
    })
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
