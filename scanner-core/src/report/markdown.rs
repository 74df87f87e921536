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
    let parts = text.split('`').enumerate();
    let parts: Vec<String> = parts.map(|(at, part)| if at % 2 == 0 { plain(part) } else { part.to_owned() }).collect();
    parts.join("`")
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\*_[]<>#|~".contains(c) {
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
        assert_eq!(prose("Set `a_<b>` to <c>, *now*"), "Set `a_<b>` to \\<c\\>, \\*now\\*");
    }
}
