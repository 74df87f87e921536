//! Audit logs of a program's own: a model or a table for them, and what writes to it.

use super::Detector;
use crate::{
    document::code::{Code, is_link},
    evidence::{Sightings, SurveyedFile, readers::imports::is_called},
    model::{EvidenceKind, words},
};

/// Words behind `audit` or `activity` in the name of what keeps records.
const RECORDS: &[&str] =
    &["log", "logs", "trail", "trails", "entry", "entries", "event", "events", "record", "records"];

/// Calls that write a record, by the letters of their names.
const WRITES: &[&str] = &[
    "create", "createMany", "create_many", "bulk_create", "insert", "insertOne", "insertMany", "insert_one", "save",
    "add", "record", "write", "append", "log", "build", "Create", "Add", "AddAsync", "Insert", "Save", "Record", "Log",
    "new",
];

/// What a model or a table is declared with.
const DECLARED: &[&str] =
    &["class", "struct", "model", "create_table", "createTable", "pgTable", "mysqlTable", "sqliteTable", "defmodule"];

pub(super) const DETECTOR: Detector = Detector {
    keywords: &[
        "auditlog", "audit_log", "audittrail", "audit_trail", "auditentr", "audit_entr", "auditevent", "audit_event",
        "auditrecord", "audit_record", "activitylog", "activity_log",
    ],
    applies_to: |file| file.is_code() || (file.is_in_use() && file.path().ends_with(".prisma")),
    look,
};

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    for at in (0..code.tokens.len()).filter(|at| keeps_records(code.name(*at))) {
        if is_written(&code, at) {
            found.report(EvidenceKind::AuditLog, code.span(at)).wired();
        } else if is_declared(&code, at) {
            found.report(EvidenceKind::AuditLog, code.span(at));
        }
    }
}

/// Whether a name is that of an audit log: `AuditLog`, `audit_trail`, `userActivityLogRepository`.
fn keeps_records(name: &str) -> bool {
    let words = words(name.as_bytes());
    let is_log = |pair: &[String]| {
        (pair[0] == "audit" && RECORDS.contains(&pair[1].as_str()))
            || (pair[0] == "activity" && pair[1].starts_with("log"))
    };
    words.windows(2).any(is_log)
}

fn is_declared(code: &Code<'_>, at: usize) -> bool {
    let words = [at.checked_sub(1), at.checked_sub(2)].into_iter().flatten();
    let before = words.map(|before| code.word(before)).any(|word| DECLARED.contains(&word));
    // Laravel's `Schema::create('audit_logs', ...)`.
    let is_schema = code.is_text(at) && code.before(at) == "(" && at >= 4 && code.word(at - 4) == "Schema";
    (before && !is_link(code.before(at))) || is_schema
}

/// `prisma.auditLog.create({`, `AuditLog.objects.create(`, `new AuditLog(`, `session.add(AuditLog(`.
fn is_written(code: &Code<'_>, at: usize) -> bool {
    if code.is_text(at) {
        return false;
    }
    let is_made = matches!(code.before(at), "new" | "(") && code.sign(at + 1) == "(" && is_given(code, at);
    let mut last = at;
    for _ in 0..3 {
        if !is_link(code.sign(last + 1)) || code.word(last + 2).is_empty() {
            break;
        }
        last += 2;
        if WRITES.contains(&code.word(last)) && is_called(code, last) {
            return true;
        }
    }
    is_made
}

/// Whether what is made is given anything: a declaration's own constructor is not.
fn is_given(code: &Code<'_>, at: usize) -> bool {
    code.sign(at + 2) != ")" || code.before(at) == "new"
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn audit_logs() {
        all(&[
            (&[("src/a.ts", "await this.prisma.auditLog.create({ data });\n")], &["audit-log wired src/a.ts:1"]),
            (
                &[("prisma/schema.prisma", "model AuditLog {\n  id String @id\n}\n")],
                &["audit-log present prisma/schema.prisma:1"],
            ),
            (
                &[("shop/a.py", "AuditLog.objects.create(user=user, action='delete')\n")],
                &["audit-log wired shop/a.py:1"],
            ),
            (&[("shop/a.py", "db.session.add(AuditLog(user=user))\n")], &["audit-log wired shop/a.py:1"]),
            (
                &[("shop/models.py", "class AuditLog(models.Model):\n    pass\n")],
                &["audit-log present shop/models.py:1"],
            ),
            (
                &[(
                    "shop/models.py",
                    "from simple_history.models import HistoricalRecords\n\nhistory = HistoricalRecords()\n",
                )],
                &["audit-log wired shop/models.py:3"],
            ),
            (
                &[("app/models/post.rb", "class Post < A\n  has_paper_trail\nend\n")],
                &["audit-log wired app/models/post.rb:2"],
            ),
            (
                &[("src/A.java", "import org.hibernate.envers.Audited;\n\n@Audited\nclass A {}\n")],
                &["audit-log wired src/A.java:3"],
            ),
            (&[("src/a.ts", "// prisma.auditLog.create({})\nconst rows = await prisma.auditLog.findMany();\n")], &[]),
            (&[("src/a.ts", "show('audit log', auditLogs);\n")], &[]),
        ]);
    }
}
