//! Deployments of several files: compose, overlays of Kustomize, and charts of Helm. Each case has a problem and the
//! place that decides it, and the same project with it fixed.

use crate::project::scan;

pub(crate) type Files<'a> = &'a [(&'a str, &'a str)];

/// The places that a rule reports in a project, as `path:line`.
fn places(rule: &str, files: Files<'_>) -> Vec<String> {
    let report = scan(files);
    let own = report.findings.iter().filter(|finding| finding.rule.id == rule);
    own.map(|finding| format!("{}:{}", finding.location.path, finding.location.region.line)).collect()
}

#[track_caller]
pub(crate) fn check(rule: &str, cases: &[(Files<'_>, &[&str])]) {
    for (files, expected) in cases {
        assert_eq!(places(rule, files), *expected, "{rule}: {files:#?}");
    }
}

#[test]
fn containers_are_those_that_compose_starts() {
    let base = ("common/base.yml", "services:\n  app:\n    image: node:14\n    command: nodemon .\n");
    let extending = "services:\n  web:\n    extends: {file: common/base.yml, service: app}\n";
    let replacing = "services:\n  web:\n    extends: {file: common/base.yml, service: app}\n    image: node:24\n    command: node .\n";
    let prod = |text| ("compose.prod.yml", text);
    check(
        "image-end-of-life",
        &[
            (&[prod("services:\n  web:\n    image: ${IMAGE:-node:14}\n")], &["compose.prod.yml:3"]),
            (&[prod("services:\n  web:\n    image: ${IMAGE:-node:24}\n")], &[]),
            (&[prod("services:\n  web:\n    image: node:14\n    profiles: [debug]\n")], &[]),
            (&[prod("x: &x {image: 'node:14'}\nservices:\n  web:\n    <<: *x\n")], &["compose.prod.yml:1"]),
            (&[prod("x: &x {image: 'node:14'}\nservices:\n  web:\n    <<: *x\n    image: node:24\n")], &[]),
            (&[prod(replacing), base], &[]),
        ],
    );
    check(
        "development-server-started",
        &[
            (
                &[prod("services:\n  web:\n    image: node:24\n    command: ${RUN:-nodemon .}\n")],
                &["compose.prod.yml:4"],
            ),
            (&[prod("services:\n  web:\n    image: node:24\n    command: ${RUN:-node .}\n")], &[]),
            (&[prod(extending), base], &[]),
        ],
    );
}

#[test]
fn messages_end_with_the_environment() {
    let old = "services:\n  web:\n    image: node:14\n";
    let layer = "services:\n  web:\n    restart: always\n";
    let (path, production) = overlay("");
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'node:14'}]}\n";
    let message = |files| {
        let report = scan(files);
        let own = report.findings.iter().find(|finding| finding.rule.id == "image-end-of-life");
        own.map(|finding| finding.message.split_once(" (").map_or("", |(_, why)| why).to_owned())
    };
    let cases: [(Files<'_>, &str); 4] = [
        (&[("compose.prod.yml", old)], "production: file name)"),
        (&[("compose.yml", old)], ""),
        (&[("compose.yml", old), ("compose.prod.yml", layer)], "production: deployed with `compose.prod.yml`)"),
        (
            &[BASE, ("k8s/base/deployment.yaml", pod), (path, &production)],
            "production: part of `k8s/overlays/production/kustomization.yaml`)",
        ),
    ];
    for (files, expected) in cases {
        assert_eq!(message(files).as_deref(), Some(expected), "{files:#?}");
    }
}

#[test]
fn settings_of_services_that_are_not_started_are_no_production() {
    let service = |profiles| {
        format!(
            "services:\n  db:\n    image: postgres:17\n    {profiles}\n    environment:\n      POSTGRES_PASSWORD: postgres\n"
        )
    };
    let (started, not_started) = (service("restart: always"), service("profiles: [debug]"));
    check(
        "default-credential",
        &[(&[("compose.prod.yml", &started)], &["compose.prod.yml:6"]), (&[("compose.prod.yml", &not_started)], &[])],
    );
}

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  selector: {}\n  template:\n    \
                          spec:\n      containers:\n        - name: api\n          image: shop/api\n          \
                          securityContext:\n            privileged: true\n";
const BASE: (&str, &str) = ("k8s/base/kustomization.yaml", "resources:\n  - deployment.yaml\n");
const API: (&str, &str) = ("k8s/base/deployment.yaml", DEPLOYMENT);

fn overlay(text: &str) -> (&str, String) {
    ("k8s/overlays/production/kustomization.yaml", format!("resources: [../../base]\n{text}"))
}

