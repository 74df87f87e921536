//! The data stores that images run and that ports belong to, as items of checklists ask for them.

use super::{image::name_of_image, roles::role_of_image};
use crate::model::Technology;
use gonogo_rules::knowledge::{network::STORE_PORTS, technologies::IMAGES};

/// The store that an image runs. One that no item asks for by name is a server of databases.
pub(in crate::detect) fn store_of_image(image: &str) -> Option<Technology> {
    let name = name_of_image(image);
    let technology = IMAGES.iter().find(|(_, images)| images.contains(&name)).and_then(|(id, _)| id.parse().ok());
    let is_store = || matches!(role_of_image(image), Some("database" | "cache" | "broker"));
    technology
        .filter(|known: &Technology| known.is_store())
        .or_else(|| is_store().then_some(Technology::DatabaseServer))
}

/// The store that a port belongs to.
pub(in crate::detect) fn store_of_port(port: &str) -> Option<Technology> {
    let (_, product) = STORE_PORTS.iter().find(|(known, _)| *known == port)?;
    Some(match *product {
        "Redis" => Technology::Redis,
        "MongoDB" => Technology::Mongodb,
        "PostgreSQL" => Technology::Postgresql,
        "MySQL" | "SQL Server" | "Oracle" => Technology::Database,
        _ => Technology::DatabaseServer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores() {
        for (image, expected) in [
            ("redis:8-alpine", Some(Technology::Redis)),
            ("docker.io/bitnami/redis:7", Some(Technology::Redis)),
            ("mongo", Some(Technology::Mongodb)),
            ("postgis/postgis:17", Some(Technology::Postgresql)),
            ("mysql:8", Some(Technology::Database)),
            ("minio/minio", Some(Technology::Minio)),
            ("qdrant/qdrant", Some(Technology::DatabaseServer)),
            ("rabbitmq:4", Some(Technology::DatabaseServer)),
            ("edoburu/pgbouncer", Some(Technology::DatabaseServer)),
            ("nginx:1.30", None),
            ("shop/api", None),
        ] {
            assert_eq!(store_of_image(image), expected, "{image}");
        }
        assert_eq!(store_of_port("6379"), Some(Technology::Redis));
        assert_eq!(store_of_port("9200"), Some(Technology::DatabaseServer));
        assert_eq!(store_of_port("3000"), None);
    }
}
