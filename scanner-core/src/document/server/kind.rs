//! Classification of web server configurations.

/// A web server whose configuration is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Server {
    /// nginx and its derivatives: OpenResty, Tengine, Angie.
    Nginx,
    /// Apache httpd, including `.htaccess`.
    Apache,
    /// Caddy, configured by a Caddyfile.
    Caddy,
}

/// Extensions of files that never configure a server, in order.
const OTHER: &[&str] = &[
    "adoc", "bash", "bat", "c", "cjs", "crt", "cs", "css", "csv", "diff", "dockerfile", "env", "go", "gradle", "h",
    "htm", "html", "ini", "ipynb", "java", "js", "json", "key", "kt", "lock", "log", "lua", "md", "mdx", "mjs", "nix",
    "patch", "pem", "php", "pl", "png", "pp", "properties", "ps1", "py", "rb", "rs", "rst", "service", "sh", "socket",
    "spec", "sql", "svg", "t", "tf", "timer", "toml", "ts", "tsx", "types", "vim", "xml", "yaml", "yml",
];
/// Bytes of the longest of them.
const MAX_EXTENSION_BYTES: usize = 10;
/// Folders of nginx and Apache configurations, whose files need no extension.
const FOLDERS: &[&str] = &["sites-available", "sites-enabled", "conf.d", "snippets", "vhosts", "vhosts.d", "vhost.d"];
/// Directives that, followed by a semicolon, identify nginx.
const NGINX: &[&str] = &[
    "add_header", "more_set_headers", "listen", "server_name", "proxy_pass", "proxy_set_header", "proxy_hide_header",
    "fastcgi_pass", "fastcgi_param", "uwsgi_pass", "uwsgi_param", "scgi_param", "grpc_pass", "ssl_protocols",
    "ssl_certificate", "ssl_ciphers", "ssl_session_cache", "try_files", "root", "alias", "return", "rewrite",
    "include", "worker_processes", "worker_connections", "access_log", "error_log", "server_tokens", "gzip",
    "gzip_types", "expires", "limit_req_zone", "limit_req", "client_max_body_size", "autoindex", "default_type",
    "set_real_ip_from", "keepalive_timeout", "deny", "allow", "index",
];

/// Whether a file of this extension never configures a server. It is asked several times for every file of a scan.
fn is_other(extension: &str) -> bool {
    let mut lower = [0; MAX_EXTENSION_BYTES];
    let Some(lower) = lower.get_mut(..extension.len()) else { return false };
    lower.copy_from_slice(extension.as_bytes());
    lower.make_ascii_lowercase();
    OTHER.binary_search_by(|other| other.as_bytes().cmp(lower)).is_ok()
}

impl Server {
    /// The number of servers.
    pub(in crate::document) const COUNT: usize = 3;

    /// Whether a file of this name, ignoring case, can be one that [`Server::for_file`] recognises.
    pub fn may_be(path: &str) -> bool {
        // Nearly all files are rejected here, so this precedes conversion to lower case.
        if path.rsplit_once('.').is_some_and(|(_, ending)| is_other(ending)) {
            return false;
        }
        let lower = path.to_ascii_lowercase();
        let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
        if is_caddyfile(name) || name.ends_with(".htaccess") {
            return true;
        }
        let name = without_endings(name);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if is_other(ending) || name.starts_with("dockerfile") || name == "makefile" {
            return false;
        }
        matches!(ending, "conf" | "nginx" | "vhost")
            || name.contains("nginx")
            || folders.split('/').any(|folder| FOLDERS.contains(&folder) || folder.contains("nginx"))
    }

    /// The server that a file configures, by its name, then by its content.
    ///
    /// ```
    /// use gonogo_core::document::Server;
    /// assert_eq!(Server::for_file("deploy/app.conf", b"server {\n  listen 80;\n}\n"), Some(Server::Nginx));
    /// assert_eq!(Server::for_file("deploy/app.conf", b"<VirtualHost *:80>\n</VirtualHost>\n"), Some(Server::Apache));
    /// assert_eq!(Server::for_file("application.conf", b"server {\n  port = 80\n}\n"), None);
    /// ```
    pub fn for_file(path: &str, text: &[u8]) -> Option<Self> {
        if !Server::may_be(path) {
            return None;
        }
        let lower = path.to_ascii_lowercase();
        let name = lower.rsplit('/').next().unwrap_or(&lower);
        if is_caddyfile(name) {
            return Some(Server::Caddy);
        }
        if name.ends_with(".htaccess") {
            return Some(Server::Apache);
        }
        text.split(|byte| *byte == b'\n').find_map(of_line)
    }
}

fn is_caddyfile(name: &str) -> bool {
    name == "caddyfile" || name.starts_with("caddyfile.") || name.ends_with(".caddyfile") || name.ends_with(".caddy")
}

/// The name without the extensions of a template: `default.conf.template`.
fn without_endings(mut name: &str) -> &str {
    const TEMPLATES: &[&str] = &[
        "template", "tpl", "tmpl", "ctmpl", "j2", "jinja", "jinja2", "erb", "ejs", "epp", "hbs", "mustache", "in",
        "gotmpl", "tftpl", "example", "sample", "dist", "default", "prod", "production", "staging", "dev", "local",
        "ssl", "bak",
    ];
    while let Some((before, ending)) = name.rsplit_once('.')
        && TEMPLATES.contains(&ending)
        && !before.is_empty()
    {
        name = before;
    }
    name
}

/// The server that a line identifies.
fn of_line(line: &[u8]) -> Option<Server> {
    let line = std::str::from_utf8(line).ok()?.trim();
    let tag = |name: &str| line.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    if line.starts_with('<')
        && ["VirtualHost", "Directory", "IfModule", "Location", "Files"].iter().any(|name| tag(name))
    {
        return Some(Server::Apache);
    }
    let first = line.split([' ', '\t']).next()?;
    let code = line.split(" #").next().unwrap_or(line).trim_end();
    let known = NGINX.contains(&first) && code.len() > first.len() && code.ends_with([';', '}']);
    let location = first == "location" && code.ends_with(['{', '}']);
    (known || location).then_some(Server::Nginx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_in_order() {
        assert!(OTHER.is_sorted());
        assert_eq!(OTHER.iter().map(|other| other.len()).max(), Some(MAX_EXTENSION_BYTES));
        assert!(is_other("PY") && !is_other("conf") && !is_other(""));
    }

    #[test]
    fn by_name() {
        for path in [
            "nginx.conf", "docker/nginx/default", "etc/sites-available/shop", "conf/default.conf.template",
            "nginx.conf.prod", "nginx/app.conf.j2", "Caddyfile", "deploy/Caddyfile.prod", "public/.htaccess",
            "httpd.conf",
        ] {
            assert!(Server::may_be(path), "{path}");
        }
        for path in
            ["nginx/README.md", "nginx/Dockerfile", "scripts/nginx.sh", "k8s/nginx.yaml", "src/nginx.ts", "mime.types"]
        {
            assert!(!Server::may_be(path), "{path}");
        }
    }
}
