//! Knowledge of the world: images and the ends of their support, start commands and their programs, roles of services.
//!
//! Below the analyzers: nothing here reports anything.

/// Names of the machine that a program runs on.
pub(in crate::detect) const OWN_MACHINE: [&str; 2] = ["localhost", "127.0.0.1"];

pub(in crate::detect) mod image;
pub(in crate::detect) mod launch;
pub(in crate::detect) mod login;
pub(in crate::detect) mod roles;
pub(in crate::detect) mod store;
