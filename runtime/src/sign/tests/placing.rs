//! Where what is given to a request goes: among the common parameters, the business ones, or a JSON body's members.

use super::schemes::{BY_CHARS, WRAPPED};
use super::{credentials, received, request, signed, signing_time, step};
use crate::model::{
    Body, Common, CommonField, Filter, Hash, Input, Items, Location, PairSource, Part, Platform, SentParameter,
    Signing, SortBy, Step, StepBody, Template, Var, When, Wire,
};
use crate::sign::{SignReason, SigningRequest, VerifyError, sign, verify};

const EACH: Template<'static> =
    Template(&[Part::Value(Input::Key, &[]), Part::Text("="), Part::Value(Input::Value, &[]), Part::Text(";")]);
const LOWER: Template<'static> = Template(&[Part::Value(Input::Key, &[Filter::Lower])]);
const SIGNATURE: Template<'static> = Template(&[Part::Value(Input::Signature, &[])]);
const SIGN: Step<'static> = Step {
    name: "signature",
    body: StepBody::Template(Template(&[Part::Value(
        Input::Step("pairs"),
        &[Filter::Utf8, Filter::Digest(Hash::Md5), Filter::Hex],
    )])),
};

static HEADER: [SentParameter<'static>; 1] =
    [SentParameter { location: Location::Header, name: "X-Sign", value: SIGNATURE, when: When(&[]) }];

const fn pairs(items: Items<'static>) -> Step<'static> {
    Step { name: "pairs", body: StepBody::Items(items) }
}

/// A platform without common parameters, whose own ones travel there.
pub(super) fn bare(location: Location, signing: Signing<'static>) -> Platform<'static> {
    let wire = Wire { body: Body::Positional, ..WRAPPED.wire };
    Platform { common: Common { location: Some(location), fields: &[] }, wire, signing, ..WRAPPED }
}

#[test]
fn a_json_body_is_read_where_parameters_or_the_scheme_stand_in_it() {
    static STEPS: [Step<'static>; 2] =
        [pairs(Items { sources: &[PairSource::Params], each: EACH, ..Items::NONE }), SIGN];
    static MEMBER: [SentParameter<'static>; 1] =
        [SentParameter { location: Location::Json, name: "签", value: SIGNATURE, when: When(&[]) }];
    // The parameters are members, and nothing is placed among them.
    let params = bare(Location::Json, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
    assert_eq!(step(&signed(&params, &request(&[], r#"{"名":"好","数":1.50}"#)), "pairs"), "名=好;数=1.50;");
    // Something is placed among the members, and they are no parameters.
    let placed = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &MEMBER });
    let sent = signed(&placed, &request(&[("页", "1")], r#"{"名":"好"}"#));
    assert_eq!(step(&sent, "pairs"), "页=1;");
    assert_eq!(sent.request.body, format!(r#"{{"名":"好","签":"{}"}}"#, sent.signature));
    // Neither: a body of any kind is no business of the scheme's.
    let neither = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
    assert_eq!(signed(&neither, &request(&[], "不是 JSON")).request.body, "不是 JSON");
    let error = sign(&placed, &request(&[], "不是 JSON"), &credentials(), &signing_time()).unwrap_err();
    assert_eq!((error.path.as_str(), error.reason), ("request.body", SignReason::Undecodable("JSON")));
}

#[test]
fn a_common_parameter_that_a_caller_gives_stays_in_the_place_of_the_common_ones() {
    let wire = Wire { body: Body::Form, ..WRAPPED.wire };
    let apart = Platform { wire, ..WRAPPED };
    let sent = signed(&apart, &request(&[("time", "7"), ("备注", "订")], "")).request;
    let (_, query) = sent.url.split_once('?').unwrap();
    let fields: Vec<_> = query.split('&').filter(|field| field.starts_with("time=")).collect();
    assert_eq!(fields, ["time=7"], "{query}");
    assert_eq!(sent.body, "%E5%A4%87%E6%B3%A8=%E8%AE%A2");
    assert!(!query.contains("%E5%A4%87"), "{query}");
    // Where both travel together there is one location, and the common ones that are computed come first.
    let sent = signed(&BY_CHARS, &request(&[("备注", "订"), ("time", "7")], "")).request;
    let body = str::from_utf8(&sent.body).unwrap();
    let names: Vec<_> = body.split('&').filter_map(|field| field.split('=').next()).collect();
    assert_eq!(names, ["shop", "app", "sign", "%E5%A4%87%E6%B3%A8", "time"], "{body}");
}

#[test]
fn a_scheme_takes_what_it_names_from_the_place_that_it_names() {
    static NAMED: [Part<'static>; 3] =
        [Part::Value(Input::Query("甲"), &[]), Part::Text("|"), Part::Value(Input::Header("x-甲"), &[])];
    static STEPS: [Step<'static>; 2] = [Step { name: "pairs", body: StepBody::Template(Template(&NAMED)) }, SIGN];
    static FORM: [Part<'static>; 2] = [Part::Value(Input::Form("甲"), &[]), Part::Value(Input::Form("丙"), &[])];
    static OF_FORM: [Step<'static>; 2] = [Step { name: "pairs", body: StepBody::Template(Template(&FORM)) }, SIGN];
    let owned = |pairs: [(&str, &str); 2]| pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let sent = SigningRequest {
        query: owned([("乙", "2"), ("甲", "1")]),
        headers: owned([("X-乙", "4"), ("X-甲", "3")]),
        ..request(&[], "")
    };
    let platform = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
    assert_eq!(step(&signed(&platform, &sent), "pairs"), "1|3");
    let platform = bare(Location::Form, Signing { vars: &[], steps: &OF_FORM, parameters: &HEADER });
    assert_eq!(step(&signed(&platform, &request(&[("乙", "2"), ("甲", "1")], "")), "pairs"), "1", "丙 is nowhere");
}

#[test]
fn a_parameter_is_a_header_in_any_case_only_where_parameters_are_headers() {
    static NAMED: [Part<'static>; 3] =
        [Part::Value(Input::Param("X-甲"), &[]), Part::Text("|"), Part::Value(Input::Param("page"), &[])];
    static STEPS: [Step<'static>; 2] = [Step { name: "pairs", body: StepBody::Template(Template(&NAMED)) }, SIGN];
    for (location, expected) in [(Location::Header, "3|1"), (Location::Query, "|")] {
        let platform = bare(location, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
        let headers = vec![("x-甲".to_owned(), "3".to_owned())];
        let request = SigningRequest { headers, ..request(&[("Page", "1")], "") };
        assert_eq!(step(&signed(&platform, &request), "pairs"), expected, "{location:?}");
    }
}

#[test]
fn a_query_that_is_given_is_among_the_parameters_only_where_they_are_the_query() {
    static STEPS: [Step<'static>; 2] =
        [pairs(Items { sources: &[PairSource::Params], each: EACH, ..Items::NONE }), SIGN];
    for (location, expected) in [(Location::Query, "甲=1;乙=2;丙=3;"), (Location::Form, "丙=3;")] {
        let platform = bare(location, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
        let request = SigningRequest {
            raw_query: "甲=1".to_owned(),
            query: vec![("乙".to_owned(), "2".to_owned())],
            ..request(&[("丙", "3")], "")
        };
        let sent = signed(&platform, &request);
        let mut signed_pairs: Vec<_> = step(&sent, "pairs").split_inclusive(';').map(str::to_owned).collect();
        signed_pairs.sort_by_key(|pair| pair.split('=').nth(1).map(str::to_owned));
        assert_eq!(signed_pairs.concat(), expected, "{location:?}");
        let (_, query) = sent.request.url.split_once('?').unwrap();
        assert!(query.contains("%E7%94%B2=1") && query.contains("%E4%B9%99=2"), "{query}");
        verify(&platform, &received(&sent.request), &credentials()).unwrap();
    }
}

#[test]
fn a_body_that_is_given_is_sent_where_no_parameter_makes_a_form() {
    static STEPS: [Step<'static>; 2] =
        [Step { name: "pairs", body: StepBody::Template(Template(&[Part::Value(Input::Body, &[])])) }, SIGN];
    let platform = bare(Location::Form, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
    let (form, json) = ("application/x-www-form-urlencoded", "application/json");
    for (params, body, sent_body, content_type) in [
        (&[][..], "", "", form),
        (&[], "[\"订\"]", "[\"订\"]", json),
        (&[("名", "好")], "[\"订\"]", "%E5%90%8D=%E5%A5%BD", form),
    ] {
        let sent = signed(&platform, &request(params, body)).request;
        assert_eq!(sent.body, sent_body);
        assert!(sent.headers.contains(&("Content-Type".to_owned(), content_type.to_owned())), "{:?}", sent.headers);
    }
}

#[test]
fn a_value_of_the_scheme_may_be_given_and_is_named_by_those_behind_it() {
    static VARS: [Var<'static>; 2] = [
        Var { name: "节点", value: Template(&[Part::Text("默认")]) },
        Var {
            name: "全",
            value: Template(&[
                Part::Value(Input::Var("节点"), &[]),
                Part::Text("-"),
                Part::Value(Input::Var("盐"), &[]),
            ]),
        },
    ];
    static STEPS: [Step<'static>; 2] = [
        Step {
            name: "pairs",
            body: StepBody::Template(Template(&[
                Part::Value(Input::Var("全"), &[]),
                Part::Value(Input::Var("盐"), &[]),
            ])),
        },
        SIGN,
    ];
    let platform = bare(Location::Query, Signing { vars: &VARS, steps: &STEPS, parameters: &HEADER });
    for (given, expected) in
        [(&[("别", "无"), ("盐", "海")][..], "默认-海海"), (&[("盐", "海"), ("节点", "北")], "北-海海")]
    {
        let vars = given.iter().map(|(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned())).collect();
        let request = SigningRequest { vars, ..request(&[], "") };
        assert_eq!(step(&signed(&platform, &request), "pairs"), expected);
    }
}

#[test]
fn every_request_has_the_host_of_its_address_as_a_header() {
    static ALL: [Step<'static>; 2] =
        [pairs(Items { sources: &[PairSource::Headers], each: EACH, ..Items::NONE }), SIGN];
    static STEPS: [Step<'static>; 2] =
        [Step { name: "pairs", body: StepBody::Template(Template(&[Part::Value(Input::Header("HOST"), &[])])) }, SIGN];
    let platform = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
    let mut sent = request(&[], "");
    assert_eq!(step(&signed(&platform, &sent), "pairs"), "acme.test");
    sent.headers = vec![("host".to_owned(), "店.test".to_owned())];
    assert_eq!(step(&signed(&platform, &sent), "pairs"), "店.test");
    let platform = bare(Location::Query, Signing { vars: &[], steps: &ALL, parameters: &HEADER });
    assert_eq!(step(&signed(&platform, &sent), "pairs"), "host=店.test;");
    sent.headers.clear();
    assert_eq!(step(&signed(&platform, &sent), "pairs"), "Host=acme.test;");
}

#[test]
fn a_parameter_is_a_member_of_the_body_only_where_parameters_travel_there() {
    static STEPS: [Step<'static>; 2] = [
        Step {
            name: "pairs",
            body: StepBody::Template(Template(&[
                Part::Value(Input::Param("名"), &[]),
                Part::Text("|"),
                Part::Value(Input::Param("页"), &[]),
            ])),
        },
        SIGN,
    ];
    static MEMBER: [SentParameter<'static>; 1] =
        [SentParameter { location: Location::Json, name: "签", value: SIGNATURE, when: When(&[]) }];
    let body = r#"{"页":2,"名":"好"}"#;
    let members = bare(Location::Json, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
    assert_eq!(step(&signed(&members, &request(&[], body)), "pairs"), "好|2");
    let query = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &MEMBER });
    assert_eq!(step(&signed(&query, &request(&[("页", "1")], body)), "pairs"), "|1");
}

#[test]
fn what_the_scheme_places_is_not_placed_again_where_it_is_given() {
    const TIME: Template<'static> = Template(&[Part::Value(Input::Clock, &[Filter::Unix(0)])]);
    const fn time(location: Location) -> SentParameter<'static> {
        SentParameter { location, name: "x-time", value: TIME, when: When(&[]) }
    }
    static STEPS: [Step<'static>; 2] = [
        pairs(Items { sources: &[PairSource::Headers, PairSource::All], each: EACH, only: &["x-time"], ..Items::NONE }),
        SIGN,
    ];
    static PLACED: [SentParameter<'static>; 4] =
        [time(Location::Header), time(Location::Query), time(Location::Json), HEADER[0]];
    let platform = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &PLACED });
    let given = |value: &str| vec![("x-time".to_owned(), value.to_owned())];
    let computed = "1470042310";
    for (header, query, member) in [
        (computed, computed, computed),
        ("1", computed, computed),
        (computed, "2", computed),
        (computed, computed, "3"),
    ] {
        let mut request = request(&[], "{}");
        if header != computed {
            request.headers = given(header);
        }
        if query != computed {
            request.query = given(query);
        }
        if member != computed {
            request.body = format!("{{\"x-time\":\"{member}\"}}").into();
        }
        let sent = signed(&platform, &request);
        assert_eq!(step(&sent, "pairs"), format!("x-time={header};x-time={query};x-time={member};"));
        assert!(sent.request.url.ends_with(&format!("?x-time={query}")), "{}", sent.request.url);
        assert_eq!(sent.request.body, format!("{{\"x-time\":\"{member}\"}}"));
        verify(&platform, &received(&sent.request), &credentials()).unwrap();
    }
}

#[test]
fn a_name_may_come_twice_where_the_scheme_takes_in_the_whole_place() {
    let twice = vec![("名".to_owned(), "1".to_owned()), ("名".to_owned(), "2".to_owned())];
    let query = SigningRequest { query: twice, ..request(&[], "") };
    let platform = |sources: &'static [PairSource<'static>]| {
        let steps = Box::leak(Box::new([pairs(Items { sources, each: EACH, ..Items::NONE }), SIGN]));
        bare(Location::Query, Signing { vars: &[], steps, parameters: &HEADER })
    };
    let of_query = platform(&[PairSource::Query]);
    verify(&of_query, &received(&signed(&of_query, &query).request), &credentials()).unwrap();
    let of_params = platform(&[PairSource::Params]);
    verify(&of_params, &received(&signed(&of_params, &query).request), &credentials()).unwrap();
    let of_form = platform(&[PairSource::Form]);
    let error = verify(&of_form, &received(&signed(&of_form, &query).request), &credentials()).unwrap_err();
    assert!(matches!(error, VerifyError::Repeated { .. }), "{error}");
}

#[test]
fn a_name_may_come_twice_only_where_the_scheme_takes_in_its_values() {
    const VALUE: Template<'static> = Template(&[Part::Value(Input::Value, &[])]);
    const QUERY: Items<'static> = Items { sources: &[PairSource::Query], each: VALUE, ..Items::NONE };
    let twice = vec![("名".to_owned(), "一".to_owned()), ("名".to_owned(), "二".to_owned())];
    let query = SigningRequest { query: twice, ..request(&[], "") };
    for (items, may_repeat) in [
        (QUERY, true),
        (Items { each: LOWER, ..QUERY }, false),
        (Items { only: &["单", "名*"], ..QUERY }, true),
        (Items { only: &["单"], ..QUERY }, false),
        (Items { except: &["单"], ..QUERY }, true),
        (Items { except: &["名*"], ..QUERY }, false),
        (Items { only: &["名"], except: &["名"], ..QUERY }, false),
    ] {
        let steps = [pairs(items), SIGN];
        let platform = Platform {
            signing: Signing { vars: &[], steps: &steps, parameters: &HEADER },
            ..bare(Location::Query, WRAPPED.signing)
        };
        let verified = verify(&platform, &received(&signed(&platform, &query).request), &credentials());
        assert_eq!(
            verified.map_err(|error| error.to_string()),
            if may_repeat { Ok(()) } else { Err("the parameter `名` came more than once".to_owned()) },
            "{items:?}"
        );
    }
}

#[test]
fn what_the_scheme_places_is_a_parameter_in_the_query_in_a_form_and_where_parameters_travel() {
    const fn placed(location: Location, name: &'static str) -> SentParameter<'static> {
        SentParameter { location, name, value: Template(&[Part::Text("值")]), when: When(&[]) }
    }
    static STEPS: [Step<'static>; 2] =
        [pairs(Items { sources: &[PairSource::Params], each: EACH, ..Items::NONE }), SIGN];
    static PLACED: [SentParameter<'static>; 4] =
        [placed(Location::Header, "x-place"), placed(Location::Query, "问"), placed(Location::Form, "表"), HEADER[0]];
    for (location, expected) in [(Location::Query, "问=值;表=值;"), (Location::Header, "x-place=值;问=值;表=值;")]
    {
        let platform = bare(location, Signing { vars: &[], steps: &STEPS, parameters: &PLACED });
        assert_eq!(step(&signed(&platform, &request(&[], "")), "pairs"), expected, "{location:?}");
    }
}

#[test]
fn what_the_scheme_places_anywhere_is_signed_by_a_receiver_as_it_was_by_its_sender() {
    const SHOP: CommonField<'static> =
        CommonField {
            name: "店", value: Template(&[Part::Text("小店")]), required: true, title: "", location: None
        };
    const fn placed(location: Location, name: &'static str) -> SentParameter<'static> {
        SentParameter { location, name, value: Template(&[Part::Text("值😀")]), when: When(&[]) }
    }
    static STEPS: [Step<'static>; 2] =
        [pairs(Items { sources: &[PairSource::Params], each: EACH, ..Items::NONE }), SIGN];
    static SORTED: [Step<'static>; 2] =
        [pairs(Items { sources: &[PairSource::Params], each: EACH, sort: SortBy::Key, ..Items::NONE }), SIGN];
    static NAMED: [Step<'static>; 2] = [
        Step {
            name: "pairs",
            body: StepBody::Template(Template(&[
                Part::Value(Input::Param("问"), &[]),
                Part::Text("|"),
                Part::Value(Input::Param("表"), &[]),
                Part::Text("|"),
                Part::Value(Input::Form("表"), &[]),
                Part::Text("|"),
                Part::Value(Input::Param("X-place"), &[]),
            ])),
        },
        SIGN,
    ];
    static ASIDE: [SentParameter<'static>; 4] =
        [placed(Location::Header, "X-place"), placed(Location::Query, "问"), placed(Location::Form, "表"), HEADER[0]];
    static MEMBER: [SentParameter<'static>; 4] =
        [placed(Location::Header, "X-place"), placed(Location::Query, "问"), placed(Location::Json, "员"), HEADER[0]];
    for (location, sent) in [
        (Location::Query, &ASIDE),
        (Location::Form, &ASIDE),
        (Location::Header, &ASIDE),
        (Location::Query, &MEMBER),
        (Location::Json, &MEMBER),
    ] {
        for fields in [&[][..], &[SHOP]] {
            for steps in [&STEPS, &SORTED, &NAMED] {
                let signing = Signing { vars: &[], steps, parameters: sent };
                let platform =
                    Platform { common: Common { location: Some(location), fields }, ..bare(location, signing) };
                let body =
                    if sent.iter().any(|sent| sent.location == Location::Json) { r#"{"名":"好"}"# } else { "" };
                let sent = signed(&platform, &request(&[("备注", "订")], body));
                let mut received = received(&sent.request);
                let case = format!("{location:?}, {}, {}", fields.len(), step(&sent, "pairs"));
                verify(&platform, &received, &credentials()).unwrap_or_else(|error| panic!("{case}: {error:?}"));
                for (name, _) in &mut received.headers {
                    name.make_ascii_lowercase();
                }
                verify(&platform, &received, &credentials()).unwrap_or_else(|error| panic!("{case}: {error:?}"));
                let pairs = step(&sent, "pairs");
                let mut once: Vec<_> = pairs.split_terminator(';').collect();
                once.sort_unstable();
                once.dedup();
                assert_eq!(once.len(), pairs.matches(';').count().max(1), "{case}");
            }
        }
    }
}

#[test]
fn of_equal_pairs_one_is_left() {
    let joined = |items: Items<'static>| {
        let steps = Box::leak(Box::new([pairs(Items { sources: &[PairSource::Params], each: EACH, ..items }), SIGN]));
        let platform = bare(Location::Query, Signing { vars: &[], steps, parameters: &HEADER });
        let params =
            [("码", "2"), ("a", "x"), ("码", "1"), ("码", "2"), ("b", "x"), ("A", "x"), ("空", ""), ("空", "")];
        step(&signed(&platform, &request(&params, "")), "pairs")
    };
    let equal = Items { drop_equal: true, ..Items::NONE };
    assert_eq!(joined(Items::NONE), "码=2;a=x;码=1;码=2;b=x;A=x;空=;空=;");
    assert_eq!(joined(equal), "码=2;a=x;码=1;b=x;A=x;空=;");
    assert_eq!(joined(Items { sort: SortBy::Pair, drop_empty: true, ..equal }), "A=x;a=x;b=x;码=1;码=2;");
    assert_eq!(joined(Items { merge: Some(","), ..equal }), "码=2,1;a=x;b=x;A=x;空=;");
    // What is rewritten first is compared as it is then.
    assert_eq!(joined(Items { key: Some(LOWER), ..equal }), "码=2;a=x;码=1;b=x;空=;");
}

#[test]
fn the_path_and_the_query_are_the_same_in_a_step_and_on_the_wire() {
    static STEPS: [Step<'static>; 2] = [
        Step {
            name: "pairs",
            body: StepBody::Template(Template(&[
                Part::Value(Input::Path, &[]),
                Part::Text(" "),
                Part::Value(Input::QueryString, &[]),
                Part::Text(" "),
                Part::Value(Input::Url, &[]),
            ])),
        },
        SIGN,
    ];
    let platform = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &HEADER });
    let mut request = request(&[], "");
    request.environment = "https://a.b/订%20单?".to_owned();
    request.raw_query = "名=好&b=%E5%A5%BD#x".to_owned();
    for path in [None, Some("/店/😀")] {
        request.path = path.map(str::to_owned);
        let sent = signed(&platform, &request);
        let url = &sent.request.url;
        let (path, query) = url.strip_prefix("https://a.b").unwrap().split_once('?').unwrap();
        assert!(url.is_ascii() && !url.contains('#'), "{url}");
        assert_eq!(step(&sent, "pairs"), format!("{path} {query} {url}"));
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        assert_eq!(super::pairs(query), [("名", "好"), ("b", "好#x"), ("order.push", "")].map(owned));
        sent.request.into_http().unwrap();
    }
}
