//! The other files of a scan.

use super::Memo;
use crate::{
    context::{Loader, is_env_file},
    document::ParsedFile,
};
use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Bound,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The text of kept files that stay parsed after their own scan: trees take several times their text's memory.
/// Beyond it such a file is parsed again if others ask about it, too.
const MAX_RETAINED_BYTES: usize = 4 << 20;

/// The paths of all files of a scan, and the few files that detectors look up, parsed when first asked about.
#[derive(Default)]
pub struct Files {
    paths: BTreeSet<String>,
    kept: BTreeMap<String, ParsedFile<'static>>,
    is_known: bool,
    retained_bytes: AtomicUsize,
    memo: Memo,
}

impl Files {
    /// Starts with all paths.
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        Files { paths: paths.into_iter().collect(), is_known: true, ..Files::default() }
    }

    /// Keeps a file.
    pub fn keep(&mut self, path: &str, text: Vec<u8>) {
        self.kept.insert(path.to_owned(), ParsedFile::from_bytes(path.to_owned(), text));
    }

    /// Says what reads each of the env files that are kept, before one of them is parsed.
    pub fn set_loaders(&mut self, loader: impl Fn(&str) -> Option<Loader>) {
        for (path, file) in self.kept.iter_mut().filter(|(path, _)| is_env_file(path)) {
            let empty = ParsedFile::from_bytes(String::new(), Vec::new());
            *file = std::mem::replace(file, empty).loaded_by(loader(path));
        }
    }

    /// Whether the other files are known. Of a file that is scanned alone they are not, and nothing follows from one that
    /// is not here.
    pub fn is_known(&self) -> bool {
        self.is_known
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// All paths, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// The paths in a folder and below it, sorted; those of everything for the empty name.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.paths.range(start.clone()..).map(String::as_str).take_while(move |path| path.starts_with(&start))
    }

    /// The paths right in a folder, sorted.
    pub fn inside<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut from = start.clone();
        std::iter::from_fn(move || {
            loop {
                let range = (Bound::Included(from.as_str()), Bound::Unbounded);
                let path = self.paths.range::<str, _>(range).next().filter(|path| path.starts_with(&start))?;
                match path[start.len()..].find('/') {
                    // Past all of a folder: `0` comes after `/`.
                    Some(at) => from = format!("{}0", &path[..start.len() + at]),
                    None => {
                        from = format!("{path}\0");
                        return Some(path.as_str());
                    }
                }
            }
        })
    }

    /// A file that some detector looks up.
    pub fn file(&self, path: &str) -> Option<&ParsedFile<'static>> {
        self.kept.get(path)
    }

    /// The kept file that is scanned, if its text is the one that was kept and it may stay parsed.
    pub fn scanned(&self, path: &str, text: &[u8]) -> Option<&ParsedFile<'static>> {
        let kept = self.kept.get(path).filter(|kept| kept.bytes() == text)?;
        let retains =
            || self.retained_bytes.fetch_add(text.len(), Ordering::Relaxed) + text.len() <= MAX_RETAINED_BYTES;
        (kept.is_parsed() || retains()).then_some(kept)
    }

    /// The text of a file that some detector looks up.
    pub fn text(&self, path: &str) -> Option<&[u8]> {
        self.kept.get(path).map(ParsedFile::bytes)
    }

    /// All files that are kept, by path.
    pub fn kept(&self) -> impl Iterator<Item = &ParsedFile<'static>> {
        self.kept.values()
    }

    /// Those of them in a folder and below it; all for the empty name.
    pub fn kept_below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a ParsedFile<'static>> + use<'a> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let kept = self.kept.range(start.clone()..).take_while(move |(path, _)| path.starts_with(&start));
        kept.map(|(_, file)| file)
    }

    /// The paths and texts of all files that are kept.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.kept().map(|file| (file.path(), file.bytes()))
    }

    /// A result that is derived from the files once a scan for each type and key, though many files ask for it.
    pub(in crate::detect) fn once<T: Any + Send + Sync>(&self, key: &str, work: impl FnOnce(&Files) -> T) -> Arc<T> {
        self.memo.get(key, || work(self))
    }

    /// The answer to a question about the files, likewise. The key begins with what is asked.
    pub(in crate::detect) fn ask(&self, key: &str, work: impl FnOnce(&Files) -> bool) -> bool {
        self.once(key, |files| Answer(work(files))).0
    }
}

/// An answer that is kept.
struct Answer(bool);

/// Shows no text: it may be a secret.
impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("paths", &self.paths.len()).field("kept", &self.kept.len()).finish()
    }
}

/// The folder and the name.
pub(crate) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The path that a file in `folder` means by a relative one. `None` if it leads out of the scanned files.
pub(crate) fn join(folder: &str, relative: &str) -> Option<String> {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in relative.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_a_folder() {
        let files = Files::new(["a/b/c", "a/d", "a-b", "e"].map(str::to_owned));
        assert_eq!(files.below("a").collect::<Vec<_>>(), ["a/b/c", "a/d"]);
        assert_eq!(files.below("").count(), 4);
        assert_eq!(files.inside("a").collect::<Vec<_>>(), ["a/d"]);
        assert_eq!(files.inside("").collect::<Vec<_>>(), ["a-b", "e"]);
    }

    #[test]
    fn relative_paths() {
        for (folder, relative, path) in [
            ("deploy", "./nginx.conf", Some("deploy/nginx.conf")),
            ("deploy/web", "../.env", Some("deploy/.env")),
            ("", "api/Dockerfile", Some("api/Dockerfile")),
            ("deploy", "../../etc/passwd", None),
        ] {
            assert_eq!(join(folder, relative).as_deref(), path, "{folder} {relative}");
        }
    }
}
