//! Settings modules of Django: what one of them says together with those it imports, and whether production runs with it.

use crate::{
    detect::project::{Files, join, split},
    model::{Environment, words},
};

/// Modules import each other in chains; longer ones are not followed.
const MAX_IMPORTS: usize = 4;

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
    /// Its text, and those of the modules it imports all of.
    texts: Vec<&'a str>,
    /// Whether what it imports or runs is not in the repository.
    is_open: bool,
}

impl<'a> SettingsModule<'a> {
    /// The module in a text, if it or what it imports lists applications.
    pub(in crate::detect) fn new(path: &'a str, text: &'a str, files: &'a Files) -> Option<Self> {
        let mut module = SettingsModule { path, texts: vec![text], is_open: runs_others(text) };
        let mut next = Some((path, text));
        while let Some((path, text)) = next.take().filter(|_| module.texts.len() < MAX_IMPORTS) {
            for import in text.lines().filter_map(imported_whole) {
                match resolve(path, import, files) {
                    Some((path, text)) => {
                        module.is_open |= runs_others(text);
                        module.texts.push(text);
                        next = Some((path, text));
                    }
                    None => module.is_open |= import.starts_with('.') || import.contains("settings"),
                }
            }
        }
        module.says("INSTALLED_APPS").then_some(module)
    }

    /// Whether one of the texts has a word.
    pub(in crate::detect) fn says(&self, word: &str) -> bool {
        let code = |line: &&str| !line.trim_start().starts_with('#');
        self.texts.iter().any(|text| text.contains(word) && text.lines().filter(code).any(|line| line.contains(word)))
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
fn resolve<'a>(path: &str, module: &str, files: &'a Files) -> Option<(&'a str, &'a str)> {
    let name = module.trim_start_matches('.');
    let dots = module.len() - name.len();
    let below = format!("{}.py", name.replace('.', "/"));
    if dots > 0 {
        let up = "../".repeat(dots - 1);
        let path = join(split(path).0, &format!("{up}{below}"))?;
        return files.file(&path).map(|file| (file.path(), file.text()));
    }
    let ends = |path: &str| path.strip_suffix(&*below).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    files.kept().find(|file| ends(file.path())).map(|file| (file.path(), file.text()))
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
