//! From the TOML of a checklist, and of those it extends, to its items.

use super::{
    Checklist, ChecklistError, ChecklistFile, Gate, Item,
    item::Tier,
    schema::{GateTable, ItemTable},
};
use crate::model::{EvidenceKind, PathGlobs, Severity, Technology};
use std::{collections::BTreeSet, ops::Range, str::FromStr};
use toml::Spanned;

/// The version of the format that this build reads.
const SCHEMA: u32 = 1;
/// The checklist whose items `same` names where nothing is extended.
const COMMON: &str = "production";

/// The text of a checklist, and the file it is in.
#[derive(Clone, Debug)]
pub struct Source {
    origin: String,
    text: String,
    /// The table of a file that holds more than the checklist.
    table: Option<ChecklistFile>,
}

/// Finds the checklist that another one extends: given the name and the file that names it. Built-in ones are found without.
pub type Find<'f> = &'f dyn Fn(&str, &str) -> Option<Source>;

impl Source {
    /// A file.
    pub fn new(origin: impl Into<String>, text: impl Into<String>) -> Self {
        Source { origin: origin.into(), text: text.into(), table: None }
    }

    /// A table of a larger file, whose text its places point into.
    pub fn table(origin: impl Into<String>, text: impl Into<String>, table: ChecklistFile) -> Self {
        Source { table: Some(table), ..Source::new(origin, text) }
    }

    /// A built-in checklist.
    pub fn builtin(name: &str) -> Option<Self> {
        let (name, text) = gonogo_rules::CHECKLISTS.iter().find(|(known, _)| *known == name)?;
        Some(Source::new(*name, *text))
    }

    fn read(&self) -> Result<ChecklistFile, ChecklistError> {
        let file = match &self.table {
            Some(table) => table.clone(),
            None => toml::from_str(&self.text).map_err(|error| {
                let help = "docs/verdict.md describes every key of a checklist";
                self.error(ChecklistError::new(error.message(), help), error.span().unwrap_or_default())
            })?,
        };
        match &file.schema {
            Some(schema) if *schema.get_ref() != SCHEMA => {
                let message = format!("schema {} is not known", schema.get_ref());
                let help = format!("this version reads schema = {SCHEMA}");
                Err(self.error(ChecklistError::new(message, help), schema.span()))
            }
            _ => Ok(file),
        }
    }

    fn error(&self, error: ChecklistError, span: Range<usize>) -> ChecklistError {
        error.at(&self.origin, &self.text, span)
    }

    fn unknown<'k>(&self, what: &str, name: &Spanned<String>, known: impl Iterator<Item = &'k str>) -> ChecklistError {
        self.error(ChecklistError::unknown(what, name.get_ref(), known), name.span())
    }
}

impl Checklist {
    /// Reads a checklist, and those it extends.
    ///
    /// # Errors
    /// What `docs/verdict.md` does not allow: unknown items, evidence or technologies, a circle of checklists that extend each
    /// other. Ids of rules are checked by [`Checklist::check_rules`].
    pub fn load(source: &Source, find: Find<'_>) -> Result<Self, ChecklistError> {
        load(source, find, &mut Vec::new())
    }

    /// Checks the ids of all rules that items name. `source` is where the checklist is from, for the places.
    ///
    /// # Errors
    /// There is no such rule.
    pub fn check_rules<'k>(&self, source: &Source, known: impl Iterator<Item = &'k str>) -> Result<(), ChecklistError> {
        let known: BTreeSet<&str> = known.collect();
        let file = source.read()?;
        let mut written = file.item.iter().flat_map(|item| item.get_ref().rules.iter().flatten());
        if let Some(rule) = written.find(|rule| !known.contains(rule.get_ref().as_str())) {
            return Err(source.unknown("rule", rule, known.iter().copied()));
        }
        let inherited = self.items.iter().flat_map(|item| &item.rules).find(|rule| !known.contains(rule.as_str()));
        inherited.map_or(Ok(()), |rule| Err(ChecklistError::unknown("rule", rule, known.iter().copied())))
    }
}

