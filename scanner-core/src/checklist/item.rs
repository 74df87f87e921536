//! Checklists as they are answered.

use crate::model::{Category, EvidenceKind, NameWords, PathGlobs, Severity, Technology, Title, UnknownEvidence};
use std::str::FromStr;

/// Items, and the gates that ask for them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Checklist {
    /// The name.
    pub name: String,
    /// The title.
    pub title: Title,
    /// The items, in order. Ids are unique.
    pub items: Vec<Item>,
    /// The gates, by name.
    pub gates: Vec<Gate>,
}

/// One requirement, and how it is decided.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Item {
    /// The id.
    pub id: String,
    /// The item of the common checklist that it is the same as.
    pub same: Option<String>,
    /// The title.
    pub title: Title,
    /// How much it matters.
    pub tier: Tier,
    /// The rows of teams' checklists that it stands for.
    pub rows: Vec<String>,
    /// Rules, none of which may find anything.
    pub rules: Vec<String>,
    /// Categories, no rule of which may find anything.
    pub categories: Vec<Category>,
    /// The severity from which findings fail it; any if there is none.
    pub severity: Option<Severity>,
    /// The names of settings that it is about, without separators; any if there are none.
    pub names: Vec<String>,
    /// The files that it is about; all if there are none.
    pub paths: PathGlobs,
    /// Evidence, all of which must be found.
    pub evidence: Vec<WantedEvidence>,
    /// Whether the evidence must be wired.
    pub wired: bool,
    /// Whether somebody must attest it.
    pub attest: bool,
    /// Technologies, without any of which it does not apply.
    pub needs: Vec<Technology>,
    /// Technologies that its rules know: without any of them, finding nothing says nothing.
    pub covers: Vec<Technology>,
    /// Whether it is about values that only a file for production shows.
    pub needs_production_file: bool,
    /// Evidence that a setting decides it. Without any, the code does, and no file for production is needed.
    pub switches: Vec<EvidenceKind>,
    /// Whether it is about the history instead of the files.
    pub history: bool,
    /// Whether the values of production are compared with all that the repository ever held.
    pub compare: bool,
}

/// Kinds of evidence, one of which is enough: `csrf-protection|content-security-policy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedEvidence(pub Vec<EvidenceKind>);

impl FromStr for WantedEvidence {
    type Err = UnknownEvidence;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split('|').map(str::parse).collect::<Result<_, _>>().map(WantedEvidence)
    }
}

/// The importance of an item: a severity, low by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier(pub Severity);

impl Default for Tier {
    fn default() -> Self {
        Tier(Severity::Low)
    }
}

/// A decision that asks for some of the items.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Gate {
    /// The name.
    pub name: String,
    /// The tiers it asks for.
    pub tiers: Vec<Severity>,
    /// Items that it asks for besides.
    pub items: Vec<String>,
    /// Items of these tiers that it does not ask for.
    pub without: Vec<String>,
}

impl Checklist {
    /// The gate of a name.
    pub fn gate(&self, name: &str) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.name == name)
    }

    /// The item of an id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

impl Item {
    /// Whether findings decide it, among other things.
    pub fn is_static(&self) -> bool {
        !self.rules.is_empty() || !self.categories.is_empty()
    }

    /// The name by which its state is known: that of the item it is the same as, else its own.
    pub fn subject(&self) -> &str {
        self.same.as_ref().unwrap_or(&self.id)
    }

    /// Whether an id means it.
    pub fn is_called(&self, id: &str) -> bool {
        self.id == id || self.same.as_deref() == Some(id)
    }

    /// Whether anything decides it.
    pub fn is_decided(&self) -> bool {
        self.is_static() || !self.evidence.is_empty() || self.attest || self.compare
    }

    /// Whether it is about a file; about any if it names none.
    pub fn is_about_file(&self, path: &str) -> bool {
        self.paths.is_empty() || self.paths.matches(path)
    }

    /// Whether findings about a data store say something of it, if it needs nothing but data stores.
    pub fn is_about_store(&self, store: Technology) -> Option<bool> {
        use Technology::{Database, Minio, Redis};
        let is_of_stores = !self.needs.is_empty() && self.needs.iter().all(|needed| needed.is_store());
        let is_of_others = || self.needs.contains(&Database) && !matches!(store, Minio | Redis);
        is_of_stores.then(|| self.needs.contains(&store) || is_of_others())
    }

    /// Whether it is about settings of a name; about any if it names none.
    pub fn is_about(&self, name: &str) -> bool {
        if self.names.is_empty() {
            return true;
        }
        let longest = self.names.iter().map(String::len).max().unwrap_or(0);
        NameWords::new(name).runs(longest).any(|run| self.names.iter().any(|known| known == run))
    }
}

impl Gate {
    /// Whether it asks for an item.
    pub fn asks_for(&self, item: &Item) -> bool {
        let is_of_tier = self.tiers.contains(&item.tier.0) && !self.without.contains(&item.id);
        is_of_tier || self.items.contains(&item.id)
    }
}
