//! Evidence: places where a repository shows that something is set up.

use super::Location;
use std::{fmt, str::FromStr};

/// Something that a repository can show. A detector reports one or more of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EvidenceKind {
    /// Present: documentation of the public API. Wired: with commands.
    ApiDocs,
    /// Present: documentation of how to deploy. Wired: with commands.
    DeploymentDocs,
    /// Present: documentation of environment variables. Wired: with commands.
    EnvironmentDocs,
    /// Present: a client of a service that collects errors. Wired: the program starts it.
    ErrorMonitoring,
    /// Present: a route that says whether the program works. Wired: something asks it.
    HealthRoute,
    /// Present: documentation of how to respond to incidents. Wired: with commands.
    IncidentDocs,
    /// Present: a lockfile beside its manifest. Wired: a build installs exactly what it lists.
    Lockfile,
    /// Present: a route for metrics. Wired: something collects them.
    MetricsRoute,
    /// Present: documentation of database migrations. Wired: with commands.
    MigrationDocs,
    /// Present: documentation of monitoring and alerts. Wired: with commands.
    MonitoringDocs,
    /// Present: a README that describes the project. Wired: with commands.
    Readme,
    /// Present: documentation of how to restore data. Wired: with commands.
    RecoveryDocs,
    /// Present: documentation of how to roll back. Wired: with commands.
    RollbackDocs,
    /// Present: a runbook for operations. Wired: with commands.
    Runbook,
    /// Present: a logger that writes structured records. Wired: the program makes it.
    StructuredLogging,
}

/// Each kind with its name in checklists and reports, and what it is called where none was found.
const KINDS: &[(EvidenceKind, &str, &str)] = &[
    (EvidenceKind::ApiDocs, "api-docs", "documentation of the API"),
    (EvidenceKind::DeploymentDocs, "deployment-docs", "documentation of deployment"),
    (EvidenceKind::EnvironmentDocs, "environment-docs", "documentation of environment variables"),
    (EvidenceKind::ErrorMonitoring, "error-monitoring", "error monitoring"),
    (EvidenceKind::HealthRoute, "health-route", "health route"),
    (EvidenceKind::IncidentDocs, "incident-docs", "documentation of incident response"),
    (EvidenceKind::Lockfile, "lockfile", "lockfile"),
    (EvidenceKind::MetricsRoute, "metrics-route", "route for metrics"),
    (EvidenceKind::MigrationDocs, "migration-docs", "documentation of migrations"),
    (EvidenceKind::MonitoringDocs, "monitoring-docs", "documentation of monitoring"),
    (EvidenceKind::Readme, "readme", "README"),
    (EvidenceKind::RecoveryDocs, "recovery-docs", "documentation of recovery"),
    (EvidenceKind::RollbackDocs, "rollback-docs", "documentation of rollback"),
    (EvidenceKind::Runbook, "runbook", "runbook"),
    (EvidenceKind::StructuredLogging, "structured-logging", "structured logging"),
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
