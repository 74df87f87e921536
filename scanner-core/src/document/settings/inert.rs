//! Settings of env files that no program is given.

use crate::{
    context::{Colon, EnvDialect, Export, Twice},
    document::setting::Setting,
};
use std::collections::HashMap;

/// Marks the settings of an env file that no program is given: another line of the same key counts, or the loader passes
/// the line over. Keys are those of the whole file, in the order of the text.
pub(super) fn mark(text: &str, settings: &mut [Setting<'_>], dialect: &EnvDialect) {
    let mut counting: HashMap<String, usize> = HashMap::new();
    for at in 0..settings.len() {
        let setting = &settings[at];
        if setting.path.contains(&*setting.name) && setting.path.len() > setting.name.len() {
            continue;
        }
        if is_passed_over(text, setting, dialect) {
            settings[at].scope.is_inert = true;
            continue;
        }
        let earlier = counting.get(&*setting.name).copied();
        match (earlier, dialect.twice) {
            (Some(_), Twice::First) => settings[at].scope.is_inert = true,
            (Some(earlier), _) => {
                settings[earlier].scope.is_inert = true;
                counting.insert(settings[at].name.clone().into_owned(), at);
            }
            (None, _) => {
                counting.insert(setting.name.clone().into_owned(), at);
            }
        }
    }
}

/// Whether the loader takes the line of a setting for none.
fn is_passed_over(text: &str, setting: &Setting<'_>, dialect: &EnvDialect) -> bool {
    let behind = text[setting.key.end..].trim_start_matches([' ', '\t']);
    let line = memchr::memrchr(b'\n', &text.as_bytes()[..setting.key.start]).map_or(0, |newline| newline + 1);
    let exports = text[line..setting.key.start].trim_start().starts_with("export");
    behind.starts_with(':') && dialect.colon != Colon::Sets || exports && dialect.export != Export::Sets
}
