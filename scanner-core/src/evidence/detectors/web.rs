//! What stands before the program: reverse proxies, their tuning, and CDNs.

use super::Detector;
use crate::{
    context::is_env_file,
    document::{Format, Node, Server},
    evidence::{Sightings, SurveyedFile, readers::tree},
    model::{EvidenceKind, NameWords},
};

/// Directives that hand requests on, in lower case.
const PASSING: &[&str] = &[
    "fastcgi_pass", "grpc_pass", "php_fastcgi", "proxy_pass", "proxypass", "reverse_proxy", "scgi_pass", "uwsgi_pass",
];

/// Directives that compress responses, let clients keep them, or bound requests, in lower case.
const TUNING: &[&str] = &[
    "addoutputfilterbytype", "brotli", "client_body_timeout", "client_header_timeout", "encode", "expires",
    "expiresactive", "gzip", "http2", "keepalive_timeout", "proxy_buffers", "proxy_cache", "proxy_connect_timeout",
    "proxy_read_timeout", "send_timeout",
];

/// Resources of Terraform that hand requests on.
const BALANCERS: &[&str] =
    &["aws_lb_listener", "azurerm_application_gateway", "cloudflare_tunnel", "google_compute_url_map"];

/// Resources of Terraform that are CDNs.
const CDNS: &[&str] = &[
    "aws_cloudfront_distribution", "azurerm_cdn_endpoint", "azurerm_cdn_frontdoor_endpoint", "bunnynet_pullzone",
    "digitalocean_cdn", "fastly_service_vcl", "google_compute_backend_bucket",
];

pub(super) const SERVERS: Detector = Detector {
    keywords: &[
        "_pass", "proxypass", "reverse_proxy", "gzip", "brotli", "encode", "expires", "timeout", "http2", "proxy_",
    ],
    applies_to: |file| file.is_in_use() && file.parsed.server().is_some(),
    look: servers,
};

pub(super) const PLATFORMS: Detector = Detector {
    keywords: &[
        "ingress", "httproute", "traefik", "cdn", "cloudfront", "fastly", "lb_listener", "url_map", "gateway",
        "pullzone",
    ],
    applies_to: |file| {
        let format = Format::for_path(file.path());
        file.is_in_use() && matches!(format, Some(Format::Yaml | Format::Hcl | Format::Dotenv | Format::Json))
    },
    look: platforms,
};

fn servers(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let Some(server) = file.parsed.server() else { return };
    for directive in tree::directives(&file.parsed.server_config(server).directives) {
        let name = directive.name().to_ascii_lowercase();
        let is_off = directive.argument(0).is_some_and(|first| matches!(first, "off" | "0" | "none" | "!"));
        if PASSING.contains(&&*name) && !is_off {
            found.report(EvidenceKind::ReverseProxy, directive.head()).wired();
        }
        let caches = name == "add_header"
            && directive.argument(0).is_some_and(|header| header.eq_ignore_ascii_case("cache-control"));
        let is_http2 = server == Server::Nginx && name == "listen" && directive.arguments().any(|word| word == "http2");
        if TUNING.contains(&&*name) && !is_off || caches || is_http2 {
            found.report(EvidenceKind::HttpTuning, directive.head()).wired();
        }
    }
}

fn platforms(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if is_env_file(file.path()) {
        return addresses(file, found);
    }
    for root in file.roots() {
        let kind = root
            .get("kind")
            .filter(|kind| matches!(kind.text(), Some("Ingress" | "HTTPRoute" | "IngressRoute" | "VirtualService")));
        if let Some(kind) = kind {
            found.report(EvidenceKind::ReverseProxy, kind.span.clone()).wired();
        }
        for (kind, resource) in tree::resources(root) {
            let is_proxied =
                kind == "cloudflare_record" && resource.value.get("proxied").and_then(Node::text) == Some("true");
            if BALANCERS.contains(&kind) {
                found.report(EvidenceKind::ReverseProxy, resource.key_span.clone()).wired();
            } else if CDNS.contains(&kind) || is_proxied {
                found.report(EvidenceKind::Cdn, resource.key_span.clone()).wired();
            }
        }
        for resource in root.entries_of("Resources") {
            if resource.value.get("Type").and_then(Node::text) == Some("AWS::CloudFront::Distribution") {
                found.report(EvidenceKind::Cdn, resource.key_span.clone()).wired();
            }
        }
        for service in root.entries_of("services") {
            labels(&service.value, found);
        }
    }
}

/// Routers that Traefik reads from a service's labels.
fn labels(service: &Node, found: &mut Sightings) {
    let is_rule = |name: &str| name.starts_with("traefik.http.routers.") && name.ends_with(".rule");
    if let Some(span) = tree::label(service, is_rule) {
        found.report(EvidenceKind::ReverseProxy, span.clone()).wired();
    }
}

/// Addresses of a CDN that the program is given.
fn addresses(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for setting in file.parsed.settings().list.iter().filter(|setting| !setting.text.trim().is_empty()) {
        let names = NameWords::new(&setting.name);
        if names.has("cdn") && ["url", "host", "domain", "base"].iter().any(|part| names.has(part)) {
            found.report(EvidenceKind::Cdn, setting.key.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn proxies() {
        all(&[
            (
                &[(
                    "nginx/shop.conf",
                    "server {\n  gzip on;\n  location / {\n    proxy_pass http://api:3000;\n  }\n}\n",
                )],
                &["http-tuning wired nginx/shop.conf:2", "reverse-proxy wired nginx/shop.conf:4"],
            ),
            (
                &[(
                    "nginx/shop.conf",
                    "server {\n  listen 80;\n  gzip off;\n  # proxy_pass http://api;\n  root /srv;\n}\n",
                )],
                &[],
            ),
            (
                &[("Caddyfile", "shop.net {\n  encode zstd gzip\n  reverse_proxy api:3000\n}\n")],
                &[
                    "http-tuning wired Caddyfile:2", "reverse-proxy wired Caddyfile:3",
                    "tls-certificate wired Caddyfile:1",
                ],
            ),
            (
                &[(
                    "compose.yml",
                    "services:\n  a:\n    labels:\n      - traefik.http.routers.a.rule=Host(`shop.net`)\n",
                )],
                &["reverse-proxy wired compose.yml:4"],
            ),
            (
                &[("k8s/in.yaml", "apiVersion: networking.k8s.io/v1\nkind: Ingress\n")],
                &["reverse-proxy wired k8s/in.yaml:2"],
            ),
            (&[("k8s/in.yaml", "apiVersion: v1\nkind: Service\n")], &[]),
        ]);
    }

    #[test]
    fn cdns() {
        all(&[
            (&[("a.tf", "resource \"aws_cloudfront_distribution\" \"web\" {\n}\n")], &["cdn wired a.tf:1"]),
            (&[("a.tf", "# resource \"aws_cloudfront_distribution\" \"web\" {}\n")], &[]),
            (&[(".env.production", "CDN_URL=https://cdn.shop.net\n")], &["cdn present .env.production:1"]),
            (
                &[
                    (".env.production", "CDN_URL=\n# CDN_URL=https://cdn.shop.net\n"),
                    (".env.example", "CDN_URL=https://x\n"),
                ],
                &[],
            ),
        ]);
    }
}
