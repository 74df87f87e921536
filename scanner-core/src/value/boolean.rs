//! Switches, as configuration writes them.

const ON: &[&str] = &["true", "1", "yes", "on", "y", "t", "enable", "enabled", "active", "sim", "si", "ya"];
const OFF: &[&str] = &["false", "0", "no", "off", "n", "f", "disable", "disabled", "inactive", "nao", "tidak", "none"];

/// Whether a value switches something on or off; `None` if it is no switch.
///
/// ```
/// use gonogo_core::value::parse_bool;
/// assert_eq!((parse_bool("True"), parse_bool(" off "), parse_bool("")), (Some(true), Some(false), None));
/// ```
pub fn parse_bool(value: &str) -> Option<bool> {
    let lower = value.trim().to_ascii_lowercase();
    let is = |list: &[&str]| list.contains(&lower.as_str());
    is(ON).then_some(true).or_else(|| is(OFF).then_some(false))
}
