//! Evidence: places where a repository shows that something is set up.

use super::Location;
use std::{fmt, str::FromStr};

/// Something that a repository can show. A detector reports one or more of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EvidenceKind {
    /// Present: a rule that raises alerts, or somebody to tell. Wired: the rule is loaded, or alerts reach somebody.
    Alerting,
    /// Present: documentation of the public API. Wired: with commands.
    ApiDocs,
    /// Present: a library or a model for an audit log. Wired: something is written to it.
    AuditLog,
    /// Present: a command that looks for known vulnerabilities of dependencies, or a service that proposes new versions. Wired: CI runs it.
    AuditStep,
    /// Present: a command or a service that copies what a store holds. Wired: it runs on a schedule.
    Backup,
    /// Present: backups are encrypted.
    BackupEncryption,
    /// Present: backups are copied to another place.
    BackupOffSite,
    /// Present: old backups are removed.
    BackupRetention,
    /// Present: object storage on several drives. Wired: on several nodes.
    BucketErasure,
    /// Present: a script that builds the program. Wired: CI, a platform or an image runs it.
    BuildScript,
    /// Present: the address of a CDN. Wired: the repository sets the CDN up.
    Cdn,
    /// Present: a CI job that deploys. Wired: only what was tested.
    CiDeploy,
    /// Present: a CI job that runs tests. Wired: on pushes or pull requests.
    CiTests,
    /// Wired: code or a web server sets a content security policy.
    ContentSecurityPolicy,
    /// Present: the id of a request is read. Wired: each request has one.
    CorrelationIds,
    /// Present: a library against forged requests. Wired: it is on.
    CsrfProtection,
    /// Present: an index in a schema or a migration.
    DatabaseIndexes,
    /// Present: a program that pools connections. Wired: a pool has a size.
    DatabasePool,
    /// Present: documentation of how to deploy. Wired: with commands.
    DeploymentDocs,
    /// Present: a test of the whole program. Wired: CI runs it.
    EndToEndTests,
    /// Present: documentation of environment variables. Wired: with commands.
    EnvironmentDocs,
    /// Present: a client of a service that collects errors. Wired: the program starts it.
    ErrorMonitoring,
    /// Present and wired: fail2ban is enabled.
    Fail2ban,
    /// Present: rules of a firewall. Wired: it is enabled.
    Firewall,
    /// Present: a route that says whether the program works. Wired: something asks it.
    HealthRoute,
    /// Present and wired: a web server compresses, lets clients cache, or has timeouts.
    HttpTuning,
    /// Present: documentation of how to respond to incidents. Wired: with commands.
    IncidentDocs,
    /// Present: code checks what requests hold, by a library for it.
    InputValidation,
    /// Present: a script that encrypts with a new key what it decrypts with the old one. Wired: something runs it.
    KeyRotationScript,
    /// Present: a test of load. Wired: CI runs it.
    LoadTests,
    /// Present: a lockfile beside its manifest. Wired: a build installs exactly what it lists.
    Lockfile,
    /// Present: rules that bound logs. Wired: something uses them.
    LogRotation,
    /// Present: a program that collects logs. Wired: it is given logs, and sends them on.
    LogShipping,
    /// Present: a route for metrics. Wired: something collects them.
    MetricsRoute,
    /// Present: documentation of database migrations. Wired: with commands.
    MigrationDocs,
    /// Present: a migration that says how it is taken back. Wired: a script takes migrations back.
    MigrationRollback,
    /// Present: a migration of the database. Wired: a deployment or a start runs them.
    Migrations,
    /// Present: documentation of monitoring and alerts. Wired: with commands.
    MonitoringDocs,
    /// Present: a script asks after deploying whether the program answers. Wired: a deployment runs it.
    PostDeployCheck,
    /// Present: a setting that turns limits of requests on or off.
    RateLimitSwitch,
    /// Present: code limits how many requests it answers. Wired: requests pass through the limiter.
    RateLimiter,
    /// Present: a README that describes the project. Wired: with commands.
    Readme,
    /// Present: documentation of how to restore data. Wired: with commands.
    RecoveryDocs,
    /// Present: the address of a replica, or a command that makes one. Wired: a server is configured as one.
    Replica,
    /// Present and wired: a web server or a load balancer hands requests on.
    ReverseProxy,
    /// Present: SQL that turns on row-level security, or defines a policy of it. Wired: a deployment runs it.
    RlsScript,
    /// Present: a library for roles and permissions. Wired: something is checked.
    RoleChecks,
    /// Present: documentation of how to roll back. Wired: with commands.
    RollbackDocs,
    /// Present: a runbook for operations. Wired: with commands.
    Runbook,
    /// Present: rules for encrypted files, or a script that asks a secrets manager. Wired: the program, its start or its deployment does.
    SecretsManager,
    /// Present: code sends headers that protect browsers.
    SecurityHeaders,
    /// Present: a command that looks for vulnerabilities. Wired: CI runs it.
    SecurityScan,
    /// Present: a script that fills the database. Wired: something runs it.
    SeedScript,
    /// Present and wired: limits of files, swap, kernel settings or time synchronisation are set.
    ServerLimits,
    /// Present: a unit of systemd that runs the program. Wired: it starts with the server, and again after a failure.
    ServiceUnit,
    /// Present: a store of sessions outside of the program. Wired: the program makes it.
    SharedSessions,
    /// Present: uploads are on a volume. Wired: in object storage.
    SharedUploads,
    /// Wired: a limiter stands with a route or a function for signing in.
    SignInRateLimit,
    /// Present and wired: a database logs slow queries.
    SlowQueryLog,
    /// Present and wired: SSH accepts no passwords.
    SshKeysOnly,
    /// Present: a logger that writes structured records. Wired: the program makes it.
    StructuredLogging,
    /// Present: a test case. Wired: CI runs such tests.
    TestSuite,
    /// Present: a certificate is used. Wired: something renews it.
    TlsCertificate,
    /// Present: a program that watches from outside. Wired: it is told what to watch.
    UptimeMonitor,
    /// Present: webhooks look up the id of an event.
    WebhookIdempotency,
    /// Present: a library for websockets. Wired: the program serves one.
    Websocket,
    /// Present: a library for queues. Wired: something starts a worker.
    Worker,
}

