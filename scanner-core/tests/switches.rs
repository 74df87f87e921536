//! Tests of unsafe switches, in each syntax: the rule reports the value whatever the name's prefix, but neither safe
//! values nor names that are not switches.

use gonogo_core::{
    Scanner,
    rule::{Matcher, RuleSet},
};

/// A switch: name, unsafe value, safe value, rule.
const SWITCHES: &[(&str, &str, &str, &str)] = &[
    ("WEBHOOK_ALLOW_UNSIGNED", "true", "false", "unsigned-webhook-accepted"),
    ("META_WEBHOOK_ALLOW_UNSIGNED", "true", "false", "unsigned-webhook-accepted"),
    ("OTP_ALLOW_BYPASS", "true", "false", "second-factor-bypass-enabled"),
    ("DISABLE_AUTH", "true", "false", "authentication-disabled"),
    ("AUTH_DISABLED", "true", "false", "authentication-disabled"),
    ("SKIP_AUTH", "true", "false", "authentication-disabled"),
    ("ENABLE_INTERNAL_AUTH_BYPASS", "true", "false", "authentication-disabled"),
    ("RATELIMIT_ENABLED", "false", "true", "rate-limit-disabled"),
    ("CSRF_ENABLED", "false", "true", "csrf-protection-disabled"),
    ("REFRESH_COOKIE_SECURE", "false", "true", "cookie-not-secure"),
    ("REFRESH_COOKIE_HTTPONLY", "false", "true", "cookie-readable-by-scripts"),
    ("NODE_TLS_REJECT_UNAUTHORIZED", "0", "1", "tls-verification-disabled"),
    ("PAYMENT_VERIFY_SSL", "false", "true", "tls-verification-disabled"),
    ("DEBUG", "true", "false", "debug-mode-enabled"),
    ("APP_DEBUG", "true", "false", "debug-mode-enabled"),
    ("DJANGO_DEBUG", "True", "False", "debug-mode-enabled"),
    ("FLASK_ENV", "development", "production", "development-mode-in-production"),
    ("NODE_ENV", "development", "production", "development-mode-in-production"),
    ("SPRING_JPA_HIBERNATE_DDL_AUTO", "update", "validate", "hibernate-changes-schema"),
    ("TYPEORM_SYNCHRONIZE", "true", "false", "schema-changed-on-start"),
    ("SEED_ON_START", "true", "false", "seeding-on-start"),
    ("AUTO_ENROLL_DEBUG_LOG", "true", "false", "debug-logging-enabled"),
    ("SWAGGER_ENABLED", "true", "false", "api-docs-exposed"),
    ("GRAPHQL_PLAYGROUND", "true", "false", "api-docs-exposed"),
    ("TRUST_PROXY", "*", "1", "every-proxy-trusted"),
    ("TRUSTED_PROXY_CIDRS", "0.0.0.0/0", "10.4.0.0/24", "every-proxy-trusted"),
    ("ALLOWED_HOSTS", "*", "shop.net", "every-host-allowed"),
    ("CORS_ORIGIN", "*", "https://shop.net", "every-origin-allowed"),
    ("OTP_BYPASS_CODE", "424242", "", "fixed-one-time-code"),
    ("PGSSLMODE", "disable", "verify-full", "database-tls-disabled"),
];

/// A path, and a text with `KEY` and `VALUE` to replace.
const SYNTAXES: &[(&str, &str)] = &[
    (".env.production", "PORT=80\nKEY=VALUE # note\n"),
    (".env.production", "export KEY=\"VALUE\"\r\nPORT=80\r\n"),
    ("docker-compose.prod.yml", "services:\n  api:\n    image: shop\n    environment:\n      KEY: \"VALUE\"\n"),
    (
        "docker-compose.prod.yml",
        "services:\n  api:\n    image: shop\n    environment:\n      - PORT=80\n      - KEY=VALUE\n",
    ),
    ("docker-compose.prod.yml", "services:\n  api:\n    image: shop\n    environment:\n      KEY: ${KEY:-VALUE}\n"),
    ("deploy/Dockerfile", "FROM node\nENV KEY=VALUE\nCMD [\"node\", \"main.js\"]\n"),
    (
        "k8s/prod/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          env:\n            - name: KEY\n              value: \"VALUE\"\n",
    ),
    ("k8s/prod/configmap.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: api\ndata:\n  KEY: \"VALUE\"\n"),
    ("k8s/prod/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\nstringData:\n  KEY: \"VALUE\"\n"),
    ("deploy/api.service", "[Service]\nEnvironment=\"KEY=VALUE\"\nExecStart=/bin/api\n"),
    (
        "ecosystem.config.js",
        "module.exports = { apps: [{ name: 'api', script: 'main.js', env_production: { KEY: 'VALUE' } }] };\n",
    ),
    ("config/production.json", "{\n  \"KEY\": \"VALUE\"\n}\n"),
    ("config/production.toml", "[app]\nKEY = \"VALUE\"\n"),
    ("config/production.ini", "[app]\nKEY = VALUE\n"),
    ("config/application-prod.properties", "KEY=VALUE\n"),
    ("deploy/start.sh", "#!/bin/sh\nexport KEY=VALUE\nexec node main.js\n"),
];

