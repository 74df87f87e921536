//! Values of XML: the content of an element with the name, or of the element beside the one that gives the name.

use super::{
    Assignment, Style,
    value::{MAX_VALUE_BYTES, MAX_VALUE_LINES},
};
use std::ops::Range;

/// The rest of a tag behind the name in one of its attributes has at most this many bytes.
const MAX_TAG_BYTES: usize = 200;
/// Elements whose content is a value, in .NET, Hadoop, Jenkins and property lists.
const VALUES: [&[u8]; 3] = [b"<value>", b"<string>", b"<Value>"];
/// What gives the content of an element its name.
const NAMES: [&[u8]; 4] = [b"<name>", b"<key>", b"<Name>", b"<Key>"];
const ATTRIBUTES: [&[u8]; 4] = [b"name=\"", b"key=\"", b"Name=\"", b"Key=\""];

/// `<name>value</...`.
pub(super) fn element(text: &[u8], name: Range<usize>, from: usize) -> Option<Assignment> {
    let inner = &text[from..(from + MAX_VALUE_BYTES).min(text.len())];
    let end = memchr::memchr(b'<', inner)?;
    if memchr::memchr_iter(b'\n', &inner[..end]).nth(MAX_VALUE_LINES).is_some() {
        return None;
    }
    let leading = inner[..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let value = from + leading..from + leading + inner[leading..end].trim_ascii_end().len();
    (!value.is_empty() && inner[end..].starts_with(b"</")).then_some(Assignment { name, value, style: Style::Element })
}

/// `<string name="X">value</`, `<setting name="X" ...><value>value</`, `<name>X</name><value>value</`,
/// `<key>X</key><string>value</`.
pub(super) fn named_element(text: &[u8], name: &Range<usize>) -> Option<Assignment> {
    let before = &text[..name.start];
    let ends = |starts: &[&[u8]]| starts.iter().any(|start| before.ends_with(start));
    let behind = &text[name.end..(name.end + MAX_TAG_BYTES).min(text.len())];
    let content = if ends(&NAMES) {
        let close = behind.starts_with(b"</").then(|| memchr::memchr(b'>', behind))??;
        value_element(text, name.end + close + 1)?
    } else if ends(&ATTRIBUTES) {
        let close = memchr::memchr2(b'<', b'>', behind).filter(|at| behind[*at] == b'>')?;
        if !behind.starts_with(b"\"") || behind[..close].ends_with(b"/") {
            return None;
        }
        let content = name.end + close + 1;
        value_element(text, content).unwrap_or(content)
    } else {
        return None;
    };
    element(text, name.clone(), content)
}

/// The start of what is in an element for values that is next.
fn value_element(text: &[u8], from: usize) -> Option<usize> {
    let rest = text.get(from..(from + MAX_TAG_BYTES).min(text.len()))?;
    let blanks = rest.len() - rest.trim_ascii_start().len();
    VALUES.iter().find(|tag| rest[blanks..].starts_with(tag)).map(|tag| from + blanks + tag.len())
}
