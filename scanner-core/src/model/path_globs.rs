//! Path patterns of a project's configuration.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::{fmt, path::Path, sync::Arc};

/// Patterns in the syntax of `.gitignore`, for paths relative to the scanned root.
///
/// A pattern without a slash matches a name at any depth; one with a slash is anchored at the root; one with a trailing
/// slash matches folders only. A folder includes everything below it. A later `!pattern` excludes paths that an earlier
/// one matched.
#[derive(Clone, Default)]
pub struct PathGlobs {
    patterns: Vec<String>,
    matcher: Option<Arc<Gitignore>>,
}

/// An invalid pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid path pattern `{pattern}`: {reason}")]
pub struct PathGlobError {
    /// The pattern as given.
    pub pattern: String,
    /// The error message.
    pub reason: String,
}

impl PathGlobs {
    /// Compiles the patterns.
    ///
    /// # Errors
    /// A pattern that is empty, a comment, or no glob.
    pub fn new(patterns: impl IntoIterator<Item = impl Into<String>>) -> Result<Self, PathGlobError> {
        let patterns: Vec<String> = patterns.into_iter().map(Into::into).collect();
        if patterns.is_empty() {
            return Ok(PathGlobs::default());
        }
        let mut builder = GitignoreBuilder::new("");
        for pattern in &patterns {
            let bad = |reason: String| PathGlobError { pattern: pattern.clone(), reason };
            if pattern.trim().is_empty() || pattern.starts_with('#') {
                return Err(bad("it is empty or a comment".to_owned()));
            }
            builder.add_line(None, pattern).map_err(|error| bad(error.to_string()))?;
        }
        let whole = |error: ignore::Error| PathGlobError { pattern: patterns.join(" "), reason: error.to_string() };
        let matcher = builder.build().map_err(whole)?;
        Ok(PathGlobs { patterns, matcher: Some(Arc::new(matcher)) })
    }

    /// Whether a file, or a folder above it, matches.
    pub fn matches(&self, path: &str) -> bool {
        let above = path.match_indices('/').any(|(at, _)| at > 0 && self.matches_itself(&path[..at], true));
        above || self.matches_itself(path, false)
    }

    /// Whether a file or folder itself matches, regardless of the folders above it. For walks, which never enter
    /// excluded folders.
    pub fn matches_itself(&self, path: &str, is_folder: bool) -> bool {
        self.matcher.as_ref().is_some_and(|matcher| matcher.matched(Path::new(path), is_folder).is_ignore())
    }

    /// Whether there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The patterns as given.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }
}

impl fmt::Debug for PathGlobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.patterns).finish()
    }
}

impl PartialEq for PathGlobs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for PathGlobs {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_gitignore() {
        let cases: [(&[&str], &str, bool); 12] = [
            (&["*.lock"], "a/b/yarn.lock", true),
            (&["*.lock"], "a/b/yarn.lock.txt", false),
            (&["vendor"], "a/vendor/b/c.go", true),
            (&["vendor/"], "vendor", false),
            (&["/vendor"], "a/vendor/c.go", false),
            (&["tests/data/**"], "tests/data/x/y", true),
            (&["tests/data"], "src/tests/data/x", false),
            (&["**/data"], "src/data/x", true),
            (&["*.env", "!keep.env"], "a/keep.env", false),
            (&["docs", "!docs/a.md"], "docs/a.md", true),
            (&["etc"], "/etc/passwd", true),
            (&["x"], "../x/y", true),
        ];
        for (patterns, path, expected) in cases {
            let globs = PathGlobs::new(patterns.iter().copied()).expect("valid");
            assert_eq!(globs.matches(path), expected, "{patterns:?} {path}");
        }
        assert!(!PathGlobs::default().matches("a"));
    }

    #[test]
    fn broken_patterns_are_named() {
        for pattern in ["", " ", "# x", "a{b", "[z-a]"] {
            assert_eq!(PathGlobs::new([pattern]).expect_err(pattern).pattern, pattern);
        }
    }
}
