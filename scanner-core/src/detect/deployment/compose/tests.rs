//! Merging, held to what the compose specification says: <https://docs.docker.com/reference/compose-file/merge/>.

use super::ComposeFile;
use crate::{
    context::{Explanation, Project, ProjectBuilder},
    detect::{ConfigFile, Files, RelatedFiles, RelatedFilesBuilder},
    document::{Node, ParsedFile},
    model::Environment,
};
use std::sync::Arc;

/// The keys that the model adds to services for its rules.
const ADDED: &[&str] = &["role", "built", "protocol"];

/// A project with all of its files kept.
fn project(files: &[(&str, &str)]) -> (Project, RelatedFiles) {
    let mut project = ProjectBuilder::new(Vec::new(), files.iter().map(|(path, _)| *path));
    let mut known = Files::new(files.iter().map(|(path, _)| (*path).to_owned()));
    for (path, text) in files {
        if ProjectBuilder::wants(path) {
            project.add(path, text.as_bytes());
        }
        known.keep(path, text.as_bytes().to_vec());
    }
    (project.build(), RelatedFilesBuilder::default().build(known))
}

/// The models that a file, the first, is in, and in which environment: its services as they are started.
fn started(files: &[(&str, &str)]) -> Vec<(Environment, String)> {
    let (project, relations) = project(files);
    let (path, text) = files[0];
    let why: Explanation = project.explain(path, text.as_bytes());
    let parsed = ParsedFile::new(path, text.as_bytes());
    let file = ConfigFile::new(&parsed, &why, &[], &project, &relations);
    let services = |root: &Node| root.get("services").map(|services| services.flow_without(ADDED)).unwrap_or_default();
    file.compose().iter().map(|model| (model.environment, services(&model.root))).collect()
}

#[test]
fn models_are_made_once() {
    let (path, text) = ("compose.yml", "services:\n  a: {image: x}\n");
    let (project, relations) = project(&[(path, text)]);
    let models = |text: &str| {
        let parsed = ParsedFile::from_bytes(path.to_owned(), text.as_bytes().to_vec());
        let environment = Environment::Unknown;
        ComposeFile { parsed: &parsed, environment, project: &project, files: relations.files() }.models()
    };
    assert!(Arc::ptr_eq(&models(text), &models(text)));
    let changed = models("services:\n  a: {image: y}\n");
    assert_eq!(changed[0].services()[0].value.get("image").and_then(Node::text), Some("y"));
}

#[test]
fn what_two_files_make() {
    for (rule, base, layer, expected) in [
        ("a single value is replaced", "image: a:1\n    restart: always", "restart: 'no'", "{image: a:1, restart: no}"),
        (
            "mappings are merged", "image: a\n    labels: {x: 1, y: 2}", "labels: {y: 3, z: 4}",
            "{image: a, labels: {x: 1, y: 3, z: 4}}",
        ),
        (
            "pairs in lists are mappings", "image: a\n    environment: [X=1, Y=2]", "environment: {Y: 3}",
            "{image: a, environment: {X: 1, Y: 3}}",
        ),
        ("lists are joined", "image: a\n    dns: [1.1.1.1]", "dns: [8.8.8.8]", "{image: a, dns: [1.1.1.1, 8.8.8.8]}"),
        (
            "one text is a list of one", "image: a\n    env_file: a.env", "env_file: [b.env]",
            "{image: a, env_file: [a.env, b.env]}",
        ),
        ("a command is replaced", "image: a\n    command: [x, y]", "command: [z]", "{image: a, command: [z]}"),
        (
            "an entry point is replaced", "image: a\n    entrypoint: [x]", "entrypoint: [y]",
            "{image: a, entrypoint: [y]}",
        ),
        (
            "a check's test is replaced, its times are kept",
            "image: a\n    healthcheck: {test: [CMD, x], retries: 3}",
            "healthcheck: {test: [CMD, y]}",
            "{image: a, healthcheck: {test: [CMD, y], retries: 3}}",
        ),
        (
            "ports are joined, the same one stays one",
            "image: a\n    ports: ['80:80', '443:443']",
            "ports: ['80:80', '81:81']",
            "{image: a, ports: [{target: 80, published: 80}, {target: 443, published: 443}, {target: 81, published: 81}]}",
        ),
        (
            "ports on another address are others",
            "image: a\n    ports: ['5432:5432']",
            "ports: ['127.0.0.1:5432:5432']",
            "{image: a, ports: [{target: 5432, published: 5432}, {target: 5432, published: 5432, host_ip: 127.0.0.1}]}",
        ),
        (
            "volumes are told by their target",
            "image: a\n    volumes: ['old:/data', 'x:/x']",
            "volumes: ['new:/data:ro']",
            "{image: a, volumes: [{type: volume, source: new, target: /data, read_only: true}, {type: volume, source: x, target: /x}]}",
        ),
        ("a reset takes a value out", "image: a\n    ports: ['80:80']", "ports: !reset []", "{image: a}"),
        (
            "a reset takes one variable out",
            "image: a\n    environment: {X: 1, Y: 2}",
            "environment: {X: !reset null}",
            "{image: a, environment: {Y: 2}}",
        ),
        (
            "an override replaces a list",
            "image: a\n    ports: ['80:80']",
            "ports: !override ['81:81']",
            "{image: a, ports: [{target: 81, published: 81}]}",
        ),
        (
            "both forms of dependencies merge",
            "image: a\n    depends_on: [b]",
            "depends_on: {b: {condition: service_healthy}}",
            "{image: a, depends_on: {b: {condition: service_healthy}}}",
        ),
        ("what a build is short for", "build: ./x", "build: {target: prod}", "{build: {context: ./x, target: prod}}"),
    ] {
        let base = format!("services:\n  s:\n    {base}\n");
        // A service that says nothing of what it runs is laid over another.
        let layer = format!("services:\n  s:\n    {layer}\n");
        let expected = vec![(Environment::Production, format!("{{s: {expected}}}"))];
        assert_eq!(started(&[("compose.yml", &base), ("compose.prod.yml", &layer)]), expected, "{rule}, from the base");
        assert_eq!(
            started(&[("compose.prod.yml", &layer), ("compose.yml", &base)]),
            expected,
            "{rule}, from the layer"
        );
    }
}

