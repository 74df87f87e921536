//! All tests of the public API, in one binary: each more would be linked once more.

mod checklists;
mod equality;
mod fixtures;
mod git;
mod guard;
mod history;
mod sarif_samples;
mod scan;
mod servers;
mod switches;
