//! Credentials in names: of files and folders, of authors and refs. Whoever can read the repository can read them.
//!
//! Only credentials in a vendor's own format are looked for. Names are short and without context, and full of hashes.

use super::masks;
use crate::{
    context::FileContext,
    detect::{Detector, Match, Specificity, resolve},
    model::{Finding, Location, Region, Secret, Snippet},
};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

/// A token has at least as many letters, digits and dashes in a row.
const MIN_TOKEN_BYTES: usize = 16;

/// The findings in a name, reported at a path. `place` says whose name it is.
pub(super) fn in_name(detector: &Detector, name: &str, path: &str, place: &str) -> Vec<Finding> {
    if !may_hold_token(name) {
        return Vec::new();
    }
    let text = name.as_bytes();
    let rules = detector.rules();
    let mut matches = detector.search_view("", FileContext::for_path("", b""), text);
    matches.retain(|found| found.specificity >= Specificity::Format && rules.reports(found.rule));
    let matches = resolve(matches);
    let masks = masks::masks(rules, text, &matches, Vec::new());
    let finding = |found: Match| {
        let rule = &rules.as_slice()[found.rule];
        let class = masks::class_of(rule, &found, text)?;
        let region = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
        let location = Location { path: path.to_owned(), region, span: 0..0 };
        let snippet = Snippet::new(text, 1, found.value.clone(), masks.clone());
        let finding =
            Finding::builder(Arc::clone(&rule.meta), location, Secret::new(&text[found.value.clone()]), snippet)
                .at_most(found.severity.unwrap_or(rule.meta.severity), found.lowered)
                .confidence(found.confidence.unwrap_or(rule.meta.confidence))
                .message(format!("{} in the name of {place}", rule.meta.title))
                .value_class(class);
        Some(finding.build())
    };
    matches.into_iter().filter_map(finding).collect()
}

/// A look at each name is enough for nearly all.
fn may_hold_token(name: &str) -> bool {
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let mut runs = name.as_bytes().split(|byte| !is_token(byte)).filter(|run| run.len() >= MIN_TOKEN_BYTES);
    runs.any(|run| run.iter().any(u8::is_ascii_digit) && run.iter().any(u8::is_ascii_alphabetic))
}

/// The findings in the names of files and folders, each at the first path that has the name.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, Vec<Finding>>);

impl Names {
    /// Those of paths, which are in order.
    pub(super) fn in_paths<'p>(detector: &Detector, paths: impl Iterator<Item = &'p str>) -> Self {
        let (mut names, mut seen) = (Names::default(), HashSet::new());
        for path in paths.filter(|path| may_hold_token(path)) {
            for name in path.split('/').filter(|name| may_hold_token(name)) {
                if seen.insert(name) {
                    let found = in_name(detector, name, path, "a file or folder");
                    if !found.is_empty() {
                        names.0.entry(path.to_owned()).or_default().extend(found);
                    }
                }
            }
        }
        names
    }

    /// All credentials in them.
    #[cfg(feature = "git")]
    pub(super) fn known(&self) -> std::collections::BTreeSet<Secret> {
        self.0.values().flatten().map(|finding| finding.secret.clone()).collect()
    }

    /// Those that are reported at a path.
    pub(super) fn at(&self, path: &str) -> Vec<Finding> {
        self.0.get(path).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rule::RuleSet, value::expand};

    #[test]
    fn each_name_is_reported_once() {
        let detector = Detector::new(RuleSet::builtin().expect("sound"));
        let token = |seed| expand("ghp_{alnum:30}{check:github}", seed).expect("a template");
        let (folder, file) = (token("folder"), token("file"));
        let paths = [
            format!("a/{folder}/x.env"),
            format!("a/{folder}/y-{file}.env"),
            "b/index-9bfd6b20c1d84f2a9e7b.js".to_owned(),
        ];
        let names = Names::in_paths(&detector, paths.iter().map(String::as_str));
        let counts: Vec<usize> = paths.iter().map(|path| names.at(path).len()).collect();
        assert_eq!(counts, [1, 1, 0]);
        let found = &names.at(&paths[1])[0];
        assert_eq!(found.secret.reveal(), file.as_bytes());
        assert_eq!(found.snippet.redacted().0, "y-ghp_***.env");
        assert!(found.message.ends_with("in the name of a file or folder"), "{}", found.message);
    }
}
