//! Kustomizations over their bases: components, overlays for tests, and patches that are only partly known.

use crate::deployment::check;

const PRIVILEGED: &str = "kubernetes-privileged-container";
const LIMITS: &str = "kubernetes-limits-missing";
const BASE: (&str, &str) = ("k8s/base/kustomization.yaml", "resources: [api.yaml]\n");
const API_PATH: &str = "k8s/base/api.yaml";
const OVERLAY: &str = "k8s/overlays/production/kustomization.yaml";

fn deployment(name: &str, labels: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  labels: {labels}\nspec:\n  selector: {{}}\n  template:\n    \
         spec:\n      containers:\n        - name: api\n          image: shop/api:1\n          securityContext:\n            \
         privileged: true\n"
    )
}

/// A patch that makes a deployment sound.
fn sound(name: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n      containers:\n        \
         - name: api\n          securityContext:\n            privileged: false\n"
    )
}

#[test]
fn components_change_the_objects_of_their_parents() {
    let api = deployment("api", "{}");
    let patch = sound("api");
    let component = (
        "k8s/components/sound/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: patch.yaml}]\n",
    );
    let tagged = (component.0, "kind: Component\nimages: [{name: shop/api, newTag: latest}]\n");
    let parent = (OVERLAY, "resources: [../../base]\ncomponents: [../../components/sound]\n");
    let elsewhere =
        (OVERLAY, "resources: [../../base]\ncomponents: ['https://example.com/shop//components/sound?ref=1']\n");
    let plain = (OVERLAY, "resources: [../../base]\n");
    let patch = ("k8s/components/sound/patch.yaml", &*patch);
    check(
        PRIVILEGED,
        &[
            (&[BASE, (API_PATH, &api), component, patch, parent], &[]),
            (&[BASE, (API_PATH, &api), component, patch, plain], &["k8s/base/api.yaml:14"]),
        ],
    );
    check(
        "kubernetes-image-without-version",
        &[(&[BASE, (API_PATH, &api), tagged, parent], &["k8s/components/sound/kustomization.yaml:2"])],
    );
    check(
        LIMITS,
        &[
            (&[BASE, (API_PATH, &api), component, patch, parent], &["k8s/base/api.yaml:11"]),
            (&[BASE, (API_PATH, &api), elsewhere], &[]),
        ],
    );
}

#[test]
fn kustomizations_may_have_no_extension() {
    let api = deployment("api", "{}");
    let overlay = (
        "k8s/overlays/production/Kustomization",
        "resources: [../../base]\nimages: [{name: shop/api, newTag: latest}]\n",
    );
    let base = ("k8s/base/Kustomization", BASE.1);
    let place = "k8s/overlays/production/Kustomization:2";
    check("kubernetes-image-without-version", &[(&[base, (API_PATH, &api), overlay], &[place])]);
}

#[test]
fn overlays_for_tests_and_examples_leave_the_base_in_judgement() {
    let (api, patch) = (deployment("api", "{}"), sound("api"));
    let text = "resources: [../../base]\npatches: [{path: patch.yaml}]\n";
    let overlay = |folder: &str, expected: &[&str]| {
        let (path, patch_path) = (format!("k8s/{folder}/kustomization.yaml"), format!("k8s/{folder}/patch.yaml"));
        check(PRIVILEGED, &[(&[BASE, (API_PATH, &api), (&path, text), (&patch_path, &patch)], expected)]);
    };
    overlay("overlays/production", &[]);
    overlay("overlays/test", &["k8s/base/api.yaml:14"]);
    overlay("examples/small", &["k8s/base/api.yaml:14"]);
    overlay("overlays/qa-tests", &["k8s/base/api.yaml:14"]);
}

/// Checks an overlay over two deployments, with one more file.
#[track_caller]
fn check_patch(rule: &str, text: &str, file: (&str, &str), expected: &[&str]) {
    let (api, worker) = (deployment("api", "{}"), deployment("worker", "{tier: back}"));
    let base = (BASE.0, "resources: [api.yaml, worker.yaml]\n");
    let overlay = format!("resources: [../../base]\n{text}");
    let path = format!("k8s/overlays/production/{}", file.0);
    let files = [base, (API_PATH, &*api), ("k8s/base/worker.yaml", &*worker), (OVERLAY, &*overlay), (&*path, file.1)];
    check(rule, &[(&files, expected)]);
}

const BOTH: [&str; 2] = ["k8s/base/api.yaml:11", "k8s/base/worker.yaml:11"];

