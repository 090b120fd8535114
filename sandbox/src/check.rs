//! The checks, in the order in which they are made: verb, common parameters, credentials, clock, signature, fields and rules.
//! Each gives the first reason to refuse; what it says of itself goes to the log.

use std::collections::{BTreeMap, BTreeSet};

use signwright_runtime::credentials::Credentials;
use signwright_runtime::decode::Request;
use signwright_runtime::model::{
    Behaviour, CommonField, Endpoint, Input, Level, Part, Platform, RefusalReason, Template,
};
use signwright_runtime::sign::clock_of;
use signwright_runtime::{Leniency, Node, Violation, validate, validate_strict};

use crate::clock;
use crate::receive::Incoming;
use crate::refuse::{Refused, field_name};
use crate::request::Fields;

/// The most kinds of warnings that one line of the log spells out.
const WARNINGS: usize = 5;

pub(crate) fn verb(platform: &Platform<'_>, incoming: &Incoming<'_>) -> Result<(), Refused> {
    let (sent, taken) = (&incoming.request.verb, platform.wire.verb);
    if sent == taken {
        return Ok(());
    }
    let detail = format!("{sent}, but the platform takes {taken}");
    Err(Refused::new(RefusalReason::Verb, "", detail))
}

/// Every demanded common parameter is there.
pub(crate) fn present(platform: &Platform<'_>, incoming: &Incoming<'_>) -> Result<(), Refused> {
    for field in platform.common.fields {
        let there = incoming.common(platform, field.name).is_some_and(|value| !value.is_empty());
        if there || !(field.required || carries_signature(field)) {
            continue;
        }
        if let Some(told) = incoming.misplaced(platform, field.name) {
            return Err(Refused { field: field.name.to_owned(), ..Refused::new(RefusalReason::Malformed, "", told) });
        }
        let reason =
            if carries_signature(field) { RefusalReason::MissingSignature } else { RefusalReason::MissingCommon };
        return Err(Refused::new(reason, field.name, format!("the common parameter {} is missing", field.name)));
    }
    Ok(())
}

/// The caller's public credentials are those that are accepted.
pub(crate) fn credentials(
    platform: &Platform<'_>,
    incoming: &Incoming<'_>,
    accepted: &Credentials,
) -> Result<(), Refused> {
    let common = platform.common.fields.iter().map(|field| (field.name, field.value));
    for (param, value) in common.chain(platform.signing.parameters.iter().map(|placed| (placed.name, placed.value))) {
        let (Some(sent), Some(ours)) = (incoming.common(platform, param), known(platform, value, accepted)) else {
            continue;
        };
        if sent != ours {
            return Err(Refused::new(RefusalReason::Credential, param, format!("{param} is not known")));
        }
    }
    Ok(())
}

/// What a value is that is made of credentials alone, such as `Bearer {credential.token}`. Of an optional one that the
/// sandbox has no value for, such as a token, anything may be sent.
fn known(platform: &Platform<'_>, value: Template<'_>, accepted: &Credentials) -> Option<String> {
    let mut text = String::new();
    let mut has_credential = false;
    for part in value.0 {
        match part {
            Part::Text(fixed) => text.push_str(fixed),
            Part::Value(Input::Credential(name), []) => {
                text.push_str(accepted.resolve(platform, name).filter(|value| !value.is_empty())?);
                has_credential = true;
            }
            Part::Value(..) => return None,
        }
    }
    has_credential.then_some(text)
}

