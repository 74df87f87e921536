//! Defaults of placeholders in code, `@Value("${key:default}")`: a program whose `application.yml` sets the key never gets
//! them.

use super::{ConfigFile, family, keys::Keys};
use crate::{
    detect::project::{join, split},
    document::{Origin, Setting, Syntax},
};
use std::sync::Arc;

/// Folders of a module in which properties are.
const RESOURCES: &[&str] = &["src/main/resources", "src/main/resources/config"];

/// The keys that the properties of a module set.
struct Properties(Vec<Keys>);

/// The properties of the module that a class is in.
pub(super) struct Module(Arc<Properties>);

impl Module {
    /// `None` if a file is no class with such placeholders.
    pub(super) fn of(file: &ConfigFile<'_>, settings: &[Setting<'_>]) -> Option<Self> {
        let is_class = [".java", ".kt", ".groovy", ".scala"].iter().any(|ending| file.path.ends_with(ending));
        let module = if is_class { file.path.split_once("src/main/")?.0 } else { return None };
        if !settings.iter().any(is_placeholder) {
            return None;
        }
        let files = file.relations.files();
        let properties = files.once(module, |files| {
            let folders = RESOURCES.iter().filter_map(|resources| join(module, resources));
            let paths = folders.flat_map(|folder| files.inside(&folder).map(str::to_owned).collect::<Vec<_>>());
            let known = paths.filter(|path| family::is_application(split(path).1)).filter_map(|path| files.file(&path));
            Properties(known.map(Keys::of).collect())
        });
        Some(Module(properties))
    }

    /// Whether the default of a placeholder is never used.
    pub(super) fn replace(&self, setting: &Setting<'_>) -> bool {
        is_placeholder(setting) && self.0.0.iter().any(|keys| keys.replace(&setting.path))
    }
}

fn is_placeholder(setting: &Setting<'_>) -> bool {
    setting.syntax == Syntax::Fallback && setting.scope.origin == Origin::Default && setting.path.contains('.')
}
