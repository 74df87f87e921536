//! Whether a piece of code is carried out in production: it is no comment, and no condition around it says "elsewhere".
//!
//! There is no parser here: what encloses a line are the lines above it that are indented less. People and formatters
//! indent all languages so. Where code is not indented, nothing encloses it.

use std::ops::Range;

/// So many bytes before a place are read; further conditions are not seen.
pub(super) const BEFORE: usize = 1500;
/// So many blanks may stand before it.
pub(super) const MOST_BLANKS: usize = 64;
/// A line has at most so many bytes before a place in it.
const LONGEST_LINE: usize = 400;

/// Whether what stands at a place counts in production.
pub(super) fn is_live(text: &[u8], at: usize) -> bool {
    // What is found may start with the indentation of its line.
    let at = at + text[at..].iter().take(MOST_BLANKS).take_while(|byte| byte.is_ascii_whitespace()).count();
    let seen = &text[at.saturating_sub(BEFORE)..at];
    let line = memchr::memrchr(b'\n', &seen[seen.len().saturating_sub(LONGEST_LINE)..])
        .map_or(0, |newline| seen.len().saturating_sub(LONGEST_LINE) + newline + 1);
    let lead = &seen[line..];
    if is_comment(lead) || is_inside_comment(seen) {
        return false;
    }
    match said_of(lead, true) {
        Said::Elsewhere => false,
        Said::Production => true,
        Said::Nothing => {
            // The first line that is seen may lack its beginning, and with it its indentation.
            let whole = if at > BEFORE { memchr::memchr(b'\n', &seen[..line]).map_or(line, |end| end + 1) } else { 0 };
            !is_elsewhere(&seen[whole..line], lead.len() - lead.trim_ascii_start().len())
        }
    }
}

/// Whether a line begins as comments do.
fn is_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let line = line.strip_prefix(b"{").unwrap_or(line);
    let marks: [&[u8]; 5] = [b"//", b"/*", b"--", b"<!--", b"%%"];
    marks.iter().any(|mark| line.starts_with(mark))
        || line.starts_with(b"#") && !line.starts_with(b"#[")
        || line.starts_with(b"*") && line.get(1).is_none_or(|next| matches!(next, b' ' | b'/' | b'*'))
}

/// Whether a comment of several lines was opened and not closed: it starts a line.
fn is_inside_comment(seen: &[u8]) -> bool {
    let Some(open) = memchr::memmem::rfind(seen, b"/*") else { return false };
    let line = memchr::memrchr(b'\n', &seen[..open]).map_or(0, |newline| newline + 1);
    let starts = seen[line..open].trim_ascii().is_empty() || seen[line..open].trim_ascii() == b"{";
    starts && memchr::memmem::find(&seen[open..], b"*/").is_none()
}

/// What a condition says of where the code behind it runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    Nothing,
    Production,
    Elsewhere,
}

impl Said {
    fn flip(self) -> Self {
        match self {
            Said::Nothing => Said::Nothing,
            Said::Production => Said::Elsewhere,
            Said::Elsewhere => Said::Production,
        }
    }
}

/// Walks up through the lines that enclose one of this indentation.
fn is_elsewhere(above: &[u8], indent: usize) -> bool {
    let lines: Vec<(usize, &[u8])> = above.split(|byte| *byte == b'\n').filter_map(indented).collect();
    let mut level = indent;
    let mut at = lines.len();
    while at > 0 {
        at -= 1;
        let (width, line) = lines[at];
        if width < level {
            level = width;
            match enclosing(&lines[..at], width, line) {
                Said::Elsewhere => return true,
                Said::Production => return false,
                Said::Nothing => {}
            }
        } else if width == level && leaves(line, lines.get(at + 1).map(|next| next.1)) {
            // `if (production) return;` before it, in its own block.
            if said_of(line, false) == Said::Production {
                return true;
            }
        }
    }
    false
}

/// A line without its indentation, unless it is empty or a comment.
fn indented(line: &[u8]) -> Option<(usize, &[u8])> {
    let text = line.trim_ascii_start();
    (!text.is_empty() && !is_comment(text)).then_some((line.len() - text.len(), text.trim_ascii_end()))
}

/// What a line says of the block that it opens: an `else` says the opposite of its `if`.
fn enclosing(above: &[(usize, &[u8])], width: usize, line: &[u8]) -> Said {
    // A brace on a line of its own belongs to what stands above it.
    if let (b"{", Some((_, header))) = (line, above.last().filter(|(other, _)| *other == width)) {
        return enclosing(&above[..above.len() - 1], width, header);
    }
    let bare = line.trim_ascii_start().strip_prefix(b"}").unwrap_or(line).trim_ascii_start();
    if bare.starts_with(b"else") && !holds(bare, b"if") {
        let first = above.iter().rev().find(|(other, text)| *other == width && is_condition(text));
        return first.map_or(Said::Nothing, |(_, text)| said_of(text, false).flip());
    }
    said_of(line, false)
}

fn leaves(line: &[u8], next: Option<&[u8]>) -> bool {
    let returns = |line: &[u8]| holds(line, b"return") || holds(line, b"throw ") || holds(line, b"raise ");
    is_condition(line) && (returns(line) || next.is_some_and(returns))
}

