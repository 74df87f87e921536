//! `gonogo hook`, and git as it runs what was installed.

mod chain;
mod folder;
mod gate;
mod lifecycle;
mod real;
mod repository;
mod status;
