//! Roles of the parts of a file, which can be others than that of the whole.

use super::key_of_value;
use crate::{
    context::{FileContext, Role, is_workflow},
    document::code::{is_in_docstring, test_items},
    model::{Environment, words},
    rule::{Check, Matcher, Rule},
};
use memchr::memmem;
use std::ops::Range;

/// The part of a line before a value in which the start of a comment is looked for.
const MAX_COMMENT_BYTES: usize = 400;
/// The part of a text before a value in which the start of a long literal is looked for.
const MAX_LITERAL_BYTES: usize = 16 << 10;
/// The bytes before a value in which the `example` opens that it is part of.
const MAX_EXAMPLE_BYTES: usize = 600;
/// The bytes around a comment in which it names a host of documentation.
const MAX_SAMPLE_BYTES: usize = 400;
/// The bytes of a token by which its pattern is known, and how far from it that may be.
const PATTERN_START_BYTES: usize = 4;
const MAX_PATTERN_GAP_BYTES: usize = 240;
/// The same for the start of a declaration.
const MAX_DECLARATION_BYTES: usize = 64 << 10;

/// The roles of the places in a file.
pub(super) struct Roles<'a> {
    file: Role,
    text: &'a [u8],
    /// The tests beside the program in the file, by place.
    tests: Vec<Range<usize>>,
}

impl<'a> Roles<'a> {
    /// The roles of a file by its context, and of its parts by their text.
    pub(super) fn new(context: FileContext, path: &str, text: &'a [u8]) -> Self {
        let is_for_tests =
            context.environment == Environment::Test && context.role.is_in_use() && !is_workflow(&path.to_lowercase());
        let file = if is_for_tests { Role::Test } else { context.role };
        Roles { file, text, tests: test_items(path, text) }
    }

    /// The role of a place, for a rule.
    pub(super) fn at(&self, value: &Range<usize>, rule: &Rule) -> Role {
        let place = value.start;
        match self.file {
            _ if self.is_in_test(place) => Role::Test,
            Role::Source | Role::Config if is_doc_comment(self.text, place) => Role::Docs,
            Role::Source | Role::Config | Role::Plain if is_preformatted(self.text, place) => Role::Docs,
            Role::Source | Role::Config if is_sample_comment(self.text, place) => Role::Docs,
            Role::Source if is_in_docstring(self.text, place) => Role::Docs,
            Role::Source if is_beside_pattern(self.text, value) => Role::Fixture,
            Role::Source if is_called_made_up(self.text, place) => Role::Fixture,
            Role::Source if top_level_name(self.text, place).is_some_and(is_of_samples) => Role::Fixture,
            Role::Source | Role::Config if self.is_example(value) => Role::Docs,
            Role::Docs if is_of_documents(rule) => Role::Plain,
            role => role,
        }
    }

    /// Whether a place is in a test beside the program.
    pub(super) fn is_in_test(&self, place: usize) -> bool {
        let next = self.tests.partition_point(|test| test.end <= place);
        self.tests.get(next).is_some_and(|test| test.contains(&place))
    }

    /// Whether a value is the example of a description, `example: "..."` of OpenAPI, or in the help of a command.
    fn is_example(&self, value: &Range<usize>) -> bool {
        let key = key_of_value(self.text, value).map(|name| self.text[name].to_ascii_lowercase());
        key.is_some_and(|name| matches!(&*name, b"example" | b"examples"))
            || is_in_example(self.text, value.start)
            || literal_names(self.text, value.start).any(is_of_help)
    }
}

/// Whether a value is part of an example that is a mapping: `example={"token": "..."}`.
fn is_in_example(text: &[u8], place: usize) -> bool {
    let before = &text[place.saturating_sub(MAX_EXAMPLE_BYTES)..place];
    let opens = |at: usize| {
        let rest = before[at + b"example".len()..].trim_ascii_start();
        let rest = rest.strip_prefix(b"s").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest).trim_ascii_start();
        let is_given = matches!(rest.first(), Some(b'=' | b':'));
        let depth = rest.iter().fold(0_i32, |depth, byte| match byte {
            b'{' | b'[' => depth + 1,
            b'}' | b']' => depth - 1,
            _ => depth,
        });
        is_given && depth > 0
    };
    memmem::rfind(before, b"example").is_some_and(opens)
}

