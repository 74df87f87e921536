//! Technologies that a repository shows it uses.

use std::{fmt, str::FromStr};

/// A technology that decides whether an item of a checklist applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Technology {
    /// Accounts of people who sign in with passwords that are kept here.
    Accounts,
    /// A program that answers requests.
    Backend,
    /// Jobs that run in the background: BullMQ, Celery, Sidekiq.
    BackgroundJobs,
    /// Compose files.
    Compose,
    /// Sessions in cookies.
    Cookies,
    /// A database.
    Database,
    /// A database or cache that is started here, in a container or a cluster.
    DatabaseServer,
    /// Images that are built here.
    Docker,
    /// Encryption with a key of the program.
    Encryption,
    /// A service that errors are reported to.
    ErrorMonitoring,
    /// Express.
    Express,
    /// Pages that run in browsers.
    Frontend,
    /// Tokens of JWT.
    Jwt,
    /// Manifests of Kubernetes, charts of Helm.
    Kubernetes,
    /// Sending of mail.
    Mail,
    /// Routers of MikroTik.
    Mikrotik,
    /// MinIO.
    Minio,
    /// MongoDB.
    Mongodb,
    /// NestJS.
    Nestjs,
    /// Next.js.
    Nextjs,
    /// nginx.
    Nginx,
    /// A program in Node.js that answers requests.
    NodeBackend,
    /// Nuxt.
    Nuxt,
    /// Signing in through others: Google, GitHub, Cognito.
    OauthProviders,
    /// Codes that are sent to sign in.
    OneTimePasswords,
    /// A payment provider.
    Payments,
    /// PgBouncer.
    Pgbouncer,
    /// PM2.
    Pm2,
    /// PostgreSQL.
    Postgresql,
    /// Prisma.
    Prisma,
    /// Redis, or Valkey.
    Redis,
    /// Tokens that are exchanged for new access tokens.
    RefreshTokens,
    /// Units of systemd.
    Systemd,
    /// A web server or ingress in front: nginx, Apache, Caddy, Traefik.
    WebServer,
    /// Webhooks of others.
    Webhooks,
    /// WebSockets.
    Websockets,
}

/// Each technology with its name in checklists and its name for people.
const TECHNOLOGIES: &[(Technology, &str, &str)] = &[
    (Technology::Accounts, "accounts", "accounts with passwords"),
    (Technology::Backend, "backend", "backend"),
    (Technology::BackgroundJobs, "background-jobs", "background jobs"),
    (Technology::Compose, "compose", "compose file"),
    (Technology::Cookies, "cookies", "cookies"),
    (Technology::Database, "database", "database"),
    (Technology::DatabaseServer, "database-server", "database server"),
    (Technology::Docker, "docker", "Dockerfile"),
    (Technology::Encryption, "encryption", "encryption key"),
    (Technology::ErrorMonitoring, "error-monitoring", "error monitoring"),
    (Technology::Express, "express", "Express"),
    (Technology::Frontend, "frontend", "frontend"),
    (Technology::Jwt, "jwt", "JWT"),
    (Technology::Kubernetes, "kubernetes", "Kubernetes"),
    (Technology::Mail, "mail", "mail"),
    (Technology::Mikrotik, "mikrotik", "MikroTik"),
    (Technology::Minio, "minio", "MinIO"),
    (Technology::Mongodb, "mongodb", "MongoDB"),
    (Technology::Nestjs, "nestjs", "NestJS"),
    (Technology::Nextjs, "nextjs", "Next.js"),
    (Technology::Nginx, "nginx", "nginx"),
    (Technology::NodeBackend, "node-backend", "Node.js backend"),
    (Technology::Nuxt, "nuxt", "Nuxt"),
    (Technology::OauthProviders, "oauth-providers", "sign-in provider"),
    (Technology::OneTimePasswords, "one-time-passwords", "one-time passwords"),
    (Technology::Payments, "payments", "payment provider"),
    (Technology::Pgbouncer, "pgbouncer", "PgBouncer"),
    (Technology::Pm2, "pm2", "PM2"),
    (Technology::Postgresql, "postgresql", "PostgreSQL"),
    (Technology::Prisma, "prisma", "Prisma"),
    (Technology::Redis, "redis", "Redis"),
    (Technology::RefreshTokens, "refresh-tokens", "refresh tokens"),
    (Technology::Systemd, "systemd", "systemd unit"),
    (Technology::WebServer, "web-server", "web server"),
    (Technology::Webhooks, "webhooks", "webhooks"),
    (Technology::Websockets, "websockets", "WebSockets"),
];

impl Technology {
    /// All technologies, in the order of the variants.
    pub fn all() -> impl Iterator<Item = Self> {
        TECHNOLOGIES.iter().map(|(technology, ..)| *technology)
    }

    /// The name in checklists and reports.
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// Whether it is a data store that items ask for by name.
    pub(crate) fn is_store(self) -> bool {
        use Technology::{Database, Minio, Mongodb, Postgresql, Redis};
        matches!(self, Database | Minio | Mongodb | Postgresql | Redis)
    }

    /// What is shown as well: whoever uses NestJS or a database has a backend.
    pub fn implies(self) -> &'static [Technology] {
        use Technology as T;
        match self {
            T::Nestjs | T::Express => &[T::NodeBackend, T::Backend],
            T::NodeBackend | T::BackgroundJobs | T::Jwt | T::Database | T::Accounts | T::RefreshTokens => &[T::Backend],
            T::Nextjs | T::Nuxt => &[T::Frontend],
            T::Nginx => &[T::WebServer],
            T::Pgbouncer => &[T::Postgresql, T::Database, T::Backend],
            T::Postgresql | T::Mongodb | T::Prisma => &[T::Database, T::Backend],
            _ => &[],
        }
    }

    fn row(self) -> &'static (Technology, &'static str, &'static str) {
        TECHNOLOGIES.iter().find(|(technology, ..)| *technology == self).unwrap_or(&TECHNOLOGIES[0])
    }
}

impl fmt::Display for Technology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a text that names no technology.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no technology `{0}`")]
pub struct UnknownTechnology(String);

impl FromStr for Technology {
    type Err = UnknownTechnology;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Technology::all().find(|technology| technology.as_str() == text);
        found.ok_or_else(|| UnknownTechnology(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn technologies_have_names_of_their_own() {
        for technology in Technology::all() {
            assert_eq!(technology.as_str().parse(), Ok(technology));
        }
        assert!("luck".parse::<Technology>().is_err());
    }
}
