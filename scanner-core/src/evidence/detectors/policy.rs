//! Content security policies, set by code, by a library's defaults, or by a web server.

use super::Detector;
use crate::{
    document::{
        Directive, Server,
        code::{Code, Group, is_link, runs_in_production},
    },
    evidence::{Sightings, SurveyedFile},
    model::EvidenceKind,
};

const HEADER: &str = "content-security-policy";

/// Names of libraries whose call sets a policy, unless it is told not to.
const LIBRARIES: &[&str] = &["helmet", "Talisman", "secureHeaders", "fastifyHelmet"];

pub(super) const CODE: Detector = Detector {
    keywords: &[
        HEADER, "contentsecuritypolicy", "content_security_policy", "csp_", "helmet", "talisman", "secureheaders",
    ],
    applies_to: |file| file.is_code(),
    look: in_code,
};

pub(super) const SERVER: Detector =
    Detector { keywords: &[HEADER], applies_to: |file| file.is_in_use(), look: in_server };

fn in_code(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    for at in 0..code.tokens.len() {
        let is_set = if code.is_text(at) { sets_header(&code, at) } else { sets_policy(&code, at) };
        if is_set && runs_in_production(file.parsed.bytes(), code.span(at).start) {
            found.report(EvidenceKind::ContentSecurityPolicy, code.span(at)).wired();
        }
    }
}

/// The name of the header as the key of an entry, the value of `key`, the first of two arguments, or an index that is assigned.
fn sets_header(code: &Code<'_>, at: usize) -> bool {
    if !code.inner_text(at).eq_ignore_ascii_case(HEADER) {
        return false;
    }
    let is_key = matches!(code.sign(at + 1), ":" | "=>");
    let is_listed =
        matches!(code.before(at), ":" | "=>") && at >= 2 && matches!(code.name(at - 2), "key" | "name" | "header");
    let is_argument = code.before(at) == "(" && code.sign(at + 1) == ",";
    let is_index = code.before(at) == "[" && code.sign(at + 2) == "=";
    is_key || is_listed || is_argument || is_index
}

/// A library or a setting: `helmet()`, `CSP_DEFAULT_SRC = (...)`, `content_security_policy do |policy|`.
fn sets_policy(code: &Code<'_>, at: usize) -> bool {
    let next = code.sign(at + 1);
    match code.word(at) {
        "CSP_DEFAULT_SRC" | "CSP_SCRIPT_SRC" | "CONTENT_SECURITY_POLICY" => next == "=",
        "content_security_policy" => next == "do" || (code.is_fresh(at) && next == "{"),
        "contentSecurityPolicy" => {
            let is_member = code.before(at) == "." && at >= 2 && code.word(at - 2) == "helmet";
            next == "(" && (is_member || has_directives(code, at + 1))
        }
        "UseCsp" | "AddContentSecurityPolicy" => next == "(",
        name if LIBRARIES.contains(&name) => next == "(" && !is_link(code.before(at)) && !is_off(code, at + 1),
        "register" => next == "(" && code.word(at + 2).eq_ignore_ascii_case("helmet") && !is_off(code, at + 1),
        _ => false,
    }
}

/// Spring's `contentSecurityPolicy(csp -> csp.policyDirectives(...))`, and older a text.
fn has_directives(code: &Code<'_>, open: usize) -> bool {
    code.is_text(open + 1) || (open..code.behind(open)).any(|at| code.word(at) == "policyDirectives")
}

/// `helmet({ contentSecurityPolicy: false })`, `Talisman(app, content_security_policy=None)`.
fn is_off(code: &Code<'_>, open: usize) -> bool {
    let off = |value: &str| matches!(value, "false" | "None" | "null");
    let key = "contentsecuritypolicy";
    Group::at(code, open).is_some_and(|group| {
        let options = (0..group.len()).filter_map(|at| group.object(at));
        let values = options.filter_map(|options| options.value(key)).chain(group.value(key));
        { values }.any(off)
    })
}

fn in_server(file: &SurveyedFile<'_>, found: &mut Sightings) {
    if let Some(server) = file.parsed.server() {
        headers(server, &file.parsed.server_config(server).directives, found);
    }
}

/// `add_header` of nginx, `header` of Caddy, `Header set` of Apache.
fn headers(server: Server, directives: &[Directive], found: &mut Sightings) {
    for directive in directives {
        let names = |text: &str| text.trim_start_matches(['+', '?', '>']).eq_ignore_ascii_case(HEADER);
        let is_header = ["add_header", "header", "more_set_headers"].iter().any(|name| directive.is(name));
        let in_block = server == Server::Caddy && directive.is("header");
        let inside = directive.blocks().iter().filter(|inner| in_block && names(inner.name()));
        if is_header && directive.arguments().any(names) {
            found.report(EvidenceKind::ContentSecurityPolicy, directive.head()).wired();
        }
        for inner in inside {
            found.report(EvidenceKind::ContentSecurityPolicy, inner.head()).wired();
        }
        headers(server, directive.blocks(), found);
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn policies() {
        all(&[
            (&[("src/a.ts", "app.use(helmet());\n")], &["content-security-policy wired src/a.ts:1"]),
            (
                &[("next.config.js", "const h = [{ key: 'Content-Security-Policy', value: csp }];\n")],
                &["content-security-policy wired next.config.js:1"],
            ),
            (
                &[("app/a.py", "response.headers['Content-Security-Policy'] = policy\n")],
                &["content-security-policy wired app/a.py:1"],
            ),
            (
                &[("shop/settings.py", "CSP_DEFAULT_SRC = (\"'self'\",)\n")],
                &["content-security-policy wired shop/settings.py:1"],
            ),
            (
                &[(
                    "src/A.java",
                    "headers.contentSecurityPolicy(csp -> csp.policyDirectives(\"default-src 'self'\"));\n",
                )],
                &["content-security-policy wired src/A.java:1"],
            ),
            (
                &[(
                    "nginx/site.conf",
                    "server {\n  add_header Content-Security-Policy \"default-src 'self'\" always;\n}\n",
                )],
                &["content-security-policy wired nginx/site.conf:2"],
            ),
            (
                &[(
                    "Caddyfile",
                    "shop.net {\n\theader {\n\t\tContent-Security-Policy \"default-src 'self'\"\n\t}\n}\n",
                )],
                &["content-security-policy wired Caddyfile:3", "tls-certificate wired Caddyfile:1"],
            ),
            (&[("src/a.ts", "app.use(helmet({ contentSecurityPolicy: false }));\n")], &[]),
            (&[("src/a.ts", "// app.use(helmet());\nconst csp = res.headers['content-security-policy'];\n")], &[]),
            (
                &[(
                    "nginx/site.conf",
                    "server {\n  add_header Content-Security-Policy-Report-Only \"default-src 'self'\";\n}\n",
                )],
                &[],
            ),
        ]);
    }
}
