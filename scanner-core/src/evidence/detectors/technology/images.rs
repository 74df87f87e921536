//! Technologies by the images that are started: in compose files, manifests of Kubernetes and the values of charts.

use super::{Sightings, SurveyedFile, show};
use crate::{
    detect::{is_deployed_base, name_of_image},
    document::Node,
    model::{Environment, Technology},
};
use gonogo_rules::knowledge::technologies::IMAGES;

/// Technologies whose images are servers of databases and caches.
const STORES: &[&str] = &["database", "mongodb", "postgresql", "redis"];

/// Notes the images of a document. What is switched off is not started.
pub(super) fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let mut nodes: Vec<&Node> = file.roots().iter().collect();
    // What developers start says nothing of the servers of production.
    let is_deployed = !matches!(file.context.environment, Environment::Development | Environment::Test)
        || is_deployed_base(file.parsed, file.files);
    while let Some(node) = nodes.pop() {
        if node.get("enabled").and_then(Node::text) == Some("false") {
            continue;
        }
        for entry in node.entries() {
            let image = entry.value.text().or_else(|| entry.value.get("repository")?.text());
            if let Some(image) = image.filter(|_| entry.key == "image") {
                let name = name_of_image(image);
                show(IMAGES, &entry.value.span, found, |known| known == name);
                if is_deployed && is_store(name) {
                    found.show(Technology::DatabaseServer, entry.value.span.clone());
                }
            }
            nodes.push(&entry.value);
        }
        nodes.extend(node.items());
    }
}

fn is_store(image: &str) -> bool {
    IMAGES.iter().any(|(technology, images)| STORES.contains(technology) && images.contains(&image))
}
