//! State of pages that a library keeps in `localStorage` by itself: stores of zustand, redux-persist and Pinia.

use super::{Source, token_name::promising};
use crate::document::code::{Code, letters};
use std::ops::Range;

/// The longest list or object among the options that is looked at, in tokens.
const MAX_OPTION_TOKENS: usize = 200;
/// The tokens of a state before its actions.
const MAX_STATE_TOKENS: usize = 2000;

/// The name of a token in the state that the call at a bracket keeps in `localStorage`.
pub(super) fn token<'a>(source: &Source<'a>, called: &str, open: usize) -> Option<&'a str> {
    let code = source.code();
    let parts = parts(code, code.token_at(open)?);
    match called {
        "persist(" if source.mentions("zustand") => zustand(code, &parts),
        "persistReducer(" if is_local(source) => redux(source, &parts),
        "defineStore(" => pinia(code, &parts),
        _ => None,
    }
}

/// `persist(creator, { partialize, storage })`: without `storage` it is `localStorage`.
fn zustand<'a>(code: &Code<'a>, parts: &[Range<usize>]) -> Option<&'a str> {
    let [creator, options] = parts else { return None };
    let options = options.start..options.end;
    let storage = option(code, options.clone(), "storage").or_else(|| option(code, options.clone(), "getstorage"));
    let is_named = option(code, options.clone(), "name").is_some();
    if !is_named || storage.is_some_and(|storage| !names(code, storage, "localStorage")) {
        return None;
    }
    match option(code, options, "partialize") {
        Some(kept) => kept_by(code, kept),
        None => in_state(code, creator.clone()),
    }
}

/// `persistReducer({ whitelist: ['token'], storage }, reducer)`.
fn redux<'a>(source: &Source<'a>, parts: &[Range<usize>]) -> Option<&'a str> {
    let code = source.code();
    let first = parts.first()?;
    let config = match code.sign(first.start) {
        "{" => first.clone(),
        _ => {
            let inside = source.constants().literal_group(code.word(first.start), first.start)?;
            inside.start - 1..inside.end + 1
        }
    };
    let list = option(code, config, "whitelist")?;
    named_in(code, list)
}

/// `defineStore(name, { state, persist: true })`, and with options behind the function of a set-up store.
fn pinia<'a>(code: &Code<'a>, parts: &[Range<usize>]) -> Option<&'a str> {
    let options = parts.last()?.clone();
    let persist = option(code, options.clone(), "persist")?;
    if matches!(code.word(persist.start), "false" | "undefined") {
        return None;
    }
    let storage = option(code, persist.clone(), "storage");
    if storage.is_some_and(|storage| !names(code, storage, "localStorage")) {
        return None;
    }
    let picked = option(code, persist.clone(), "pick").or_else(|| option(code, persist, "paths"));
    if let Some(list) = picked {
        return named_in(code, list);
    }
    let state = option(code, options, "state").or_else(|| parts.iter().rev().nth(1).cloned());
    in_state(code, state?)
}

/// A token that is named in a list.
fn named_in<'a>(code: &Code<'a>, list: Range<usize>) -> Option<&'a str> {
    let texts = list.take(MAX_OPTION_TOKENS).filter(|at| code.is_text(*at));
    { texts }.find_map(|at| promising(code.inner_text(at)))
}

/// A token among the properties that `partialize` keeps: `(state) => ({ token: state.token })`.
fn kept_by<'a>(code: &Code<'a>, kept: Range<usize>) -> Option<&'a str> {
    let arrow = kept.clone().take(MAX_OPTION_TOKENS).find(|at| code.sign(*at) == "=>")?;
    let object = (arrow + 1..kept.end).take(MAX_OPTION_TOKENS).find(|at| code.sign(*at) == "{")?;
    keys(code, object).find_map(|(name, _)| promising(code.name(name)))
}

/// A token among the values of a state: `token: null`, `const token = ref('')`.
fn in_state<'a>(code: &Code<'a>, creator: Range<usize>) -> Option<&'a str> {
    let object = creator.clone().take(MAX_STATE_TOKENS).find(|at| code.sign(*at) == "{")?;
    let is_value =
        |at: usize| code.is_text(at) || matches!(code.word(at), "null" | "undefined" | "ref" | "localStorage");
    let declared =
        |at: &usize| matches!(code.before(*at), "const" | "let") && code.sign(at + 1) == "=" && is_value(at + 2);
    let own = keys(code, object).filter(|(_, value)| is_value(*value)).map(|(name, _)| name);
    let end = creator.end.min(object + MAX_STATE_TOKENS);
    let mut all = own.chain((object..end).filter(declared));
    all.find_map(|name| promising(code.name(name)))
}

/// Keys of the object at a bracket, each with the first token of its value. A name alone is both.
fn keys<'c>(code: &'c Code<'_>, object: usize) -> impl Iterator<Item = (usize, usize)> + 'c {
    parts(code, object).into_iter().filter_map(|part| match code.sign(part.start + 1) {
        ":" if part.len() > 2 => Some((part.start, part.start + 2)),
        _ if part.len() == 1 => Some((part.start, part.start)),
        _ => None,
    })
}

/// The value of an option in the object that some tokens start with.
fn option(code: &Code<'_>, object: Range<usize>, key: &str) -> Option<Range<usize>> {
    let open = object.clone().find(|at| code.sign(*at) == "{").filter(|open| *open == object.start)?;
    parts(code, open).into_iter().find_map(|part| {
        let is_key = letters(code.name(part.start)) == key;
        let value = if code.sign(part.start + 1) == ":" { part.start + 2 } else { part.start };
        (is_key && value < part.end).then_some(value..part.end)
    })
}

/// Whether a name is among some tokens.
fn names(code: &Code<'_>, tokens: Range<usize>, name: &str) -> bool {
    tokens.take(MAX_OPTION_TOKENS).any(|at| code.word(at) == name)
}

/// The tokens between the commas of a bracket.
fn parts(code: &Code<'_>, open: usize) -> Vec<Range<usize>> {
    code.parts(open + 1..code.behind(open).saturating_sub(1), &[","])
}

/// Whether the storage of redux-persist that a file imports is `localStorage`.
fn is_local(source: &Source<'_>) -> bool {
    const IMPORTS: [&str; 4] = [
        "redux-persist/lib/storage'", "redux-persist/lib/storage\"", "redux-persist/es/storage'",
        "redux-persist/es/storage\"",
    ];
    IMPORTS.iter().any(|import| source.mentions(import))
}
