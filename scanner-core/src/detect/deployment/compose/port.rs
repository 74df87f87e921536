//! Published ports in their short form: `8000`, `9090-9091:8080-8081`, `127.0.0.1:5000:5000/udp`, `[::1]:80:80`.

use super::entry::text_entry;
use crate::document::Entry;
use std::ops::Range;

/// The ports of a range that are looked at.
const MAX_RANGE_PORTS: u16 = 64;

/// One port of a container and where it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Port {
    pub(super) host_ip: Option<String>,
    pub(super) published: Option<String>,
    pub(super) target: String,
    pub(super) protocol: String,
}

impl Port {
    /// The long form.
    pub(super) fn entries(&self, span: &Range<usize>) -> Vec<Entry> {
        let given = |key: &str, text: &Option<String>| text.as_ref().map(|text| text_entry(key, text, span.clone()));
        let mut entries = vec![text_entry("target", &self.target, span.clone())];
        entries.extend(given("published", &self.published));
        entries.extend(given("host_ip", &self.host_ip));
        entries.push(text_entry("protocol", &self.protocol, span.clone()));
        entries
    }
}

/// Reads a short form. Ranges become one port each.
pub(super) fn parse(text: &str) -> Vec<Port> {
    let (text, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
    let (host, target) = text.rsplit_once(':').map_or((None, text), |(host, target)| (Some(host), target));
    let (host_ip, published) = match host {
        None => (None, None),
        Some(host) => match host.rsplit_once(':') {
            Some((ip, published)) => (Some(ip.trim_matches(['[', ']'])), Some(published)),
            // An address in brackets or with dots has no port of its own.
            None if host.contains('.') => (Some(host), None),
            None => (None, Some(host)),
        },
    };
    let targets = range(target);
    let published: Vec<String> = published.filter(|published| !published.is_empty()).map(range).unwrap_or_default();
    let port = |(at, target): (usize, &String)| Port {
        host_ip: host_ip.filter(|ip| !ip.is_empty()).map(str::to_owned),
        published: published.get(at).or(published.first().filter(|_| published.len() == 1)).cloned(),
        target: target.clone(),
        protocol: protocol.to_owned(),
    };
    targets.iter().enumerate().map(port).collect()
}

fn range(text: &str) -> Vec<String> {
    let bounds = text.split_once('-').and_then(|(from, to)| Some((from.parse::<u16>().ok()?, to.parse::<u16>().ok()?)));
    match bounds {
        Some((from, to)) if from <= to => {
            (from..=to.min(from.saturating_add(MAX_RANGE_PORTS))).map(|port| port.to_string()).collect()
        }
        _ => vec![text.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_form() {
        let show = |text: &str| {
            let one = |port: Port| {
                let part = |text: Option<String>| text.unwrap_or_default();
                format!("{}|{}|{}/{}", part(port.host_ip), part(port.published), port.target, port.protocol)
            };
            parse(text).into_iter().map(one).collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("3000", "||3000/tcp"),
            ("3000-3002", "||3000/tcp ||3001/tcp ||3002/tcp"),
            ("8000:8000", "|8000|8000/tcp"),
            ("9090-9091:8080-8081", "|9090|8080/tcp |9091|8081/tcp"),
            ("49100:22", "|49100|22/tcp"),
            ("8000-9000:80", "|8000|80/tcp"),
            ("127.0.0.1:8001:8001", "127.0.0.1|8001|8001/tcp"),
            ("127.0.0.1:5000-5001:5000-5001", "127.0.0.1|5000|5000/tcp 127.0.0.1|5001|5001/tcp"),
            ("127.0.0.1::5000", "127.0.0.1||5000/tcp"),
            ("6060:6060/udp", "|6060|6060/udp"),
            ("[::1]:6379:6379", "::1|6379|6379/tcp"),
            ("::1:6379:6379", "::1|6379|6379/tcp"),
            ("0.0.0.0:5432:5432", "0.0.0.0|5432|5432/tcp"),
            ("${PORT}:5432", "|${PORT}|5432/tcp"),
            ("${HOST}:${PORT}:5432", "${HOST}|${PORT}|5432/tcp"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
