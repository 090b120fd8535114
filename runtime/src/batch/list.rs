//! The list of a request whose rows are sent in several calls: which one it is, what tells its rows apart, which of them
//! may not stand in one call, and the request with some of them.

use std::collections::HashMap;

use super::digest::{Hash, RowDigest};
use super::split::{Share, SplitRow};
use crate::model::{Bounds, Endpoint, Level, Offset, RuleKind, Shape, Type};
use crate::validate::sharing;
use crate::{Error, Node, Violation, Violations, reply};

/// How many rows a call has where the vendor states nothing and the caller neither.
const ROWS_UNSTATED: usize = 100;

/// A request without the rows of one list, and the rows.
pub(super) struct List<'v> {
    /// Its path in the request, such as `orders`.
    pub(super) path: String,
    pub(super) bounds: Bounds<'static>,
    pub(super) rows: Vec<Node<'v>>,
    endpoint: &'static Endpoint<'static>,
    /// The type of a row.
    of: Type<'static>,
    /// The way to it: places in records.
    places: Vec<usize>,
    /// The request with an empty list.
    outer: Node<'v>,
    /// What of a row other rows may have too.
    shares: Vec<Vec<Share>>,
    /// The rows' own keys, where something tells them apart.
    keys: Vec<Option<String>>,
}

impl<'v> List<'v> {
    /// Takes the rows out of a request. `named` is the caller's choice, where there is one.
    pub(super) fn of(
        endpoint: &'static Endpoint<'static>,
        mut request: Node<'v>,
        named: Option<&str>,
    ) -> Result<Self, Error> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => chosen(endpoint)?.to_owned(),
        };
        let Some((places, of, bounds)) = lead(endpoint.request(), &path) else {
            return Err(invalid(&path, "this is no list of the request whose rows could be sent in several calls"));
        };
        let key = Key::of(endpoint, &path, of);
        let mut list = Self {
            shares: shares(endpoint.request(), &request, &path, &places),
            rows: Vec::new(),
            outer: Node::Absent,
            keys: Vec::new(),
            endpoint,
            path,
            bounds,
            of,
            places,
        };
        if let Some(Node::List(rows)) = at(&mut request, &list.places) {
            list.rows = std::mem::take(rows).into_vec();
        }
        list.outer = request;
        list.shares.resize_with(list.rows.len(), Vec::new);
        if let Some(key) = &key {
            list.keys = list.rows.iter().map(|row| key.text(endpoint.request(), of, row)).collect();
            list.share_keys(key);
        }
        list.keys.resize_with(list.rows.len(), || None);
        Ok(list)
    }

    /// The request with these rows.
    pub(super) fn with(&self, rows: &[usize]) -> Node<'v> {
        let mut request = self.outer.clone();
        if let Some(list) = at(&mut request, &self.places) {
            *list = Node::List(rows.iter().filter_map(|row| self.rows.get(*row)).cloned().collect());
        }
        request
    }

    /// What is known of a row before it has its call.
    pub(super) fn split_row(&self, row: usize, bytes: usize) -> SplitRow {
        SplitRow { bytes, shares: self.shares.get(row).cloned().unwrap_or_default() }
    }

    /// How many rows a call has if nothing else is said, and how many it may have.
    pub(super) fn sizes(&self) -> (usize, usize) {
        let stated = self.bounds.max.map(|max| usize::try_from(max).unwrap_or(usize::MAX).max(1));
        match (stated, self.bounds.level) {
            (Some(most), Level::Deny) => (most, most),
            (Some(advised), Level::Warn) => (advised, usize::MAX),
            (None, _) => (ROWS_UNSTATED, usize::MAX),
        }
    }

    /// What stands for the rows: for their keys, and for all that they hold and the request around them. `whose` stands for
    /// who calls whom.
    pub(super) fn digests(&self, whose: &str, zone: Offset) -> Vec<(Option<RowDigest>, RowDigest)> {
        let of_call = Hash::new(zone).text(whose).text(self.endpoint.name).text(&self.path);
        let shape = self.endpoint.request();
        let around = of_call.clone().node(shape, &Type::Record(shape.id), &self.outer);
        let digests = self.rows.iter().zip(&self.keys).map(|(row, key)| {
            let key = key.as_ref().map(|key| of_call.clone().text(key).finish());
            (key, around.clone().node(shape, &self.of, row).finish())
        });
        digests.collect()
    }

    /// Rows of one key keep their order. Where the key tells them apart they stand in different calls, so that a failure
    /// tells which of them it is.
    fn share_keys(&mut self, key: &Key) {
        let mut value = self.shares.iter().flatten().map(|share| share.value + 1).max().unwrap_or(0);
        let mut values: HashMap<&str, usize> = HashMap::new();
        for (shares, key_of_row) in self.shares.iter_mut().zip(&self.keys) {
            let Some(text) = key_of_row else { continue };
            let number = *values.entry(text).or_insert_with(|| {
                value += 1;
                value
            });
            shares.push(Share { value: number, most: key.most });
        }
    }
}

/// What tells rows apart.
struct Key {
    /// Fields of a row, by their paths; the empty path is the row itself.
    paths: Vec<String>,
    /// How many rows of one key a call may hold.
    most: usize,
}