#[test]
fn images_are_those_of_the_overlay() {
    let rule = "kubernetes-image-without-version";
    let (path, versioned) = overlay("images:\n  - name: shop/api\n    newTag: 1.2.3\n");
    let (_, latest) = overlay("images:\n  - name: shop/api\n    newTag: latest\n");
    let (_, plain) = overlay("");
    check(
        rule,
        &[
            (&[BASE, API], &["k8s/base/deployment.yaml:11"]),
            (&[BASE, API, (path, &plain)], &["k8s/base/deployment.yaml:11"]),
            (&[BASE, API, (path, &versioned)], &[]),
            (&[BASE, API, (path, &latest)], &["k8s/overlays/production/kustomization.yaml:4"]),
            (
                &[BASE, API, (path, &versioned), ("k8s/overlays/eu/kustomization.yaml", &plain)],
                &["k8s/base/deployment.yaml:11"],
            ),
        ],
    );
    let (_, ended) = overlay("images:\n  - name: shop/api\n    newName: node\n    newTag: '14'\n");
    check("image-end-of-life", &[(&[BASE, API, (path, &ended)], &["k8s/overlays/production/kustomization.yaml:5"])]);
}

#[test]
fn patches_are_applied() {
    let rule = "kubernetes-privileged-container";
    let folder = "k8s/overlays/production";
    let patch_path = format!("{folder}/patch.yaml");
    let patch = |image: &str, privileged: bool| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        \
             - name: api\n          image: {image}\n          securityContext:\n            privileged: {privileged}\n"
        )
    };
    let (path, by_file) = overlay("patches:\n  - path: patch.yaml\n");
    let (_, merged) = overlay("patchesStrategicMerge: [patch.yaml]\n");
    let (_, inline) = overlay(
        "patches:\n  - target: {kind: Deployment, name: api}\n    patch: |-\n      - op: replace\n        path: \
         /spec/template/spec/containers/0/securityContext/privileged\n        value: false\n",
    );
    let (_, worse) = overlay(
        "patches:\n  - target: {kind: Deployment}\n    patch: |-\n      - op: add\n        path: /spec/template/spec/hostNetwork\n        \
         value: true\n",
    );
    let (sound, bad) = (patch("shop/api:1", false), patch("shop/api:latest", true));
    let base = "k8s/base/deployment.yaml:13";
    check(
        rule,
        &[
            (&[BASE, API, (path, &by_file), (&patch_path, &sound)], &[]),
            (&[BASE, API, (path, &merged), (&patch_path, &sound)], &[]),
            (&[BASE, API, (path, &merged), (&patch_path, &bad)], &[base]),
            (&[BASE, API, (path, &inline)], &[]),
            (&[BASE, API, (path, &worse)], &[base]),
        ],
    );
    check(
        "kubernetes-host-namespace",
        &[(&[BASE, API, (path, &worse)], &["k8s/overlays/production/kustomization.yaml:7"])],
    );
    check(
        "kubernetes-image-without-version",
        &[
            (&[BASE, API, (path, &by_file), (&patch_path, &sound)], &[]),
            (&[BASE, API, (path, &by_file), (&patch_path, &bad)], &["k8s/overlays/production/patch.yaml:10"]),
        ],
    );
}

#[test]
fn literals_are_those_of_the_overlay() {
    let rule = "debug-mode-enabled";
    let base =
        ("k8s/base/kustomization.yaml", "configMapGenerator:\n  - name: app\n    literals:\n      - APP_DEBUG=true\n");
    let quiet =
        ("k8s/base/kustomization.yaml", "configMapGenerator:\n  - name: app\n    literals:\n      - APP_DEBUG=false\n");
    let (path, merged) =
        overlay("configMapGenerator:\n  - name: app\n    behavior: merge\n    literals:\n      - APP_DEBUG=false\n");
    let (_, worse) =
        overlay("configMapGenerator:\n  - name: app\n    behavior: merge\n    literals:\n      - APP_DEBUG=true\n");
    let (_, plain) = overlay("");
    check(
        rule,
        &[
            (&[base, (path, &merged)], &[]),
            (&[base, (path, &plain)], &["k8s/base/kustomization.yaml:4"]),
            (&[quiet, (path, &worse)], &["k8s/overlays/production/kustomization.yaml:6"]),
            (&[quiet, (path, &plain)], &[]),
        ],
    );
}

#[test]
fn values_are_those_of_the_chart_around() {
    let rule = "helm-image-without-version";
    let chart = ("shop/Chart.yaml", "name: shop\n");
    let own = ("shop/charts/db/values.yaml", "image:\n  tag: latest\n");
    let parent = |text| ("shop/values.yaml", text);
    check(
        rule,
        &[
            (&[chart, own], &["shop/charts/db/values.yaml:2"]),
            (&[chart, own, parent("replicas: 2\n")], &["shop/charts/db/values.yaml:2"]),
            (&[chart, own, parent("db:\n  image:\n    tag: '17.2'\n")], &[]),
            (&[chart, own, parent("db:\n  image:\n    tag: latest\n")], &["shop/values.yaml:3"]),
            (
                &[
                    ("shop/Chart.yaml", "name: shop\ndependencies: [{name: db, alias: store}]\n"),
                    own,
                    parent("store:\n  image:\n    tag: '17.2'\n"),
                ],
                &[],
            ),
        ],
    );
    let debugging = ("shop/charts/db/values.yaml", "global:\n  env:\n    APP_DEBUG: true\n");
    check(
        "debug-mode-enabled",
        &[
            (&[chart, debugging, parent("replicas: 2\n")], &["shop/charts/db/values.yaml:3"]),
            (&[chart, debugging, parent("global:\n  env:\n    APP_DEBUG: false\n")], &[]),
        ],
    );
}
