//! A finding about set-up is the same as long as the same thing has the same problem.

use super::{scanner, write};
use gonogo_core::{Target, model::Fingerprint};

/// Each finding's rule and fingerprint, whatever their order.
fn found(path: &str, text: &str) -> Vec<(String, Fingerprint)> {
    let findings = scanner(1).scan_bytes(path, text.as_bytes());
    let mut found: Vec<_> = findings.iter().map(|finding| (finding.rule.id.clone(), finding.fingerprint)).collect();
    found.sort();
    found
}

const COMPOSE: &str = "\
services:
  db:
    image: postgres:9.6
    ports: ['5432:5432', '127.0.0.1:9187:9187']
    privileged: true
  cache:
    image: redis
    ports: ['6379:6379']
    privileged: true
";
const COMPOSE_REORDERED: &str = "\
# Two services
services:
  cache:
    privileged: true
    ports:
      - 6379:6379
    image: redis
  db:
    ports:
      - 127.0.0.1:9187:9187
      - 5432:5432
    image: postgres:9.5

    privileged: yes
";
const NGINX: &str = "\
server {
  listen 80;
  server_name a.shop.com;
  autoindex on;
  location / { proxy_pass http://app; }
}
server {
  listen 443 ssl;
  server_name b.shop.com;
  ssl_protocols TLSv1 TLSv1.2;
  location / { proxy_pass http://app; }
}
";
const NGINX_REORDERED: &str = "\
# b first
server {
  server_name b.shop.com;
  listen 443 ssl;
  ssl_protocols TLSv1 TLSv1.1;
  location / { proxy_pass http://app; }
}

server {
  server_name a.shop.com;
  listen 80;
  location / { proxy_pass http://app; }
  autoindex on;
}
";
const DOCKERFILE: &str = "\
FROM node:latest AS build
RUN curl https://x.example.com/a.sh | sh
FROM node:14
RUN chmod 777 /srv
RUN apt-get update && apt-get install -y gcc
CMD [\"npm\", \"run\", \"dev\"]
";
const DOCKERFILE_EDITED: &str = "\
# Built by CI

FROM node AS build
RUN echo first
RUN wget -qO- https://x.example.com/a.sh | bash
FROM node:12
RUN apt-get update && apt-get install -y gcc make
RUN chmod 777 /srv
CMD [\"npm\", \"run\", \"start:dev\"]
";
const SETTINGS: &str = "DEBUG=true\nCORS_ORIGIN=*\n";
const SETTINGS_EDITED: &str = "PORT=1\nCORS_ORIGIN = '*'\n\nDEBUG=1\n";

#[test]
fn order_lines_and_values_do_not_change_it() {
    for (path, before, after) in [
        ("docker-compose.prod.yml", COMPOSE, COMPOSE_REORDERED),
        ("nginx.prod.conf", NGINX, NGINX_REORDERED),
        ("Dockerfile", DOCKERFILE, DOCKERFILE_EDITED),
        (".env.production", SETTINGS, SETTINGS_EDITED),
    ] {
        let known = found(path, before);
        assert!(known.len() > 1, "{path}: {known:?}");
        assert_eq!(found(path, after), known, "{path}");
    }
}

#[test]
fn two_subjects_have_two_and_so_has_one_that_is_there_twice() {
    for (path, text, rule) in [
        ("docker-compose.prod.yml", COMPOSE, "compose-privileged-service"),
        ("nginx.prod.conf", NGINX, "nginx-headers-missing"),
        ("nginx.prod.conf", &format!("{NGINX}{NGINX}"), "nginx-directory-listing"),
    ] {
        let mut prints = found(path, text);
        prints.retain(|(id, _)| id == rule);
        prints.dedup();
        assert_eq!(prints.len(), 2, "{rule}");
    }
}

#[test]
fn one_more_variable_does_not_change_it() {
    let root = tempfile::tempdir().expect("a folder for the test");
    write(root.path(), ".env.production", "HOST=a\nPORT=1\nUSER=b\nMODE=c\n");
    let scan = |template: &str| {
        write(root.path(), ".env.example", template);
        let report = scanner(1).scan(Target::tree(root.path())).expect("it is there");
        let mut missing = report.findings.into_iter().filter(|finding| finding.rule.id == "key-missing-in-production");
        let finding = missing.next().expect("a key is missing");
        (finding.message, finding.fingerprint)
    };
    let one = scan("HOST=\nPORT=1\nUSER=x\nMODE=y\nMAIL_HOST=z\n");
    let two = scan("HOST=\nPORT=1\nUSER=x\nMODE=y\nMAIL_HOST=z\nMAIL_PORT=25\n");
    assert_ne!(one.0, two.0);
    assert_eq!(one.1, two.1);
}
