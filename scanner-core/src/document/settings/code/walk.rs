//! Goes through the tokens of a file once, and keeps in mind which keys and conditions it is in.

use super::class_environment;
use super::{
    conditions::Conditions,
    expression,
    key::{self, Key},
    lookup, schema,
};
use crate::document::{
    code::{Code, Dialect, Kind, Strings, is_link, lex},
    settings::collect::Collector,
};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

/// The depth to which expressions in strings are read.
const MAX_DEPTH: usize = 3;
/// The tokens between the name of a class and its brace.
const MAX_CLASS_TOKENS: usize = 24;
/// Keys and brackets are kept in mind up to this depth.
const MAX_FRAMES: usize = 200;
/// An expression has at most this many tokens, those in its brackets not counted.
const MAX_EXPRESSION_TOKENS: usize = 500;
/// Words before a bracket that name nothing.
const CONTROL: &[&str] = &[
    "if", "else", "for", "while", "switch", "catch", "return", "elif", "elsif", "unless", "foreach", "with", "match",
    "do", "try", "finally", "function", "fn", "func", "def", "lambda", "async", "await", "in", "of", "and", "or",
    "not", "typeof", "yield", "case",
];

/// Reads all settings of a file.
pub(super) fn settings<'a>(path: &str, source: &Code<'a>, collector: &mut Collector<'a>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut walker = Walker::new(source, collector, "", 0);
    walker.is_ecosystem = name.contains("ecosystem") || name.contains("pm2");
    walker.run();
    walker.refuse_defaults();
}

/// Reads the settings in a part of a text, under a path.
pub(super) fn part(dialect: &'static Dialect, range: Range<usize>, path: &str, collector: &mut Collector<'_>) {
    let source = lex(collector.text(), range, dialect);
    Walker::new(&source, collector, path, 0).run();
}

/// A key or a bracket that the walk is inside of.
#[derive(Default)]
pub(super) struct Frame<'a> {
    /// The token behind it.
    pub(super) end: usize,
    /// The length of the path before it.
    pub(super) path: usize,
    /// The name that is given what is in here, and its place.
    pub(super) key: Option<(&'a str, Range<usize>)>,
    /// The opening bracket, if it is one.
    pub(super) bracket: &'static str,
    /// The environment that what is in here is for.
    pub(super) environment: Option<String>,
    /// The object's own name.
    pub(super) named: Option<String>,
    /// Whether this is a class whose fields are defaults.
    pub(super) is_schema: bool,
}

pub(super) struct Walker<'w, 'a> {
    pub(super) source: &'w Code<'a>,
    pub(super) collector: &'w mut Collector<'a>,
    /// The keys from the outermost to here, joined by dots.
    pub(super) path: String,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) conditions: Conditions,
    /// The starts of literals that are the fallback of a look-up.
    pub(super) taken: HashSet<usize>,
    /// Whether the file describes processes of PM2.
    pub(super) is_ecosystem: bool,
    /// Names that are given one value, with the first token of it; made when first asked for.
    pub(super) constants: Option<HashMap<&'a str, usize>>,
    /// Variables that hold what was looked up, with the token of the name that was.
    pub(super) looked_up: HashMap<&'a str, usize>,
    depth: usize,
}

impl<'w, 'a> Walker<'w, 'a> {
    fn new(source: &'w Code<'a>, collector: &'w mut Collector<'a>, path: &str, depth: usize) -> Self {
        Walker {
            source,
            collector,
            path: path.to_owned(),
            frames: Vec::new(),
            conditions: Conditions::default(),
            taken: HashSet::new(),
            is_ecosystem: false,
            constants: None,
            looked_up: HashMap::new(),
            depth,
        }
    }

    fn run(&mut self) {
        let mut at = 0;
        while at < self.source.tokens.len() {
            while let Some(frame) = self.frames.pop_if(|frame| frame.end <= at) {
                self.path.truncate(frame.path);
            }
            at = self.step(at);
        }
    }

