//! Configuration of web servers, scanned as users scan it.

mod fixes;
mod projects;
