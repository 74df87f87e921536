//! Headers of responses: a table of configurations, compared with the model and, if asked for, with nginx itself.

mod real;
mod table;

use super::{
    location::pick,
    model::Model,
    site::{Purpose, Site},
    sources::Sources,
};
use crate::{
    context::{Explanation, Project},
    detect::{ConfigFile, Files, RelatedFilesBuilder},
    document::{ParsedFile, Server},
};
use table::{CASES, Case};

/// Calls `look` with the servers of the first of these files.
fn with_model<R>(files: &[(&str, &str)], look: impl FnOnce(&Model<'_>) -> R) -> R {
    let mut known = Files::new(files.iter().map(|(path, _)| (*path).to_owned()));
    files.iter().for_each(|(path, text)| known.keep(path, text.as_bytes().to_vec()));
    let relations = RelatedFilesBuilder::new([]).build(known);
    let (path, text) = files[0];
    let why = Explanation::for_path(path, text.as_bytes());
    let project = Project::default();
    let parsed = ParsedFile::new(path, text.as_bytes());
    let file = ConfigFile::new(&parsed, &why, &[], &project, &relations);
    let sources = Sources::new(&file, &parsed.server_config(Server::Nginx).directives);
    look(&Model::new(&sources))
}

/// The headers of a case's request by the model, sorted: `name: value`.
fn modelled(case: &Case) -> Vec<String> {
    let http = format!("http {{\n{}\n}}\n", case.http);
    let mut files = vec![("nginx.conf", http.as_str())];
    files.extend(case.files);
    with_model(&files, |model| {
        let names = |site: &&Site<'_>| site.names().any(|name| name == case.host);
        let site = model.sites().find(names).or_else(|| model.sites().next()).expect("a server");
        let headers = site.headers(&pick(&site.locations, case.path));
        const PLAIN: [u16; 10] = [200, 201, 204, 206, 301, 302, 303, 304, 307, 308];
        let sent = headers.iter().filter(|header| header.always || PLAIN.contains(&case.status));
        let mut lines: Vec<String> = sent.map(|header| format!("{}: {}", header.name, header.value)).collect();
        lines.sort();
        lines
    })
}

fn expected(case: &Case) -> Vec<String> {
    let mut lines: Vec<String> = case.headers.iter().map(|line| (*line).to_owned()).collect();
    lines.sort();
    lines
}

#[test]
fn headers_are_handed_down_as_by_nginx() {
    assert!(CASES.len() >= 25, "{}", CASES.len());
    for case in CASES {
        assert_eq!(modelled(case), expected(case), "{}", case.about);
    }
}

#[test]
fn purposes() {
    for (text, purpose) in [
        ("return 301 https://$host$request_uri;", Purpose::Redirect),
        (
            "location / { return 301 https://$host$request_uri; } location /.well-known/acme-challenge/ { root /x; }",
            Purpose::Redirect,
        ),
        ("location / { return 301 https://x; } location /health { proxy_pass http://app; }", Purpose::Redirect),
        ("location / { return 301 https://x; } location /api/ { proxy_pass http://app; }", Purpose::Serve),
        ("rewrite ^ https://$host$request_uri? permanent;", Purpose::Redirect),
        ("if ($host = x) { return 301 https://$host; } return 404;", Purpose::Aside),
        ("return 444;", Purpose::Aside),
        ("location /nginx_status { stub_status; allow 127.0.0.1; deny all; } location / { deny all; }", Purpose::Aside),
        ("location / { try_files $uri /index.html; }", Purpose::Serve),
        ("location / { proxy_pass http://app; }", Purpose::Serve),
        ("root /srv;", Purpose::Serve),
    ] {
        let text = format!("server {{ {text} }}");
        let found = with_model(&[("nginx.conf", &text)], |model| model.own[0].purpose());
        assert_eq!(found, purpose, "{text}");
    }
}

#[test]
fn a_server_has_what_is_around_the_place_of_its_include() {
    let files = [
        ("nginx/conf.d/shop.conf", "server { listen 80; location / { root /x; } }"),
        (
            "nginx/nginx.conf",
            "http { server_tokens off; add_header X-Frame-Options DENY; include /etc/nginx/conf.d/*.conf; }",
        ),
    ];
    with_model(&files, |model| {
        let [site] = &model.own[..] else { panic!("one server") };
        assert!(site.setting("server_tokens").is_some());
        assert_eq!(site.headers(&[]).len(), 1);
    });
}
