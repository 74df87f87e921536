//! Small projects, and what they show.

mod database;
mod release;

use super::{SurveyBuilder, SurveyedFile, Surveyor};
use crate::{context::FileContext, detect::Files, document::ParsedFile, model::Survey};

/// Files of a project, by path.
pub(super) type Project = &'static [(&'static str, &'static str)];

fn survey(project: &[(&str, &str)]) -> Survey {
    let files = Files::new(project.iter().map(|(path, _)| (*path).to_owned()));
    let (surveyor, mut all) = (Surveyor::default(), SurveyBuilder::default());
    for (path, text) in project {
        let parsed = ParsedFile::new(path, text.as_bytes());
        let file = SurveyedFile::new(&parsed, FileContext::for_path(path, text.as_bytes()), &files);
        all.add(SurveyBuilder::of_file(&file, surveyor.look(&file)));
    }
    all.build()
}

/// The evidence of a project, a line each: kind, strength, place.
fn shown(project: Project) -> Vec<String> {
    let line = |evidence: &crate::model::Evidence| {
        let location = &evidence.location;
        format!("{} {} {}:{}", evidence.kind, evidence.strength.as_str(), location.path, location.region.line)
    };
    survey(project).evidence.iter().map(line).collect()
}

/// Checks what projects show.
pub(super) fn all(cases: &[(Project, &[&str])]) {
    for (project, expected) in cases {
        assert_eq!(shown(project), *expected, "{project:?}");
    }
}

/// The same of one kind of evidence.
pub(super) fn of_kind(kind: &str, cases: &[(Project, &[&str])]) {
    for (project, expected) in cases {
        let found: Vec<String> = shown(project).into_iter().filter(|line| line.starts_with(kind)).collect();
        assert_eq!(found, *expected, "{project:?}");
    }
}

#[test]
fn health_routes() {
    const ROUTE: &str = "const app = express();\napp.get('/api/health', (req, res) => res.json({ ok: true }));\n";
    all(&[
        (&[("src/app.js", ROUTE)], &["health-route present src/app.js:2"]),
        (
            &[
                ("src/app.js", ROUTE),
                ("Dockerfile", "FROM node:24\nHEALTHCHECK CMD curl -f http://localhost/api/health\n"),
            ],
            &["health-route wired src/app.js:2"],
        ),
        (
            &[
                ("app/main.py", "@app.get(\"/healthz\")\ndef health():\n    return {}\n"),
                (
                    "k8s/api.yaml",
                    "apiVersion: v1\nkind: Pod\nspec: {containers: [{livenessProbe: {httpGet: {path: /healthz}}}]}\n",
                ),
            ],
            &["health-route wired app/main.py:1"],
        ),
        (
            &[
                ("src/health.controller.ts", "@Controller('health')\nexport class HealthController {}\n"),
                ("compose.yml", "services:\n  api:\n    healthcheck: {test: [CMD, wget, 'http://localhost/ready']}\n"),
            ],
            &["health-route present src/health.controller.ts:1"],
        ),
        (
            &[("app/api/health/route.ts", "export async function GET() {}\n")],
            &["health-route present app/api/health/route.ts:1"],
        ),
        (&[("main.go", "http.HandleFunc(\"/health\", health)\n")], &["health-route present main.go:1"]),
        // Comments, requests and tests answer nobody.
        (&[("src/app.js", "// app.get('/health', health)\nconst ok = axios.get('/health');\n")], &[]),
        (&[("src/api.ts", "api.get('/health', options).then(show);\n")], &[]),
        (&[("test/app.js", ROUTE)], &[]),
        (&[("src/gym.js", "const topics = ['health', 'sleep'];\nshow('health', topics);\n")], &[]),
    ]);
}

#[test]
fn lockfiles() {
    const LOCK: &str = "{\n  \"lockfileVersion\": 3\n}\n";
    all(&[
        (&[("package.json", "{}"), ("package-lock.json", LOCK)], &["lockfile present package-lock.json:1"]),
        (
            &[
                ("api/package.json", "{}"),
                ("api/package-lock.json", LOCK),
                ("Dockerfile", "FROM node:24\nRUN npm ci\n"),
            ],
            &["lockfile wired api/package-lock.json:1"],
        ),
        (
            &[
                ("package.json", "{}"),
                ("pnpm-lock.yaml", "lockfileVersion: '9.0'\nsettings: {}\n"),
                (".github/workflows/ci.yml", "jobs:\n  t:\n    steps:\n      - run: pnpm install --frozen-lockfile\n"),
            ],
            &["lockfile wired pnpm-lock.yaml:1"],
        ),
        (
            &[
                ("package.json", "{}"),
                ("package-lock.json", LOCK),
                ("Dockerfile", "FROM node:24\n# RUN npm ci\nRUN npm install\n"),
            ],
            &["lockfile present package-lock.json:1"],
        ),
        (
            &[("Gemfile", ""), ("Gemfile.lock", "GEM\n  remote: https://rubygems.org\n")],
            &["lockfile present Gemfile.lock:1"],
        ),
        (&[("old/package-lock.json", LOCK)], &[]),
        (&[("fixtures/package.json", "{}"), ("fixtures/package-lock.json", LOCK)], &[]),
        (&[("package.json", "{}"), ("package-lock.json", "\n")], &[]),
    ]);
}

