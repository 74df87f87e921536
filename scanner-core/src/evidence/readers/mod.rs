//! What detectors have in common: commands, calls, schedules, routes, imports and statements as files write them.

pub(super) mod call;
pub(super) mod calls;
pub(super) mod commands;
pub(super) mod imports;
pub(super) mod parts;
pub(super) mod routes;
pub(super) mod run;
pub(super) mod schedules;
pub(super) mod sql;
pub(super) mod text;
pub(super) mod tree;
pub(super) mod words;
