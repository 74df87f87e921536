//! The base folder, which reported paths are relative to.

use super::name;
use std::{
    fs,
    path::{Component, Path, PathBuf, absolute},
};

/// The folder that arguments and reported paths are relative to.
pub(super) struct Base {
    given: PathBuf,
    absolute: PathBuf,
}

impl Base {
    pub(super) fn new(given: &Path) -> Self {
        let given = if given.as_os_str().is_empty() { Path::new(".") } else { given };
        let absolute = absolute(given).unwrap_or_else(|_| given.to_owned());
        Base { given: given.to_owned(), absolute: normalised(&absolute) }
    }

    /// The path to open for an argument. It always has a folder, so that no name, such as `-`, has a special meaning.
    pub(super) fn file(&self, path: &Path) -> PathBuf {
        if is_here(path) { self.given.clone() } else { self.given.join(path) }
    }

    /// The reported path of an argument: relative if it is inside the base, otherwise normalised. The base itself has
    /// the empty path, or its name if it is a file.
    pub(super) fn report(&self, path: &Path) -> String {
        let full = normalised(&self.absolute.join(path));
        if full == self.absolute && full.is_file() {
            return full.file_name().map(reported).unwrap_or_default();
        }
        match full.strip_prefix(&self.absolute) {
            Ok(inside) => reported(inside.as_os_str()),
            Err(_) => reported(self.inside_by_links(&full).unwrap_or_else(|| normalised(path)).as_os_str()),
        }
    }

    /// The path relative to the base if base and argument are written with different links.
    fn inside_by_links(&self, full: &Path) -> Option<PathBuf> {
        let base = fs::canonicalize(&self.absolute).ok()?;
        let parent = fs::canonicalize(full.parent()?).ok()?;
        let inside = parent.strip_prefix(base).ok()?;
        Some(inside.join(full.file_name()?))
    }
}

fn is_here(path: &Path) -> bool {
    path.components().all(|component| component == Component::CurDir)
}

fn reported(path: impl AsRef<std::ffi::OsStr>) -> String {
    name::reported(path.as_ref().as_encoded_bytes())
}

/// The path without `.`, and without `..` after a name.
fn normalised(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match (component, out.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                out.pop();
            }
            (Component::ParentDir, Some(Component::RootDir)) => {}
            _ => out.push(component),
        }
    }
    out
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_are_reported_without_detours() {
        let cases = [
            ("/r", "a/b", "a/b"),
            ("/r", "./a/../b", "b"),
            ("/r", ".", ""),
            ("/r", "", ""),
            ("/r", "../r/a", "a"),
            ("/r", "../s/a", "../s/a"),
            ("/r", "/r/a", "a"),
            ("/r", "/s/../t", "/t"),
            ("/r/x/..", "a", "a"),
            ("/", "etc/x", "etc/x"),
        ];
        for (base, path, expected) in cases {
            assert_eq!(Base::new(Path::new(base)).report(Path::new(path)), expected, "{base} {path}");
        }
    }
}
