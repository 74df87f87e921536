//! A file and what it is parsed to.
//!
//! Rules for settings, selectors and detectors look at the same [`ParsedFile`], and so does whatever else asks about the
//! file. Each member is parsed at most once, when it is first asked for; threads that ask meanwhile wait for it.

use super::{
    Dockerfile, Document, Format, MAX_TEXT_BYTES, Node, Package, ParseProblem, Server, ServerConfig, TOO_LONG, as_text,
    code::{Code, Dialect, Token, exported_object, lex},
    parse_text,
};
use crate::context::{EnvDialect, Loader};
use std::{borrow::Cow, fmt, sync::OnceLock};

/// A file: its path, its text, and its parsed forms.
pub struct ParsedFile<'a> {
    path: Cow<'a, str>,
    text: Cow<'a, str>,
    /// What reads the env file.
    loader: Option<Loader>,
    tree: OnceLock<Tree>,
    dockerfile: OnceLock<Dockerfile>,
    server: OnceLock<Option<Server>>,
    /// By server: a file that is included may be read as another server's than its text says.
    server_configs: [OnceLock<ServerConfig>; Server::COUNT],
    exported: OnceLock<Option<Node>>,
    package: OnceLock<Option<Package>>,
    tokens: OnceLock<Vec<Token>>,
}

/// A document as far as it could be read.
pub(super) struct Tree {
    pub(super) document: Document,
    /// The reason why it could not be parsed as its format; the document was then read line by line.
    pub(super) problem: Option<ParseProblem>,
}

impl<'a> ParsedFile<'a> {
    /// A file that borrows its text. Each byte that is not UTF-8 becomes a question mark, so that all places stay.
    pub fn new(path: &'a str, text: &'a [u8]) -> Self {
        ParsedFile::from_parts(Cow::Borrowed(path), as_text(text))
    }

    fn from_parts(path: Cow<'a, str>, text: Cow<'a, str>) -> Self {
        ParsedFile {
            path,
            text,
            loader: None,
            tree: OnceLock::new(),
            dockerfile: OnceLock::new(),
            server: OnceLock::new(),
            server_configs: Default::default(),
            exported: OnceLock::new(),
            package: OnceLock::new(),
            tokens: OnceLock::new(),
        }
    }

    /// The same file, of which it is known what reads it.
    pub fn loaded_by(self, loader: Option<Loader>) -> Self {
        ParsedFile { loader, tree: OnceLock::new(), ..self }
    }

    /// What reads the env file makes of its lines.
    pub(crate) fn dialect(&self) -> &'static EnvDialect {
        self.loader.map_or(&EnvDialect::COMMON, Loader::dialect)
    }

    /// The relative path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// All of the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the text.
    pub fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Whether something was parsed, and is kept.
    pub(crate) fn is_parsed(&self) -> bool {
        self.tree.get().is_some()
            || self.dockerfile.get().is_some()
            || self.server_configs.iter().any(|config| config.get().is_some())
            || self.exported.get().is_some()
    }

    /// The document, of a file whose name says its format and that can be parsed.
    ///
    /// ```
    /// use gonogo_core::document::{Node, ParsedFile};
    /// let compose = ParsedFile::new("compose.yml", b"services:\n  db: {image: postgres}\n");
    /// let image = compose.root().and_then(|root| root.at(&["services", "db", "image"]));
    /// assert_eq!(image.and_then(Node::text), Some("postgres"));
    /// ```
    pub fn document(&self) -> Option<&Document> {
        let tree = self.tree()?;
        tree.problem.is_none().then_some(&tree.document)
    }

    /// The first root of the document.
    pub fn root(&self) -> Option<&Node> {
        self.document()?.roots.first()
    }

    /// The document as far as it could be read; `None` if the name says no format.
    pub(super) fn tree(&self) -> Option<&Tree> {
        let format = Format::for_path(&self.path)?;
        Some(self.tree.get_or_init(|| Tree::parse(format, &self.text, self.dialect())))
    }

    /// The stages of a Dockerfile.
    pub fn dockerfile(&self) -> &Dockerfile {
        self.dockerfile.get_or_init(|| Dockerfile::parse(&self.text))
    }

    /// The web server that the file configures.
    pub fn server(&self) -> Option<Server> {
        *self.server.get_or_init(|| Server::for_file(&self.path, self.bytes()))
    }

    /// The directives of a web server's configuration.
    pub fn server_config(&self, server: Server) -> &ServerConfig {
        self.server_configs[server as usize].get_or_init(|| ServerConfig::parse(server, self.bytes()))
    }

    /// The object that a script exports, `module.exports = {}` or `export default {}`. What is no literal in it stays as it
    /// is written.
    pub fn exported_object(&self) -> Option<&Node> {
        let is_short = self.text.len() <= MAX_TEXT_BYTES;
        self.exported.get_or_init(|| if is_short { exported_object(&self.code()) } else { None }).as_ref()
    }

    /// The tokens of source code in whatever language.
    pub(crate) fn code(&self) -> Code<'_> {
        let dialect = Dialect::for_any(&self.path.to_ascii_lowercase());
        let tokens = self.tokens.get_or_init(|| lex(&self.text, 0..self.text.len(), dialect).tokens.into_owned());
        Code { text: &self.text, dialect, tokens: Cow::Borrowed(tokens) }
    }

    /// The package that a `package.json` describes.
    pub fn package(&self) -> Option<&Package> {
        self.package.get_or_init(|| self.root().map(Package::from_root)).as_ref()
    }
}

impl ParsedFile<'static> {
    /// A file that owns its text.
    pub fn from_bytes(path: String, text: Vec<u8>) -> Self {
        let text = String::from_utf8(text).unwrap_or_else(|error| as_text(error.as_bytes()).into_owned());
        ParsedFile::from_parts(Cow::Owned(path), Cow::Owned(text))
    }
}

impl Tree {
    fn parse(format: Format, text: &str, dialect: &EnvDialect) -> Self {
        let (roots, problem) = match text.len() {
            length if length > MAX_TEXT_BYTES => (Vec::new(), Some(ParseProblem::new(text, 0, TOO_LONG))),
            _ => parse_text(format, text, dialect),
        };
        Tree { document: Document { format, roots }, problem }
    }
}

/// Shows no text: it may be a secret.
impl fmt::Debug for ParsedFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParsedFile").field("path", &self.path).field("bytes", &self.text.len()).finish()
    }
}
