//! Variables in values, as shells, compose and Dockerfiles write them: `${PORT:-5432}`, `$HOST`, `$$`.

/// The longest text between braces.
const MAX_BRACED_BYTES: usize = 8 << 10;
/// After so many braces that no other closes, the others of a text are taken as they are.
const MAX_OPEN_BRACES: usize = 8;
/// The depth to which defaults inside of defaults are replaced.
const MAX_DEPTH: usize = 8;

/// Replaces variables by their value, or by the default beside them. One with neither stays in its short form: `${X:?must be
/// set}` becomes `${X}`.
pub(crate) fn interpolate(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    interpolate_at(text, lookup, 0)
}

fn interpolate_at(text: &str, lookup: &dyn Fn(&str) -> Option<String>, depth: usize) -> String {
    if depth > MAX_DEPTH {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut open) = (text, 0);
    while let Some(at) = rest.find('$') {
        out += &rest[..at];
        let behind = &rest[at + 1..];
        let taken = if let Some(escaped) = behind.strip_prefix('$') {
            out.push('$');
            behind.len() - escaped.len()
        } else if open < MAX_OPEN_BRACES
            && let Some((inside, length)) = braced(behind)
        {
            out += &braces(inside, lookup, depth);
            length
        } else {
            open += usize::from(behind.starts_with('{'));
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

/// The text between the brace that a text starts with and the one that closes it, and its length with them. `None` if that is
/// too long.
pub(crate) fn braced(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('{')?;
    let mut depth = 1;
    for (at, byte) in inside.bytes().enumerate().take(MAX_BRACED_BYTES) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&inside[..at], at + 2));
        }
    }
    None
}

/// `X`, `X:-default`, `X-default`, `X:?error`, `X:+replacement`.
fn braces(inside: &str, lookup: &dyn Fn(&str) -> Option<String>, depth: usize) -> String {
    let (name, rest) = inside.split_at(name_length(inside));
    let value = lookup(name);
    let (needs_text, operator) = match rest.strip_prefix(':') {
        Some(operator) => (true, operator),
        None => (false, rest),
    };
    let set = value.filter(|value| !needs_text || !value.is_empty());
    match (operator.split_at_checked(1), set) {
        (Some(("+", replacement)), Some(_)) => interpolate_at(replacement, lookup, depth + 1),
        (Some(("+", _)), None) => String::new(),
        (_, Some(value)) => value,
        (Some(("-", default)), None) => interpolate_at(default, lookup, depth + 1),
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

    /// Made to cost more than their length, or all of the stack.
    #[test]
    fn hostile_texts_are_read_in_time() {
        let start = std::time::Instant::now();
        for text in [
            format!("{}{}", "${A:-".repeat(60_000), "}".repeat(60_000)),
            format!("{}x{}", "${A:-".repeat(1_000), "}".repeat(1_000)),
            "${".repeat(200_000),
            "${A:-".repeat(80_000),
            "${A:-x}".repeat(60_000),
        ] {
            assert!(interpolate(&text, &|_| None).len() <= text.len());
        }
        assert!(start.elapsed().as_secs_f64() < 2.0, "{:?}", start.elapsed());
    }
}
