//! Names whose value is the name of a secret, not the secret: `existingSecret`, `passwordKey`, `secretKeyRef.key`.
//!
//! The table is described in `docs/values.md`.

use crate::{
    document::{Setting, Syntax},
    model::{NameWords, words},
};

/// Words before `secret` in names of Secret objects, as charts and operators have them.
const OBJECTS: &[&str] = &[
    "credentials", "credential", "pull", "tls", "cert", "certs", "certificate", "ca", "superuser", "keystore",
    "truststore", "registry", "kubeconfig", "docker", "htpasswd", "wildcard",
];
/// Words before `key` and `secretKey` in names of keys in a Secret object, in small letters; variables in capitals hold keys.
const ENTRIES: &[&str] = &["password", "passwd", "pass"];
/// Words before `secretKey` only.
const USERS: &[&str] = &["username", "user"];
/// Words before `token` in names of places in a list, of parts of a text and of objects.
const CURSORS: &[&str] = &[
    "page", "continuation", "continue", "sync", "cursor", "pagination", "paging", "resume", "scroll", "delta", "next",
    "prev", "previous", "checkpoint", "cart", "cancellation", "design", "pad", "bos", "eos", "unk", "mask", "sep",
    "cls", "special", "stop", "lex", "syntax",
];
/// Kinds of Kubernetes objects that fetch secrets from elsewhere, and so hold only their names.
const FETCHING_KINDS: &[&str] = &[
    "ExternalSecret", "ClusterExternalSecret", "PushSecret", "ClusterPushSecret", "SecretStore", "ClusterSecretStore",
    "SecretProviderClass", "VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret", "VaultAuth", "InfisicalSecret",
    "OnePasswordItem", "DopplerSecret", "BitwardenSecret", "AzureKeyVaultSecret", "AWSSecret", "GCPSecret",
    "Secretclaim",
];
/// Fields in which these have a name.
const FETCHED: &[&str] = &[
    "key", "property", "secretKey", "remoteKey", "objectName", "objectAlias", "secretName", "secretPath", "fieldName",
    "path", "name",
];
/// Parents of `key`, `name` and alike that point into an object, by the last word of their name.
const POINTERS: &[&str] = &["ref", "reference", "selector", "from"];

/// Whether a name is one of an object or of an entry in it, or of a cursor in a list.
pub(super) fn is_name_of_secret(name: &[u8], words: &[&str]) -> bool {
    let [.., before, last] = words else { return false };
    let written_small = name.iter().any(u8::is_ascii_lowercase);
    let entry = || match words {
        [.., owner, "secret", _] => ENTRIES.contains(owner) || USERS.contains(owner),
        _ => ENTRIES.contains(before),
    };
    words.contains(&"existing")
        || *last == "secret" && *before == "from"
        || words.ends_with(&["web", "socket", "key"])
        || *last == "secret" && OBJECTS.contains(before)
        || written_small && words.ends_with(&["key", "secret"])
        || *last == "key" && written_small && entry()
        || *last == "token" && CURSORS.contains(before)
}

/// Whether the place of a setting says that its value is a name.
pub(in crate::detect) fn holds_name(path: &str, setting: &Setting<'_>) -> bool {
    let mut parts = setting.path.rsplit('.');
    let last = parts.next().unwrap_or_default();
    let in_list = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let parent = parts.next().unwrap_or_default();
    let is_manifest = setting.scope.owner.is_some() && setting.syntax == Syntax::Yaml;
    let points = || {
        let last = words(parent.as_bytes()).pop().unwrap_or_default();
        POINTERS.contains(&last.as_str()) || is_manifest && last == "secret"
    };
    let fetches = || {
        let kind = setting.scope.owner.as_deref().and_then(|owner| owner.split('/').next()).unwrap_or_default();
        FETCHING_KINDS.contains(&kind) && FETCHED.contains(&last)
    };
    maps_variables(path)
        || is_name_switch(path)
        || is_vercel(path) && setting.text.starts_with('@')
        || points()
        || fetches()
        || in_list && setting.syntax == Syntax::Yaml && is_listed_name(parent, &setting.text)
        || is_quadlet(path) && last.eq_ignore_ascii_case("secret")
}

/// `custom-environment-variables.json` of node-config: each value is the name of a variable.
fn maps_variables(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(stem, _)| stem == "custom-environment-variables")
}

/// `nsswitch.conf`: `passwd` is a database of users there.
fn is_name_switch(path: &str) -> bool {
    path.rsplit('/').next() == Some("nsswitch.conf")
}

/// `vercel.json`: `@name` is one of its secrets.
fn is_vercel(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("vercel.json" | "now.json"))
}

/// `secret: [DB_PASSWORD]` and `password: [REGISTRY_PASSWORD]` of Kamal: names of variables.
fn is_listed_name(parent: &str, text: &str) -> bool {
    let variable = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_:".contains(&byte));
    let is_list = NameWords::new(parent).iter().last().is_some_and(|word| matches!(word, "secret" | "secrets"));
    is_list || variable && text.contains('_')
}

/// Units of Podman, in which `Secret=` names one of its secrets.
fn is_quadlet(path: &str) -> bool {
    [".container", ".pod", ".build", ".kube"].iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::ParsedFile;

    #[test]
    fn names_of_objects_entries_and_cursors() {
        for (name, expected) in [
            ("existingSecret", true),
            ("existingSecretPasswordKey", true),
            ("existingPasswordSecret", true),
            ("credentialsSecret", true),
            ("imagePullSecret", true),
            ("passwordKey", true),
            ("adminPasswordKey", true),
            ("userKey", false),
            ("passwordSecretKey", true),
            ("rootUserSecretKey", true),
            ("PASSWORD_KEY", false),
            ("nextPageToken", true),
            ("from_secret", true),
            ("Sec-WebSocket-Key", true),
            ("continuationToken", true),
            ("pageAccessToken", false),
            ("privateKeySecret", true),
            ("clientSecret", false),
            ("secretKey", false),
            ("tokenSecretKey", false),
        ] {
            let words = words(name.as_bytes());
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            assert_eq!(is_name_of_secret(name.as_bytes(), &words), expected, "{name}");
        }
    }

    #[test]
    fn places_of_names() {
        let external = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: x}\nspec:\n  data:\n  - secretKey: db\n";
        for (path, text, expected) in [
            ("es.yaml", external, true),
            ("es.yaml", &external.replace("ExternalSecret", "Deployment"), false),
            ("app.yaml", "apiVersion: v1\nkind: Issuer\nspec:\n  tokenSecretRef:\n    key: db\n", true),
            (
                "connect.yaml",
                "apiVersion: v1\nkind: KafkaConnect\nspec:\n  passwordSecret:\n    password: user.password\n",
                true,
            ),
            ("config/deploy.yml", "builder:\n  secret:\n    - GITHUB_TOKEN\n", true),
            ("config/deploy.yml", "registry:\n  password:\n    - REGISTRY_PASSWORD\n", true),
            ("config/deploy.yml", "registry:\n  password: REGISTRY_PASSWORD\n", false),
            ("config/custom-environment-variables.yml", "db:\n  password: DB_PASSWORD\n", true),
            ("config/default.yml", "db:\n  password: DB_PASSWORD\n", false),
        ] {
            let file = ParsedFile::new(path, text.as_bytes());
            let settings = file.settings();
            let last = settings.list.last().unwrap_or_else(|| panic!("no setting in {path}"));
            assert_eq!(holds_name(path, last), expected, "{path} {text}");
        }
    }
}
