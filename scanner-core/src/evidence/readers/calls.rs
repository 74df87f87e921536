//! The commands that a file runs, also in manifests, with those that they hand on to another shell.

use super::{
    call::{Call, of_node},
    commands::{runs, runs_commands},
    run::Runner,
    tree,
};
use crate::evidence::SurveyedFile;

/// Keys of manifests whose values are run.
const RUNNING: &[&str] = &["args", "cmd", "command", "entrypoint", "startCommand"];

/// Whether a file is a script of a shell.
pub(in crate::evidence) fn is_script(file: &SurveyedFile<'_>) -> bool {
    let head = file.parsed.text().lines().next().unwrap_or_default();
    [".sh", ".bash"].iter().any(|end| file.path().ends_with(end)) || head.starts_with("#!") && head.ends_with("sh")
}

/// The commands of a file.
pub(in crate::evidence) fn calls<'f>(file: &'f SurveyedFile<'_>) -> &'f [Call] {
    file.calls.get_or_init(|| read(file))
}

fn read(file: &SurveyedFile<'_>) -> Vec<Call> {
    let mut found = Vec::new();
    if runs_commands(file) {
        for run in runs(file) {
            let owner = match run.runner {
                Runner::Make => Some(format!("make {}", run.owner)),
                Runner::Package => Some(format!("run {}", run.owner)),
                _ => None,
            };
            let call =
                Call { words: run.words.clone(), span: run.span.clone(), is_conditional: run.is_conditional, owner };
            call.add(0, &mut found);
        }
        return found;
    }
    for entry in file.roots().iter().flat_map(tree::entries) {
        let is_embedded = entry.key.ends_with(".sh") && entry.value.text().is_some();
        if RUNNING.contains(&&*entry.key) || is_embedded {
            found.extend(of_node(&entry.value));
        }
    }
    found
}
