//! Escaping of what could disturb a terminal.

/// A text of one line, such as a file's name, without control characters.
pub(super) fn escape_control(text: &str) -> String {
    text.replace(|c| is_disturbing(c) || c == '\t', "\u{fffd}")
}

/// A line without control characters, in which tabs stay.
pub(crate) fn escape_line(line: &str) -> String {
    line.trim_end_matches('\r').replace(is_disturbing, "\u{fffd}")
}

/// Control characters, and marks that reorder text. A tab is neither.
pub(super) fn is_disturbing(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_is_left() {
        assert_eq!(escape_control("a\tb\u{1b}[2J\n"), "a\u{fffd}b\u{fffd}[2J\u{fffd}");
    }
}
