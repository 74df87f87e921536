//! The settings of a file together: which of them have a value in common.

use super::SettingView;
use crate::{model::NameWords, rule::Place};
use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

/// Last words of names whose values are no secret, and so no password either.
const NAMES: &[&str] = &["user", "username", "name", "db", "database", "login", "account"];

/// The settings of a file. What they have in common is indexed when first asked for, so that each is compared only with those
/// that have its value.
pub(super) struct Subjects<'a> {
    views: Vec<SettingView<'a>>,
    /// The places of settings by their value.
    by_value: OnceCell<HashMap<&'a str, Vec<usize>>>,
    /// The values, in lower case, of settings that name a user, a database or something else.
    names: OnceCell<HashSet<String>>,
    /// Whether several settings have a part of their name for a value.
    restate: OnceCell<bool>,
}

impl<'a> FromIterator<SettingView<'a>> for Subjects<'a> {
    fn from_iter<I: IntoIterator<Item = SettingView<'a>>>(views: I) -> Self {
        Subjects {
            views: views.into_iter().collect(),
            by_value: OnceCell::new(),
            names: OnceCell::new(),
            restate: OnceCell::new(),
        }
    }
}

impl<'a> Subjects<'a> {
    pub(super) fn views(&self) -> &[SettingView<'a>] {
        &self.views
    }

    /// The settings that have a value, with their places, in order.
    pub(super) fn with_value(&self, value: &str) -> impl Iterator<Item = (usize, &SettingView<'a>)> {
        let by_value = self.by_value.get_or_init(|| {
            let mut places: HashMap<&'a str, Vec<usize>> = HashMap::new();
            for (at, view) in self.views.iter().enumerate() {
                places.entry(&view.setting.text).or_default().push(at);
            }
            places
        });
        by_value.get(value).into_iter().flatten().map(|&at| (at, &self.views[at]))
    }

    /// Whether a setting that names something has this value, in any case.
    pub(super) fn name_something(&self, value: &str) -> bool {
        let is_name = |view: &&SettingView<'_>| {
            NameWords::new(&view.setting.name).iter().last().is_some_and(|word| NAMES.contains(&word))
        };
        let names = self.names.get_or_init(|| {
            self.views.iter().filter(is_name).map(|view| view.setting.text.to_ascii_lowercase()).collect()
        });
        names.contains(&value.to_ascii_lowercase())
    }

    /// Whether constants of the file are a list of names, as its others show: `ATT_LOCKED = "locked"`, `IMPLICIT: "implicit"`.
    pub(super) fn restate_their_names(&self) -> bool {
        *self.restate.get_or_init(|| {
            let listed = |view: &&SettingView<'_>| view.place == Place::Constant && view.credential.is_none();
            self.views.iter().filter(listed).filter(|view| restates_name(view)).nth(1).is_some()
        })
    }
}

/// Whether a value is the end of its name, in whatever notation. Of users and databases that is a poor value, and no sign.
fn restates_name(view: &SettingView<'_>) -> bool {
    let (name, value) = (NameWords::new(&view.setting.name), NameWords::new(&view.setting.text));
    let told = name.iter().last().is_some_and(|word| NAMES.contains(&word));
    !told && value.flat().len() > 2 && name.flat().ends_with(value.flat())
}
