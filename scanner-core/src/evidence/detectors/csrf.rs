//! Protection against requests that other sites forge, where a framework switches it on: Spring Security, Laravel.

use super::Detector;
use crate::{
    document::code::{Code, Group, is_link},
    evidence::{Sightings, SurveyedFile, readers::imports::Ecosystem},
    model::EvidenceKind,
};

pub(super) const DETECTOR: Detector = Detector {
    keywords: &["csrf", "withrouting"],
    applies_to: |file| {
        file.is_code() && matches!(Ecosystem::for_path(file.path()), Some(Ecosystem::Jvm | Ecosystem::Php))
    },
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    for at in (0..code.tokens.len()).filter(|at| code.sign(at + 1) == "(" && is_link(code.before(*at))) {
        let is_on = match code.word(at) {
            "csrf" => is_kept(&code, at + 1),
            "withRouting" => serves_pages(&code, at + 1),
            _ => false,
        };
        if is_on {
            found.report(EvidenceKind::CsrfProtection, code.span(at)).wired();
        }
    }
}

/// Spring's `csrf(...)` that is not switched off, in its arguments or behind it.
fn is_kept(code: &Code<'_>, open: usize) -> bool {
    let end = code.behind(open);
    let inside = (open..end).any(|at| code.word(at) == "disable");
    !inside && code.word(end + 1) != "disable"
}

/// Laravel protects the routes that it is told are pages.
fn serves_pages(code: &Code<'_>, open: usize) -> bool {
    Group::at(code, open).is_some_and(|group| group.value("web").is_some())
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn protection() {
        all(&[
            (&[("src/A.java", "http.csrf(Customizer.withDefaults());\n")], &["csrf-protection wired src/A.java:1"]),
            (
                &[("bootstrap/app.php", "<?php\n$app->withRouting(web: __DIR__ . '/web.php', health: '/up');\n")],
                &["csrf-protection wired bootstrap/app.php:2"],
            ),
            (
                &[("shop/settings.py", "MIDDLEWARE = [\n    'django.middleware.csrf.CsrfViewMiddleware',\n]\n")],
                &["csrf-protection wired shop/settings.py:2"],
            ),
            (
                &[("src/a.js", "const csurf = require('csurf');\napp.use(csurf());\n")],
                &["csrf-protection wired src/a.js:2"],
            ),
            (
                &[("app/a.py", "from flask_wtf import CSRFProtect\nCSRFProtect(app)\n")],
                &["csrf-protection wired app/a.py:2"],
            ),
            (
                &[("app/a.rb", "class A < B\n  protect_from_forgery with: :exception\nend\n")],
                &["csrf-protection wired app/a.rb:2"],
            ),
            (&[("A.cs", "[ValidateAntiForgeryToken]\npublic void A() {}\n")], &["csrf-protection wired A.cs:1"]),
            (&[("src/A.java", "http.csrf(csrf -> csrf.disable());\nhttp.csrf().disable();\n")], &[]),
            (&[("bootstrap/app.php", "<?php\n$app->withRouting(api: __DIR__ . '/api.php');\n")], &[]),
            (&[("shop/settings.py", "MIDDLEWARE = [\n    # 'django.middleware.csrf.CsrfViewMiddleware',\n]\n")], &[]),
            (&[("app/a.py", "from flask_wtf import FlaskForm\n")], &[]),
        ]);
    }
}
