//! Virtual hosts: what one is called, serves and sends.

use crate::{
    detect::analyzers::webserver::nginx::{transport::is_public, walk::walk},
    document::Directive,
};
use std::ops::Range;

/// A virtual host.
pub(super) struct Host<'a> {
    pub(super) block: Option<&'a Directive>,
    /// Its directives, at any depth.
    directives: Vec<&'a Directive>,
}

impl<'a> Host<'a> {
    /// All of a file, outermost blocks first.
    pub(super) fn all(top: &'a [Directive]) -> Vec<Host<'a>> {
        let mut hosts = Vec::new();
        walk(top, &mut |directive, _| {
            if directive.is("VirtualHost") {
                let mut directives = Vec::new();
                walk(directive.blocks(), &mut |inner, _| directives.push(inner));
                hosts.push(Host { block: Some(directive), directives });
            }
        });
        hosts
    }

    /// `<VirtualHost ...`
    pub(super) fn anchor(&self) -> Range<usize> {
        self.block.map_or(0..0, Directive::head)
    }

    fn first(&self, name: &str) -> Option<&'a Directive> {
        self.directives.iter().find(|directive| directive.is(name)).copied()
    }

    /// Its name at the start of messages.
    pub(super) fn called(&self) -> String {
        match self.name() {
            Some(name) => format!("`{name}` on `{}`", self.address()),
            None => format!("`{}`", self.address()),
        }
    }

    /// Its identity among the hosts of its file, whatever is set in it.
    pub(super) fn subject(&self) -> String {
        format!("VirtualHost {} {}", self.address(), self.name().unwrap_or_default())
    }

    fn address(&self) -> &'a str {
        self.block.and_then(|block| block.argument(0)).unwrap_or_default()
    }

    fn name(&self) -> Option<&'a str> {
        self.first("ServerName").and_then(|name| name.argument(0))
    }

    pub(super) fn has_public_name(&self) -> bool {
        self.name().is_some_and(is_public)
    }

    pub(super) fn is_tls(&self) -> bool {
        let says = self.first("SSLEngine").and_then(|engine| engine.argument(0));
        says.is_some_and(|word| word.eq_ignore_ascii_case("on")) || self.has_port(":443")
    }

    pub(super) fn is_on_80(&self) -> bool {
        self.has_port(":80")
    }

    fn has_port(&self, port: &str) -> bool {
        self.block.is_some_and(|block| block.arguments().any(|address| address.ends_with(port)))
    }

    /// Whether it answers, rather than send all elsewhere.
    pub(super) fn serves(&self) -> bool {
        let moves = |directive: &&&Directive| {
            let redirects = directive.is("Redirect") && directive.arguments().any(|word| word == "/")
                || directive.is("RedirectMatch")
                || directive.is("RewriteRule")
                    && directive.arguments().nth(1).is_some_and(|to| to.starts_with("https://"));
            redirects && directive.arguments().any(|word| word.starts_with("http"))
        };
        let serves =
            ["DocumentRoot", "ProxyPass", "ProxyPassMatch", "WSGIScriptAlias", "Alias", "Directory", "Location"];
        !self.directives.iter().any(|directive| moves(&directive))
            && serves.iter().any(|name| self.first(name).is_some())
    }

    /// Whether it passes on a header that says the request came over TLS.
    pub(super) fn is_behind(&self) -> bool {
        self.directives
            .iter()
            .any(|directive| directive.arguments().any(|word| word.to_ascii_lowercase().contains("x-forwarded-proto")))
    }

    /// Whom it passes requests on to.
    pub(super) fn upstream(&self) -> Option<&'a str> {
        let root = |pass: &&&Directive| pass.is("ProxyPass") && pass.argument(0) == Some("/");
        self.directives.iter().find(root).and_then(|pass| pass.argument(1))
    }

    /// Whether it, or the file around it, includes files of which nothing is known.
    pub(super) fn includes_more(&self, top: &[Directive]) -> bool {
        let includes = |directive: &Directive| {
            let known = ["options-ssl-apache.conf", "conf-available/", "mods-enabled/"];
            (directive.is("Include") || directive.is("IncludeOptional") || directive.is("Use"))
                && !directive.argument(0).is_some_and(|path| known.iter().any(|known| path.contains(known)))
        };
        self.directives.iter().any(|directive| includes(directive)) || top.iter().any(includes)
    }

    /// The headers that it sets, and those of the file around it.
    pub(super) fn headers(&self, top: &'a [Directive]) -> Vec<(String, &'a str)> {
        let mut found: Vec<(String, &str)> = self.directives.iter().filter_map(|directive| header(directive)).collect();
        found.extend(top.iter().filter(|directive| !directive.is("VirtualHost")).filter_map(header));
        for module in top.iter().filter(|directive| directive.is("IfModule")) {
            found.extend(module.blocks().iter().filter_map(header));
        }
        found
    }
}

/// All headers that directives set, at any depth.
pub(super) fn headers_in(directives: &[Directive]) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    walk(directives, &mut |directive, _| {
        // Which value does not matter, but for policies that speak of frames.
        found.extend(
            header(directive)
                .map(|(name, value)| (name, if value.contains("frame-ancestors") { "frame-ancestors" } else { "" })),
        );
    });
    found
}

/// `Header always set Name value`.
fn header(directive: &Directive) -> Option<(String, &str)> {
    if !directive.is("Header") {
        return None;
    }
    let mut words = directive.arguments().skip_while(|word| matches!(*word, "always" | "onsuccess"));
    let sets = ["set", "append", "merge", "add", "setifempty"];
    words.next().filter(|action| sets.iter().any(|set| set.eq_ignore_ascii_case(action)))?;
    Some((words.next()?.to_ascii_lowercase(), words.next().unwrap_or_default()))
}
