//! Credentials that a scan has met.

use super::Secret;
use std::{collections::BTreeSet, fmt};

/// A shorter value would be hidden in words that have nothing to do with it.
const MIN_VALUE_BYTES: usize = 4;
/// A shorter line of a value with several is no secret alone.
const MIN_LINE_BYTES: usize = 16;

/// All values that reports of a scan must not show: those of findings, and of matches that became none.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials(BTreeSet<Secret>);

impl Credentials {
    /// Adds a value, and each line of it if it has several: a snippet shows some of them only.
    pub fn add(&mut self, value: &[u8]) {
        let mut add = |value: &[u8], least| {
            if value.len() >= least {
                self.0.insert(Secret::new(value));
            }
        };
        add(value, MIN_VALUE_BYTES);
        if value.contains(&b'\n') {
            let lines = value.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
            lines.filter(|line| !line.starts_with(b"-----")).for_each(|line| add(line, MIN_LINE_BYTES));
        }
    }

    /// Adds the values of another scan.
    pub fn merge(&mut self, other: Credentials) {
        if self.0.is_empty() {
            self.0 = other.0;
        } else {
            self.0.extend(other.0);
        }
    }

    /// The values, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(Secret::reveal)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_values_and_their_lines() {
        let mut known = Credentials::default();
        known.add(b"abc");
        known.add(b"hunter2");
        known.add(b"-----BEGIN KEY-----\nMIIEowIBAAKCAQEA0\r\nshort\n-----END KEY-----");
        let values: Vec<_> = known.iter().map(String::from_utf8_lossy).collect();
        assert_eq!(values.len(), 3);
        assert!(values[0].starts_with("-----BEGIN") && values[1..] == ["MIIEowIBAAKCAQEA0", "hunter2"], "{values:?}");
        assert_eq!(format!("{known:?}"), "Credentials(3)");
    }
}
