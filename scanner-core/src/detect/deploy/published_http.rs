//! Compose files for production that publish port 80 and nothing for TLS.

use super::{Area, Found};
use crate::{
    context::is_compose_file,
    detect::ConfigFile,
    document::{Node, parse},
    model::{Environment, Severity},
};

pub(super) const AREA: Area =
    Area { detectors: &["http-only-published"], wants: is_compose_file, beside: |_| false, search };

/// What ends TLS at another port, or before the machine.
const TLS: &[&str] = &["traefik", "caddy", "cloudflared", "nginx-proxy", "acme-companion", "swag", "haproxy", "443"];

fn search(file: &ConfigFile<'_>, found: &mut Found<'_>) {
    let context = file.context();
    if context.environment != Environment::Production || !ConfigFile::is_in_use(context.role) {
        return;
    }
    if TLS.iter().any(|word| memchr::memmem::find(file.text, word.as_bytes()).is_some()) {
        return;
    }
    let Ok(document) = parse(file.path, file.text) else { return };
    for service in document.roots.iter().filter_map(|root| root.get("services")).flat_map(|all| all.entries()) {
        let ports = service.value.get("ports").map_or(&[][..], Node::items);
        if let Some(port) = ports.iter().find(|port| is_http(port)) {
            let what = format!("`{}` has nothing for TLS beside it", service.key);
            found.claim("http-only-published", port.span.clone(), Severity::Medium, what);
        }
    }
}

/// `80:8080` on all addresses, in both forms.
fn is_http(port: &Node) -> bool {
    if let Some(text) = port.text() {
        let all = text.strip_prefix("0.0.0.0:").unwrap_or(text);
        return all.strip_prefix("80:").is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_digit()));
    }
    let is = |key: &str, value: &str| port.get(key).and_then(Node::text) == Some(value);
    is("published", "80") && port.get("host_ip").is_none()
}
