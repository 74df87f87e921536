//! Settings modules of Django: what one of them says together with those it imports, and whether production runs with it.

use crate::{
    detect::project::{Files, join, split},
    model::{Environment, words},
};
use std::{collections::BTreeMap, sync::Arc};

/// Modules import each other in chains; longer ones are not followed.
const MAX_IMPORTS: usize = 4;

/// A module imports so many others at most that are read.
const MAX_MODULES: usize = 16;

/// Names of modules that production has beside a base.
const DEPLOYED: &[&str] = &["production", "prod", "live", "staging", "stage", "deploy", "server", "heroku", "docker"];
/// Names of modules that everyone has for themselves.
const PERSONAL: &[&str] = &["local", "secret", "secrets", "private", "override", "overrides"];

/// Whether a path may be that of a settings module.
pub(in crate::detect) fn is_settings(path: &str) -> bool {
    let (folder, name) = split(path);
    let Some(stem) = name.strip_suffix(".py") else { return false };
    stem == "settings" || stem.starts_with("settings_") || stem.ends_with("_settings") || split(folder).1 == "settings"
}

/// A settings module.
pub(in crate::detect) struct SettingsModule<'a> {
    path: &'a str,
    text: &'a str,
    files: &'a Files,
    /// The paths of the modules it imports all of, and those that these import.
    imported: Vec<&'a str>,
    /// Whether what it imports or runs is not in the repository.
    is_open: bool,
}

impl<'a> SettingsModule<'a> {
    /// The module in a text, if it or what it imports lists applications.
    pub(in crate::detect) fn new(path: &'a str, text: &'a str, files: &'a Files) -> Option<Self> {
        let own = Arc::new(Imports::of(path, text, files));
        let mut module = SettingsModule { path, text, files, imported: Vec::new(), is_open: own.is_open };
        let mut next = Some(own);
        while let Some(imports) = next.take().filter(|_| module.imported.len() + 1 < MAX_IMPORTS) {
            for path in &imports.modules {
                let Some(file) = files.file(path) else { continue };
                let imports = files.once(path, |files| Imports::of(file.path(), file.text(), files));
                module.is_open |= imports.is_open;
                module.imported.push(file.path());
                next = Some(imports);
            }
        }
        module.says("INSTALLED_APPS").then_some(module)
    }

    /// Whether it, or one that it imports, has a word.
    pub(in crate::detect) fn says(&self, word: &str) -> bool {
        // A base that many modules import is asked once.
        let answer = |path: &&str| {
            let said = |files: &Files| files.file(path).is_some_and(|file| says(file.text(), word));
            self.files.ask(&format!("module says\n{path}\n{word}"), said)
        };
        says(self.text, word) || self.imported.iter().any(answer)
    }

    /// Whether production runs with this module, and all that it says is in the repository.
    pub(in crate::detect) fn runs_in_production(&self, environment: Environment, files: &Files) -> bool {
        match environment {
            _ if self.is_open => false,
            Environment::Production => true,
            Environment::Unknown => !self.has_successor(files),
            _ => false,
        }
    }

    /// Whether a module beside it is for production, or for whoever starts the program.
    fn has_successor(&self, files: &Files) -> bool {
        let folder = split(self.path).0;
        files.once(folder, |files| Successors::of(files, folder)).0.iter().any(|path| path != self.path)
    }
}

/// The modules that one imports all of.
struct Imports {
    /// Their paths.
    modules: Vec<String>,
    /// Whether something that it imports or runs is not in the repository.
    is_open: bool,
}

impl Imports {
    fn of(path: &str, text: &str, files: &Files) -> Self {
        let mut imports = Imports { modules: Vec::new(), is_open: runs_others(text) };
        for import in text.lines().filter_map(imported_whole) {
            match resolve(path, import, files) {
                Some(_) if imports.modules.len() >= MAX_MODULES => imports.is_open = true,
                Some(path) => imports.modules.push(path),
                None => imports.is_open |= import.starts_with('.') || import.contains("settings"),
            }
        }
        imports
    }
}

/// Whether a module says a word, outside of comments.
fn says(text: &str, word: &str) -> bool {
    let code = |line: &&str| !line.trim_start().starts_with('#');
    text.contains(word) && text.lines().filter(code).any(|line| line.contains(word))
}

/// Two different modules in or below a folder, if there are, which are for production or for whoever starts the program.
struct Successors(Vec<String>);

impl Successors {
    fn of(files: &Files, folder: &str) -> Self {
        let below = files.below(folder).filter(|path| {
            let inside = split(path).0;
            inside != folder && split(inside).1 == "settings"
        });
        let modules = files.inside(folder).chain(below).filter(|path| path.ends_with(".py"));
        let replaces = |path: &&str| {
            let named = words(split(path).1.trim_end_matches(".py").as_bytes());
            named.iter().any(|word| DEPLOYED.contains(&&**word) || PERSONAL.contains(&&**word))
        };
        Successors(modules.filter(replaces).take(2).map(str::to_owned).collect())
    }
}

/// The module in `from module import *`.
fn imported_whole(line: &str) -> Option<&str> {
    let (module, names) = line.trim().strip_prefix("from ")?.split_once(" import ")?;
    names.trim_start().starts_with('*').then_some(module.trim())
}

/// The module that is meant by a name, relative or from a root of imports.
fn resolve(path: &str, module: &str, files: &Files) -> Option<String> {
    let name = module.trim_start_matches('.');
    let dots = module.len() - name.len();
    let below = format!("{}.py", name.replace('.', "/"));
    if dots > 0 {
        let up = "../".repeat(dots - 1);
        let path = join(split(path).0, &format!("{up}{below}"))?;
        return files.file(&path).map(|file| file.path().to_owned());
    }
    let wanted = backwards(&below);
    let modules = files.once("", Modules::of);
    let inside = format!("{wanted}/");
    let at_root = modules.0.get(&wanted);
    let below = || modules.0.range(inside.clone()..).next().filter(|(found, _)| found.starts_with(&inside));
    at_root.or_else(|| Some(below()?.1)).cloned()
}

/// The modules that are kept, by their paths backwards, so that those of one ending are beside each other.
struct Modules(BTreeMap<String, String>);

impl Modules {
    fn of(files: &Files) -> Self {
        let paths = files.kept().map(|file| file.path()).filter(|path| path.ends_with(".py"));
        Modules(paths.map(|path| (backwards(path), path.to_owned())).collect())
    }
}

/// `settings.py/shop` for `shop/settings.py`.
fn backwards(path: &str) -> String {
    path.rsplit('/').collect::<Vec<_>>().join("/")
}

/// Whether a module runs others that are named elsewhere.
fn runs_others(text: &str) -> bool {
    ["exec(", "execfile(", "django_heroku.settings(", "globals().update(", "locals().update(", "split_settings"]
        .iter()
        .any(|call| text.contains(call))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(is_settings("shop/settings.py") && is_settings("shop/settings/base.py"));
        assert!(!is_settings("shop/views.py") && !is_settings("settings.json"));
        assert_eq!(imported_whole("from .base import *  # noqa"), Some(".base"));
        assert_eq!(imported_whole("from .base import DEBUG"), None);
    }
}
