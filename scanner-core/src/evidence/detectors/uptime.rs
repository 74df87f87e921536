//! Uptime monitors: what asks from outside whether the program answers. Probes that restart a container are none.

use super::Detector;
use crate::{
    context::is_workflow,
    document::{Format, Node},
    evidence::{
        Sightings, SurveyedFile,
        readers::{calls, schedules::scheduled, tree},
    },
    model::EvidenceKind,
};

/// Images of monitors.
const IMAGES: &[&str] = &["blackbox-exporter", "blackbox_exporter", "gatus", "statping-ng", "uptime-kuma"];

/// Resources of Terraform that are monitors.
const RESOURCES: &[&str] = &[
    "aws_route53_health_check", "betteruptime_monitor", "checkly_check", "datadog_synthetics_test",
    "google_monitoring_uptime_check_config", "pingdom_check", "statuscake_uptime_check", "updown_check",
    "uptimerobot_monitor",
];

/// Parts of addresses that a job asks to say that it ran.
const PINGS: &[&str] = &["hc-ping.com/", "/api/push/", "cronitor.link/", "betterstack.com/api/v1/heartbeat/"];

pub(super) const DETECTOR: Detector = Detector {
    keywords: &[
        "blackbox", "gatus", "statping", "uptime", "/probe", "health_check", "checkly", "pingdom", "synthetics",
        "updown", "hc-ping.com", "/api/push/", "cronitor", "heartbeat", "curl", "upptime",
    ],
    applies_to,
    look,
};

fn applies_to(file: &SurveyedFile<'_>) -> bool {
    let format = Format::for_path(file.path());
    file.is_in_use() && (matches!(format, Some(Format::Yaml | Format::Hcl)) || calls::is_script(file))
}

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for root in file.roots() {
        by_document(file, root, found);
    }
    let schedules = if is_workflow(file.path()) { scheduled(file) } else { &[] };
    for call in calls::calls(file) {
        let asked = call.arguments_of("curl").or_else(|| call.arguments_of("wget"));
        let Some(address) = asked.and_then(|given| given.iter().find(|word| word.starts_with("http"))) else {
            continue;
        };
        let is_planned = schedules.iter().any(|part| part.span.contains(&call.span.start));
        let is_outside = address.starts_with("https://") && address.contains("health");
        if PINGS.iter().any(|ping| address.contains(ping)) {
            found.report(EvidenceKind::UptimeMonitor, call.span.clone());
        } else if is_planned && is_outside {
            found.report(EvidenceKind::UptimeMonitor, call.span.clone()).wired();
        }
    }
}

fn by_document(file: &SurveyedFile<'_>, root: &Node, found: &mut Sightings) {
    for (_, resource) in tree::resources(root).into_iter().filter(|(kind, _)| RESOURCES.contains(kind)) {
        found.report(EvidenceKind::UptimeMonitor, resource.key_span.clone()).wired();
    }
    for mapping in tree::mappings(root) {
        if let Some(image) = mapping.get("image").filter(|image| IMAGES.contains(&tree::image_name(image))) {
            found.report(EvidenceKind::UptimeMonitor, image.span.clone());
        }
        if let Some(path) = mapping.get("metrics_path").filter(|path| path.text() == Some("/probe")) {
            found.report(EvidenceKind::UptimeMonitor, path.span.clone()).wired();
        }
    }
    let name = file.split().1;
    let list = if name.contains("upptimerc") { "sites" } else { "endpoints" };
    let sites = root.items_of(list).iter().filter(|site| site.get("url").is_some());
    if name.contains("upptimerc") || name.contains("gatus") || file.split().0.ends_with("gatus") {
        sites.take(1).for_each(|site| {
            found.report(EvidenceKind::UptimeMonitor, site.span.clone()).wired();
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn monitors() {
        all(&[
            (
                &[("compose.yml", "services:\n  up:\n    image: louislam/uptime-kuma:1\n")],
                &["uptime-monitor present compose.yml:3"],
            ),
            (
                &[("prometheus.yml", "scrape_configs:\n  - job_name: web\n    metrics_path: /probe\n")],
                &["uptime-monitor wired prometheus.yml:3"],
            ),
            (
                &[("gatus/config.yaml", "endpoints:\n  - name: web\n    url: https://shop.net/health\n")],
                &["uptime-monitor wired gatus/config.yaml:2"],
            ),
            (
                &[("a.tf", "resource \"google_monitoring_uptime_check_config\" \"web\" {\n  timeout = \"10s\"\n}\n")],
                &["uptime-monitor wired a.tf:1"],
            ),
            (
                &[(
                    ".github/workflows/watch.yml",
                    "on:\n  schedule: [{cron: '*/5 * * * *'}]\njobs:\n  a:\n    steps:\n      - run: curl -f https://shop.net/health\n",
                )],
                &["uptime-monitor wired .github/workflows/watch.yml:6"],
            ),
            (
                &[(
                    ".github/workflows/deploy.yml",
                    "on: push\njobs:\n  a:\n    steps:\n      - run: curl -f https://shop.net/health\n",
                )],
                &[],
            ),
            (
                &[("backup.sh", "curl -fsS https://hc-ping.com/$ID\n# curl https://hc-ping.com/a\n")],
                &["uptime-monitor present backup.sh:1"],
            ),
            (
                &[(
                    "compose.yml",
                    "services:\n  web:\n    image: shop\n    healthcheck: {test: curl http://localhost/health}\n",
                )],
                &[],
            ),
        ]);
    }
}
