//! Files that make a server, by their text.

use std::ops::Range;

/// The calls that make a server, and whether each is NestJS's.
const MAKERS: &[(&[u8], bool)] = &[
    (b"NestFactory.create(", true),
    (b"NestFactory.create<", true),
    (b"express()", false),
    (b"fastify(", false),
    (b"Fastify(", false),
    (b"new Koa()", false),
];

/// A server's entry.
pub(super) struct Entry<'a> {
    text: &'a [u8],
    /// The call that makes the server.
    pub(super) made: Range<usize>,
    pub(super) is_nest: bool,
    /// Whether the server is handed to a function that may do anything with it.
    pub(super) hands_on: bool,
}

impl<'a> Entry<'a> {
    /// A text that makes a server and has it listen, or exports it.
    pub(super) fn read(text: &'a [u8]) -> Option<Self> {
        let (made, is_nest) = MAKERS.iter().find_map(|(maker, is_nest)| Some((call(text, maker)?, *is_nest)))?;
        let serves = says(
            text,
            &[".listen(", "module.exports", "export default app", "export { app", "export const app", "exports.app"],
        );
        serves.then(|| Entry { text, made, is_nest, hands_on: hands_on(text) })
    }

    /// Whether it has one of these words, however they are written.
    pub(super) fn says(&self, words: &[&str]) -> bool {
        says(self.text, words)
    }

    /// The package to install.
    pub(super) fn helmet(&self) -> &'static str {
        let made = &self.text[self.made.clone()];
        match made {
            _ if made.eq_ignore_ascii_case(b"fastify(") => "@fastify/helmet",
            b"new Koa()" => "koa-helmet",
            _ => "helmet",
        }
    }
}

/// The place of a call that is neither in a comment nor part of a longer name.
fn call(text: &[u8], maker: &[u8]) -> Option<Range<usize>> {
    memchr::memmem::find_iter(text, maker).find_map(|at| {
        let line = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
        let lead = text[line..at].trim_ascii_start();
        let comment = lead.starts_with(b"//") || lead.starts_with(b"*") || lead.starts_with(b"/*");
        let longer = at > 0
            && (text[at - 1].is_ascii_alphanumeric() || matches!(text[at - 1], b'_' | b'.' | b'$' | b'\'' | b'"'));
        (!comment && !longer).then_some(at..at + maker.len())
    })
}

/// Whether a text has one of these words, in any case and without what separates their parts.
pub(super) fn says(text: &[u8], words: &[&str]) -> bool {
    let lower = text.to_ascii_lowercase();
    let plain: Vec<u8> = lower.iter().copied().filter(|byte| !matches!(byte, b'-' | b'_')).collect();
    words.iter().any(|word| {
        let word = word.to_ascii_lowercase();
        let bare: String = word.chars().filter(|c| !matches!(c, '-' | '_')).collect();
        memchr::memmem::find(&lower, word.as_bytes()).is_some()
            || memchr::memmem::find(&plain, bare.as_bytes()).is_some()
    })
}

/// `configure(app)`: a plain function that is given the server; documentation and dependency injection are known.
fn hands_on(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"(app").any(|open| {
        let closed = matches!(text.get(open + 4), Some(b')' | b','));
        let length =
            text[..open].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let name = String::from_utf8_lossy(&text[open - length..open]).to_ascii_lowercase();
        let method = open > length && text[open - length - 1] == b'.';
        let known = [
            "swagger", "doc", "openapi", "container", "server", "listen", "express", "request", "adapter", "shutdown",
            "redoc",
        ];
        closed && !method && length > 2 && !known.iter().any(|word| name.contains(word)) && name != "if"
    })
}
