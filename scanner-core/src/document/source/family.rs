//! Families of languages that write strings, comments and assignments alike.

/// A family of languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// JavaScript and TypeScript.
    Script,
    Python,
    Php,
    Ruby,
    Go,
    /// Java, Kotlin, Groovy, Scala.
    Jvm,
    /// C#.
    Dotnet,
    /// Configuration language of Terraform and its like.
    Terraform,
}

impl Family {
    /// By the lower-case path.
    pub(super) fn of(path: &str) -> Option<Self> {
        let name = crate::document::format::without_template_endings(path.rsplit('/').next().unwrap_or(path));
        Some(match name.rsplit_once('.')?.1 {
            "js" | "jsx" | "mjs" | "cjs" | "ts" | "tsx" | "mts" | "cts" | "vue" | "svelte" => Family::Script,
            "py" => Family::Python,
            "php" | "phtml" => Family::Php,
            "rb" | "ru" | "rake" => Family::Ruby,
            "go" => Family::Go,
            "java" | "kt" | "kts" | "groovy" | "gradle" | "scala" => Family::Jvm,
            "cs" => Family::Dotnet,
            "tf" | "tfvars" | "hcl" => Family::Terraform,
            _ => return None,
        })
    }

    /// What starts a comment that ends with its line.
    pub(super) fn line_comments(self) -> &'static [&'static str] {
        match self {
            Family::Python | Family::Ruby => &["#"],
            Family::Php | Family::Terraform => &["//", "#"],
            _ => &["//"],
        }
    }

    /// Whether `/* ... */` is a comment.
    pub(super) fn has_block_comments(self) -> bool {
        !matches!(self, Family::Python | Family::Ruby)
    }

    /// Whether blocks are told by indentation, as far as readers here are concerned.
    pub(super) fn is_indented(self) -> bool {
        matches!(self, Family::Python | Family::Ruby)
    }

    /// What starts an expression inside of a string.
    pub(super) fn interpolation(self) -> Option<&'static str> {
        match self {
            Family::Script | Family::Jvm | Family::Terraform => Some("${"),
            Family::Ruby => Some("#{"),
            _ => None,
        }
    }

    /// Whether a string between these quotes can have several lines.
    pub(super) fn is_multiline(self, quote: u8) -> bool {
        quote == b'`' || matches!(self, Family::Php | Family::Ruby)
    }
}
