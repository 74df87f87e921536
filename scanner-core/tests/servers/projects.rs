//! Effects of other files of a project on a server's configuration.

use crate::project::scan;

/// The rules for servers with findings, with path and line.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let report = scan(files);
    let servers = report.findings.iter().filter(|finding| {
        let rule = finding.rule.id.as_str();
        ["nginx-", "apache-", "caddy-", "http-only-"].iter().any(|start| rule.starts_with(start))
            && !["nginx-untuned", "nginx-version-shown"].contains(&rule)
    });
    let line = |finding: &gonogo_core::model::Finding| {
        format!("{}:{} {}", finding.location.path, finding.location.region.line, finding.rule.id)
    };
    servers.map(line).collect()
}

const ALL: &str = "add_header Strict-Transport-Security \"max-age=31536000\" always;\nadd_header X-Frame-Options DENY always;\nadd_header X-Content-Type-Options nosniff always;\nadd_header Referrer-Policy same-origin always;\nadd_header Permissions-Policy \"camera=()\" always;\nadd_header Content-Security-Policy \"default-src 'self'\" always;\n";
const TLS: &str =
    "server {\n  listen 443 ssl;\n  server_name shop.net;\n  location / {\n    proxy_pass http://api:3000;\n  }\n}\n";

#[test]
fn headers_in_an_included_file_count() {
    let site = "server {\n  listen 443 ssl;\n  include snippets/headers.conf;\n  root /usr/share/nginx/html;\n}\n";
    assert_eq!(found(&[("nginx/conf.d/shop.conf", site), ("nginx/snippets/headers.conf", ALL)]), Vec::<String>::new());
    // A file that is not here may add any header.
    assert_eq!(found(&[("nginx/conf.d/shop.conf", site)]), Vec::<String>::new());
    // One that comes with nginx adds none.
    let usual = site.replace("snippets/headers.conf", "/etc/nginx/mime.types");
    assert_eq!(
        found(&[("nginx/conf.d/shop.conf", &usual)]),
        [
            "nginx/conf.d/shop.conf:1 nginx-csp-missing",
            "nginx/conf.d/shop.conf:1 nginx-headers-missing",
            "nginx/conf.d/shop.conf:2 nginx-hsts-missing"
        ]
    );
}

#[test]
fn headers_around_an_include_count() {
    let http = format!("http {{\n{ALL}\n  include /etc/nginx/conf.d/*.conf;\n}}\n");
    assert_eq!(found(&[("nginx/nginx.conf", &http), ("nginx/conf.d/shop.conf", TLS)]), Vec::<String>::new());
    let dropped = TLS.replace("proxy_pass", "add_header Cache-Control no-store;\n    proxy_pass");
    assert_eq!(
        found(&[("nginx/nginx.conf", &http), ("nginx/conf.d/shop.conf", &dropped)]),
        ["nginx/conf.d/shop.conf:5 nginx-headers-dropped"]
    );
}

#[test]
fn an_application_sends_headers_too() {
    let helmet = ("api/package.json", "{\"dependencies\": {\"helmet\": \"8.0.0\"}}");
    assert_eq!(found(&[("nginx.conf", TLS), helmet]), ["nginx.conf:1 nginx-headers-missing"]);
    // Not for pages that another program serves.
    let pages = TLS.replace("api:3000", "frontend");
    assert_eq!(found(&[("nginx.conf", &pages), helmet]).len(), 3);
    let hidden = TLS.replace("proxy_pass", "proxy_hide_header Content-Security-Policy;\n    proxy_pass");
    assert_eq!(
        found(&[("nginx.conf", &hidden), helmet]),
        ["nginx.conf:1 nginx-csp-missing", "nginx.conf:1 nginx-headers-missing"]
    );
}

