//! Dockerfiles: their instructions, and the build stages that these make up.

mod instruction;
mod keyword;
mod stage;

pub use instruction::Instruction;
use instruction::instructions;
pub use keyword::Keyword;
pub use stage::{Dockerfile, Stage};

use super::node::{Entry, Node, Style, Value};

/// A mapping with one entry for each instruction, in order. The key is its name in capitals, the value its arguments on
/// one line; the span is as written.
pub(super) fn parse(text: &str) -> Node {
    let entry = |instruction: Instruction| {
        let value = Node::scalar(instruction.arguments.clone(), instruction.joined(text), Style::Plain);
        Entry { key: text[instruction.span.clone()].to_ascii_uppercase(), key_span: instruction.span, value }
    };
    let entries = instructions(text).into_iter().map(entry).collect();
    Node { span: 0..text.len(), value: Value::Mapping(entries) }
}
