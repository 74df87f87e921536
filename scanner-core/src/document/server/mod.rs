//! Configuration of web servers: nginx, Apache httpd and Caddy, as directives with words and blocks.
//!
//! The three languages differ in how a directive ends and how a block is written; what is read is one tree. Templates of such
//! files are read as far as they go: what a template engine fills in is a word, what it decides is passed over, so that
//! all branches are there.

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

/// A longer text is not parsed.
const LONGEST_TEXT: usize = 1 << 20;
/// A block that lies deeper is passed over.
const DEEPEST: usize = 32;

/// A parsed file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerConfig {
    /// The directives outside any block, in order.
    pub directives: Vec<Directive>,
    /// What the server would refuse first. Everything else is read nevertheless.
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
        if text.len() > LONGEST_TEXT {
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