fn is_condition(line: &[u8]) -> bool {
    const WORDS: [&[u8]; 10] =
        [b"if ", b"if(", b"unless ", b"? ", b"&& ", b"when ", b"case ", b"==", b"!=", b"@Profile"];
    WORDS.iter().any(|word| holds(line, word))
}

/// What a condition in a line says. `open` is for the line of the place itself, where a condition must come before it.
fn said_of(line: &[u8], open: bool) -> Said {
    if !is_condition(line) {
        return Said::Nothing;
    }
    let lower = String::from_utf8_lossy(line).to_ascii_lowercase();
    // Of `a ? b : c` before the place, the place is in `c`.
    let other_branch = open && lower.rsplit_once('?').is_some_and(|(_, rest)| rest.contains(" : "));
    let mut said = Said::Nothing;
    for (span, word) in words_of(&lower) {
        let named = match word {
            "production" | "prod" | "live" | "isproduction" | "isprod" | "is_production" | "is_prod"
            | "production?" | "inproduction" | "prodmode" => Said::Production,
            "development" | "dev" | "local" | "isdevelopment" | "isdev" | "is_development" | "is_dev" | "debug"
            | "__dev__" | "devmode" | "islocal" | "is_debug" | "isdebug" | "testing" | "test" | "istest"
            | "staging" | "isdevenvironment" | "is_local" => Said::Elsewhere,
            // A switch of its own: somebody decides where it is on.
            _ if is_switch(word) => Said::Elsewhere,
            _ => continue,
        };
        said = if is_negated(&lower, &span) { named.flip() } else { named };
        break;
    }
    if lower.trim_start().starts_with("unless ") || other_branch { said.flip() } else { said }
}

/// `ENABLE_SWAGGER`, `swaggerEnabled`, `graphql.playground.enabled`.
fn is_switch(word: &str) -> bool {
    let plain = word.replace('_', "");
    const ON_DEMAND: [&str; 8] =
        ["insecure", "skipverify", "ignoretls", "allowinvalid", "selfsigned", "ignoressl", "skiptls", "skipssl"];
    if plain == "enabled" || ON_DEMAND.iter().any(|what| plain.contains(what)) {
        return true;
    }
    ["swagger", "docs", "playground", "graphiql", "openapi", "seed", "cors", "debug"]
        .iter()
        .any(|what| plain.contains(what) && (plain.contains("enable") || plain.starts_with("show")))
}

fn words_of(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = at + text[at..].find(is_word)?;
        let end = text[start..].find(|c| !is_word(c)).map_or(text.len(), |length| start + length);
        at = end;
        Some((start..end, &text[start..end]))
    })
}

/// Whether the comparison with a word, or the word, is negated.
fn is_negated(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_end_matches(['"', '\'', '`', ' ', '(']);
    let chain =
        before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_.$?".contains(c) || c == '>' || c == ':');
    let after = text[span.end..].trim_start_matches(['"', '\'', '`', ' ', ')']);
    let unequal = |text: &str| ["!=", "!==", "<>"].iter().any(|sign| text.ends_with(sign));
    let negative = |text: &str| {
        let text = text.trim_end();
        text.ends_with('!') || text.ends_with(" not") || text.ends_with("(not")
    };
    unequal(before) || after.starts_with("!=") || negative(before) || negative(chain)
}

fn holds(text: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(text, what).is_some()
}

#[cfg(test)]
mod tests {
    use super::is_live;

    #[test]
    fn conditions_and_comments() {
        for (text, live) in [
            ("app.use(X)", true),
            ("// app.use(X)", false),
            ("  # app.use(X)", false),
            ("/*\napp.use(X)", false),
            ("/*\n*/\napp.use(X)", true),
            ("app.get('/api/*', X)", true),
            ("if (process.env.NODE_ENV !== 'production') {\n  app.use(X)", false),
            ("if (process.env.NODE_ENV !== 'production') {\n  a();\n}\napp.use(X)", true),
            ("if (process.env.NODE_ENV === 'production') {\n  app.use(X)", true),
            ("if (process.env.NODE_ENV === 'production') {\n  a();\n} else {\n  app.use(X)", false),
            ("if (isDev) app.use(X)", false),
            ("isProd ? a : X", false),
            ("isProd ? X", true),
            ("function f() {\n  if (isProduction) return;\n  X", false),
            ("function f() {\n  if (isProduction) {\n    return;\n  }\n  X", false),
            ("if settings.DEBUG:\n    X", false),
            ("if not settings.DEBUG:\n    X", true),
            ("if settings.DEBUG:\n    a\nelse:\n    X", true),
            ("if Rails.env.development?\n  X", false),
            ("unless Rails.env.production?\n  X", false),
            ("if (app.Environment.IsDevelopment())\n{\n    X", false),
            ("if (config.swaggerEnabled) {\n  X", false),
            ("if (process.env['NODE_ENV'] == \"development\")\n{\n  f({\n    X", false),
            ("if (user) {\n  X", true),
        ] {
            let at = text.find('X').expect("a place");
            assert_eq!(is_live(text.as_bytes(), at), live, "{text}");
        }
    }
}
