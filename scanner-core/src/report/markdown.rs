//! Text from elsewhere as Markdown that shows it and does nothing else.

/// A code span, whatever the text.
pub fn code(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let edge = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    if text.is_empty() { String::new() } else { format!("{fence}{edge}{text}{edge}{fence}") }
}

/// Prose, in which code spans stay.
pub fn prose(text: &str) -> String {
    let parts = spans(text).into_iter();
    parts
        .map(|(is_code, part)| if is_code { format!("`{}`", part.replace(char::is_control, " ")) } else { plain(part) })
        .collect()
}

/// The parts of a text, and whether each is in backticks. Where these do not come in pairs, all of it is one that is not.
pub fn spans(text: &str) -> Vec<(bool, &str)> {
    let parts: Vec<(bool, &str)> = text.split('`').enumerate().map(|(at, part)| (at % 2 == 1, part)).collect();
    let is_paired = parts.len() % 2 == 1 && !text.contains("``");
    if is_paired { parts } else { vec![(false, text)] }
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\*_[]<>#|~`".contains(c) {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_text() {
        for (text, span) in [("a", "`a`"), ("a`b``c", "```a`b``c```"), ("`a", "`` `a ``"), ("a\nb", "`a b`"), ("", "")]
        {
            assert_eq!(code(text), span);
        }
        for (text, shown) in [
            ("Set `a_<b>` to <c>, *now*", "Set `a_<b>` to \\<c\\>, \\*now\\*"),
            ("`a`<b>`", "\\`a\\`\\<b\\>\\`"),
            ("```<b>`", "\\`\\`\\`\\<b\\>\\`"),
            ("a `b\nc`", "a `b c`"),
        ] {
            assert_eq!(prose(text), shown);
        }
    }
}