#[test]
fn a_patch_that_cannot_be_read_makes_only_its_targets_unknown() {
    let broken = ("patch.yaml", "a: [\n");
    let target = |target: &str| format!("patches:\n  - path: patch.yaml\n    target: {target}\n");
    check_patch(LIMITS, "", broken, &BOTH);
    check_patch(LIMITS, &target("{kind: Deployment, name: api}"), broken, &BOTH[1..]);
    check_patch(LIMITS, &target("{kind: Deployment, name: 'api|other'}"), broken, &BOTH[1..]);
    check_patch(LIMITS, &target("{group: apps, version: v1, name: w.*}"), broken, &BOTH[..1]);
    check_patch(LIMITS, &target("{group: batch, name: api}"), broken, &BOTH);
    check_patch(LIMITS, &target("{kind: Service}"), broken, &BOTH);
    check_patch(LIMITS, &target("{kind: Deployment, name: '(a{99}){99}'}"), broken, &[]);
    check_patch(LIMITS, "patches: [{path: patch.yaml}]\n", broken, &[]);
}

#[test]
fn selectors_by_labels_may_mean_every_object_of_their_kind() {
    let patch = ("patch.yaml", "- {op: add, path: /spec/template/spec/hostNetwork, value: true}\n");
    let target = |target: &str| format!("patches:\n  - path: patch.yaml\n    target: {target}\n");
    for selector in ["labelSelector: tier=back", "annotationSelector: a=b"] {
        check_patch(LIMITS, &target(&format!("{{kind: Deployment, {selector}}}")), patch, &[]);
        check_patch(LIMITS, &target(&format!("{{name: worker, {selector}}}")), patch, &BOTH[..1]);
        check_patch("kubernetes-host-namespace", &target(&format!("{{{selector}}}")), patch, &[]);
    }
}

#[test]
fn patches_may_be_json() {
    let text = "patches:\n  - path: patch.json\n    target: {kind: Deployment}\n";
    let path = "/spec/template/spec/containers/0/securityContext/privileged";
    let operations = format!(r#"[{{"op": "replace", "path": "{path}", "value": false}}]"#);
    check_patch(PRIVILEGED, text, ("patch.json", &operations), &[]);
    let operations = r#"[{"op": "add", "path": "/spec/template/spec/hostNetwork", "value": true}]"#;
    let place = "k8s/overlays/production/patch.json:1";
    check_patch("kubernetes-host-namespace", text, ("patch.json", operations), &[place]);
    let merged = r#"{"kind": "Deployment", "metadata": {"name": "api"}, "spec": {"template": {"spec": {"containers": [
        {"name": "api", "securityContext": {"privileged": false}}]}}}}"#;
    let text = "patches: [{path: patch.json}]\n";
    check_patch(PRIVILEGED, text, ("patch.json", merged), &["k8s/base/worker.yaml:14"]);
}

#[test]
fn empty_patches_change_nothing() {
    let text = "patches:\n  - path: patch.yaml\n    target: {kind: Deployment}\n";
    for patch in ["# nothing\n", "[]\n", "{}\n", "---\n", "null\n"] {
        check_patch(LIMITS, text, ("patch.yaml", patch), &BOTH);
    }
    let inline = "patches:\n  - target: {kind: Deployment}\n    patch: |-\n      []\n";
    check_patch(LIMITS, inline, ("other.yaml", ""), &BOTH);
}

#[test]
fn lists_are_replaced_where_a_patch_says_so() {
    let item = "        - name: api\n";
    let patch = |directive: &str| sound("api").replace(item, &format!("{directive}        - name: other\n"));
    let text = "patches: [{path: patch.yaml}]\n";
    let worker = "k8s/base/worker.yaml:14";
    check_patch(PRIVILEGED, text, ("patch.yaml", &patch("")), &["k8s/base/api.yaml:14", worker]);
    check_patch(PRIVILEGED, text, ("patch.yaml", &patch("        - $patch: replace\n")), &[worker]);
}

#[test]
fn a_setting_is_judged_by_the_worst_environment_it_is_for() {
    let base = (BASE.0, "configMapGenerator:\n  - name: app\n    literals:\n      - APP_DEBUG=true\n");
    let overlay = |folder: &str| format!("k8s/overlays/{folder}/kustomization.yaml");
    let plain = "resources: [../../base]\n";
    let place = "k8s/base/kustomization.yaml:4";
    for (folders, expected) in [
        (["development", "dev-eu"], &[][..]),
        (["development", "eu"], &[place]),
        (["eu", "us"], &[place]),
        (["development", "staging"], &[place]),
        (["development", "production"], &[place]),
    ] {
        let [one, other] = folders.map(overlay);
        check("debug-mode-enabled", &[(&[base, (&one, plain), (&other, plain)], expected)]);
    }
}
