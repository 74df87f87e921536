//! Keys of a service that follow from other services and from its image; rules select them like any other key.
//!
//! `role` says what a service is for. A dependency has the role of the service depended on, and `checked` if that has a health
//! check. `limited_logs` is there if the host's own setting limits logs. `built` is there if the image is
//! built from a service of this file, `image_healthcheck` if the Dockerfile brings a health check. `login` is there if a store
//! lets everybody in who reaches it: `none` if it asks for no password, `guessable` if its password can be guessed.

use super::entry::text_entry;
use crate::{
    detect::knowledge::{
        login::{OpenLogin, StoreSetup, open_login},
        roles::role_of,
    },
    document::{Entry, Node, Value},
};
use std::collections::{BTreeMap, BTreeSet};

/// Words in the name or the command of what ends when its work is done.
const JOBS: &[&str] = &[
    "migrate", "migration", "migrations", "migrator", "seed", "seeder", "init", "initializer", "setup", "bootstrap",
    "backup", "restore", "certbot", "createbuckets", "mc", "wait", "prestart", "installer", "job", "configurator",
    "createdb",
];

/// Adds it to all services. `brings_check` says whether the image of a service that is built has a health check, `limits_logs`
/// whether the host limits the logs of all.
pub(super) fn derive(services: &mut [Entry], brings_check: impl Fn(&Entry) -> bool, limits_logs: bool) {
    let jobs = jobs(services);
    let built: BTreeSet<String> = services
        .iter()
        .filter(|entry| entry.value.get("build").is_some())
        .filter_map(|entry| text(&entry.value, "image"))
        .collect();
    let role = |entry: &Entry| if jobs.contains(&entry.key) { "job" } else { role_of(&entry.key, &entry.value) };
    let roles: BTreeMap<String, &str> = services.iter().map(|entry| (entry.key.clone(), role(entry))).collect();
    let brought: BTreeSet<String> =
        services.iter().filter(|entry| brings_check(entry)).map(|entry| entry.key.clone()).collect();
    let checked = |entry: &&Entry| {
        let own = entry.value.get("healthcheck");
        own.map_or_else(|| brought.contains(&entry.key), |check| !is_check_off(check))
    };
    let checked: BTreeSet<String> = services.iter().filter(checked).map(|entry| entry.key.clone()).collect();
    for entry in services {
        let mut own = vec![("role", roles[&entry.key])];
        let image = text(&entry.value, "image");
        if entry.value.get("build").is_some() || image.is_some_and(|image| built.contains(&image)) {
            own.push(("built", "true"));
        }
        if brought.contains(&entry.key) {
            own.push(("image_healthcheck", "true"));
        }
        if limits_logs {
            own.push(("limited_logs", "true"));
        }
        if let Some(login) = login(&entry.value).filter(|_| matches!(own[0].1, "database" | "cache" | "broker")) {
            own.push(("login", login.as_str()));
        }
        let needed = entry.value.get_mut("depends_on").and_then(Node::entries_mut);
        for needed in needed.into_iter().flatten() {
            let role = roles.get(&needed.key).copied().unwrap_or("unknown");
            let check = checked.contains(&needed.key).then_some(("checked", "true"));
            let own: Vec<_> = [("role", role)].into_iter().chain(check).collect();
            add(needed, &own);
        }
        add(entry, &own);
    }
}

/// Whether a health check is switched off.
pub(in crate::detect) fn is_check_off(check: &Node) -> bool {
    let none = |test: &Node| test.text().or_else(|| test.items().first()?.text()) == Some("NONE");
    text(check, "disable").is_some_and(|off| off == "true") || check.get("test").is_some_and(none)
}

/// Services that are to end: by their names, by what others wait for, and by not being started again.
fn jobs(services: &[Entry]) -> BTreeSet<String> {
    let mut jobs = BTreeSet::new();
    for entry in services {
        let service = &entry.value;
        let named = entry.key.split(['-', '_']).any(|word| JOBS.contains(&word.to_ascii_lowercase().as_str()));
        if named || text(service, "restart").is_some_and(|restart| restart == "no" || restart == "false") {
            jobs.insert(entry.key.clone());
        }
        let needed = service.entries_of("depends_on");
        let completed = needed
            .iter()
            .filter(|needed| text(&needed.value, "condition").as_deref() == Some("service_completed_successfully"));
        jobs.extend(completed.map(|needed| needed.key.clone()));
    }
    jobs
}

/// The way in which a store lets everybody in. What is only given where nothing else is (`${PASSWORD:-postgres}`) is not known.
fn login(service: &Node) -> Option<OpenLogin> {
    let image = text(service, "image")?;
    let as_written = |entry: &Entry| {
        let value = entry.value.text()?;
        let is_same = entry.value.span.len() == value.len();
        Some((entry.key.clone(), if is_same { value.to_owned() } else { "${}".to_owned() }))
    };
    let variables: Vec<_> = service.entries_of("environment").iter().filter_map(as_written).collect();
    let command = service.get("command").map(|command| match command.text() {
        Some(line) => line.to_owned(),
        None => command.items().iter().filter_map(Node::text).collect::<Vec<_>>().join(" "),
    });
    let holds_settings = |volume: &Node| text(volume, "target").is_some_and(|target| target.contains("conf"));
    let has_files = ["env_file", "configs", "secrets", "entrypoint"].iter().any(|key| service.get(key).is_some())
        || service.items_of("volumes").iter().any(holds_settings);
    let command = command.unwrap_or_default();
    open_login(&StoreSetup { image: &image, variables: &variables, command: &command, has_files })
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn add(entry: &mut Entry, own: &[(&str, &str)]) {
    let span = entry.key_span.clone();
    let own = own.iter().map(|(key, value)| text_entry(key, value, span.clone()));
    match &mut entry.value.value {
        Value::Mapping(entries) => entries.extend(own),
        other => *other = Value::Mapping(own.collect()),
    }
}
