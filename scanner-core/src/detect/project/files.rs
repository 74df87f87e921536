//! The other files of a scan.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The paths of all files of a scan, and the text of the few that detectors look up.
#[derive(Clone, Default)]
pub struct Files {
    paths: BTreeSet<String>,
    texts: BTreeMap<String, Vec<u8>>,
    is_known: bool,
}

impl Files {
    /// Starts with all paths.
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        Files { paths: paths.into_iter().collect(), texts: BTreeMap::new(), is_known: true }
    }

    /// Keeps a file's text.
    pub fn keep(&mut self, path: &str, text: Vec<u8>) {
        self.texts.insert(path.to_owned(), text);
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

    /// The text of a file that some detector looks up.
    pub fn text(&self, path: &str) -> Option<&[u8]> {
        self.texts.get(path).map(Vec::as_slice)
    }

    /// All files whose text is kept, by path.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_slice()))
    }
}

/// Shows no text: it may be a secret.
impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("paths", &self.paths.len()).field("texts", &self.texts.len()).finish()
    }
}

/// The folder and the name.
pub(in crate::detect) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The path that a file in `folder` means by a relative one. `None` if it leads out of the scanned files.
pub(in crate::detect) fn join(folder: &str, relative: &str) -> Option<String> {
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
