//! Which format a file is in, told by its name.

/// The formats that are parsed to a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `KEY=value` lines of env files.
    Dotenv,
}

impl Format {
    /// By the path; its case does not matter.
    pub fn of(path: &str) -> Option<Self> {
        let lower = path.to_ascii_lowercase();
        let name = lower.rsplit('/').next().unwrap_or(&lower);
        is_dotenv(name).then_some(Format::Dotenv)
    }
}

/// `.env`, `.env.production`, `prod.env`, `env.production`, `app.env.example`, `.envrc` is a shell script.
fn is_dotenv(name: &str) -> bool {
    let mut parts = name.trim_start_matches('.').split('.');
    let code = ["js", "ts", "mjs", "cjs", "d", "py", "rb", "go", "java", "php", "cs", "rs", "vue", "tsx", "html", "md"];
    let last = name.rsplit('.').next().unwrap_or(name);
    parts.any(|part| part == "env" || part == "dotenv") && !code.contains(&last)
}
