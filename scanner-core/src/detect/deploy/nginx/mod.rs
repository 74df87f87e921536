//! Configuration of nginx: what its servers send, to whom, and over what.
//!
//! A file is judged together with those that it includes and that include it; what is said of a place is said in the file
//! the place is in, so that each file is judged once.

mod cors;
mod dropped;
mod edit;
pub(super) mod elsewhere;
mod headers;
mod include;
mod location;
mod missing;
mod model;
mod paths;
mod policy;
pub(super) mod protection;
mod site;
mod sources;
pub(super) mod subject;
#[cfg(test)]
mod tests;
pub(super) mod tls;
pub(super) mod transport;
mod tuning;
pub(super) mod walk;

use super::{Area, Found};
use crate::{
    context::is_compose_file,
    detect::ConfigFile,
    document::{Server, ServerConfig},
};
use elsewhere::Elsewhere;
use model::Model;
use sources::Sources;

pub(super) const AREA: Area = Area {
    detectors: &[
        "api-docs-proxied",
        "example-server-name",
        "nginx-alias-traversal",
        "nginx-credentials-for-any-origin",
        "nginx-csp-missing",
        "nginx-csp-unsafe",
        "nginx-directory-listing",
        "nginx-dotfiles-served",
        "nginx-every-origin-allowed",
        "nginx-every-proxy-trusted",
        "nginx-headers-dropped",
        "nginx-headers-missing",
        "nginx-hsts-missing",
        "nginx-hsts-short",
        "nginx-origin-reflected",
        "nginx-plain-http",
        "nginx-untuned",
        "nginx-version-shown",
        "nginx-weak-ciphers",
        "nginx-weak-tls",
    ],
    wants: Server::may_be,
    beside: |path| Server::may_be(path) || is_compose_file(path) || Elsewhere::reads(path),
    search,
};

/// What all checks look at.
struct Review<'a> {
    file: &'a ConfigFile<'a>,
    sources: &'a Sources,
    model: &'a Model<'a>,
    elsewhere: &'a Elsewhere,
}

fn search(file: &ConfigFile<'_>, found: &mut Found<'_>) {
    if Server::of(file.path, file.text) != Some(Server::Nginx) || !subject::is_in_use(file) {
        return;
    }
    let own = ServerConfig::parse(Server::Nginx, file.text).directives;
    let sources = Sources::of(file, own);
    let model = Model::new(&sources);
    let elsewhere = Elsewhere::of(file);
    let review = Review { file, sources: &sources, model: &model, elsewhere: &elsewhere };
    missing::check(&review, found);
    dropped::check(&review, found);
    policy::check(&review, found);
    transport::check(&review, found);
    tls::check(&review, found);
    cors::check(&review, found);
    paths::check(&review, found);
    tuning::check(&review, found);
}
