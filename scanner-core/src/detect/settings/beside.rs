//! What other settings of a file say of one: its part is switched off, an object takes its place, it is for a service of CI.

use super::{SettingView, Subjects, fits};
use crate::{
    detect::knowledge::OWN_MACHINE,
    document::{Setting, Syntax},
    model::words,
    rule::KeyPattern,
    value::parse_bool,
};

/// So that many settings of one kind cost no more than one by one.
const MAX_COMPARED: usize = 512;
/// Mappings around a setting that are looked at.
const MAX_PARENTS: usize = 6;

impl Subjects<'_> {
    /// Whether a setting has one of these names and a value.
    pub(super) fn give(&self, names: &[KeyPattern]) -> bool {
        let gives = |view: &SettingView<'_>| !view.setting.text.trim().is_empty() && fits(&view.names, names);
        !names.is_empty() && self.views().iter().take(MAX_COMPARED).any(gives)
    }

    /// Whether a mapping around a setting is switched off: `smtp: { enabled: false, password: x }`.
    pub(super) fn switch_off(&self, setting: &Setting<'_>) -> bool {
        let is_off = |mapping: &str| {
            let switch = self.at_path(&format!("{mapping}.enabled"));
            switch.is_some_and(|switch| parse_bool(&switch.setting.text) == Some(false))
        };
        is_tree(setting) && parents(&setting.path).take(MAX_PARENTS).any(is_off)
    }

    /// Whether a value is the name of an entry in an object that is named beside it: `secretName: x`, `secretKey: y`.
    pub(super) fn name_entry_beside(&self, setting: &Setting<'_>) -> bool {
        let is_key = words(setting.name.as_bytes()).ends_with(&["secret".to_owned(), "key".to_owned()]);
        let object = || {
            let stem = setting.path.strip_suffix("Key").unwrap_or(&setting.path);
            self.is_given(&format!("{stem}Name")) || self.is_given(stem)
        };
        is_tree(setting) && is_key && object()
    }

    /// Whether the secret comes from an object whose name is beside it, as charts have it: `existingSecret`, or
    /// `admin.existingSecret` beside `adminPassword`.
    pub(super) fn take_from_object(&self, setting: &Setting<'_>) -> bool {
        let mapping = parents(&setting.path).next();
        let own = words(setting.name.as_bytes()).into_iter().next().unwrap_or_default();
        let inside = mapping.map_or_else(|| own.clone(), |mapping| format!("{mapping}.{own}"));
        let mut objects = mapping.into_iter().chain([&*inside]);
        is_tree(setting) && objects.any(|object| self.is_given(&format!("{object}.existingSecret")))
    }

    /// Whether the host beside a credential is the machine of whoever starts the program.
    pub(super) fn is_for_own_machine(&self, setting: &Setting<'_>) -> bool {
        const HOSTS: [&str; 8] = ["host", "Host", "hostname", "HostName", "server", "Server", "address", "Address"];
        let is_own = |host: &&str| {
            let mapping = setting.path.rsplit_once('.').map(|(mapping, _)| mapping);
            let host = mapping.and_then(|mapping| self.at_path(&format!("{mapping}.{host}")));
            host.is_some_and(|host| OWN_MACHINE.contains(&&*host.setting.text))
        };
        is_tree(setting) && HOSTS.iter().any(is_own)
    }

    /// Whether a value is the name of an object that the same file describes.
    pub(super) fn name_object(&self, value: &str) -> bool {
        let is_name = |view: &SettingView<'_>| {
            view.setting.path.ends_with("metadata.name")
                && matches!(view.setting.syntax, Syntax::Yaml | Syntax::HelmValues)
        };
        self.with_value(value).take(MAX_COMPARED).any(|(_, view)| is_name(view))
    }

    /// Whether a value of a workflow is that of a service which one of its jobs starts for itself and throws away.
    pub(super) fn is_of_job_service(&self, setting: &Setting<'_>) -> bool {
        let is_of_service = |setting: &Setting<'_>| {
            let mut parts = setting.path.split('.');
            parts.next() == Some("jobs") && parts.nth(1) == Some("services")
        };
        let is_twin =
            |view: &SettingView<'_>| view.setting.syntax == Syntax::WorkflowEnv && is_of_service(view.setting);
        setting.syntax == Syntax::WorkflowEnv
            && self.with_value(&setting.text).take(MAX_COMPARED).any(|(_, view)| is_twin(view))
    }

    fn is_given(&self, path: &str) -> bool {
        self.at_path(path).is_some_and(|view| !view.setting.text.trim().is_empty())
    }
}

/// Whether a setting is in a tree of mappings.
fn is_tree(setting: &Setting<'_>) -> bool {
    matches!(setting.syntax, Syntax::Yaml | Syntax::HelmValues | Syntax::Json | Syntax::Toml)
}

/// The paths of the mappings around a setting, the innermost first.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(parent, _)| parent)).skip(1)
}
