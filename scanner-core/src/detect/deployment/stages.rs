//! The stages of a Dockerfile that an image for production is made of.

use crate::{
    context::environment_of,
    document::{Dockerfile, Stage},
    model::Environment,
};
use std::collections::HashSet;

/// The stage that an image for production is: of those that no other stage takes anything from, the last one whose name
/// says production, else the last one. Stages whose names say development or test don't count; `None` if all do.
pub(in crate::detect) fn last_for_production(file: &Dockerfile) -> Option<usize> {
    let environment = |stage: &Stage| stage.name.split(['-', '_', '.']).find_map(environment_of);
    let other = |stage: &Stage| matches!(environment(stage), Some(Environment::Development | Environment::Test));
    let known: Vec<usize> = (0..file.stages.len()).filter(|&at| !other(&file.stages[at])).collect();
    let used: HashSet<usize> = known.iter().flat_map(|&by| used_by(file, by)).collect();
    let ends: Vec<usize> = known.iter().copied().filter(|at| !used.contains(at)).collect();
    let named = ends.iter().rfind(|&&at| environment(&file.stages[at]) == Some(Environment::Production));
    named.or(ends.last()).copied()
}

/// The earlier stages that a stage is based on or copies from.
fn used_by(file: &Dockerfile, stage: usize) -> impl Iterator<Item = usize> {
    let copied = file.stages[stage].instructions.iter().filter_map(move |instruction| {
        let from = instruction.flat.split_whitespace().find_map(|word| word.strip_prefix("--from="));
        file.stage(from?).filter(|from| *from < stage)
    });
    copied.chain(file.base_of(stage))
}

/// The stages that the image for production is made of, as settings name their owners: by name in lower case, or by number.
pub(in crate::detect) fn shipped_stages(file: &Dockerfile) -> Vec<String> {
    let shipped = last_for_production(file).map(|last| file.lineage(last)).unwrap_or_default();
    shipped.into_iter().map(|stage| file.stages[stage].name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Dockerfile, shipped_stages};

    #[test]
    fn the_last_stage_and_what_it_is_made_of() {
        for (text, expected) in [
            (
                "FROM node AS base\nFROM base AS deps\nFROM --platform=x base AS runner\nCOPY --from=deps a b\n",
                "runner base",
            ),
            ("FROM a AS app_prod\nFROM app_prod AS app_dev\n", "app_prod"),
            ("FROM a AS build\nFROM build AS run\nFROM run AS test\n", "run build"),
            ("FROM a AS prepare-production\nFROM b\nCOPY --from=prepare-production /a /a\n", "1"),
            ("FROM a AS dev\n", ""),
            ("FROM node\nFROM nginx\n", "1"),
            ("", ""),
        ] {
            assert_eq!(shipped_stages(&Dockerfile::parse(text)).join(" "), expected, "{text}");
        }
    }
}
