//! Files of the repository that an `include` refers to.
//!
//! Paths in a configuration are those of the machine it is put on. A repository mirrors them from some folder on
//! (`deploy/nginx/conf.d/` for `/etc/nginx/conf.d/`), so a path is looked for below the folders around the file.

use crate::{
    context::is_aside,
    detect::{Files, project::split},
    document::Server,
    model::PathGlobs,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// The target of an `include`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Include {
    /// These files, by path.
    Files(Arc<Found>),
    /// Nothing that matters: a file that nginx comes with, or a folder that is empty.
    Nothing,
    /// A file that is not in the repository.
    Unknown,
}

/// The files that a pattern means, by path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found(pub(super) Vec<String>);

/// Looks up what is included.
pub(super) struct Includes<'a> {
    files: &'a Files,
}

/// Folders that nginx is configured in.
const PREFIXES: &[&str] = &[
    "/etc/nginx/", "/usr/local/etc/nginx/", "/usr/local/nginx/conf/", "/usr/local/openresty/nginx/conf/",
    "/opt/bitnami/nginx/conf/", "/opt/homebrew/etc/nginx/",
];
/// Files that come with nginx or with what it is often installed with, none of which adds a header.
const SHIPPED: &[&str] = &[
    "mime.types", "fastcgi_params", "fastcgi.conf", "fastcgi-php.conf", "proxy_params", "uwsgi_params", "scgi_params",
    "grpc_params", "koi-utf", "koi-win", "win-utf", "options-ssl-nginx.conf", "snakeoil.conf", "naxsi.rules",
];
/// Folders whose files are included all together.
const COLLECTIONS: &[&str] =
    &["conf.d", "sites-enabled", "sites-available", "sites", "servers", "vhosts", "vhosts.d", "http.d", "templates"];
/// Those among them whose files are put into a folder of another name.
const COPIED: &[&str] = &["sites-available", "sites", "servers", "vhosts", "templates"];
/// At most this many files make up a configuration.
pub(super) const MAX_FILES: usize = 64;
/// The text of other files that is searched for includes of a file.
const MAX_SEARCHED_BYTES: usize = 4 << 20;

impl<'a> Includes<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Includes { files }
    }

    /// The target of a pattern in a file.
    pub(super) fn resolve(&self, from: &str, pattern: &str) -> Include {
        let name = split(pattern).1;
        if SHIPPED.contains(&name) || pattern.contains("modules-enabled/") || pattern.contains("/modules/") {
            return Include::Nothing;
        }
        let is_glob = pattern.contains(['*', '?', '[']);
        let folder = split(from).0;
        if !pattern.contains(['$', '{']) {
            let of_folder = |files: &Files| Found(Includes::new(files).find(folder, inside_prefix(pattern)));
            let found = self.files.once(&format!("{folder}\n{pattern}"), of_folder);
            if !found.0.is_empty() {
                return Include::Files(found);
            }
        }
        if !is_glob || !collects(pattern) {
            return Include::Unknown;
        }
        let sites = self.files.once(folder, |files| Sites::of(files, folder));
        let beside: Vec<String> = sites.0.iter().filter(|path| *path != from).cloned().collect();
        if beside.is_empty() { Include::Nothing } else { Include::Files(Arc::new(Found(beside))) }
    }

    /// The files that include a file, by path.
    pub(super) fn includers(&self, path: &str) -> Vec<String> {
        self.files.once("", Includers::of).0.get(path).cloned().unwrap_or_default()
    }

    /// Below the nearest of a folder and those around it that has such files; else, for one file, wherever it is.
    fn find(&self, mut folder: &str, pattern: &str) -> Vec<String> {
        loop {
            let found = self.below(folder, pattern);
            if !found.is_empty() {
                return found;
            }
            if folder.is_empty() {
                break;
            }
            folder = split(folder).0;
        }
        if pattern.contains(['*', '?', '[']) {
            return Vec::new();
        }
        // Copied to another folder on the machine: only the name stays.
        let named = self.files.once("", Named::of);
        match named.0.get(split(pattern).1).map(Vec::as_slice) {
            Some([only]) => vec![only.clone()],
            _ => Vec::new(),
        }
    }

    fn below(&self, folder: &str, pattern: &str) -> Vec<String> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let whole = format!("{start}{}", pattern.trim_start_matches("./"));
        if !pattern.contains(['*', '?', '[']) {
            let variants = ["", ".template", ".j2", ".tpl"].map(|ending| format!("{whole}{ending}"));
            return variants.into_iter().filter(|path| self.files.has(path)).take(1).collect();
        }
        // `*` stays within a folder, as it does for nginx.
        let Ok(globs) = PathGlobs::new([format!("/{whole}"), format!("/{whole}.template")]) else { return Vec::new() };
        let inside = split(&whole).0;
        let fits = |path: &&str| globs.matches(path) && Server::may_be(path);
        if inside.contains('*') {
            return self.files.below(inside).filter(fits).map(str::to_owned).collect();
        }
        self.files.inside(inside).filter(fits).map(str::to_owned).collect()
    }
}

/// Files with servers next to one that includes a folder, which are copied into that folder.
struct Sites(Vec<String>);

impl Sites {
    fn of(files: &Files, folder: &str) -> Self {
        let is_collected = |path: &&str| {
            let inside = split(path).0;
            let (parent, last) = split(inside);
            inside == folder || parent == folder && COPIED.contains(&last)
        };
        let texts = files.below(folder).filter(is_collected).filter_map(|path| Some((path, files.text(path)?)));
        let sites =
            texts.filter(|(path, text)| Server::for_file(path, text) == Some(Server::Nginx) && has_server(text));
        Sites(sites.map(|(path, _)| path.to_owned()).collect())
    }
}

