//! Variables in values, as shells, compose and Dockerfiles write them: `${PORT:-5432}`, `$HOST`, `$$`.

/// Replaces variables by their value, or by the default beside them. One with neither stays in its short form: `${X:?must be
/// set}` becomes `${X}`.
pub(crate) fn interpolate(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out += &rest[..at];
        let behind = &rest[at + 1..];
        let taken = if let Some(escaped) = behind.strip_prefix('$') {
            out.push('$');
            behind.len() - escaped.len()
        } else if let Some((inside, length)) = braced(behind) {
            out += &braces(inside, lookup);
            length
        } else {
            let length = name_length(behind);
            match lookup(&behind[..length]).filter(|_| length > 0) {
                Some(value) => out += &value,
                None => out += &rest[at..at + 1 + length],
            }
            length
        };
        rest = &behind[taken..];
    }
    out + rest
}

/// The text between the brace that a text starts with and the one that closes it, and its length with them.
pub(crate) fn braced(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('{')?;
    let mut depth = 1;
    for (at, character) in inside.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&inside[..at], at + 2));
        }
    }
    None
}

/// `X`, `X:-default`, `X-default`, `X:?error`, `X:+replacement`.
fn braces(inside: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    let (name, rest) = inside.split_at(name_length(inside));
    let value = lookup(name);
    let (needs_text, operator) = match rest.strip_prefix(':') {
        Some(operator) => (true, operator),
        None => (false, rest),
    };
    let set = value.filter(|value| !needs_text || !value.is_empty());
    match (operator.split_at_checked(1), set) {
        (Some(("+", replacement)), Some(_)) => interpolate(replacement, lookup),
        (Some(("+", _)), None) => String::new(),
        (_, Some(value)) => value,
        (Some(("-", default)), None) => interpolate(default, lookup),
        _ => format!("${{{name}}}"),
    }
}

fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables() {
        let known = [("PORT", "5433"), ("EMPTY", "")];
        let lookup = |name: &str| known.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned());
        for (text, expected) in [
            ("$PORT:5432", "5433:5432"),
            ("${PORT:-1}", "5433"),
            ("${X:-1}", "1"),
            ("${X-1}", "1"),
            ("${EMPTY:-1}", "1"),
            ("${EMPTY-1}", ""),
            ("${X:-${PORT}}", "5433"),
            ("${X:-${Y:-z}}", "z"),
            ("${X:?no}", "${X}"),
            ("${X}", "${X}"),
            ("$X", "$X"),
            ("${PORT:+yes}${X:+no}", "yes"),
            ("a$$b", "a$b"),
            ("${open", "${open"),
            ("5$", "5$"),
            ("${X:-127.0.0.1:80}:80", "127.0.0.1:80:80"),
        ] {
            assert_eq!(interpolate(text, &lookup), expected, "{text}");
        }
    }
}
