//! Lines that fixes add.

/// The separator between a new directive and the one at a place: a line feed and the same indent, or a blank if both
/// are on one line.
pub(super) fn separator(text: &[u8], at: usize) -> String {
    let line = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
    match std::str::from_utf8(&text[line..at]) {
        Ok(indent) if indent.trim().is_empty() => format!("\n{indent}"),
        _ => " ".to_owned(),
    }
}
