//! Routes for metrics, and what collects them.

use super::Detector;
use crate::{
    document::{Format, Node, Setting, code::Code},
    evidence::{
        Sightings, SurveyedFile,
        readers::routes::{route_of_path, routes},
    },
    model::EvidenceKind,
};

/// What routes and collectors of metrics are matched by, whatever the address is.
pub(super) const HANDLE: &str = "metrics";
/// Parts of the addresses of programs whose metrics are not those of the project's own.
const OTHERS: &[&str] =
    &["exporter", "prometheus", "cadvisor", "alertmanager", "grafana", "pushgateway", ":9090", ":9093", ":9100"];

pub(super) const ROUTES: Detector = Detector {
    keywords: &["/metrics", "'metrics'", "\"metrics\""],
    applies_to: |file| file.is_code(),
    look: routes_in,
};

pub(super) const COLLECTORS: Detector = Detector {
    keywords: &["scrape", "servicemonitor", "podmonitor", "prometheus"],
    applies_to: |file| {
        file.is_in_use() && matches!(Format::for_path(file.path()), Some(Format::Yaml | Format::Properties))
    },
    look: collectors,
};

/// The address of metrics. Without its first sign it may be that of a part of the program, about other metrics.
fn is_metrics(address: &str) -> bool {
    matches!(address, "/metrics" | "/metrics/" | "/actuator/prometheus")
}

/// Frameworks that write addresses of their own without the sign: controllers of NestJS, paths of Django.
fn is_metrics_of_framework(code: &Code<'_>, at: usize) -> bool {
    matches!(code.inner_text(at), "metrics" | "metrics/") && matches!(code.word(at - 2), "Controller" | "path")
}

fn routes_in(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if route_of_path(file.path()).is_some_and(|address| address == "metrics" || address.ends_with("/api/metrics")) {
        found.report(EvidenceKind::MetricsRoute, 0..0).handle(HANDLE);
    }
    let code = file.parsed.code();
    let of_framework = routes(&code, |_| true).filter(|at| is_metrics_of_framework(&code, *at));
    for at in routes(&code, is_metrics).chain(of_framework) {
        found.report(EvidenceKind::MetricsRoute, code.span(at)).handle(HANDLE);
    }
}

fn collectors(file: &SurveyedFile<'_>, found: &mut Sightings) {
    exposed(file, found);
    let roots = file.parsed.document().map_or(&[][..], |document| &document.roots);
    for root in roots {
        let collects = root.items_of("scrape_configs").iter().any(is_of_project);
        if collects || is_monitor(root) || is_annotated(root) {
            found.uses(EvidenceKind::MetricsRoute, HANDLE);
        }
    }
}

/// Actuator of Spring Boot serves metrics if it is told to.
fn exposed(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let settings = file.parsed.settings();
    let exposes = |setting: &&Setting<'_>| {
        setting.path.starts_with("management.endpoints.web.exposure.include")
            && setting.text.split(',').any(|name| matches!(name.trim(), "*" | "prometheus"))
    };
    settings.list.iter().filter(exposes).for_each(|setting| {
        found.report(EvidenceKind::MetricsRoute, setting.key.clone()).handle(HANDLE);
    });
}

/// Whether a job of Prometheus asks the project's own programs: not all of its targets are others.
fn is_of_project(job: &Node) -> bool {
    let is_other = |target: &&Node| {
        let text = target.text().unwrap_or_default().to_ascii_lowercase();
        OTHERS.iter().any(|other| text.contains(other))
    };
    let configs = job.items_of("static_configs").iter();
    let targets: Vec<&Node> = configs.flat_map(|config| config.items_of("targets")).collect();
    targets.is_empty() || !targets.iter().all(is_other)
}

/// An object of the Prometheus operator.
fn is_monitor(root: &Node) -> bool {
    matches!(root.get("kind").and_then(Node::text), Some("ServiceMonitor" | "PodMonitor"))
}

/// Annotations of Kubernetes that Prometheus reads.
fn is_annotated(root: &Node) -> bool {
    let places: [&[&str]; 2] = [&["metadata", "annotations"], &["spec", "template", "metadata", "annotations"]];
    let asks = |annotations: &Node| annotations.get("prometheus.io/scrape").and_then(Node::text) == Some("true");
    places.iter().filter_map(|place| root.at(place)).any(asks)
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn metrics() {
        const ROUTE: &str = "app.get('/metrics', async (req, res) => res.send(await register.metrics()));\n";
        const JOB: &str = "scrape_configs:\n  - job_name: api\n    static_configs: [{targets: ['api:3000']}]\n";
        const OTHER: &str =
            "scrape_configs:\n  - job_name: node\n    static_configs: [{targets: ['node-exporter:9100']}]\n";
        all(&[
            (&[("src/app.js", ROUTE)], &["metrics-route present src/app.js:1"]),
            (&[("src/app.js", ROUTE), ("prometheus.yml", JOB)], &["metrics-route wired src/app.js:1"]),
            (&[("src/app.js", ROUTE), ("prometheus.yml", OTHER)], &["metrics-route present src/app.js:1"]),
            (
                &[
                    ("main.go", "import \"github.com/prometheus/client_golang/prometheus/promhttp\"\n"),
                    ("k8s/monitor.yaml", "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\n"),
                ],
                &["metrics-route wired main.go:1"],
            ),
            (
                &[
                    (
                        "src/main/resources/application.yml",
                        "management.endpoints.web.exposure.include: health,prometheus\n",
                    ),
                    (
                        "k8s/api.yaml",
                        "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {prometheus.io/scrape: 'true'}}\n",
                    ),
                ],
                &["metrics-route wired src/main/resources/application.yml:1"],
            ),
            (&[("src/app.js", "axios.get('/metrics', options);\n// app.get('/metrics', f)\n")], &[]),
            (&[("src/app.js", "app.get('/api/metrics', report);\n")], &[]),
            (&[("routes/web.php", "<?php\nRoute::get('metrics', [MetricController::class, 'index']);\n")], &[]),
            (&[("application.yml", "management.endpoints.web.exposure.include: health\n")], &[]),
        ]);
    }
}
