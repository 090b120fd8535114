//! Where the request goes: its verb, scheme, host and port, its path and its query, as the other side has them.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use crate::rewrite::Spot;
use crate::seen::Address;
use signwright_model::{Filter, Input, PairSource, Part};
use signwright_runtime::percent;

/// A mistake: what the other side does, what makes the signature right, and the address that it has.
type Row = (&'static str, &'static str, fn(&Address) -> Address);

const VERBS: [Row; 3] = [
    ("signs the verb `GET`", "the verb is `GET`", |ours| verb(ours, "GET")),
    ("signs the verb `POST`", "the verb is `POST`", |ours| verb(ours, "POST")),
    ("signs the verb `PUT`", "the verb is `PUT`", |ours| verb(ours, "PUT")),
];

const PATHS: [Row; 7] = [
    ("ends the path with `/`", "the path ends with `/`", |ours| path(ours, format!("{}/", ours.path))),
    ("has no `/` at the end of the path", "the path is without the `/` at its end", |ours| {
        path(ours, ours.path.trim_end_matches('/').to_owned())
    }),
    ("has no `/` in front of the path", "the path is without the `/` in front", |ours| {
        path(ours, ours.path.trim_start_matches('/').to_owned())
    }),
    ("signs `/` in the place of the path", "the path is `/`", |ours| path(ours, "/".to_owned())),
    ("writes the path in lower case", "the path is in lower case", |ours| path(ours, ours.path.to_lowercase())),
    ("percent-encodes the path once more", "the path is percent-encoded once more", |ours| {
        path(
            ours,
            percent::encoded(
                signwright_model::Percent { keep: "/", ..signwright_model::Percent::URI },
                ours.path.as_bytes(),
            ),
        )
    }),
    ("signs the last segment of the path alone", "the path is its last segment alone", |ours| {
        path(ours, format!("/{}", ours.path.rsplit('/').next().unwrap_or_default()))
    }),
];

/// Of a path within an address, whose characters outside ASCII stay encoded all the same.
const DECODED: [Row; 1] = [(DECODES, IS_DECODED, |ours| {
    let decoded = String::from_utf8(percent::decoded(ours.path.as_bytes()));
    path(ours, decoded.unwrap_or_default())
})];

const DECODES: &str = "percent-decodes the path";
const IS_DECODED: &str = "the path is percent-decoded";

const SCHEMES: [Row; 2] = [
    ("has `http` for `https`", "the scheme is `http`", |ours| Address { scheme: "http".to_owned(), ..ours.clone() }),
    ("has `https` for `http`", "the scheme is `https`", |ours| Address { scheme: "https".to_owned(), ..ours.clone() }),
];

const HOSTS: [Row; 3] = [
    ("leaves the port out of the host", "the host is without its port", |ours| {
        host(ours, ours.host.split(':').next().unwrap_or_default().to_owned())
    }),
    ("writes the host in lower case", "the host is in lower case", |ours| host(ours, ours.host.to_lowercase())),
    ("has `www.` before the host", "`www.` stands before the host", |ours| host(ours, format!("www.{}", ours.host))),
];

fn verb(ours: &Address, verb: &str) -> Address {
    Address { verb: verb.to_owned(), ..ours.clone() }
}

fn path(ours: &Address, path: String) -> Address {
    Address { path, ..ours.clone() }
}

fn host(ours: &Address, host: String) -> Address {
    Address { host, ..ours.clone() }
}

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let url = ground.takes(|input| input == Input::Url);
    let by_host = |input| {
        matches!(input, Input::Host) || matches!(input, Input::Header(name) if name.eq_ignore_ascii_case("host"))
    };
    // The host is signed under three names: its own, as part of the address, and as a header.
    let host = url || ground.takes(by_host) || ground.goes_over(|source| *source == PairSource::Headers);
    let tables: [(bool, &[Row]); 5] = [
        (ground.takes(|input| input == Input::Verb), &VERBS),
        (url || ground.takes(|input| input == Input::Path), &PATHS),
        (url, &DECODED),
        (url || ground.takes(|input| input == Input::Scheme), &SCHEMES),
        (host, &HOSTS),
    ];
    for (says, holds, change) in tables.into_iter().filter(|(is_signed, _)| *is_signed).flat_map(|(_, rows)| rows) {
        let ours = &ground.seen.address;
        give(to, Cause::new("address", *says, *holds), ground.case.with_address(ours, change(ours)))?;
    }
    if host {
        port(ground, to)?;
    }
    if !url {
        decoded(ground, to)?;
    }
    letters(ground, to)?;
    query(ground, to)
}