#[test]
fn which_files_are_started_together() {
    let base = ("compose.yml", "services: {a: {image: x}, db: {image: y}}");
    let whole = ("compose.prod.yml", "services: {a: {image: z}}");
    assert_eq!(started(&[whole, base]), [(Environment::Production, "{a: {image: z}}".to_owned())]);
    assert_eq!(started(&[base, whole])[0].0, Environment::Development);
    let leaning = ("compose.prod.yml", "services: {a: {image: z, depends_on: [db]}}");
    let both = "{a: {image: z, depends_on: {db: {condition: service_started}}}, db: {image: y}}";
    assert_eq!(started(&[leaning, base]), [(Environment::Production, both.to_owned())]);
    let layered = ("compose.override.yml", "services: {a: {command: x}}");
    assert_eq!(started(&[whole, base, layered])[0].1, "{a: {image: z}, db: {image: y}}");
    let two =
        [base, ("compose.prod.yml", "services: {a: {restart: always}}"), ("compose.staging.yml", "services: {a: {}}")];
    let found: Vec<Environment> = started(&two).into_iter().map(|(environment, _)| environment).collect();
    assert_eq!(found, [Environment::Production, Environment::Staging]);
}

#[test]
fn what_a_file_takes_from_others() {
    let variables = (".env", "TAG=1.2\nPORT=81\n");
    let file = (
        "compose.prod.yml",
        "services:\n  a: {image: 'x:${TAG}', ports: ['${PORT:-80}:80', '${IP:-127.0.0.1}:1:1']}\n",
    );
    assert_eq!(
        started(&[file, variables])[0].1,
        "{a: {image: x:1.2, ports: [{target: 80, published: 81}, {target: 1, published: 1, host_ip: 127.0.0.1}]}}"
    );
    let common = ("common/base.yml", "services:\n  base: {image: x, restart: always, environment: [A=1]}\n");
    let file = (
        "compose.prod.yml",
        "services:\n  a:\n    extends: {file: common/base.yml, service: base}\n    environment: {B: 2}\n",
    );
    assert_eq!(started(&[file, common])[0].1, "{a: {image: x, restart: always, environment: {A: 1, B: 2}}}");
    let file = ("compose.prod.yml", "services:\n  a: {extends: b, restart: always}\n  b: {image: x}\n");
    assert_eq!(started(&[file])[0].1, "{a: {image: x, restart: always}, b: {image: x}}");
    let file = ("compose.prod.yml", "include: [db/compose.yml]\nservices:\n  a: {image: x}\n");
    let included = ("db/compose.yml", "services:\n  db: {image: y}\n");
    assert_eq!(started(&[file, included])[0].1, "{db: {image: y}, a: {image: x}}");
    let file = ("compose.prod.yml", "services:\n  a: {extends: a}\n");
    started(&[file]);
    let file = (
        "compose.prod.yml",
        "services:\n  a: {image: x}\n  d: {image: y, profiles: [debug]}\n  m: {image: z, profiles: [monitoring]}\n",
    );
    assert_eq!(started(&[file])[0].1, "{a: {image: x}, m: {image: z, profiles: [monitoring]}}");
    let file = ("compose.prod.yml", "x-b: &b {restart: always}\nservices:\n  a: {<<: *b, image: x}\n");
    assert_eq!(started(&[file])[0].1, "{a: {image: x, restart: always}}");
}

#[test]
fn files_that_include_or_extend_each_other_end() {
    let included =
        ("compose.yml", format!("include: [{}]\nservices:\n  a: {{image: x}}\n", "compose.yml, ".repeat(12)));
    let extending = |other: &str| -> String {
        let service = |n: usize| format!("  s{n}:\n    extends: {{file: {other}, service: s{n}}}\n");
        format!("services:\n{}", (0..12).map(service).collect::<String>())
    };
    let (a, b) = (extending("compose.b.yml"), extending("compose.a.yml"));
    let started_at = std::time::Instant::now();
    assert!(started(&[(included.0, &included.1)])[0].1.contains("image: x"));
    assert_eq!(started(&[("compose.a.yml", &a), ("compose.b.yml", &b)]).len(), 1);
    assert!(started_at.elapsed().as_secs() < 20, "{:?}", started_at.elapsed());
}