#[test]
fn files_for_development_are_passed_over() {
    let compose = "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./nginx/site.conf:/etc/nginx/conf.d/site.conf\n";
    for files in [
        &[("nginx/nginx.dev.conf", TLS)][..],
        &[("nginx.conf.example", TLS)],
        &[("docs/nginx.conf", TLS)],
        &[("nginx/site.conf", TLS), ("docker-compose.dev.yml", compose)],
        &[("tests/nginx.conf", TLS)],
    ] {
        assert_eq!(found(files), Vec::<String>::new(), "{files:?}");
    }
    for files in [
        &[("nginx/default.conf", TLS)][..],
        &[("nginx/default.conf.template", TLS)],
        &[("nginx/site.conf", TLS), ("docker-compose.dev.yml", compose), ("docker-compose.yml", compose)],
        &[("sites-available/shop", TLS)],
    ] {
        assert_eq!(found(files).len(), 3, "{files:?}");
    }
    let both = found(&[("nginx.conf", TLS), ("nginx.prod.conf", TLS)]);
    assert!(!both.is_empty() && both.iter().all(|line| line.starts_with("nginx.prod.conf")), "{both:?}");
}

#[test]
fn plain_http_is_right_where_tls_ends_before_it() {
    let site = format!("server {{\n  listen 80;\n  server_name shop.net;\n{ALL}\n  root /usr/share/nginx/html;\n}}\n");
    assert_eq!(found(&[("nginx.conf", &site)]), ["nginx.conf:2 nginx-plain-http"]);
    let caddy = ("Caddyfile", "shop.net {\n  redir https://www.shop.net{uri}\n}\n");
    assert_eq!(found(&[("nginx.conf", &site), caddy]), Vec::<String>::new());
    let ingress = ("k8s/ingress.yaml", "kind: Ingress\n");
    assert_eq!(found(&[("nginx.conf", &site), ingress]), Vec::<String>::new());
    let behind = site.replace("root /", "proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;\n  root /");
    assert_eq!(found(&[("nginx.conf", &behind)]), Vec::<String>::new());
}

#[test]
fn an_edge_and_what_is_behind_it() {
    let redirect = "server {\n  listen 80 default_server;\n  return 301 https://$host$request_uri;\n}\n";
    let edge = format!(
        "{redirect}server {{\n  listen 443 ssl;\n  server_name shop.net;\n{ALL}\n  location / {{\n    proxy_pass http://web;\n  }}\n}}\n"
    );
    assert_eq!(found(&[("proxy/nginx.conf", &edge)]), Vec::<String>::new());
}

#[test]
fn origins() {
    let api = |origin: &str, before: &str| {
        format!(
            "{before}server {{\n  listen 443 ssl;\n{ALL}\n  location /api/ {{\n    include snippets/unknown.conf;\n    proxy_pass http://api;\n    add_header Access-Control-Allow-Origin {origin} always;\n  }}\n}}\n"
        )
    };
    let map = |default: &str| {
        format!("map $http_origin $cors {{\n  default {default};\n  https://shop.net $http_origin;\n}}\n")
    };
    for (text, rules) in [
        (api("$http_origin", ""), &["nginx-origin-reflected"][..]),
        (api("$cors", &map("\"\"")), &[]),
        (api("$cors", &map("$http_origin")), &["nginx-origin-reflected"]),
        (api("\"*\"", ""), &["nginx-every-origin-allowed"]),
        (api("https://shop.net", ""), &[]),
        (api("${CORS_ORIGIN}", ""), &[]),
    ] {
        let found = found(&[("nginx.conf", &text)]);
        let found: Vec<&str> = found.iter().filter_map(|line| line.split(' ').nth(1)).collect();
        assert_eq!(found, rules, "{text}");
    }
}

#[test]
fn a_config_map_holds_a_configuration() {
    let manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  default.conf: |\n    server {\n      listen 80;\n      location /files { alias /data/files/; }\n    }\n  other.txt: |\n    alias of nobody\n";
    let found = found(&[("k8s/nginx-configmap.yaml", manifest)]);
    assert!(found.contains(&"k8s/nginx-configmap.yaml:9 nginx-alias-traversal".to_owned()), "{found:?}");
    assert!(found.contains(&"k8s/nginx-configmap.yaml:7 nginx-headers-missing".to_owned()), "{found:?}");
    // What a cluster reaches it through may speak TLS.
    assert!(!found.iter().any(|line| line.ends_with("plain-http")), "{found:?}");
}
