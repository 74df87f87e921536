//! What is known of the world: images and when their support ends, start commands and what they start, the roles of services.
//!
//! Below the analyzers: nothing here reports anything.

pub(in crate::detect) mod image;
pub(in crate::detect) mod launch;
pub(in crate::detect) mod roles;
