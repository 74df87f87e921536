//! The checks that are written in code, by the names that packs give them.

use super::{hint, nearest, problem::Problem};
use std::{fmt, str::FromStr};

macro_rules! checks {
    ($($variant:ident = $name:literal,)*) => {
        /// A check that is written in code. A rule runs it by naming it as its `detector`.
        ///
        /// One type for all of them, so that a name that no check has is an error: in a pack when it is read, in the engine
        /// when it is compiled.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Check {
            $(
                #[doc = concat!("`", $name, "`")]
                $variant,
            )*
        }

        impl Check {
            /// All checks, by name.
            pub const ALL: &[Check] = &[$(Check::$variant),*];

            /// The name in packs.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Check::$variant => $name,)*
                }
            }
        }

        impl FromStr for Check {
            type Err = UnknownCheck;

            fn from_str(name: &str) -> Result<Self, UnknownCheck> {
                match name {
                    $($name => Ok(Check::$variant),)*
                    _ => Err(UnknownCheck(name.to_owned())),
                }
            }
        }
    };
}

checks! {
    AnyOriginAllowed = "any-origin-allowed",
    AnyOriginInHeader = "any-origin-in-header",
    AnyOriginReflected = "any-origin-reflected",
    AnyVersionDependency = "any-version-dependency",
    ApacheDirectoryListing = "apache-directory-listing",
    ApacheHeadersMissing = "apache-headers-missing",
    ApachePlainHttp = "apache-plain-http",
    ApacheWeakTls = "apache-weak-tls",
    ApiDocsAlwaysMounted = "api-docs-always-mounted",
    ApiDocsByDefault = "api-docs-by-default",
    ApiDocsProxied = "api-docs-proxied",
    BaseImageUnpinned = "base-image-unpinned",
    BasicAuthorization = "basic-authorization",
    BearerAuthorization = "bearer-authorization",
    BuildToolsInImage = "build-tools-in-image",
    CaddyDirectoryListing = "caddy-directory-listing",
    CaddyHeadersMissing = "caddy-headers-missing",
    CaddyPlainHttp = "caddy-plain-http",
    CaddyWeakTls = "caddy-weak-tls",
    ClusterOpenToEveryone = "cluster-open-to-everyone",
    ComposeHealthcheckToolMissing = "compose-healthcheck-tool-missing",
    ContextCopiedUnfiltered = "context-copied-unfiltered",
    CredentialFileInImage = "credential-file-in-image",
    CsrfCheckSkipped = "csrf-check-skipped",
    CsrfDisabledWithSessions = "csrf-disabled-with-sessions",
    CurlUser = "curl-user",
    DatabaseFileCommitted = "database-file-committed",
    DatabaseResetAtStart = "database-reset-at-start",
    DatabaseUrl = "database-url",
    DeployDestroysData = "deploy-destroys-data",
    DeploySeedsDatabase = "deploy-seeds-database",
    DevelopmentDependenciesInImage = "development-dependencies-in-image",
    DevelopmentEnvironmentInImage = "development-environment-in-image",
    DevelopmentServerStarted = "development-server-started",
    DjangoCookiesInClear = "django-cookies-in-clear",
    EncryptedPrivateKey = "encrypted-private-key",
    EnvFileInImage = "env-file-in-image",
    EnvFileNotIgnored = "env-file-not-ignored",
    EnvValueMisread = "env-value-misread",
    ExampleServerName = "example-server-name",
    ForwardedForTrusted = "forwarded-for-trusted",
    GenericKey = "generic-key",
    GenericPassword = "generic-password",
    GenericSecret = "generic-secret",
    HealthCheckNeverFails = "health-check-never-fails",
    HealthCheckToolMissing = "health-check-tool-missing",
    ImageEndOfLife = "image-end-of-life",
    ImageNodeEnvMissing = "image-node-env-missing",
    ImageRunsAsRoot = "image-runs-as-root",
    ImageWithoutHealthCheck = "image-without-health-check",
    InputNotValidated = "input-not-validated",
    JsonWebToken = "json-web-token",
    KeyMissingInProduction = "key-missing-in-production",
    Keystore = "keystore",
    KnownPasswordForAccount = "known-password-for-account",
    LiveSecretInTemplate = "live-secret-in-template",
    LockfileMissing = "lockfile-missing",
    LockfilesConflicting = "lockfiles-conflicting",
    NginxAliasTraversal = "nginx-alias-traversal",
    NginxCredentialsForAnyOrigin = "nginx-credentials-for-any-origin",
    NginxCspMissing = "nginx-csp-missing",
    NginxCspUnsafe = "nginx-csp-unsafe",
    NginxDirectoryListing = "nginx-directory-listing",
    NginxDotfilesServed = "nginx-dotfiles-served",
    NginxEveryOriginAllowed = "nginx-every-origin-allowed",
    NginxEveryProxyTrusted = "nginx-every-proxy-trusted",
    NginxHeadersDropped = "nginx-headers-dropped",
    NginxHeadersMissing = "nginx-headers-missing",
    NginxHstsMissing = "nginx-hsts-missing",
    NginxHstsShort = "nginx-hsts-short",
    NginxOriginReflected = "nginx-origin-reflected",
    NginxPlainHttp = "nginx-plain-http",
    NginxUntuned = "nginx-untuned",
    NginxVersionShown = "nginx-version-shown",
    NginxWeakCiphers = "nginx-weak-ciphers",
    NginxWeakTls = "nginx-weak-tls",
    NpmInstallInImage = "npm-install-in-image",
    PackageLeftoversInImage = "package-leftovers-in-image",
    PasswordInDocument = "password-in-document",
    PasswordInSeedSql = "password-in-seed-sql",
    PgbouncerPoolTooLarge = "pgbouncer-pool-too-large",
    PrereleaseDependency = "prerelease-dependency",
    PrivateKey = "private-key",
    PrivateKeyBase64 = "private-key-base64",
    ProxyList = "proxy-list",
    QueryOperatorsNotFiltered = "query-operators-not-filtered",
    RateLimitMissing = "rate-limit-missing",
    RemoteFileAddedUnchecked = "remote-file-added-unchecked",
    ScriptPipedIntoShell = "script-piped-into-shell",
    ScriptPublishesStore = "script-publishes-store",
    SecretBuildArgument = "secret-build-argument",
    SecretLogged = "secret-logged",
    SecretSharedWithDevelopment = "secret-shared-with-development",
    SecurityHeadersMissing = "security-headers-missing",
    SeedingAtStart = "seeding-at-start",
    SessionCookieWithoutFlags = "session-cookie-without-flags",
    SessionCookieWithoutTls = "session-cookie-without-tls",
    StackTraceSent = "stack-trace-sent",
    StoreAcceptsEveryone = "store-accepts-everyone",
    StorePortOpenToEveryone = "store-port-open-to-everyone",
    SupabaseServiceRole = "supabase-service-role",
    TablesDroppedAtStart = "tables-dropped-at-start",
    TemplateEnvInImage = "template-env-in-image",
    TokenReadableByScripts = "token-readable-by-scripts",
    TokenWithoutExpiry = "token-without-expiry",
    TrackedEnvFile = "tracked-env-file",
    UnknownFieldsAccepted = "unknown-fields-accepted",
    UnlockedInstallInImage = "unlocked-install-in-image",
    UnpinnedDependencies = "unpinned-dependencies",
    UnpinnedToolInImage = "unpinned-tool-in-image",
    UnsignedJsonWebToken = "unsigned-json-web-token",
    UrlPassword = "url-password",
    WorkflowInputInScript = "workflow-input-in-script",
    WorldWritableFilesInImage = "world-writable-files-in-image",
}

