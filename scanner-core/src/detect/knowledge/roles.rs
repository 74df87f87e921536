//! Roles of services, derived from their images.

use crate::{document::Node, model::interpolate};
use gonogo_rules::knowledge::images;

/// The role of a service: `database`, `cache`, `broker`, `admin`, `monitoring`, `proxy`, or `app`.
pub(in crate::detect) fn role_of(name: &str, service: &Node) -> &'static str {
    let text = |path: &[&str]| service.at(path).and_then(Node::text);
    if let Some(image) = text(&["image"])
        && let Some(role) = role_of_image(image)
    {
        return role;
    }
    if service.get("build").is_none() {
        return "app";
    }
    let dockerfile = text(&["build", "dockerfile"]).map(stem);
    let context = text(&["build", "context"]).map(|path| path.trim_end_matches('/')).map(stem);
    let named = |word: &str| {
        of_name(word).or_else(|| images::SERVICES.iter().find(|(known, _)| *known == word).map(|(_, role)| *role))
    };
    dockerfile.and_then(of_name).or_else(|| context.and_then(of_name)).or_else(|| named(name)).unwrap_or("app")
}

/// `docker/postgres.dockerfile` is about `postgres`, `docker/redis/Dockerfile` about nothing.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').find(|part| !part.eq_ignore_ascii_case("dockerfile") && !part.is_empty()).unwrap_or_default()
}

/// The role that the name of an image says.
pub(in crate::detect) fn role_of_image(image: &str) -> Option<&'static str> {
    // A variable with a default is as good as the default.
    let image = interpolate(image, &|_| None).to_ascii_lowercase();
    let without_digest = image.split('@').next().unwrap_or(&image);
    let mut parts = without_digest.rsplit('/');
    let last = parts.next()?.split(':').next()?;
    match (last, parts.next()) {
        ("server" | "database", Some(before)) => of_name(before),
        ("all-in-one", before) if before != Some("jaegertracing") => None,
        _ => of_name(last),
    }
}

fn of_name(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    if name.split(['-', '_']).any(|word| images::OTHER_ROLES.contains(&word)) {
        return None;
    }
    let starts = |known: &&str| {
        name.strip_prefix(*known).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(['-', '_']) || rest.bytes().all(|b| b.is_ascii_digit())
        })
    };
    images::ROLES.iter().find(|(_, images)| images.iter().any(starts)).map(|(role, _)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    #[test]
    fn roles() {
        for (service, role) in [
            ("{image: 'postgres:16'}", "database"),
            ("{image: 'docker.io/bitnami/postgresql:16'}", "database"),
            ("{image: 'mcr.microsoft.com/mssql/server:2022-latest'}", "database"),
            ("{image: 'ghcr.io/x/pgvector@sha256:abc'}", "database"),
            ("{image: '${DB_IMAGE:-mysql:8}'}", "database"),
            ("{image: 'redis:7-alpine'}", "cache"),
            ("{image: 'redislabs/redis-stack'}", "cache"),
            ("{image: 'oliver006/redis_exporter'}", "app"),
            ("{image: 'prodrigestivill/postgres-backup-local:16'}", "app"),
            ("{image: 'registry:5000/team/api:1'}", "app"),
            ("{image: 'dpage/pgadmin4'}", "admin"),
            ("{image: 'mongo-express'}", "admin"),
            ("{image: 'rabbitmq:3-management'}", "broker"),
            ("{image: 'nginx:alpine'}", "proxy"),
            ("{image: 'grafana/grafana'}", "monitoring"),
            ("{build: {context: ., dockerfile: docker/images/postgres.dockerfile}}", "database"),
            ("{build: ./redis}", "cache"),
            ("{build: {context: .}}", "app"),
        ] {
            let text = format!("services:\n  svc: {service}\n");
            let document = parse("compose.yml", text.as_bytes()).expect("parses");
            let service = document.roots[0].at(&["services", "svc"]).expect("a service").clone();
            let normalized = match service.get("build").and_then(Node::text) {
                Some(_) => parse("c.yml", b"build: {context: ./redis}").expect("parses").roots[0].clone(),
                None => service,
            };
            assert_eq!(role_of("svc", &normalized), role, "{text}");
        }
        assert_eq!(role_of("db", &parse("c.yml", b"build: {context: .}").expect("parses").roots[0]), "database");
    }
}
