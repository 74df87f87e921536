//! Analyzers of web servers: nginx, Apache httpd and Caddy.
//!
//! The three share what nginx's knows: the protections of a site, and the servers in front of it.

pub(super) mod apache;
pub(super) mod caddy;
pub(super) mod nginx;

use super::{Analyzer, Check, Diagnostics, list};
