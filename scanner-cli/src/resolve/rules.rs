//! The rules of a scan: built-in, from packs, overridden, selected.

use crate::{
    args::PackArgs,
    config::{ConfigFile, OverrideTable},
    failure::Failure,
};
use gonogo_core::rule::RuleSet;
use toml::Spanned;

/// Whether built-in rules come with their examples. A scan does without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Examples {
    With,
    Without,
}

/// The built-in rules.
pub(crate) fn builtin(examples: Examples) -> Result<RuleSet, Failure> {
    Ok(match examples {
        Examples::With => RuleSet::builtin_with_examples()?,
        Examples::Without => RuleSet::builtin()?,
    })
}

/// All rules that there are: built-in ones, then packs of the configuration, then those of the command line.
pub(super) fn load(args: &PackArgs, config: Option<&ConfigFile>, examples: Examples) -> Result<RuleSet, Failure> {
    let wants_builtin = !args.no_builtin_rules && config.and_then(|file| file.config.rules.builtin).unwrap_or(true);
    let mut rules = if wants_builtin { builtin(examples)? } else { RuleSet::empty() };
    let configured = config.map_or(Ok(Vec::new()), ConfigFile::packs)?;
    for pack in configured.into_iter().chain(args.rules.iter().cloned()) {
        rules = rules.merge_set(RuleSet::from_path(&pack)?);
    }
    if rules.is_empty() {
        return Err(Failure::new("no rules are loaded").advice("add a pack with --rules PATH"));
    }
    Ok(rules)
}

/// Applies the overrides of the configuration. Returns notes about those that name unknown rules.
pub(super) fn adjust(rules: &mut RuleSet, config: &ConfigFile) -> Vec<String> {
    let apply = |(id, table): (&Spanned<String>, &OverrideTable)| {
        let unknown = rules.apply(id.get_ref(), &(*table).into()).err()?;
        Some(format!("{}: {unknown}", config.place(&id.span())))
    };
    config.config.rules.overrides.iter().filter_map(apply).collect()
}

/// The rules that `--only` and `--skip` leave.
pub(super) fn select(rules: RuleSet, only: &[String], skip: &[String]) -> Result<RuleSet, Failure> {
    for id in only.iter().chain(skip) {
        rules.get(id)?;
    }
    let left = rules.filter(|rule| {
        let id = &rule.meta.id;
        (only.is_empty() || only.contains(id)) && !skip.contains(id)
    });
    if left.is_empty() {
        return Err(Failure::new("--only and --skip leave no rules"));
    }
    Ok(left)
}
