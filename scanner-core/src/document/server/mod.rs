//! Configuration of web servers (nginx, Apache httpd and Caddy), parsed to directives with words and blocks.
//!
//! The three languages differ in the syntax of directives and blocks; the tree is the same. Templates are parsed as far
//! as possible: an expression is a word, and control statements are skipped, so that all branches are in the tree.

mod apache;
mod caddy;
mod directive;
mod kind;
mod lua;
mod nginx;
#[cfg(test)]
mod tests;

use super::Word;
pub use directive::Directive;
pub use kind::Server;

use super::{ParseProblem, TOO_LONG, as_text};

/// Maximum length of a text; a longer one is not a configuration and is not parsed.
const MAX_TEXT_BYTES: usize = 1 << 20;
/// Maximum depth of blocks, since consumers recurse; deeper ones are skipped.
const MAX_DEPTH: usize = 32;

/// A parsed configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerConfig {
    /// The directives outside any block, in order.
    pub directives: Vec<Directive>,
    /// The first error that the server would report. The rest of the file is parsed nevertheless.
    pub problem: Option<ParseProblem>,
}

impl ServerConfig {
    /// Parses a file.
    ///
    /// ```
    /// use gonogo_core::document::{Server, ServerConfig};
    /// let config = ServerConfig::parse(Server::Nginx, b"server { listen 443 ssl; }");
    /// assert_eq!(config.directives[0].blocks()[0].arguments().collect::<Vec<_>>(), ["443", "ssl"]);
    /// assert_eq!(config.problem, None);
    /// ```
    pub fn parse(server: Server, text: &[u8]) -> Self {
        let text = as_text(text);
        if text.len() > MAX_TEXT_BYTES {
            return ServerConfig { directives: Vec::new(), problem: Some(ParseProblem::new(&text, 0, TOO_LONG)) };
        }
        #[cfg(test)]
        super::parses::note("directives", &text);
        let (directives, problem) = match server {
            Server::Nginx => nginx::parse(&text),
            Server::Apache => apache::parse(&text),
            Server::Caddy => caddy::parse(&text),
        };
        let problem = problem.map(|(at, said)| ParseProblem::new(&text, at, said));
        ServerConfig { directives, problem }
    }
}
