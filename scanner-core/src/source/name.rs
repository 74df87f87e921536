//! File names as printable text.

/// Appends part of a path in the form of [`Entry::path`](super::Entry::path).
pub(super) fn push(out: &mut String, name: &[u8]) {
    if name.iter().all(|byte| matches!(byte, b' '..=b'[' | b']'..=b'~'))
        && let Ok(plain) = str::from_utf8(name)
    {
        out.push_str(plain);
        return;
    }
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' if cfg!(windows) => out.push('/'),
                c if is_harmful(c) => push_hex(out, c.encode_utf8(&mut [0; 4]).as_bytes()),
                c => out.push(c),
            }
        }
        push_hex(out, chunk.invalid());
    }
}

/// The path of `rest` below a folder with the reported path `folder`.
pub(super) fn join(folder: &str, rest: &[u8]) -> String {
    let mut path = String::with_capacity(folder.len() + 1 + rest.len());
    path.push_str(folder);
    if !folder.is_empty() && !folder.ends_with('/') && !rest.is_empty() {
        path.push('/');
    }
    push(&mut path, rest);
    path
}

/// The reported form of a path that is below no other one, such as one inside a repository.
pub(crate) fn reported(path: &[u8]) -> String {
    join("", path)
}

fn push_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in bytes {
        out.extend(['%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
}

/// Whether a character can disturb a terminal or a report: control characters, Unicode line ends and direction marks.
pub(super) fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_is_harmful_is_escaped() {
        let cases: [(&[u8], &str); 6] = [
            (b"a b/c%20.txt", "a b/c%20.txt"),
            ("schön/漢".as_bytes(), "schön/漢"),
            (b"a\xff\xc3(", "a%FF%C3("),
            (b"a\nb\x1b[31m", "a%0Ab%1B[31m"),
            ("a\u{202e}b\u{85}".as_bytes(), "a%E2%80%AEb%C2%85"),
            (b"", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(join("", name), expected);
        }
        assert_eq!(join("a", b"b"), "a/b");
        assert_eq!(join("/", b"b"), "/b");
        assert_eq!(join("a", b""), "a");
    }

    proptest! {
        #[test]
        fn any_name_is_one_harmless_line(name in prop::collection::vec(any::<u8>(), 0..60)) {
            prop_assert!(!join("", &name).chars().any(is_harmful));
        }
    }
}
