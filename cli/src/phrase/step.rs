//! The steps of a signing scheme and what it sends, as the notation writes them.

use signwright_codegen::render::quoted;
use signwright_model::syntax::coat;
use signwright_model::{Location, SentParameter, Step, notation};

use super::template;

/// A step: its template, its map of pairs or its choice.
pub(crate) fn step(step: &Step<'_>) -> String {
    coat::line(&notation::step::print(&step.body))
}

/// Something that a scheme sends: where, under which name, and what.
pub(crate) fn placed(placed: &SentParameter<'_>) -> String {
    let location = match placed.location {
        Location::Form => "form",
        Location::Query => "query",
        Location::Header => "header",
        Location::Json => "json",
    };
    let written = format!("{location} {}: {}", placed.name, quoted(&template(&placed.value)));
    if placed.when.0.is_empty() { written } else { format!("{written} when {}", notation::when::print(placed.when)) }
}

#[cfg(test)]
mod tests {
    use signwright_model::{
        Check, Filter, Hash, Input, Items, Location, Offset, PairSource, Part, SortBy, StepBody, Template, TextUnit,
        When,
    };

    use super::*;

    #[test]
    fn a_scheme_reads_as_it_was_written() {
        let each = Template(&[
            Part::Value(Input::Key, &[Filter::Len(TextUnit::Chars), Filter::Pad(2)]),
            Part::Text("-{"),
            Part::Value(Input::Value, &[Filter::Lower]),
        ]);
        let items = StepBody::Items(Items {
            sources: &[PairSource::Params],
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
        let written = "{ when: verb = POST, then: \"{clock.format('yyyyMMdd', '+08:00')}\", else: \"\" }";
        assert_eq!(step(&Step { name: "day", body: choice }), written);
        let placed = SentParameter { location: Location::Header, name: "X-Sign", value: day, when: When(&[]) };
        assert_eq!(super::placed(&placed), "header X-Sign: \"{clock.format('yyyyMMdd', '+08:00')}\"");
    }
}
