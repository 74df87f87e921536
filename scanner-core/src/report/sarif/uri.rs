//! Paths as URI references.

use super::schema::{ArtifactLocation, SOURCE_ROOT};
use std::fmt::Write;

impl ArtifactLocation {
    /// The file at `path`: relative to the source root, or absolute if the path is.
    pub(in crate::report) fn of(path: &str) -> Self {
        let uri = encoded(path);
        if path.starts_with('/') {
            ArtifactLocation { uri: format!("file://{uri}"), uri_base_id: None }
        } else {
            ArtifactLocation { uri, uri_base_id: Some(SOURCE_ROOT) }
        }
    }
}

/// Percent-encodes what RFC 3986 does not allow in a path, and the colon, which would make a scheme of a first segment.
///
/// The model writes bytes that are no UTF-8 as `%XX`; those stay. Any other percent sign is part of the name.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while !rest.is_empty() {
        let escapes = leading_escapes(rest);
        let (head, behind) = rest.split_at((escapes.len() * 3).max(1));
        let is_encoded = std::str::from_utf8(&escapes).is_err();
        for &byte in head {
            if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) || (byte == b'%' && is_encoded) {
                out.push(char::from(byte));
            } else {
                // Writing to a string does not fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
        rest = behind;
    }
    out
}

/// The bytes beyond ASCII that `text` starts with as `%XX`. If together they are UTF-8, they never were broken bytes: the
/// file is named so, as saved web pages are.
fn leading_escapes(text: &[u8]) -> Vec<u8> {
    let escaped = |at: &[u8]| match at {
        &[b'%', high, low] => {
            let byte = (char::from(high).to_digit(16)? << 4 | char::from(low).to_digit(16)?) as u8;
            (!byte.is_ascii()).then_some(byte)
        }
        _ => None,
    };
    text.chunks(3).map_while(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_paths_as_relative_references() {
        for (path, uri) in [
            ("src/main.rs", "src/main.rs"),
            ("a b/ü#?.env", "a%20b/%C3%BC%23%3F.env"),
            ("routes/[id]/+page@(x).ts", "routes/%5Bid%5D/+page@(x).ts"),
            ("c:/x", "c%3A/x"),
            ("100%.txt", "100%25.txt"),
            ("%41", "%2541"),
            ("caf%C3%A9.html", "caf%25C3%25A9.html"),
            ("caf%E9.txt", "caf%E9.txt"),
            ("back\\slash", "back%5Cslash"),
        ] {
            let location = ArtifactLocation::of(path);
            assert_eq!((location.uri.as_str(), location.uri_base_id), (uri, Some("%SRCROOT%")), "{path}");
        }
        assert_eq!(ArtifactLocation::of("/etc/my app").uri, "file:///etc/my%20app");
    }

    fn decoded(uri: &str) -> Vec<u8> {
        let mut bytes = uri.bytes();
        std::iter::from_fn(|| {
            let byte = bytes.next()?;
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            if byte == b'%' { Some((digit()? << 4 | digit()?) as u8) } else { Some(byte) }
        })
        .collect()
    }

    proptest! {
        #[test]
        fn decodes_to_the_name(path in "([^%]|%[0-7][0-9A-F]|%C3%A9|%x){0,12}") {
            let uri = encoded(&path);
            let allowed = |b: u8| b.is_ascii_graphic() && !b"\"<>\\^`{|}#?:[]".contains(&b);
            prop_assert!(uri.bytes().all(allowed), "{}", uri);
            prop_assert_eq!(decoded(&uri), path.into_bytes());
        }
    }
}
