//! The fields of a record, in the directions in which the record travels.

use signwright_model::notation::wire;
use signwright_model::{Body, Field, Missing, Presence, Travels, Type, Wire};

use super::Effect::{self, Breaks, Differs, Same};
use super::change::{Change, Changes, told};
use super::limits::limits;
use super::pairs::Pairs;
use super::sides::Both;
use super::{Kind, rules};
use crate::phrase;
use signwright_codegen::names::Named;
use signwright_codegen::specs::SpecField;

type Row<'a> = Named<'a, SpecField<'a>>;

/// Compares the fields and the rules of a record.
pub(super) fn fields(both: &Both<'_>, changes: &mut Changes) {
    let mut pairs = Pairs::by_name(&both.old.fields, &both.new.fields, |row| row.spec.model.name);
    let renamed = pairs.renamed(|gone, come| {
        let same_title = !gone.spec.model.title.is_empty() && gone.spec.model.title == come.spec.model.title;
        // A vendor renames a field and keeps its title; a title alone is shared by fields that have nothing in
        // common.
        usize::from(same_title && both.same_type(&gone.spec.model.ty, &come.spec.model.ty))
    });
    for (was, is) in &pairs.both {
        if was.rust != is.rust {
            changes.push(Change::rust_name(both.path(is), "field", &was.rust, &is.rust));
        }
        field(both, was, is, changes);
    }
    for (was, is) in renamed {
        let what = format!("field renamed from {}", was.spec.model.name);
        let change = Change::new(Kind::FieldRenamed, both.path(is), what);
        let change = if was.rust == is.rust {
            change
        } else {
            change.api(Breaks, format!("the field `{}` is `{}`", was.rust, is.rust))
        };
        let says = "the old name is refused as unknown";
        changes.push(both.on_requests(change, Breaks, says));
        field(both, was, is, changes);
    }
    for row in &pairs.gone {
        let change = Change::new(Kind::FieldRemoved, both.path(row), "field removed");
        let change = change.api(Breaks, format!("`{}` is gone", row.rust));
        changes.push(both.on_requests(change, Breaks, "a request with it is refused as unknown"));
    }
    for row in &pairs.come {
        added(both, row, changes);
    }
    reordered(both, &pairs, changes);
    rules::rules(both, changes);
}

fn added(both: &Both<'_>, row: &Row<'_>, changes: &mut Changes) {
    let required = row.spec.model.is_required();
    let how = if required { "required" } else { "optional" };
    let what = format!("field added, {how}: {} {}", row.spec.declared, row.spec.model.title);
    let change = Change::new(Kind::FieldAdded, both.path(row), what);
    changes.push(match (both.used.request, required) {
        (true, true) => change
            .api(Breaks, format!("`{}` must be given among the required fields", row.rust))
            .requests(Breaks, "a request without it is refused before it is sent"),
        (true, false) => {
            change.api(Differs, format!("an optional field `{}`", row.rust)).requests(Differs, "it may be given")
        }
        (false, _) => change.api(Differs, format!("a field `{}` of the answer", row.rust)),
    });
}

fn reordered(both: &Both<'_>, pairs: &Pairs<'_, Row<'_>>, changes: &mut Changes) {
    let [of_old, of_new] = [both.old, both.new].map(|record| record.spec.model.is_positional);
    let are_arguments = both.wires.is_some_and(|(_, wire)| wire.body == Body::Positional) && both.used.request;
    // Values without names are told by their places, which one more or less before them moves.
    let place = |rows: &[Row<'_>], row: &Row<'_>| {
        let mut listed = rows.iter().filter(|row| of_new || row.spec.model.travels == Travels::InBody);
        listed.position(|listed| listed.spec.model.name == row.spec.model.name)
    };
    let is_moved = |(was, is): &(&Row<'_>, &Row<'_>)| {
        let places = place(&both.old.fields, was).zip(place(&both.new.fields, is));
        places.is_some_and(|(was, is)| was != is)
    };
    let are_moved = ((of_old && of_new) || are_arguments) && pairs.both.iter().any(is_moved);
    // Only those of both specs count: one more field in the middle is no other order.
    if pairs.is_ordered() && !are_moved {
        return;
    }
    let what = if pairs.is_ordered() { "fields at other places" } else { "fields in another order" };
    let change = Change::new(Kind::FieldsReordered, both.name, what);
    changes.push(match (are_moved, both.used.request) {
        (false, _) => change,
        (true, true) => change.requests(Differs, "the same values travel at other places"),
        (true, false) => change.requests(Differs, "values of an answer are read at other places"),
    });
}

impl Both<'_> {
    fn path(&self, row: &Row<'_>) -> String {
        format!("{}.{}", self.name, row.spec.model.name)
    }

    fn same_type(&self, old: &Type<'_>, new: &Type<'_>) -> bool {
        match (old, new) {
            (Type::Record(old), Type::Record(new)) => self.matched.is_record(*old, *new),
            (Type::Code(old), Type::Code(new)) => self.matched.is_codes(old.name, new.name),
            (Type::List(old, _), Type::List(new, _)) | (Type::Map(old, _), Type::Map(new, _)) => {
                self.same_type(old, new)
            }
            // A length that has changed is no other type in Rust.
            _ => std::mem::discriminant(old) == std::mem::discriminant(new),
        }
    }

    fn on_requests(&self, change: Change, effect: Effect, says: &str) -> Change {
        if self.used.request { change.requests(effect, says) } else { change }
    }
}

