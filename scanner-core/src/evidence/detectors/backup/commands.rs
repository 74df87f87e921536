//! Commands of backups: what copies a store, and what becomes of the copies.

use crate::evidence::readers::call::Call;

/// Commands that copy what a store holds: the program, and arguments without which it does something else.
const DUMPS: &[(&str, &[&str])] = &[
    ("pg_dump", &[]),
    ("pg_dumpall", &[]),
    ("pg_basebackup", &[]),
    ("pg_probackup", &["backup"]),
    ("pgbackrest", &["backup"]),
    ("barman", &["backup"]),
    ("barman-cloud-backup", &[]),
    ("wal-g", &["backup-push"]),
    ("wal-e", &["backup-push"]),
    ("mysqldump", &[]),
    ("mariadb-dump", &[]),
    ("mydumper", &[]),
    ("mariabackup", &["--backup"]),
    ("xtrabackup", &["--backup"]),
    ("mongodump", &[]),
    ("redis-cli", &["--rdb"]),
    ("redis-cli", &["bgsave"]),
    ("valkey-cli", &["--rdb"]),
    ("mc", &["mirror"]),
    ("restic", &["backup"]),
    ("borg", &["create"]),
    ("borgmatic", &[]),
    ("kopia", &["snapshot", "create"]),
    ("duplicity", &[]),
    ("rsnapshot", &[]),
    ("velero", &["backup", "create"]),
    ("velero", &["schedule", "create"]),
    ("etcdctl", &["snapshot", "save"]),
    ("litestream", &["replicate"]),
    ("artisan", &["backup:run"]),
    ("manage.py", &["dbbackup"]),
    ("aws", &["rds", "create-db-snapshot"]),
    ("gcloud", &["sql", "backups", "create"]),
    ("gcloud", &["sql", "export"]),
    ("heroku", &["pg:backups:capture"]),
    ("supabase", &["db", "dump"]),
];

/// Options with which a program copies no data.
const WITHOUT_DATA: &[(&str, &[&str])] = &[
    ("pg_dump", &["--schema-only"]),
    ("pg_dump", &["-s"]),
    ("mysqldump", &["--no-data"]),
    ("mysqldump", &["-d"]),
    ("mariadb-dump", &["--no-data"]),
    ("mongodump", &["--version"]),
    ("pg_dump", &["--version"]),
    ("mysqldump", &["--version"]),
];

/// Commands that copy files to another place.
const UPLOADS: &[(&str, &[&str])] = &[
    ("aws", &["s3", "cp"]),
    ("aws", &["s3", "sync"]),
    ("aws", &["s3", "mv"]),
    ("aws", &["s3api", "put-object"]),
    ("s3cmd", &["put"]),
    ("s3cmd", &["sync"]),
    ("s5cmd", &["cp"]),
    ("rclone", &["copy"]),
    ("rclone", &["sync"]),
    ("rclone", &["copyto"]),
    ("rclone", &["move"]),
    ("rclone", &["rcat"]),
    ("gsutil", &["cp"]),
    ("gsutil", &["rsync"]),
    ("gcloud", &["storage", "cp"]),
    ("gcloud", &["storage", "rsync"]),
    ("az", &["storage", "blob", "upload"]),
    ("azcopy", &["copy"]),
    ("mc", &["cp"]),
    ("mc", &["mirror"]),
    ("b2", &["upload-file"]),
    ("b2", &["sync"]),
];

/// Commands that make dumps unreadable for others.
const ENCRYPTION: &[(&str, &[&str])] = &[
    ("gpg", &["--encrypt"]),
    ("gpg", &["-e"]),
    ("gpg", &["--symmetric"]),
    ("gpg", &["-c"]),
    ("gpg2", &["--encrypt"]),
    ("gpg2", &["--symmetric"]),
    ("age", &["-r"]),
    ("age", &["-R"]),
    ("age", &["-p"]),
    ("age", &["--recipient"]),
    ("age", &["--encrypt"]),
    ("openssl", &["enc"]),
    ("openssl", &["smime", "-encrypt"]),
    ("restic", &["backup"]),
    ("kopia", &["snapshot"]),
];

/// Commands that remove old dumps.
const RETENTION: &[(&str, &[&str])] = &[
    ("find", &["-mtime", "-delete"]),
    ("find", &["-mtime", "rm"]),
    ("find", &["-mmin", "-delete"]),
    ("find", &["-mmin", "rm"]),
    ("restic", &["forget"]),
    ("borg", &["prune"]),
    ("rclone", &["delete"]),
    ("tmpreaper", &[]),
    ("pgbackrest", &["expire"]),
    ("wal-g", &["delete"]),
    ("artisan", &["backup:clean"]),
];

fn is_one_of(call: &Call, table: &[(&str, &[&str])]) -> bool {
    table.iter().any(|(program, arguments)| call.runs(program, arguments))
}

/// Whether a command copies what a store holds.
pub(super) fn dumps(call: &Call) -> bool {
    is_one_of(call, DUMPS) && !is_one_of(call, WITHOUT_DATA)
}

/// Whether a command copies files to another place.
pub(super) fn uploads(call: &Call) -> bool {
    is_one_of(call, UPLOADS) || is_remote(call)
}

/// Whether a command makes dumps unreadable for others.
pub(super) fn encrypts(call: &Call) -> bool {
    let is_on = |word: &String| word.starts_with("--encryption=") && !word.ends_with("=none");
    is_one_of(call, ENCRYPTION) || call.arguments_of("borg").is_some_and(|given| given.iter().any(is_on))
}

/// Whether a command removes old dumps.
pub(super) fn expires(call: &Call) -> bool {
    is_one_of(call, RETENTION) || call.words.iter().any(|word| word.starts_with("--keep-"))
}

/// A copy to another host, or a repository on one: `scp x backup@host:`, `restic -r s3:...`.
fn is_remote(call: &Call) -> bool {
    let is_place = |word: &String| {
        let host = word.split(':').next().unwrap_or_default();
        host.len() < word.len() && (host.contains('@') || matches!(host, "s3" | "sftp" | "b2" | "gs" | "azure" | "ssh"))
    };
    ["scp", "rsync", "restic", "borg", "sftp"]
        .iter()
        .any(|program| call.arguments_of(program).is_some_and(|given| given.iter().any(is_place)))
}
