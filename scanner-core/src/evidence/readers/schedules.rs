//! What runs on a schedule: cron, timers of systemd, workflows, manifests, services that sleep between runs, and schedulers in code.

use super::{
    call::{self, Call, Scheduled},
    calls,
    text::lines,
    tree,
};
use crate::{
    context::{is_compose_file, is_pm2_file, is_workflow},
    document::{Format, Node, code::Code},
    evidence::SurveyedFile,
};

/// Seconds from which a pause between runs is a schedule, and no wait for something to start.
const MIN_PAUSE_SECONDS: u64 = 600;

/// Keys beside what they schedule.
const KEYS: &[&str] = &["cron", "cronExpression", "cronSchedule", "cron_restart", "schedule", "schedule_expression"];

/// Names of what schedules a function in code, in lower case.
const IN_CODE: &[&str] = &["cron", "cronjob", "crontab", "schedulejob", "scheduled", "add_job", "beat_schedule"];

/// Names of months and days.
const NAMES: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue", "wed", "thu",
    "fri", "sat", "sun",
];

/// Words of which one is in each file with a schedule, in lower case.
pub(in crate::evidence) const KEYWORDS: &[&str] =
    &["cron", "schedule", "sleep", "timer", ".service", "@daily", "@weekly", "@hourly"];

/// The parts of a file that run on a schedule.
pub(in crate::evidence) fn scheduled<'f>(file: &'f SurveyedFile<'_>) -> &'f [Scheduled] {
    file.scheduled.get_or_init(|| read(file))
}

fn read(file: &SurveyedFile<'_>) -> Vec<Scheduled> {
    let (path, text) = (file.path(), file.parsed.text());
    let whole = |text: &str| Scheduled { span: 0..file.parsed.text().len(), text: text.to_owned() };
    if is_cron_folder(path) {
        return vec![whole(text)];
    }
    if file.is_source() && Format::for_path(path).is_none() {
        return in_code(&file.parsed.code()).into_iter().collect();
    }
    if calls::is_script(file) || Format::for_path(path) == Some(Format::Dockerfile) {
        return in_script(file, calls::calls(file));
    }
    if is_crontab(path) {
        return crontab(text, path.contains("cron.d/"));
    }
    if path.ends_with(".service") {
        let timer = format!("{}.timer", path.trim_end_matches(".service").rsplit('/').next().unwrap_or_default());
        let started = calls::calls(file).iter().filter(|_| file.has_beside(&timer));
        return started.map(|call| Scheduled { span: call.span.clone(), text: call.words.join(" ") }).collect();
    }
    if is_pm2_file(path, file.parsed.bytes()) && file.parsed.root().is_none() {
        return file.parsed.exported_object().map_or(Vec::new(), in_tree);
    }
    in_document(file)
}

/// Folders whose scripts cron runs: `/etc/cron.daily`.
fn is_cron_folder(path: &str) -> bool {
    path.split('/').any(|folder| matches!(folder, "cron.hourly" | "cron.daily" | "cron.weekly" | "cron.monthly"))
}

pub(in crate::evidence) fn is_crontab(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_folder = folders.split('/').any(|folder| matches!(folder, "cron.d" | "crontabs"));
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let is_named = stem.split(['-', '_']).any(|word| matches!(word, "cron" | "crontab")) || name.ends_with(".cron");
    is_folder || name.ends_with(".crontab") || is_named && Format::for_path(path).is_none()
}

/// The entries of a crontab. In those of the system a user is named before the command.
fn crontab(text: &str, has_user: bool) -> Vec<Scheduled> {
    let command = |line| {
        let entry = entry(line)?;
        if has_user {
            entry.split_once(char::is_whitespace).map(|(_, command)| command.trim_start())
        } else {
            Some(entry)
        }
    };
    let entries = lines(text)
        .filter_map(|(at, line)| Some(Scheduled { span: at..at + line.len(), text: command(line)?.to_owned() }));
    entries.collect()
}

/// What a line of a crontab runs.
fn entry(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if line.starts_with('@') {
        let (when, rest) = line.split_once(char::is_whitespace)?;
        return is_nickname(when).then_some(rest.trim());
    }
    let mut rest = line;
    let mut fields = Vec::new();
    while fields.len() < 5 {
        let (field, behind) = rest.split_once(char::is_whitespace)?;
        fields.push(field);
        rest = behind.trim_start();
    }
    are_fields(&fields).then_some(rest).filter(|rest| !rest.is_empty())
}

