//! Credentials that a build is given as arguments, and that stay in the image.

use super::build::Build;
use crate::{
    detect::{
        analyzers::{Check, Diagnostics},
        naming::credential,
        project::is_public,
    },
    document::{Instruction, Keyword, Word, commands},
    model::Severity,
};

const CHECK: Check = Check::SecretBuildArgument;

pub(super) fn check(build: &Build<'_>, found: &mut Diagnostics<'_>) {
    for (at, stage) in build.stages.iter().enumerate() {
        let shipped = build.is_shipped(at);
        let arguments: Vec<Word> =
            stage.instructions.iter().filter(|one| one.keyword == Keyword::Arg).flat_map(words).collect();
        for word in arguments.iter().filter(|word| is_credential(&word.text)) {
            let name = name(&word.text);
            let kept = stage.instructions.iter().find(|one| one.keyword == Keyword::Env && keeps(one, name));
            let (severity, what) = match (shipped, kept.is_some()) {
                (true, true) => (Severity::High, "is kept in the image's environment"),
                (true, false) => (Severity::Medium, "is shown by `docker history`"),
                (false, _) => (Severity::Low, "stays in the build's cache and provenance"),
            };
            found
                .report(CHECK, word.span.clone())
                .subject(format!("{} {name}", build.subject(at)))
                .severity(severity)
                .message(format!("Build argument `{name}` {what}"));
        }
    }
}

fn words(instruction: &Instruction) -> Vec<Word> {
    let mut words: Vec<Word> =
        commands(&instruction.flat, 0..instruction.flat.len()).into_iter().flat_map(|one| one.words).collect();
    let offset = instruction.arguments.start;
    words.iter_mut().for_each(|word| word.span = word.span.start + offset..word.span.end + offset);
    words
}

fn name(word: &str) -> &str {
    word.split('=').next().unwrap_or(word)
}

/// An argument whose name promises a credential and that has no default: one is a dummy for the build.
fn is_credential(word: &str) -> bool {
    let name = name(word);
    let has_default = word.split_once('=').is_some_and(|(_, default)| !default.is_empty());
    credential(name).is_some()
        && !is_public(name)
        && !has_default
        && !name.ends_with("_FILE")
        && !name.contains("DUMMY")
}

/// Whether an `ENV` takes over the value of an argument.
fn keeps(instruction: &Instruction, argument: &str) -> bool {
    let flat = &instruction.flat;
    flat.contains(&format!("${argument}")) || flat.contains(&format!("${{{argument}"))
}
