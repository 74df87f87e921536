//! Servers: what one listens on and serves.

use super::{
    headers::{self, Header},
    location::{Answer, Location, answer, pick},
    sources::{Level, Placed, Sources},
};
use std::{ops::Range, rc::Rc};

/// A `server` of `http`.
pub(super) struct Site<'a> {
    pub(super) block: Placed<'a>,
    /// The levels around it, outermost first.
    pub(super) outer: Rc<Vec<Level<'a>>>,
    pub(super) level: Level<'a>,
    pub(super) locations: Vec<Location<'a>>,
}

/// The purpose of a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// To answer.
    Serve,
    /// To send elsewhere.
    Redirect,
    /// To turn away requests for no other server, or to show nginx's status.
    Aside,
}

/// One `listen`.
pub(super) struct Listener<'a> {
    pub(super) at: Option<Placed<'a>>,
    /// `None` if it is a variable or a socket.
    pub(super) port: Option<u16>,
    pub(super) is_tls: bool,
    /// Whether only the machine itself can connect.
    pub(super) is_local: bool,
}

/// A page that no location has a reason to treat apart.
const SOME_PAGE: &str = "/some-page";

impl<'a> Site<'a> {
    pub(super) fn new(sources: &Sources<'a>, block: Placed<'a>, outer: Rc<Vec<Level<'a>>>) -> Self {
        let level = sources.inside(block);
        let locations = Location::in_level(sources, &level);
        Site { block, outer, level, locations }
    }

    /// The word `server`.
    pub(super) fn anchor(&self) -> Range<usize> {
        self.block.directive.words()[0].span.clone()
    }

    /// Its name at the start of messages: its host name, else its port.
    pub(super) fn called(&self) -> String {
        match (self.name(), self.address()) {
            (Some(name), Some(port)) => format!("`{name}` on {port}"),
            (Some(name), None) => format!("`{name}`"),
            (None, port) => format!("The server on {}", port.unwrap_or("80")),
        }
    }

    /// Its identity among the servers of its file, whatever is set in it.
    pub(super) fn subject(&self) -> String {
        format!("server {} {}", self.name().unwrap_or_default(), self.address().unwrap_or("80"))
    }

    fn name(&self) -> Option<&'a str> {
        self.names().find(|name| !matches!(*name, "_" | "" | "localhost"))
    }

    fn address(&self) -> Option<&'a str> {
        self.level.all("listen").next().and_then(|listen| listen.directive.argument(0))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.level
            .directives
            .iter()
            .filter(|placed| placed.directive.name() == "server_name")
            .flat_map(|placed| placed.directive.arguments())
    }

    /// All levels around locations and the server's own, outermost first.
    pub(super) fn levels(&self) -> impl Iterator<Item = &Level<'a>> {
        self.outer.iter().chain([&self.level])
    }

    /// Whether all that is included around locations is known.
    pub(super) fn is_complete(&self) -> bool {
        self.levels().all(|level| level.is_complete)
    }

    /// The last directive of a name that holds for the server.
    pub(super) fn setting(&self, name: &str) -> Option<Placed<'a>> {
        let levels: Vec<&Level<'a>> = self.levels().collect();
        levels.into_iter().rev().find_map(|level| level.last(name))
    }

    /// The headers of answers in these locations, of which each lies in the one before it.
    pub(super) fn headers(&self, locations: &[&Location<'a>]) -> Vec<Header<'a>> {
        headers::sent(self.levels().chain(locations.iter().map(|location| &location.level)))
    }

    /// The same in a condition in the last of these locations.
    pub(super) fn headers_inside(&self, locations: &[&Location<'a>], condition: &Level<'a>) -> Vec<Header<'a>> {
        let levels = locations.iter().map(|location| &location.level).chain([condition]);
        headers::sent(self.levels().chain(levels))
    }

    /// The locations that most requests end in.
    pub(super) fn main(&self) -> Vec<&Location<'a>> {
        pick(&self.locations, SOME_PAGE)
    }

    /// The answer to a request that ends in these locations.
    pub(super) fn answer(&self, locations: &[&Location<'a>]) -> Answer<'a> {
        // What the server itself returns comes before any location.
        if let Some(returned @ (Answer::Redirect(_) | Answer::Reject | Answer::Text)) = answer(&self.level) {
            return returned;
        }
        // What files are made of is handed down, whom to ask is not.
        locations.last().and_then(|location| answer(&location.level)).unwrap_or(Answer::Files)
    }

    pub(super) fn purpose(&self) -> Purpose {
        let rejects_handshakes =
            self.level.last("ssl_reject_handshake").is_some_and(|placed| placed.directive.argument(0) == Some("on"));
        match self.answer(&self.main()) {
            Answer::Reject | Answer::Status | Answer::Internal if !self.serves_beside() => Purpose::Aside,
            Answer::Redirect(_) if !self.serves_beside() => Purpose::Redirect,
            Answer::Text if self.locations.is_empty() || !self.serves_beside() => Purpose::Aside,
            _ if rejects_handshakes => Purpose::Aside,
            _ => Purpose::Serve,
        }
    }

    /// Whether a location serves something of the application, where the main one does not.
    fn serves_beside(&self) -> bool {
        let returns = matches!(answer(&self.level), Some(Answer::Redirect(_) | Answer::Reject | Answer::Text));
        !returns
            && self.locations.iter().any(|location| {
                matches!(answer(&location.level), Some(Answer::Files | Answer::Proxy(_)))
                    && !is_technical(location.path())
            })
    }

    pub(super) fn listeners(&self) -> Vec<Listener<'a>> {
        let all_tls = self.setting("ssl").is_some_and(|placed| placed.directive.argument(0) == Some("on"));
        let has_certificate = self.setting("ssl_certificate").is_some();
        let found: Vec<Listener<'a>> =
            self.level.all("listen").map(|listen| Listener::of(listen, all_tls, has_certificate)).collect();
        if found.is_empty() {
            return vec![Listener { at: None, port: Some(80), is_tls: all_tls, is_local: false }];
        }
        found
    }

    pub(super) fn is_tls(&self) -> bool {
        self.listeners().iter().any(|listener| listener.is_tls)
    }

    /// Whether only the machine itself can connect.
    pub(super) fn is_local(&self) -> bool {
        self.listeners().iter().all(|listener| listener.is_local)
    }
}

impl<'a> Listener<'a> {
    fn of(at: Placed<'a>, all_tls: bool, has_certificate: bool) -> Self {
        let address = at.directive.argument(0).unwrap_or_default();
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port),
            _ if address.bytes().all(|byte| byte.is_ascii_digit()) => ("", address),
            _ if address.contains(['$', '{']) => (address, ""),
            _ => (address, "80"),
        };
        let port = port.parse().ok();
        let says = at.directive.arguments().skip(1).any(|word| word == "ssl" || word == "quic");
        let is_local = host.starts_with("127.") || matches!(host, "localhost" | "[::1]" | "unix");
        Listener { at: Some(at), port, is_tls: all_tls || says || port == Some(443) && has_certificate, is_local }
    }
}

/// Paths for the proof of a domain, probes and metrics.
pub(super) fn is_technical(path: &str) -> bool {
    const PARTS: [&str; 13] = [
        ".well-known", "acme", "health", "ping", "status", "metrics", "ready", "live", "alive", "robots", "favicon",
        "50x", "404",
    ];
    let lower = path.to_ascii_lowercase();
    PARTS.iter().any(|part| lower.contains(part))
}
