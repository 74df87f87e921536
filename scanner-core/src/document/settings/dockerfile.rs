//! `ENV` and `ARG` of a Dockerfile, by stage.

use super::collect::{Collector, Pair};
use crate::document::{
    Dockerfile, Instruction, Keyword,
    setting::{Origin, Scope, Syntax},
    words::{self, Separator},
};

/// Reads the variables that a Dockerfile sets. The owner of a setting is its stage: its name, or its number.
pub(super) fn settings(file: &Dockerfile, collector: &mut Collector<'_>) {
    file.preamble.iter().for_each(|instruction| variables(instruction, &Scope::default(), collector));
    for stage in &file.stages {
        let scope = Scope { owner: Some(stage.name.clone()), ..Scope::default() };
        stage.instructions.iter().for_each(|instruction| variables(instruction, &scope, collector));
    }
}

fn variables(instruction: &Instruction, scope: &Scope, collector: &mut Collector<'_>) {
    match instruction.keyword {
        Keyword::Env => env(instruction, scope, collector),
        Keyword::Arg => {
            let scope = Scope { origin: Origin::Default, ..scope.clone() };
            pairs(instruction, Syntax::DockerfileArg, &scope, collector);
        }
        _ => {}
    }
}

fn env(instruction: &Instruction, scope: &Scope, collector: &mut Collector<'_>) {
    let text = collector.text();
    let span = instruction.arguments.clone();
    let Some(first) = words::next(text, span.clone(), Separator::Blank) else { return };
    if words::pair(text, first.clone()).is_some() {
        return pairs(instruction, Syntax::DockerfileEnv, scope, collector);
    }
    // The old form: one key, and everything behind it is the value.
    let Some(value) = words::next(text, first.end..span.end, Separator::Blank) else { return };
    let (value, plain) = words::unquote(text, value.start..span.end);
    let name = &text[first.clone()];
    collector.add(Pair { path: name, name, key: first, value, text: &plain }, Syntax::DockerfileEnv, scope);
}

fn pairs(instruction: &Instruction, syntax: Syntax, scope: &Scope, collector: &mut Collector<'_>) {
    super::lines::pairs(collector, instruction.arguments.clone(), Separator::Blank, syntax, scope);
}
