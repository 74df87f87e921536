//! The extent of Lua code in an nginx block.

/// The position after the brace that closes a block, whose content starts at `at`. Strings and comments can contain any
/// brace.
pub(super) fn block_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut open) = (at, 1);
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b'"' | b'\'' => short_string_end(bytes, at),
            b'[' => long_bracket_end(text, at).unwrap_or(at + 1),
            b'-' if bytes.get(at + 1) == Some(&b'-') => long_bracket_end(text, at + 2)
                .unwrap_or_else(|| memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |length| at + length)),
            _ => at + 1,
        };
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return at;
        }
    }
    text.len()
}

fn short_string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let mut next = at + 1;
    while let Some(&byte) = bytes.get(next) {
        next += 1;
        match byte {
            b'\\' => next += 1,
            b'\n' => break,
            _ if byte == quote => break,
            _ => {}
        }
    }
    next.min(bytes.len())
}

/// The end of a long bracket: `[[ ... ]]` or `[=[ ... ]=]`.
fn long_bracket_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix('[')?;
    let level = rest.bytes().take_while(|byte| *byte == b'=').count();
    if !rest[level..].starts_with('[') {
        return None;
    }
    let close = format!("]{}]", "=".repeat(level.min(16)));
    Some(text[at..].find(&close).map_or(text.len(), |length| at + length + close.len()))
}
