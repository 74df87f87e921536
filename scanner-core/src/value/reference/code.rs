//! Pieces of source code that are written where a value could be.

/// Whether a value is an expression: a call, a path, a piece of a concatenation, a regular expression.
pub(super) fn is_expression(value: &[u8]) -> bool {
    is_call(value) || is_path(value) || is_joined(value) || is_pattern(value) || is_quoted_code(value)
}

/// `name(...)`, `a.b(...)`, also cut off before its end.
fn is_call(value: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'(', value) else { return false };
    let name = &value[..open];
    let dotted = memchr::memchr2(b'.', b':', name).is_some();
    open >= 2
        && name[0].is_ascii_alphabetic()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.:".contains(byte))
        && (value.ends_with(b")") || dotted || name.contains(&b'_') || crate::value::is_wordy(name))
}

/// `cargo::CargoResult::Err`, `Auth\Token::class`: names of types and members.
fn is_path(value: &[u8]) -> bool {
    let name = |part: &[u8]| {
        part.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
            && part.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_\\".contains(byte))
    };
    let mut parts = value.split(|byte| *byte == b':');
    let double = memchr::memmem::find(value, b"::").is_some();
    double && parts.all(|part| part.is_empty() || name(part)) && crate::value::is_wordy(value)
}

/// `'.token().'`, `" + x + "`, `' || x || '`: what is between two strings that are joined.
fn is_joined(value: &[u8]) -> bool {
    let [first, .., last] = value else { return false };
    if !matches!(first, b'\'' | b'"') || first != last || value.len() < 5 {
        return false;
    }
    let inner = value[1..value.len() - 1].trim_ascii();
    let operator = |byte: Option<&u8>| byte.is_some_and(|byte| b".+&|,~".contains(byte));
    operator(inner.first()) && operator(inner.last())
}

/// A regular expression for values, not a value.
fn is_pattern(value: &[u8]) -> bool {
    let signs: [&[u8]; 8] = [b"[a-z", b"[A-Z", b"[0-9", b"\\d", b"\\w", b"[\\", b"(?:", b"(?P<"];
    signs.iter().any(|sign| memchr::memmem::find(value, sign).is_some())
}

/// A command or code between backticks, alone or in a sentence.
fn is_quoted_code(value: &[u8]) -> bool {
    let Some(start) = memchr::memchr(b'`', value) else { return false };
    let Some(length) = memchr::memchr(b'`', &value[start + 1..]) else {
        // What is cut off behind a backtick: `mycommand --flag`
        return start == 0 && crate::value::is_wordy(&value[1..]);
    };
    let inside = &value[start + 1..start + 1 + length];
    start == 0 && start + length + 2 == value.len() || inside.len() >= 3 && crate::value::is_wordy(inside)
}
