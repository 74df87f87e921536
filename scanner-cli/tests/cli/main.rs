//! The command as a whole, from its arguments to its output and exit code.

#[cfg(unix)]
mod action;
#[cfg(unix)]
mod broken;
mod cases;
mod coverage;
mod documents;
#[cfg(unix)]
mod fix;
mod git;
#[cfg(unix)]
mod hook;
#[cfg(unix)]
mod key;
mod paths;
#[cfg(unix)]
mod pipes;
#[cfg(unix)]
mod planted;
mod project;
mod rotate;
mod scan;
mod verdict;