/// `before` are the origins of the checklists that extend this one.
fn load(source: &Source, find: Find<'_>, before: &mut Vec<String>) -> Result<Checklist, ChecklistError> {
    let file = source.read()?;
    before.push(source.origin.clone());
    let mut checklist = match &file.extends {
        Some(extended) => extend(source, extended, find, before)?,
        None => Checklist::default(),
    };
    let common = match &file.extends {
        None if source.origin != COMMON && file.item.iter().any(|item| item.get_ref().same.is_some()) => {
            Checklist::builtin(COMMON)?
        }
        _ => checklist.clone(),
    };
    match file.name {
        Some(name) => checklist.name = name.into_inner(),
        None if checklist.name.is_empty() => checklist.name = stem(&source.origin).to_owned(),
        None => {}
    }
    if let Some(title) = file.title {
        checklist.title.english = title;
        checklist.title.indonesian = file.title_id;
    }
    for left_out in &file.without {
        let Some(at) = checklist.items.iter().position(|item| item.id == *left_out.get_ref()) else {
            return Err(source.unknown("item", left_out, ids(&checklist)));
        };
        checklist.items.remove(at);
    }
    let mut written = BTreeSet::new();
    for table in &file.item {
        let id = &table.get_ref().id;
        if !written.insert(id.get_ref()) {
            let error =
                ChecklistError::new(format!("there are two items `{}`", id.get_ref()), "give each an id of its own");
            return Err(source.error(error, id.span()));
        }
        add(source, table, &common, &mut checklist)?;
    }
    for (name, table) in &file.gates {
        let gate = gate(source, name, table, &checklist)?;
        checklist.gates.retain(|known| known.name != *name);
        checklist.gates.push(gate);
    }
    // What is left out is no longer asked for.
    let known: Vec<String> = checklist.items.iter().map(|item| item.id.clone()).collect();
    checklist.gates.iter_mut().for_each(|gate| gate.items.retain(|id| known.contains(id)));
    checklist.gates.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(checklist)
}

/// `checklists/acme.toml` is `acme`.
fn stem(origin: &str) -> &str {
    let name = origin.rsplit(['/', '\\']).next().unwrap_or(origin);
    name.strip_suffix(".toml").unwrap_or(name)
}

fn ids(checklist: &Checklist) -> impl Iterator<Item = &str> {
    checklist.items.iter().map(|item| item.id.as_str())
}

fn extend(
    source: &Source,
    extended: &Spanned<String>,
    find: Find<'_>,
    before: &mut Vec<String>,
) -> Result<Checklist, ChecklistError> {
    let name = extended.get_ref();
    let Some(base) = Source::builtin(name).or_else(|| find(name, &source.origin)) else {
        return Err(source.error(ChecklistError::unknown_checklist(name), extended.span()));
    };
    if before.contains(&base.origin) {
        let message = match before.as_slice() {
            [_] => format!("`{name}` extends itself"),
            all => format!("checklists extend each other in a circle: {}", all.join(", ")),
        };
        let help = "extend a built-in checklist, or one that extends none of these";
        return Err(source.error(ChecklistError::new(message, help), extended.span()));
    }
    load(&base, find, before)
}

/// Adds an item, or changes the one of its id.
fn add(
    source: &Source,
    table: &Spanned<ItemTable>,
    common: &Checklist,
    checklist: &mut Checklist,
) -> Result<(), ChecklistError> {
    let written = table.get_ref();
    let id = written.id.get_ref();
    let known = checklist.items.iter().position(|item| item.id == *id);
    let base = match &written.same {
        Some(same) => match common.item(same.get_ref()) {
            Some(item) => item.clone(),
            None => return Err(source.unknown("item", same, ids(common))),
        },
        None => known.map_or_else(Item::default, |at| checklist.items[at].clone()),
    };
    let item = item(source, written, base)?;
    if !item.is_decided() {
        let error = ChecklistError::new(
            format!("nothing decides the item `{id}`"),
            "give it `rules`, `categories`, `evidence`, `attest = true` or `same`",
        );
        return Err(source.error(error, table.span()));
    }
    match known {
        Some(at) => checklist.items[at] = item,
        None => checklist.items.push(item),
    }
    Ok(())
}

