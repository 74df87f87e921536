//! Tests of the public API, in one binary to link once.

mod checklists;
mod deployment;
mod equality;
mod fixtures;
mod git;
mod guard;
mod history;
mod kustomize;
mod layers;
mod project;
mod sarif_samples;
mod scan;
mod servers;
mod setup;
mod surroundings;
mod switches;
mod verdict;
mod written_elsewhere;