fn is_nickname(word: &str) -> bool {
    matches!(word, "@hourly" | "@daily" | "@midnight" | "@weekly" | "@monthly" | "@yearly" | "@annually" | "@every")
}

/// Minute, hour, day, month and day of the week; some schedulers have seconds or a year besides.
fn are_fields(fields: &[&str]) -> bool {
    let is_part = |part: &str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        matches!(part, "*" | "?") || is_number || NAMES.iter().any(|name| part.eq_ignore_ascii_case(name))
    };
    fields.contains(&"*") && fields.iter().all(|field| field.split([',', '-', '/']).all(is_part))
}

/// Whether a text says when: `0 2 * * *`, `@daily`, `cron(0 2 * * ? *)`, `rate(1 day)`.
pub(in crate::evidence) fn says_when(text: &str) -> bool {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')')) {
        return says_when(inner);
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    let is_cron = matches!(fields.len(), 5 | 6) && are_fields(&fields);
    is_cron || fields.first().is_some_and(|first| is_nickname(first)) || text.starts_with("rate(")
}

/// A script that installs a crontab, or that runs again and again.
fn in_script(file: &SurveyedFile<'_>, calls: &[Call]) -> Vec<Scheduled> {
    let text = file.parsed.text();
    if calls.iter().any(|call| call.is_conditional && pauses(call)) {
        return vec![Scheduled { span: 0..text.len(), text: text.to_owned() }];
    }
    let code = lines(text).filter(|(_, line)| !line.trim_start().starts_with('#'));
    let code: Vec<(usize, &str)> = code.collect();
    if !calls.iter().any(installs) && !code.iter().any(|(_, line)| line.contains("/etc/cron")) {
        return Vec::new();
    }
    let scheduled = code.into_iter().filter_map(|(at, line)| {
        let text = entry(line).or_else(|| quoted(line))?;
        Some(Scheduled { span: at..at + line.len(), text: text.to_owned() })
    });
    scheduled.collect()
}

/// Whether a command replaces a crontab: `crontab -`, `crontab /app/crontab`.
fn installs(call: &Call) -> bool {
    let only = |word: &String| matches!(word.as_str(), "-l" | "-e" | "-r" | "-i");
    call.arguments_of("crontab").is_some_and(|given| !given.is_empty() && !given.iter().all(only))
}

/// An entry that a line hands to cron or keeps for it: `echo "0 2 * * * ..." | crontab -`, `ENTRY="0 2 * * * ..."`.
fn quoted(line: &str) -> Option<&str> {
    let open = line.find(['"', '\''])?;
    let entry = entry(&line[open + 1..])?;
    let is_kept = line[..open].ends_with('=');
    (is_kept || entry.contains(['|', '>'])).then_some(entry)
}

/// Whether a command waits so long that what is around it is a schedule.
fn pauses(call: &Call) -> bool {
    let Some([pause, ..]) = call.arguments_of("sleep") else { return false };
    let lower = pause.to_ascii_lowercase();
    let seconds = lower.parse::<u64>().is_ok_and(|seconds| seconds >= MIN_PAUSE_SECONDS);
    let is_long = lower.strip_suffix(['h', 'd']).is_some_and(|number| number.parse::<f64>().is_ok());
    seconds || is_long || lower.starts_with('$') && lower.contains("interval")
}

/// A scheduler in code, and the file it is in.
fn in_code(code: &Code<'_>) -> Option<Scheduled> {
    let is_scheduler = |at: usize| {
        let name = code.word(at).to_ascii_lowercase();
        let is_opened = matches!(code.sign(at + 1), "(" | "=" | "[");
        let is_cron =
            name == "schedule" && code.before(at) == "." && code.word(at - 2).to_ascii_lowercase().contains("cron");
        is_opened && (IN_CODE.contains(&&*name) || name.ends_with("beat_schedule") || is_cron)
    };
    let whole = (0..code.tokens.len()).any(is_scheduler);
    let commands = (2..code.tokens.len()).filter(|at| is_scheduled_command(code, *at)).map(|at| code.inner_text(at));
    let text = commands.collect::<Vec<_>>().join("\n");
    let span = 0..if whole { code.text.len() } else { 0 };
    if whole || !text.is_empty() { Some(Scheduled { span, text }) } else { None }
}

