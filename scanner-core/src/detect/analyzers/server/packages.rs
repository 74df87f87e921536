//! Dependencies of a program, and the servers in front of it.

use super::entry::says;
use crate::{
    detect::{Files, project::split},
    document::Package,
};

/// The manifests that hold for a file: the nearest, and those of the workspaces around it.
pub(super) struct Packages<'a> {
    files: &'a Files,
    folder: String,
    manifests: Vec<&'a Package>,
}

impl<'a> Packages<'a> {
    /// The manifests for a file; `None` if it has none, or the nearest can't be read.
    pub(super) fn of(files: &'a Files, path: &str) -> Option<Self> {
        let folder = folder_of(files, path);
        let package = |folder: &str| files.file(&manifest(folder))?.package();
        package(&folder)?;
        let manifests = folders(path).filter_map(package).collect();
        Some(Packages { files, folder, manifests })
    }

    /// Whether one of them depends on one of these packages.
    pub(super) fn has(&self, packages: &[&str]) -> bool {
        packages.iter().any(|package| self.manifests.iter().any(|manifest| manifest.depends_on(package)))
    }

    /// Whether a root module of NestJS in the package has one of these words.
    pub(super) fn modules_say(&self, words: &[&str]) -> bool {
        let any = |files: &Files| {
            let modules = files.below(&self.folder).filter(|path| split(path).1 == "app.module.ts");
            modules.filter_map(|path| files.text(path)).any(|text| says(text, words))
        };
        self.files.ask(&format!("root module says\n{}\n{words:?}", self.folder), any)
    }

    /// Whether a reverse proxy of the repository has one of these words in its configuration.
    pub(super) fn is_proxied_with(&self, words: &[&[u8]]) -> bool {
        let any = |files: &Files| {
            let mut texts = files.texts().filter(|(path, _)| is_proxy(path)).map(|(_, text)| text);
            texts.any(|text| words.iter().any(|word| memchr::memmem::find(text, word).is_some()))
        };
        self.files.ask(&format!("proxy says\n{words:?}"), any)
    }
}

fn is_proxy(path: &str) -> bool {
    let name = split(path).1.to_ascii_lowercase();
    name.ends_with(".conf") || name.contains("nginx") || name.starts_with("caddyfile") || path.contains("nginx/")
}

/// The folder of the nearest manifest above a file; else the root.
pub(super) fn folder_of(files: &Files, path: &str) -> String {
    folders(path).find(|folder| files.has(&manifest(folder))).unwrap_or_default().to_owned()
}

/// The folders above a path, from the nearest to the root.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(split(path).0), |folder| (!folder.is_empty()).then(|| split(folder).0))
}

fn manifest(folder: &str) -> String {
    if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") }
}
