//! Networks in files of infrastructure: what firewalls and clusters let every address in to.
//!
//! Terraform, CloudFormation, Ansible and Azure write the same rule with other keys: addresses that may connect, and the ports
//! that they may connect to. So the keys are compared by their letters, in whatever tree they are.

use super::{Analyzer, Check, Diagnostics};
use crate::{
    detect::{ConfigFile, knowledge::store::store_of_port},
    document::{Entry, Format, Node, Value},
    model::{Environment, Severity},
};
use gonogo_rules::knowledge::network;
use std::ops::RangeInclusive;

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[Check::ClusterOpenToEveryone, Check::StorePortOpenToEveryone],
    applies_to: |path| {
        matches!(Format::for_path(path), Some(Format::Yaml | Format::Json | Format::Hcl))
            && !path.ends_with("lock.json")
    },
    reads: |_| false,
    check,
};

/// All addresses.
const EVERYONE: [&str; 2] = ["0.0.0.0/0", "::/0"];
/// More ports than this are all of them.
const MANY_PORTS: u32 = 10_000;

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    let names_everyone = EVERYONE.iter().any(|address| memchr::memmem::find(file.text, address.as_bytes()).is_some());
    let aside = matches!(file.context().environment, Environment::Development | Environment::Test);
    if !names_everyone || aside || !file.context().role.is_in_use() {
        return;
    }
    for root in file.parsed.document().map_or(&[][..], |document| &document.roots) {
        look(root, &mut Vec::new(), found);
    }
}

