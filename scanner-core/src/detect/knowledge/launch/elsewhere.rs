//! Commands that are run elsewhere: in a container, a pod, on a server.

use crate::{detect::knowledge::image::name_of_image, document::commands};

/// Options of `docker run` and `docker exec`, and of `ssh`, whose value is the next word.
const WITH_VALUE: &[&str] = &[
    "-v", "--volume", "-e", "--env", "--env-file", "-p", "--publish", "--name", "-w", "--workdir", "--network",
    "--net", "-u", "--user", "--mount", "-f", "--file", "--entrypoint", "--add-host", "-l", "--label", "--platform",
    "-i", "-o", "-J", "-F", "-a", "--app", "--profile", "--project-name",
];

/// The command that a command runs elsewhere, once as the program that its image is named after, once without the image.
pub(crate) fn elsewhere(words: &[String]) -> Vec<Vec<String>> {
    let Some((first, rest)) = words.split_first() else { return Vec::new() };
    match first.rsplit('/').next().unwrap_or(first) {
        "docker" | "podman" | "nerdctl" | "docker-compose" => in_container(rest),
        "kubectl" | "oc" => behind(rest, "--"),
        "ssh" => operands(rest, false).get(1..).map_or_else(Vec::new, line),
        "heroku" | "railway" | "dokku" => behind(rest, "run"),
        "fly" | "flyctl" => behind(rest, "-C").first().map_or_else(Vec::new, |words| line(words)),
        _ => Vec::new(),
    }
}

fn in_container(rest: &[String]) -> Vec<Vec<String>> {
    let Some(at) = rest.iter().position(|word| word == "run" || word == "exec") else { return Vec::new() };
    // `-i` of docker takes no value.
    let [image, command @ ..] = operands(&rest[at + 1..], true) else { return Vec::new() };
    let program = name_of_image(image).to_owned();
    let as_program: Vec<String> = [program].into_iter().chain(command.iter().cloned()).collect();
    vec![as_program, command.to_vec()]
}

/// The words behind options.
fn operands(mut words: &[String], is_docker: bool) -> &[String] {
    while let [first, rest @ ..] = words
        && first.starts_with('-')
    {
        let takes_value = WITH_VALUE.contains(&first.as_str()) && !(is_docker && first == "-i");
        words = rest.get(usize::from(takes_value)..).unwrap_or_default();
    }
    words
}

fn behind(words: &[String], mark: &str) -> Vec<Vec<String>> {
    let at = words.iter().position(|word| word == mark);
    at.map(|at| operands(&words[at + 1..], true).to_vec()).into_iter().collect()
}

/// The commands of a line that a shell reads there.
fn line(words: &[String]) -> Vec<Vec<String>> {
    let line = words.join(" ");
    let all = commands(&line, 0..line.len());
    all.into_iter().map(|one| one.words.into_iter().map(|word| word.text).collect()).collect()
}
