//! Webhooks that look up the id of an event before they act on it, so that one that is sent twice counts once.

use super::Detector;
use crate::{
    document::code::{Code, Kind, is_link},
    evidence::{Sightings, SurveyedFile, readers::routes::routes},
    model::{EvidenceKind, words},
};

/// Calls that look an id up, or keep it if it is new, in lower case and without `_`.
const LOOKUPS: &[&str] = &[
    "find", "findone", "findfirst", "findunique", "findby", "findoneby", "exists", "existsby", "exist", "has", "get",
    "getorcreate", "firstorcreate", "where", "filter", "upsert", "insertornothing", "insertorignore",
    "onconflictdonothing", "setnx", "setifabsent", "add", "sadd", "sismember", "set", "create", "existsbyeventid",
    "findorcreate", "findorcreateby", "remember", "lock", "put",
];

/// Words of names of what keeps the ids, or of the ids.
const EVENTS: &[&str] =
    &["event", "events", "webhook", "webhooks", "notification", "notifications", "delivery", "message"];

/// Bytes before a token in which the call is whose argument it is.
const MAX_CALL_BYTES: usize = 300;

pub(super) const DETECTOR: Detector = Detector { keywords: &["webhook"], applies_to: |file| file.is_code(), look };

fn look(file: &SurveyedFile<'_>, found: &mut Sightings) {
    let code = file.parsed.code();
    let is_webhook = |address: &str| names_one_of(address, &["webhook", "webhooks"]);
    if !is_webhook(file.path()) && routes(&code, is_webhook).next().is_none() {
        return;
    }
    let is_checked = |at: &usize| is_event_id(&code, *at) && is_looked_up(&code, *at);
    if let Some(at) = (0..code.tokens.len()).find(is_checked) {
        found.report(EvidenceKind::WebhookIdempotency, code.span(at));
    }
}

fn names_one_of(name: &str, wanted: &[&str]) -> bool {
    words(name.as_bytes()).iter().any(|word| wanted.contains(&word.as_str()))
}

/// `event.id`, `eventId`, `webhook_event_id`, `idempotencyKey`.
fn is_event_id(code: &Code<'_>, at: usize) -> bool {
    let word = code.word(at);
    if word.is_empty() {
        return false;
    }
    let is_member = at >= 2 && is_link(code.before(at)) && names_one_of(code.word(at - 2), EVENTS);
    let words = words(word.as_bytes());
    let ends_in_id = words.last().is_some_and(|last| last == "id");
    (word.eq_ignore_ascii_case("id") && is_member)
        || (ends_in_id && words.len() > 1 && names_one_of(word, EVENTS))
        || words.iter().any(|word| word == "idempotency")
}

/// Whether an id is in the arguments of a look-up that says what it looks in: events that came, a cache, a set.
fn is_looked_up(code: &Code<'_>, at: usize) -> bool {
    let opens = code.enclosing(at, MAX_CALL_BYTES).filter(|open| code.sign(*open) == "(");
    { opens }.filter(|open| *open > 1 && code.kind(open - 1) == Some(Kind::Word)).any(|open| {
        let name = code.word(open - 1).to_ascii_lowercase().replace('_', "");
        LOOKUPS.contains(&&*name) && keeps_events(code.callee(open))
    })
}

/// Whether the owner of a call keeps what was processed.
fn keeps_events(callee: &str) -> bool {
    const STORES: &[&str] = &[
        "redis", "cache", "processed", "idempotency", "seen", "handled", "event", "events", "webhook", "webhooks",
        "delivery", "deliveries", "notification", "notifications", "dedup", "received",
    ];
    let owner = callee.rsplit_once(['.', '>', ':']).map_or("", |(owner, _)| owner);
    names_one_of(owner, STORES)
}

#[cfg(test)]
mod tests {
    use crate::evidence::tests::all;

    #[test]
    fn ids_that_are_looked_up() {
        const ROUTE: &str = "app.post('/webhooks/stripe', handle);\n";
        all(&[
            (
                &[(
                    "src/webhooks.ts",
                    "const seen = await prisma.webhookEvent.findUnique({ where: { eventId: event.id } });\n",
                )],
                &["webhook-idempotency present src/webhooks.ts:1"],
            ),
            (
                &[("app/webhook.py", "if not redis.set(f'e', event.id, nx=True):\n    return\n")],
                &["webhook-idempotency present app/webhook.py:1"],
            ),
            (
                &[("app/webhook.py", "ProcessedEvent.objects.get_or_create(event_id=event_id)\n")],
                &["webhook-idempotency present app/webhook.py:1"],
            ),
            // No look-up, a look-up of something else, not in what receives webhooks.
            (&[("src/app.js", ROUTE)], &[]),
            (
                &[(
                    "src/webhooks.ts",
                    "log.info(event.id);\nawait prisma.order.findUnique({ where: { id: event.data.id } });\n",
                )],
                &[],
            ),
            (&[("src/calendar.ts", "await this.events.findOne({ id: event.id });\n")], &[]),
        ]);
    }
}