/// Looks at a node and those in it; `path` are the keys around it.
fn look<'n>(node: &'n Node, path: &mut Vec<&'n str>, found: &mut Diagnostics<'_>) {
    match &node.value {
        Value::Mapping(entries) => {
            firewall(node, path, found);
            for entry in entries {
                cluster(entry, path, found);
                path.push(&entry.key);
                look(&entry.value, path, found);
                path.pop();
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| look(item, path, found)),
        _ => {}
    }
}

/// A key by its letters alone: `CidrIp`, `cidr_ip`.
fn letters(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The part of a value that lets everyone in.
fn everyone(node: &Node) -> Option<&Node> {
    let is_all = |node: &&Node| node.text().is_some_and(|text| EVERYONE.contains(&text.trim()));
    Some(node).filter(is_all).or_else(|| node.items().iter().find(is_all))
}

/// A rule that lets everyone connect to the port of a data store.
fn firewall(rule: &Node, path: &[&str], found: &mut Diagnostics<'_>) {
    const SOURCES: [&str; 9] = [
        "cidrip", "cidripv6", "cidripv4", "cidrblocks", "ipv6cidrblocks", "sourceranges", "sourceaddressprefix",
        "sourceaddressprefixes", "cidr",
    ];
    let by_letters: Vec<(String, &Entry)> = rule.entries().iter().map(|entry| (letters(&entry.key), entry)).collect();
    let sources = by_letters.iter().filter(|(key, _)| SOURCES.contains(&key.as_str()));
    let Some(open) = sources.into_iter().find_map(|(_, entry)| everyone(&entry.value)) else { return };
    let says = |key: &str, words: &[&str]| {
        let mut values =
            by_letters.iter().filter(|(known, _)| known == key).filter_map(|(_, entry)| entry.value.text());
        values.any(|value| words.iter().any(|word| value.eq_ignore_ascii_case(word)))
    };
    let leads_out = path.iter().any(|key| letters(key).contains("egress"))
        || says("type", &["egress"])
        || says("direction", &["egress", "outbound"])
        || says("access", &["deny"]);
    if leads_out {
        return;
    }
    let (message, store) = match opened(&by_letters) {
        Opened::Nothing => return,
        Opened::All => ("Every port is open to every address".to_owned(), None),
        Opened::Store(port, product) => {
            (format!("Port {port} ({product}) is open to every address"), store_of_port(&port.to_string()))
        }
    };
    let report = found.report(Check::StorePortOpenToEveryone, open.span.clone()).subject(path.join("."));
    report.store(store).message(message);
}

/// The ports that a rule opens, as far as they matter.
enum Opened {
    Nothing,
    All,
    /// The port of a data store, and its product.
    Store(u32, &'static str),
}

fn opened(rule: &[(String, &Entry)]) -> Opened {
    let texts = |keys: &[&str]| -> Vec<String> {
        let given = rule.iter().filter(|(key, _)| keys.contains(&key.as_str()));
        given.flat_map(|(_, entry)| scalars(&entry.value)).collect()
    };
    let number = |keys: &[&str]| texts(keys).first().and_then(|text| text.parse::<i64>().ok());
    let protocol = texts(&["protocol", "ipprotocol", "proto"]);
    let mut ranges: Vec<RangeInclusive<u32>> = texts(&[
        "port", "ports", "portrange", "destinationport", "destinationports", "destinationportrange",
        "destinationportranges", "allow", "allowed",
    ])
    .iter()
    .filter_map(|text| range(text))
    .collect();
    if let (Some(from), Some(to)) = (number(&["fromport"]), number(&["toport"])) {
        let port = |number: i64| u32::try_from(number).unwrap_or(0);
        ranges.push(port(from)..=port(to));
    }
    let is_all = protocol.iter().any(|word| matches!(word.as_str(), "-1" | "all"));
    if is_all || ranges.iter().any(|range| range.end() - range.start() > MANY_PORTS) {
        return Opened::All;
    }
    let known = network::STORE_PORTS.iter().filter_map(|(port, product)| Some((port.parse::<u32>().ok()?, *product)));
    let store = known.into_iter().find(|(port, _)| ranges.iter().any(|range| range.contains(port)));
    store.map_or(Opened::Nothing, |(port, product)| Opened::Store(port, product))
}

/// `5432`, `5432-5433`, `5432:5433`.
fn range(text: &str) -> Option<RangeInclusive<u32>> {
    let (from, to) = text.split_once(['-', ':']).unwrap_or((text, text));
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to).then_some(from..=to)
}

/// All texts in a node.
fn scalars(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Scalar(scalar) => vec![scalar.text.clone()],
        Value::Sequence(items) => items.iter().flat_map(scalars).collect(),
        Value::Mapping(entries) => entries.iter().flat_map(|entry| scalars(&entry.value)).collect(),
    }
}

/// The interface of a cluster, or a variable for it, that every address may use.
fn cluster(entry: &Entry, path: &[&str], found: &mut Diagnostics<'_>) {
    const NAMES: [&str; 6] = [
        "publicaccesscidrs", "apiserverauthorizedipranges", "authorizedipranges", "masterauthorizednetworks",
        "controlplaneauthorizednetworks", "apiserveraccesscidrs",
    ];
    // The default of a variable, and blocks in a list of networks, have the name above them.
    let is_default = entry.key == "default";
    let named = if is_default || letters(&entry.key) == "cidrblock" { path.last().copied() } else { Some(&*entry.key) };
    let around = path.iter().rev().take(3).any(|key| letters(key).contains("masterauthorizednetworks"));
    let is_cluster = named.is_some_and(|name| NAMES.iter().any(|known| letters(name).ends_with(known))) || around;
    let Some(open) = everyone(&entry.value).filter(|_| is_cluster) else { return };
    let severity = if is_default { Severity::Low } else { Severity::Medium };
    let name = named.unwrap_or_default();
    found
        .report(Check::ClusterOpenToEveryone, open.span.clone())
        .subject(format!("{} {}", path.join("."), entry.key))
        .severity(severity)
        .message(format!("`{name}` lets every address reach the cluster's interface"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    #[test]
    fn ports_that_rules_open() {
        for (path, text, expected) in [
            ("a.yml", "{from_port: 3306, to_port: 3306}", "3306"),
            ("a.yml", "{FromPort: 443, ToPort: 443}", ""),
            ("a.yml", "{FromPort: 0, ToPort: 65535}", "all"),
            ("a.yml", "{IpProtocol: '-1'}", "all"),
            ("a.yml", "{allow: {protocol: tcp, ports: ['5432-5440']}}", "5432"),
            ("a.yml", "{destinationPortRange: '27017'}", "27017"),
            ("a.yml", "{ports: [80, 443]}", ""),
            ("a.tf", "from_port = 6379\nto_port = 6380\n", "6379"),
        ] {
            let document = parse(path, text.as_bytes()).expect("parses");
            let rule: Vec<_> = document.roots[0].entries().iter().map(|entry| (letters(&entry.key), entry)).collect();
            let found = match opened(&rule) {
                Opened::Nothing => String::new(),
                Opened::All => "all".to_owned(),
                Opened::Store(port, _) => port.to_string(),
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
