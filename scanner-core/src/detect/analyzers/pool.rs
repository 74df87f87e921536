//! PgBouncer's pools against the connections that PostgreSQL takes.
//!
//! Every pool can fill up: pools times their size, and the reserve, must leave some connections for administration.

use super::{Analyzer, Check, Diagnostics};
use crate::{
    context::{Project, is_compose_file},
    detect::{
        ConfigFile, Files,
        deployment::{Model, compose::ComposeFile},
        project::split,
    },
    document::{Node, ParsedFile},
    model::{Environment, Severity},
};
use std::ops::Range;

pub(super) const ANALYZER: Analyzer = Analyzer {
    checks: &[Check::PgbouncerPoolTooLarge],
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
    if !file.context().role.is_in_use() {
        return;
    }
    let pool = if is_pgbouncer(file.path) { in_ini(file.parsed) } else { in_compose(file) };
    let Some(pool) = pool else { return };
    if let Some((limit, place)) = most_connections(file).filter(|(limit, _)| pool.size > limit.saturating_sub(KEPT)) {
        let size = pool.size;
        let message = format!(
            "PgBouncer may open {size} connections, but {place} allows {limit}, of which {KEPT} must stay free"
        );
        found.report(Check::PgbouncerPoolTooLarge, pool.place).severity(Severity::Medium).message(message);
    }
}

fn in_ini(file: &ParsedFile<'_>) -> Option<Pool> {
    let root = file.root()?;
    let own = root.get("pgbouncer")?;
    let number = |key: &str| own.get(key).and_then(Node::text).and_then(|text| text.trim().parse::<u32>().ok());
    let databases = root.get("databases").map_or(1, |databases| databases.entries().len().max(1)) as u32;
    let size = own.get("default_pool_size")?;
    let total = number("default_pool_size")?.saturating_mul(databases);
    Some(Pool { size: total.saturating_add(number("reserve_pool_size").unwrap_or(0)), place: size.span.clone() })
}

fn in_compose(file: &ConfigFile<'_>) -> Option<Pool> {
    let (model, environment) = file.compose().iter().find_map(|model| {
        let bouncer = model.services().iter().find(|entry| image(&entry.value).contains("pgbouncer"))?;
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

/// The number of connections that PostgreSQL accepts and the file that sets it: its configuration in the repository, or
/// an option in a compose file.
fn most_connections(file: &ConfigFile<'_>) -> Option<(u32, String)> {
    let files = file.relations.files();
    let configured = files.kept().filter(|other| is_postgres(other.path()));
    let configured = configured.filter_map(|other| Some((configured_limit(other)?, format!("`{}`", other.path()))));
    let started = files.once("", |files| StartedLimits::new(files, file.project));
    // Those of a file that is kept are among all.
    let models = if files.file(file.path).is_some() { &[][..] } else { file.compose() };
    let own: Vec<StartedLimit> = models.iter().filter_map(|model| StartedLimit::from_model(model, file.path)).collect();
    let environment = file.context().environment;
    let started = started.0.iter().chain(&own).filter(|limit| limit.environment == environment);
    let started = started.map(|limit| (limit.connections, format!("`{}`", limit.path)));
    configured.chain(started).min()
}

/// `max_connections = 100` of PostgreSQL's own configuration.
fn configured_limit(file: &ParsedFile<'_>) -> Option<u32> {
    file.root()?.get("max_connections")?.text()?.trim().parse().ok()
}

/// The connections that a service of a compose file is started with.
struct StartedLimit {
    path: String,
    environment: Environment,
    connections: u32,
}

/// Those of all compose files.
struct StartedLimits(Vec<StartedLimit>);

impl StartedLimits {
    fn new(files: &Files, project: &Project) -> Self {
        let compose = files.kept().filter_map(|file| ComposeFile::from_kept(file, project, files));
        let limits = compose.flat_map(|compose| {
            let limit = |model| StartedLimit::from_model(model, compose.path());
            compose.models().iter().filter_map(limit).collect::<Vec<_>>()
        });
        StartedLimits(limits.collect())
    }
}

impl StartedLimit {
    /// `command: postgres -c max_connections=100`; the lowest of all services.
    fn from_model(model: &Model, path: &str) -> Option<Self> {
        let commands = model.services().iter().filter_map(|entry| entry.value.get("command"));
        let words = commands
            .flat_map(|command| command.text().into_iter().chain(command.items().iter().filter_map(Node::text)));
        let limits = words.flat_map(str::split_whitespace).filter_map(|word| {
            word.trim_start_matches(['-', 'c']).strip_prefix("max_connections=")?.parse::<u32>().ok()
        });
        let (path, environment) = (path.to_owned(), model.environment);
        Some(StartedLimit { path, environment, connections: limits.min()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        for (text, limit) in [
            ("max_connections = 100\n", Some(100)),
            ("max_connections = 100  # of all\n", Some(100)),
            ("# max_connections = 100\nshared_buffers = 1GB\n", None),
            ("max_connections = ${X}", None),
        ] {
            assert_eq!(configured_limit(&ParsedFile::new("postgresql.conf", text.as_bytes())), limit, "{text}");
        }
    }

    #[test]
    fn pools() {
        let text = b"[databases]\na = host=db\nb = host=db\n[pgbouncer]\ndefault_pool_size = 20\nreserve_pool_size=5\n";
        assert_eq!(in_ini(&ParsedFile::new("pgbouncer.ini", text)).map(|pool| pool.size), Some(45));
    }
}