/// The caller's clock is within the window. Gives the seconds that it is ahead.
pub(crate) fn clock(
    platform: &Platform<'_>,
    incoming: &Incoming<'_>,
    now_unix_ms: i64,
) -> Result<Option<i64>, Refused> {
    let Some(stated) = platform.clock else { return Ok(None) };
    // A class of endpoints need not send the time.
    let is_sent = platform.all_common().any(|(_, field)| field.name == stated.param)
        || platform.signing.parameters.iter().any(|placed| placed.name == stated.param);
    if !is_sent {
        return Ok(None);
    }
    let refused = |detail: String| Refused::new(RefusalReason::Clock, stated.param, detail);
    let sent = incoming.common(platform, stated.param).unwrap_or_default();
    let Some(unix) = clock_of(platform, sent) else {
        let told = format!("{} is no time as the platform writes it", stated.param);
        return Err(refused(told + &clock::likely(platform, sent, now_unix_ms)));
    };
    let ahead = unix.saturating_sub(now_unix_ms.div_euclid(1000));
    if ahead.unsigned_abs() > u64::from(stated.tolerance) {
        let (by, side) = (ahead.unsigned_abs(), if ahead < 0 { "behind" } else { "ahead of" });
        let detail =
            format!("{} is {by} s {side} the server's clock, at most {} s are allowed", stated.param, stated.tolerance);
        return Err(refused(detail + &clock::likely(platform, sent, now_unix_ms)));
    }
    Ok(Some(ahead))
}

pub(crate) struct Checked<'r> {
    pub(crate) node: Node<'r>,
    pub(crate) refused: Option<Refused>,
    /// Rows that break the table or a rule where others do not, if the vendor fails such rows alone.
    pub(crate) broken: BTreeMap<usize, Refused>,
    /// The first row that is broken, of the list that the endpoint keeps, where nothing but rows of it is.
    pub(crate) first_row: Option<usize>,
    pub(crate) notes: Vec<String>,
}

/// Holds the fields to the table and its rules.
pub(crate) fn fields<'r>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    request: Request<'r>,
    strict: bool,
) -> Checked<'r> {
    let (shape, zone) = (endpoint.request(), platform.zone);
    // Clients in weakly typed languages send numbers for texts, and fields that the page has dropped.
    let leniency = Leniency { numbers_as_text: !strict, unknown_fields: !strict };
    // What is blank counts as absent, whatever its type; vendors still tell the two apart.
    let is_blank = |node: &Node<'_>| matches!(node, Node::Text(text) if text.is_empty());
    let entries = request.entries().iter();
    let blank: Vec<String> =
        entries.filter(|(_, node)| is_blank(node)).map(|(name, _)| name.clone().into_owned()).collect();
    let (node, mut violations) = request.conform(shape, leniency, zone);
    // Inferred flags are enforced only where the caller asked for it: the vendor's own samples break some.
    let validate = if strict { validate_strict } else { validate };
    violations.extend(validate(shape, &node, zone));
    for violation in violations.iter_mut().filter(|violation| violation.rule == "required") {
        if blank.contains(&violation.path) {
            violation.rule = "empty";
        }
    }

    let (unknown, others): (Vec<Violation>, Vec<Violation>) =
        violations.into_iter().partition(|violation| violation.rule == "unknown");
    let (denied, warnings): (Vec<Violation>, Vec<Violation>) =
        others.into_iter().partition(|violation| violation.level == Level::Deny);
    // An unknown field is named last: what is wrong with the known ones tells more.
    let stops: Vec<&Violation> = denied.iter().chain(unknown.iter().filter(|_| strict)).collect();
    let notes = noted(&unknown, &warnings);
    if let Some(broken) = in_rows(endpoint, Fields::new(shape, &node), &stops) {
        return Checked { node, refused: None, broken, first_row: None, notes };
    }
    let refused = stops.split_first().map(|(first, others)| broken(first, others.len()));
    let first_row = first_row(endpoint, &stops);
    Checked { node, refused, broken: BTreeMap::new(), first_row, notes }
}

fn first_row(endpoint: &Endpoint<'_>, stops: &[&Violation]) -> Option<usize> {
    let Behaviour::Upsert { list, .. } = endpoint.sandbox?.behaviour else { return None };
    let rows: Option<Vec<usize>> = stops.iter().map(|violation| row(list, &violation.path)).collect();
    rows?.into_iter().min()
}

/// The place of the row of a list that a path leads into.
fn row(list: &str, path: &str) -> Option<usize> {
    path.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?.0.parse().ok()
}