/// What is written over what is inherited.
fn item(source: &Source, table: &ItemTable, base: Item) -> Result<Item, ChecklistError> {
    let id = table.id.get_ref();
    let names = |list: &Vec<Spanned<String>>| list.iter().map(|one| one.get_ref().clone()).collect();
    let same = table.same.as_ref().map(|same| same.get_ref().clone()).or(base.same);
    let mut item = Item { id: id.clone(), same, ..base };
    if let Some(title) = &table.title {
        // A title in another language is that of the title it was written for.
        (item.title.english, item.title.indonesian) = (title.clone(), None);
    }
    item.title.indonesian = table.title_id.clone().or(item.title.indonesian);
    if item.title.english.is_empty() {
        item.title.english.clone_from(id);
    }
    item.tier = table.tier.map_or(item.tier, Tier);
    item.rows = table.rows.clone().unwrap_or(item.rows);
    item.rules = table.rules.as_ref().map_or(item.rules, names);
    item.categories = table.categories.clone().unwrap_or(item.categories);
    item.severity = table.severity.or(item.severity);
    item.names = table.names.clone().unwrap_or(item.names);
    if let Some(paths) = &table.paths {
        item.paths = globs(source, paths)?;
    }
    let evidence = || EvidenceKind::all().map(EvidenceKind::as_str);
    if let Some(kinds) = &table.evidence {
        item.evidence = parse(source, "evidence", kinds, evidence)?;
    }
    if let Some(kinds) = &table.switches {
        item.switches = parse(source, "evidence", kinds, evidence)?;
    }
    let technologies = || Technology::all().map(Technology::as_str);
    if let Some(needs) = &table.needs {
        item.needs = parse(source, "technology", needs, technologies)?;
    }
    if let Some(covers) = &table.covers {
        item.covers = parse(source, "technology", covers, technologies)?;
    }
    item.wired = table.wired.unwrap_or(item.wired);
    item.attest = table.attest.unwrap_or(item.attest);
    item.needs_production_file = table.needs_production_file.unwrap_or(item.needs_production_file);
    item.history = table.history.unwrap_or(item.history);
    item.compare = table.compare.unwrap_or(item.compare);
    Ok(item)
}

/// A list of names that each mean something.
fn parse<T: FromStr, K: Iterator<Item = &'static str>>(
    source: &Source,
    what: &str,
    list: &[Spanned<String>],
    known: impl Fn() -> K,
) -> Result<Vec<T>, ChecklistError> {
    let one = |name: &Spanned<String>| name.get_ref().parse().map_err(|_| source.unknown(what, name, known()));
    list.iter().map(one).collect()
}

fn globs(source: &Source, patterns: &[Spanned<String>]) -> Result<PathGlobs, ChecklistError> {
    for pattern in patterns {
        PathGlobs::new([pattern.get_ref().as_str()]).map_err(|error| {
            let help = "patterns are those of .gitignore";
            source.error(ChecklistError::new(error.to_string(), help), pattern.span())
        })?;
    }
    Ok(PathGlobs::new(patterns.iter().map(|pattern| pattern.get_ref().as_str())).unwrap_or_default())
}

fn gate(source: &Source, name: &str, table: &GateTable, checklist: &Checklist) -> Result<Gate, ChecklistError> {
    let named = table.items.iter().chain(&table.without);
    if let Some(unknown) = named.into_iter().find(|id| checklist.item(id.get_ref()).is_none()) {
        return Err(source.unknown("item", unknown, ids(checklist)));
    }
    let list = |names: &[Spanned<String>]| names.iter().map(|name| name.get_ref().clone()).collect();
    let mut tiers: Vec<Severity> = table.tiers.clone();
    tiers.sort_unstable();
    Ok(Gate { name: name.to_owned(), tiers, items: list(&table.items), without: list(&table.without) })
}
