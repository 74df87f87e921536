//! Formats of files, by their names.

/// The formats that are parsed to a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `KEY=value` lines of env files.
    Dotenv,
    /// YAML.
    Yaml,
    /// JSON, with comments and trailing commas.
    Json,
    /// TOML.
    Toml,
    /// Sections with `key = value`.
    Ini,
    /// Units of systemd: the same without comments behind values.
    Unit,
    /// The same, in which a blank can separate key and value.
    Conf,
    /// Properties of Java.
    Properties,
    /// Instructions that build an image.
    Dockerfile,
    /// HCL, the language of Terraform.
    Hcl,
}

/// Endings of files to be copied or filled in; the name before them gives the format.
const TEMPLATE_ENDINGS: &[&str] = &[
    "example", "sample", "template", "dist", "tpl", "tmpl", "j2", "jinja", "jinja2", "tftpl", "gotmpl", "skel",
    "default", "defaults", "erb", "in", "orig", "bak", "backup", "old", "local", "save", "copy", "enc", "txt",
];

impl Format {
    /// By the path; its case does not matter.
    ///
    /// ```
    /// use gonogo_core::document::Format;
    /// assert_eq!(Format::for_path("deploy/.env.production"), Some(Format::Dotenv));
    /// assert_eq!(Format::for_path("Values-Prod.yaml.example"), Some(Format::Yaml));
    /// assert_eq!(Format::for_path("src/main.rs"), None);
    /// ```
    pub fn for_path(path: &str) -> Option<Self> {
        let lower = path.to_ascii_lowercase();
        let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
        let name = without_template_endings(name);
        if is_dockerfile(name) {
            return Some(Format::Dockerfile);
        }
        if is_dotenv(name) {
            return Some(Format::Dotenv);
        }
        by_extension(folder, name)
    }
}

pub(super) fn without_template_endings(mut name: &str) -> &str {
    while let Some((before, ending)) = name.rsplit_once(['.', '-', '_'])
        && TEMPLATE_ENDINGS.contains(&ending)
        && !before.trim_start_matches('.').is_empty()
    {
        name = before;
    }
    name
}

fn by_extension(folder: &str, name: &str) -> Option<Format> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    Some(match extension {
        "yml" | "yaml" => Format::Yaml,
        "json" | "jsonc" | "json5" => Format::Json,
        "toml" => Format::Toml,
        "properties" => Format::Properties,
        "tf" | "tfvars" | "hcl" => Format::Hcl,
        "ini" | "cfg" | "cnf" | "npmrc" | "pypirc" => Format::Ini,
        "service" | "socket" | "timer" | "container" => Format::Unit,
        "conf" if ["redis", "valkey", "sentinel", "mosquitto", "ssh"].iter().any(|server| stem.contains(server)) => {
            Format::Conf
        }
        "conf" if !folder.contains("nginx") && !name.contains("nginx") => Format::Ini,
        "" if name == "pipfile" => Format::Toml,
        "" if name == "kustomization" => Format::Yaml,
        "" if name == "procfile" => Format::Properties,
        "" if name == "sshd_config" => Format::Conf,
        _ => return None,
    })
}

/// `Dockerfile`, `Dockerfile.prod`, `prod.dockerfile`, `Containerfile`.
fn is_dockerfile(name: &str) -> bool {
    let mut parts = name.split(['.', '-', '_']);
    // Both words end so, and next to no other name has it.
    name.contains("erfile")
        && parts.any(|part| part == "dockerfile" || part == "containerfile")
        && !name.ends_with("ignore")
        && !is_code(name)
}

/// `.env`, `.env.production`, `prod.env`, `env.production`, `app.env`, `env-prod`.
fn is_dotenv(name: &str) -> bool {
    if !name.contains("env") && !name.contains("dev.vars") {
        return false;
    }
    let mut parts = name.split('.').filter(|part| !part.is_empty());
    if name == ".dev.vars" || name.starts_with(".dev.vars.") {
        return true;
    }
    let env = |part: &str| matches!(part, "env" | "dotenv" | "envs" | "flaskenv");
    let named = parts.clone().any(env)
        || parts.next().is_some_and(|first| first.starts_with("env-") || first.starts_with("env_"));
    named && !is_code(name)
}

fn is_code(name: &str) -> bool {
    const CODE: &[&str] = &[
        "js", "ts", "mjs", "cjs", "mts", "cts", "jsx", "tsx", "vue", "py", "rb", "go", "java", "kt", "php", "cs", "rs",
        "c", "h", "cpp", "html", "md", "mdx", "rst", "json", "yml", "yaml", "toml", "sh", "bash", "ps1", "bat", "cmd",
        "sql", "tf", "nix", "gpg", "age", "asc", "svg", "png", "css", "scss", "swift", "dart", "ex", "exs", "lua",
        "xml", "lock", "snap", "map", "zip", "gz", "pem", "key", "mk", "make", "cmake", "ejs", "hbs", "astro",
        "svelte", "vault", "sops", "ipynb", "csproj", "groovy", "gradle", "scala", "pl", "pm", "properties", "ini",
        "conf", "service", "timer",
    ];
    name.rsplit_once('.').is_some_and(|(_, extension)| CODE.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name() {
        for (names, format) in [
            (
                ".env .env.prod prod.env env.production app.env.example .example.env .env.local .env-example .dev.vars env-example-relational .env.production.bak",
                Some(Format::Dotenv),
            ),
            (
                "a.yml VALUES.YAML compose.yaml.j2 secret.yaml.example docker-compose.yml.dist Kustomization",
                Some(Format::Yaml),
            ),
            ("appsettings.json tsconfig.jsonc x.json.sample", Some(Format::Json)),
            ("gonogo.toml Pipfile", Some(Format::Toml)),
            ("php.ini setup.cfg pgbouncer.ini.example alembic.conf .npmrc", Some(Format::Ini)),
            ("app.service web.container app.service.j2", Some(Format::Unit)),
            ("redis.conf redis-prod.conf", Some(Format::Conf)),
            ("application-prod.properties", Some(Format::Properties)),
            ("Dockerfile dockerfile.prod api.Dockerfile Containerfile Dockerfile.j2", Some(Format::Dockerfile)),
            ("main.tf prod.tfvars terragrunt.hcl main.tf.example", Some(Format::Hcl)),
            ("env.js src/env.ts .env.d.ts nginx.conf Makefile .envrc .dockerignore environment.py", None),
        ] {
            for name in names.split(' ') {
                assert_eq!(Format::for_path(name), format, "{name}");
            }
        }
    }
}
