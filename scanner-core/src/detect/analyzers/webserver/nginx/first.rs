//! First configurations: what answers over plain HTTP until there is a certificate, beside the one that uses it.

use super::{Review, site::Site, walk::walk};
use crate::{
    detect::project::split,
    document::{Directive, Server},
};

/// Whether a server is there to prove the domain, and another file of its folder serves the same names over TLS or sends plain
/// requests for them away to where it does.
pub(super) fn is_first(review: &Review<'_>, site: &Site<'_>) -> bool {
    let proves = site.locations.iter().any(|location| location.path().contains("acme-challenge"));
    let files = review.file.relations.files();
    let beside = files.inside(split(review.file.path).0).filter(|path| *path != review.file.path);
    let mut others = beside.filter_map(|path| files.file(path)).filter(|file| file.server() == Some(Server::Nginx));
    proves && others.any(|other| takes_over(&other.server_config(Server::Nginx).directives, site))
}

/// Whether the servers of another file take over the names of a server.
fn takes_over(directives: &[Directive], site: &Site<'_>) -> bool {
    let mut servers = Vec::new();
    walk(directives, &mut |directive, around| {
        if directive.is("server") && around.iter().all(|block| block.is("http")) {
            servers.push(directive);
        }
    });
    let is_same = |server: &&&Directive| {
        let mut names = all(server, "server_name").flat_map(Directive::arguments);
        names.any(|name| site.names().any(|own| own == name))
    };
    let is_tls = |server: &Directive| all(server, "listen").any(|listen| listen.arguments().any(|word| word == "ssl"));
    servers.iter().any(|server| is_tls(server))
        && servers.iter().filter(is_same).any(|server| is_tls(server) || sends_away(server))
}

/// Whether a server sends requests to an address with TLS.
fn sends_away(server: &Directive) -> bool {
    let mut sends = false;
    walk(server.blocks(), &mut |inner, _| {
        let is_https = || inner.arguments().any(|word| word.starts_with("https://"));
        sends |= matches!(inner.name(), "return" | "rewrite") && is_https();
    });
    sends
}

fn all<'d>(server: &'d Directive, name: &'static str) -> impl Iterator<Item = &'d Directive> {
    server.blocks().iter().filter(move |inner| inner.name() == name)
}