    /// Takes what starts at a token, and returns where to go on.
    fn step(&mut self, at: usize) -> usize {
        match self.source.kind(at) {
            Some(Kind::Open) => self.bracket(at),
            Some(kind @ (Kind::Word | Kind::Text | Kind::Mark)) => {
                if kind == Kind::Word
                    && let Some(next) = self.keyword(at)
                {
                    return next;
                }
                if let Some(key) = key::at(self.source, at) {
                    return self.assignment(&key);
                }
                match kind {
                    Kind::Word => self.call(at),
                    Kind::Text => self.string(at),
                    _ => {}
                }
                self.plain_fallback(at);
                at + 1
            }
            _ => at + 1,
        }
    }

    /// Conditions and classes. Their first letters tell most words apart from them.
    fn keyword(&mut self, at: usize) -> Option<usize> {
        match self.source.word(at).as_bytes().first() {
            Some(b'i' | b'e' | b'u') => self.condition(at),
            Some(b'r') if self.source.word(at) == "return" => self.returned_key(at),
            Some(b'c' | b'o' | b'r' | b't') => return self.class(at),
            _ => {}
        }
        None
    }

    /// Opens a frame that ends no later than the one around it.
    pub(super) fn open(&mut self, label: &str, frame: Frame<'a>) {
        if self.frames.len() >= MAX_FRAMES {
            return;
        }
        let end = self.frames.last().map_or(frame.end, |outer| outer.end.min(frame.end));
        let path = self.path.len();
        self.push_label(label);
        self.frames.push(Frame { end, path, ..frame });
    }

    pub(super) fn push_label(&mut self, label: &str) {
        if !label.is_empty() {
            if !self.path.is_empty() {
                self.path.push('.');
            }
            self.path += label;
        }
    }

    /// A bracket is labelled by the call or the type before it.
    fn bracket(&mut self, at: usize) -> usize {
        let before = at.wrapping_sub(1);
        let adjacent = self.source.span(before).end == self.source.span(at).start && at > 0;
        let index = adjacent && matches!(self.source.kind(before), Some(Kind::Word | Kind::Close | Kind::Text));
        let bracket = match self.source.sign(at) {
            "[" if !index => "[",
            "{" => "{",
            _ => "(",
        };
        let named =
            self.source.sign(at) != "[" && !CONTROL.contains(&self.source.word(before)) && !self.source.is_fresh(at);
        let mut start = before;
        while start >= 2 && is_link(self.source.before(start)) && !self.source.word(start - 2).is_empty() {
            start -= 2;
        }
        let label = if named && start <= before { key::label(self.source, start..at) } else { String::new() };
        // Round brackets around all of a value change nothing.
        let around = bracket == "(" && self.source.sign(before) == "=";
        let key = self.frames.last().and_then(|frame| frame.key.clone()).filter(|_| around);
        self.open(&label, Frame { end: self.source.behind(at), bracket, key, ..Frame::default() });
        at + 1
    }

    /// `class Name ... {` and `class Name(Base):`.
    fn class(&mut self, at: usize) -> Option<usize> {
        let source = self.source;
        if !matches!(source.word(at), "class" | "object" | "record" | "trait") || source.word(at + 1).is_empty() {
            return None;
        }
        let name = source.word(at + 1);
        let environment = class_environment(name).map(|environment| environment.as_str().to_owned());
        if !source.dialect.brace_blocks {
            let bases = if source.sign(at + 2) == "(" { at + 3..source.behind(at + 2) } else { 0..0 };
            let is_schema = schema::is_schema(source, at, bases.clone());
            self.open(name, Frame { end: self.block_end(at), is_schema, environment, ..Frame::default() });
            return Some(bases.end.max(at + 2));
        }
        let brace = (at + 2..at + MAX_CLASS_TOKENS).find(|token| matches!(source.sign(*token), "{" | ";" | "}"))?;
        if source.sign(brace) != "{" {
            return None;
        }
        self.open(name, Frame { end: source.behind(brace), bracket: "{", environment, ..Frame::default() });
        Some(brace + 1)
    }

    /// A key: a literal behind it is its value, otherwise what is inside is read under its name.
    fn assignment(&mut self, key: &Key) -> usize {
        let end = self.expression_end(key.value);
        let (name, span) = key::name(self.source, key.name);
        let label = key::label(self.source, key.target.clone());
        if let Some(literal) = expression::whole(self.source, key.value, end) {
            let length = self.path.len();
            self.push_label(&label);
            self.assigned(name, span, &literal, key.value);
            self.expressions(literal.span, self.source.is_formatted(key.value));
            self.path.truncate(length);
            return end;
        }
        self.note_lookup(key);
        let environment = self.environment(name, key.value);
        self.open(&label, Frame { end, key: Some((name, span)), environment, ..Frame::default() });
        self.choice(key.value..end);
        key.value
    }