fn text(template: &str, key: &str, value: &str) -> String {
    template.replace("KEY", key).replace("VALUE", value)
}

/// The spans that a rule reports in a file.
fn reported(scanner: &Scanner, path: &str, text: &str, rule: &str) -> Vec<String> {
    let findings = scanner.scan_bytes(path, text.as_bytes());
    let of_rule = findings.into_iter().filter(|finding| finding.rule.id == rule);
    of_rule.map(|finding| text[finding.location.span].to_owned()).collect()
}

#[test]
fn each_switch_in_each_syntax() {
    let scanner = Scanner::builder().build().expect("the built-in rules are sound");
    let mut wrong = Vec::new();
    for (key, value, safe, rule) in SWITCHES {
        for (path, template) in SYNTAXES {
            let found = reported(&scanner, path, &text(template, key, value), rule);
            if found != [*value] {
                wrong.push(format!("{key}={value} in {path}: {found:?}, not once `{rule}` at the value"));
            }
            let found = reported(&scanner, path, &text(template, key, safe), rule);
            if !found.is_empty() {
                wrong.push(format!("{key}={safe} in {path} is safe and reported by `{rule}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), SWITCHES.len() * SYNTAXES.len(), wrong.join("\n"));
}

#[test]
fn what_only_looks_like_an_unsafe_switch_is_quiet() {
    let rules = RuleSet::builtin().expect("the built-in rules are sound");
    let switches = rules.filter(|rule| matches!(rule.matcher, Matcher::Setting(_)));
    let scanner = Scanner::builder().rules(switches).build().expect("the built-in rules are sound");
    for (path, text) in [
        (".env.production", "DISABLE_SWAGGER=true\nSKIP_DEBUG=true\nNO_SEED_ON_START=true\nDISABLE_AUTH=false\n"),
        (".env.production", "SMTP_SECURE=false\nMAIL_SECURE=false\nGOOGLE_AUTH_ENABLED=false\n"),
        ("src/events.ts", "export const MFA_DISABLED = 'MFA_DISABLED';\nconst e = process.env.X;\n"),
        ("src/mail.ts", "const key = process.env.KEY;\ncreateTransport({ host, port: 587, secure: false });\n"),
        (
            "vite.config.ts",
            "const api = process.env.API;\nexport default { server: { proxy: { '/api': { target: api, secure: false } } } };\n",
        ),
        (
            "src/config/validate.ts",
            "const PLACEHOLDERS = { JWT_SECRET: 'changeme', DB_PASSWORD: 'postgres' };\nif (process.env.JWT_SECRET === PLACEHOLDERS.JWT_SECRET) throw 1;\n",
        ),
        (
            "docker-compose.prod.yml",
            "services:\n  api:\n    image: shop\n    environment:\n      JWT_SECRET: ${JWT_SECRET:?required}\n",
        ),
        (".env.example", "WEBHOOK_ALLOW_UNSIGNED=true\nJWT_SECRET=changeme\nDEBUG=true\n"),
        (".env.development", "WEBHOOK_ALLOW_UNSIGNED=true\nDEBUG=true\nNODE_ENV=development\n"),
        ("docs/setup.md", "```\nDISABLE_AUTH=true\n```\n"),
    ] {
        let found: Vec<String> =
            scanner.scan_bytes(path, text.as_bytes()).into_iter().map(|finding| finding.rule.id.clone()).collect();
        assert!(found.is_empty(), "{path}: {found:?} in\n{text}");
    }
}
