//! The files that a rule applies to.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// The files that a rule applies to: all, or those that one of its globs matches.
#[derive(Clone, Default)]
pub struct PathFilter {
    globs: Vec<String>,
    compiled: Arc<OnceLock<GlobSet>>,
}

/// The globs as written, compiled or not.
impl fmt::Debug for PathFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PathFilter").field(&self.globs).finish()
    }
}

impl PathFilter {
    pub(super) fn new(globs: Vec<String>) -> Self {
        PathFilter { globs, compiled: Arc::default() }
    }

    /// The globs as written; none lets every file pass.
    pub fn globs(&self) -> &[String] {
        &self.globs
    }

    /// Whether the filter lets a file pass, by its path relative to the root.
    pub fn allows(&self, path: &str) -> bool {
        self.globs.is_empty() || self.compiled.get_or_init(|| self.compile().unwrap_or_default()).is_match(path)
    }

    /// Globs for the names, without folders, that the filter could let pass. `None` if every name could.
    pub fn names(&self) -> Option<impl Iterator<Item = &str>> {
        let name = |glob: &'_ str| glob.rfind('/').map_or(0, |slash| slash + 1);
        let tells = |glob: &String| glob[name(glob)..].bytes().any(|byte| byte.is_ascii_alphanumeric());
        let tell = !self.globs.is_empty() && self.globs.iter().all(|glob| tells(glob) && !glob.contains(['{', '[']));
        tell.then(|| self.globs.iter().map(move |glob| &glob[name(glob)..]))
    }

    pub(super) fn compile(&self) -> Result<GlobSet, globset::Error> {
        glob_set(self.globs.iter().map(String::as_str))
    }
}

/// Globs as rules have them: letters in any case, and `*` does not pass a slash.
pub(crate) fn glob_set<'a>(globs: impl Iterator<Item = &'a str>) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(GlobBuilder::new(glob).case_insensitive(true).literal_separator(true).build()?);
    }
    set.build()
}
