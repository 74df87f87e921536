//! Logs: what keeps them from filling the disk, and what takes them to a central place. Libraries of programs are in `libraries`.

use super::Detector;
use crate::{
    context::{is_compose_file, is_env_file},
    document::{Entry, Format, Node},
    evidence::{
        Sightings, SurveyedFile,
        readers::{calls, text::lines, tree},
    },
    model::EvidenceKind,
};

/// Drivers of containers' logs that send them elsewhere.
const DRIVERS: &[&str] = &["awslogs", "fluentd", "gcplogs", "gelf", "loki", "splunk", "syslog"];

/// Images of programs that collect logs and send them on.
const COLLECTORS: &[&str] = &[
    "agent", "alloy", "aws-for-fluent-bit", "datadog-agent", "filebeat", "fluent-bit", "fluentd", "logstash",
    "promtail", "vector",
];

/// Settings of journald that bound its logs.
const JOURNAL: &[&str] = &["MaxRetentionSec", "RuntimeMaxUse", "SystemKeepFree", "SystemMaxUse"];

pub(super) const ROTATION: Detector = Detector {
    keywords: &[
        "logrotate", "max-size", "max-file", "maxretentionsec", "maxuse", "keepfree", "log_channel", "log_stack",
    ],
    applies_to: |file| file.is_in_use(),
    look: rotation,
};

pub(super) const SHIPPING: Detector = Detector {
    keywords: &[
        "promtail", "alloy", "vector", "fluent", "filebeat", "logstash", "datadog", "driver", "clients", "pipelines",
        "sinks",
    ],
    applies_to: |file| {
        let format = Format::for_path(file.path());
        file.is_in_use() && matches!(format, Some(Format::Yaml | Format::Json | Format::Toml | Format::Hcl))
    },
    look: shipping,
};

fn rotation(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let (path, name) = (file.path(), file.split().1);
    if is_logrotate(file) {
        return logrotate(file, found);
    }
    if is_env_file(path) {
        return laravel(file, found);
    }
    for call in calls::calls(file) {
        let installs = call.runs("pm2", &["install", "pm2-logrotate"]);
        if installs {
            found.report(EvidenceKind::LogRotation, call.span.clone()).wired();
        }
        if call.words.iter().any(|word| word.contains("logrotate")) {
            found.uses(EvidenceKind::LogRotation, call.words.join(" "));
        }
    }
    for root in file.roots() {
        if is_compose_file(path) {
            for service in root.entries_of("services") {
                bounded(service.value.at(&["logging", "options"]), found);
            }
        } else if name == "daemon.json" {
            bounded(root.get("log-opts"), found);
        } else if path.contains("journald.conf") {
            let bound = root.entries_of("Journal").iter().find(|entry| JOURNAL.contains(&&*entry.key));
            report(bound, found);
        }
    }
}

fn report(entry: Option<&Entry>, found: &mut Sightings) {
    if let Some(entry) = entry.filter(|entry| !entry.value.is_null()) {
        found.report(EvidenceKind::LogRotation, entry.key_span.clone()).wired();
    }
}

/// Options of Docker's logs, which bound them together or each.
fn bounded(options: Option<&Node>, found: &mut Sightings) {
    let entries = options.map_or(&[][..], Node::entries);
    report(entries.iter().find(|entry| matches!(&*entry.key, "max-size" | "max-file")), found);
}

fn is_logrotate(file: &SurveyedFile<'_>) -> bool {
    let is_named = file.path().split('/').any(|part| part.contains("logrotate"));
    is_named && !calls::is_script(file) && Format::for_path(file.path()).is_none_or(|format| format == Format::Ini)
}

/// A configuration of logrotate: files, and in braces how many of them are kept. It is used where it is copied to.
fn logrotate(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for (at, line) in lines(file.parsed.text()) {
        let mut words = line.split_whitespace();
        let has_value =
            matches!(words.next(), Some("rotate" | "maxsize" | "size" | "maxage")) && words.next().is_some();
        if has_value {
            let start = at + line.len() - line.trim_start().len();
            let sighting = found.report(EvidenceKind::LogRotation, start..at + line.len());
            if file.path().contains("etc/logrotate.d/") {
                sighting.wired();
            } else {
                sighting.handle(file.split().1);
            }
            return;
        }
    }
}

/// The channel of Laravel that starts a file each day. Its configuration describes it in every project.
fn laravel(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for setting in file.parsed.settings().list {
        let is_channel = matches!(&*setting.name, "LOG_CHANNEL" | "LOG_STACK");
        if is_channel && setting.text.split(',').any(|channel| channel.trim() == "daily") {
            found.report(EvidenceKind::LogRotation, setting.key.clone()).wired();
        }
    }
}

fn shipping(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for root in file.roots() {
        for mapping in tree::mappings(root) {
            by_driver(mapping, found);
            by_image(mapping, found);
        }
        by_configuration(root, found);
    }
}

/// A driver that sends a container's logs elsewhere: compose's `logging.driver`, `logConfiguration.logDriver` of ECS.
fn by_driver(mapping: &Node, found: &mut Sightings) {
    let driver = mapping.at(&["logging", "driver"]).or_else(|| mapping.get("logDriver"));
    if let Some(driver) = driver.filter(|driver| driver.text().is_some_and(|name| DRIVERS.contains(&name))) {
        found.report(EvidenceKind::LogShipping, driver.span.clone()).wired();
    }
}

