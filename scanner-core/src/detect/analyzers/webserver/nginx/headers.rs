//! Headers of responses.
//!
//! nginx hands `add_header` down level by level, but not piece by piece: a level with one of its own has none of those
//! above it, unless `add_header_inherit` says otherwise. `more_set_headers` of the headers-more module adds up.

use super::sources::{Level, Placed};

/// A header that is added to responses.
#[derive(Clone)]
pub(super) struct Header<'a> {
    /// In lower case.
    pub(super) name: String,
    pub(super) value: &'a str,
    /// Whether it is also added to errors.
    pub(super) always: bool,
    /// The directive that adds it.
    pub(super) at: Placed<'a>,
}

/// The headers that a level inherits from the one above it.
#[derive(Clone, Copy)]
enum Inheritance {
    /// All, if it has none of its own.
    Unless,
    /// All, and adds its own.
    Merge,
    /// Nothing.
    Off,
}

/// The headers that are added to what is answered in the last of these levels, of which the first is the outermost.
pub(super) fn sent<'a, 'l>(levels: impl Iterator<Item = &'l Level<'a>>) -> Vec<Header<'a>>
where
    'a: 'l,
{
    let (mut added, mut set) = (Vec::new(), Vec::new());
    let mut inheritance = Inheritance::Unless;
    for level in levels {
        inheritance = own_inheritance(level).unwrap_or(inheritance);
        let own: Vec<Header<'a>> = added_in(level).collect();
        match inheritance {
            Inheritance::Unless if own.is_empty() => {}
            Inheritance::Merge => added.extend(own),
            Inheritance::Unless | Inheritance::Off => added = own,
        }
        set.extend(set_in(level));
    }
    added.extend(set);
    // nginx sends no empty header.
    added.retain(|header| !header.value.is_empty());
    added
}

fn own_inheritance(level: &Level<'_>) -> Option<Inheritance> {
    match level.last("add_header_inherit")?.directive.argument(0)? {
        "merge" => Some(Inheritance::Merge),
        "off" => Some(Inheritance::Off),
        _ => Some(Inheritance::Unless),
    }
}

/// The headers that a level adds itself.
pub(super) fn added_in<'a>(level: &Level<'a>) -> impl Iterator<Item = Header<'a>> {
    level.all("add_header").filter_map(|at| {
        let name = at.directive.argument(0)?.to_ascii_lowercase();
        let value = at.directive.argument(1).unwrap_or_default();
        Some(Header { name, value, always: at.directive.argument(2) == Some("always"), at })
    })
}

/// `more_set_headers 'Name: value' ...;`
fn set_in<'a>(level: &Level<'a>) -> impl Iterator<Item = Header<'a>> {
    level.all("more_set_headers").flat_map(|at| {
        let pairs = at.directive.arguments().filter_map(|word| word.split_once(':'));
        pairs.map(move |(name, value)| Header {
            name: name.trim().to_ascii_lowercase(),
            value: value.trim(),
            always: true,
            at,
        })
    })
}
