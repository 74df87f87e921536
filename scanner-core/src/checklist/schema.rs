//! The TOML of a checklist, one to one. `docs/verdict.md` explains every key.

use crate::model::{Category, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A checklist as it is written: in a file of its own, or as `[checklist]` of `gonogo.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChecklistFile {
    pub(super) schema: Option<Spanned<u32>>,
    pub(super) name: Option<Spanned<String>>,
    pub(super) title: Option<String>,
    pub(super) title_id: Option<String>,
    /// A built-in checklist, or the path of a file.
    pub(super) extends: Option<Spanned<String>>,
    /// Items of that checklist to leave out.
    pub(super) without: Vec<Spanned<String>>,
    pub(super) gates: BTreeMap<String, GateTable>,
    pub(super) item: Vec<Spanned<ItemTable>>,
}

/// A gate: what it asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GateTable {
    pub(super) tiers: Vec<Severity>,
    pub(super) items: Vec<Spanned<String>>,
    pub(super) without: Vec<Spanned<String>>,
}

/// An item. What it leaves out is that of the item it is the same as, or of the item of its id that is extended.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemTable {
    pub(super) id: Spanned<String>,
    /// An item to take everything from that is not written here.
    pub(super) same: Option<Spanned<String>>,
    pub(super) title: Option<String>,
    pub(super) title_id: Option<String>,
    pub(super) tier: Option<Severity>,
    pub(super) rows: Option<Vec<String>>,
    pub(super) rules: Option<Vec<Spanned<String>>>,
    pub(super) categories: Option<Vec<Category>>,
    pub(super) severity: Option<Severity>,
    pub(super) names: Option<Vec<String>>,
    pub(super) paths: Option<Vec<Spanned<String>>>,
    pub(super) evidence: Option<Vec<Spanned<String>>>,
    pub(super) wired: Option<bool>,
    pub(super) attest: Option<bool>,
    pub(super) needs: Option<Vec<Spanned<String>>>,
    pub(super) covers: Option<Vec<Spanned<String>>>,
    pub(super) needs_production_file: Option<bool>,
    pub(super) switches: Option<Vec<Spanned<String>>>,
    pub(super) history: Option<bool>,
    pub(super) compare: Option<bool>,
}
