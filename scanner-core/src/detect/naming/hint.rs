//! Hints of a name about its value.

use super::indirect::is_name_of_secret;
use crate::model::NameWords;

/// The credential that a name suggests, and how strongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameHint {
    /// A password, which people choose: any text that is no word, reference or placeholder.
    Password,
    /// A secret, token or key for an API: random characters.
    Secret,
    /// A key of some kind, perhaps a credential: only characters that are surely random.
    Key,
}

const PASSWORDS: &[&str] = &[
    "password", "passwd", "pwd", "pass", "passphrase", "passcode", "pw", "psw", "psswd", "passwort", "senha",
    "contrasena", "clave", "parola", "wachtwoord", "mdp", "sandi", "pswd", "passw", "userpass", "adminpass", "dbpass",
];
/// Words before `pass` where something is gone through once more: `secondPass`, `render_pass`.
const PASSES: &[&str] =
    &["first", "second", "third", "last", "next", "single", "multi", "two", "one", "render", "shadow", "by"];
const PASSWORD_ENDINGS: &[&str] = &["password", "passwd", "passphrase", "passwort", "pwd"];
const SECRETS: &[&str] = &[
    "secret", "token", "apikey", "apitoken", "authkey", "accesskey", "secretkey", "privatekey", "pat", "psk",
    "apisecret", "appsecret",
];
const SECRET_ENDINGS: &[&str] =
    &["secret", "token", "apikey", "secretkey", "accesskey", "authkey", "privatekey", "appkey", "masterkey"];
const KEYS: &[&str] = &[
    "key", "auth", "credential", "credentials", "cred", "creds", "authorization", "bearer", "jwt", "nkey", "seed",
    "salt", "hmac", "sas", "session",
];
/// Words that make a secret of the `key` behind them.
const SECRET_KEYS: &[&str] = &[
    "api", "access", "secret", "private", "auth", "signing", "sign", "encryption", "encrypt", "master", "shared",
    "account", "service", "app", "client", "consumer", "cookie", "crypto", "hmac", "aes", "admin", "server", "storage",
    "subscription", "webhook", "integration", "cipher", "jwt", "security", "license", "write", "management", "deploy",
    "data", "session", "validation", "decryption", "decrypt", "machine", "application", "developer", "dev", "rest",
    "token", "certificate",
];
/// Words that make a name public, or a name of something else.
const NOT_SECRET: &[&str] = &[
    "encrypted", "hashed", "digest", "checksum", "fingerprint", "signature", "csrf", "xsrf", "authenticity", "nonce",
    "public", "publishable", "pub", "primary", "foreign", "partition", "sort", "cache", "row", "registry",
    "translation", "i18n", "sitekey", "recaptcha", "dedupe", "idempotency", "host", "hot", "short", "share",
];
/// Vendors whose keys are given to browsers, unless a word of the name says otherwise.
const BROWSER_VENDORS: &[&str] =
    &["posthog", "mixpanel", "amplitude", "hotjar", "fullstory", "logrocket", "rudderstack"];
const SERVER_WORDS: &[&str] = &["personal", "secret", "private", "admin", "management", "server", "service"];
/// Words at the end of a name that leave its meaning as it is.
const NEUTRAL: &[&str] = &[
    "value", "val", "str", "string", "default", "prod", "production", "dev", "development", "staging", "stage", "test",
    "testing", "live", "old", "new", "current", "base64", "b64", "hex", "raw", "plain", "plaintext", "env", "var", "a",
    "b", "v", "enc", "main", "backup", "root", "admin", "user", "sandbox", "local", "master", "mock", "data", "bytes",
    "const", "base", "confirmation", "confirm", "repeat",
];

/// The hint of a name, by its last word and those before it. `None` for `password_file`, `public_key`,
/// `token_url`, `tokenizer` and all others that end in something harmless.
pub(crate) fn name_hint(name: &[u8]) -> Option<NameHint> {
    // The shell's working directory.
    if matches!(name, b"PWD" | b"OLDPWD") {
        return None;
    }
    let split = NameWords::of_bytes(name);
    let mut words: Vec<&str> = split.iter().collect();
    let is_neutral = |word: &&str| NEUTRAL.contains(word) || word.bytes().all(|byte| byte.is_ascii_digit());
    while words.len() > 1 && words.last().is_some_and(is_neutral) {
        words.pop();
    }
    if is_name_of_secret(name, &words) {
        return None;
    }
    let last = words.pop()?;
    let ends = |endings: &[&str]| endings.iter().any(|ending| last.ends_with(ending));
    let is = |list: &[&str]| list.contains(&last);
    if last == "pass" && words.last().is_some_and(|word| PASSES.contains(word)) {
        return None;
    }
    if is(PASSWORDS) || ends(PASSWORD_ENDINGS) {
        return Some(NameHint::Password);
    }
    if words.iter().any(|word| NOT_SECRET.contains(word)) {
        return None;
    }
    let for_browsers = words.iter().any(|word| BROWSER_VENDORS.contains(word));
    if for_browsers && last != "secret" && !words.iter().any(|word| SERVER_WORDS.contains(word)) {
        return None;
    }
    let secret_id = last == "id" && words.last() == Some(&"secret");
    if is(SECRETS) || ends(SECRET_ENDINGS) || secret_id {
        return Some(NameHint::Secret);
    }
    if last == "key" && words.last().is_some_and(|word| SECRET_KEYS.contains(word)) {
        return Some(NameHint::Secret);
    }
    let key = is(KEYS) || (last.ends_with("key") && last.len() <= 12);
    key.then_some(NameHint::Key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises() {
        for (name, expected) in [
            ("DB_PASSWORD", Some(NameHint::Password)),
            ("PGPASSWORD", Some(NameHint::Password)),
            ("filterFirstPass", None),
            ("user.setPassword", Some(NameHint::Password)),
            ("rootPwd2", Some(NameHint::Password)),
            ("password_file", None),
            ("passwordHash", None),
            ("JWT_SECRET", Some(NameHint::Secret)),
            ("clientSecret", Some(NameHint::Secret)),
            ("secret_key_base", Some(NameHint::Secret)),
            ("API_TOKEN_PROD", Some(NameHint::Secret)),
            ("accessKey", Some(NameHint::Secret)),
            ("X-Api-Key", Some(NameHint::Secret)),
            ("tokenUrl", None),
            ("tokenizer", None),
            ("PWD", None),
            ("public_key", None),
            ("primaryKey", None),
            ("key", Some(NameHint::Key)),
            ("HTTPAuth", Some(NameHint::Key)),
            ("monkey_patch", None),
            ("existingSecret", None),
            ("REACT_APP_POSTHOG_TOKEN", None),
            ("POSTHOG_PERSONAL_API_KEY", Some(NameHint::Secret)),
            ("nextPageToken", None),
        ] {
            assert_eq!(name_hint(name.as_bytes()), expected, "{name}");
        }
    }
}
