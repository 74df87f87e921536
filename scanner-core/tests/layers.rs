//! Values as they are in force: of two lines of a key the one that counts, of a base and production's layer the layer.

use crate::project::scan;

/// The findings of some rules, as `path rule`.
fn found(files: &[(&str, &str)], rules: &[&str]) -> Vec<String> {
    let report = scan(files);
    let wanted = report.findings.iter().filter(|finding| rules.contains(&finding.rule.id.as_str()));
    wanted.map(|finding| format!("{} {}", finding.location.path, finding.rule.id)).collect()
}

const CREDENTIALS: &[&str] = &["default-credential", "weak-credential", "placeholder-credential"];
const MODES: &[&str] = &["development-mode-in-production", "pm2-node-env-missing"];

#[test]
fn the_line_that_counts() {
    let npm = ("package.json", "{\"dependencies\": {\"dotenv\": \"17.2.3\"}}\n");
    let cargo = ("Cargo.toml", "[dependencies]\ndotenvy = \"0.15\"\n");
    let twice = (".env.production", "DB_PASSWORD=postgres\nDB_PASSWORD=${FROM_VAULT}\n");
    for (files, expected) in [
        (vec![npm, twice], vec![]),
        (vec![twice], vec![]),
        (vec![cargo, twice], vec![".env.production default-credential"]),
    ] {
        assert_eq!(found(&files, CREDENTIALS), expected, "{files:?}");
    }
}

#[test]
fn layers_of_production_count() {
    for (files, expected) in [
        (
            vec![(
                "config/database.yml",
                "default: &default\n  password: postgres\ndevelopment:\n  <<: *default\nproduction:\n  <<: *default\n  password: <%= ENV['P'] %>\n",
            )],
            vec![],
        ),
        (
            vec![(
                "config/database.yml",
                "default: &default\n  password: postgres\ndevelopment:\n  <<: *default\nproduction:\n  <<: *default\n",
            )],
            vec!["config/database.yml default-credential"],
        ),
        (
            vec![
                ("src/main/resources/application.yml", "spring:\n  datasource:\n    password: postgres\n"),
                ("src/main/resources/application-prod.yml", "spring:\n  datasource:\n    password: ${DB_PASSWORD}\n"),
            ],
            vec![],
        ),
        (
            vec![
                ("src/main/resources/application.yml", "spring:\n  datasource:\n    password: postgres\n"),
                ("src/main/resources/application-dev.yml", "spring:\n  datasource:\n    password: ${DB_PASSWORD}\n"),
            ],
            vec!["src/main/resources/application.yml default-credential"],
        ),
        (
            vec![
                ("src/main/resources/application.yml", "auth:\n  secret: ${AUTH_SECRET}\n"),
                ("src/main/java/A.java", "class A { @Value(\"${auth.secret:changeme}\") String s; }\n"),
            ],
            vec![],
        ),
        (
            vec![("src/main/java/A.java", "class A { @Value(\"${auth.secret:changeme}\") String s; }\n")],
            vec!["src/main/java/A.java placeholder-credential"],
        ),
        (
            vec![(
                "application.properties",
                "quarkus.datasource.password=postgres\n%prod.quarkus.datasource.password=${P}\n",
            )],
            vec![],
        ),
        (
            vec![
                ("shop/appsettings.json", "{\"Smtp\": {\"Password\": \"changeme\"}}\n"),
                ("shop/appsettings.Production.json", "{\"Smtp\": {\"Password\": \"${SMTP_PASSWORD}\"}}\n"),
            ],
            vec![],
        ),
        (
            vec![
                ("config/default.json", "{\"db\": {\"password\": \"postgres\"}}\n"),
                ("config/production.json", "{\"db\": {\"password\": \"${P}\"}}\n"),
            ],
            vec![],
        ),
        (
            vec![
                ("chart/values.yaml", "db:\n  password: postgres\n"),
                ("chart/values-prod.yaml", "db:\n  password: ${P}\n"),
            ],
            vec![],
        ),
        (
            vec![
                ("group_vars/all.yml", "db_password: postgres\n"),
                ("group_vars/production.yml", "db_password: \"{{ vault }}\"\n"),
            ],
            vec![],
        ),
    ] {
        assert_eq!(found(&files, CREDENTIALS), expected, "{files:?}");
    }
}

