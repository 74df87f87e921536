//! A history gives what scanning each version of each file in full would give.

#![cfg(feature = "git")]

mod random;
mod real;
mod versions;
