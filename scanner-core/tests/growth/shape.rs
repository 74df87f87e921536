//! A shape of input: a fragment that is repeated, in one file or in files of a tree.

use serde::Deserialize;
use std::{collections::BTreeMap, fs, ops::RangeInclusive, path::Path};

/// The bytes of one file at its smallest size.
pub(crate) const BYTES: usize = 3 << 10;
/// The repetitions in a tree at its smallest size.
pub(crate) const FILES: usize = 50;

/// The tables of shapes.
const TABLES: [&str; 6] = [
    include_str!("settings.toml"),
    include_str!("deploy.toml"),
    include_str!("servers.toml"),
    include_str!("code.toml"),
    include_str!("text.toml"),
    include_str!("trees.toml"),
];

/// A table of shapes, which are all tried as each of the files named, or trees.
#[derive(Deserialize)]
#[serde(untagged)]
enum Group {
    Files { paths: Vec<String>, shapes: BTreeMap<String, Fragment> },
    Trees(BTreeMap<String, BTreeMap<String, Fragment>>),
}

/// Text that is repeated: `unit`s between `head` and `tail`, then as many of `close`.
///
/// `{n}` becomes a number that counts up, `{p}` the one before it, `{w}` letters for it, `{r}` a value of its own, `{c}` one that all share.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Fragment {
    Unit(String),
    Parts {
        #[serde(default)]
        head: String,
        unit: String,
        #[serde(default)]
        tail: String,
        #[serde(default)]
        close: String,
    },
}

/// Writes files of so many times the smallest size into a folder.
type Write = dyn Fn(&Path, usize);

/// A shape.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) write: Box<Write>,
}

/// The shapes of the tables.
pub(crate) fn all() -> Vec<Input> {
    let mut inputs = Vec::new();
    for table in TABLES {
        let groups: BTreeMap<String, Group> = toml::from_str(table).expect("the table is sound");
        for (name, group) in groups {
            match group {
                Group::Files { paths, shapes } => inputs.extend(shapes.into_iter().flat_map(|(shape, fragment)| {
                    let input = |path: &String| Input::file(format!("{name}.{shape} {path}"), path, fragment.clone());
                    paths.iter().map(input).collect::<Vec<_>>()
                })),
                Group::Trees(trees) => {
                    inputs
                        .extend(trees.into_iter().map(|(shape, files)| Input::tree(format!("{name}.{shape}"), files)));
                }
            }
        }
    }
    inputs
}

impl Input {
    fn file(name: String, path: &str, fragment: Fragment) -> Self {
        let path = path.to_owned();
        let count = repeats(BYTES, fragment.length());
        Input { name, write: Box::new(move |folder, times| fragment.write(&folder.join(&path), 1..=count * times)) }
    }

    fn tree(name: String, files: BTreeMap<String, Fragment>) -> Self {
        let write_all = move |folder: &Path, times: usize| {
            let numbers = 1..=FILES * times;
            for (path, fragment) in &files {
                match path.contains("{n}") {
                    true => numbers.clone().for_each(|n| fragment.write(&folder.join(fill(path, n)), n..=n)),
                    false => fragment.write(&folder.join(path), numbers.clone()),
                }
            }
        };
        Input { name, write: Box::new(write_all) }
    }
}

/// The number of parts of a length that are about as long as all, at least one.
pub(crate) fn repeats(all: usize, part: usize) -> usize {
    (all / part).max(1)
}

impl Fragment {
    fn parts(&self) -> [&str; 4] {
        match self {
            Fragment::Unit(unit) => ["", unit, "", ""],
            Fragment::Parts { head, unit, tail, close } => [head, unit, tail, close],
        }
    }

    /// The length of one repetition.
    fn length(&self) -> usize {
        let [_, unit, _, close] = self.parts();
        fill(unit, 1).len() + close.len()
    }

    fn write(&self, file: &Path, numbers: RangeInclusive<usize>) {
        write(file, &self.text(numbers));
    }

    fn text(&self, numbers: RangeInclusive<usize>) -> String {
        let [head, unit, tail, close] = self.parts();
        let (first, count) = (*numbers.start(), numbers.clone().count());
        let units: String = numbers.map(|n| fill(unit, n)).collect();
        format!("{}{units}{}{}", fill(head, first), fill(tail, first), close.repeat(count))
    }
}

pub(crate) fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file has a folder")).expect("the folder can be made");
    fs::write(file, text).expect("the file can be written");
}

fn fill(text: &str, n: usize) -> String {
    let letters = || n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>();
    text.replace("{n}", &n.to_string())
        .replace("{p}", &(n - 1).to_string())
        .replace("{w}", &letters())
        .replace("{r}", &random(n))
        .replace("{c}", &random(0))
}

/// 14 letters and digits that look chosen at random, the same for each number.
fn random(n: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut state = n as u64 + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(LETTERS[(state >> 33) as usize % LETTERS.len()])
    };
    (0..14).map(|_| next()).collect()
}
