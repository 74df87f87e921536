//! Technologies by the images that are started: in compose files, manifests of Kubernetes and the values of charts.

use super::{Sightings, SurveyedFile, show};
use crate::{
    document::Node,
    model::{Environment, Technology},
};
use gonogo_rules::knowledge::technologies::IMAGES;

/// Images of databases and caches.
const STORES: &[&str] = &[
    "mysql", "mariadb", "cockroach", "mongo", "mongodb", "mongodb-community-server", "postgres", "postgresql",
    "postgis", "timescaledb", "pgvector", "redis", "redis-stack", "redis-stack-server", "valkey", "keydb", "dragonfly",
];

/// Notes the images of a document. What is switched off is not started.
pub(super) fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let mut nodes: Vec<&Node> = file.parsed.document().map_or(&[][..], |document| &document.roots).iter().collect();
    // What developers start says nothing of the servers of production.
    let is_deployed = !matches!(file.context.environment, Environment::Development | Environment::Test);
    while let Some(node) = nodes.pop() {
        if node.get("enabled").and_then(Node::text) == Some("false") {
            continue;
        }
        for entry in node.entries() {
            let image = entry.value.text().or_else(|| entry.value.get("repository")?.text());
            if let Some(image) = image.filter(|_| entry.key == "image") {
                let name = name(image);
                show(IMAGES, &entry.value.span, found, |known| known == name);
                if is_deployed && STORES.contains(&name) {
                    found.show(Technology::DatabaseServer, entry.value.span.clone());
                }
            }
            nodes.push(&entry.value);
        }
        nodes.extend(node.items());
    }
}

/// `library/redis:7@sha256:...` is `redis`.
fn name(reference: &str) -> &str {
    let last = reference.split('@').next().and_then(|name| name.rsplit('/').next()).unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn images_are_called_by_their_last_part() {
        assert_eq!(name("docker.io/bitnami/redis:7.2@sha256:00"), "redis");
        assert_eq!(name("postgres"), "postgres");
    }
}