/// For each file, those that include it.
struct Includers(BTreeMap<String, Vec<String>>);

impl Includers {
    fn of(files: &Files) -> Self {
        let includes = Includes::new(files);
        let mut left = MAX_SEARCHED_BYTES;
        let servers = files.texts().filter(|(path, _)| Server::may_be(path)).take_while(|(_, text)| {
            left = left.saturating_sub(text.len());
            left > 0
        });
        let mut includers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut asked: HashMap<(&str, &str), usize> = HashMap::new();
        for (from, text) in servers {
            for pattern in included(text) {
                // Those that include the same files as many others are beyond what makes up a configuration.
                let times = asked.entry((split(from).0, pattern)).or_default();
                *times += 1;
                if *times > MAX_FILES {
                    continue;
                }
                let Include::Files(found) = includes.resolve(from, pattern) else { continue };
                for path in found.0.iter().filter(|path| *path != from && is_aside(path) == is_aside(from)) {
                    let known = includers.entry(path.clone()).or_default();
                    if known.last().is_none_or(|last| last != from) {
                        known.push(from.to_owned());
                    }
                }
            }
        }
        Includers(includers)
    }
}

/// The servers' files of each name, in folders.
struct Named(BTreeMap<String, Vec<String>>);

impl Named {
    fn of(files: &Files) -> Self {
        let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in files.paths().filter(|path| path.contains('/') && Server::may_be(path)) {
            named.entry(split(path).1.to_owned()).or_default().push(path.to_owned());
        }
        Named(named)
    }
}

/// Without the folder that nginx is configured in.
fn inside_prefix(pattern: &str) -> &str {
    let known = PREFIXES.iter().find_map(|prefix| pattern.strip_prefix(prefix));
    known.unwrap_or_else(|| pattern.trim_start_matches('/'))
}

/// Whether a pattern means all files of a folder for sites.
fn collects(pattern: &str) -> bool {
    pattern.rsplit('/').nth(1).is_some_and(|folder| COLLECTIONS.contains(&folder))
}

/// A file with servers of its own, outside of any `http`.
fn has_server(text: &[u8]) -> bool {
    let has =
        |block: &[u8]| text.split(|byte| *byte == b'\n').any(|line| line.starts_with(block) && line.contains(&b'{'));
    has(b"server") && !has(b"http")
}

/// The patterns of a text, wherever a directive can start.
fn included(text: &[u8]) -> impl Iterator<Item = &str> {
    const NAME: &[u8] = b"include";
    memchr::memmem::find_iter(text, NAME).filter_map(move |at| {
        let starts = at.checked_sub(1).is_none_or(|before| b" \t\n;{}".contains(&text[before]));
        let rest = &text[at + NAME.len()..];
        let end = memchr::memchr2(b';', b'\n', rest)?;
        let pattern = std::str::from_utf8(&rest[..end]).ok()?.strip_prefix([' ', '\t'])?;
        starts.then(|| pattern.trim().trim_matches(['"', '\'']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let texts = [
            ("deploy/nginx/nginx.conf", "http {\n  include /etc/nginx/conf.d/*.conf;\n}\n"),
            ("deploy/nginx/conf.d/shop.conf", "server {\n  include snippets/tls.conf;\n  include security.conf;\n}\n"),
            ("deploy/nginx/snippets/tls.conf", "ssl_protocols TLSv1.3;\n"),
            ("ops/security.conf", "add_header A b;\n"),
            ("web/nginx.conf", "http {\n  include conf.d/*.conf;\n}\n"),
            ("web/default.conf", "server {\n  listen 80;\n}\n"),
        ];
        let mut files = Files::new(texts.iter().map(|(path, _)| (*path).to_owned()));
        texts.iter().for_each(|(path, text)| files.keep(path, text.as_bytes().to_vec()));
        files
    }

    #[test]
    fn what_is_meant() {
        let files = files();
        let includes = Includes::new(&files);
        let some = |path: &str| Include::Files(Arc::new(Found(vec![path.to_owned()])));
        for (from, pattern, meant) in [
            ("deploy/nginx/nginx.conf", "/etc/nginx/conf.d/*.conf", some("deploy/nginx/conf.d/shop.conf")),
            ("deploy/nginx/conf.d/shop.conf", "snippets/tls.conf", some("deploy/nginx/snippets/tls.conf")),
            ("deploy/nginx/conf.d/shop.conf", "/etc/nginx/security.conf", some("ops/security.conf")),
            ("web/nginx.conf", "conf.d/*.conf", some("web/default.conf")),
            ("web/nginx.conf", "/etc/nginx/mime.types", Include::Nothing),
            ("web/nginx.conf", "/etc/nginx/snippets/absent.conf", Include::Unknown),
            ("web/nginx.conf", "snippets/${name}.conf", Include::Unknown),
            ("deploy/nginx/nginx.conf", "/etc/nginx/sites-enabled/*", Include::Nothing),
        ] {
            assert_eq!(includes.resolve(from, pattern), meant, "{from} {pattern}");
        }
    }

    #[test]
    fn what_includes_a_file() {
        let files = files();
        let includes = Includes::new(&files);
        assert_eq!(includes.includers("deploy/nginx/conf.d/shop.conf"), ["deploy/nginx/nginx.conf"]);
        assert_eq!(includes.includers("ops/security.conf"), ["deploy/nginx/conf.d/shop.conf"]);
        assert_eq!(includes.includers("web/default.conf"), ["web/nginx.conf"]);
    }
}