/// Whether a type names nothing of the file.
fn is_scalar(ty: &Type<'_>) -> bool {
    match ty {
        Type::Record(_) | Type::Code(_) => false,
        Type::List(of, _) | Type::Map(of, _) => is_scalar(of),
        _ => true,
    }
}

fn field(both: &Both<'_>, old: &Row<'_>, new: &Row<'_>, changes: &mut Changes) {
    let path = both.path(new);
    let (was, is) = (&old.spec.model, &new.spec.model);
    let is_same = both.same_type(&was.ty, &is.ty);
    let what = || format!("type {} → {}", old.spec.declared, new.spec.declared);
    if is_same && was.is_nullable() != is.is_nullable() {
        let change = Change::new(Kind::TypeChanged, &path, what());
        let change = change.api(Breaks, format!("`{}` has another type", new.rust));
        changes.push(if is.is_nullable() {
            both.on_requests(change, Differs, "a none may be stated")
        } else {
            both.on_requests(change, Breaks, "a stated none is refused")
        });
    }
    if is_same {
        let limits = limits(&old.spec.model.ty, &new.spec.model.ty);
        let is_told = was.lists != is.lists || was.is_nullable() != is.is_nullable();
        if limits.is_empty() && is_scalar(&new.spec.model.ty) && !is_told {
            // A display width, or another word for the same type.
            changes.words(&path, "type", old.spec.declared, new.spec.declared);
        }
        for limit in limits {
            let change = Change::new(limit.kind, &path, limit.what);
            changes.push(match limit.kind {
                // An answer is held to no limit, but its values are read as they are said to be written.
                Kind::TextForm if !both.used.request => change.requests(Differs, "it is read otherwise in an answer"),
                _ => both.on_requests(change, limit.effect, &limit.says),
            });
        }
    } else {
        let change =
            Change::new(Kind::TypeChanged, &path, what()).api(Breaks, format!("`{}` has another type", new.rust));
        changes.push(both.on_requests(change, Breaks, "values of the old type are refused"));
    }
    presence(both, &path, old, new, changes);
    ways(both, &path, old.spec.model, new.spec.model, changes);
    marks(both, &path, old.spec.model, new.spec.model, changes);
    changes.words(&path, "title", old.spec.model.title, new.spec.model.title);
    let (old, new) = (old.spec, new.spec);
    changes.words(&path, "text", old.text, new.text);
    changes.words(&path, "example", old.example, new.example);
    changes.words(&path, "source", old.source, new.source);
    let because = |field: &SpecField<'_>| field.because.iter().map(|(_, says)| *says).collect::<Vec<_>>().join("; ");
    changes.words(&path, "source", &because(old), &because(new));
}

fn presence(both: &Both<'_>, path: &str, old: &Row<'_>, new: &Row<'_>, changes: &mut Changes) {
    let rust = &new.rust;
    match (old.spec.model.is_required(), new.spec.model.is_required()) {
        (false, true) => {
            let change = Change::new(Kind::RequiredNow, path, "required now");
            changes.push(if both.used.request {
                change
                    .api(
                        Breaks,
                        format!("`{rust}` is no longer an Option, and must be given among the required fields"),
                    )
                    .requests(Breaks, "a request without it is refused before it is sent")
            } else {
                change
            });
        }
        (true, false) => {
            let change = Change::new(Kind::OptionalNow, path, "optional now");
            changes.push(if both.used.request {
                change
                    .api(Breaks, format!("`{rust}` is an Option, and no longer among the required fields"))
                    .requests(Differs, "it may be left out")
            } else {
                change
            });
        }
        _ if old.spec.model.presence != new.spec.model.presence => {
            let what = format!("{} → {}", stated(old.spec.model.presence), stated(new.spec.model.presence));
            changes.push(Change::new(Kind::Provenance, path, what));
        }
        _ => {}
    }
}

const fn stated(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required, as the vendor states",
        Presence::RequiredInferred => "required by inference",
        Presence::Optional => "optional, as the vendor states",
        Presence::OptionalInferred => "optional by inference",
    }
}

