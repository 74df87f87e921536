//! Verdicts about small projects: what passes, and what never does.

#![cfg(feature = "reports")]

use crate::scan::conformance;
use gonogo_core::{
    Scanner, Target,
    checklist::{Checklist, Source},
    model::{Date, Decision, Report, Status, Verdict},
    redact::Redactor,
    report::{Reporter, VerdictJson},
    value::expand,
    verdict::Evaluation,
};
use std::{fs, path::Path};

/// Files of a project: paths and templates.
type Project = &'static [(&'static str, &'static str)];

fn scan(project: Project) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, template) in project {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap_or(Path::new(""))).expect("folders");
        fs::write(file, expand(template, path).expect("a template")).expect("a file");
    }
    let scanner =
        Scanner::builder().threads(1).evidence(true).max_file_size(2_000).build().expect("the built-in rules");
    scanner.scan(Target::tree(folder.path())).expect("scanned")
}

fn verdict(report: &Report, checklist: &Checklist) -> Verdict {
    Evaluation::new(checklist, report, "2026-11-30".parse().expect("a date")).verdict()
}

fn own(item: &str) -> Checklist {
    let text = format!("[gates.g]\ntiers = ['high']\n[[item]]\nid = 'x'\ntier = 'high'\n{item}\n");
    Checklist::load(&Source::new("own.toml", text), &|_, _| None).expect("sound")
}

#[test]
fn items_are_decided_by_what_is_there() {
    const CODE: (&str, &str) = ("app.js", "const a = 1;\n");
    const TOKEN: (&str, &str) = ("app.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}';\n");
    const NO_REASON: (&str, &str) =
        ("app.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}'; // gitleaks:allow\n");
    const SHORT: (&str, &str) = (".env.production", "JWT_SECRET={alnum:12}\n");
    const LONG: (&str, &str) = (".env.production", "JWT_SECRET={alnum:64}\n");
    const REFERENCE: (&str, &str) = (".env.production", "JWT_SECRET=$OTHER\nPORT=80\n");
    const DEVELOPMENT: (&str, &str) = (".env.development", "JWT_SECRET={alnum:12}\n");
    const SECRETS: &str = "categories = ['secret']";
    const STRENGTH: &str = "rules = ['short-credential']\nnames = ['jwt']\nneeds_production_file = true";
    const TEMPLATE: (&str, &str) = (".env.example", "JWT_SECRET={hex:64}\n");
    const PLACEHOLDER: (&str, &str) = (".env.example", "JWT_SECRET=change-me\n");
    const TEST: (&str, &str) = ("tests/app.js", "const JWT_SECRET = '{hex:64}';\n");
    const ELSEWHERE: &str =
        "rules = ['rate-limit-missing']\ncovers = ['node-backend']\nevidence = ['readme|health-route']";
    const POSTGRES: (&str, &str) =
        ("compose.prod.yml", "services:\n  db:\n    image: postgres:18\n    ports: ['5432:5432']\n");
    const REDIS: (&str, &str) = (
        "compose.prod.yml",
        "services:\n  jobs:\n    image: redis:8\n    command: redis-server\n    ports: ['6379:6379']\n",
    );
    const REDIS_CLIENT: (&str, &str) = ("package.json", "{{\"dependencies\": {{\"ioredis\": \"5.4.1\"}}}}\n");
    const EXPOSED: &str =
        "rules = ['compose-database-port-published', 'compose-open-store-published']\nneeds = ['redis']";
    const EXPOSED_MONGODB: &str = "rules = ['compose-database-port-published']\nneeds = ['mongodb']";
    const EXPOSED_ANY: &str = "rules = ['compose-database-port-published']\nneeds = ['redis', 'database']";
    const PASSWORD: &str = "rules = ['compose-redis-without-password']\nneeds = ['redis']\nnames = ['redis']";
    const BASE: (&str, &str) = (
        "docker-compose.yml",
        "services:\n  jobs:\n    image: redis:8\n    command: redis-server --appendonly yes\n  api:\n    image: shop/api:1\n",
    );
    const LAYER: (&str, &str) = ("docker-compose.prod.yml", "services:\n  api:\n    restart: always\n");
    const WHOLE: (&str, &str) = ("docker-compose.prod.yml", "services:\n  api:\n    image: shop/api:1\n");
    const PERSISTENCE: &str =
        "rules = ['compose-redis-without-append-only-file']\nneeds = ['redis']\ncovers = ['database-server']";
    let cases: &[(Project, &str, Status)] = &[
        // A base starts its stores in production if a file for production is laid over it.
        (&[BASE, LAYER], PERSISTENCE, Status::Pass),
        (&[BASE, WHOLE], PERSISTENCE, Status::Open),
        // Findings about another store say nothing, whatever the place is called that is reported.
        (&[REDIS_CLIENT, POSTGRES], EXPOSED, Status::Pass),
        (&[POSTGRES], EXPOSED_MONGODB, Status::NotApplicable),
        (&[POSTGRES], EXPOSED_ANY, Status::Fail),
        (&[REDIS], EXPOSED, Status::Fail),
        (&[REDIS], PASSWORD, Status::Fail),
        (&[CODE], SECRETS, Status::Pass),
        (&[TOKEN], SECRETS, Status::Fail),
        (&[TEMPLATE], SECRETS, Status::Fail),
        (&[PLACEHOLDER], SECRETS, Status::Pass),
        (&[TEST], SECRETS, Status::Pass),
        // Another tool's marker has no written reason.
        (&[NO_REASON], SECRETS, Status::Fail),
        (&[SHORT], STRENGTH, Status::Fail),
        (&[LONG], STRENGTH, Status::Pass),
        // Nobody knows what the server has.
        (&[CODE], STRENGTH, Status::Open),
        (&[REFERENCE], STRENGTH, Status::Open),
        (&[DEVELOPMENT], STRENGTH, Status::Open),
        (&[CODE], "rules = ['nginx-plain-http']\nneeds = ['nginx']", Status::NotApplicable),
        (
            &[("package.json", "{{\"dependencies\": {{\"minio\": \"8.0.5\"}}}}\n")],
            "attest = true\nneeds = ['minio']",
            Status::Open,
        ),
        // Rules that know other frameworks say nothing.
        (&[CODE], "rules = ['rate-limit-missing']\ncovers = ['node-backend']", Status::Open),
        // Evidence answers where they do not.
        (&[("app.py", "@app.get('/health')\ndef health(): pass\n")], ELSEWHERE, Status::Pass),
        (&[CODE], ELSEWHERE, Status::Open),
        (
            &[("package.json", "{{\"dependencies\": {{\"ws\": \"8.18.3\", \"express\": \"5.1.0\"}}}}\n")],
            ELSEWHERE,
            Status::Pass,
        ),
        (&[CODE], "attest = true", Status::Open),
        (&[CODE], "evidence = ['health-route']", Status::Open),
        (&[("app.js", "app.get('/health', check);\n")], "evidence = ['health-route']", Status::Pass),
        (&[("app.js", "app.get('/health', check);\n")], "evidence = ['health-route']\nwired = true", Status::Open),
    ];
    decide(cases);
}

