//! Variables that a shell script sets: assignments, `export`, flags such as `docker run -e`, and the env files that it
//! writes out of here-documents.

use super::{
    collect::Collector,
    lines::{dotenv, pair},
};
use crate::document::{
    setting::{Scope, Syntax},
    text::lines,
    words::{self, Separator},
};
use std::ops::Range;

const ENDINGS: &[&str] =
    &["sh", "bash", "zsh", "ksh", "envrc", "bashrc", "zshrc", "profile", "bash_profile", "command"];
/// Commands that assignments follow.
const SETTERS: &[&str] =
    &["export", "readonly", "declare", "typeset", "local", "env", "sudo", "set", "then", "do", "else", "exec", "eval"];
/// Flags that an assignment follows.
const FLAGS: &[&str] =
    &["-e", "--env", "--build-arg", "--set", "--set-string", "-var", "--var", "--from-literal", "-D", "--secret", "-o"];

/// The here-documents without an end after which no more is looked for: each search reads the whole rest.
const MAX_OPEN_HEREDOCS: usize = 8;

/// Whether a file is a script of the shell, by its lower-case path or its first line.
pub(super) fn is_script(path: &str, text: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.starts_with("procfile") {
        return true;
    }
    let name = ["example", "sample", "template", "dist"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let name = name.trim_end_matches('.');
    if let Some((_, extension)) = name.rsplit_once('.') {
        return ENDINGS.contains(&extension);
    }
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    first.starts_with(b"#!") && first.trim_ascii_end().ends_with(b"sh")
}

/// Reads a script, or a part of a text that is one.
pub(super) fn settings(collector: &mut Collector<'_>, range: Range<usize>, scope: &Scope) {
    let text = collector.text();
    let mut script = Script { collector, scope, command: true, flag: false, heredoc: None, open: 0 };
    let mut at = range.start;
    while let Some(word) = words::next(text, at..range.end, Separator::Shell) {
        at = word.end;
        match &text[word.clone()] {
            "\n" => {
                script.command = true;
                at = script.body(at..range.end);
            }
            ";" | "&" | "|" | "(" | ")" => script.command = true,
            _ => script.word(word),
        }
    }
}

struct Script<'c, 'a> {
    collector: &'c mut Collector<'a>,
    scope: &'c Scope,
    /// Whether an assignment may be here.
    command: bool,
    /// Whether the last word was a flag that takes one.
    flag: bool,
    /// The end mark of the here-document that starts on the next line.
    heredoc: Option<&'a str>,
    /// The number of here-documents without an end.
    open: usize,
}

impl Script<'_, '_> {
    fn word(&mut self, word: Range<usize>) {
        let text = self.collector.text();
        let raw = &text[word.clone()];
        let (flag, command) = (std::mem::take(&mut self.flag), self.command);
        if let Some(end) = heredoc_end(raw) {
            self.heredoc = Some(end);
        } else if raw == "<<" || raw == "<<-" {
            self.heredoc = Some("");
        } else if self.heredoc == Some("") {
            self.heredoc = Some(raw.trim_matches(['"', '\'']));
        } else if raw.starts_with('-') {
            self.flag = FLAGS.contains(&raw);
            self.option(word, raw);
        } else if raw.starts_with("${") || raw.starts_with("\"${") {
            self.assigned_default(word);
        } else if (command || flag) && !raw.contains("=(") && pair(self.collector, word, Syntax::Shell, self.scope, "")
        {
            // More of them may follow.
        } else {
            let process = raw.ends_with(':');
            self.command = command && (process || SETTERS.contains(&raw) || raw == ":") || raw.ends_with("config:set");
        }
    }

    /// `--name=value`, `--env=NAME=value`.
    fn option(&mut self, word: Range<usize>, raw: &str) {
        let name = raw.trim_start_matches('-');
        let start = word.end - name.len();
        let inner = FLAGS.iter().find_map(|flag| raw.strip_prefix(flag)?.strip_prefix('='));
        let start = inner.filter(|inner| inner.contains('=')).map_or(start, |inner| word.end - inner.len());
        pair(self.collector, start..word.end, Syntax::Shell, self.scope, "");
    }

    /// `: "${NAME:=literal}"`.
    fn assigned_default(&mut self, word: Range<usize>) {
        self.collector.add_defaults(word, Syntax::Shell, self.scope);
    }

    /// Reads the here-document whose first line this is, and returns where it ends.
    fn body(&mut self, range: Range<usize>) -> usize {
        let end = self.heredoc.take().filter(|end| !end.is_empty() && self.open < MAX_OPEN_HEREDOCS);
        let Some(end) = end else { return range.start };
        let text = self.collector.text();
        let Some(last) = lines(text, range.clone()).find(|line| text[line.clone()].trim() == end) else {
            self.open += 1;
            return range.start;
        };
        dotenv(self.collector, range.start..last.start, Syntax::Shell, self.scope);
        last.end
    }
}

/// `EOF` in `<<EOF`, `<<-'EOF'`; nothing for `<<<`.
fn heredoc_end(word: &str) -> Option<&str> {
    let at = word.find("<<")?;
    let end = word[at + 2..].trim_start_matches('-').trim_matches(['"', '\'', '\\']);
    (!end.is_empty() && end.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).then_some(end)
}
