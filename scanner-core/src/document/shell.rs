//! Parser of shell scripts to a list of commands. It is not a shell: words are not expanded, and control flow only
//! decides whether a command always runs.

use super::{
    Word,
    words::{self, Separator},
};
use std::ops::Range;

/// A command and its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// The program and its arguments, including assignments before it, without redirections.
    pub words: Vec<Word>,
    /// Whether its output is piped to the next command.
    pub piped: bool,
    /// Whether it runs conditionally: inside of `if`, `case`, a loop or a function.
    pub conditional: bool,
    /// The function that it is part of.
    pub function: Option<String>,
    /// Whether it runs conditionally by what is around it in its function.
    pub guarded: bool,
}

impl Command {
    /// Its span, from the first to the last word.
    pub fn span(&self) -> Range<usize> {
        let end = self.words.last().map_or(0, |word| word.span.end);
        self.words.first().map_or(0, |word| word.span.start)..end
    }
}

/// Keywords that open and close a block whose commands run conditionally.
const OPENING: &[&str] = &["if", "case", "for", "while", "until"];
const CLOSING: &[&str] = &["fi", "esac", "done"];
/// Keywords that precede a command without being part of it.
const LEADING: &[&str] = &["then", "else", "elif", "do", "!", "{", "if", "while", "until"];

/// Parses the commands of a script, or of a part of it. Positions count from the start of `text`.
///
/// ```
/// use gonogo_core::document::commands;
/// let script = "set -e\nif [ -n \"$X\" ]; then a b; fi\ncurl 'https://x' 2>&1 | sh && c";
/// let found = commands(script, 0..script.len());
/// let names: Vec<&str> = found.iter().map(|command| command.words[0].text.as_str()).collect();
/// assert_eq!(names, ["set", "[", "a", "curl", "sh", "c"]);
/// assert!(found[2].conditional && found[3].piped && !found[4].piped);
/// ```
pub fn commands(text: &str, range: Range<usize>) -> Vec<Command> {
    let mut reader = Reader::default();
    let mut at = range.start;
    while let Some(span) = words::next(text, at..range.end, Separator::Shell) {
        at = span.end.max(at + 1);
        let word = &text[span.clone()];
        let redirects = word == "&" && (text[..span.start].ends_with(['>', '<']) || text[at..].starts_with('>'));
        match word {
            "&" if redirects => {}
            ";" | "&" | "\n" | "|" | "(" | ")" => reader.operator(text, word, span),
            _ => reader.word(Word { text: words::unquote(text, span.clone()).1, span }, word),
        }
    }
    reader.finish(false);
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Vec<Command>,
    words: Vec<Word>,
    /// The blocks that are open, the outermost first: of a function its name.
    blocks: Vec<Option<String>>,
    /// Whether the next word is the target of a redirection.
    redirected: bool,
    /// The function whose body the next brace opens.
    named: Option<String>,
}

impl Reader {
    fn word(&mut self, word: Word, written: &str) {
        if std::mem::take(&mut self.redirected) {
            return;
        }
        let operator = written.trim_start_matches(|c: char| c.is_ascii_digit());
        if operator.starts_with(['<', '>']) && !operator.starts_with("<(") {
            self.redirected = operator.trim_matches(['<', '>', '-']).is_empty();
            return;
        }
        let named = self.named.take();
        if let [first, name] = &*self.words
            && first.text == "function"
            && word.text == "{"
        {
            self.blocks.push(Some(name.text.clone()));
            self.words.clear();
            return;
        }
        if self.words.is_empty() {
            let name = word.text.as_str();
            match name {
                "{" => self.blocks.push(named),
                "}" => drop(self.blocks.pop()),
                name if OPENING.contains(&name) => self.blocks.push(None),
                name if CLOSING.contains(&name) => drop(self.blocks.pop()),
                _ => {}
            }
            if CLOSING.contains(&name) || name == "}" {
                return;
            }
            if LEADING.contains(&name) {
                return;
            }
        }
        self.words.push(word);
    }

    fn operator(&mut self, text: &str, operator: &str, span: Range<usize>) {
        // `||` is not a pipe.
        let doubled = text[..span.start].ends_with('|') || text[span.end..].starts_with('|');
        self.finish(operator == "|" && !doubled);
        match operator {
            ")" if text[..span.start].trim_end().ends_with('(') => self.named = self.header(),
            "\n" => {}
            _ => self.named = None,
        }
    }

    fn finish(&mut self, piped: bool) {
        self.redirected = false;
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            let function = self.blocks.iter().rposition(Option::is_some);
            let within = function.map_or(0, |at| at + 1);
            self.found.push(Command {
                words,
                piped,
                conditional: !self.blocks.is_empty(),
                function: function.and_then(|at| self.blocks[at].clone()),
                guarded: self.blocks.len() > within,
            });
        }
    }

    /// The name in the head of a function, if the last words were one: `name (` or `function name(`.
    fn header(&self) -> Option<String> {
        let [first, rest @ ..] = &*self.found.last()?.words else { return None };
        let word = match rest {
            [name] if first.text == "function" => name,
            [] => first,
            _ => return None,
        };
        let name = word.text.trim_end_matches('(');
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.');
        (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let show = |command: &Command| {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            let mark = if command.conditional { "?" } else { "" };
            format!("{mark}{}{}", words.join(" "), if command.piped { " |" } else { "" })
        };
        commands(text, 0..text.len()).iter().map(show).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn functions() {
        let script =
            "a\nf() { b; if c; then d; fi; }\ng ()\n{\n  e\n}\nfunction h {\n  i\n}\nfunction j() {\n k\n}\n{ l; }\nm";
        let show = |command: &Command| {
            let mark = if command.guarded { "?" } else { "" };
            format!("{}:{mark}{}", command.function.as_deref().unwrap_or(""), command.words[0].text)
        };
        let found: Vec<String> = commands(script, 0..script.len()).iter().map(show).collect();
        let found = found.iter().filter(|shown| !shown.ends_with('(') && !shown.ends_with("function"));
        let expected = [":a", "f:b", "f:?c", "f:?d", ":g", "g:e", "h:i", "j:k", ":?l", ":m"];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn scripts() {
        for (text, expected) in [
            ("a && b || c", "a; b; c"),
            ("A=1 a 'b c' >/dev/null 2>&1 | d", "A=1 a b c |; d"),
            ("if a; then\n b\nelse\n c\nfi\nd", "?a; ?b; ?c; d"),
            ("case $1 in\n x) a ;;\nesac; b", "?case $1 in; ?x; ?a; b"),
            ("f() {\n a\n}\nb", "f(; ?a; b"),
            ("# a\nb # c\n", "b"),
            ("for x in a b; do c; done", "?for x in a b; ?c"),
            ("a \\\n  b", "a b"),
            ("fi }", ""),
            ("'open", "open"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
