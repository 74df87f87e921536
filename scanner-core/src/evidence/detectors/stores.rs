//! Stores: replicas, drives of MinIO, pools of connections, and logs of slow queries.

use super::Detector;
use crate::{
    context::is_env_file,
    document::{Entry, Format, Node},
    evidence::{
        Sightings, SurveyedFile,
        readers::{call::Call, calls, tree},
    },
    model::{EvidenceKind, NameWords},
};
use std::ops::Range;

/// Nodes or drives from which MinIO can lose one.
const MIN_DRIVES: u32 = 4;

/// Images that pool the connections of a database.
const POOLERS: &[&str] = &["odyssey", "pgbouncer", "pgcat", "pgpool", "proxysql", "supavisor"];

/// Parameters in addresses of databases that bound their pool.
const POOL_PARAMETERS: &[&str] =
    &["connection_limit=", "maxPoolSize=", "max_pool_size=", "pool_size=", "pgbouncer=true"];

pub(super) const DETECTOR: Detector = Detector {
    keywords: &[
        "replica", "replset", "replicate", "primary_conninfo", "slaveof", "master_instance_name", "minio", "bouncer",
        "pgcat", "pgpool", "proxysql", "odyssey", "supavisor", "pool", "connection_limit", "slow_query", "slow-query",
        "slowms", "log_min_duration", "operationprofiling", "instances",
    ],
    applies_to: |file| {
        let is_known = Format::for_path(file.path()).is_some_and(|format| format != Format::Json);
        file.is_in_use() && (is_known || file.path().ends_with(".sql") || calls::is_script(file))
    },
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if is_env_file(file.path()) {
        return variables(file, found);
    }
    if file.path().ends_with(".sql") {
        return statements(file, found);
    }
    for root in file.roots() {
        for (kind, resource) in tree::resources(root) {
            managed(kind, resource, found);
        }
        for entry in tree::entries(root) {
            setting(file, entry, found);
        }
        for mapping in tree::mappings(root) {
            service(mapping, found);
        }
        operator(root, found);
    }
    for call in calls::calls(file) {
        commands(call, found);
    }
}

/// Settings of the servers themselves, and of what connects to them.
fn setting(file: &SurveyedFile<'_>, entry: &Entry, found: &mut Sightings) {
    let Some(value) = entry.value.text().map(|text| text.trim().trim_matches('\'')) else { return };
    let name = entry.key.trim().to_ascii_lowercase().replace(['_', '-'], "");
    let kind = match name.as_str() {
        "primaryconninfo" | "replicaof" | "slaveof" => EvidenceKind::Replica,
        "logmindurationstatement" | "slowquerylog" => EvidenceKind::SlowQueryLog,
        "maximumpoolsize" => EvidenceKind::DatabasePool,
        "defaultpoolsize" | "maxclientconn" if file.path().contains("pgbouncer") => EvidenceKind::DatabasePool,
        "pool" if file.path().ends_with("database.yml") => EvidenceKind::DatabasePool,
        _ => return,
    };
    let is_off = match value.to_ascii_lowercase().as_str() {
        // Every statement is slow.
        "0" => name != "logmindurationstatement",
        value => matches!(value, "" | "-1" | "off" | "false" | "none" | "null" | "~"),
    };
    if !is_off {
        found.report(kind, entry.key_span.clone()).wired();
    }
}

/// Services and charts, by their images and values.
fn service(mapping: &Node, found: &mut Sightings) {
    let text = |key: &str| mapping.get(key).and_then(Node::text);
    if let Some(image) = mapping.get("image").filter(|image| POOLERS.contains(&tree::image_name(image))) {
        found.report(EvidenceKind::DatabasePool, image.span.clone());
    }
    for (name, value, span) in tree::variables(mapping) {
        let is_mode = name.ends_with("REPLICATION_MODE") && matches!(value, "slave" | "replica" | "standby");
        if is_mode {
            found.report(EvidenceKind::Replica, span.clone()).wired();
        }
        if name == "MINIO_VOLUMES" {
            drives(value.split_whitespace(), span, found);
        }
    }
    if text("architecture") == Some("replication") || text("architecture") == Some("replicaset") {
        mapping.entry("architecture").into_iter().for_each(|entry| {
            found.report(EvidenceKind::Replica, entry.key_span.clone()).wired();
        });
    }
    let profiling = mapping.get("operationProfiling").and_then(|profiling| profiling.entry("mode"));
    if let Some(mode) = profiling.filter(|mode| mode.value.text().is_some_and(|mode| mode != "off")) {
        found.report(EvidenceKind::SlowQueryLog, mode.key_span.clone()).wired();
    }
}

