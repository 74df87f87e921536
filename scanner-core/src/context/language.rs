//! Language groups of files, which decide how values are quoted.

/// A group of file formats in which an unquoted word means the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// Program source: an unquoted word is an identifier or an expression.
    Source,
    /// Settings (dotenv, INI, YAML, properties, shell): an unquoted word is a value.
    Settings,
    /// JSON: every string is quoted.
    Json,
    /// XML, HTML and their templates.
    Markup,
    /// Prose and unknown formats: an unquoted word can be either.
    Prose,
}

const SOURCE: &[&str] = &[
    "c", "cc", "cpp", "cxx", "h", "hh", "hpp", "cs", "java", "kt", "kts", "scala", "sc", "groovy", "gradle", "go",
    "rs", "swift", "m", "mm", "py", "pyi", "pyx", "rb", "erb", "rake", "php", "phtml", "pl", "pm", "lua", "r", "jl",
    "dart", "ex", "exs", "eex", "erl", "hrl", "hs", "ml", "mli", "fs", "fsx", "clj", "cljs", "js", "jsx", "mjs", "cjs",
    "ts", "tsx", "mts", "cts", "vue", "svelte", "astro", "coffee", "sol", "zig", "nim", "cr", "vb", "bas", "ps1",
    "psm1", "psd1", "sql", "proto", "thrift", "graphql", "idl", "asm", "s", "el", "lisp", "scm", "tcl", "tf", "hcl",
    "bicep", "pas", "d", "v", "sv", "vhd", "ipynb", "css", "scss", "less", "sass", "awk",
];
const SETTINGS: &[&str] = &[
    "env", "ini", "cfg", "conf", "cnf", "config", "properties", "yml", "yaml", "toml", "sh", "bash", "zsh", "fish",
    "bat", "cmd", "dockerfile", "envrc", "tfvars", "netrc", "npmrc", "pypirc", "service", "j2", "tpl", "tmpl",
    "template", "example", "sample", "dist", "local", "plist", "prefs", "credentials", "bats",
];
const MARKUP: &[&str] = &[
    "xml", "html", "htm", "xhtml", "xaml", "csproj", "vbproj", "resx", "svg", "pom", "storyboard", "xib", "jsp",
    "cshtml", "hbs", "mustache", "j2ee",
];
const JSON: &[&str] = &["json", "jsonc", "json5", "geojson", "webmanifest", "har", "avsc", "snap"];

impl Language {
    /// The language of a file, by its path in lower case.
    pub(super) fn from_path(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.starts_with(".env")
            || name.starts_with(".dev.vars")
            || name.starts_with("dockerfile")
            || name.starts_with("containerfile")
            || name.ends_with("rc")
            || matches!(name, "procfile" | "kustomization")
        {
            return Language::Settings;
        }
        let extension = match name.rsplit_once('.') {
            Some((_, extension)) => extension,
            None => {
                return if matches!(name, "makefile" | "credentials" | "config") {
                    Language::Settings
                } else {
                    Language::Prose
                };
            }
        };
        let listed = |list: &[&str]| list.contains(&extension);
        match () {
            () if listed(SOURCE) => Language::Source,
            () if listed(SETTINGS) => Language::Settings,
            () if listed(JSON) => Language::Json,
            () if listed(MARKUP) => Language::Markup,
            () => Language::Prose,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn by_name() {
        for (path, language) in [
            ("src/main.rs", Language::Source),
            ("deploy/.env.production", Language::Settings),
            ("docker-compose.prod.yml", Language::Settings),
            ("package.json", Language::Json),
            ("pom.xml", Language::Markup),
            ("readme.md", Language::Prose),
            (".npmrc", Language::Settings),
            ("overlays/production/kustomization", Language::Settings),
            ("home/.aws/credentials", Language::Settings),
        ] {
            assert_eq!(Language::from_path(path), language, "{path}");
        }
    }
}