#[test]
fn modules_of_settings() {
    let base = ("shop/settings/base.py", "DEBUG = False\nSESSION_COOKIE_SECURE = False\n");
    let import = ("shop/settings/production.py", "from .base import *\nSESSION_COOKIE_SECURE = True\n");
    let other = ("shop/settings/production.py", "SESSION_COOKIE_SECURE = True\n");
    let rules = &["cookie-not-secure"];
    assert_eq!(found(&[base, import], rules), Vec::<String>::new());
    assert_eq!(found(&[base, other], rules), ["shop/settings/base.py cookie-not-secure"]);

    let base = ("shop/settings/base.py", "SECRET_KEY = config('SECRET_KEY', default='insecure-dev-key')\n");
    let required = ("shop/settings/production.py", "from .base import *\nSECRET_KEY = config('SECRET_KEY')\n");
    let nothing = ("shop/settings/production.py", "from .base import *\n");
    let at_base = ["shop/settings/base.py weak-credential"];
    assert_eq!(found(&[base, required], CREDENTIALS), Vec::<String>::new());
    assert_eq!(found(&[base, nothing], CREDENTIALS), at_base);
}

#[test]
fn classes_of_settings() {
    let base = "class Config:\n    SESSION_COOKIE_SECURE = False\n";
    let development = "class DevelopmentConfig(Config):\n    SESSION_COOKIE_SECURE = False\n";
    let production = "class ProductionConfig(Config):\n    SESSION_COOKIE_SECURE = True\n";
    for (classes, expected) in
        [(vec![base, development, production], vec![]), (vec![base, development], vec!["config.py cookie-not-secure"])]
    {
        assert_eq!(found(&[("config.py", &classes.concat())], &["cookie-not-secure"]), expected, "{classes:?}");
    }
}

#[test]
fn environments_of_pm2() {
    let both = "module.exports = { apps: [{ name: 'a', script: 'a.js', env: { NODE_ENV: 'development' }, env_production: { NODE_ENV: 'production' } }] }\n";
    let file = ("ecosystem.config.js", both);
    let start = |command: &'static str| ("Makefile", command);
    let development = vec!["ecosystem.config.js development-mode-in-production".to_owned()];
    assert_eq!(found(&[file], MODES), Vec::<String>::new());
    assert_eq!(
        found(&[file, start("up:\n\tpm2 start ecosystem.config.js --env production\n")], MODES),
        Vec::<String>::new()
    );
    assert_eq!(found(&[file, start("up:\n\tpm2 start ecosystem.config.js\n")], MODES), development);
    let processes = "{\"apps\": [{\"name\": \"a\", \"script\": \"a.js\", \"env\": {\"NODE_ENV\": \"development\"}}]}\n";
    assert_eq!(found(&[("process.json", processes)], MODES), ["process.json development-mode-in-production"]);
    let env_file = "module.exports = { apps: [{ name: 'a', script: 'a.js', env_file: '.env.production' }] }\n";
    assert_eq!(found(&[("ecosystem.config.js", env_file)], MODES), ["ecosystem.config.js pm2-node-env-missing"]);
}

#[test]
fn what_starts_a_program() {
    let unit = "[Service]\nExecStart=/usr/bin/node a.js\nUser=a\nEnvironment=PORT=1 # was NODE_ENV=development\n";
    assert_eq!(found(&[("deploy/a.service", unit)], MODES), ["deploy/a.service development-mode-in-production"]);
    let process = "web: NODE_ENV=development node a.js\n";
    assert_eq!(found(&[("Procfile", process)], MODES), ["Procfile development-mode-in-production"]);
    assert_eq!(found(&[("Procfile.dev", process)], MODES), Vec::<String>::new());
    let image = "FROM node:24\nENV NODE_ENV production # live\nCMD [\"node\", \"a.js\"]\n";
    let rules = &["development-environment-in-image"];
    assert_eq!(found(&[("Dockerfile", image)], rules), ["Dockerfile development-environment-in-image"]);
}

#[test]
fn environments_of_workers() {
    let toml = "name = \"w\"\n[env.production.vars]\nJWT_SECRET = \"changeme\"\n";
    let json = "{\n  \"name\": \"w\", // a worker\n  \"env\": { \"production\": { \"vars\": { \"JWT_SECRET\": \"changeme\" } } }\n}\n";
    assert_eq!(found(&[("wrangler.toml", toml)], CREDENTIALS), ["wrangler.toml placeholder-credential"]);
    assert_eq!(found(&[("wrangler.jsonc", json)], CREDENTIALS), ["wrangler.jsonc placeholder-credential"]);
}

#[test]
fn values_that_a_loader_cuts() {
    let npm = ("package.json", "{\"dependencies\": {\"dotenv\": \"17.2.3\"}}\n");
    let python = ("requirements.txt", "python-dotenv==1.2.1\n");
    let secret = gonogo_core::value::expand("JWT_SECRET=ab#{alnum:40}\n", "cut").expect("a template");
    let file = (".env.production", secret.as_str());
    let rules = &["short-credential", "env-value-misread", "generic-secret"];
    let expected = [".env.production env-value-misread", ".env.production short-credential"];
    assert_eq!(found(&[npm, file], rules), expected);
    assert_eq!(found(&[python, file], rules), [".env.production generic-secret"]);
}
