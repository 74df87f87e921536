//! Whether a piece of code runs in production: it is not a comment, and no condition around it is for elsewhere.
//!
//! Only a window of bytes is seen, so what encloses a line are the lines above it that are indented less. People and
//! formatters indent all languages so. Where code is not indented, nothing encloses it.

use super::{
    dialect::Dialect,
    environment::{EnvCondition, is_negated},
    lex::lex,
};

/// Bytes before a place that are read; conditions farther away are not seen.
pub(crate) const LOOKBACK_BYTES: usize = 1500;
/// Blanks at the start of what is found.
pub(crate) const MAX_INDENT_BYTES: usize = 64;
/// Bytes before a place in which the docstring around it is looked for.
const MAX_DOCSTRING_BYTES: usize = 16 << 10;
/// Bytes of a line before a place in it.
const MAX_LINE_BYTES: usize = 400;

/// Whether the code at a place runs in production, as far as a bounded window before it shows.
pub(crate) fn runs_in_production(text: &[u8], at: usize) -> bool {
    // What is found may start with the indentation of its line.
    let at = at + text[at..].iter().take(MAX_INDENT_BYTES).take_while(|byte| byte.is_ascii_whitespace()).count();
    let seen = &text[at.saturating_sub(LOOKBACK_BYTES)..at];
    let line = memchr::memrchr(b'\n', &seen[seen.len().saturating_sub(MAX_LINE_BYTES)..])
        .map_or(0, |newline| seen.len().saturating_sub(MAX_LINE_BYTES) + newline + 1);
    let lead = &seen[line..];
    if is_comment(lead) || is_inside_comment(seen) || is_in_docstring(text, at) {
        return false;
    }
    match condition_of(lead, true) {
        EnvCondition::Elsewhere => false,
        EnvCondition::Production => true,
        EnvCondition::Any => {
            // The first line that is seen may lack its beginning, and with it its indentation.
            let whole =
                if at > LOOKBACK_BYTES { memchr::memchr(b'\n', &seen[..line]).map_or(line, |end| end + 1) } else { 0 };
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
                EnvCondition::Elsewhere => return true,
                EnvCondition::Production => return false,
                EnvCondition::Any => {}
            }
        } else if width == level && leaves(line, lines.get(at + 1).map(|next| next.1)) {
            // `if (production) return;` before it, in its own block.
            if condition_of(line, false) == EnvCondition::Production {
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

/// The condition of a line on the block that it opens: an `else` is the opposite of its `if`.
fn enclosing(above: &[(usize, &[u8])], width: usize, line: &[u8]) -> EnvCondition {
    // A brace on a line of its own belongs to the line above it.
    if let (b"{", Some((_, header))) = (line, above.last().filter(|(other, _)| *other == width)) {
        return enclosing(&above[..above.len() - 1], width, header);
    }
    let bare = line.trim_ascii_start().strip_prefix(b"}").unwrap_or(line).trim_ascii_start();
    if bare.starts_with(b"else") && !holds(bare, b"if") {
        let first = above.iter().rev().find(|(other, text)| *other == width && is_condition(text));
        return first.map_or(EnvCondition::Any, |(_, text)| condition_of(text, false).negated());
    }
    condition_of(line, false)
}

/// Whether a place is in a docstring of Python: a long literal that begins a module, or the block of a class or a function.
pub(crate) fn is_in_docstring(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(MAX_DOCSTRING_BYTES)..at];
    let Some(quote) =
        ["\"\"\"", "'''"].iter().filter_map(|quote| memchr::memmem::rfind(before, quote.as_bytes())).max()
    else {
        return false;
    };
    let line = memchr::memrchr(b'\n', &before[..quote]).map_or(0, |newline| newline + 1);
    let is_alone = matches!(before[line..quote].trim_ascii(), b"" | b"r" | b"R");
    let above = before[..line].trim_ascii_end();
    let begins_module = || {
        at <= MAX_DOCSTRING_BYTES
            && above.split(|byte| *byte == b'\n').all(|line| line.is_empty() || line.starts_with(b"#"))
    };
    is_alone && (above.ends_with(b":") || begins_module())
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

/// The condition in a line. `open` is for the line of the place itself, where a condition must come before it.
fn condition_of(line: &[u8], open: bool) -> EnvCondition {
    if !is_condition(line) {
        return EnvCondition::Any;
    }
    let text = String::from_utf8_lossy(line);
    let code = lex(&text, 0..text.len(), Dialect::for_any(""));
    let tokens = 0..code.tokens.len();
    let names_switch = |token: &usize| is_switch(code.word(*token)) || is_switch(code.inner_text(*token));
    let switch = || match tokens.clone().find(names_switch) {
        Some(token) if is_negated(&code, token, 0) => EnvCondition::Production,
        Some(_) => EnvCondition::Elsewhere,
        None => EnvCondition::Any,
    };
    let condition = match EnvCondition::of_tokens(&code, tokens.clone()) {
        EnvCondition::Any => switch(),
        condition => condition,
    };
    // Of `a ? b : c` before the place, the place is in `c`.
    let other_branch = open && text.rsplit_once('?').is_some_and(|(_, rest)| rest.contains(" : "));
    if code.word(0) == "unless" || other_branch { condition.negated() } else { condition }
}

/// Whether a text names a switch of its own, so that somebody decides where it is on: `ENABLE_SWAGGER`,
/// `swaggerEnabled`, `graphql.playground.enabled`.
fn is_switch(text: &str) -> bool {
    const ON_DEMAND: [&str; 8] =
        ["insecure", "skipverify", "ignoretls", "allowinvalid", "selfsigned", "ignoressl", "skiptls", "skipssl"];
    const FEATURES: [&str; 8] = ["swagger", "docs", "playground", "graphiql", "openapi", "seed", "cors", "debug"];
    let is = |word: &str| {
        let plain = word.to_ascii_lowercase().replace('_', "");
        let has = |part: &&str| plain.contains(*part);
        let switches = plain.contains("enable") || plain.starts_with("show");
        plain == "enabled" || ON_DEMAND.iter().any(has) || switches && FEATURES.iter().any(has)
    };
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(is)
}

fn holds(text: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(text, what).is_some()
}

#[cfg(test)]
mod tests {
    use super::runs_in_production;

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
            ("# coding: x\n\"\"\"How to connect::\n\n    X\n\"\"\"\n", false),
            ("def f():\n    \"\"\"See::\n\n    X\n    \"\"\"\n", false),
            ("def f():\n    \"\"\"See.\"\"\"\n    X", true),
            ("def f():\n    \"\"\"See.\n    \"\"\"\n    X", true),
            ("q = \"\"\"\nX", true),
        ] {
            let at = text.find('X').expect("a place");
            assert_eq!(runs_in_production(text.as_bytes(), at), live, "{text}");
        }
    }
}
