//! Scans of web server configurations.

mod fixes;
mod projects;
