//! Certificates of TLS: where one is used is present, what renews them by itself is wired.

use super::Detector;
use crate::{
    document::{Directive, Format, Node, Server},
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            call::{self, Call},
            calls,
            schedules::{self, scheduled},
            tree,
        },
    },
    model::EvidenceKind,
};

/// Images that get certificates and renew them.
const IMAGES: &[&str] = &["acme-companion", "caddy-docker-proxy", "letsencrypt-nginx-proxy-companion", "swag"];

/// Resources of Terraform whose provider renews them.
const RESOURCES: &[&str] = &[
    "aws_acm_certificate", "cloudflare_certificate_pack", "digitalocean_certificate",
    "google_compute_managed_ssl_certificate",
];

pub(super) const DETECTOR: Detector = Detector {
    keywords: &[
        "ssl_certificate", "sslcertificatefile", "certbot", "acme", "cert-manager", "certresolver", "swag",
        "certificate", "tls", "caddy", "letsencrypt",
    ],
    applies_to: |file| {
        let is_known = Format::for_path(file.path()).is_some_and(|format| format != Format::Json);
        file.is_in_use()
            && (is_known
                || calls::is_script(file)
                || schedules::is_crontab(file.path())
                || file.parsed.server().is_some())
    },
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if let Some(server) = file.parsed.server() {
        return by_server(file, server, found);
    }
    commands(file, found);
    for root in file.roots() {
        object(root, found);
        for (kind, resource) in tree::resources(root) {
            if RESOURCES.contains(&kind) {
                found.report(EvidenceKind::TlsCertificate, resource.key_span.clone()).wired();
            }
        }
        for service in root.entries_of("services").iter().map(|service| &service.value) {
            if let Some(image) = service.get("image").filter(|image| IMAGES.contains(&tree::image_name(image))) {
                found.report(EvidenceKind::TlsCertificate, image.span.clone()).wired();
            }
            resolver(service, found);
        }
    }
}

fn by_server(file: &SurveyedFile<'_>, server: Server, found: &mut Sightings) {
    let directives = &file.parsed.server_config(server).directives;
    if server == Server::Caddy {
        return sites(directives, found);
    }
    let uses = |directive: &&Directive| directive.is("ssl_certificate") || directive.is("SSLCertificateFile");
    for directive in tree::directives(directives).into_iter().filter(uses) {
        found.report(EvidenceKind::TlsCertificate, directive.head());
    }
}

/// Sites of Caddy, which gets certificates for domains unless it is told not to.
fn sites(directives: &[Directive], found: &mut Sightings) {
    let is_off = |directive: &Directive| {
        directive.is("auto_https") && directive.argument(0).is_some_and(|first| first.starts_with("off"))
    };
    if directives.iter().flat_map(Directive::blocks).any(is_off) {
        return;
    }
    for site in directives.iter().filter(|site| site.is_block()) {
        let name = site.name().trim_end_matches(',').trim_start_matches("https://");
        let is_local = name.starts_with("localhost") || name.ends_with(".local") || name.ends_with(".internal");
        let is_domain = name.contains('.') && name.contains(|c: char| c.is_ascii_alphabetic()) && !name.contains("://");
        if is_domain && !is_local && !name.ends_with(":80") {
            found.report(EvidenceKind::TlsCertificate, site.head()).wired();
        }
    }
}

/// Programs that get certificates; those of a shell install what renews them.
fn commands(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let schedules = scheduled(file);
    for part in schedules.iter().filter(|part| call::of_text(&part.text).iter().any(renews)) {
        found.report(EvidenceKind::TlsCertificate, part.span.clone()).wired();
    }
    for call in calls::calls(file) {
        let is_planned = schedules.iter().any(|part| part.span.contains(&call.span.start));
        if call.runs("acme.sh", &["--issue"]) || call.runs("acme.sh", &["--install-cert"]) {
            found.report(EvidenceKind::TlsCertificate, call.span.clone()).wired();
        } else if gets(call) || renews(call) && !is_planned {
            found.report(EvidenceKind::TlsCertificate, call.span.clone());
        }
    }
}

fn gets(call: &Call) -> bool {
    ["certonly", "--nginx", "--apache", "--standalone"].iter().any(|one| call.runs("certbot", &[one]))
}

fn renews(call: &Call) -> bool {
    call.runs("certbot", &["renew"]) || call.runs("acme.sh", &["--cron"]) || call.runs("lego", &["renew"])
}

/// Objects of cert-manager, and ingresses with certificates.
fn object(root: &Node, found: &mut Sightings) {
    let is_of_manager =
        root.get("apiVersion").and_then(Node::text).is_some_and(|version| version.starts_with("cert-manager.io/"));
    if let Some(kind) = root.get("kind").filter(|_| is_of_manager) {
        found.report(EvidenceKind::TlsCertificate, kind.span.clone()).wired();
    }
    let annotations = root.at(&["metadata", "annotations"]).map_or(&[][..], Node::entries);
    if let Some(annotation) = annotations.iter().find(|entry| entry.key.starts_with("cert-manager.io/")) {
        found.report(EvidenceKind::TlsCertificate, annotation.key_span.clone()).wired();
    } else if root.get("kind").and_then(Node::text) == Some("Ingress") {
        let tls = root.get("spec").and_then(|spec| spec.entry("tls")).filter(|tls| !tls.value.items().is_empty());
        tls.into_iter().for_each(|tls| {
            found.report(EvidenceKind::TlsCertificate, tls.key_span.clone());
        });
    }
}

/// A service whose router asks Traefik for a certificate.
fn resolver(service: &Node, found: &mut Sightings) {
    let is_resolver = |name: &str| name.starts_with("traefik.") && name.ends_with(".tls.certresolver");
    if let Some(span) = tree::label(service, is_resolver) {
        found.report(EvidenceKind::TlsCertificate, span.clone()).wired();
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn certificates() {
        const LOOP: &str =
            "services:\n  certbot:\n    entrypoint: sh -c 'while :; do certbot renew; sleep 12h; done'\n";
        all(&[
            (
                &[("nginx/shop.conf", "server {\n  listen 443 ssl;\n  ssl_certificate /etc/ssl/a.pem;\n}\n")],
                &["tls-certificate present nginx/shop.conf:3"],
            ),
            (&[("nginx/shop.conf", "server {\n  listen 80;\n  # ssl_certificate /etc/ssl/a.pem;\n}\n")], &[]),
            (&[("setup.sh", "certbot --nginx -d shop.net\n")], &["tls-certificate present setup.sh:1"]),
            (&[("setup.sh", "apt-get install -y certbot\n# certbot --nginx\n")], &[]),
            (&[("crontab", "0 3 * * * certbot renew --quiet\n")], &["tls-certificate wired crontab:1"]),
            (&[("crontab", "# 0 3 * * * certbot renew --quiet\n")], &[]),
            (&[("compose.yml", LOOP)], &["tls-certificate wired compose.yml:3"]),
            (&[("Caddyfile", "shop.net {\n  respond ok\n}\n")], &["tls-certificate wired Caddyfile:1"]),
            (&[("Caddyfile", ":80 {\n  respond ok\n}\n")], &[]),
            (&[("Caddyfile", "{\n  auto_https off\n}\nshop.net {\n  respond ok\n}\n")], &[]),
            (
                &[("k8s/issuer.yaml", "apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\n")],
                &["tls-certificate wired k8s/issuer.yaml:2"],
            ),
            (
                &[("compose.yml", "services:\n  a:\n    labels:\n      traefik.http.routers.a.tls.certresolver: le\n")],
                &["tls-certificate wired compose.yml:4"],
            ),
        ]);
    }
}