/// Objects of operators: a cluster of PostgreSQL, a tenant of MinIO.
fn operator(root: &Node, found: &mut Sightings) {
    let number = |node: Option<&Node>| node.and_then(Node::text).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    let kind = root.get("kind").and_then(Node::text).unwrap_or_default();
    let instances =
        root.get("spec").and_then(|spec| spec.entry("instances").or_else(|| spec.entry("numberOfInstances")));
    let is_cluster = matches!(kind, "Cluster" | "PostgresCluster" | "postgresql");
    if let Some(instances) = instances.filter(|instances| is_cluster && number(Some(&instances.value)) > 1) {
        found.report(EvidenceKind::Replica, instances.key_span.clone()).wired();
    }
    for pool in root.get("spec").map_or(&[][..], |spec| spec.items_of("pools")).iter().filter(|_| kind == "Tenant") {
        if number(pool.get("servers")) >= MIN_DRIVES {
            found.report(EvidenceKind::BucketErasure, pool.span.clone()).wired();
        }
    }
}

/// Databases of a provider that copy from another one, or log slow queries.
fn managed(kind: &str, resource: &Entry, found: &mut Sightings) {
    let entries = tree::entries(&resource.value);
    let source = { entries.iter() }.find(|entry| match &*entry.key {
        "replicate_source_db" | "master_instance_name" => true,
        "create_mode" => entry.value.text() == Some("Replica"),
        "count" | "replica_count" => {
            matches!(kind, "aws_rds_cluster_instance" | "google_alloydb_instance")
                && entry.value.text().and_then(|count| count.parse::<u32>().ok()).is_some_and(|count| count > 1)
        }
        _ => false,
    });
    if let Some(source) = source {
        found.report(EvidenceKind::Replica, source.key_span.clone()).wired();
    }
    for entry in entries.iter().filter(|entry| entry.key == "name") {
        if matches!(entry.value.text(), Some("log_min_duration_statement" | "slow_query_log")) {
            found.report(EvidenceKind::SlowQueryLog, entry.value.span.clone()).wired();
        }
    }
}

/// Options with which a server is started.
fn commands(call: &Call, found: &mut Sightings) {
    let option = |name: &str| {
        let wanted = |word: &&String| word.trim_start_matches('-').replace('-', "_").starts_with(name);
        call.words.iter().find(wanted)
    };
    let is_on =
        |word: &String| !word.ends_with("=0") && !word.ends_with("=-1") && !word.to_ascii_lowercase().ends_with("=off");
    let logs_statements = option("log_min_duration_statement=").is_some_and(|word| !word.ends_with("=-1"));
    if logs_statements || option("slow_query_log").is_some_and(is_on) || option("slowms").is_some() {
        found.report(EvidenceKind::SlowQueryLog, call.span.clone()).wired();
    }
    let is_replica =
        ["replicaof", "slaveof"].iter().any(|name| option(name).is_some()) || call.runs("mongod", &["--replSet"]);
    if is_replica || call.runs("pg_basebackup", &["-R"]) || call.runs("pg_basebackup", &["--write-recovery-conf"]) {
        found.report(EvidenceKind::Replica, call.span.clone());
    }
    let served = call.arguments_of("server").or_else(|| call.arguments_of("minio"));
    let is_minio = call.program() == "minio" || call.program() == "server";
    if let Some(served) = served.filter(|_| is_minio) {
        drives(served.iter().map(String::as_str), call.span.clone(), found);
    }
}

/// Drives that MinIO is started with, each a path or an address; `{1...4}` stands for four. Four nodes are wired.
fn drives<'w>(words: impl Iterator<Item = &'w str>, span: Range<usize>, found: &mut Sightings) {
    let places: Vec<&str> = words.filter(|word| word.starts_with('/') || word.contains("://")).collect();
    let all: u32 = places.iter().map(|place| expanded(place)).fold(0, u32::saturating_add);
    let is_node = |place: &&&str| place.contains("://");
    let host = |place: &str| place.split("://").nth(1).and_then(|rest| rest.split('/').next()).map_or(0, expanded);
    let nodes: u32 = places.iter().filter(is_node).map(|place| host(place)).fold(0, u32::saturating_add);
    if all >= MIN_DRIVES {
        let sighting = found.report(EvidenceKind::BucketErasure, span);
        if nodes >= MIN_DRIVES {
            sighting.wired();
        }
    }
}

/// How many places a word stands for.
fn expanded(word: &str) -> u32 {
    let ranges = word.split('{').skip(1).filter_map(|rest| rest.split('}').next()?.split_once("..."));
    let length = |(first, last): (&str, &str)| {
        let (first, last) = (first.parse::<u32>().ok()?, last.parse::<u32>().ok()?);
        last.checked_sub(first)?.checked_add(1)
    };
    ranges.filter_map(length).fold(1, u32::saturating_mul)
}

