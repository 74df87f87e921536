//! Parser of Dockerfile instructions, with lines joined and here-documents separated.

use super::Keyword;
use crate::document::text::{line_end, lines, skip_blanks, start, trim};
use std::{fmt, ops::Range};

/// An instruction.
#[derive(Clone, PartialEq, Eq)]
pub struct Instruction {
    /// The name.
    pub keyword: Keyword,
    /// Span of the name.
    pub span: Range<usize>,
    /// Span of the arguments as written.
    pub arguments: Range<usize>,
    /// The arguments on one line. Line continuations, line feeds and comments are replaced by blanks, so that every
    /// byte keeps its offset from `arguments.start`.
    pub flat: String,
    /// Spans of its here-documents.
    pub heredocs: Vec<Range<usize>>,
}

/// Omits the arguments, which may contain a secret.
impl fmt::Debug for Instruction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{:?}", self.keyword, self.arguments)
    }
}

impl Instruction {
    /// The span from its name to the end of its arguments.
    pub fn whole(&self) -> Range<usize> {
        self.span.start..self.arguments.end.max(self.span.end)
    }

    /// The arguments with one blank in place of each line continuation.
    pub(super) fn joined(&self, text: &str) -> String {
        if !text[self.arguments.clone()].contains('\n') {
            return self.flat.clone();
        }
        let offset = self.arguments.start;
        let parts =
            lines(text, self.arguments.clone()).map(|line| self.flat[line.start - offset..line.end - offset].trim());
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Parses all instructions. Lines that do not start with a name are skipped.
pub(super) fn instructions(text: &str) -> Vec<Instruction> {
    #[cfg(test)]
    crate::document::parses::note("instructions", text);
    let escape = escape(text);
    let mut found = Vec::new();
    let mut at = start(text);
    while at < text.len() {
        let first = skip_blanks(text, at);
        let end = line_end(text, at);
        let length = text.as_bytes()[first..end].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        if length == 0 {
            at = end + 1;
            continue;
        }
        let whole = first + length..instruction_end(text, first + length, escape);
        let keyword = Keyword::of(&text[first..first + length]);
        let arguments = trim(text, whole.clone());
        let flat = flat(&text[arguments.clone()], escape);
        let heredocs = match keyword {
            Keyword::Run | Keyword::Copy | Keyword::Add | Keyword::Onbuild => heredocs(text, &flat, whole.end),
            _ => Vec::new(),
        };
        at = heredocs.last().map_or(whole.end, |last| line_end(text, last.end)) + 1;
        found.push(Instruction { keyword, span: first..first + length, arguments, flat, heredocs });
    }
    found
}

/// The escape character: a backslash, unless `# escape=` in the first lines sets another.
fn escape(text: &str) -> char {
    let directives = text[start(text)..].lines().take_while(|line| line.starts_with('#'));
    let backtick = directives
        .filter_map(|line| line[1..].trim().split_once('='))
        .any(|(name, sign)| name.trim().eq_ignore_ascii_case("escape") && sign.trim() == "`");
    if backtick { '`' } else { '\\' }
}

/// The end of an instruction: the first line without the escape character at its end. Comments and empty lines in
/// between are skipped.
fn instruction_end(text: &str, at: usize, escape: char) -> usize {
    let mut end = line_end(text, at);
    let mut line = &text[at..end];
    let mut last = end;
    loop {
        let skipped = is_skipped(line);
        if !skipped {
            last = end;
        }
        if (!skipped && !line.trim_end().ends_with(escape)) || end == text.len() {
            return last;
        }
        let next = end + 1;
        end = line_end(text, next);
        line = &text[next..end];
    }
}

/// Whether a line is a comment or empty, and so not part of the instruction around it.
fn is_skipped(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// Several lines as one, with the same number of bytes so that offsets stay valid.
fn flat(raw: &str, escape: char) -> String {
    if !raw.contains('\n') {
        return raw.to_owned();
    }
    let mut flat = String::with_capacity(raw.len());
    for (number, line) in raw.split_inclusive('\n').enumerate() {
        let kept = line.trim_end();
        let kept = kept.strip_suffix(escape).unwrap_or(kept);
        let kept = if number > 0 && is_skipped(line) { "" } else { kept };
        flat += kept;
        flat.extend(std::iter::repeat_n(' ', line.len() - kept.len()));
    }
    flat
}

/// The here-documents of an instruction whose last line ends at `end`, up to the first unclosed one.
fn heredocs(text: &str, flat: &str, end: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = end + 1;
    for word in heredoc_words(flat) {
        let Some(body) = body(text, from, word) else { break };
        from = line_end(text, body.end) + 1;
        found.push(body);
    }
    found
}

/// The delimiters of here-documents: `<<EOF`, `<<-'EOF'`; not `<<<` and not `1 << 2`.
fn heredoc_words(flat: &str) -> impl Iterator<Item = &str> {
    flat.match_indices("<<").filter_map(|(at, _)| {
        let rest = &flat[at + 2..];
        let here = flat[..at].ends_with('<') || rest.starts_with('<');
        let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches(['"', '\'']);
        let word = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())];
        (!here && word.starts_with(|c: char| !c.is_ascii_digit())).then_some(word)
    })
}

/// The span from `from` to the line with the delimiter.
fn body(text: &str, from: usize, word: &str) -> Option<Range<usize>> {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        if text[at..end].trim() == word {
            return Some(from..at);
        }
        at = end + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heredocs_belong_to_their_instruction() {
        let text = "FROM node\nRUN a && \\\n  # why\n  b <<EOF\nin the shell\nEOF\nUSER node";
        let found = instructions(text);
        let names: Vec<Keyword> = found.iter().map(|instruction| instruction.keyword).collect();
        assert_eq!(names, [Keyword::From, Keyword::Run, Keyword::User]);
        assert_eq!(&text[found[1].heredocs[0].clone()], "in the shell\n");
    }

    #[test]
    fn by_line() {
        for (text, expected) in [
            ("FROM a AS b\nenv A=1 \\\n  # note\n\n  B=2\n# c\nUSER x", "FROM:a AS b|ENV:A=1 B=2|USER:x"),
            ("RUN <<EOF\nENV A=1\nEOF\nENV B=2", "RUN:<<EOF|ENV:B=2"),
            ("COPY <<a <<b /x/\nUSER 1\na\nUSER 2\nb\nUSER 3", "COPY:<<a <<b /x/|USER:3"),
            ("RUN cat <<< x && echo $((1 << 2))\nUSER x", "RUN:cat <<< x && echo $((1 << 2))|USER:x"),
            ("# escape=`\nENV A=1 `\n B=2\r\nENV C=\\", "ENV:A=1 B=2|ENV:C=\\"),
            ("RUN a \\", "RUN:a \\"),
            ("RUN a <<EOF\nnever closed", "RUN:a <<EOF|NEVER:closed"),
        ] {
            let name = |one: &Instruction| text[one.span.clone()].to_ascii_uppercase();
            let found = instructions(text).into_iter().map(|one| format!("{}:{}", name(&one), one.joined(text)));
            assert_eq!(found.collect::<Vec<_>>().join("|"), expected, "{text:?}");
        }
    }

    #[test]
    fn flat_keeps_places() {
        let text = "RUN apk add \\\r\n  # für\n\n   curl \\\n && b";
        let run = &instructions(text)[0];
        assert_eq!(run.flat.len(), run.arguments.len());
        for word in ["apk", "curl", "&& b"] {
            assert_eq!(run.flat.find(word).map(|at| at + run.arguments.start), text.find(word), "{word}");
        }
        assert!(!run.flat.contains(['\\', '\n', '#']));
    }
}
