//! Items of Rust that are only compiled for tests: `#[cfg(test)] mod tests { .. }`, `#[test] fn works() { .. }`.
//!
//! As elsewhere here, an item ends where its indentation does: at the first line that closes a brace as far left as the item
//! starts.

use std::ops::Range;

/// The places of such items in a file, in order.
pub(crate) fn test_items(path: &str, text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !path.ends_with(".rs") {
        return found;
    }
    let mut lines = Lines { text, at: 0 };
    while let Some(line) = lines.next() {
        let indent = indent(&text[line.clone()]);
        if let Some(behind) = test_attribute(&text[line.start + indent..line.end]) {
            let start = line.start;
            found.push(start..end_of_item(&mut lines, line.start + indent + behind..line.end, indent));
        }
    }
    found
}

/// The lines of a text, by place.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = Some(self.at).filter(|at| *at < self.text.len())?;
        let end = memchr::memchr(b'\n', &self.text[start..]).map_or(self.text.len(), |length| start + length);
        self.at = end + 1;
        Some(start..end)
    }
}

fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// Where the attribute that a line starts with ends, if it says that what follows is for tests.
fn test_attribute(line: &[u8]) -> Option<usize> {
    let inner = line.strip_prefix(b"#[")?;
    let length = inner.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_:".contains(byte)).count();
    let (name, rest) = inner.split_at(length);
    let is_test = match name {
        b"cfg" => rest.starts_with(b"(test)") || rest.starts_with(b"(all(test"),
        _ => {
            let last = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
            matches!(last, b"test" | b"rstest" | b"test_case" | b"bench" | b"quickcheck" | b"wasm_bindgen_test")
        }
    };
    is_test.then(|| memchr::memchr(b']', line).map_or(line.len(), |at| at + 1))
}

/// Where an item ends that starts with `head`, the rest of the line of its attribute, or below it.
fn end_of_item(lines: &mut Lines<'_>, head: Range<usize>, indent: usize) -> usize {
    let text = lines.text;
    let mut line = head;
    loop {
        let code = text[line.clone()].trim_ascii();
        if code.ends_with(b";") || code.ends_with(b"}") {
            return line.end;
        }
        if code.ends_with(b"{") {
            break;
        }
        match lines.next() {
            Some(next) => line = next,
            None => return text.len(),
        }
    }
    let closes = |line: &Range<usize>| {
        let (blanks, code) = text[line.clone()].split_at(self::indent(&text[line.clone()]));
        blanks.len() <= indent && code.starts_with(b"}")
    };
    lines.find(closes).map_or(text.len(), |line| line.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_for_tests() {
        for (text, expected) in [
            (
                "#[cfg(test)]\nmod tests {\n    fn a() {\n    }\n}\nfn b() {}\n",
                &["#[cfg(test)]\nmod tests {\n    fn a() {\n    }\n}"][..],
            ),
            ("#[cfg(test)]\nuse x;\nfn a() {}\n", &["#[cfg(test)]\nuse x;"]),
            ("#[cfg(test)]\nmod tests;\nfn a() {\n}\n", &["#[cfg(test)]\nmod tests;"]),
            ("#[cfg(all(test, unix))] mod t {\n}\nfn a() {}\n", &["#[cfg(all(test, unix))] mod t {\n}"]),
            (
                "impl A {\n    #[tokio::test]\n    #[ignore]\n    async fn a() {\n        b();\n    }\n    fn c() {\n    }\n}\n",
                &["    #[tokio::test]\n    #[ignore]\n    async fn a() {\n        b();\n    }"],
            ),
            ("#[test]\nfn a() {}\n\n#[test]\nfn b() {\n}\n", &["#[test]\nfn a() {}", "#[test]\nfn b() {\n}"]),
            ("#[cfg(test)]\nmod tests {\n    é", &["#[cfg(test)]\nmod tests {\n    é"]),
            ("#[cfg(not(test))]\nmod live {\n}\n#[derive(Debug)]\nstruct A {\n}\n", &[]),
            ("if x {\n}\n#[cfg(test)", &["#[cfg(test)"]),
        ] {
            let found: Vec<&str> = test_items("a.rs", text.as_bytes()).into_iter().map(|item| &text[item]).collect();
            assert_eq!(found, expected, "{text}");
            assert!(test_items("a.py", text.as_bytes()).is_empty());
        }
    }
}