/// Each kind with its name in checklists and reports, and what it is called where none was found.
const KINDS: &[(EvidenceKind, &str, &str)] = &[
    (EvidenceKind::Alerting, "alerting", "alert"),
    (EvidenceKind::ApiDocs, "api-docs", "documentation of the API"),
    (EvidenceKind::AuditLog, "audit-log", "audit log"),
    (EvidenceKind::AuditStep, "audit-step", "audit of dependencies"),
    (EvidenceKind::Backup, "backup", "backup"),
    (EvidenceKind::BackupEncryption, "backup-encryption", "encryption of backups"),
    (EvidenceKind::BackupOffSite, "backup-off-site", "copy of backups to another place"),
    (EvidenceKind::BackupRetention, "backup-retention", "retention of backups"),
    (EvidenceKind::BucketErasure, "bucket-erasure", "erasure coding of object storage"),
    (EvidenceKind::BuildScript, "build-script", "build script"),
    (EvidenceKind::Cdn, "cdn", "CDN"),
    (EvidenceKind::CiDeploy, "ci-deploy", "CI job that deploys"),
    (EvidenceKind::CiTests, "ci-tests", "CI job that tests"),
    (EvidenceKind::ContentSecurityPolicy, "content-security-policy", "content security policy"),
    (EvidenceKind::CorrelationIds, "correlation-ids", "correlation ids"),
    (EvidenceKind::CsrfProtection, "csrf-protection", "protection against CSRF"),
    (EvidenceKind::DatabaseIndexes, "database-indexes", "index of the database"),
    (EvidenceKind::DatabasePool, "database-pool", "pool of database connections"),
    (EvidenceKind::DeploymentDocs, "deployment-docs", "documentation of deployment"),
    (EvidenceKind::EndToEndTests, "end-to-end-tests", "end-to-end test"),
    (EvidenceKind::EnvironmentDocs, "environment-docs", "documentation of environment variables"),
    (EvidenceKind::ErrorMonitoring, "error-monitoring", "error monitoring"),
    (EvidenceKind::Fail2ban, "fail2ban", "fail2ban"),
    (EvidenceKind::Firewall, "firewall", "firewall"),
    (EvidenceKind::HealthRoute, "health-route", "health route"),
    (EvidenceKind::HttpTuning, "http-tuning", "compression, caching or timeouts of a web server"),
    (EvidenceKind::IncidentDocs, "incident-docs", "documentation of incident response"),
    (EvidenceKind::InputValidation, "input-validation", "validation of requests"),
    (EvidenceKind::KeyRotationScript, "key-rotation-script", "script that rotates keys"),
    (EvidenceKind::LoadTests, "load-tests", "load test"),
    (EvidenceKind::Lockfile, "lockfile", "lockfile"),
    (EvidenceKind::LogRotation, "log-rotation", "rotation of logs"),
    (EvidenceKind::LogShipping, "log-shipping", "collection of logs"),
    (EvidenceKind::MetricsRoute, "metrics-route", "route for metrics"),
    (EvidenceKind::MigrationDocs, "migration-docs", "documentation of migrations"),
    (EvidenceKind::MigrationRollback, "migration-rollback", "migration that can be taken back"),
    (EvidenceKind::Migrations, "migrations", "database migration"),
    (EvidenceKind::MonitoringDocs, "monitoring-docs", "documentation of monitoring"),
    (EvidenceKind::PostDeployCheck, "post-deploy-check", "check after deployment"),
    (EvidenceKind::RateLimitSwitch, "rate-limit-switch", "switch of the rate limiter"),
    (EvidenceKind::RateLimiter, "rate-limiter", "limit of requests"),
    (EvidenceKind::Readme, "readme", "README"),
    (EvidenceKind::RecoveryDocs, "recovery-docs", "documentation of recovery"),
    (EvidenceKind::Replica, "replica", "replica of a database"),
    (EvidenceKind::ReverseProxy, "reverse-proxy", "reverse proxy"),
    (EvidenceKind::RlsScript, "rls-script", "policy of row-level security"),
    (EvidenceKind::RoleChecks, "role-checks", "check of roles"),
    (EvidenceKind::RollbackDocs, "rollback-docs", "documentation of rollback"),
    (EvidenceKind::Runbook, "runbook", "runbook"),
    (EvidenceKind::SecretsManager, "secrets-manager", "secrets manager"),
    (EvidenceKind::SecurityHeaders, "security-headers", "headers for security"),
    (EvidenceKind::SecurityScan, "security-scan", "security scan"),
    (EvidenceKind::SeedScript, "seed-script", "seed script"),
    (EvidenceKind::ServerLimits, "server-limits", "limits of the server"),
    (EvidenceKind::ServiceUnit, "service-unit", "unit of systemd"),
    (EvidenceKind::SharedSessions, "shared-sessions", "shared session store"),
    (EvidenceKind::SharedUploads, "shared-uploads", "shared store of uploads"),
    (EvidenceKind::SignInRateLimit, "sign-in-rate-limit", "rate limit for signing in"),
    (EvidenceKind::SlowQueryLog, "slow-query-log", "log of slow queries"),
    (EvidenceKind::SshKeysOnly, "ssh-keys-only", "SSH without passwords"),
    (EvidenceKind::StructuredLogging, "structured-logging", "structured logging"),
    (EvidenceKind::TestSuite, "test-suite", "test"),
    (EvidenceKind::TlsCertificate, "tls-certificate", "TLS certificate"),
    (EvidenceKind::UptimeMonitor, "uptime-monitor", "uptime monitor"),
    (EvidenceKind::WebhookIdempotency, "webhook-idempotency", "look-up of the ids of webhooks"),
    (EvidenceKind::Websocket, "websocket", "websocket"),
    (EvidenceKind::Worker, "worker", "worker"),
];

