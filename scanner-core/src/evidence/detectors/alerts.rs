//! Alerts: rules that raise them, and who is told.

use super::Detector;
use crate::{
    document::{Format, Node},
    evidence::{Sightings, SurveyedFile, readers::tree},
    model::{EvidenceKind, PathGlobs},
};

/// Resources of Terraform that raise alerts, each with the setting that says who is told.
const RESOURCES: &[(&str, &str)] = &[
    ("aws_cloudwatch_metric_alarm", "alarm_actions"),
    ("azurerm_monitor_metric_alert", "action"),
    ("datadog_monitor", "message"),
    ("google_monitoring_alert_policy", "notification_channels"),
    ("grafana_rule_group", "rule"),
];

/// Patterns of files with rules that are followed; each is compared with all files beside the configuration.
const MAX_PATTERNS: usize = 32;

pub(super) const DETECTOR: Detector =
    Detector { keywords: &["alert", "alarm", "rule_files", "receivers", "contactpoints"], applies_to, look };

fn applies_to(file: &SurveyedFile<'_>) -> bool {
    let format = Format::for_path(file.path());
    file.is_in_use() && matches!(format, Some(Format::Yaml | Format::Hcl | Format::Json))
}

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let is_terraform = Format::for_path(file.path()) == Some(Format::Hcl);
    for root in file.roots() {
        if is_terraform {
            resources(root, found);
            continue;
        }
        rules(file, root, found);
        receivers(root, found);
        templates(root, found);
        loaded(file, root, found);
    }
}

/// Rules of Prometheus: in a file that its configuration loads, or in an object that its operator does.
fn rules(file: &SurveyedFile<'_>, root: &Node, found: &mut Sightings) {
    let is_object = root.get("kind").and_then(Node::text) == Some("PrometheusRule");
    let Some(groups) = root.get("groups").or_else(|| root.at(&["spec", "groups"])) else { return };
    let rule_with = |key: &str, beside: &str| {
        let mut rules = groups.items().iter().flat_map(|group| group.items_of("rules"));
        rules.find_map(|rule| rule.entry(key).filter(|_| rule.get(beside).is_some()))
    };
    if let Some(alert) = rule_with("alert", "expr") {
        let sighting = found.report(EvidenceKind::Alerting, alert.value.span.clone());
        if is_object {
            sighting.wired();
        } else {
            sighting.handle(file.split().1);
        }
    } else if let Some(rule) = rule_with("condition", "data") {
        // Grafana reads what is provisioned.
        found.report(EvidenceKind::Alerting, rule.key_span.clone()).wired();
    }
}

/// Who Alertmanager tells, or Grafana: a receiver with an address, and a route to it.
fn receivers(root: &Node, found: &mut Sightings) {
    for receiver in root.items_of("receivers") {
        let name = receiver.get("name").filter(|_| receiver.entries().iter().any(|entry| is_address(&entry.key)));
        let Some(name) = name else { continue };
        let routes = root.get("route").map(tree::entries).unwrap_or_default();
        let is_routed = routes.iter().any(|entry| entry.key == "receiver" && entry.value.text() == name.text());
        let sighting = found.report(EvidenceKind::Alerting, name.span.clone());
        if is_routed {
            sighting.wired();
        }
    }
    for point in root.items_of("contactPoints").iter().filter(|point| !point.items_of("receivers").is_empty()) {
        found.report(EvidenceKind::Alerting, point.span.clone());
    }
}

/// `email_configs`, `slack_configs`, `webhook_configs`.
fn is_address(key: &str) -> bool {
    key.ends_with("_configs")
}

/// Alarms of CloudFormation.
fn templates(root: &Node, found: &mut Sightings) {
    for resource in root.entries_of("Resources") {
        if resource.value.get("Type").and_then(Node::text) == Some("AWS::CloudWatch::Alarm") {
            let actions = resource.value.at(&["Properties", "AlarmActions"]);
            let sighting = found.report(EvidenceKind::Alerting, resource.key_span.clone());
            if actions.is_some_and(|actions| !actions.items().is_empty()) {
                sighting.wired();
            }
        }
    }
}

fn resources(root: &Node, found: &mut Sightings) {
    for (kind, resource) in tree::resources(root) {
        let Some((_, told)) = RESOURCES.iter().find(|(known, _)| *known == kind) else { continue };
        let is_told = resource.value.entry(told).is_some_and(|entry| {
            !entry.value.items().is_empty()
                || !entry.value.entries().is_empty()
                || entry.value.text().is_some_and(|text| !text.is_empty())
        });
        let sighting = found.report(EvidenceKind::Alerting, resource.key_span.clone());
        if is_told {
            sighting.wired();
        }
    }
}

/// The files of rules that the configuration of Prometheus loads, by their names.
fn loaded(file: &SurveyedFile<'_>, root: &Node, found: &mut Sightings) {
    for pattern in root.items_of("rule_files").iter().take(MAX_PATTERNS).filter_map(Node::text) {
        let pattern = pattern.rsplit('/').next().unwrap_or(pattern);
        let Ok(globs) = PathGlobs::new([pattern]) else { continue };
        for path in file.files.below(file.split().0) {
            let name = path.rsplit('/').next().unwrap_or(path);
            if globs.matches(name) {
                found.uses(EvidenceKind::Alerting, name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn alerts() {
        const RULES: &str = "groups:\n  - name: shop\n    rules:\n      - alert: Down\n        expr: up == 0\n";
        const MANAGER: &str =
            "route:\n  receiver: ops\nreceivers:\n  - name: ops\n    email_configs: [{to: ops@shop.net}]\n";
        all(&[
            (&[("prometheus/rules.yml", RULES)], &["alerting present prometheus/rules.yml:4"]),
            (
                &[
                    ("prometheus/rules.yml", RULES),
                    ("prometheus/prometheus.yml", "rule_files:\n  - /etc/prometheus/*.yml\n"),
                ],
                &["alerting wired prometheus/rules.yml:4"],
            ),
            (
                &[
                    ("prometheus/rules.yml", RULES),
                    ("prometheus/prometheus.yml", "rule_files:\n#  - rules.yml\n  - other.yml\n"),
                ],
                &["alerting present prometheus/rules.yml:4"],
            ),
            (&[("alertmanager.yml", MANAGER)], &["alerting wired alertmanager.yml:4"]),
            (&[("alertmanager.yml", "route:\n  receiver: none\nreceivers:\n  - name: none\n")], &[]),
            (&[("prometheus/rules.yml", "groups:\n  - rules:\n      - record: a\n        expr: up\n")], &[]),
            (
                &[(
                    "a.tf",
                    "resource \"aws_cloudwatch_metric_alarm\" \"cpu\" {\n  alarm_actions = [aws_sns_topic.ops.arn]\n}\n",
                )],
                &["alerting wired a.tf:1"],
            ),
            (
                &[("a.tf", "resource \"aws_cloudwatch_metric_alarm\" \"cpu\" {\n  alarm_actions = []\n}\n")],
                &["alerting present a.tf:1"],
            ),
        ]);
    }
}
