//! Parser of nginx configuration: words, then `;` or a block in braces.
//!
//! Words are split as nginx splits them: quotes count only at the start of a word, a backslash escapes the next
//! character, and `${name}` is not a block. A `*_by_lua_block` contains Lua, and `{{ }}`, `{% %}`, `<% %>` belong to a
//! template engine.

use super::{Directive, MAX_DEPTH, Word, lua};

/// The first error, with its offset.
pub(super) type Problem = Option<(usize, &'static str)>;

/// Parses all directives.
pub(super) fn parse(text: &str) -> (Vec<Directive>, Problem) {
    let mut reader = Reader { text, at: super::super::text::start(text), problem: None };
    let directives = reader.block(0);
    (directives, reader.problem)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    problem: Problem,
}

enum Token {
    Word(Word),
    /// `;`
    End,
    /// `{`
    Open,
    /// `}`
    Close,
    EndOfFile,
}

/// Delimiters of template engines.
const TEMPLATES: [(&str, &str); 5] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>"), ("%{", "}")];

/// Maximum length of a template expression, which bounds the cost of finding its end.
const MAX_TEMPLATE_BYTES: usize = 2048;

impl Reader<'_> {
    fn block(&mut self, depth: usize) -> Vec<Directive> {
        let (mut found, mut words) = (Vec::new(), Vec::new());
        loop {
            match self.token() {
                Token::Word(word) if words.is_empty() && self.is_control(&word) => {}
                Token::Word(word) => words.push(word),
                Token::End => found.extend(Directive::new(std::mem::take(&mut words), None, self.at)),
                Token::Open => {
                    let inside = self.inside(&words, depth);
                    found.extend(Directive::new(std::mem::take(&mut words), Some(inside), self.at));
                }
                Token::Close if depth == 0 => self.note("a `}` closes nothing"),
                Token::Close | Token::EndOfFile => {
                    if !words.is_empty() {
                        self.note("a directive has no `;`");
                        found.extend(Directive::new(words, None, self.at));
                    } else if depth > 0 && self.at == self.text.len() && !self.text.ends_with('}') {
                        self.note("a block is not closed");
                    }
                    return found;
                }
            }
        }
    }

    /// The directives of the block that starts here, after the words.
    fn inside(&mut self, words: &[Word], depth: usize) -> Vec<Directive> {
        if words.first().is_some_and(|name| name.text.ends_with("_by_lua_block")) {
            self.at = lua::block_end(self.text, self.at);
            return Vec::new();
        }
        if depth < MAX_DEPTH {
            return self.block(depth + 1);
        }
        self.note("blocks lie too deep in each other");
        let mut open = 1;
        while open > 0 {
            match self.token() {
                Token::Open => open += 1,
                Token::Close => open -= 1,
                Token::EndOfFile => break,
                Token::Word(_) | Token::End => {}
            }
        }
        Vec::new()
    }

    fn note(&mut self, said: &'static str) {
        self.problem.get_or_insert((self.at.min(self.text.len()), said));
    }

    fn token(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                None => return Token::EndOfFile,
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(b'#') => self.at = super::super::text::line_end(self.text, self.at),
                Some(_) => break,
            }
        }
        let sign = match bytes[self.at] {
            b';' => Token::End,
            b'{' if self.template_end().is_none() => Token::Open,
            b'}' => Token::Close,
            b'"' | b'\'' => return Token::Word(self.quoted(bytes[self.at])),
            _ => return Token::Word(self.bare()),
        };
        self.at += 1;
        sign
    }

    fn quoted(&mut self, quote: u8) -> Word {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if byte == quote {
                self.at += 1;
                return Word { text, span: start..self.at };
            }
            match self.template_end() {
                Some(end) => {
                    text.push_str(&self.text[self.at..end]);
                    self.at = end;
                }
                None => self.character(&mut text),
            }
        }
        self.note("a quote is not closed");
        Word { text, span: start..self.at }
    }

    fn bare(&mut self) -> Word {
        let start = self.at;
        let mut text = String::new();
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let variable = byte == b'{' && text.ends_with('$');
            if let Some(end) = self.template_end().filter(|_| !variable) {
                text.push_str(&self.text[self.at..end]);
                self.at = end;
            } else if variable {
                let end =
                    self.text[self.at..].find(['}', ';', '\n']).map_or(self.text.len(), |length| self.at + length);
                let end = if self.text[end..].starts_with('}') { end + 1 } else { end };
                text.push_str(&self.text[self.at..end]);
                self.at = end;
            } else if b" \t\r\n;{".contains(&byte) {
                break;
            } else {
                self.character(&mut text);
            }
        }
        Word { text, span: start..self.at }
    }

    /// Consumes one character or escape.
    fn character(&mut self, text: &mut String) {
        let mut rest = self.text[self.at..].chars();
        let Some(first) = rest.next() else { return };
        self.at += first.len_utf8();
        let Some(next) = rest.next().filter(|_| first == '\\') else { return text.push(first) };
        self.at += next.len_utf8();
        match next {
            '"' | '\'' | '\\' => text.push(next),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'n' => text.push('\n'),
            _ => text.extend(['\\', next]),
        }
    }

    /// The end of the template expression that starts here.
    fn template_end(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let (open, close) = TEMPLATES.iter().find(|(open, _)| rest.starts_with(open))?;
        let inside = &rest.as_bytes()[open.len()..];
        let searched = &inside[..inside.len().min(MAX_TEMPLATE_BYTES)];
        let end = memchr::memmem::find(searched, close.as_bytes())?;
        // Only comments span several lines.
        let first = searched.iter().find(|byte| !b"- \t\n".contains(byte));
        let goes_on = memchr::memchr(b'\n', &searched[..end]).is_some();
        (!goes_on || first == Some(&b'/')).then_some(self.at + open.len() + end + close.len())
    }

    /// Whether a word is a control statement of a template engine, alone on its line.
    fn is_control(&self, word: &Word) -> bool {
        let whole = TEMPLATES.iter().any(|(open, close)| word.text.starts_with(open) && word.text.ends_with(close));
        let behind = self.text[self.at..].trim_start_matches([' ', '\t', '\r']);
        whole && (behind.is_empty() || behind.starts_with('\n') || word.text.starts_with("{%"))
    }
}
