//! Git repositories for tests, made by the git command: with the same ids in every run, whoever runs it.

mod command;
mod fixture;
mod repository;

pub use command::{isolated, run};
pub use fixture::Fixture;
pub use repository::Repository;