fn decide(cases: &[(Project, &str, Status)]) {
    for (project, item, expected) in cases {
        let (report, expected) = (scan(project), *expected);
        let verdict = verdict(&report, &own(item));
        let answer = &verdict.items[0];
        assert_eq!(answer.status, expected, "{project:?} {item}: {:?}", answer.reasons);
        let decision = if expected.blocks() { Decision::NoGo } else { Decision::Go };
        assert_eq!(verdict.gates[0].decision, decision, "{project:?} {item}");
    }
}

/// What code falls back to is no value of production's: other items are about that.
#[test]
fn items_about_values_of_production_are_open_where_only_code_has_defaults() {
    const FALLBACK: (&str, &str) = ("src/auth.js", "const key = process.env.JWT_SECRET || 'changeme';\n");
    const NAMELESS: (&str, &str) = ("src/db.js", "const db = new Sequelize('shop', 'root', 'root');\n");
    const SOUND: (&str, &str) = (".env.production", "JWT_SECRET={alnum:64}\n");
    const RULES: &str = "rules = ['default-credential', 'placeholder-credential', 'weak-credential']";
    const VALUES: &str = "rules = ['default-credential', 'placeholder-credential', 'weak-credential']\nnames = ['jwt']\nneeds_production_file = true";
    decide(&[
        (&[FALLBACK], RULES, Status::Fail),
        (&[FALLBACK], VALUES, Status::Open),
        (&[FALLBACK, SOUND], VALUES, Status::Pass),
        // A value without a name is not known to be this one.
        (&[NAMELESS], RULES, Status::Fail),
        (&[NAMELESS, SOUND], VALUES, Status::Pass),
    ]);
}