/// How much a piece of evidence proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Strength {
    /// It exists.
    Present,
    /// It exists, and something uses it.
    Wired,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// What it shows.
    pub kind: EvidenceKind,
    /// How much it proves.
    pub strength: Strength,
    /// File and region.
    pub location: Location,
    /// The line there. Raw until a report is redacted.
    pub excerpt: String,
}

impl Evidence {
    /// A piece of evidence.
    pub fn new(kind: EvidenceKind, strength: Strength, location: Location, excerpt: impl Into<String>) -> Self {
        Evidence { kind, strength, location, excerpt: excerpt.into() }
    }

    /// The order of reports: by kind, strongest first, then by place.
    pub fn sort_key(&self) -> (EvidenceKind, std::cmp::Reverse<Strength>, &str, usize) {
        (self.kind, std::cmp::Reverse(self.strength), &self.location.path, self.location.span.start)
    }
}

impl EvidenceKind {
    /// All kinds, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|(kind, ..)| *kind)
    }

    /// The name in checklists and reports.
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// The noun for sentences: "no lockfile found".
    pub fn noun(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (EvidenceKind, &'static str, &'static str) {
        KINDS.iter().find(|(kind, ..)| *kind == self).unwrap_or(&KINDS[0])
    }
}

impl Strength {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Strength::Present => "present",
            Strength::Wired => "wired",
        }
    }
}

impl fmt::Display for EvidenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a text that names no kind of evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no evidence `{0}`")]
pub struct UnknownEvidence(String);

impl FromStr for EvidenceKind {
    type Err = UnknownEvidence;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        EvidenceKind::all().find(|kind| kind.as_str() == text).ok_or_else(|| UnknownEvidence(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_names_of_their_own() {
        assert!(KINDS.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
        for kind in EvidenceKind::all() {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("luck".parse::<EvidenceKind>(), Err(UnknownEvidence("luck".to_owned())));
    }
}
