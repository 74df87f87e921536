//! Tests of what stands around a credential: the same value counts for less, or not at all, where its surroundings say that it
//! gives nobody access.

use gonogo_core::{Scanner, model::Severity, value::expand};

/// A path, a text as a template of values, and the severities of what is found, without what is about anything else than the
/// credential.
const CASES: &[(&str, &str, &[Severity])] = &[
    // Compose files that developers start.
    (
        "compose.yml",
        "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: postgres\n",
        MEDIUM,
    ),
    (
        "compose.yml",
        "services:\n  api:\n    build: .\n    restart: always\n    environment:\n      DB_PASSWORD: postgres\n",
        HIGH,
    ),
    (
        "compose.yml",
        "services:\n  api:\n    build: .\n    volumes:\n      - ./api:/app\n    environment:\n      DB_PASSWORD: postgres\n",
        MEDIUM,
    ),
    // What is beside a credential in YAML.
    ("chart/values.yaml", "smtp:\n  enabled: false\n  password: password\n", LOW),
    ("chart/values.yaml", "smtp:\n  enabled: true\n  password: password\n", HIGH),
    ("chart/values.yaml", "adminPassword: admin\nadmin:\n  existingSecret: app-login\n", NONE),
    ("chart/values.yaml", "adminPassword: admin\nadmin:\n  existingSecret: \"\"\n", HIGH),
    ("config/app.yaml", "db:\n  host: localhost\n  password: postgres\n", MEDIUM),
    ("config/app.yaml", "db:\n  host: db.shop.net\n  password: postgres\n", HIGH),
    (
        "k8s/extra.yaml",
        "objects:\n  - metadata:\n      name: app-auth-secret\n  - spec:\n      basicAuth:\n        secret: app-auth-secret\n",
        NONE,
    ),
    (
        ".github/workflows/release.yml",
        "jobs:\n  test:\n    services:\n      db:\n        image: postgres\n        env:\n          POSTGRES_PASSWORD: postgres\n    env:\n      POSTGRES_PASSWORD: postgres\n",
        &[Severity::Low, Severity::Low],
    ),
    // Code that only shows how, or is for something else.
    (
        "src/client.py",
        "def connect():\n    \"\"\"Connect.\n\n    Like this::\n\n        api_secret = \"{alnum:40}\"\n    \"\"\"\n",
        LOW,
    ),
    ("src/client.py", "def connect():\n    \"\"\"Connect.\"\"\"\n    api_secret = \"{alnum:40}\"\n", HIGH),
    (
        "lib/web.ex",
        "defmodule Web do\n  @moduledoc \"\"\"\n  See `Endpoint`:\n\n      api_secret: \"{alnum:40}\"\n  \"\"\"\nend\n",
        LOW,
    ),
    ("templates/howto.html.twig", "<pre><code>\nclient_secret = \"{alnum:40}\"\n</code></pre>\n", LOW),
    ("src/api.py", "@route(example={{\"token\": \"{alnum:40}\"}})\n", LOW),
    ("src/setup.tsx", "// Mock secret, comes from the server later\nconst apiSecret = '{alnum:40}';\n", LOW),
    ("src/setup.tsx", "// Comes from the server later\nconst apiSecret = '{alnum:40}';\n", HIGH),
    (
        "src/db.cs",
        "var password = Env.GetString(\"DB_PASSWORD\", \"Not found\");\nvar name = Env.GetString(\"DB\", \"Not found\");\n",
        NONE,
    ),
    ("src/sign.py", "digest = hmac.new(key.encode('utf-8'), body, 'sha256')\n", NONE),
    ("src/filter.cs", "var scaleFirstPass = \"vpp=format:{alnum:12}\";\n", NONE),
    ("settings.py", "if is_test_env:\n    SECRET_KEY = os.getenv('SECRET_KEY', 'test-secret-key')\n", NONE),
    (
        "config/database.php",
        "return ['connections' => ['testing_pgsql' => ['password' => env('DB_PASSWORD', 'postgres')]]];\n",
        NONE,
    ),
    (".github/workflows/ci.yml", "env:\n  APP_KEY: base64:{base64:43}=\n", LOW),
    // Where tests keep what they need.
    ("integration/resources/compose/db.yml", "password: \"{alnum:24}\"\n", LOW),
    ("pkg/fixtures/default-user.yml", "password: \"{alnum:24}\"\n", LOW),
    ("cypress.config.ts", "export default {{ env: {{ password: '{alnum:24}' }} }};\n", LOW),
    // Sessions are over soon.
    ("app.log", "GET /x?X-Amz-Credential={\"AS\"}IAQ{base32:15}%2F20260101\n", LOW),
];
const NONE: &[Severity] = &[];
const LOW: &[Severity] = &[Severity::Low];
const MEDIUM: &[Severity] = &[Severity::Medium];
const HIGH: &[Severity] = &[Severity::High];

#[test]
fn surroundings_decide_what_a_credential_is_worth() {
    let scanner = Scanner::builder().build().expect("the built-in rules are sound");
    let mut wrong = Vec::new();
    for (path, template, expected) in CASES {
        let text = expand(template, path).expect("the template is sound");
        let findings = scanner.scan_bytes(path, text.as_bytes());
        let of_credentials =
            findings.iter().filter(|finding| finding.rule.tags.iter().any(|tag| CREDENTIALS.contains(&tag.as_str())));
        let found: Vec<Severity> = of_credentials.map(|finding| finding.severity).collect();
        if found != *expected {
            let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.id.as_str()).collect();
            wrong.push(format!("{path}: {found:?} by {rules:?}, not {expected:?}, in\n{template}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The tags of rules about credentials.
const CREDENTIALS: &[&str] = &["CWE-798", "CWE-1392", "CWE-521", "CWE-321"];
