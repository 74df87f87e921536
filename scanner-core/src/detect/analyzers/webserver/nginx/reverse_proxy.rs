//! Protections from other parts of the repository: headers that the application sends, TLS that ends in front of the
//! server.

use super::protection::{
    self,
    Protection::{self, *},
};
use crate::{
    context::{Project, is_aside, is_compose_file},
    detect::{
        ConfigFile, Files,
        deployment::{Model, compose::ComposeFile},
        project::split,
    },
    document::{Node, ParsedFile, Value},
};
use std::sync::Arc;

/// Facts from the rest of the repository.
#[derive(Default)]
pub(in crate::detect::analyzers) struct ReverseProxyContext {
    /// The protections that proxied applications send themselves, with the kind of their answers.
    sent: Vec<(Answers, Protection)>,
    /// Whether something before the server ends TLS.
    pub(in crate::detect::analyzers) ends_tls: bool,
    /// Whether a compose file publishes port 80 to everyone.
    pub(in crate::detect::analyzers) publishes_http: bool,
}

/// The kind of answers that a framework's applications mostly give.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// Data, for pages that another program serves.
    Data,
    /// Pages, and data as well.
    Pages,
}

/// A framework or library.
struct Sender {
    /// The names of the files that show its use.
    files: &'static [&'static str],
    /// Words that one of these files contains.
    words: &'static [&'static str],
    answers: Answers,
    /// The protections it sends unless they are turned off.
    protections: &'static [Protection],
}

const SENDERS: &[Sender] = &[
    Sender {
        files: &["package.json"],
        words: &["helmet", "@fastify/helmet", "koa-helmet"],
        answers: Answers::Data,
        protections: &[TransportSecurity, FrameOptions, ContentTypeOptions, ReferrerPolicy, ContentSecurityPolicy],
    },
    Sender {
        files: &["package.json"],
        words: &["nuxt-security"],
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

    /// Reads the rest of a file's project.
    pub(in crate::detect::analyzers) fn of(file: &ConfigFile<'_>) -> Arc<Self> {
        let folder = project_folder(file);
        file.relations.files().once(folder, |files| ReverseProxyContext::in_folder(folder, files, file.project))
    }

    fn in_folder(folder: &str, files: &Files, project: &Project) -> Self {
        let kept = || files.kept_below(folder).filter(|file| !is_aside(file.path()));
        let compose = kept().filter_map(|file| ComposeFile::from_kept(file, project, files));
        let models: Vec<_> = compose.map(ComposeFile::models).collect();
        let models = || models.iter().flat_map(|models| models.iter());
        ReverseProxyContext {
            sent: kept().flat_map(sent_by).collect(),
            ends_tls: files.once("", TlsEnd::new).0 || models().any(|model| names_tls_end(&model.root)),
            publishes_http: models().flat_map(Model::services).any(|service| publishes_http(&service.value)),
        }
    }

    /// The protections that an application sends to which nginx passes requests under this name.
    pub(in crate::detect::analyzers) fn sent_from(&self, upstream: &str) -> impl Iterator<Item = Protection> {
        let pages = serves_pages(upstream);
        let sent = self.sent.iter().filter(move |(answers, _)| !pages || *answers == Answers::Pages);
        sent.map(|(_, protection)| *protection)
    }
}

fn sent_by(file: &ParsedFile<'_>) -> Vec<(Answers, Protection)> {
    let name = split(file.path()).1;
    let has = |word: &str| file.text().contains(word);
    let depends = |word: &str| match name {
        "package.json" => file.package().is_some_and(|package| package.depends_on(word)),
        _ => has(word),
    };
    if name.starts_with("next.config.") {
        let named = protection::ALL.into_iter().filter(|protection| has(protection.name()));
        return named.map(|protection| (Answers::Pages, protection)).collect();
    }
    let senders =
        SENDERS.iter().filter(|sender| sender.files.contains(&name) && sender.words.iter().any(|word| depends(word)));
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

/// The folder of the project that a file belongs to: the nearest around it that has a compose file.
fn project_folder<'a>(file: &ConfigFile<'a>) -> &'a str {
    let files = file.relations.files();
    let mut folder = split(file.path).0;
    while !folder.is_empty() {
        if files.inside(folder).any(is_compose_file) {
            return folder;
        }
        folder = split(folder).0;
    }
    ""
}

/// Whether there is an ingress, or another server's configuration.
struct TlsEnd(bool);

impl TlsEnd {
    fn new(files: &Files) -> Self {
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

/// Whether a program that ends TLS is named in what is started.
fn names_tls_end(node: &Node) -> bool {
    let names = |text: &str| TLS_ENDS.iter().any(|name| text.contains(name));
    match &node.value {
        Value::Mapping(entries) => entries.iter().any(|entry| names(&entry.key) || names_tls_end(&entry.value)),
        Value::Sequence(items) => items.iter().any(names_tls_end),
        Value::Scalar(scalar) => names(&scalar.text),
    }
}

/// Whether a service publishes port 80 on all addresses.
fn publishes_http(service: &Node) -> bool {
    let text = |port: &Node, key: &str| port.get(key).and_then(Node::text).map(str::to_owned);
    let ports = service.items_of("ports");
    ports.iter().any(|port| {
        let address = text(port, "host_ip");
        text(port, "published").as_deref() == Some("80") && address.is_none_or(|ip| matches!(&*ip, "0.0.0.0" | "::"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::Project, detect::Files};

    #[test]
    fn published_ports() {
        for (ports, expected) in [
            ("['80:80']", true),
            ("[80:8080]", true),
            ("['${HTTP_PORT:-80}:80']", true),
            ("[{target: 8080, published: 80}]", true),
            ("['0.0.0.0:80:80']", true),
            ("['127.0.0.1:80:80']", false),
            ("['8080:80']", false),
            ("[]", false),
        ] {
            let text = format!("services: {{a: {{image: x, ports: {ports}}}}}");
            let mut files = Files::default();
            files.keep("compose.prod.yml", text.into_bytes());
            let context = ReverseProxyContext::in_folder("", &files, &Project::default());
            assert_eq!(context.publishes_http, expected, "{ports}");
        }
    }
}