impl Key {
    /// The key of an endpoint's rows: what a failure names them by, with all that a rule demands to be unique together with
    /// it; else what a rule demands to be unique; else what is sent in order.
    fn of(endpoint: &Endpoint<'static>, list: &str, of: Type<'static>) -> Option<Self> {
        let shape = endpoint.request();
        let below = |path: &'static str| path.strip_prefix(list)?.strip_prefix('.');
        let unique = shape.record().rules.iter().filter(|rule| rule.each.is_none()).filter_map(|rule| {
            let RuleKind::Unique(paths) = rule.kind else { return None };
            let paths: Vec<_> = paths.iter().map(|path| below(path)).collect::<Option<_>>()?;
            paths.iter().all(|path| stands_once(shape, of, path)).then_some(paths)
        });
        let unique: Vec<_> = unique.collect();
        let owned = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let named = endpoint.partial.filter(|partial| partial.of == list).map(|partial| partial.key_in_request());
        let named = named
            .filter(|key| if key.is_empty() { !matches!(of, Type::Record(_)) } else { stands_once(shape, of, key) });
        if let Some(named) = named {
            let with_more = unique.iter().find(|paths| paths.contains(&named));
            return Some(Self {
                paths: with_more.map_or_else(|| vec![named.to_owned()], |paths| owned(paths)),
                most: 1,
            });
        }
        if let Some(paths) = unique.first() {
            return Some(Self { paths: owned(paths), most: 1 });
        }
        let ordered = below(endpoint.facts.in_order).filter(|path| stands_once(shape, of, path))?;
        Some(Self { paths: vec![ordered.to_owned()], most: usize::MAX })
    }

    fn text(&self, shape: Shape<'_>, of: Type<'_>, row: &Node<'_>) -> Option<String> {
        let part = |path: &String| match of {
            Type::Record(id) => reply::values(shape.at(id), row, path).iter().collect(),
            _ => row.as_text().unwrap_or_default().into_owned(),
        };
        let parts: Vec<_> = self.paths.iter().map(part).collect();
        if parts.iter().all(String::is_empty) {
            return None;
        }
        // Told apart by their lengths, so that `1` and `12` are not `11` and `2`.
        Some(parts.iter().fold(String::new(), |text, part| format!("{text}{}:{part}", part.len())))
    }
}

/// Whether a path leads from a row to a value without going through a list.
fn stands_once(shape: Shape<'_>, of: Type<'_>, path: &str) -> bool {
    let Type::Record(id) = of else { return false };
    let field = shape.at(id).field_at(path);
    field.is_some_and(|field| !matches!(field.ty, Type::Record(_) | Type::List(..) | Type::Map(..) | Type::Any))
}

/// The list that a request is split by: its only one, or that of which failures are told, or the only one with a bound.
fn chosen(endpoint: &Endpoint<'static>) -> Result<&'static str, Error> {
    let fields = endpoint.request().record().fields.iter();
    let lists: Vec<_> = fields.filter(|field| matches!(field.ty, Type::List(..))).collect();
    if let [only] = lists.as_slice() {
        return Ok(only.name);
    }
    if let Some(partial) = &endpoint.partial
        && lead(endpoint.request(), partial.of).is_some()
    {
        return Ok(partial.of);
    }
    let bounded = lists.iter().filter(|field| matches!(field.ty, Type::List(_, Bounds { max: Some(_), .. })));
    match bounded.collect::<Vec<_>>().as_slice() {
        [only] => Ok(only.name),
        _ if lists.is_empty() => Err(invalid("", "the request has no list whose rows could be sent in several calls")),
        _ => {
            let names = lists.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
            Err(invalid("", &format!("the request has several lists ({names}): say by `rows` which one is split")))
        }
    }
}

pub(super) fn invalid(path: &str, message: &str) -> Error {
    let (path, message, says) = (path.to_owned(), message.to_owned(), String::new());
    Error::Invalid(Violations(vec![Violation { path, rule: "rows", level: Level::Deny, message, says }]))
}

/// The way to a list through records: their places, the type of its rows and its bounds.
fn lead(mut shape: Shape<'static>, path: &str) -> Option<(Vec<usize>, Type<'static>, Bounds<'static>)> {
    let mut places = Vec::new();
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let fields = shape.record().fields;
        let place = fields.iter().position(|field| field.name == part)?;
        places.push(place);
        match (fields.get(place)?.ty, parts.peek()) {
            (Type::Record(id), Some(_)) => shape = shape.at(id),
            (Type::List(of, bounds), None) => return Some((places, *of, bounds)),
            _ => return None,
        }
    }
    None
}

/// The node at these places of records.
fn at<'n, 'v>(node: &'n mut Node<'v>, places: &[usize]) -> Option<&'n mut Node<'v>> {
    let Some((place, below)) = places.split_first() else { return Some(node) };
    let Node::Record(nodes) = node else { return None };
    at(nodes.get_mut(*place)?, below)
}

/// The values in each row that a rule lets a call hold only so often, whether the rule applies or not: nothing is lost by
/// heeding it. The rules are those of the records around the list.
fn shares(shape: Shape<'static>, request: &Node<'_>, path: &str, places: &[usize]) -> Vec<Vec<Share>> {
    let mut shares: Vec<Vec<Share>> = Vec::new();
    let (mut shape, mut node, mut path, mut first) = (shape, request, path, 0);
    for place in places {
        for rule in sharing(shape, node, path) {
            let mut next = first;
            for (row, value) in rule.values {
                if shares.len() <= row {
                    shares.resize_with(row + 1, Vec::new);
                }
                if let Some(shares) = shares.get_mut(row) {
                    shares.push(Share { value: first + value, most: rule.most });
                }
                next = next.max(first + value + 1);
            }
            first = next;
        }
        let (Node::Record(nodes), Some((_, below))) = (node, path.split_once('.')) else { break };
        let (Some(inner), Some(field)) = (nodes.get(*place), shape.record().fields.get(*place)) else { break };
        let Type::Record(id) = field.ty else { break };
        (shape, node, path) = (shape.at(id), inner, below);
    }
    shares
}
