//! Backups without a script: services made for them, objects of operators, and databases that a provider backs up.

use crate::{
    context::is_compose_file,
    document::{Entry, Format, Node},
    evidence::{
        Sightings, SurveyedFile,
        readers::{schedules::says_when, tree},
    },
    model::{EvidenceKind, words},
};
use std::ops::Range;

/// Resources of Terraform that a provider backs up, and the setting that says so.
const RESOURCES: &[(&str, &str)] = &[
    ("aws_db_instance", "backup_retention_period"),
    ("aws_docdb_cluster", "backup_retention_period"),
    ("aws_rds_cluster", "backup_retention_period"),
    ("aws_elasticache_replication_group", "snapshot_retention_limit"),
    ("azurerm_mysql_flexible_server", "backup_retention_days"),
    ("azurerm_postgresql_flexible_server", "backup_retention_days"),
];

/// Words in the names of a service's variables, and what they say about its backups.
const VARIABLES: &[(EvidenceKind, &[&str])] = &[
    (EvidenceKind::BackupEncryption, &["age", "encryption", "gpg", "passphrase"]),
    (EvidenceKind::BackupOffSite, &["azure", "b2", "bucket", "dropbox", "rclone", "s3", "sftp", "ssh", "webdav"]),
    (EvidenceKind::BackupRetention, &["keep", "retention"]),
];

/// Reports the backups that a document sets up.
pub(super) fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let roots = file.roots();
    match Format::for_path(file.path()) {
        Some(Format::Yaml) if is_compose_file(file.path()) => {
            let services = roots.iter().flat_map(|root| root.entries_of("services"));
            services.for_each(|service| by_service(&service.value, found));
        }
        Some(Format::Yaml) => roots.iter().for_each(|root| by_object(root, found)),
        Some(Format::Hcl) => roots.iter().for_each(|root| by_resource(root, found)),
        _ => {}
    }
}

/// A service whose image is made for backups: these run what they do on a schedule of their own.
fn by_service(service: &Node, found: &mut Sightings) {
    let Some(image) = service.get("image") else { return };
    if !words(tree::image_name(image).as_bytes())
        .iter()
        .any(|word| matches!(word.as_str(), "backup" | "backups" | "autobackup"))
    {
        return;
    }
    let variables = tree::variables(service).into_iter().filter(|(_, value, _)| !value.is_empty());
    let variables: Vec<_> = variables.map(|(name, _, span)| (words(name.as_bytes()), span)).collect();
    let has =
        |parts: &[&str]| variables.iter().find(|(name, _)| name.iter().any(|word| parts.contains(&word.as_str())));
    let is_planned = has(&["schedule", "cron", "interval", "frequency", "freq"]).is_some();
    let stays = service.get("restart").and_then(Node::text).is_some_and(|policy| policy != "no");
    let sighting = found.report(EvidenceKind::Backup, image.span.clone());
    if is_planned || stays {
        sighting.wired();
    }
    for (kind, parts) in VARIABLES {
        if let Some((_, span)) = has(parts) {
            found.report(*kind, span.clone());
        }
    }
}

/// An object of Velero or of an operator of a database, or values of a chart.
fn by_object(root: &Node, found: &mut Sightings) {
    let kind = root.get("kind").and_then(Node::text).unwrap_or_default();
    let is_of_operator = root.get("apiVersion").and_then(Node::text).is_some_and(|version| version.contains('.'));
    if is_of_operator && (kind.ends_with("Backup") || kind == "Schedule" || kind.ends_with("BackupSchedule")) {
        let span = root.entry("kind").map_or(0..0, |entry| entry.value.span.clone());
        let sighting = found.report(EvidenceKind::Backup, span.clone());
        if kind.contains("Schedule") || root.at(&["spec", "schedule"]).is_some() {
            sighting.wired();
        }
        found.report(EvidenceKind::BackupOffSite, span);
    }
    for entry in tree::entries(root).into_iter().filter(|entry| entry.key == "backup") {
        if is_planned(&entry.value) {
            found.report(EvidenceKind::Backup, entry.key_span.clone()).wired();
            tree::entries(&entry.value).into_iter().for_each(|inner| detail(inner, found));
        }
    }
    for entry in
        tree::entries(root).into_iter().filter(|entry| is_of_operator && entry.key == "ttl" && kind == "Schedule")
    {
        found.report(EvidenceKind::BackupRetention, entry.key_span.clone());
    }
}

