//! The steps of a signing scheme and what it sends, as the notation writes them.

use signwright_model::{Check, Items, Over, Part, Place, Placed, SortBy, Step, StepBody, When, notation};

use super::{quoted, template};

/// A step: its template, its map of pairs or its choice.
pub(crate) fn step(step: &Step<'_>) -> String {
    body(&step.body)
}

fn body(body: &StepBody<'_>) -> String {
    match body {
        StepBody::Template(text) => quoted(&template(text)),
        StepBody::Items(items) => self::items(items),
        StepBody::Choice { when, then, otherwise } => {
            let (then, otherwise) = (self::body(then), self::body(otherwise));
            format!("{{ when: {}, then: {then}, else: {otherwise} }}", quoted(&self::when(when)))
        }
    }
}

/// Something that a scheme sends: where, under which name, and what.
pub(crate) fn placed(placed: &Placed<'_>) -> String {
    let place = match placed.place {
        Place::Form => "form",
        Place::Query => "query",
        Place::Header => "header",
        Place::Json => "json",
    };
    let written = format!("{place} {}: {}", placed.name, quoted(&template(&placed.value)));
    if placed.when.0.is_empty() { written } else { format!("{written} when {}", when(&placed.when)) }
}

fn when(when: &When<'_>) -> String {
    let check = |check: &Check<'_>| {
        let value = template(&check.value);
        let value = match check.value.0 {
            [Part::Value(..)] => value.trim_start_matches('{').trim_end_matches('}').to_owned(),
            _ => value,
        };
        match (check.texts, check.holds) {
            ([""], true) => format!("{value} is empty"),
            ([""], false) => format!("{value} is there"),
            ([text], true) => format!("{value} = {text}"),
            ([text], false) => format!("{value} != {text}"),
            (texts, _) => format!("{value} in [{}]", texts.join(", ")),
        }
    };
    when.0.iter().map(check).collect::<Vec<_>>().join(" and ")
}

fn items(items: &Items<'_>) -> String {
    let Items { over, only, except, key, value, drop_empty, drop_equal, sort, merge, each, join } = items;
    let mut keys = vec![format!("over: {}", sources(over))];
    for (name, names) in [("only", only), ("except", except)] {
        if !names.is_empty() {
            keys.push(format!("{name}: [{}]", names.join(", ")));
        }
    }
    for (name, rewritten) in [("key", key), ("value", value)] {
        keys.extend(rewritten.as_ref().map(|rewritten| format!("{name}: {}", quoted(&template(rewritten)))));
    }
    if *drop_empty {
        keys.push("drop_empty: yes".to_owned());
    }
    if *drop_equal {
        keys.push("drop_equal: yes".to_owned());
    }
    if *sort != SortBy::None {
        keys.push(format!("sort: {}", order(*sort)));
    }
    keys.extend(merge.map(|between| format!("merge: {}", quoted(between))));
    keys.push(format!("each: {}", quoted(&template(each))));
    if !join.0.is_empty() {
        keys.push(format!("join: {}", quoted(&template(join))));
    }
    format!("{{ {} }}", keys.join(", "))
}

fn sources(over: &[Over<'_>]) -> String {
    let one = |over: &Over<'_>| match over {
        Over::Pair(name, value) => format!("{{ {name}: {} }}", quoted(&template(value))),
        named => notation::over(named),
    };
    match over {
        [alone] => one(alone),
        several => format!("[{}]", several.iter().map(one).collect::<Vec<_>>().join(", ")),
    }
}

fn order(sort: SortBy<'_>) -> String {
    let word = match sort {
        SortBy::Listed(names) => return format!("[{}]", names.join(", ")),
        SortBy::None => "none",
        SortBy::Key => "key",
        SortBy::Pair => "pair",
        SortBy::Value => "value",
        SortBy::Item => "item",
        SortBy::KeyIgnoringCase => "key_ignoring_case",
        SortBy::KeyDescending => "key_descending",
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use signwright_model::{Filter, Hash, Input, Offset, Part, Place, Template, TextUnit};

    use super::*;

    #[test]
    fn a_scheme_reads_as_it_was_written() {
        let each = Template(&[
            Part::Value(Input::Key, &[Filter::Len(TextUnit::Chars), Filter::Pad(2)]),
            Part::Text("-{"),
            Part::Value(Input::Value, &[Filter::Lower]),
        ]);
        let items = StepBody::Items(Items {
            over: &[Over::Params],
            except: &["签名"],
            drop_empty: true,
            sort: SortBy::Key,
            each,
            join: Template(&[Part::Text("&")]),
            ..Items::NONE
        });
        let written = "{ over: params, except: [签名], drop_empty: yes, sort: key, each: \"{key.len:02}-{{{value | lower}\", join: \"&\" }";
        assert_eq!(step(&Step { name: "canonical", body: items }), written);
        let last = Template(&[Part::Value(
            Input::Step("canonical"),
            &[Filter::Hmac(Hash::Sha256, Input::Credential("secret")), Filter::Hex],
        )]);
        let last = Step { name: "signature", body: StepBody::Template(last) };
        assert_eq!(step(&last), "\"{canonical | hmac_sha256(credential.secret) | hex}\"");
        let clock = Template(&[Part::Value(Input::Clock, &[Filter::Unix(5)])]);
        assert_eq!(template(&clock), "{clock.unix(5)}");
        let day = Template(&[Part::Value(Input::Clock, &[Filter::Format("yyyyMMdd", Some(Offset::hours(8)))])]);
        let choice = StepBody::Choice {
            when: When(&[Check { value: Template(&[Part::Value(Input::Verb, &[])]), holds: true, texts: &["POST"] }]),
            then: &StepBody::Template(day),
            otherwise: &StepBody::Template(Template(&[])),
        };
        let written = "{ when: \"verb = POST\", then: \"{clock.format('yyyyMMdd', '+08:00')}\", else: \"\" }";
        assert_eq!(step(&Step { name: "day", body: choice }), written);
        let placed = Placed { place: Place::Header, name: "X-Sign", value: day, when: When(&[]) };
        assert_eq!(super::placed(&placed), "header X-Sign: \"{clock.format('yyyyMMdd', '+08:00')}\"");
    }
}
