//! The command as a whole, from its arguments to its output and exit code.

mod documents;
mod project;
mod rotate;
mod scan;
