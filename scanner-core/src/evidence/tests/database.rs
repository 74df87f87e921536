//! Migrations and how they are taken back, indexes, policies, seeds, keys, and managers of secrets.

use super::all;

const PRISMA: (&str, &str) = ("prisma/migrations/1_init/migration.sql", "-- CreateTable\nCREATE TABLE a (id int);\n");

#[test]
fn migrations() {
    const ALEMBIC: &str =
        "def upgrade():\n    op.add_column('a', x)\n\n\ndef downgrade():\n    op.drop_column('a', 'x')\n";
    all(&[
        (&[PRISMA], &["migrations present prisma/migrations/1_init/migration.sql:2"]),
        (
            &[
                PRISMA,
                ("package.json", r#"{"scripts": {"start": "prisma migrate deploy && node x"}}"#),
                ("Dockerfile", "FROM node\nCMD [\"npm\", \"start\"]\n"),
            ],
            &["migrations wired prisma/migrations/1_init/migration.sql:2"],
        ),
        (
            &[
                PRISMA,
                ("package.json", r#"{"scripts": {"start": "node x", "migrate": "prisma migrate deploy"}}"#),
                ("Dockerfile", "FROM node\nCMD [\"npm\", \"start\"]\n"),
            ],
            &["migrations present prisma/migrations/1_init/migration.sql:2"],
        ),
        (
            &[
                ("alembic/versions/1.py", ALEMBIC),
                ("docker/entrypoint.sh", "#!/bin/sh\nalembic upgrade head\nexec \"$@\"\n"),
            ],
            &["migration-rollback present alembic/versions/1.py:5", "migrations wired alembic/versions/1.py:2"],
        ),
        (
            &[("alembic/versions/1.py", "def upgrade():\n    op.add_column('a', x)\n\n\ndef downgrade():\n    pass\n")],
            &["migrations present alembic/versions/1.py:2"],
        ),
        (
            &[
                (
                    "database/migrations/1_a.php",
                    "<?php\nreturn new class {\n  public function up() { Schema::create('a', fn ($t) => $t->id()); }\n  public function down(): void { Schema::dropIfExists('a'); }\n};\n",
                ),
                ("deploy.sh", "ssh web <<'EOF'\ncd /srv\nphp artisan migrate --force\nEOF\n"),
            ],
            &[
                "migration-rollback present database/migrations/1_a.php:4",
                "migrations wired database/migrations/1_a.php:3",
            ],
        ),
        (
            &[(
                "src/migrations/1-a.ts",
                "export class A {\n  async up(q) { await q.query('ALTER TABLE a ADD b int'); }\n  async down(q) {}\n}\n",
            )],
            &["migrations present src/migrations/1-a.ts:2"],
        ),
        (
            &[
                ("db/1_a.up.sql", "CREATE TABLE a (id int);\n"),
                ("db/1_a.down.sql", "DROP TABLE a;\n"),
                ("db/2_b.down.sql", "-- nothing to do\n"),
                ("Makefile", "undo:\n\tmigrate -path db down 1\n"),
            ],
            &["migration-rollback present db/1_a.down.sql:1", "migrations present db/1_a.up.sql:1"],
        ),
        (
            &[
                ("k8s.sh", "kubectl exec deploy/api -- python manage.py migrate\n"),
                (
                    "shop/migrations/0001_a.py",
                    "class Migration:\n    operations = [migrations.CreateModel(name='a')]\n",
                ),
            ],
            &["migrations present shop/migrations/0001_a.py:2"],
        ),
        // Folders and files without a change.
        (
            &[
                ("migrations/.gitkeep", ""),
                ("migrations/README.md", "# Migrations\n"),
                ("migrations/a.sql", "-- CREATE TABLE a;\n"),
            ],
            &[],
        ),
        (
            &[
                ("tests/migrations/1.sql", "CREATE TABLE a (id int);\n"),
                ("src/migrations/index.ts", "export * from './a';\n"),
            ],
            &[],
        ),
    ]);
}

#[test]
fn indexes_and_policies() {
    all(&[
        (
            &[(
                "db/schema.sql",
                "CREATE TABLE a (id int);\n-- CREATE INDEX b ON a (id);\nCREATE UNIQUE INDEX c ON a (id);\n",
            )],
            &["database-indexes present db/schema.sql:3"],
        ),
        (
            &[("prisma/schema.prisma", "model A {\n  id Int\n  // @@index([id])\n  @@index([id])\n}\n")],
            &["database-indexes present prisma/schema.prisma:4"],
        ),
        (
            &[(
                "app/models.py",
                "class A(Base):\n    b = Column(Integer, index=True)\n    c = [1].index(1)\n    # d = Column(index=True)\n",
            )],
            &["database-indexes present app/models.py:2"],
        ),
        (
            &[(
                "src/user.ts",
                "@Index('by_name', ['name'])\nexport class User {}\nnames.index('x');\nuserSchema.index({ name: 1 });\n",
            )],
            &["database-indexes present src/user.ts:1", "database-indexes present src/user.ts:4"],
        ),
        (&[("src/a.py", "at = names.index('x')\nframe = DataFrame(index=[1])\n")], &[]),
        (
            &[
                ("sql/rls.sql", "ALTER TABLE a ENABLE ROW LEVEL SECURITY;\n"),
                ("package.json", r#"{"scripts": {"db:rls": "psql -f sql/rls.sql"}}"#),
            ],
            &["rls-script present sql/rls.sql:1"],
        ),
        (
            &[("src/migrations/1.ts", "up = (q) => q.query(`CREATE POLICY p ON a USING (true)`);\n")],
            &["migrations present src/migrations/1.ts:1", "rls-script present src/migrations/1.ts:1"],
        ),
        (&[("sql/a.sql", "-- ENABLE ROW LEVEL SECURITY\nSELECT 'create policy';\n")], &[]),
    ]);
}

#[test]
fn seeds_and_keys() {
    const ROTATE: &str = "for (const row of rows) {\n  const text = decrypt(row.text, oldKey);\n  row.text = encrypt(text, newKey);\n}\n";
    all(&[
        (
            &[
                ("package.json", r#"{"scripts": {"db:seed": "tsx prisma/seed.ts"}}"#),
                ("prisma/seed.ts", "await prisma.role.createMany({ data });\n"),
            ],
            &["seed-script present package.json:1", "seed-script present prisma/seed.ts:1"],
        ),
        (
            &[("database/seeders/RoleSeeder.php", "<?php\nRole::create(['name' => 'admin']);\n")],
            &["seed-script present database/seeders/RoleSeeder.php:2"],
        ),
        (
            &[
                ("src/seed.ts", "// prisma.role.createMany()\nexport const seed = 42;\n"),
                ("src/seedling.ts", "plant.create();\n"),
            ],
            &[],
        ),
        (&[("scripts/rotate-keys.ts", ROTATE)], &["key-rotation-script present scripts/rotate-keys.ts:2"]),
        (
            &[("scripts/rotate-keys.ts", ROTATE), ("Procfile", "rotate: node dist/scripts/rotate-keys.js\n")],
            &["key-rotation-script wired scripts/rotate-keys.ts:2"],
        ),
        (
            &[
                ("scripts/rotate-logs.ts", ROTATE),
                ("src/rotate-keys.ts", "// decrypt() and encrypt()\nkeys.rotate();\n"),
            ],
            &[],
        ),
    ]);
}

#[test]
fn managers_of_secrets() {
    all(&[
        (
            &[(
                "src/secrets.ts",
                "import { SecretsManagerClient, GetSecretValueCommand } from 'x';\nconst c = new SecretsManagerClient({});\n",
            )],
            &["secrets-manager wired src/secrets.ts:2"],
        ),
        (&[("app/config.py", "client = boto3.client('secretsmanager')\n")], &["secrets-manager wired app/config.py:1"]),
        (
            &[("k8s/a.yaml", "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n")],
            &["secrets-manager wired k8s/a.yaml:2"],
        ),
        (
            &[("compose.yml", "services:\n  db:\n    secrets: [password]\nsecrets:\n  password: {file: ./x}\n")],
            &["secrets-manager wired compose.yml:3"],
        ),
        (
            &[("Dockerfile", "FROM node\nCMD [\"doppler\", \"run\", \"--\", \"node\", \"x\"]\n")],
            &["secrets-manager wired Dockerfile:2"],
        ),
        (
            &[("main.tf", "data \"aws_secretsmanager_secret_version\" \"a\" {\n}\ndata \"aws_vpc\" \"b\" {\n}\n")],
            &["secrets-manager wired main.tf:1"],
        ),
        // Imports that are never called, comments, and secrets that only Kubernetes keeps.
        (&[("src/a.ts", "import { SecretsManagerClient } from 'x';\n// new SecretsManagerClient({});\n")], &[]),
        (&[("k8s/a.yaml", "apiVersion: v1\nkind: Secret\n")], &[]),
        (&[("compose.yml", "services:\n  db: {image: x}\nsecrets:\n  password: {file: ./x}\n")], &[]),
    ]);
}
