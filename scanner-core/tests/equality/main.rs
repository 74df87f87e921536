//! A history gives what scanning each version of each file in full would give.

mod random;
mod real;
mod versions;
