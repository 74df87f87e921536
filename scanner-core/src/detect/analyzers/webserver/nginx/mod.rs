//! Configuration of nginx: what its servers send, to whom, and over what.
//!
//! A file is judged together with those that it includes and that include it; what is said of a place is said in the file
//! the place is in, so that each file is judged once.

mod cors;
mod edit;
mod embedded;
mod first;
mod headers;
mod include;
mod inner;
mod location;
mod lost_headers;
mod missing;
mod model;
mod paths;
mod policy;
pub(super) mod protection;
pub(super) mod reverse_proxy;
mod site;
mod sources;
pub(super) mod subject;
#[cfg(test)]
mod tests;
pub(super) mod tls;
pub(super) mod transport;
mod tuning;
pub(super) mod walk;

use super::{Analyzer, Check, Diagnostics};
use crate::{
    context::is_compose_file,
    detect::ConfigFile,
    document::{Directive, Format, Server, ServerConfig},
};
use model::Model;
use reverse_proxy::ReverseProxyContext;
use sources::Sources;

pub(in crate::detect::analyzers) const ANALYZER: Analyzer = Analyzer {
    checks: &[
        Check::ApiDocsProxied,
        Check::ExampleServerName,
        Check::NginxAliasTraversal,
        Check::NginxCredentialsForAnyOrigin,
        Check::NginxCspMissing,
        Check::NginxCspUnsafe,
        Check::NginxDirectoryListing,
        Check::NginxDotfilesServed,
        Check::NginxEveryOriginAllowed,
        Check::NginxEveryProxyTrusted,
        Check::NginxHeadersDropped,
        Check::NginxHeadersMissing,
        Check::NginxHstsMissing,
        Check::NginxHstsShort,
        Check::NginxOriginReflected,
        Check::NginxPlainHttp,
        Check::NginxUntuned,
        Check::NginxVersionShown,
        Check::NginxWeakCiphers,
        Check::NginxWeakTls,
    ],
    applies_to: |path| Server::may_be(path) || embedded::may_hold(path),
    reads,
    check,
};

/// Other configurations, and what says what is in front of them.
fn reads(path: &str) -> bool {
    let is_told = is_compose_file(path) || Format::for_path(path) == Some(Format::Dockerfile);
    Server::may_be(path) || is_told || ReverseProxyContext::reads(path)
}

/// The input of all checks.
struct Review<'a> {
    file: &'a ConfigFile<'a>,
    sources: &'a Sources<'a>,
    model: &'a Model<'a>,
    elsewhere: &'a ReverseProxyContext,
}

fn check(file: &ConfigFile<'_>, found: &mut Diagnostics<'_>) {
    if embedded::may_hold(file.path) {
        let parts = embedded::parts(file.text);
        if !parts.is_empty() && subject::is_in_use(file) {
            for part in parts {
                review(file, &ServerConfig::parse(Server::Nginx, &part).directives, found);
            }
        }
    } else if file.parsed.server() == Some(Server::Nginx) && subject::is_in_use(file) {
        review(file, &file.parsed.server_config(Server::Nginx).directives, found);
    }
}

/// Runs all checks on directives of the file.
fn review(file: &ConfigFile<'_>, own: &[Directive], found: &mut Diagnostics<'_>) {
    let sources = Sources::new(file, own);
    let model = Model::new(&sources);
    let elsewhere = ReverseProxyContext::of(file);
    let review = Review { file, sources: &sources, model: &model, elsewhere: &elsewhere };
    for check in CHECKS {
        check(&review, found);
    }
}

/// Claims what is wrong of one kind.
type CheckFn = fn(&Review<'_>, &mut Diagnostics<'_>);

const CHECKS: [CheckFn; 8] = [
    missing::check,
    lost_headers::check,
    policy::check,
    transport::check,
    tls::check,
    cors::check,
    paths::check,
    tuning::check,
];
