//! Knowledge of the world: images and the ends of their support, start commands and their programs, roles of services.
//!
//! Below the analyzers: nothing here reports anything.

pub(in crate::detect) mod image;
pub(in crate::detect) mod launch;
pub(in crate::detect) mod login;
pub(in crate::detect) mod roles;