/// The rows that are broken, where nothing else is and some are not: only then the others can be done.
fn in_rows(endpoint: &Endpoint<'_>, fields: Fields<'_>, stops: &[&Violation]) -> Option<BTreeMap<usize, Refused>> {
    let list = endpoint.partial.map(|partial| partial.of).filter(|list| !list.is_empty())?;
    let mut rows: BTreeMap<usize, (&Violation, usize)> = BTreeMap::new();
    for violation in stops {
        rows.entry(row(list, &violation.path)?).and_modify(|(_, others)| *others += 1).or_insert((violation, 0));
    }
    let are_some_sound = rows.len() < fields.rows(list).len();
    are_some_sound.then(|| rows.into_iter().map(|(row, (first, others))| (row, broken(first, others))).collect())
}

/// What is worth a word although it does not refuse. Every row can say the same, so rows are taken together.
fn noted(unknown: &[Violation], warnings: &[Violation]) -> Vec<String> {
    // Hundreds of rows break a rule in the same way; one line with their number tells as much.
    let paths: BTreeSet<String> = unknown.iter().map(|violation| every_row(&violation.path)).collect();
    let mut kinds: BTreeMap<(String, &str), (&Violation, usize)> = BTreeMap::new();
    for warning in warnings {
        kinds.entry((every_row(&warning.path), warning.rule)).or_insert((warning, 0)).1 += 1;
    }
    let in_rows = |(first, count): &(&Violation, usize)| match count {
        1 => first.to_string(),
        count => format!("{first} (in {count} rows)"),
    };
    let mut notes: Vec<String> = kinds.values().take(WARNINGS).map(in_rows).collect();
    if kinds.len() > WARNINGS {
        notes.push(format!("{} more kinds of warnings", kinds.len() - WARNINGS));
    }
    if !paths.is_empty() {
        notes.push(format!("not in the table: {}", paths.into_iter().collect::<Vec<_>>().join(", ")));
    }
    notes
}

/// `rows[*].name` of `rows[3].name`. A place without a name keeps its number.
fn every_row(path: &str) -> String {
    let mut pieces = path.split('[');
    let first = pieces.next().unwrap_or_default();
    if first.is_empty() {
        return path.to_owned();
    }
    pieces.fold(first.to_owned(), |text, piece| match piece.split_once(']') {
        Some((_, behind)) => text + "[*]" + behind,
        None => text + "[" + piece,
    })
}

/// What the sender set otherwise than the platform's table has it, and what no signature is about: only logged.
pub(crate) fn constants(platform: &Platform<'_>, incoming: &Incoming<'_>) -> Option<String> {
    let differs = |field: &&CommonField<'_>| {
        // A value with placeholders differs from call to call, and the checks before this hold it.
        let [Part::Text(stated)] = field.value.0 else { return false };
        incoming.common(platform, field.name).is_some_and(|sent| sent != *stated)
    };
    let names: Vec<&str> = platform.common.fields.iter().filter(differs).map(|field| field.name).collect();
    (!names.is_empty()).then(|| format!("not as the table has it: {}", names.join(", ")))
}

fn broken(violation: &Violation, others: usize) -> Refused {
    let reason = match violation.rule {
        "required" | "empty" => RefusalReason::MissingField,
        "unknown" => RefusalReason::UnknownField,
        "type" | "length" | "range" | "precision" | "scale" | "code" | "format" | "count" | "depth" => {
            RefusalReason::Field
        }
        _ => RefusalReason::Rule,
    };
    // The vendor has a sentence for a rule; the log also has what was found.
    let stated = reason == RefusalReason::Rule && !violation.says.is_empty();
    let says = if stated { &violation.says } else { &violation.message };
    let detail = match violation.path.as_str() {
        "" => says.clone(),
        path => format!("{path}: {says}"),
    };
    let why = stated.then(|| violation.message.clone());
    let more = match others {
        0 => None,
        1 => Some("1 more violation".to_owned()),
        others => Some(format!("{others} more violations")),
    };
    let aside = [why, more].into_iter().flatten().collect::<Vec<_>>().join("; ").into();
    let (field, path) = (field_name(&violation.path), violation.path.clone());
    Refused { reason, field, path, rule: violation.rule, detail, aside, planned: None }
}

fn carries_signature(field: &CommonField<'_>) -> bool {
    field.value.0.iter().any(|part| matches!(part, Part::Value(Input::Signature, _)))
}
