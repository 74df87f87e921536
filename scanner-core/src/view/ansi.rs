//! Terminal colour codes in logs, as raw bytes or as written in source code.

use super::Code;

/// The ways to write the escape byte.
const ESCAPES: [&[u8]; 6] = [b"\x1b", b"\\033", b"\\x1b", b"\\x1B", b"\\u001b", b"\\e"];
/// Maximum length of a sequence's parameters; real ones are much shorter.
const MAX_PARAMETER_BYTES: usize = 24;

/// A colour code such as `ESC [ 1 ; 32 m`, decoded as a blank since logs colour whole words.
pub(super) fn code(text: &[u8]) -> Option<Code> {
    let escape = ESCAPES.iter().find(|escape| text.starts_with(escape))?;
    let rest = text[escape.len()..].strip_prefix(b"[")?;
    let parameters = rest.iter().take(MAX_PARAMETER_BYTES).take_while(|byte| matches!(byte, 0x30..=0x3f)).count();
    let ends = matches!(rest.get(parameters)?, b'm' | b'K');
    ends.then(|| Code::new(escape.len() + 1 + parameters + 1, b" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences() {
        for (text, length) in [("\x1b[0m", 4), ("\x1b[m", 3), (r"\033[1;32mx", 10), (r"\u001b[31m", 10), ("\x1b[Kx", 3)]
        {
            assert_eq!(code(text.as_bytes()).map(|code| code.length), Some(length), "{text}");
        }
        for text in ["", "[0m", "\x1b", "\x1b[", "\x1b[2J", r"\033"] {
            assert_eq!(code(text.as_bytes()), None, "{text}");
        }
    }
}
