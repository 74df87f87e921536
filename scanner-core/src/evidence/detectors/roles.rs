//! Checks of roles and permissions: decorators and attributes, calls, and what stands between a route and its handler.

use super::Detector;
use crate::{
    document::code::{Code, Group},
    evidence::{
        Sightings, SurveyedFile,
        readers::{
            imports::is_called,
            routes::{decorated_receiver, routes, statement},
        },
    },
    model::{EvidenceKind, words},
};

/// Decorators and attributes that name who may do something.
const DECORATORS: &[&str] = &[
    "Roles", "RolesAllowed", "Secured", "PreAuthorize", "PostAuthorize", "RequirePermissions", "RequireRoles",
    "CheckPolicies", "CheckAbilities", "permission_required", "roles_required", "roles_accepted", "role_required",
    "admin_required", "staff_member_required", "user_passes_test",
];

/// Calls that ask whether somebody may do something, wherever they stand.
const CALLS: &[&str] = &[
    "hasAnyAuthority", "hasAnyRole", "hasAuthority", "hasPermission", "hasPermissionTo", "hasRole", "has_perm",
    "has_permission", "RequireRole", "requireRole", "requireRoles", "require_role", "requirePermission",
    "require_permission", "authorizeRoles", "restrictTo", "requireAdmin", "require_admin", "check_permission",
    "load_and_authorize_resource", "authorize_resource", "verify_authorized", "denyAccessUnlessGranted",
];

/// Words of the names of what stands before a handler.
const WORDS: &[&str] = &["role", "roles", "admin", "permission", "permissions", "rbac", "acl", "policy", "abilities"];

/// Starts of the names of middleware of Laravel and the like.
const MIDDLEWARE: &[&str] = &["role:", "permission:", "role_or_permission:", "can:", "ability:", "scope:"];

pub(super) const DETECTOR: Detector = Detector {
    keywords: &["role", "permission", "authorize", "admin", "authority", "can:", "restrictto", "rbac", "useguards"],
    applies_to: |file| file.is_code(),
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    let checks = (0..code.tokens.len()).filter(|at| is_check(&code, *at));
    let places = checks.chain(routes(&code, |_| true).filter(|at| is_guarded(&code, *at)));
    // One check in a file shows as much as all of them.
    if let Some(at) = places.min() {
        found.report(EvidenceKind::RoleChecks, code.span(at)).wired();
    }
}

fn is_check(code: &Code<'_>, at: usize) -> bool {
    let word = code.word(at);
    let before = code.before(at);
    match word {
        "" => false,
        // Its own declaration.
        _ if matches!(before, "def" | "function" | "func" | "fn" | "class") => false,
        "UseGuards" => before == "@" && names_role(code, at + 1),
        "Authorize" => before == "[" && restricts(code, at + 1),
        "RequireAuthorization" => code.sign(at + 1) == "(" && code.sign(at + 2) != ")",
        "authorize" => is_subject(code, at),
        "permission_classes" => code.sign(at + 1) == "=" && names_role(code, at + 2),
        "middleware" => code.sign(at + 1) == "(" && has_middleware(code, at + 1),
        _ if DECORATORS.contains(&word) => before == "@" || decorated_receiver(code, at),
        _ => CALLS.contains(&word) && is_called(code, at) && !defines(code, at),
    }
}

/// `[Authorize(Roles = "Admin")]` and `[Authorize("Policy")]`, unlike `[Authorize]`.
fn restricts(code: &Code<'_>, open: usize) -> bool {
    code.sign(open) == "(" && (code.is_text(open + 1) || matches!(code.word(open + 1), "Roles" | "Policy"))
}

/// Policies of Laravel and Pundit: `$this->authorize('update', $post)`, `authorize! :read, post`, `authorize post`.
fn is_subject(code: &Code<'_>, at: usize) -> bool {
    let is_laravel = code.before(at) == "->" && code.sign(at + 1) == "(" && code.is_text(at + 2);
    let is_ruby = code.dialect.symbols && code.is_fresh(at) && !code.is_fresh(at + 1) && code.sign(at + 1) != "=";
    is_laravel || is_ruby
}

