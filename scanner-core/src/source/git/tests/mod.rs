//! Real repositories.

mod fixture;
mod opening;

pub(crate) use fixture::Fixture;