/// Compares where a row travels and how its list does. Where the whole request travels otherwise, that is told of the
/// endpoint or its platform.
fn ways(both: &Both<'_>, path: &str, old: &Field<'_>, new: &Field<'_>, changes: &mut Changes) {
    let wires = both.wires.unwrap_or((DOCUMENT, DOCUMENT));
    let way = |field: &Field<'_>, wire: &Wire<'_>| match field.travels {
        Travels::InQuery => "query, each of its fields".to_owned(),
        travels => phrase::travels(travels, wire.body),
    };
    let (was, is) = (way(old, &wires.0), way(new, &wires.1));
    let says = if both.used.request { "the same value travels elsewhere" } else { "it is read elsewhere in an answer" };
    if old.travels != new.travels && was != is {
        let change = Change::new(Kind::TravelsElsewhere, path, format!("travels {was} → {is}"));
        changes.push(change.requests(Differs, says));
    }
    if old.lists != new.lists {
        let style = |field: &Field<'_>, wire: &Wire<'_>| {
            let in_pairs = matches!(field.travels.under(wire.body), Travels::Query | Travels::Form);
            let of_wire = in_pairs.then_some(wire.lists);
            field.lists.or(of_wire).map_or("as it stands", wire::lists_word)
        };
        let (was, is) = (style(old, &wires.0), style(new, &wires.1));
        if was != is {
            let change = Change::new(Kind::ListForm, path, format!("list travels {was} → {is}"));
            changes.push(change.requests(Differs, "the same value is written otherwise"));
        }
    }
}

/// What holds rows that are nested or answered.
const DOCUMENT: Wire<'static> = Wire { body: Body::Positional, ..Wire::PLAIN };

fn marks(both: &Both<'_>, path: &str, old: &Field<'_>, new: &Field<'_>, changes: &mut Changes) {
    let mut tell = |kind, what: String, effect, says: &str| {
        changes.push(both.on_requests(Change::new(kind, path, what), effect, says));
    };
    match (old.default, new.default) {
        (None, Some(new)) => {
            let says = "rules read it where the field is absent, as the server does";
            tell(Kind::DefaultAdded, format!("default {}", told(new)), Differs, says);
        }
        (Some(old), None) => {
            tell(
                Kind::DefaultRemoved,
                format!("default {} removed", told(old)),
                Differs,
                "rules read no value instead",
            );
        }
        (Some(old), Some(new)) if old != new => {
            let what = format!("default {} → {}", told(old), told(new));
            tell(Kind::DefaultChanged, what, Differs, "the server assumes another value where it is left out");
        }
        _ => {}
    }
    if old.as_text != new.as_text {
        let what = if new.as_text { "travels as text now" } else { "no longer travels as text" };
        tell(Kind::TextForm, what.to_owned(), Differs, "the same value is written otherwise");
    }
    match (old.may_be_empty && old.is_required(), new.may_be_empty && new.is_required()) {
        (false, true) if old.is_required() => {
            tell(Kind::EmptyAllowed, "may be empty now".to_owned(), Differs, "empty text is accepted");
        }
        (true, false) if new.is_required() => {
            let says = "empty text is refused before it is sent";
            tell(Kind::EmptyRefused, "may no longer be empty".to_owned(), Breaks, says);
        }
        _ => {}
    }
    if old.missing != new.missing {
        let what = format!("none travels {} → {}", missing(old.missing), missing(new.missing));
        tell(Kind::NoneTravels, what, Differs, "an absent value is written otherwise");
    }
    // Where only one of them has such a none, the type is another one.
    if old.stated_none != new.stated_none && old.is_nullable() == new.is_nullable() {
        let what = format!("a stated none travels {} → {}", missing(old.stated_none), missing(new.stated_none));
        tell(Kind::NoneTravels, what, Differs, "a stated none is written otherwise");
    }
    if old.pattern != new.pattern {
        let what = format!("pattern {} → {}", told(old.pattern.unwrap_or("")), told(new.pattern.unwrap_or("")));
        match new.pattern {
            Some(_) => {
                tell(Kind::RangeNarrowed, what, Breaks, "texts of another form are refused before they are sent");
            }
            None => tell(Kind::RangeWidened, what, Differs, "texts of any form are accepted"),
        }
    }
    match (old.sensitive, new.sensitive) {
        (false, true) => tell(Kind::SensitiveNow, "personal data now: never printed".to_owned(), Same, "as before"),
        (true, false) => {
            let what = "no longer personal data: printed in messages".to_owned();
            tell(Kind::SensitiveNoLonger, what, Same, "as before");
        }
        _ => {}
    }
}

const fn missing(missing: Missing) -> &'static str {
    match missing {
        Missing::LeftOut => "left out",
        Missing::Empty => "as empty text",
        Missing::Null => "as null",
    }
}