#[test]
fn documentation() {
    const STEPS: &str =
        "# Portal\n\nA portal.\n\n## Deploy\n\nBuild, then start:\n\n```\nmake up\n```\n\n## Rollback\n\nTODO\n";
    const PROSE: &str = "# Pemulihan\n\nAmbil cadangan terakhir dari bucket, hentikan layanan, jalankan ulang basis data dari \
                         berkas itu, lalu periksa jumlah baris.\n";
    all(&[
        (&[("README.md", STEPS)], &["deployment-docs wired README.md:5", "readme wired README.md:1"]),
        // A tool's own pages.
        (&[(".agents/skills/README.md", STEPS)], &[]),
        (&[("docs/operasi.md", PROSE)], &["recovery-docs present docs/operasi.md:1"]),
        (
            &[("DEPLOYMENT.md", PROSE)],
            &["deployment-docs present DEPLOYMENT.md:1", "recovery-docs present DEPLOYMENT.md:1"],
        ),
        // A heading alone is a plan, and code in a page is no heading.
        (&[("docs/a.md", "# Backup\n\nTBD\n\n# Rollback\n\n# Runbook\n\n[link](x)\n")], &[]),
        (
            &[(
                "docs/a.md",
                "# Usage\n\n```sh\n# Deploy\nmake up and all of the other things that are written here now\n```\n",
            )],
            &[],
        ),
        (&[("README.md", "# Portal\n\nSoon.\n")], &[]),
        (
            &[(
                "docs/live.md",
                "# Rollback\n\n- [ ] the last release can be deployed again by anybody of the team\n- [x] who decides is known\n",
            )],
            &[],
        ),
    ]);
}

#[test]
fn descriptions_of_an_api() {
    all(&[
        (
            &[("api/openapi.yaml", "openapi: 3.1.0\npaths:\n  /orders: {get: {responses: {}}}\n")],
            &["api-docs wired api/openapi.yaml:1"],
        ),
        (&[("api/openapi.yaml", "openapi: 3.1.0\npaths: {}\n")], &[]),
        (&[("api/tools.json", "{\"openapi\": true}")], &[]),
    ]);
}

#[test]
fn protections() {
    all(&[
        (&[("app/main.py", "app.add_middleware(RateLimitMiddleware)\n")], &["rate-limiter wired app/main.py:1"]),
        (
            &[("app/settings.py", "REST_FRAMEWORK = {\n    'DEFAULT_THROTTLE_CLASSES': ['a.AnonRateThrottle'],\n}\n")],
            &["rate-limiter wired app/settings.py:2"],
        ),
        (&[("app/settings.py", "REST_FRAMEWORK = {'DEFAULT_THROTTLE_CLASSES': []}\n")], &[]),
        (&[("app/a.py", "ok = rate_limit(request)\n")], &["rate-limiter present app/a.py:1"]),
        (
            &[("src/A.java", "class RateLimitFilter extends OncePerRequestFilter {}\n")],
            &["rate-limiter wired src/A.java:1"],
        ),
        (&[("src/lib.rs", "router.layer(from_fn(rate_limit::check))\n")], &["rate-limiter wired src/lib.rs:1"]),
        (
            &[("app/web.py", "response.headers[\"X-Frame-Options\"] = \"DENY\"\n")],
            &["security-headers present app/web.py:1"],
        ),
        (
            &[("src/http.rs", "headers.insert(header::X_FRAME_OPTIONS, DENY);\n")],
            &["security-headers present src/http.rs:1"],
        ),
        // Somebody else's limit, a comment, a word in a text.
        (
            &[(
                "app/ai.py",
                "except RateLimitError(e):\n    # rate_limit(e)\n    log('X-Frame-Options are rate_limit()')\n",
            )],
            &[],
        ),
    ]);
}

