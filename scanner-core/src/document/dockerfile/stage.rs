//! The build stages of a Dockerfile, with their base images and instructions.

use super::{Instruction, Keyword, instructions};
use crate::model::interpolate;
use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

/// The layers that an image can have.
const MAX_LAYERS: usize = 127;

/// A parsed Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dockerfile {
    /// The instructions before the first stage: arguments for the images that stages are based on.
    pub preamble: Vec<Instruction>,
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// The stages of each name, in order.
    by_name: HashMap<String, Vec<usize>>,
}

/// A build stage, which a `FROM` starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The name in lower case, or its number: the owner of its settings.
    pub name: String,
    /// The base: an image or another stage. Arguments with a default are filled in.
    pub image: String,
    /// Span of the base.
    pub image_span: Range<usize>,
    /// The instructions after the `FROM`. Those deferred to later builds (`ONBUILD`) are left out.
    pub instructions: Vec<Instruction>,
}

impl Dockerfile {
    /// Parses the stages; only arguments are read before the first one.
    ///
    /// ```
    /// use gonogo_core::document::Dockerfile;
    /// let text = "ARG V=22\nFROM node:${V}-alpine AS Build\nRUN make\nFROM build\nUSER app";
    /// let file = Dockerfile::parse(text);
    /// assert_eq!((&*file.stages[0].name, &*file.stages[0].image), ("build", "node:22-alpine"));
    /// assert_eq!((&*file.stages[1].name, file.base_of(1)), ("1", Some(0)));
    /// ```
    pub fn parse(text: &str) -> Self {
        let mut file = Dockerfile::default();
        let mut arguments = BTreeMap::new();
        for instruction in instructions(text) {
            match (instruction.keyword, file.stages.last_mut()) {
                (Keyword::From, _) => file.add(Stage::from(&instruction, file.stages.len(), &arguments)),
                (Keyword::Onbuild, _) => {}
                (_, Some(stage)) => stage.instructions.push(instruction),
                (keyword, None) => {
                    if keyword == Keyword::Arg {
                        arguments.extend(defaults(&instruction.flat));
                    }
                    file.preamble.push(instruction);
                }
            }
        }
        file
    }

    fn add(&mut self, stage: Stage) {
        self.by_name.entry(stage.name.clone()).or_default().push(self.stages.len());
        self.stages.push(stage);
    }

    /// The index of the stage that a word names, by its name or its number.
    pub fn stage(&self, word: &str) -> Option<usize> {
        let lower = word.to_ascii_lowercase();
        let named = self.by_name.get(&lower).and_then(|stages| stages.last()).copied();
        named.or_else(|| lower.parse().ok().filter(|number| *number < self.stages.len()))
    }

    /// The index of the earlier stage that a stage is based on; `None` for an image.
    pub fn base_of(&self, stage: usize) -> Option<usize> {
        let image = self.stages.get(stage)?.image.to_ascii_lowercase();
        let stages = self.by_name.get(&image)?;
        stages[..stages.partition_point(|at| *at < stage)].last().copied()
    }

    /// The stage and all stages it is based on, from the last to the first, as far as an image can have layers.
    pub fn lineage(&self, stage: usize) -> Vec<usize> {
        let stages = std::iter::successors(Some(stage).filter(|at| *at < self.stages.len()), |at| self.base_of(*at));
        stages.take(MAX_LAYERS).collect()
    }
}

impl Stage {
    fn from(instruction: &Instruction, number: usize, arguments: &BTreeMap<String, String>) -> Self {
        let from = From::parse(&instruction.flat);
        let offset = instruction.arguments.start;
        Stage {
            name: from.name.unwrap_or_else(|| number.to_string()),
            image: interpolate(&instruction.flat[from.image.clone()], &|name| arguments.get(name).cloned()),
            image_span: offset + from.image.start..offset + from.image.end,
            instructions: Vec::new(),
        }
    }
}

/// A parsed `FROM`.
struct From {
    image: Range<usize>,
    name: Option<String>,
}

impl From {
    fn parse(arguments: &str) -> Self {
        let place = |word: &str| word.as_ptr() as usize - arguments.as_ptr() as usize;
        let mut words = arguments.split_whitespace().skip_while(|word| word.starts_with("--"));
        let image = words.next().map_or(0..0, |word| place(word)..place(word) + word.len());
        let name = words.next().filter(|word| word.eq_ignore_ascii_case("as")).and(words.next());
        From { image, name: name.map(str::to_ascii_lowercase) }
    }
}

/// The defaults of an `ARG`, as pairs of name and value.
fn defaults(arguments: &str) -> Vec<(String, String)> {
    let pairs = arguments.split_whitespace().filter_map(|word| word.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.trim_matches(['"', '\'']).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stage_is_based_on() {
        let text = "ARG V=22 IMAGE=\"node\"\nFROM --platform=$P $IMAGE:${V} AS base\nFROM base as Deps\nFROM \\\n ${X:-nginx}:${Y}\n\
                    ONBUILD USER root\nUSER app\nFROM";
        let file = Dockerfile::parse(text);
        let found: Vec<(&str, &str)> = file.stages.iter().map(|stage| (&*stage.name, &*stage.image)).collect();
        assert_eq!(found, [("base", "node:22"), ("deps", "base"), ("2", "nginx:${Y}"), ("3", "")]);
        assert_eq!(&text[file.stages[2].image_span.clone()], "${X:-nginx}:${Y}");
        assert_eq!(file.stages[2].instructions.len(), 1);
        assert_eq!(file.lineage(1), [1, 0]);
        assert_eq!(file.stage("DEPS"), Some(1));
        assert_eq!(file.stage("2"), Some(2));
        assert_eq!(file.stage("9"), None);
    }
}