impl Check {
    /// Whether the check reads the calls in which keywords of its rule stand, so that it never runs for a rule without any.
    pub(crate) fn reads_calls(self) -> bool {
        matches!(
            self,
            Check::AnyOriginAllowed
                | Check::AnyOriginInHeader
                | Check::AnyOriginReflected
                | Check::ApiDocsAlwaysMounted
                | Check::ApiDocsByDefault
                | Check::CsrfCheckSkipped
                | Check::CsrfDisabledWithSessions
                | Check::ForwardedForTrusted
                | Check::KnownPasswordForAccount
                | Check::PasswordInSeedSql
                | Check::SecretLogged
                | Check::SessionCookieWithoutFlags
                | Check::SessionCookieWithoutTls
                | Check::StackTraceSent
                | Check::TablesDroppedAtStart
                | Check::TokenReadableByScripts
                | Check::TokenWithoutExpiry
                | Check::UnknownFieldsAccepted
        )
    }

    /// Refuses a rule that the check would never run for, by whether it has keywords.
    pub(super) fn check_keywords(self, has_keywords: bool) -> Result<(), Problem> {
        if has_keywords || !self.reads_calls() {
            return Ok(());
        }
        let message = format!("the rule has no keywords, and `{self}` only looks at calls with one of them");
        let help = "name literals that every call has, such as `keywords = [\"jwt.sign(\"]`";
        Err(Problem::new(&["code", "detector"], message, help))
    }
}

/// A detector's name that no check has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCheck(String);

impl fmt::Display for UnknownCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nearest = nearest(&self.0, Check::ALL.iter().map(|check| check.as_str()));
        write!(f, "unknown detector `{}`{}", self.0, hint(nearest))
    }
}

impl std::error::Error for UnknownCheck {}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Check {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(input)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Check {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Check".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = Check::ALL.iter().map(|check| check.as_str()).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Pack;

    #[test]
    fn a_name_and_back() {
        for check in Check::ALL {
            assert_eq!(check.as_str().parse(), Ok(*check));
        }
    }

    #[test]
    fn checks_of_calls_need_keywords() {
        let pack = |code: &str| {
            let text = format!(
                "schema = 1\npack = {{ name = 'p' }}\n[[rule]]\nid = 'r'\ntitle = 'T'\ndescription = 'D'\nhelp = 'H'\n\
                 severity = 'high'\nconfidence = 'high'\ncategory = 'c'\n[rule.code]\n{code}\n"
            );
            Pack::from_toml("p", &text).map_err(|error| error.to_string())
        };
        let error = pack("detector = 'token-without-expiry'").expect_err("never runs");
        let expected = "the rule has no keywords, and `token-without-expiry` only looks at calls with one of them";
        assert_eq!(error.lines().next(), Some(expected));
        assert!(pack("detector = 'token-without-expiry'\nkeywords = ['jwt.sign(']").is_ok());
        assert!(pack("detector = 'keystore'").is_ok() && pack("detector = 'nginx-untuned'").is_ok());
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() {
        let error = "nginx-plain-htp".parse::<Check>().expect_err("misspelt");
        assert_eq!(error.to_string(), "unknown detector `nginx-plain-htp`; did you mean `nginx-plain-http`?");
    }
}
