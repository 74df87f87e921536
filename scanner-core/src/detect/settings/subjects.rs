//! The settings of a file together: which of them have a value in common.

use super::{SettingView, filled_in};
use crate::{model::NameWords, rule::Place};
use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
};

/// Last words of names whose values are no secret, and so no password either.
const NAMES: &[&str] = &["user", "username", "name", "db", "database", "login", "account"];

/// Fewer values say nothing about a file.
const MIN_TEXTS: usize = 12;

/// The settings of a file. What they have in common is indexed when first asked for, so that each is compared only with those
/// that have its value.
pub(super) struct Subjects<'a> {
    views: Vec<SettingView<'a>>,
    /// The places of settings by their value.
    by_value: OnceCell<HashMap<&'a str, Vec<usize>>>,
    /// The places of settings by their path, the last of equal ones.
    by_path: OnceCell<HashMap<&'a str, usize>>,
    /// The values, in lower case, of settings that name a user, a database or something else.
    names: OnceCell<HashSet<String>>,
    /// Whether several settings have a part of their name for a value.
    restate: OnceCell<bool>,
    /// Whether the values are texts that people read.
    texts: OnceCell<bool>,
    /// The texts in whose place the file, which is a script, puts others.
    replaced: OnceCell<HashSet<&'a str>>,
}

impl<'a> FromIterator<SettingView<'a>> for Subjects<'a> {
    fn from_iter<I: IntoIterator<Item = SettingView<'a>>>(views: I) -> Self {
        Subjects {
            views: views.into_iter().collect(),
            by_value: OnceCell::new(),
            by_path: OnceCell::new(),
            names: OnceCell::new(),
            restate: OnceCell::new(),
            texts: OnceCell::new(),
            replaced: OnceCell::new(),
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

    /// The setting of a path.
    pub(super) fn at_path(&self, path: &str) -> Option<&SettingView<'a>> {
        let by_path = self
            .by_path
            .get_or_init(|| self.views.iter().enumerate().map(|(at, view)| (view.setting.path.as_str(), at)).collect());
        by_path.get(path).map(|&at| &self.views[at])
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
            let constants = self.views.iter().filter(|view| view.place == Place::Constant);
            let restating: Vec<_> = constants.filter(|view| restates_name(view)).collect();
            restating.len() > 1 && restating.iter().any(|view| view.credential.is_none())
        })
    }

    /// Whether the file, a script, puts something else in the place of a text.
    pub(super) fn are_replaced(&self, script: &'a str, text: &str) -> bool {
        self.replaced.get_or_init(|| filled_in::by_script(script)).contains(text)
    }

    /// Whether the values are texts that people read, as in a bundle of translations: most of them are sentences or begin
    /// with a capital, and there are many.
    pub(super) fn are_texts(&self) -> bool {
        *self.texts.get_or_init(|| {
            let given = self.views.iter().filter(|view| !view.setting.text.is_empty());
            let (mut all, mut texts) = (0, 0);
            for view in given {
                all += 1;
                texts += usize::from(is_text(&view.setting.text));
            }
            all >= MIN_TEXTS && texts * 5 >= all * 4
        })
    }
}

/// `Password`, `Mot de passe`, `Enter it again.`
fn is_text(value: &str) -> bool {
    let words = value.split_whitespace().count();
    let capital = value.chars().next().is_some_and(char::is_uppercase);
    let plain = !value.contains("://") && !value.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '_');
    plain && (capital || words > 2)
}

/// Whether a value is the end of its name, in whatever notation. Of users and databases that is a poor value, and no sign.
fn restates_name(view: &SettingView<'_>) -> bool {
    let (name, value) = (NameWords::new(&view.setting.name), NameWords::new(&view.setting.text));
    let is_user = name.iter().last().is_some_and(|word| NAMES.contains(&word));
    // One word of a credential under its own name is what is in question.
    let whole = view.credential.is_none() || name.flat() == value.flat() && name.iter().count() > 1;
    !is_user && whole && value.flat().len() > 2 && name.flat().ends_with(value.flat())
}
