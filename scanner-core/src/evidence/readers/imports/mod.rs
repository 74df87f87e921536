//! Packages that source code imports, and whether it calls what it imported.
//!
//! Statements are read from tokens, so what a comment or a string says imports nothing. Ruby, Elixir and Rust name a package where they use
//! it: there each name that is a member of another is an import.

mod ecosystem;
mod statement;
#[cfg(test)]
mod tests;
mod uses;

pub(in crate::evidence) use ecosystem::{Ecosystem, Library};
pub(in crate::evidence) use statement::imports;
pub(in crate::evidence) use uses::{Uses, is_called, is_named};

use std::{borrow::Cow, ops::Range};

/// A package, or a part of one, that a file imports.
#[derive(Debug)]
pub(in crate::evidence) struct Import<'a> {
    /// What is imported, with dots or as it is written: `@sentry/node`, `sentry_sdk.init`, `io.sentry.Sentry`.
    pub(in crate::evidence) package: Cow<'a, str>,
    /// The tokens of the statement.
    pub(in crate::evidence) tokens: Range<usize>,
    /// The names that the file has for it; none if any name may be from it.
    pub(in crate::evidence) names: Vec<Name<'a>>,
    /// The token of a name that is called where it is imported: `require('p')()`, `require('p').name()`.
    pub(in crate::evidence) called: Option<usize>,
}

impl<'a> Import<'a> {
    fn new(package: impl Into<Cow<'a, str>>, tokens: Range<usize>, names: Vec<Name<'a>>) -> Self {
        Import { package: package.into(), tokens, names, called: None }
    }

    /// Whether it is of a package, or of a part of it: `@sentry/node` of `@sentry`.
    pub(in crate::evidence) fn is_of(&self, package: &str) -> bool {
        let rest = self.package.strip_prefix(package).and_then(|rest| rest.chars().next().map(|next| (next, rest)));
        self.package == package || rest.is_some_and(|(next, _)| matches!(next, '/' | '.' | '\\'))
    }
}

/// A name that an import gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::evidence) struct Name<'a> {
    /// The name in the package; empty for the package itself.
    pub(in crate::evidence) member: &'a str,
    /// The name in the file.
    pub(in crate::evidence) local: &'a str,
}
