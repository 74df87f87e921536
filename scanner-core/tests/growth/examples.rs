//! Shapes made of the rules' own examples, so that each family of rules is in one: all examples of a pack, again and again.

use super::shape::{BYTES, FILES, Input, repeats, write};
use gonogo_core::{
    rule::{Example, Pack, Rule},
    value::expand,
};
use std::{collections::BTreeMap, path::Path};

/// One example of a rule, with the files beside it.
struct Project {
    rule: String,
    files: BTreeMap<String, String>,
}

/// Two shapes of each pack: the examples that are a text of any file, in one file, and those that are projects, beside each other.
pub(crate) fn all() -> Vec<Input> {
    let packs = Pack::builtin_with_examples().expect("the built-in packs are sound");
    packs.iter().flat_map(shapes).collect()
}

fn shapes(pack: &Pack) -> Vec<Input> {
    let all = pack.rules.iter().filter_map(project);
    let (texts, projects): (Vec<_>, Vec<_>) = all.partition(|project| project.files.keys().eq([Example::ANY_FILE]));
    let name = &pack.name;
    let mut inputs = Vec::new();
    if !texts.is_empty() {
        inputs.push(Input {
            name: format!("examples.{name}"),
            write: Box::new(move |folder, times| one_file(&texts, folder, times)),
        });
    }
    if !projects.is_empty() {
        let write = move |folder: &Path, times| side_by_side(&projects, folder, times);
        inputs.push(Input { name: format!("projects.{name}"), write: Box::new(write) });
    }
    inputs
}

fn project(rule: &Rule) -> Option<Project> {
    let example = rule.examples.iter().find(|example| example.matches)?;
    let own = (example.path.clone(), example.template.clone());
    Some(Project { rule: rule.meta.id.clone(), files: example.beside.clone().into_iter().chain([own]).collect() })
}

fn one_file(texts: &[Project], folder: &Path, times: usize) {
    let round = |n: usize| texts.iter().flat_map(move |project| project.expanded(n)).map(|(_, text)| text + "\n");
    let length = round(0).map(|text| text.len()).sum();
    let text: String = (0..times * repeats(BYTES, length)).flat_map(round).collect();
    write(&folder.join(Example::ANY_FILE), &text);
}

fn side_by_side(projects: &[Project], folder: &Path, times: usize) {
    for n in 0..times * repeats(FILES, projects.len()) {
        for project in projects {
            for (path, text) in project.expanded(n) {
                write(&folder.join(format!("{}/{n}/{path}", project.rule)), &text);
            }
        }
    }
}

impl Project {
    /// The files with values of their own.
    fn expanded(&self, n: usize) -> impl Iterator<Item = (&str, String)> {
        let text =
            move |template: &str| expand(template, &format!("{} {n}", self.rule)).expect("the template is sound");
        self.files.iter().map(move |(path, template)| (path.as_str(), text(template)))
    }
}
