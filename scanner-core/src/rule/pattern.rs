//! Regular expressions that are compiled when first needed, with a limit on their size.
//!
//! The `regex` crate matches in linear time, so a pattern can be large but can't hang.

use super::Window;
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::{ParserBuilder, hir::Hir};
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// Bytes that one compiled pattern may take.
const SIZE_LIMIT: usize = 2 << 20;
/// The window on each side of a keyword for patterns whose longest match is unbounded.
const DEFAULT_WINDOW: usize = 512;
/// No pattern sees more than this on each side of a keyword.
const LARGEST_WINDOW: usize = 64 << 10;

/// A pattern and, once needed, what it compiles to. Clones share it.
#[derive(Clone)]
pub struct LazyRegex(Arc<Inner>);

struct Inner {
    source: String,
    /// Whether the pattern holds a value that must not be shown.
    is_secret: bool,
    window: Option<u32>,
    compiled: OnceLock<Option<Compiled>>,
}

struct Compiled {
    regex: Regex,
    window: Window,
}

impl LazyRegex {
    pub(super) fn new(source: String) -> Self {
        Self::with_window(source, None)
    }

    pub(super) fn with_window(source: String, window: Option<u32>) -> Self {
        LazyRegex(Arc::new(Inner { source, is_secret: false, window, compiled: OnceLock::new() }))
    }

    /// A pattern that no `Debug` shows.
    pub(super) fn secret(source: String) -> Self {
        LazyRegex(Arc::new(Inner { source, is_secret: true, window: None, compiled: OnceLock::new() }))
    }

    /// A pattern that must match a value from its first byte to its last.
    pub(super) fn whole(source: String) -> Self {
        Self::new(format!(r"\A(?:{source})\z"))
    }

    /// The compiled pattern. `None` only if it does not compile, which loading a pack rules out.
    pub fn regex(&self) -> Option<&Regex> {
        self.compiled().map(|compiled| &compiled.regex)
    }

    /// How far around a keyword the pattern may look.
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
        let hir =
            ParserBuilder::new().unicode(false).utf8(false).build().parse(&self.0.source).map_err(|e| e.to_string())?;
        let regex = RegexBuilder::new(&self.0.source).unicode(false).size_limit(SIZE_LIMIT).build().map_err(
            |error| match error {
                regex::Error::CompiledTooBig(limit) => {
                    format!("the pattern is too large: it would take more than {limit} bytes")
                }
                other => other.to_string(),
            },
        )?;
        Ok(Compiled { window: self.window_of(&hir), regex })
    }

    fn window_of(&self, hir: &Hir) -> Window {
        let reach = match (self.0.window, hir.properties().maximum_len()) {
            (Some(window), _) => window as usize,
            (None, Some(longest)) => longest + 1,
            (None, None) => DEFAULT_WINDOW,
        };
        let reach = reach.min(LARGEST_WINDOW);
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
