//! Checklists: from TOML to items that a verdict answers.
//!
//! `schema` mirrors the TOML, `item` is what it means, `load` turns one into the other: it follows `extends` and `same`, and points
//! at what is wrong. The built-in checklists go the same way.
//!
//! ```
//! use gonogo_core::checklist::{Checklist, Source};
//!
//! let production = Checklist::builtin("production")?;
//! assert!(production.items.len() > 100 && production.gate("staging").is_some());
//!
//! let own = Source::new("acme.toml", "extends = 'production'\nwithout = ['translated']\n");
//! let own = Checklist::load(&own, &|_, _| None)?;
//! assert_eq!(own.items.len() + 1, production.items.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod item;
mod load;
mod schema;

pub use error::ChecklistError;
pub use item::{Checklist, Gate, Item, WantedEvidence};
pub use load::{Find, Source};
pub use schema::ChecklistFile;

impl Checklist {
    /// The names of the built-in checklists.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        gonogo_rules::CHECKLISTS.iter().map(|(name, _)| *name)
    }

    /// A built-in checklist.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn builtin(name: &str) -> Result<Self, ChecklistError> {
        let source = Source::builtin(name).ok_or_else(|| Checklist::unknown(name))?;
        Checklist::load(&source, &|_, _| None)
    }

    /// The error for the name of no checklist.
    pub fn unknown(name: &str) -> ChecklistError {
        ChecklistError::unknown_checklist(name)
    }

    /// The sentence about the id of no item.
    pub fn unknown_item(&self, id: &str) -> String {
        ChecklistError::unknown("item", id, self.items.iter().map(|item| item.id.as_str())).to_string()
    }
}

#[cfg(test)]
mod tests;
