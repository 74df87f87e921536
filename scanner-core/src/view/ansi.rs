//! Colours and styles of terminals, as logs keep them: as the byte itself, or as source code writes it.

use super::Code;

/// How the escape byte is written.
const ESCAPES: [&[u8]; 6] = [b"\x1b", b"\\033", b"\\x1b", b"\\x1B", b"\\u001b", b"\\e"];
/// A sequence has no more parameters.
const MAX_PARAMETER_BYTES: usize = 24;

/// `ESC [ 1 ; 32 m`: a blank, since logs colour whole words.
pub(super) fn code(text: &[u8]) -> Option<Code> {
    let escape = ESCAPES.iter().find(|escape| text.starts_with(escape))?;
    let rest = text[escape.len()..].strip_prefix(b"[")?;
    let parameters = rest.iter().take(MAX_PARAMETER_BYTES).take_while(|byte| matches!(byte, 0x30..=0x3f)).count();
    let ends = matches!(rest.get(parameters)?, b'm' | b'K');
    ends.then(|| Code { length: escape.len() + 1 + parameters + 1, decoded: vec![b' '] })
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
