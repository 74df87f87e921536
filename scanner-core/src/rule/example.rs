//! The texts a rule is checked against.

use super::schema::{ExampleEntry, Examples};
use std::collections::BTreeMap;

/// A text that a rule must, or must not, report something in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file it is in, for rules and judgements that look at the name.
    pub path: String,
    /// The text as written, with templates that `value::expand` fills in.
    pub template: String,
    /// Other files that are there, by path, with their templates.
    pub beside: BTreeMap<String, String>,
    /// The files that git tracks, of all of them.
    pub tracked: Vec<String>,
    /// Whether the rule must match.
    pub matches: bool,
}

impl Example {
    /// The path of an example that names none, which says nothing about the file.
    pub const ANY_FILE: &'static str = "example.txt";

    fn from_entry(entry: ExampleEntry, matches: bool) -> Self {
        match entry {
            ExampleEntry::Text(template) => Example {
                path: Example::ANY_FILE.to_owned(),
                template,
                beside: BTreeMap::new(),
                tracked: Vec::new(),
                matches,
            },
            ExampleEntry::InFile { path, text, beside, tracked } => {
                Example { path, template: text, beside, tracked, matches }
            }
        }
    }
}

impl Examples {
    /// Both kinds, those that match first.
    pub(super) fn into_list(self) -> Vec<Example> {
        let matching = self.matching.into_iter().map(|example| Example::from_entry(example, true));
        let others = self.no_match.into_iter().map(|example| Example::from_entry(example, false));
        matching.chain(others).collect()
    }
}