/// Whether a part that is called `backup` says when or where: `backup: {enabled: true, cronjob: {schedule: "@daily"}}`.
fn is_planned(backup: &Node) -> bool {
    let is_off = backup.get("enabled").and_then(Node::text) == Some("false");
    let is_plan = |entry: &Entry| match &*entry.key {
        "schedule" => entry.value.text().is_some_and(says_when),
        "barmanObjectStore" => !entry.value.entries().is_empty(),
        "schedules" => !entry.value.items().is_empty() || !entry.value.entries().is_empty(),
        _ => false,
    };
    !is_off && tree::entries(backup).into_iter().any(is_plan)
}

fn detail(entry: &Entry, found: &mut Sightings) {
    let kind = match &*entry.key {
        "barmanObjectStore" | "s3" | "destinationPath" | "objectStore" => EvidenceKind::BackupOffSite,
        "retention" | "retentionPolicy" | "keepLast" => EvidenceKind::BackupRetention,
        _ => return,
    };
    if !entry.value.is_null() {
        found.report(kind, entry.key_span.clone());
    }
}

/// Databases of a provider, and plans for backups of all that is tagged.
fn by_resource(root: &Node, found: &mut Sightings) {
    for (kind, resource) in tree::resources(root) {
        let setting = RESOURCES.iter().find(|(known, _)| *known == kind).map(|(_, setting)| *setting);
        for entry in tree::entries(&resource.value) {
            let is_positive = entry.value.text().is_some_and(|days| days.parse::<u32>().is_ok_and(|days| days > 0));
            if Some(&*entry.key) == setting && is_positive {
                found.report(EvidenceKind::BackupRetention, entry.key_span.clone());
                backed_up(entry.key_span.clone(), found);
            }
            let is_enabled = entry.value.get("enabled").and_then(Node::text) == Some("true");
            if entry.key == "backup_configuration" && is_enabled {
                backed_up(entry.key_span.clone(), found);
            }
        }
        if matches!(kind, "aws_backup_plan" | "aws_dlm_lifecycle_policy") {
            backed_up(resource.key_span.clone(), found);
        }
    }
}

/// A provider keeps copies apart from the machine, and makes them by itself.
fn backed_up(span: Range<usize>, found: &mut Sightings) {
    found.report(EvidenceKind::Backup, span.clone()).wired();
    found.report(EvidenceKind::BackupOffSite, span);
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn services_objects_and_resources() {
        const SERVICE: &str = "services:\n  dump:\n    image: prodrigestivill/postgres-backup-local:17\n    environment:\n      \
                               SCHEDULE: '@daily'\n      BACKUP_KEEP_DAYS: 7\n      S3_BUCKET: ${BUCKET}\n      GPG_KEY:\n";
        const VELERO: &str =
            "apiVersion: velero.io/v1\nkind: Schedule\nspec:\n  schedule: 0 2 * * *\n  template:\n    ttl: 720h\n";
        all(&[
            (
                &[("compose.yml", SERVICE)],
                &[
                    "backup wired compose.yml:3", "backup-off-site present compose.yml:7",
                    "backup-retention present compose.yml:6",
                ],
            ),
            (
                &[("compose.yml", "services:\n  dump:\n    image: shop/backup-viewer\n")],
                &["backup present compose.yml:3"],
            ),
            (&[("compose.yml", "services:\n  db:\n    image: postgres\n    environment:\n      S3_BUCKET: a\n")], &[]),
            (
                &[("k8s/velero.yaml", VELERO)],
                &[
                    "backup wired k8s/velero.yaml:2",
                    "backup-off-site present k8s/velero.yaml:2",
                    "backup-retention present k8s/velero.yaml:6",
                ],
            ),
            (
                &[(
                    "values.yaml",
                    "postgresql:\n  backup:\n    enabled: true\n    cronjob:\n      schedule: '@daily'\n",
                )],
                &["backup wired values.yaml:2"],
            ),
            (
                &[(
                    "values.yaml",
                    "postgresql:\n  backup:\n    enabled: false\n    cronjob:\n      schedule: '@daily'\n",
                )],
                &[],
            ),
            (
                &[("main.tf", "resource \"aws_db_instance\" \"shop\" {\n  backup_retention_period = 14\n}\n")],
                &["backup wired main.tf:2", "backup-off-site present main.tf:2", "backup-retention present main.tf:2"],
            ),
            (&[("main.tf", "resource \"aws_db_instance\" \"shop\" {\n  backup_retention_period = 0\n}\n")], &[]),
        ]);
    }
}
