//! Files that are written in other files: inline Dockerfiles and configs of compose, here-documents, scripts on the search path.

use crate::deployment::check;

#[test]
fn inline_files_of_compose_are_judged_as_files() {
    let dockerfile = "services:\n  web:\n    restart: always\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM node:24\n        USER node\n        CMD [\"npx\", \"nodemon\", \"main.js\"]\n";
    let overridden = dockerfile.replace("restart: always", "command: node main.js");
    let config = "services:\n  web:\n    image: nginx:1.30\n    configs: [{source: site, target: /etc/nginx/conf.d/site.conf}]\nconfigs:\n  site:\n    content: |\n      server {\n        listen 443 ssl;\n        server_name shop.net;\n        autoindex on;\n        root /srv;\n      }\n";
    check(
        "development-server-started",
        &[
            (&[("compose.prod.yml", dockerfile)], &["compose.prod.yml:9"]),
            (&[("compose.prod.yml", &overridden)], &[]),
            (&[("compose.dev.yml", dockerfile)], &[]),
        ],
    );
    check("nginx-directory-listing", &[(&[("compose.prod.yml", config)], &["compose.prod.yml:11"])]);
    check("image-without-health-check", &[(&[("compose.prod.yml", dockerfile)], &["compose.prod.yml:7"])]);
}

#[test]
fn programs_are_found_where_the_dockerfile_puts_them() {
    let heredoc = "FROM node:24\nUSER node\nCOPY --chmod=755 <<'SH' /entry.sh\n#!/bin/sh\nexec npx nodemon main.js\nSH\nENTRYPOINT [\"/entry.sh\"]\n";
    let written = "FROM node:24\nUSER node\nRUN cat <<'SH' > /entry.sh\nexec npx nodemon main.js\nSH\nENTRYPOINT [\"sh\", \"/entry.sh\"]\n";
    let on_path = "FROM node:24\nUSER node\nCOPY start.sh /usr/local/bin/\nENTRYPOINT [\"start.sh\"]\n";
    check(
        "development-server-started",
        &[
            (&[("Dockerfile", heredoc)], &["Dockerfile:7"]),
            (&[("Dockerfile", written)], &["Dockerfile:6"]),
            (&[("Dockerfile", on_path), ("start.sh", "exec npx nodemon main.js\n")], &["Dockerfile:4"]),
            (&[("Dockerfile", on_path), ("start.sh", "exec node main.js\n")], &[]),
        ],
    );
}

#[test]
fn entry_points_that_hand_over_to_a_user_do_not_run_as_root() {
    let dockerfile =
        "FROM debian:13\nCOPY docker-entrypoint.sh /usr/local/bin/\nENTRYPOINT [\"docker-entrypoint.sh\"]\n";
    let calling = "#!/bin/sh\nexec /usr/local/bin/drop.sh \"$@\"\n";
    let both = dockerfile.replace("docker-entrypoint.sh /", "docker-entrypoint.sh drop.sh /");
    let entry = |line: &str| format!("#!/bin/sh\nset -e\n{line}\n");
    for (line, is_root) in [
        ("exec gosu app \"$@\"", false),
        ("exec setpriv --reuid=app --regid=app --clear-groups \"$@\"", false),
        ("set -- su-exec app \"$@\"\nexec \"$@\"", false),
        ("exec sudo -u app -- \"$@\"", false),
        ("exec sudo -E \"$@\"", true),
        ("exec gosu root \"$@\"", true),
        ("exec \"$@\"", true),
    ] {
        let script = entry(line);
        let expected: &[&str] = if is_root { &["Dockerfile:1"] } else { &[] };
        check(
            "image-runs-as-root",
            &[
                (&[("Dockerfile", dockerfile), ("docker-entrypoint.sh", &script)], expected),
                (&[("Dockerfile", &both), ("docker-entrypoint.sh", calling), ("drop.sh", &script)], expected),
            ],
        );
    }
    check("image-runs-as-root", &[(&[("builder.Dockerfile", "FROM debian:13\nRUN make\n")], &[])]);
}

#[test]
fn copies_leave_out_what_they_exclude() {
    let copy = |options: &str| format!("FROM node:24\nCOPY {options} . .\n");
    let (all, most) = (copy("--exclude=.git --exclude=**/.env*"), copy("--exclude=docs"));
    check(
        "context-copied-unfiltered",
        &[
            (&[("Dockerfile", &all), ("main.js", "1")], &[]),
            (&[("Dockerfile", &most), ("main.js", "1")], &["Dockerfile:2"]),
        ],
    );
}

#[test]
fn conditions_of_nginx_are_levels() {
    let site = |condition: &str| {
        format!(
            "server {{\n  listen 443 ssl;\n  server_name shop.net;\n  add_header X-Frame-Options DENY always;\n  root /srv;\n  location / {{\n    if ($uri ~ \"html$\") {{ {condition} }}\n  }}\n}}\n"
        )
    };
    let (dropping, other) = (site("add_header Cache-Control no-store;"), site("set $x 1;"));
    let preflight = site("add_header Access-Control-Max-Age 60; return 204;");
    check(
        "nginx-headers-dropped",
        &[
            (&[("nginx.conf", &dropping)], &["nginx.conf:7"]),
            (&[("nginx.conf", &other)], &[]),
            (&[("nginx.conf", &preflight)], &[]),
        ],
    );
    let origins = |condition: &str| {
        format!(
            "server {{\n  set $origin \"\";\n  if ($http_origin ~ \"{condition}\") {{ set $origin $http_origin; }}\n  location /api/ {{\n    add_header Access-Control-Allow-Origin $origin always;\n    proxy_pass http://api;\n  }}\n}}\n"
        )
    };
    let (listed, every) = (origins("^https://shop\\.net$"), origins(".*"));
    check(
        "nginx-origin-reflected",
        &[(&[("nginx.conf", &listed)], &[]), (&[("nginx.conf", &every)], &["nginx.conf:5"])],
    );
}