/// Addresses of replicas and pools in an env file.
fn variables(file: &SurveyedFile<'_>, found: &mut Sightings) {
    for setting in file.parsed.settings().list.iter().filter(|setting| !setting.text.trim().is_empty()) {
        let names = NameWords::new(&setting.name);
        let is_address = names.has("url") || names.has("host");
        if is_address && (names.has("replica") || names.has("readonly")) && !names.has("redis") {
            found.report(EvidenceKind::Replica, setting.key.clone());
        }
        let bounds = POOL_PARAMETERS.iter().any(|parameter| setting.text.contains(parameter));
        let is_database =
            ["database", "db", "postgres", "pg", "mysql", "sql", "connection"].iter().any(|part| names.has(part));
        let is_size = is_database && names.has("pool") && (names.has("size") || names.has("max"));
        if bounds && setting.text.contains("://") || is_size {
            found.report(EvidenceKind::DatabasePool, setting.key.clone()).wired();
        }
    }
}

/// `ALTER SYSTEM SET log_min_duration_statement = 500;`
fn statements(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    let is_comment = |at: usize| {
        let before = &code.text[..code.span(at).start];
        before.rsplit('\n').next().is_some_and(|line| line.contains("--"))
    };
    let is_set = |at: &usize| {
        let name = code.word(*at).to_ascii_lowercase();
        let is_setting = matches!(&*name, "log_min_duration_statement" | "slow_query_log");
        is_setting && matches!(code.sign(at + 1), "=" | "TO" | "to") && !is_comment(*at)
    };
    for at in (0..code.tokens.len()).filter(is_set) {
        found.report(EvidenceKind::SlowQueryLog, code.span(at)).wired();
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn replicas_and_drives() {
        all(&[
            (
                &[("postgres/postgresql.conf", "primary_conninfo = 'host=db1 user=repl'\n")],
                &["replica wired postgres/postgresql.conf:1"],
            ),
            (&[("postgres/postgresql.conf", "#primary_conninfo = 'host=db1'\nprimary_conninfo = ''\n")], &[]),
            (&[("values.yaml", "postgresql:\n  architecture: replication\n")], &["replica wired values.yaml:2"]),
            (&[("values.yaml", "postgresql:\n  architecture: standalone\n")], &[]),
            (
                &[(
                    "a.tf",
                    "resource \"aws_db_instance\" \"read\" {\n  replicate_source_db = aws_db_instance.main.id\n}\n",
                )],
                &["replica wired a.tf:2"],
            ),
            (
                &[("compose.yml", "services:\n  db2:\n    environment:\n      - POSTGRESQL_REPLICATION_MODE=slave\n")],
                &["replica wired compose.yml:4"],
            ),
            (
                &[("compose.yml", "services:\n  s3:\n    command: server http://minio{1...4}/data\n")],
                &["bucket-erasure wired compose.yml:3"],
            ),
            (
                &[("compose.yml", "services:\n  s3:\n    command: minio server /data{1...4}\n")],
                &["bucket-erasure present compose.yml:3"],
            ),
            (&[("compose.yml", "services:\n  s3:\n    command: server /data --console-address :9001\n")], &[]),
        ]);
    }

    #[test]
    fn pools_and_slow_queries() {
        all(&[
            (
                &[(".env.production", "DATABASE_URL=postgres://db/shop?connection_limit=5\n")],
                &["database-pool wired .env.production:1"],
            ),
            (&[(".env.production", "DATABASE_URL=postgres://db/shop\n")], &[]),
            (
                &[("compose.yml", "services:\n  pool:\n    image: edoburu/pgbouncer:1.24\n")],
                &["database-pool present compose.yml:3"],
            ),
            (
                &[("application.yml", "spring:\n  datasource:\n    hikari:\n      maximum-pool-size: 20\n")],
                &["database-pool wired application.yml:4"],
            ),
            (
                &[("pg/postgresql.conf", "log_min_duration_statement = 500\n")],
                &["slow-query-log wired pg/postgresql.conf:1"],
            ),
            (&[("pg/postgresql.conf", "#log_min_duration_statement = 500\nlog_min_duration_statement = -1\n")], &[]),
            (
                &[("compose.yml", "services:\n  db:\n    command: [postgres, -c, log_min_duration_statement=500]\n")],
                &["slow-query-log wired compose.yml:3"],
            ),
            (&[("compose.yml", "services:\n  db:\n    command: mysqld --slow-query-log=0\n")], &[]),
            (
                &[("db/tune.sql", "ALTER SYSTEM SET log_min_duration_statement = 500;\n")],
                &["slow-query-log wired db/tune.sql:1"],
            ),
            (&[("db/tune.sql", "-- ALTER SYSTEM SET log_min_duration_statement = 500;\n")], &[]),
        ]);
    }
}
