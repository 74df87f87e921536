//! Parser of Caddyfiles: one directive a line, blocks opened by a `{` at the end of a line and closed by a `}` on its
//! own line.

use super::{
    super::text::{line_end, start},
    Directive, MAX_DEPTH, Word,
    nginx::Problem,
};

/// Parses all lines. A site is a directive whose words are its addresses; the global options have `{` as their name.
pub(super) fn parse(text: &str) -> (Vec<Directive>, Problem) {
    let mut problem = None;
    let mut open: Vec<(Vec<Word>, Vec<Directive>)> = vec![(Vec::new(), Vec::new())];
    let mut at = start(text);
    while at < text.len() {
        let (mut words, end) = line(text, at);
        at = end;
        match words.last() {
            None => {}
            Some(last) if is_sign(last, "}") && words.len() == 1 => {
                let end = last.span.end;
                if open.len() > 1 {
                    close(&mut open, end);
                } else {
                    problem.get_or_insert((end, "a `}` closes nothing"));
                }
            }
            Some(last) if is_sign(last, "{") && open.len() <= MAX_DEPTH => {
                if words.len() > 1 {
                    words.pop();
                }
                open.push((words, Vec::new()));
            }
            Some(last) => {
                let end = last.span.end;
                if let Some((_, inside)) = open.last_mut() {
                    inside.extend(Directive::new(words, None, end));
                }
            }
        }
    }
    while open.len() > 1 {
        problem.get_or_insert((text.len(), "a block is not closed"));
        close(&mut open, text.len());
    }
    (open.pop().map(|(_, directives)| directives).unwrap_or_default(), problem)
}

fn close(open: &mut Vec<(Vec<Word>, Vec<Directive>)>, end: usize) {
    if let Some((words, inside)) = open.pop()
        && let Some((_, outside)) = open.last_mut()
    {
        outside.extend(Directive::new(words, Some(inside), end));
    }
}

/// Whether a word is an unquoted brace.
fn is_sign(word: &Word, sign: &str) -> bool {
    word.text == sign && word.span.len() == sign.len()
}

/// The words of a line, and the start of the next line. A quoted word or a backslash at the end continues the line.
fn line(text: &str, from: usize) -> (Vec<Word>, usize) {
    let bytes = text.as_bytes();
    let (mut words, mut at) = (Vec::new(), from);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => return (words, at + 1),
            b'#' => at = line_end(text, at),
            b'\\' if text[at + 1..].trim_start_matches('\r').starts_with('\n') => at = line_end(text, at) + 1,
            b'"' | b'`' => {
                let word = quoted(text, at, byte);
                at = word.span.end;
                words.push(word);
            }
            _ if byte.is_ascii_whitespace() => at += 1,
            _ => {
                let end = at + text[at..].find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len() - at);
                // A comma can follow an address.
                words.push(Word { text: text[at..end].trim_end_matches(',').to_owned(), span: at..end });
                at = end;
            }
        }
    }
    (words, text.len())
}

fn quoted(text: &str, at: usize, quote: u8) -> Word {
    let mut end = at + 1;
    while let Some(&byte) = text.as_bytes().get(end) {
        match byte {
            _ if byte == quote => {
                let read = text[at + 1..end].replace("\\\"", "\"");
                return Word { text: read, span: at..end + 1 };
            }
            b'\\' if quote == b'"' && text.as_bytes().get(end + 1).is_some_and(u8::is_ascii) => end += 2,
            _ => end += 1,
        }
    }
    Word { text: text[at + 1..].to_owned(), span: at..text.len() }
}