/// The names that are given long literals which may be around a place: `checkExample = `...`` in Go, `USAGE = """..."""`.
fn literal_names(text: &[u8], place: usize) -> impl Iterator<Item = &[u8]> {
    let before = &text[place.saturating_sub(MAX_LITERAL_BYTES)..place];
    let quotes = ["`", "\"\"\"", "'''"].into_iter();
    quotes.filter_map(|quote| given_name(before, memmem::rfind(before, quote.as_bytes())?))
}

/// The name before a quote that is given the literal which starts there.
fn given_name(text: &[u8], quote: usize) -> Option<&[u8]> {
    let line = &text[memchr::memrchr(b'\n', &text[..quote]).map_or(0, |newline| newline + 1)..quote];
    let given = line.trim_ascii();
    // `@moduledoc """` of Elixir.
    if [&b"@moduledoc"[..], b"@doc", b"@typedoc"].iter().any(|attribute| given.starts_with(attribute)) {
        return Some(b"doc");
    }
    // Prefixes of raw and other literals: `r"""`.
    let given = given.strip_suffix(b"r").filter(|given| given.ends_with(b" ")).unwrap_or(given).trim_ascii_end();
    let given = given.strip_suffix(b":=").or_else(|| given.strip_suffix(b"=")).or_else(|| given.strip_suffix(b":"))?;
    given.trim_ascii_end().rsplit(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').next()
}

/// Whether the pattern that a token is to match stands near it, as in tables of samples: `token_[a-z]{10}`.
fn is_beside_pattern(text: &[u8], value: &Range<usize>) -> bool {
    let Some(start) = text[value.clone()].get(..PATTERN_START_BYTES) else { return false };
    let near = value.start.saturating_sub(MAX_PATTERN_GAP_BYTES)..text.len().min(value.end + MAX_PATTERN_GAP_BYTES);
    let near = &text[near];
    memmem::find_iter(near, start).any(|at| {
        let behind = &near[at + start.len()..near.len().min(at + start.len() + PATTERN_START_BYTES * 2)];
        behind.iter().find(|byte| !is_token(**byte)).is_some_and(|byte| matches!(byte, b'[' | b'\\' | b'('))
    })
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// The name of the declaration at the start of a line that a place is in: `samples` in `export const samples = [`.
fn top_level_name(text: &[u8], place: usize) -> Option<&[u8]> {
    let before = &text[place.saturating_sub(MAX_DECLARATION_BYTES)..place];
    let starts = memchr::memrchr_iter(b'\n', before).map(|newline| newline + 1);
    let line = starts.map(|start| &before[start..]).find(|line| line.first().is_some_and(u8::is_ascii_alphabetic))?;
    let line = line.split(|byte| *byte == b'\n').next()?;
    let head = line.split(|byte| b"=:({<".contains(byte)).next()?.trim_ascii_end();
    head.rsplit(u8::is_ascii_whitespace).next()
}

/// Whether a word of a name says that what it names is made up.
fn is_of_samples(name: &[u8]) -> bool {
    const WORDS: [&str; 10] =
        ["example", "examples", "sample", "samples", "mock", "mocks", "fixture", "fixtures", "dummy", "fake"];
    words(name).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether the last word of a name says that it is given what users are shown.
fn is_of_help(name: &[u8]) -> bool {
    const WORDS: [&str; 10] = [
        "example", "examples", "usage", "help", "synopsis", "description", "documentation", "doc", "return", "returns",
    ];
    words(name).last().is_some_and(|word| WORDS.contains(&word.as_str()))
}

/// Whether a rule is for what documents tell, and weighs itself what an example is worth.
fn is_of_documents(rule: &Rule) -> bool {
    matches!(&rule.matcher, Matcher::Code(code) if code.check == Check::PasswordInDocument)
}

/// Whether a line is a comment that shows how, by an address of documentation near it: `# secret: x` beside `example.com`.
fn is_sample_comment(text: &[u8], place: usize) -> bool {
    let line = line_before(text, place).trim_ascii_start();
    let is_comment = line.starts_with(b"#") || line.starts_with(b"//");
    if is_comment && is_parameter(line) {
        return true;
    }
    let near = place.saturating_sub(MAX_SAMPLE_BYTES)..text.len().min(place + MAX_SAMPLE_BYTES);
    is_comment
        && [".example.", "//example.", "@example."]
            .iter()
            .any(|host| memmem::find(&text[near.clone()], host.as_bytes()).is_some())
}

/// Whether a value is a parameter of an address: `?id=1&token=`.
fn is_parameter(before: &[u8]) -> bool {
    let name = before.strip_suffix(b"=");
    let name = name.map(|rest| rest.len() - rest.iter().rev().take_while(|byte| is_token(**byte)).count());
    name.and_then(|start| before.get(start.checked_sub(1)?)).is_some_and(|sign| matches!(sign, b'?' | b'&' | b';'))
}

/// Whether the comment on the line above says that a value is made up.
fn is_called_made_up(text: &[u8], place: usize) -> bool {
    let line = place - line_before(text, place).len();
    let above = line_before(text, line.saturating_sub(1)).trim_ascii();
    let is_comment = [&b"//"[..], b"#", b"/*", b"{/*", b"--"].iter().any(|start| above.starts_with(start));
    is_comment && is_of_samples(above)
}

/// The part of a line before a place.
fn line_before(text: &[u8], place: usize) -> &[u8] {
    let before = &text[place.saturating_sub(MAX_COMMENT_BYTES)..place];
    memchr::memrchr(b'\n', before).map_or(before, |newline| &before[newline + 1..])
}

/// Whether a place is shown to readers of a page as it is: `<pre>...`.
fn is_preformatted(text: &[u8], place: usize) -> bool {
    let before = &text[place.saturating_sub(MAX_LITERAL_BYTES)..place];
    memmem::rfind(before, b"<pre").is_some_and(|open| memmem::find(&before[open..], b"</pre").is_none())
}

/// Whether a line is documentation: `/// ...`, `//! ...`, `## ...`, or a line of a block that begins with a star.
fn is_doc_comment(text: &[u8], at: usize) -> bool {
    let line = line_before(text, at).trim_ascii_start();
    ["///", "//!", "* ", "/**", "## "].iter().any(|start| line.starts_with(start.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_in_code() {
        for (text, expected) in [
            ("/// let a = token(\"x\")", true),
            ("fn a() {}\n    //! pass: x", true),
            ("/**\n * password=x", true),
            ("## password: x", true),
            ("# password: x", false),
            ("// password=x", false),
            ("a * b", false),
        ] {
            assert_eq!(is_doc_comment(text.as_bytes(), text.len() - 1), expected, "{text}");
        }
    }

    #[test]
    fn literals_of_help() {
        for (text, expected) in [
            ("const (\n\tcheckExample = `app check\napp check --key @", true),
            ("USAGE = \"\"\"app --key @", true),
            ("RETURN = r\"\"\"\ntoken:\n  sample: @", true),
            ("  @moduledoc ~S\"\"\"\n  See `Web`.\n\n      secret: @", true),
            ("const query = `select '@", false),
            ("usage = `app`\nconst key = '@", false),
            ("usage = `app`\nkey = `@", false),
        ] {
            let place = text.rfind('@').expect("a place");
            assert_eq!(literal_names(text.as_bytes(), place).any(is_of_help), expected, "{text}");
        }
    }

    #[test]
    fn tokens_beside_their_patterns() {
        for (text, expected) in [
            ("(\"Vendor\", \"vnd_[a-z]{10}\", Sample(\"@vnd_abcdefghij@\")),", true),
            ("re = 'vnd_\\w+'\nsample = '@vnd_abcdefghij@'", true),
            ("a = 'vnd_other'\nb = '@vnd_abcdefghij@'", false),
        ] {
            let place = text.find('@').expect("a place")..text.rfind('@').expect("an end");
            let value = place.start..place.end - 1;
            let text = text.replace('@', "");
            assert_eq!(is_beside_pattern(text.as_bytes(), &value), expected, "{text}");
        }
    }

    #[test]
    fn declarations_of_samples() {
        for (text, expected) in [
            ("import x\n\nexport const samples: Sample[] = [\n  {\n    body: {\n      token: '@", true),
            ("a = 1\nMOCK_USER = {\n    'token': '@", true),
            ("a = 1\ndef fake_login(user):\n    token = '@", true),
            ("a = 1\nconst samples = [\n];\nconst keys = {\n  token: '@", false),
            ("const resample = {\n  token: '@", false),
        ] {
            let place = text.find('@').expect("a place");
            assert_eq!(top_level_name(text.as_bytes(), place).is_some_and(is_of_samples), expected, "{text}");
        }
    }
}
