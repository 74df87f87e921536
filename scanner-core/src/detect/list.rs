//! Lists in messages.

/// `a`, `b` and 3 more.
pub(super) fn list(names: &[&str]) -> String {
    const MAX_NAMED: usize = 5;
    let shown: Vec<String> = names.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(MAX_NAMED) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