/// The path as it was before it was encoded to be sent, whatever characters it has.
fn decoded<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let case = ground.case.with_filters(ground.arena, |spot, input, filters| {
        (spot.step.is_some() && input == Input::Path).then(|| [&[Filter::Unpercent], filters].concat())
    });
    give(to, Cause::new("address", DECODES, IS_DECODED), case)
}

/// The case of the verb, whatever the plan makes of it.
fn letters<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for (letters, in_case) in [(Filter::Lower, "lower case"), (Filter::Upper, "upper case")] {
        let case = ground.case.with_filters(ground.arena, |spot, input, filters| {
            // The plan's own letters go first, or they would undo what is tried.
            let others = filters.iter().copied().filter(|filter| !matches!(filter, Filter::Lower | Filter::Upper));
            (spot.step.is_some() && input == Input::Verb).then(|| [letters].into_iter().chain(others).collect())
        });
        let says = format!("writes the verb in {in_case}");
        give(to, Cause::new("address", says, format!("the verb is in {in_case}")), case)?;
    }
    Flow::Continue(())
}

/// The scheme's own port, which nobody sends, behind the host.
fn port<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let arena = ground.arena;
    let Address { scheme, host, .. } = &ground.seen.address;
    let port = if scheme == "http" { ":80" } else { ":443" };
    // A port of its own stands there already, and is never the scheme's.
    if host.contains(':') {
        return Flow::Continue(());
    }
    let (ours, theirs) = (arena.alloc_str(host), arena.alloc_str(&format!("{host}{port}")));
    let (ours, theirs): (&'a str, &'a str) = (ours, theirs);
    let of_url: &'a [Filter<'a>] = arena.alloc_slice_copy(&[Filter::Replace(ours, theirs)]);
    let changed = ground.case.with_parts(arena, |spot, part| match part {
        Part::Value(input, filters) if spot.step.is_some() => match input {
            Input::Url => Some(vec![Part::Value(input, arena.alloc_slice_copy(&[of_url, filters].concat()))]),
            Input::Host => Some(vec![Part::Value(Input::Text(theirs), filters)]),
            _ => None,
        },
        _ => None,
    });
    let mut case = changed.unwrap_or_else(|| ground.case.clone());
    // Schemes that sign headers take the host from there.
    case.call.set_header("Host", theirs);
    let says = format!("has the port `{port}` behind the host");
    give(to, Cause::new("address", says, format!("the port `{port}` stands behind the host")), Some(case))
}

/// Without the query, or with it where it is not signed.
fn query<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let arena = ground.arena;
    let is_step = |spot: Spot<'a>| spot.step.is_some();
    let before_mark: &'a [Filter<'a>] = arena.alloc_slice_copy(&[Filter::Split("?", 0)]);
    let without = ground.case.with_templates(arena, |spot, template| {
        let mut parts: Vec<Part<'a>> = Vec::with_capacity(template.0.len());
        for part in template.0 {
            match *part {
                Part::Value(Input::QueryString, _) => {
                    if let Some(Part::Text(before)) = parts.last_mut() {
                        // Whoever leaves the query out leaves its mark out too.
                        *before = before.strip_suffix('?').unwrap_or(before);
                    }
                }
                Part::Value(Input::Url, filters) => {
                    let filters = arena.alloc_slice_copy(&[before_mark, filters].concat());
                    parts.push(Part::Value(Input::Url, filters));
                }
                part => parts.push(part),
            }
        }
        (is_step(spot) && parts != template.0).then(|| signwright_model::Template(arena.alloc_slice_copy(&parts)))
    });
    let words = Cause::new("address", "leaves the query out", "the query is left out");
    give(to, words, without)?;
    let without = ground.case.with_items(arena, |_, mut items| {
        let others: Vec<PairSource<'a>> = items
            .sources
            .iter()
            .flat_map(|source| match source {
                PairSource::Query => vec![],
                PairSource::All => vec![PairSource::Form, PairSource::Json("")],
                other => vec![*other],
            })
            .collect();
        let changed = others != items.sources;
        items.sources = arena.alloc_slice_copy(&others);
        changed.then_some(items)
    });
    let words = Cause::new("address", "signs no parameter of the query", "no parameter of the query is signed");
    give(to, words, without)?;
    let with = ground.case.with_parts(arena, |spot, part| {
        let Part::Value(Input::Path, filters) = part else { return None };
        let query = [Part::Text("?"), Part::Value(Input::QueryString, &[])];
        is_step(spot).then(|| [&[Part::Value(Input::Path, filters)], &query[..]].concat())
    });
    let words = Cause::new("address", "signs the query behind the path", "the query is signed behind the path");
    give(to, words, with)
}
