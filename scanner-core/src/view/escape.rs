//! String escapes: those of JSON, which most languages share, after any number of backslashes, as in nested JSON.

use super::Code;

/// Maximum number of backslashes before an escape: four levels of nested strings have fifteen.
const MAX_BACKSLASHES: usize = 16;

/// A string escape such as `\n`, `\"`, `\u003d` or `\x3d`.
pub(super) fn code(text: &[u8]) -> Option<Code> {
    let backslashes = text.iter().take(MAX_BACKSLASHES).take_while(|byte| **byte == b'\\').count();
    let rest = text.get(backslashes..).filter(|_| backslashes > 0)?;
    let (length, character) = match rest.first()? {
        b'n' | b'r' => (1, '\n'),
        b't' | b'f' | b'v' | b'b' => (1, ' '),
        quote @ (b'"' | b'\'' | b'/') => (1, char::from(*quote)),
        b'u' => (5, character(rest.get(1..5)?)?),
        b'x' => (3, character(rest.get(1..3)?)?),
        _ => return None,
    };
    Some(Code::new(backslashes + length, character.encode_utf8(&mut [0; 4]).as_bytes()))
}

/// The character with a hexadecimal number. Surrogates are not decoded: no token contains them.
fn character(digits: &[u8]) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (text, length, decoded) in [
            (r"\n", 2, "\n"),
            (r"\\n", 3, "\n"),
            (r"\tx", 2, " "),
            (r#"\""#, 2, "\""),
            (r"\/", 2, "/"),
            (r"\u003d1", 6, "="),
            (r"\x3D", 4, "="),
            (r"\u00e9", 6, "é"),
        ] {
            let code = code(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((code.length, &*String::from_utf8_lossy(code.decoded())), (length, decoded), "{text}");
        }
        for text in ["", "n", r"\", r"\d", r"\ud83d", r"\u12", r"\xg0", r"\\"] {
            assert_eq!(code(text.as_bytes()), None, "{text}");
        }
    }
}
