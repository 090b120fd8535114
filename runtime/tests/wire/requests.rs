//! How a request is written, for each kind of body.

use signwright_runtime::encode::{EncodeError, Unsigned, encode};
use signwright_runtime::json::parse;
use signwright_runtime::model::{DocumentFormat, Platform};
use signwright_runtime::{Any, Limits, MAX_DEPTH, Node, Value as _};

use crate::platforms::{DOCUMENT, FORM, LIST, PUSH, Push, bare, full, row};

fn written(platform: &Platform<'_>, request: &Push, format: DocumentFormat) -> Result<Unsigned, EncodeError> {
    encode(platform, &PUSH, request.node(), format, &[])
}

fn params(request: &Push) -> Vec<(String, String)> {
    written(&FORM, request, DocumentFormat::Json).unwrap().params
}

fn body(platform: &Platform<'_>, request: &Push, format: DocumentFormat) -> String {
    String::from_utf8(written(platform, request, format).unwrap().body.to_vec()).unwrap()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_form_has_scalars_as_text_and_the_rest_as_json_text() {
    let expected = [
        ("shopNo", "店铺001"),
        ("memo", "加急，😀"),
        ("price", "10.00"),
        ("count", "7"),
        ("kind", "1"),
        ("source", "01"),
        ("paidAt", "2026-11-21 08:30:00"),
        ("urgent", "true"),
        ("note", "n"),
        ("gone", "g"),
        ("rows", r#"[{"name":"\u8336\u53f6","amount":1.50,"memo":""},{"name":"<&>","amount":0.01}]"#),
        ("extra", r#"{"\u952e":[1.0,null]}"#),
    ];
    assert_eq!(params(&full()), pairs(&expected));
}

#[test]
fn what_is_absent_or_empty_is_left_out_of_a_form_unless_said_otherwise() {
    assert_eq!(params(&bare()), pairs(&[("shopNo", "S"), ("note", "")]));
    let text = || Some(String::new());
    let extra = Some(Any::Text("任意".into()));
    let empty = Push { memo: text(), note: text(), gone: text(), rows: Some(vec![]), extra, ..bare() };
    // `gone` says how "none" travels, so its empty text is meant.
    assert_eq!(
        params(&empty),
        pairs(&[("shopNo", "S"), ("note", ""), ("gone", ""), ("rows", "[]"), ("extra", "任意")])
    );
    let mut required = bare();
    required.shop_no = String::new();
    assert_eq!(params(&required), pairs(&[("shopNo", ""), ("note", "")]), "a required text is never left out");
}

#[test]
fn a_list_has_its_arguments_in_the_order_of_the_table() {
    assert_eq!(
        body(&LIST, &full(), DocumentFormat::Json),
        concat!(
            r#"["店铺001","加急，😀",10.00,"7",1,"01","2026-11-21 08:30:00",true,"n","g","#,
            r#"[{"name":"茶叶","amount":1.50,"memo":""},{"name":"<&>","amount":0.01}],{"键":[1.0,null]}]"#,
        )
    );
    // Those that say how "none" travels are there; absent ones before them are `null`, behind them nothing.
    assert_eq!(body(&LIST, &bare(), DocumentFormat::Json), r#"["S",null,null,null,null,null,null,null,"",null]"#);
    assert_eq!(
        body(
            &LIST,
            &Push { memo: Some(String::new()), rows: Some(vec![row("茶", "1")]), ..bare() },
            DocumentFormat::Json
        ),
        r#"["S","",null,null,null,null,null,null,"",null,[{"name":"茶","amount":1}]]"#
    );
}

#[test]
fn a_document_has_the_record_in_its_envelope() {
    assert_eq!(
        body(&DOCUMENT, &full(), DocumentFormat::Json),
        concat!(
            r#"{"acme_request":{"pushOrder":{"shopNo":"店铺001","memo":"加急，😀","price":10.00,"count":"7","kind":1,"#,
            r#""source":"01","paidAt":"2026-11-21 08:30:00","urgent":true,"note":"n","gone":"g","#,
            r#""rows":[{"name":"茶叶","amount":1.50,"memo":""},{"name":"<&>","amount":0.01}],"#,
            r#""extra":{"键":[1.0,null]}}}}"#,
        )
    );
    assert_eq!(
        body(&DOCUMENT, &bare(), DocumentFormat::Json),
        r#"{"acme_request":{"pushOrder":{"shopNo":"S","note":"","gone":null}}}"#
    );
    assert_eq!(
        body(&DOCUMENT, &full(), DocumentFormat::Xml),
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><acme_request><pushOrder><shopNo>店铺001</shopNo>"#,
            "<memo>加急，😀</memo><price>10.00</price><count>7</count><kind>1</kind><source>01</source>",
            "<paidAt>2026-11-21 08:30:00</paidAt><urgent>true</urgent><note>n</note><gone>g</gone>",
            "<rows><name>茶叶</name><amount>1.50</amount><memo></memo></rows>",
            "<rows><name>&lt;&amp;&gt;</name><amount>0.01</amount></rows>",
            "<extra><键>1.0</键><键></键></extra></pushOrder></acme_request>",
        )
    );
}

#[test]
fn a_var_of_the_call_comes_before_the_endpoints_own() {
    let vars = pairs(&[("node", "别的")]);
    let unsigned = encode(&DOCUMENT, &PUSH, bare().node(), DocumentFormat::Json, &vars).unwrap();
    let document = parse(&unsigned.body, Limits::default()).unwrap();
    assert!(document.path("acme_request.别的.shopNo").is_some());
}

#[test]
fn what_xml_cannot_carry_is_refused_with_its_path() {
    let refused = |request: &Push| written(&DOCUMENT, request, DocumentFormat::Xml).unwrap_err().to_string();
    let bell = Push { rows: Some(vec![row("茶", "1"), row("铃\u{7}", "1")]), ..full() };
    assert_eq!(refused(&bell), "rows[1].name: XML cannot carry the control character U+0007");
    let unnamed = Push { extra: Some(Any::Map(vec![("1号".into(), Any::Null)])), ..bare() };
    assert_eq!(refused(&unnamed), "extra.1号: the name cannot be that of an XML element");
    let nested = Push { extra: Some(Any::List(vec![Any::List(vec![])])), ..bare() };
    assert!(refused(&nested).contains("no list inside a list"), "{}", refused(&nested));
    assert!(written(&DOCUMENT, &bell, DocumentFormat::Json).is_ok());
}

#[test]
fn a_bottomless_value_is_refused_by_every_format() {
    let mut deep = Any::Null;
    for _ in 0..MAX_DEPTH + 10 {
        deep = Any::Map(vec![("下".into(), deep)]);
    }
    let request = Push { extra: Some(deep), ..bare() };
    for (platform, format) in [
        (&FORM, DocumentFormat::Json),
        (&LIST, DocumentFormat::Json),
        (&DOCUMENT, DocumentFormat::Json),
        (&DOCUMENT, DocumentFormat::Xml),
    ] {
        let error = written(platform, &request, format).unwrap_err();
        assert!(error.message.contains("too deeply"), "{}: {error}", platform.name);
    }
}

#[test]
fn a_map_is_sent_as_it_stands() {
    let map = || {
        Node::map(vec![
            ("memo".into(), Node::text("")),
            ("不在表中".into(), Node::Number("1.0".into())),
            ("rows".into(), Node::list(vec![Node::map(vec![("amount".into(), Node::text("1.5"))])])),
            ("shopNo".into(), Node::Null),
        ])
    };
    let unsigned = encode(&FORM, &PUSH, map(), DocumentFormat::Json, &[]).unwrap();
    // `note` is not in the map, so its way to say "none" applies.
    assert_eq!(
        unsigned.params,
        pairs(&[("memo", ""), ("note", ""), ("rows", r#"[{"amount":"1.5"}]"#), ("不在表中", "1.0")])
    );
    let error = encode(&LIST, &PUSH, map(), DocumentFormat::Json, &[]).unwrap_err();
    assert_eq!(error.path, "不在表中");
}

#[test]
fn a_number_made_by_hand_cannot_break_out_of_the_document() {
    let node = Node::map(vec![("extra".into(), Node::list(vec![Node::Number("1],\"sid\":[2".into())]))]);
    let unsigned = encode(&DOCUMENT, &PUSH, node, DocumentFormat::Json, &[]).unwrap();
    assert!(String::from_utf8_lossy(&unsigned.body).contains(r#"["1],\"sid\":[2"]"#));
}

#[test]
fn debug_shows_no_value() {
    let shown = format!("{:?}", written(&FORM, &full(), DocumentFormat::Json).unwrap());
    assert!(shown.contains("memo") && !shown.contains("加急") && !shown.contains("茶叶"), "{shown}");
}