    /// Look-ups with a fallback, setters, and defaults of schemas.
    fn call(&mut self, at: usize) {
        let next = self.source.sign(at + 1);
        let opens = matches!(next, "(" | "<" | "[") || is_link(next);
        if !opens {
            if next == ":" && self.source.dialect.symbols && self.source.word(at) == "set" {
                self.command(at);
            }
            return;
        }
        self.arguments(at);
        if let Some(lookup) = lookup::at(self.source, at) {
            for literal in &lookup.fallbacks {
                self.fallback(lookup.name, literal, at);
            }
            return;
        }
        self.schema_default(at);
        self.setter(at);
    }

    /// Texts that hold settings themselves, and the items of lists.
    fn string(&mut self, at: usize) {
        let inner = self.source.inner(at);
        match self.source.dialect.strings {
            Strings::Placeholders => self.placeholder(at),
            _ => self.expressions(inner, self.source.is_formatted(at)),
        }
        self.item(at);
    }

    /// Code inside of a text: `${process.env.X || 'literal'}`.
    fn expressions(&mut self, inner: Range<usize>, formatted: bool) {
        let text = self.source.text;
        let dialect = self.source.dialect;
        let sign = match dialect.strings {
            _ if self.depth >= MAX_DEPTH => return,
            Strings::Expressions => dialect.interpolation.unwrap_or("{"),
            Strings::Formatted if formatted => "{",
            _ => return,
        };
        let starts: Vec<usize> = memchr::memmem::find_iter(&text.as_bytes()[inner.clone()], sign).take(50).collect();
        for start in starts {
            let range = inner.start + start + sign.len() - 1..inner.end;
            if !["||", "??", "(", "?"].iter().any(|operator| text[range.clone()].contains(operator)) {
                continue;
            }
            let mut source = lex(text, range, dialect);
            let end = source.behind(0);
            source.tokens.to_mut().truncate(end);
            Walker::new(&source, &mut *self.collector, &self.path, self.depth + 1).run();
        }
    }

    /// Behind the last token of the expression that starts at `at`.
    pub(super) fn expression_end(&self, at: usize) -> usize {
        let source = self.source;
        let limit = self.frames.last().map_or(source.tokens.len(), |frame| frame.end);
        let bracket =
            self.frames.iter().rev().find(|frame| !frame.bracket.is_empty()).map_or("", |frame| frame.bracket);
        let by_line = bracket.is_empty() || bracket == "{" && source.dialect.brace_blocks;
        let mut here = at;
        for _ in 0..MAX_EXPRESSION_TOKENS {
            if here >= limit {
                break;
            }
            match source.kind(here) {
                Some(Kind::Open) => here = source.behind(here),
                Some(Kind::Close) | None => break,
                _ if matches!(source.sign(here), "," | ";") => break,
                _ => here += 1,
            }
            if by_line && source.is_fresh(here) && !self.continues(here) {
                break;
            }
        }
        here.min(limit)
    }

    /// Whether the line that a token starts goes on with the expression before it.
    fn continues(&self, at: usize) -> bool {
        const OPERATORS: &[&str] =
            &[".", "?.", "->", "?->", "::", "||", "&&", "??", "?", ":", "?:", "+", "==", "===", "!=", "!=="];
        let source = self.source;
        let before = source.kind(at - 1) == Some(Kind::Mark);
        source.dialect.brace_blocks && (before || OPERATORS.contains(&source.sign(at)))
    }

    /// Behind the block that starts in the line of `at` and is indented deeper.
    pub(super) fn block_end(&self, at: usize) -> usize {
        let source = self.source;
        let indent = source.indent(at);
        let mut here = at + 1;
        while here < source.tokens.len() {
            if source.is_fresh(here) && source.indent(here) <= indent {
                break;
            }
            here = if source.kind(here) == Some(Kind::Open) { source.behind(here) } else { here + 1 };
        }
        here
    }
}