#[test]
fn findings_below_the_severity_of_an_item_are_noted() {
    const LIMITS: (&str, &str) = ("compose.prod.yml", "services:\n  web:\n    image: shop/web:1.2.3\n");
    decide(&[
        (&[LIMITS], "rules = ['compose-limits-missing']", Status::Fail),
        (&[LIMITS], "rules = ['compose-limits-missing']\nseverity = 'medium'", Status::Pass),
    ]);
}

/// Where nothing can switch a limiter off, no file for production need say that it is on.
#[test]
fn what_no_setting_decides_is_decided_by_code() {
    const LIMITER: (&str, &str) = ("src/app.js", "app.use(rateLimit({{ max: 100 }}));\n");
    const SWITCH: (&str, &str) = (".env.example", "RATE_LIMIT_ENABLED=true\n");
    const ON: (&str, &str) = (".env.production", "RATE_LIMIT_ENABLED=true\n");
    const ITEM: &str = "rules = ['rate-limit-disabled']\nnames = ['ratelimit']\nevidence = ['rate-limiter']\nneeds_production_file = true\nswitches = ['rate-limit-switch']";
    decide(&[
        (&[LIMITER], ITEM, Status::Pass),
        (&[LIMITER, SWITCH], ITEM, Status::Open),
        (&[LIMITER, SWITCH, ON], ITEM, Status::Pass),
        (&[("src/app.js", "const a = 1;\n")], ITEM, Status::Open),
    ]);
}

#[test]
fn a_file_that_was_not_read_keeps_every_gate_closed() {
    let report = scan(&[("app.js", "const a = 1;\n"), ("large.js", "{alnum:3000}")]);
    for item in [
        "rules = ['nginx-plain-http']",
        "rules = ['nginx-plain-http']\nneeds = ['nginx']",
        "evidence = ['readme']\nattest = true",
    ] {
        let verdict = verdict(&report, &own(item));
        assert_ne!(verdict.gates[0].decision, Decision::Go, "{item}");
        assert_ne!(verdict.items[0].status, Status::Pass, "{item}");
    }
}

/// An archive may hold a secret, but no configuration that anything reads.
#[test]
fn an_archive_keeps_items_about_any_text_open() {
    let report = scan(&[("app.js", "const a = 1;\n"), ("letter.docx", "PK\u{3}\u{4}{alnum:30}")]);
    for (item, expected) in [
        ("rules = ['nginx-plain-http']", Status::Pass),
        ("rules = ['env-file-not-ignored']", Status::Pass),
        ("categories = ['secret']", Status::Open),
        ("rules = ['private-key']", Status::Open),
    ] {
        let verdict = verdict(&report, &own(item));
        assert_eq!(verdict.items[0].status, expected, "{item}: {:?}", verdict.items[0].reasons);
        assert_ne!(verdict.gates[0].decision, Decision::Go, "{item}");
    }
}

#[test]
fn a_rule_that_did_not_run_answers_nothing() {
    let mut report = scan(&[("app.js", "const a = 1;\n")]);
    report.rules.retain(|rule| rule.id != "nginx-plain-http");
    let verdict = verdict(&report, &own("rules = ['nginx-plain-http']"));
    assert_eq!(verdict.items[0].status, Status::Open);
    assert_eq!(verdict.items[0].reasons, ["the rule `nginx-plain-http` did not run"]);
}

/// Every built-in checklist can be answered, and its JSON is as documented.
#[test]
fn the_json_is_as_the_schema_says() {
    let today = Date::from_unix(1_796_000_000);
    for name in Checklist::builtin_names() {
        let mut report = scan(&[
            ("README.md", "# Shop\n\n## Deploy\n\n```\nmake the server run with all of it\n```\n"),
            ("compose.prod.yml", "services:\n  cache: {{image: redis, ports: ['6379:6379']}}\n"),
            ("app.js", "const GITHUB_TOKEN = 'ghp_{alnum:30}{check:github}';\n"),
        ]);
        let checklist = Checklist::builtin(name).expect("sound");
        report.verdict = Some(Evaluation::new(&checklist, &report, today).verdict());
        let secrets: Vec<String> =
            report.findings.iter().map(|found| String::from_utf8_lossy(found.secret.reveal()).into_owned()).collect();
        Redactor::new(&report).apply(&mut report);
        let mut out = Vec::new();
        VerdictJson.write(&report, &mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        conformance::check_verdict(&value);
        assert_eq!(value["items"].as_array().map(Vec::len), Some(checklist.items.len()), "{name}");
        assert!(secrets.iter().filter(|secret| secret.len() > 12).all(|secret| !text.contains(secret)), "{name}");
    }
}
