//! Whether a data store asks for a password that somebody chose, by what its container is given.

use crate::{
    detect::naming::credential,
    rule::CredentialName,
    value::{CredentialClass, CredentialStrength, Weakness, assess, parse_bool},
};

/// What a container of a data store is given.
pub(in crate::detect) struct StoreSetup<'a> {
    /// Its image.
    pub(in crate::detect) image: &'a str,
    /// Its variables.
    pub(in crate::detect) variables: &'a [(String, String)],
    /// Its command line.
    pub(in crate::detect) command: &'a str,
    /// Whether a file may set more.
    pub(in crate::detect) has_files: bool,
}

/// The way in which a store lets everybody in who reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum OpenLogin {
    /// It asks for no password.
    None,
    /// Its password can be guessed.
    Guessable,
}

impl OpenLogin {
    /// As documents of compose have it.
    pub(in crate::detect) fn as_str(self) -> &'static str {
        match self {
            OpenLogin::None => "none",
            OpenLogin::Guessable => "guessable",
        }
    }
}

/// Stores that let everybody in unless they are told otherwise.
const OPEN_BY_DEFAULT: [&str; 7] =
    ["redis", "valkey", "keydb", "dragonfly", "memcached", "mongo", "redis-stack-server"];
/// Variables that switch the login off, and the values that do.
const SWITCHED_OFF: [(&str, &[&str]); 6] = [
    ("POSTGRES_HOST_AUTH_METHOD", &["trust"]),
    ("MYSQL_ALLOW_EMPTY_PASSWORD", &["true", "yes", "1"]),
    ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", &["true", "yes", "1"]),
    ("ALLOW_EMPTY_PASSWORD", &["true", "yes", "1"]),
    ("xpack.security.enabled", &["false"]),
    ("NEO4J_AUTH", &["none"]),
];

/// The way in which it lets everybody in; `None` where it does not, or where that is not known.
pub(in crate::detect) fn open_login(setup: &StoreSetup<'_>) -> Option<OpenLogin> {
    let is_off = |(name, value): &(String, String)| {
        SWITCHED_OFF.iter().any(|(known, values)| known == name && values.contains(&&*value.to_ascii_lowercase()))
    };
    if setup.variables.iter().any(is_off) {
        return Some(OpenLogin::None);
    }
    let passwords: Vec<&(String, String)> = setup.variables.iter().filter(|(name, _)| is_password(name)).collect();
    if passwords.iter().any(|(_, value)| is_guessable(value)) {
        return Some(OpenLogin::Guessable);
    }
    let name = setup.image.rsplit('/').next().unwrap_or_default().split([':', '@']).next().unwrap_or_default();
    let asks = ["requirepass", "aclfile", "--auth", "redis.conf", "valkey.conf", ".conf", "-S ", "--keyFile"];
    let is_open = OPEN_BY_DEFAULT.contains(&name)
        && passwords.is_empty()
        && !setup.has_files
        && !asks.iter().any(|option| setup.command.contains(option));
    is_open.then_some(OpenLogin::None)
}

fn is_password(name: &str) -> bool {
    let known = credential(name);
    matches!(known, Some(CredentialName::DatabasePassword | CredentialName::Password)) && !name.ends_with("_FILE")
}

fn is_guessable(value: &str) -> bool {
    let is_weak = match assess(value, CredentialClass::DatabasePassword) {
        CredentialStrength::Placeholder | CredentialStrength::DefaultCredential => true,
        CredentialStrength::Weak(weakness) => !matches!(weakness, Weakness::Short { .. }),
        _ => false,
    };
    is_weak && parse_bool(value).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins() {
        for (image, variables, command, expected) in [
            ("redis:8", "", "", "none"),
            ("redis:8", "", "redis-server --requirepass x", ""),
            ("memcached", "", "memcached -m 64", "none"),
            ("mongo:8", "MONGO_INITDB_ROOT_PASSWORD=${PW}", "", ""),
            ("mongo:8", "MONGO_INITDB_ROOT_PASSWORD=password", "", "guessable"),
            ("postgres:17", "POSTGRES_PASSWORD=postgres", "", "guessable"),
            ("postgres:17", "POSTGRES_PASSWORD=${DB_PASSWORD}", "", ""),
            ("postgres:17", "POSTGRES_HOST_AUTH_METHOD=trust", "", "none"),
            ("postgres:17", "", "", ""),
        ] {
            let pairs = variables.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
            let variables: Vec<_> = pairs.into_iter().collect();
            let found = open_login(&StoreSetup { image, variables: &variables, command, has_files: false });
            assert_eq!(found.map_or("", OpenLogin::as_str), expected, "{image} {variables:?} {command}");
        }
    }
}
