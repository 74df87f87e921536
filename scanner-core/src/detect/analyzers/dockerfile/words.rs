//! The words of instructions.

use crate::document::{Instruction, Node, Value, Word, commands, parse};
use std::ops::Range;

/// The words of the list form: `["npm", "start"]`.
pub(super) fn list(instruction: &Instruction) -> Option<Vec<Word>> {
    let start = instruction.flat.find('[')?;
    let before = &instruction.flat[..start];
    if !before.split_whitespace().all(|word| word.starts_with("--") || word == "CMD") {
        return None;
    }
    let offset = instruction.arguments.start + start;
    let list = parse("list.json", &instruction.flat.as_bytes()[start..]).ok()?;
    let word = |node: &Node| {
        Some(Word { span: node.span.start + offset..node.span.end + offset, text: node.text()?.to_owned() })
    };
    let root = list.roots.first()?;
    matches!(root.value, Value::Sequence(_)).then(|| root.items().iter().filter_map(word).collect())
}

/// The words of an instruction, of both forms.
pub(super) fn words(instruction: &Instruction) -> Vec<Word> {
    let offset = instruction.arguments.start;
    let shift = |span: Range<usize>| span.start + offset..span.end + offset;
    let mut words: Vec<Word> = match list(instruction) {
        Some(list) => return list,
        None => commands(&instruction.flat, 0..instruction.flat.len()).into_iter().flat_map(|one| one.words).collect(),
    };
    words.iter_mut().for_each(|word| word.span = shift(word.span.clone()));
    words
}
