//! Analyzers of web servers: nginx, Apache httpd and Caddy.
//!
//! The three share what nginx's knows: which protections a site owes its visitors, and what stands in front of it.

pub(super) mod apache;
pub(super) mod caddy;
pub(super) mod nginx;

use super::{Analyzer, Check, Diagnostics, list};
