//! Regular expressions that are compiled when first needed, with a limit on their size.
//!
//! The `regex` crate matches in linear time, so a pattern can be large but can't hang.

use regex_automata::{
    Input, PatternID,
    meta::{BuildError, Config, Regex},
};
use regex_syntax::{ParserBuilder, hir::Hir};
use std::{
    borrow::Cow,
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

/// The bytes around a keyword that a pattern may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Before the keyword's first byte.
    pub before: usize,
    /// Behind the keyword's first byte.
    pub after: usize,
}

/// Bytes that one compiled pattern may take.
const MAX_COMPILED_BYTES: usize = 2 << 20;
/// The window on each side of a keyword for patterns whose longest match is unbounded.
const DEFAULT_WINDOW_BYTES: usize = 512;
/// No pattern sees more than this on each side of a keyword.
const MAX_WINDOW_BYTES: usize = 64 << 10;

/// A pattern and, once needed, what it compiles to. Clones share it.
#[derive(Clone)]
pub struct LazyRegex(Arc<Inner>);

struct Inner {
    source: String,
    /// Whether the pattern holds a value that must not be shown.
    is_secret: bool,
    /// Whether it must match a value from its first byte to its last.
    is_whole: bool,
    window: Option<u32>,
    compiled: OnceLock<Option<Compiled>>,
}

impl Inner {
    fn plain(source: String) -> Self {
        Inner { source, is_secret: false, is_whole: false, window: None, compiled: OnceLock::new() }
    }
}

struct Compiled {
    regex: Regex,
    window: Window,
    secret: usize,
    part: usize,
}

impl Compiled {
    /// A match at or behind a place, and a group of it.
    fn search(&self, text: &[u8], from: usize, group: usize) -> Option<(Range<usize>, Option<Range<usize>>)> {
        let mut slots = vec![None; 2 * (group + 1)];
        self.regex.search_slots(&Input::new(text).range(from..), &mut slots)?;
        let span =
            |group: usize| Some(slots.get(2 * group)?.as_ref()?.get()..slots.get(2 * group + 1)?.as_ref()?.get());
        Some((span(0)?, span(group)))
    }
}

/// The group of this name; all of the match if there is none.
fn group_of(regex: &Regex, name: &str) -> usize {
    regex.group_info().to_index(PatternID::ZERO, name).unwrap_or(0)
}

fn too_large(error: &BuildError) -> String {
    match error.size_limit() {
        Some(limit) => format!("the pattern is too large: it would take more than {limit} bytes"),
        None => error.to_string(),
    }
}

impl LazyRegex {
    pub(super) fn new(source: String) -> Self {
        Self::with_window(source, None)
    }

    pub(super) fn with_window(source: String, window: Option<u32>) -> Self {
        Self::from_inner(Inner { window, ..Inner::plain(source) })
    }

    /// A pattern that no `Debug` shows.
    pub(super) fn secret(source: String) -> Self {
        Self::from_inner(Inner { is_secret: true, ..Inner::plain(source) })
    }

    /// A pattern that must match a value from its first byte to its last.
    pub(super) fn whole(source: String) -> Self {
        Self::from_inner(Inner { is_whole: true, ..Inner::plain(source) })
    }

    fn from_inner(inner: Inner) -> Self {
        LazyRegex(Arc::new(inner))
    }

    /// Whether it compiles, which loading a pack makes sure of. A pattern that does not matches nothing.
    pub fn compiles(&self) -> bool {
        self.compiled().is_some()
    }

    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.compiled().is_some_and(|compiled| compiled.regex.is_match(text))
    }

    /// Its matches in a text.
    pub fn find_iter<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = Range<usize>> {
        self.compiled().into_iter().flat_map(move |compiled| compiled.regex.find_iter(text)).map(|found| found.range())
    }

    /// The first match at or behind a place, and what its group `secret` matched; all of it if there is no such group.
    pub(crate) fn find_secret(&self, text: &[u8], from: usize) -> Option<(Range<usize>, Option<Range<usize>>)> {
        let compiled = self.compiled()?;
        compiled.search(text, from, compiled.secret)
    }

    /// The first match at or behind a place, and what its group `part` matched; all of it if that did not match.
    pub(crate) fn find_part(&self, text: &[u8], from: usize) -> Option<(Range<usize>, Range<usize>)> {
        let compiled = self.compiled()?;
        let (whole, part) = compiled.search(text, from, compiled.part)?;
        let part = part.unwrap_or_else(|| whole.clone());
        Some((whole, part))
    }

    /// The bytes around a keyword that the pattern may look at.
    pub fn window(&self) -> Window {
        self.compiled().map_or(Window { before: 0, after: 0 }, |compiled| compiled.window)
    }

    /// The pattern as written; `***` if it holds a value.
    pub fn as_str(&self) -> &str {
        if self.0.is_secret { "***" } else { &self.0.source }
    }

    /// The window that the rule asks for.
    pub(super) fn declared_window(&self) -> Option<u32> {
        self.0.window
    }

    /// Whether the pattern holds a value.
    pub(super) fn is_secret(&self) -> bool {
        self.0.is_secret
    }

    fn compiled(&self) -> Option<&Compiled> {
        self.0.compiled.get_or_init(|| self.compile().ok()).as_ref()
    }

    fn compile(&self) -> Result<Compiled, String> {
        let source = match self.0.is_whole {
            true => Cow::Owned(format!(r"\A(?:{})\z", self.0.source)),
            false => Cow::Borrowed(&self.0.source[..]),
        };
        let hir = ParserBuilder::new().unicode(false).utf8(false).build().parse(&source).map_err(|e| e.to_string())?;
        let window = self.window_of(&hir);
        // A one-pass DFA only pays for groups of many matches, and takes a sixth of the time of compiling. Patterns of whole
        // values meet few and short ones, for which a lazy DFA in both directions is not worth its time.
        let config = Config::new()
            .hybrid(!self.0.is_whole)
            .utf8_empty(false)
            .nfa_size_limit(Some(MAX_COMPILED_BYTES))
            .hybrid_cache_capacity(MAX_COMPILED_BYTES)
            .onepass(false);
        let regex = Regex::builder().configure(config).build_from_hir(&hir).map_err(|error| too_large(&error))?;
        Ok(Compiled { window, secret: group_of(&regex, "secret"), part: group_of(&regex, "part"), regex })
    }

    fn window_of(&self, hir: &Hir) -> Window {
        let reach = match (self.0.window, hir.properties().maximum_len()) {
            (Some(window), _) => window as usize,
            (None, Some(longest)) => longest + 1,
            (None, None) => DEFAULT_WINDOW_BYTES,
        };
        let reach = reach.min(MAX_WINDOW_BYTES);
        Window { before: reach, after: reach }
    }

    /// Compiles now, and refuses patterns that match nothing at all or the empty text.
    pub(super) fn check(&self) -> Result<(), String> {
        let compiled = self.compile()?;
        if compiled.regex.is_match(b"") {
            return Err("the pattern matches the empty text, so it would match everywhere".to_owned());
        }
        Ok(())
    }

    /// Compiles now.
    pub(super) fn check_syntax(&self) -> Result<(), String> {
        self.compile().map(drop)
    }
}

/// The same whether compiled or not.
impl fmt::Debug for LazyRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyRegex").field(&self.as_str()).field(&self.0.window).finish()
    }
}