/// `$schedule->command('backup:run')`, `Schedule::command('backup:run')`.
fn is_scheduled_command(code: &Code<'_>, at: usize) -> bool {
    let is_argument = code.is_text(at) && code.sign(at - 1) == "(" && matches!(code.word(at - 2), "command" | "exec");
    is_argument && at >= 4 && code.sign(at - 4).trim_start_matches('$').eq_ignore_ascii_case("schedule")
}

/// Workflows, manifests, compose files, and settings of platforms.
fn in_document(file: &SurveyedFile<'_>) -> Vec<Scheduled> {
    let path = file.path();
    let roots = file.roots();
    let mut found: Vec<Scheduled> = roots.iter().flat_map(in_tree).collect();
    let Some(root) = roots.first() else { return found };
    let part = |node: &Node| Scheduled { span: node.span.clone(), text: tree::scalars(node) };
    if is_workflow(path) {
        if root.at(&["on", "schedule"]).is_some() {
            found.extend(root.get("jobs").map(part));
        }
        found.extend(root.entries().iter().map(|job| &job.value).filter(|job| is_scheduled_job(job)).map(part));
    }
    if is_compose_file(path) {
        for service in root.entries_of("services").iter().map(|service| &service.value) {
            found.extend(in_service(service));
        }
    }
    found
}

/// A mapping that says when, with all that it runs.
fn in_tree(root: &Node) -> Vec<Scheduled> {
    let when = |node: &&Node| {
        let times = KEYS.iter().filter_map(|key| node.get(key)?.text());
        { times }.any(says_when)
    };
    let mappings = tree::mappings(root).into_iter().filter(when);
    mappings.map(|node| Scheduled { span: node.span.clone(), text: tree::scalars(node) }).collect()
}

/// A job of GitLab that runs in scheduled pipelines.
fn is_scheduled_job(job: &Node) -> bool {
    let only = job.items_of("only").iter().filter_map(Node::text).any(|when| when == "schedules");
    let rules = job.items_of("rules").iter().filter_map(|rule| rule.get("if")?.text());
    only || { rules }.any(|condition| condition.contains("== \"schedule\""))
}

/// A service that runs something again and again, or that Ofelia runs.
fn in_service(service: &Node) -> Vec<Scheduled> {
    let commands = ["command", "entrypoint"].iter().filter_map(|key| service.get(key));
    let repeats = |node: &&Node| {
        let calls = call::of_node(node);
        calls.iter().any(|call| call.is_conditional && pauses(call)) || calls.iter().any(installs)
    };
    let part = |node: &Node| Scheduled { span: node.span.clone(), text: tree::scalars(node) };
    let mut found: Vec<Scheduled> = commands.filter(repeats).map(part).collect();
    let labels = service.entries_of("labels").iter();
    found.extend(labels.filter(|label| label.key.starts_with("ofelia.")).map(|label| part(&label.value)));
    let listed = service.items_of("labels").iter();
    found.extend(listed.filter(|label| label.text().is_some_and(|text| text.starts_with("ofelia."))).map(part));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_crontabs() {
        for (line, expected) in [
            ("0 2 * * * /opt/backup.sh", Some("/opt/backup.sh")),
            ("*/15 8-18 * * MON-FRI root /opt/sync.sh", Some("root /opt/sync.sh")),
            ("@daily /opt/backup.sh", Some("/opt/backup.sh")),
            ("# 0 2 * * * /opt/backup.sh", None),
            ("MAILTO=ops@shop.net", None),
            ("0 2 * * *", None),
            ("1 2 3 4 5 apples", None),
            ("may sat * in the sun", None),
        ] {
            assert_eq!(entry(line), expected, "{line}");
        }
        for (text, expected) in [
            ("0 2 * * *", true),
            ("0 0 2 * * *", true),
            ("cron(0 2 * * ? *)", true),
            ("@every 24h", true),
            ("on demand", false),
        ] {
            assert_eq!(says_when(text), expected, "{text}");
        }
    }
}
