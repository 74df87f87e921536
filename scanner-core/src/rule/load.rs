//! Reads packs: TOML of users, and the built-in ones in the form they were given at build time.

use super::{
    compile::{self, Rule},
    error::PackError,
    problem::{Problem, locate},
    schema::{Examples, PackFile},
};
use crate::model::{LoadDocs, RuleDocs};
use std::{cmp::Ordering, collections::HashMap};

/// The version of the format that this build reads.
const SCHEMA: u32 = 1;

/// The rules of one pack, compiled.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its rules, in the order they are written.
    pub rules: Vec<Rule>,
}

impl Pack {
    /// Reads a pack from TOML and checks all of it: every regular expression is compiled once.
    ///
    /// `origin` names it in errors, usually the file.
    ///
    /// # Errors
    /// Anything that `docs/rules.md` does not allow, with the place in the text.
    pub fn from_toml(origin: &str, text: &str) -> Result<Self, PackError> {
        let file: PackFile = toml::from_str(text).map_err(|error| {
            PackError::new(error.message().to_owned())
                .help(
                    "docs/rules.md describes every field; `gonogo rules schema` prints the JSON Schema for your editor",
                )
                .at(origin, text, error.span())
        })?;
        if file.schema != SCHEMA {
            let message = format!("schema {} is not known", file.schema);
            let error = PackError::new(message).help(format!("this version reads schema = {SCHEMA}"));
            return Err(error.at(origin, text, locate(text, &["schema"])));
        }
        let pack = Pack::compile(file, None).map_err(|problem| problem.into_error(origin, text))?;
        for (at, rule) in pack.rules.iter().enumerate() {
            rule.check().map_err(|problem| problem.in_rule(at).into_error(origin, text))?;
        }
        Ok(pack)
    }

    fn compile(file: PackFile, docs: Option<LoadDocs>) -> Result<Self, Problem> {
        let name = file.pack.name.clone();
        Ok(Pack { name, rules: compile::rules(file, docs)? })
    }

    /// The packs of `gonogo-rules`, without the examples of their rules. Their patterns are compiled and their documentation
    /// is read when first needed; a test has done so with all.
    ///
    /// # Errors
    /// Never in a build that passed its tests.
    pub fn builtin() -> Result<Vec<Self>, PackError> {
        let compile = |pack| Pack::compile(serde_json::from_str(pack).map_err(broken)?, Some(docs)).map_err(broken);
        gonogo_rules::PACKS_JSON.lines().map(compile).collect()
    }

    /// The same with the examples, which only checking and explaining rules needs.
    ///
    /// # Errors
    /// Never in a build that passed its tests.
    pub fn builtin_with_examples() -> Result<Vec<Self>, PackError> {
        let mut examples: HashMap<String, Examples> =
            serde_json::from_str(gonogo_rules::EXAMPLES_JSON).map_err(broken)?;
        let mut packs = Self::builtin()?;
        for rule in packs.iter_mut().flat_map(|pack| &mut pack.rules) {
            rule.examples = examples.remove(&rule.meta.id).unwrap_or_default().into_list();
        }
        Ok(packs)
    }
}

/// The documentation of a built-in rule, found among lines that are sorted by id.
fn docs(id: &str) -> RuleDocs {
    let mut lines = gonogo_rules::DOCS;
    while !lines.is_empty() {
        let half = (0..=lines.len() / 2).rfind(|at| lines.is_char_boundary(*at)).unwrap_or(0);
        let middle = lines[..half].rfind('\n').map_or(0, |newline| newline + 1);
        let (line, after) = lines[middle..].split_once('\n').unwrap_or((&lines[middle..], ""));
        let (known, docs) = line.split_once('\t').unwrap_or_default();
        lines = match known.cmp(id) {
            Ordering::Equal => return serde_json::from_str(docs).unwrap_or_default(),
            Ordering::Less => after,
            Ordering::Greater => &lines[..middle],
        };
    }
    RuleDocs::default()
}

fn broken(problem: impl std::fmt::Display) -> PackError {
    PackError::new(problem.to_string()).at("built-in packs", "", None)
}