/// The technologies that a file shows.
fn technologies(path: &str, text: &str) -> String {
    let found = survey(&[(path, text)]);
    found.technologies.keys().map(|technology| technology.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn technologies_of_manifests_and_settings() {
    for (path, text, expected) in [
        (
            "pom.xml",
            "<project><!-- <dependency><artifactId>jedis</artifactId></dependency> --><dependencies>\n<dependency>\n\
             <groupId>io.jsonwebtoken</groupId><artifactId>jjwt-api</artifactId></dependency>\n<dependency>\
             <artifactId>postgresql</artifactId><scope>test</scope></dependency></dependencies></project>",
            "backend jwt",
        ),
        (
            "build.gradle.kts",
            "dependencies {\n    implementation(\"io.lettuce:lettuce-core:6.8.0\")\n    // api(\"a:minio:1\")\n    \
             testImplementation(\"org.postgresql:postgresql:42\")\n}\n",
            "redis",
        ),
        ("gradle/libs.versions.toml", "[libraries]\nm = { module = \"io.minio:minio\", version = \"8\" }\n", "minio"),
        (
            "src/Api.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><ItemGroup>\n<PackageReference Include=\"MongoDB.Driver\" \
             Version=\"3.0\" /></ItemGroup></Project>",
            "backend database mongodb",
        ),
        (
            "mix.exs",
            "defp deps do\n  [\n    {:oban, \"~> 2.19\"},\n    # {:redix, \"1\"}\n  ]\nend\n",
            "backend background-jobs",
        ),
        ("deno.json", "{\"imports\": {\"mail\": \"npm:nodemailer@7\", \"a\": \"./a.ts\"}}", "mail"),
        (
            "chart/Chart.yaml",
            "apiVersion: v2\nname: shop\ndependencies:\n  - name: minio\n    version: 5.4.0\n",
            "minio",
        ),
        ("chart/values.yaml", "cache:\n  image: {repository: bitnami/redis}\n", "database-server redis"),
        ("chart/values.yaml", "cache:\n  enabled: false\n  image: {repository: bitnami/redis}\n", ""),
        (".github/workflows/ci.yml", "jobs:\n  test:\n    services:\n      db: {image: postgres:18}\n", ""),
        ("src/main/resources/application.yml", "app:\n  jwt:\n    expiration: 3600\n", "backend jwt"),
        ("appsettings.json", "{\"ConnectionStrings\": {\"Cache\": \"redis://cache:6379\"}}", "redis"),
        (".env.example", "DATABASE_URL=postgresql+asyncpg://app@db/app\n", "backend database postgresql"),
        (
            "prisma/schema.prisma",
            "generator client {\n  provider = \"prisma-client\"\n}\ndatasource db {\n  provider = \"mongodb\"\n}\n",
            "backend database mongodb prisma",
        ),
        ("web/vite.config.ts", "export default defineConfig({});\n", "frontend"),
        ("src/login.ts", "res.cookie('sid', id, { httpOnly: true });\n", "cookies"),
        ("src/login.py", "response.set_cookie(\"sid\", sid)\n", "cookies"),
        ("src/login.rs", "let jar = jar.add(Cookie::build((\"sid\", sid)));\n", "cookies"),
        ("src/login.ts", "// res.cookie('sid', id);\nconst cookie = read(req);\n", ""),
        (
            "src/users.go",
            "if err := checkPasswordHash(password, user.PasswordHash); err != nil {\n",
            "accounts backend",
        ),
        ("src/hooks.ts", "router.post('/webhooks/stripe', handle);\n", "webhooks"),
        ("src/hooks.ts", "axios.post('/webhook', { event });\n", ""),
        ("app/api/webhook/route.ts", "export async function POST() {}\n", "webhooks"),
        ("docker-compose.dev.yml", "services: {cache: {image: redis}}\n", "compose redis"),
        ("src/token.ts", "const refresh_token = sign(user);\n", "backend refresh-tokens"),
        ("src/db.ts", "connect({ password: env('DB_PASSWORD'), encrypted: true });\n", ""),
        ("i18n/en.yml", "jwt: token\nmail: address\n", ""),
    ] {
        assert_eq!(technologies(path, text), expected, "{path}: {text}");
    }
}

#[test]
fn technologies_and_production_files() {
    let found = survey(&[
        ("api/package.json", r#"{"dependencies": {"@nestjs/core": "11.0.1"}, "devDependencies": {"mongoose": "8"}}"#),
        ("compose.yml", "services:\n  cache:\n    image: 'docker.io/library/redis:7'\n"),
        (".env.example", "MINIO_ROOT_USER=\n# SMTP_HOST=\n"),
        (".env.production", "APP_URL=https://shop.net\nPORT=80\nJWT_SECRET=${SECRET}\nEMPTY=\n"),
        ("tests/compose.yml", "services: {db: {image: mongo}}\n"),
    ]);
    let shown =
        found.technologies.iter().map(|(technology, at)| format!("{technology} {}:{}", at.path, at.region.line));
    let expected = [
        "backend .env.production:3", "compose compose.yml:1", "database-server compose.yml:3", "jwt .env.production:3",
        "minio .env.example:1", "nestjs api/package.json:1", "node-backend api/package.json:1", "redis compose.yml:3",
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    let production: Vec<_> = found.production.iter().map(|(path, file)| (path.as_str(), &file.names)).collect();
    assert_eq!(production.len(), 1);
    assert_eq!(
        (production[0].0, production[0].1.iter().map(String::as_str).collect::<Vec<_>>()),
        (".env.production", vec!["APP_URL"])
    );
}
