//! Requirements of a version: how mature the versions are that fit, and how many fit.

use super::manifest::Kind;

/// The maturity of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Maturity {
    /// Alpha, beta, candidate, or a branch.
    Prerelease,
    /// Exactly `x.0.0`.
    First,
    Settled,
}

/// The range of versions that fit a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VersionBound {
    /// Whatever there is.
    Any,
    /// All from some version on, or all there is of a package that is only named.
    Open,
    Bounded,
}

/// Packages that whole programs are built on.
const NODE: &[&str] = &[
    "next", "react", "react-dom", "react-native", "vue", "nuxt", "svelte", "@sveltejs/kit", "@angular/core", "express",
    "fastify", "koa", "@nestjs/core", "@nestjs/common", "astro", "@remix-run/node", "@remix-run/react", "react-router",
    "gatsby", "hono", "typeorm", "sequelize", "mongoose", "prisma", "@prisma/client", "drizzle-orm", "knex", "graphql",
    "@apollo/server", "socket.io", "electron", "@strapi/strapi", "@adonisjs/core", "pg", "ioredis", "bullmq",
    "jsonwebtoken", "passport", "helmet", "vite", "webpack", "typescript",
];
const PYTHON: &[&str] = &[
    "django", "flask", "fastapi", "starlette", "pydantic", "sqlalchemy", "celery", "uvicorn", "gunicorn", "tornado",
    "aiohttp", "sanic", "djangorestframework", "psycopg", "psycopg2", "cryptography", "pyjwt", "alembic", "litestar",
];
const RUBY: &[&str] = &["rails", "sinatra", "puma", "sidekiq", "devise", "rack"];
const PHP: &[&str] = &[
    "laravel/framework", "symfony/framework-bundle", "symfony/symfony", "doctrine/orm", "slim/slim", "cakephp/cakephp",
];
const GO: &[&str] = &[
    "github.com/gin-gonic/gin", "github.com/labstack/echo", "github.com/gofiber/fiber", "gorm.io/gorm",
    "google.golang.org/grpc",
];
const RUST: &[&str] = &["tokio", "axum", "actix-web", "hyper", "sqlx", "diesel", "rocket", "warp", "tonic", "rustls"];

/// Whether a whole program is built on the package.
pub(super) fn is_framework(kind: Kind, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    match kind {
        Kind::Node => NODE.contains(&&*lower),
        Kind::Composer => PHP.contains(&&*lower),
        Kind::Requirements | Kind::Pyproject | Kind::Pipfile => PYTHON.contains(&&*lower),
        Kind::Gemfile => RUBY.contains(&&*lower),
        // `github.com/gofiber/fiber/v3`
        Kind::Go => GO
            .iter()
            .any(|known| lower.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with("/v"))),
        Kind::Cargo => RUST.contains(&&*lower),
    }
}

/// Whether nearly each release of a package is one of a new major version.
pub(super) fn counts_majors(name: &str) -> bool {
    ["gunicorn", "cryptography", "electron", "typescript"].contains(&&*name.to_ascii_lowercase())
}

/// The maturity of the versions that a requirement asks for.
pub(super) fn maturity(kind: Kind, requirement: &str) -> Maturity {
    let lower = requirement.to_ascii_lowercase();
    let tags = ["next", "canary", "beta", "alpha", "rc", "nightly", "experimental", "dev"];
    let branch = tags.contains(&&*lower)
        || kind == Kind::Composer && (lower.starts_with("dev-") || lower.ends_with("@dev") || lower.ends_with("-dev"));
    if branch || lower.split([' ', ',', '|']).any(|part| is_prerelease(kind, part)) {
        return Maturity::Prerelease;
    }
    let exact = lower.trim_start_matches(['=', 'v', ' ']);
    let numbers: Vec<&str> = exact.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    // Cargo and go.mod mean later releases as well, or are never ahead of them.
    let pins = !matches!(kind, Kind::Cargo) && (lower.starts_with('=') || kind != Kind::Pyproject);
    match numbers[..] {
        [major, "0", "0"] if pins && is_number(&major) && major != "0" => Maturity::First,
        _ => Maturity::Settled,
    }
}

