//! Real repositories.

mod damage;
mod fixture;
mod opening;
mod random;

pub(crate) use fixture::Fixture;
