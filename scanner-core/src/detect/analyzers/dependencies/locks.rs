//! Lockfiles: whether there is one, and only one.

use super::manifest::{Kind, Manifest};
use crate::{
    detect::{
        ConfigFile, Files,
        analyzers::{Check, Diagnostics, list},
        project::{join, split},
    },
    document::ParsedFile,
    model::Severity,
};

/// What applications of PHP start with.
const COMPOSER_ENTRIES: [&str; 8] =
    ["artisan", "bin/console", "index.php", "public/index.php", "web/index.php", "wp-config.php", "spark", "yii"];

/// The lockfiles for a manifest, as far as they are known.
pub(super) struct Lock {
    /// Whether one applies to it, or this is not known.
    pub(super) is_there: bool,
    /// Those in its own folder, which each belong to another package manager.
    beside: Vec<&'static str>,
}

/// The lockfiles of the package managers that read a kind of manifest; those in one group are of one manager.
fn names(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::Node => &[
            &["package-lock.json", "npm-shrinkwrap.json"],
            &["yarn.lock"],
            &["pnpm-lock.yaml"],
            &["bun.lock", "bun.lockb"],
            &["deno.lock"],
            &["common/config/rush/pnpm-lock.yaml"],
        ],
        Kind::Composer => &[&["composer.lock"]],
        Kind::Requirements => {
            &[&["uv.lock"], &["poetry.lock"], &["Pipfile.lock"], &["requirements.lock"], &["pdm.lock"]]
        }
        Kind::Pyproject => &[
            &["poetry.lock"],
            &["uv.lock"],
            &["pdm.lock"],
            &["requirements.lock"],
            &["pylock.toml"],
            &["Pipfile.lock"],
        ],
        Kind::Pipfile => &[&["Pipfile.lock"]],
        Kind::Gemfile => &[&["Gemfile.lock"]],
        Kind::Go => &[&["go.sum"]],
        Kind::Cargo => &[&["Cargo.lock"]],
    }
}

/// Looks for lockfiles in the manifest's folder, and in those around it, which may be of a workspace.
pub(super) fn lock(files: &Files, path: &str, kind: Kind) -> Lock {
    let own = split(path).0;
    let present = |folder: &str, name: &str| join(folder, name).is_some_and(|path| files.has(&path));
    let groups = names(kind);
    let beside = groups.iter().filter_map(|group| group.iter().copied().find(|name| present(own, name))).collect();
    let mut around = vec![own];
    while let Some(&folder) = around.last()
        && !folder.is_empty()
    {
        around.push(split(folder).0);
    }
    let holds =
        around.iter().any(|folder| groups.iter().flat_map(|group| group.iter()).any(|name| present(folder, name)));
    // Pins all it lists, wherever it is installed from.
    let exported = kind == Kind::Pyproject && present(own, "requirements.txt");
    Lock { is_there: holds || exported || !files.is_known(), beside }
}

/// Whether the manifest is of a part of a workspace, whose lockfile is a matter of the folder around it.
fn is_in_workspace(files: &Files, path: &str) -> bool {
    const SIGNS: &[&str] = &["pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json", "rush.json"];
    let own = split(path).0;
    let around = std::iter::successors((!own.is_empty()).then(|| split(own).0), |folder| {
        (!folder.is_empty()).then(|| split(folder).0)
    });
    around.into_iter().any(|folder| {
        let signed = SIGNS.iter().filter_map(|sign| join(folder, sign)).any(|path| files.has(&path));
        let root = join(folder, split(path).1).and_then(|path| files.file(&path));
        signed || root.is_some_and(has_members)
    })
}

/// Whether a package of Composer is part of one around it, which says that it comes in its place.
fn is_replaced(file: &ConfigFile<'_>) -> bool {
    let Some(name) = file.parsed.root().and_then(|root| root.get("name")?.text()) else { return false };
    let own = split(file.path).0;
    let mut around = std::iter::successors((!own.is_empty()).then(|| split(own).0), |folder| {
        (!folder.is_empty()).then(|| split(folder).0)
    });
    around.any(|folder| {
        let outer = join(folder, "composer.json").and_then(|path| file.relations.files().file(&path));
        outer.and_then(|outer| outer.root()?.get("replace")?.get(name)).is_some()
    })
}

/// Whether a manifest lists packages of a workspace.
fn has_members(file: &ParsedFile<'_>) -> bool {
    let Some(root) = file.root() else { return false };
    let keys: [&[&str]; 4] = [&["workspaces"], &["workspace"], &["tool", "uv", "workspace"], &["pnpm", "workspace"]];
    keys.iter().any(|path| root.at(path).is_some())
}

/// No lockfile, or several.
pub(super) fn check(file: &ConfigFile<'_>, manifest: &Manifest, lock: &Lock, found: &mut Diagnostics<'_>) {
    if lock.beside.len() > 1 && manifest.kind != Kind::Requirements {
        let said = manifest.manager.as_ref().map(|name| format!("; `packageManager` says {name}")).unwrap_or_default();
        let message = format!("{} may disagree on versions{said}", list(&lock.beside));
        found.report(Check::LockfilesConflicting, manifest.list.clone()).severity(Severity::Medium).message(message);
    }
    let makes_one = !matches!(manifest.kind, Kind::Requirements | Kind::Pyproject);
    let is_poetry = manifest.kind == Kind::Pyproject && manifest.is_program;
    let files = file.relations.files();
    let has = |name: &str| join(split(file.path).0, name).is_some_and(|path| files.has(&path));
    let is_program = match manifest.kind {
        // Without a type it is a library.
        Kind::Composer if manifest.is_program => !manifest.has_no_type || COMPOSER_ENTRIES.iter().any(|name| has(name)),
        _ => manifest.is_program || has("src/main.rs"),
    };
    let is_part = is_in_workspace(files, file.path) || manifest.kind == Kind::Composer && is_replaced(file);
    if !lock.is_there && is_program && !is_part && (makes_one || is_poetry) {
        let expected: Vec<&str> =
            names(manifest.kind).iter().filter_map(|group| group.first().copied()).take(3).collect();
        let message = format!("No lockfile ({})", list(&expected));
        found.report(Check::LockfileMissing, manifest.list.clone()).severity(Severity::Medium).message(message);
    }
}
