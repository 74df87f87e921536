//! Percent-encoding of URLs and forms.

use super::Code;

/// A percent code such as `%3D`, also encoded twice: `%253D`.
pub(super) fn code(text: &[u8]) -> Option<Code> {
    let rest = text.strip_prefix(b"%")?;
    let again = rest.strip_prefix(b"25").filter(|rest| byte(rest).is_some());
    let decoded = byte(again.unwrap_or(rest))?;
    Some(Code::new(if again.is_some() { 5 } else { 3 }, &[decoded]))
}

fn byte(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits.get(..2)?).ok()?;
    // `from_str_radix` accepts a sign, which is not a digit.
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (text, length, decoded) in [("%3D", 3, b'='), ("%3dx", 3, b'='), ("%253D", 5, b'='), ("%25zz", 3, b'%')] {
            assert_eq!(code(text.as_bytes()), Some(Code::new(length, &[decoded])), "{text}");
        }
        for text in ["", "%", "%3", "%+3", "%zz", "3D"] {
            assert_eq!(code(text.as_bytes()), None, "{text}");
        }
    }
}
