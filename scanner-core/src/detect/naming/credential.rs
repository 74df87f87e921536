//! The kind of credential that a setting's name suggests.

use super::{NameHint, name_hint};
use crate::{model::NameWords, rule::CredentialName};

/// The kind of credential that a name suggests.
pub(in crate::detect) fn credential(name: &str) -> Option<CredentialName> {
    let promised = name_hint(name.as_bytes())?;
    let words = NameWords::new(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word));
    let done = words.iter().zip(words.iter().skip(1)).any(|(verb, to)| DONE.contains(&verb) && to == "password");
    if done {
        return None;
    }
    Some(match promised {
        NameHint::Password if has(DATABASES) => CredentialName::DatabasePassword,
        NameHint::Password => CredentialName::Password,
        _ if has(&["encryption", "encrypt", "cipher", "aes", "crypto", "crypt"]) && has(&["key", "secret"]) => {
            CredentialName::EncryptionKey
        }
        NameHint::Key => CredentialName::Token,
        _ if has(PROVIDERS) || has(&["id"]) => CredentialName::Token,
        _ if has(&["jwt", "session", "cookie", "signing", "hmac", "csrf"]) => CredentialName::SigningSecret,
        NameHint::Secret if has(&["app", "secret"]) && !has(&["token"]) => CredentialName::SigningSecret,
        _ if has(&["secret"]) => CredentialName::SigningSecret,
        _ => CredentialName::Token,
    })
}

/// Verbs before `password`. Such a name is that of a kind of mail, a page or an action: `RESET_PASSWORD`.
const DONE: &[&str] = &[
    "reset", "forgot", "forget", "forgotten", "change", "changed", "update", "verify", "validate", "check", "confirm",
    "compare", "recover", "hash",
];
const DATABASES: &[&str] = &[
    "db", "database", "postgres", "postgresql", "pg", "pgpassword", "mysql", "mariadb", "mongo", "mongodb", "redis",
    "mssql", "sa", "rabbitmq", "amqp", "minio", "clickhouse", "elastic", "elasticsearch", "neo", "couchdb", "influxdb",
    "cassandra", "datasource", "jdbc", "initdb", "oracle",
];
/// Words of names whose values somebody else hands out.
const PROVIDERS: &[&str] = &[
    "client", "api", "aws", "sqs", "ses", "sns", "access", "stripe", "google", "github", "facebook", "twitter",
    "oauth", "paypal", "webhook", "s3", "azure", "gcp", "cloudinary", "twilio", "sendgrid", "recaptcha", "captcha",
    "turnstile", "midtrans", "xendit", "account", "cloudflare", "apple", "discord", "slack", "consumer", "license",
    "pusher",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_by_name() {
        use CredentialName::{DatabasePassword, EncryptionKey, Password, SigningSecret, Token};
        for (name, expected) in [
            ("JWT_SECRET", Some(SigningSecret)),
            ("SECRET_KEY", Some(SigningSecret)),
            ("APP_KEY", Some(SigningSecret)),
            ("AT_SECRET", Some(SigningSecret)),
            ("secretKeyBase", Some(SigningSecret)),
            ("ENCRYPTION_KEY", Some(EncryptionKey)),
            ("DB_PASS", Some(DatabasePassword)),
            ("POSTGRES_PASSWORD", Some(DatabasePassword)),
            ("SMTP_PASSWORD", Some(Password)),
            ("GOOGLE_CLIENT_SECRET", Some(Token)),
            ("AWS_SECRET_ACCESS_KEY", Some(Token)),
            ("STRIPE_SECRET_KEY", Some(Token)),
            ("API_KEY", Some(Token)),
            ("TUNNEL_TOKEN", Some(Token)),
            ("PASSWORD_MIN_LENGTH", None),
            ("MAIL_RESET_PASSWORD", None),
            ("forgotPassword", None),
            ("JWT_EXPIRES_IN", None),
            ("TYPE_SESSION", Some(Token)),
        ] {
            assert_eq!(credential(name), expected, "{name}");
        }
    }
}