/// `19.0.0-rc.1`, `5.0rc1`, `8.0.0.beta2`. What is excluded or only bounds from above does not count.
fn is_prerelease(kind: Kind, part: &str) -> bool {
    if part.starts_with(['<', '!']) {
        return false;
    }
    let version = part.trim_start_matches(|c: char| !c.is_ascii_digit());
    let letters = version.find(|c: char| c.is_ascii_alphabetic());
    let Some(at) = letters.filter(|at| *at > 0) else { return false };
    let word: String = version[at..].chars().take_while(char::is_ascii_alphabetic).collect();
    let python =
        matches!(kind, Kind::Requirements | Kind::Pyproject | Kind::Pipfile) && matches!(&*word, "a" | "b" | "dev");
    python
        || matches!(
            &*word,
            "alpha" | "beta" | "rc" | "canary" | "next" | "pre" | "preview" | "nightly" | "insiders" | "experimental"
        )
}

/// The range of versions that fit a requirement.
pub(super) fn version_bound(kind: Kind, requirement: &str) -> VersionBound {
    let plain = requirement.trim();
    match plain {
        "*" | "x" | "latest" | "@latest" => return VersionBound::Any,
        "" if matches!(kind, Kind::Node | Kind::Composer | Kind::Cargo) => return VersionBound::Any,
        "" => return VersionBound::Open,
        _ => {}
    }
    let parts: Vec<&str> = plain.split(',').flat_map(|part| part.split("||")).map(str::trim).collect();
    let bounds = |part: &&str| !part.starts_with('>') && !part.starts_with("!=") && !part.is_empty();
    let above = |part: &&str| part.contains('<');
    if parts.iter().any(|part| bounds(part) || above(part)) { VersionBound::Bounded } else { VersionBound::Open }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maturities() {
        use Maturity::{First, Prerelease, Settled};
        for (kind, requirement, expected) in [
            (Kind::Node, "15.0.0", First),
            (Kind::Node, "^15.0.0", Settled),
            (Kind::Node, "15.0.1", Settled),
            (Kind::Node, "0.0.0", Settled),
            (Kind::Node, "19.0.0-rc-66855b96-20241106", Prerelease),
            (Kind::Node, "^5.0.0-beta.25", Prerelease),
            (Kind::Node, "canary", Prerelease),
            (Kind::Node, "latest", Settled),
            (Kind::Requirements, "==5.0", Settled),
            (Kind::Requirements, "==5.0.0", First),
            (Kind::Requirements, "==5.0rc1", Prerelease),
            (Kind::Requirements, ">=4.2,<5.0a1", Settled),
            (Kind::Requirements, "==2.9.9.post1", Settled),
            (Kind::Gemfile, "~> 8.0.0.rc1", Prerelease),
            (Kind::Composer, "dev-master", Prerelease),
            (Kind::Composer, "^11.0@beta", Prerelease),
            (Kind::Go, "v1.10.0", Settled),
            (Kind::Go, "v3.0.0-beta.4", Prerelease),
            (Kind::Cargo, "1.0.0", Settled),
            (Kind::Cargo, "0.8.0-rc.1", Prerelease),
        ] {
            assert_eq!(maturity(kind, requirement), expected, "{requirement}");
        }
    }

    #[test]
    fn room() {
        use VersionBound::{Any, Bounded, Open};
        for (kind, requirement, expected) in [
            (Kind::Node, "*", Any),
            (Kind::Node, "latest", Any),
            (Kind::Node, "", Any),
            (Kind::Node, ">=1.2.0", Open),
            (Kind::Node, ">=1.2.0 <2", Bounded),
            (Kind::Node, "^1.2.0", Bounded),
            (Kind::Requirements, "", Open),
            (Kind::Requirements, ">=1.2", Open),
            (Kind::Requirements, ">=1.2,<2", Bounded),
            (Kind::Requirements, ">=1.2,!=1.3", Open),
            (Kind::Requirements, "~=1.2", Bounded),
            (Kind::Pipfile, "*", Any),
            (Kind::Gemfile, "~> 8.0", Bounded),
            (Kind::Go, "v1.2.0", Bounded),
        ] {
            assert_eq!(version_bound(kind, requirement), expected, "{requirement}");
        }
    }
}
