//! PgBouncer's pools against the connections that PostgreSQL takes.
//!
//! Every pool can fill up: pools times their size, and the reserve, must leave some connections for administration.

use super::{Analyzer, Diagnostics, compose::models};
use crate::{
    context::is_compose_file,
    detect::{ConfigFile, project::split},
    document::{Node, parse},
    model::Severity,
};
use std::ops::Range;

pub(super) const ANALYZER: Analyzer = Analyzer {
    detectors: &["pgbouncer-pool-too-large"],
    applies_to: |path| is_pgbouncer(path) || is_compose_file(path),
    reads: |path| is_pgbouncer(path) || is_postgres(path) || is_compose_file(path),
    check,
};

/// Connections that are left for administration and replication.
const KEPT: u32 = 5;

fn is_pgbouncer(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    name.starts_with("pgbouncer") && name.ends_with(".ini")
}

fn is_postgres(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    name.starts_with("postgres") && name.ends_with(".conf")
}

/// A pool's size, and where it is set.
struct Pool {
    size: u32,
    place: Range<usize>,
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if !ConfigFile::is_in_use(file.context().role) {
        return;
    }
    let pool = if is_pgbouncer(file.path) { in_ini(file.text, file.path) } else { in_compose(file) };
    let Some(pool) = pool else { return };
    if let Some((limit, place)) = most_connections(file).filter(|(limit, _)| pool.size > limit.saturating_sub(KEPT)) {
        let size = pool.size;
        let what = format!("up to {size} connections, of {limit} that {place} allows; {KEPT} must be left");
        found.report("pgbouncer-pool-too-large", pool.place, Severity::Medium, what);
    }
}

fn in_ini(text: &[u8], path: &str) -> Option<Pool> {
    let document = parse(path, text).ok()?;
    let root = document.roots.first()?;
    let own = root.get("pgbouncer")?;
    let number = |key: &str| own.get(key).and_then(Node::text).and_then(|text| text.trim().parse::<u32>().ok());
    let databases = root.get("databases").map_or(1, |databases| databases.entries().len().max(1)) as u32;
    let size = own.get("default_pool_size")?;
    let total = number("default_pool_size")?.saturating_mul(databases);
    Some(Pool { size: total.saturating_add(number("reserve_pool_size").unwrap_or(0)), place: size.span.clone() })
}

fn in_compose(file: &ConfigFile<'_>) -> Option<Pool> {
    let (model, environment) = models(file).into_iter().find_map(|model| {
        let services = model.root.get("services").map_or(&[][..], Node::entries);
        let bouncer = services.iter().find(|entry| image(&entry.value).contains("pgbouncer"))?;
        let environment = bouncer.value.get("environment")?.clone();
        Some((model, environment))
    })?;
    let number = |name: &str| {
        let given = ["", "PGBOUNCER_"].into_iter().find_map(|prefix| environment.get(&format!("{prefix}{name}")))?;
        Some((given.text()?.trim().parse::<u32>().ok()?, given.span.clone()))
    };
    let (size, place) = number("DEFAULT_POOL_SIZE")?;
    let reserve = number("RESERVE_POOL_SIZE").map_or(0, |(reserve, _)| reserve);
    Some(Pool { size: size.saturating_add(reserve), place: model.place_in(file.path, &place)? })
}

fn image(service: &Node) -> &str {
    service.get("image").and_then(Node::text).unwrap_or_default()
}

/// How many connections PostgreSQL takes, and what says so: its configuration in the repository, or an option in a compose
/// file.
fn most_connections(file: &ConfigFile<'_>) -> Option<(u32, String)> {
    let own = std::iter::once((file.path, file.text));
    let all = own.chain(file.relations.files().texts());
    let mut limits: Vec<(u32, String)> = all
        .filter(|(path, _)| is_postgres(path) || is_compose_file(path))
        .filter(|(path, text)| {
            is_postgres(path) || file.project.context(path, text).environment == file.context().environment
        })
        .filter_map(|(path, text)| Some((limit_in(text)?, format!("`{path}`"))))
        .collect();
    limits.sort();
    limits.into_iter().next()
}

/// `max_connections = 100`, `-c max_connections=100`.
fn limit_in(text: &[u8]) -> Option<u32> {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let value = |line: &str| {
        let behind = line.split_once("max_connections")?.1.trim_start_matches([' ', '=', ':', '\'', '"']);
        let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    lines.filter_map(value).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        for (text, limit) in [
            ("max_connections = 100\n", Some(100)),
            ("# max_connections = 100\nshared_buffers = 1GB\n", None),
            ("command: postgres -c max_connections=50 -c x=1", Some(50)),
            ("max_connections ${X}", None),
        ] {
            assert_eq!(limit_in(text.as_bytes()), limit, "{text}");
        }
    }

    #[test]
    fn pools() {
        let text = b"[databases]\na = host=db\nb = host=db\n[pgbouncer]\ndefault_pool_size = 20\nreserve_pool_size=5\n";
        assert_eq!(in_ini(text, "pgbouncer.ini").map(|pool| pool.size), Some(45));
    }
}
