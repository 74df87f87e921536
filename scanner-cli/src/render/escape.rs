//! Escaping of characters that could disturb a terminal.

use gonogo_core::report::disturbs_terminal;

/// A text of one line, such as a file's name, without control characters.
pub(super) fn escape_control(text: &str) -> String {
    text.replace(disturbs_terminal, "\u{fffd}")
}

/// A line without control characters, in which tabs stay.
pub(crate) fn escape_line(line: &str) -> String {
    line.trim_end_matches('\r').replace(is_disturbing, "\u{fffd}")
}

/// Whether a character disturbs a terminal within a line, where tabs are fine.
pub(super) fn is_disturbing(c: char) -> bool {
    c != '\t' && disturbs_terminal(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_is_left() {
        assert_eq!(escape_control("a\tb\u{1b}[2J\n"), "a\u{fffd}b\u{fffd}[2J\u{fffd}");
    }
}