/// Whether names in a group say that roles are checked.
fn names_role(code: &Code<'_>, open: usize) -> bool {
    (open..code.behind(open)).any(|at| has_role_word(code.word(at)))
}

fn has_role_word(name: &str) -> bool {
    !name.is_empty() && words(name.as_bytes()).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// `middleware('role:admin')`, `middleware(['auth', 'can:update,post'])`.
fn has_middleware(code: &Code<'_>, open: usize) -> bool {
    let is_one = |at: usize| MIDDLEWARE.iter().any(|start| code.inner_text(at).starts_with(start));
    (open..code.behind(open)).any(is_one)
}

/// Whether a name with arguments is a method that is written here, not called: its group is followed by a body.
fn defines(code: &Code<'_>, at: usize) -> bool {
    code.is_fresh(at) && code.sign(at + 1) == "(" && matches!(code.sign(code.behind(at + 1)), "{" | ":")
}

/// Whether something named after roles is called or passed between a route's address and its last handler.
fn is_guarded(code: &Code<'_>, address: usize) -> bool {
    let Some(group) = Group::at(code, address - 1) else { return false };
    let between = (1..group.len().saturating_sub(1)).map(|at| group.part(at));
    // A function that is written here is a handler, whatever it names.
    let is_handler = |part: &&str| part.contains("=>") || part.contains("function");
    { between }
        .filter(|part| !is_handler(part))
        .any(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_').any(has_role_word))
        || statement(code, address).any(|at| code.word(at) == "middleware" && has_middleware(code, at + 1))
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn roles() {
        all(&[
            (
                &[("src/a.controller.ts", "@Roles('admin')\n@Get('users')\nlist() {}\n")],
                &["role-checks wired src/a.controller.ts:1"],
            ),
            (
                &[("src/a.controller.ts", "@UseGuards(JwtAuthGuard, RolesGuard)\n@Get('users')\nlist() {}\n")],
                &["role-checks wired src/a.controller.ts:1"],
            ),
            (
                &[("src/routes.js", "router.delete('/users/:id', auth, requireRole('admin'), remove);\n")],
                &["role-checks wired src/routes.js:1"],
            ),
            (&[("src/routes.js", "router.get('/users', isAdmin, list);\n")], &["role-checks wired src/routes.js:1"]),
            (
                &[("src/A.java", "@PreAuthorize(\"hasRole('ADMIN')\")\npublic void remove() {}\n")],
                &["role-checks wired src/A.java:1"],
            ),
            (&[("A.cs", "[Authorize(Roles = \"Admin\")]\npublic class A {}\n")], &["role-checks wired A.cs:1"]),
            (
                &[(
                    "routes/web.php",
                    "<?php\nRoute::get('/users', [A::class, 'index'])->middleware(['auth', 'can:list']);\n",
                )],
                &["role-checks wired routes/web.php:2"],
            ),
            (
                &[("shop/views.py", "@permission_required('shop.add')\ndef add(request):\n    pass\n")],
                &["role-checks wired shop/views.py:1"],
            ),
            (
                &[("shop/views.py", "class V(APIView):\n    permission_classes = [IsAdminUser]\n")],
                &["role-checks wired shop/views.py:2"],
            ),
            (&[("app/posts.rb", "def update\n  authorize @post\nend\n")], &["role-checks wired app/posts.rb:2"]),
            // Signing in is no role, nor is a declaration, a comment or a handler whose body names one.
            (&[("src/a.controller.ts", "@UseGuards(JwtAuthGuard)\n@Get('users')\nlist() {}\n")], &[]),
            (&[("A.cs", "[Authorize]\npublic class A {}\n")], &[]),
            (&[("shop/views.py", "class V(APIView):\n    permission_classes = [IsAuthenticated]\n")], &[]),
            (&[("src/roles.ts", "// @Roles('admin')\nfunction requireRole(role) {}\n")], &[]),
            (&[("src/routes.js", "router.get('/users', (req, res) => res.json(req.user.role), log);\n")], &[]),
        ]);
    }
}
