//! Projects that back up, and what only seems to.

use crate::evidence::tests::all;

const SCRIPT: &str = "#!/bin/sh\n# Cron: 0 2 * * * /opt/shop/scripts/backup.sh\n\
                      docker exec db pg_dump -U shop -d shop | gzip > shop.sql.gz\n";
const PRESENT: &[&str] = &["backup present scripts/backup.sh:3"];
const WIRED: &[&str] = &["backup wired scripts/backup.sh:3"];

#[test]
fn scripts_and_what_runs_them() {
    const CALLER: &str = "set -e\n\"$(dirname \"$0\")/backup.sh\"\n";
    all(&[
        (&[("scripts/backup.sh", SCRIPT)], PRESENT),
        (&[("scripts/backup.sh", SCRIPT), ("deploy/crontab", "0 2 * * * /opt/shop/scripts/backup.sh\n")], WIRED),
        (&[("scripts/backup.sh", SCRIPT), ("deploy/crontab", "# 0 2 * * * /opt/shop/scripts/backup.sh\n")], PRESENT),
        (
            &[("scripts/backup.sh", SCRIPT), ("etc/cron.d/shop", "@daily root /opt/shop/scripts/no-backup.sh\n")],
            PRESENT,
        ),
        (
            &[
                ("scripts/backup.sh", SCRIPT),
                ("scripts/backup-all.sh", CALLER),
                ("etc/cron.d/shop", "@daily root /opt/shop/scripts/backup-all.sh\n"),
            ],
            WIRED,
        ),
        (
            &[
                ("scripts/backup.sh", SCRIPT),
                ("setup.sh", "(crontab -l; echo \"0 2 * * * /opt/backup.sh\") | crontab -\n"),
            ],
            WIRED,
        ),
        (&[("scripts/backup.sh", SCRIPT), ("setup.sh", "crontab -l\necho \"0 2 * * * /opt/backup.sh\"\n")], PRESENT),
        (
            &[
                ("scripts/backup.sh", SCRIPT),
                ("deploy/shop-backup.service", "[Service]\nExecStart=/opt/shop/scripts/backup.sh\n"),
                ("deploy/shop-backup.timer", "[Timer]\nOnCalendar=daily\n"),
            ],
            WIRED,
        ),
        (
            &[
                ("scripts/backup.sh", SCRIPT),
                ("deploy/shop-backup.service", "[Service]\nType=oneshot\nExecStart=/opt/shop/scripts/backup.sh\n"),
            ],
            PRESENT,
        ),
        (&[("crontab", "0 2 * * * pg_dump shop > /var/dumps/shop\n")], &["backup wired crontab:1"]),
        (&[("tests/backup.sh", SCRIPT), ("docs/backup.sh", SCRIPT)], &[]),
    ]);
}

#[test]
fn workflows_manifests_and_services() {
    const JOB: &str = "jobs:\n  dump:\n    steps:\n      - run: mongodump --uri \"$URI\" --archive=a.gz\n";
    const NIGHTLY: &str = "on:\n  schedule:\n    - cron: 0 2 * * *\njobs:\n  dump:\n    steps:\n      - run: \
                           mongodump --archive=a.gz\n";
    const CRON_JOB: &str = "kind: CronJob\nspec:\n  schedule: 0 2 * * *\n  jobTemplate:\n    command: [sh, -c, \
                            'pg_dump shop > a']\n";
    all(&[
        (&[(".github/workflows/backup.yml", JOB)], &["backup present .github/workflows/backup.yml:4"]),
        (&[(".github/workflows/backup.yml", NIGHTLY)], &["backup wired .github/workflows/backup.yml:7"]),
        (&[("k8s/backup.yaml", CRON_JOB)], &["backup wired k8s/backup.yaml:5"]),
        (
            &[(
                "compose.yml",
                "services:\n  dump:\n    command: sh -c 'while true; do mysqldump shop > a; sleep 86400; done'\n",
            )],
            &["backup wired compose.yml:3"],
        ),
        (
            &[("compose.yml", "services:\n  dump:\n    command: sh -c 'mysqldump shop > a; sleep 5'\n")],
            &["backup present compose.yml:3"],
        ),
        (
            &[
                ("package.json", "{\"scripts\": {\n  \"db:dump\": \"pg_dump shop > a\"\n}}"),
                ("crontab", "0 2 * * * cd /app && npm run db:dump\n"),
            ],
            &["backup wired package.json:2"],
        ),
    ]);
}

#[test]
fn programs() {
    all(&[
        (
            &[("src/backup.ts", "export async function dump() {\n  await execAsync(`pg_dump ${url} > a.sql`);\n}\n")],
            &["backup present src/backup.ts:2"],
        ),
        (
            &[(
                "src/backup.ts",
                "cron.schedule('0 2 * * *', () => exec(`pg_dump ${url}`));\nclient.send(new PutObjectCommand(a));\n",
            )],
            &["backup wired src/backup.ts:1", "backup-off-site present src/backup.ts:2"],
        ),
        (
            &[("routes/console.php", "<?php\nSchedule::command('backup:run')->daily();\n")],
            &["backup wired routes/console.php:2"],
        ),
        (
            &[("backup.py", "subprocess.run([\"pg_dump\", url], check=True)\nprint(\"pg_dump done\")\n")],
            &["backup present backup.py:1"],
        ),
        (&[("src/a.ts", "// exec('pg_dump shop')\nshow('run pg_dump by hand');\nlog.error('pg_dump failed');\n")], &[]),
    ]);
}

#[test]
fn what_copies_no_data() {
    for text in [
        "command -v pg_dump\napt-get install -y pg_dump\necho pg_dump\n",
        "pg_dump --schema-only shop > schema.sql\nmysqldump -d shop\n",
        "# pg_dump shop\nredis-cli ping\nmc ls\nrestic snapshots\n",
        "cat <<EOF\nRun the backup first.\nEOF\n",
    ] {
        let project: &'static str = text.to_owned().leak();
        let files: &'static [(&str, &str)] = Box::leak(Box::new([("a.sh", project)]));
        all(&[(files, &[])]);
    }
}

#[test]
fn where_dumps_go() {
    all(&[
        (
            &[(
                "backup.sh",
                "pg_dump shop | gpg --symmetric --batch > a.gpg\naws s3 cp a.gpg s3://shop-dumps/\n\
                 find dumps -mtime +30 -delete\n",
            )],
            &[
                "backup present backup.sh:1", "backup-encryption present backup.sh:1",
                "backup-off-site present backup.sh:2", "backup-retention present backup.sh:3",
            ],
        ),
        (
            &[(
                "backup.sh",
                "mysqldump shop > a\nscp a dumps@vault.shop.net:/srv\n# gpg -e a\n# find . -mtime +7 -delete\n",
            )],
            &["backup present backup.sh:1", "backup-off-site present backup.sh:2"],
        ),
        // An upload of something else is none.
        (&[("deploy.sh", "aws s3 sync dist s3://shop-web\nfind /tmp -mtime +1 -delete\n")], &[]),
    ]);
}
