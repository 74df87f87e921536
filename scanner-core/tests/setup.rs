//! Set-up that is no problem where it stands, and the same where it is one: libraries and applications, scripts for
//! developers and for servers, stages that build and images that run.

use crate::deployment::check;

#[test]
fn libraries_of_php_need_no_lockfile() {
    let package = r#"{"name": "shop/mail", "require": {"php": "^8", "monolog/monolog": "^3"}}"#;
    let root = r#"{"name": "shop/all", "type": "library", "replace": {"shop/mail": "self.version"}}"#;
    let project = r#"{"name": "shop/web", "type": "project", "require": {"monolog/monolog": "^3"}}"#;
    check(
        "lockfile-missing",
        &[
            (&[("composer.json", package)], &[]),
            (&[("src/Mail/composer.json", package), ("src/Mail/index.php", ""), ("composer.json", root)], &[]),
            (&[("composer.json", package), ("artisan", "")], &["composer.json:1"]),
            (&[("composer.json", project)], &["composer.json:1"]),
        ],
    );
}

#[test]
fn scripts_of_packages_are_for_whom_their_names_say() {
    let scripts =
        |lines: &str| format!("{{\"scripts\": {{\"start:prod\": \"NODE_ENV=production node .\",\n{lines}}}}}");
    let (start, dev) = (
        scripts("\"start\": \"NODE_ENV=development node .\""),
        scripts("\"start:dev\": \"NODE_ENV=development node .\""),
    );
    let deploy = scripts("\"deploy\": \"NODE_ENV=development node .\"");
    let test = scripts("\"test\": \"DB_PASSWORD=test123 node .\"");
    check(
        "development-mode-in-production",
        &[
            (&[("package.json", &start)], &[]),
            (&[("package.json", &dev)], &[]),
            (&[("package.json", &deploy)], &["package.json:2"]),
        ],
    );
    check("weak-credential", &[(&[("package.json", &test)], &[])]);
}

#[test]
fn stages_that_build_are_given_placeholders() {
    let stages = "builders:\n  build:\n    fromImage: node:24\n    env:\n      NODE_ENV: production\n      AUTH_SECRET: changeme\nfromImage: node:24\n";
    let image = format!("{stages}env:\n  AUTH_SECRET: changeme\n");
    check(
        "placeholder-credential",
        &[(&[("dofigen.yml", stages)], &[]), (&[("dofigen.yml", &image)], &["dofigen.yml:9"])],
    );
}

#[test]
fn the_last_word_about_lists_counts() {
    let options =
        |words: &str| format!("<VirtualHost *:80>\n  ServerName shop.net\n  Options {words}\n</VirtualHost>\n");
    let (all, but, plus) = (options("All"), options("All -Indexes"), options("-Indexes +Indexes"));
    check(
        "apache-directory-listing",
        &[
            (&[("sites-available/shop.conf", &all)], &["sites-available/shop.conf:3"]),
            (&[("sites-available/shop.conf", &but)], &[]),
            (&[("sites-available/shop.conf", &plus)], &["sites-available/shop.conf:3"]),
        ],
    );
}

#[test]
fn env_files_go_where_programs_look_for_them() {
    let template = ("api/env.example", "DB_PASSWORD=\n");
    check(
        "env-file-not-ignored",
        &[(&[(".gitignore", ".env\n"), template], &[]), (&[(".gitignore", "dist\n"), template], &[".gitignore:1"])],
    );
}

#[test]
fn stores_that_let_everybody_in_are_worse_where_everybody_comes() {
    let store = |setup: &str| format!("services:\n  db:\n    image: postgres:17\n    restart: always\n{setup}");
    let weak = "    environment: {POSTGRES_PASSWORD: postgres}\n";
    let published = "    ports: ['5432:5432']\n";
    let (both, port) = (store(&format!("{weak}{published}")), store(published));
    let (local, fallback) = (
        store(&format!("{weak}    ports: ['127.0.0.1:5432:5432']\n")),
        store(&format!("    environment: {{POSTGRES_PASSWORD: '${{PW:-postgres}}'}}\n{published}")),
    );
    let path = "compose.prod.yml";
    check(
        "compose-open-store-published",
        &[
            (&[(path, &both)], &["compose.prod.yml:6"]),
            (&[(path, &port)], &[]),
            (&[(path, &local)], &[]),
            (&[(path, &fallback)], &[]),
        ],
    );
    check(
        "compose-database-port-published",
        &[
            (&[(path, &both)], &[]),
            (&[(path, &port)], &["compose.prod.yml:5"]),
            (&[(path, &fallback)], &["compose.prod.yml:6"]),
        ],
    );
    let rendered = ("templates/docker-compose.prod.yml.j2", both.as_str());
    check("compose-open-store-published", &[(&[rendered], &["templates/docker-compose.prod.yml.j2:6"])]);
}

#[test]
fn dockerfiles_with_the_ending_of_an_editor_are_read() {
    check("image-runs-as-root", &[(&[("Dockerfile.txt", "FROM node:24\nCMD node main.js\n")], &["Dockerfile.txt:1"])]);
}