/// A collector that is started; it collects what is mounted into it.
fn by_image(mapping: &Node, found: &mut Sightings) {
    let Some(image) = mapping.get("image") else { return };
    let name = tree::image_name(image);
    let is_agent =
        name != "agent" || image.text().is_some_and(|text| text.contains("datadog") || text.contains("grafana"));
    if !COLLECTORS.contains(&name) || !is_agent {
        return;
    }
    let mounts = mapping.get("volumes").or_else(|| mapping.get("volumeMounts"));
    let sighting = found.report(EvidenceKind::LogShipping, image.span.clone());
    if mounts.is_some_and(|mounts| !mounts.items().is_empty()) {
        sighting.wired();
    }
}

/// The configuration of a collector: what it reads, and where it sends it.
fn by_configuration(root: &Node, found: &mut Sightings) {
    let has = |key: &str| root.get(key).is_some_and(|node| !node.items().is_empty() || !node.entries().is_empty());
    let is_output = |entry: &&Entry| entry.key.starts_with("output.") && !entry.value.entries().is_empty();
    let output = if has("clients") && has("scrape_configs") {
        root.entry("clients")
    } else if has("sources") && has("sinks") {
        root.entry("sinks")
    } else if has("filebeat.inputs") || has("filebeat.autodiscover") {
        root.entries().iter().find(is_output)
    } else {
        let logs = root.at(&["service", "pipelines", "logs", "exporters"]);
        let exporters = logs.map_or(&[][..], Node::items).iter().filter_map(Node::text);
        let exports = { exporters }.any(|name| !matches!(name, "debug" | "logging" | "nop"));
        root.at(&["service", "pipelines"]).and_then(|pipelines| pipelines.entry("logs")).filter(|_| exports)
    };
    if let Some(entry) = output {
        found.report(EvidenceKind::LogShipping, entry.key_span.clone()).wired();
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn rotation() {
        const RULES: &str = "/var/log/shop/*.log {\n  daily\n  rotate 14\n  compress\n}\n";
        all(&[
            (&[("deploy/logrotate.conf", RULES)], &["log-rotation present deploy/logrotate.conf:3"]),
            (
                &[
                    ("deploy/logrotate.conf", RULES),
                    ("setup.sh", "sudo cp deploy/logrotate.conf /etc/logrotate.d/shop\n"),
                ],
                &["log-rotation wired deploy/logrotate.conf:3"],
            ),
            (
                &[("deploy/logrotate.conf", RULES), ("setup.sh", "# cp deploy/logrotate.conf /etc/logrotate.d/shop\n")],
                &["log-rotation present deploy/logrotate.conf:3"],
            ),
            (&[("deploy/logrotate.conf", "# rotate 14\n/var/log/a {\n  missingok\n}\n")], &[]),
            (
                &[("compose.yml", "services:\n  web:\n    logging:\n      options:\n        max-size: 10m\n")],
                &["log-rotation wired compose.yml:5"],
            ),
            (&[("compose.yml", "x-logging:\n  options: {max-size: 10m}\nservices:\n  web: {image: a}\n")], &[]),
            (
                &[("etc/docker/daemon.json", "{\"log-opts\": {\n\"max-size\": \"10m\"}}")],
                &["log-rotation wired etc/docker/daemon.json:2"],
            ),
            (
                &[("etc/systemd/journald.conf", "[Journal]\nSystemMaxUse=1G\n")],
                &["log-rotation wired etc/systemd/journald.conf:2"],
            ),
            (&[("etc/systemd/journald.conf", "[Journal]\n#SystemMaxUse=1G\n")], &[]),
            (&[(".env.production", "LOG_CHANNEL=daily\n")], &["log-rotation wired .env.production:1"]),
            (&[(".env.production", "LOG_CHANNEL=stderr\n"), (".env.example", "LOG_CHANNEL=daily\n")], &[]),
            (&[("setup.sh", "pm2 install pm2-logrotate\n")], &["log-rotation wired setup.sh:1"]),
        ]);
    }

    #[test]
    fn shipping() {
        all(&[
            (
                &[(
                    "compose.yml",
                    "services:\n  a:\n    image: grafana/promtail:3\n    volumes: ['/var/log:/var/log']\n",
                )],
                &["log-shipping wired compose.yml:3"],
            ),
            (
                &[("compose.yml", "services:\n  a:\n    image: grafana/promtail:3\n")],
                &["log-shipping present compose.yml:3"],
            ),
            (&[("compose.yml", "services:\n  a:\n    image: shop/agent\n    # image: promtail\n")], &[]),
            (
                &[("compose.yml", "services:\n  a:\n    logging:\n      driver: awslogs\n")],
                &["log-shipping wired compose.yml:4"],
            ),
            (&[("compose.yml", "services:\n  a:\n    logging: {driver: json-file}\n")], &[]),
            (
                &[("promtail.yml", "clients:\n  - url: http://loki:3100\nscrape_configs:\n  - job_name: a\n")],
                &["log-shipping wired promtail.yml:1"],
            ),
            (
                &[(
                    "otel.yaml",
                    "service:\n  pipelines:\n    logs:\n      exporters: [otlp]\n    traces: {exporters: [otlp]}\n",
                )],
                &["log-shipping wired otel.yaml:3"],
            ),
            (&[("otel.yaml", "service:\n  pipelines:\n    logs:\n      exporters: [debug]\n")], &[]),
            (
                &[("vector.toml", "[sources.a]\ntype = 'file'\n[sinks.b]\ntype = 'loki'\n")],
                &["log-shipping wired vector.toml:3"],
            ),
        ]);
    }
}
