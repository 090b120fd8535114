//! What contradicts itself gets one message, at its own place, and what can be so gets none. Messages themselves are
//! compared in `ui`.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use signwright_codegen::catalogue::Code;
use signwright_codegen::diagnostic::{Diagnostics, Severity};
use signwright_codegen::source::{Folder, Sources};
use signwright_codegen::{Arena, Loaded, load_sources, render};
use signwright_tests::patched::{ENDPOINT, PLATFORM, patched};
use signwright_tests::size;

/// The small spec with these sections in its platform and its endpoint.
fn with<T>(platform: &str, endpoint: &str, judge: impl FnOnce(&Loaded<'_>) -> T) -> T {
    let mut sources = Sources::default();
    let platform = sources.add("spec/acme/platform.yaml", patched(PLATFORM, platform));
    let endpoint = sources.add("spec/acme/order.push.yaml", patched(ENDPOINT, endpoint));
    sources.add_folder(Folder { name: "acme".to_owned(), platform, endpoints: vec![endpoint] });
    let arena = Arena::new();
    let mut loaded = load_sources(&arena, sources, Diagnostics::default());
    signwright_verify::verify(&mut loaded);
    judge(&loaded)
}

fn told(loaded: &Loaded<'_>) -> String {
    render::text(&loaded.sources, &loaded.diagnostics, false)
}

/// Rows without records, so that the sections that name records need not stand beside them.
const BARE: &str = "samples: {}\nsandbox: { answer: { code: 0 } }\n";

#[test]
fn one_slip_gets_one_message_at_its_own_place() {
    let path = "path:\n  order_id: varchar(40)!  单号\n";
    let mut cases: Vec<(String, String, &str)> = Vec::new();
    for (address, place) in [
        ("GET /orders/{order_id", "{"),
        ("GET /orders/order_id}", "}"),
        ("GET /orders/{}", "{"),
        ("GET /orders/{order id}", " "),
        ("GET /orders/{orderid}", "{orderid}"),
        ("GET /orders/{var.}", "var."),
        ("GET /orders/{order_id}?a=1", "?"),
        ("GET /orders/../{order_id}", ".."),
        ("GET /orders/\u{202e}{order_id}", "\u{202e}"),
        ("get /orders/{order_id}", "get"),
        ("GET orders/{order_id}", "orders/{order_id}"),
        ("GET {var.scheme}://acme.example/{order_id}", "{var.scheme}"),
        ("GET https://acme.example:{var.port}/{order_id}", "{var.port}"),
    ] {
        cases.push((String::new(), format!("http: {address}\n{path}"), place));
        if address.starts_with("GET /") || address.starts_with("GET http") {
            cases.push((String::new(), format!("endpoint: {address}\nname: order\n{path}"), place));
        }
    }
    for (platform, endpoint, place) in [
        ("", "rate: 100 weight / fortnight\nweight: 5\n", "fortnight"),
        ("rate: 100 weights / minute\n", "weight: 5\n", "weights"),
        ("rate: \"100 weight / minute, used header X Used\"\n", "weight: 5\n", "X Used"),
        ("", "wire: { body: jsn }\nrequest:\n  whole: document String[]  全\n", "jsn"),
        ("", "endpoint: GET {var.scheme}://acme.example/x\nname: order\n", "{var.scheme}"),
        ("environments: { test: \"https://acme.example:{var.port}  测试\" }\nvars: { port: 80 }\n", "", "{var.port}"),
        (
            "environments: { test: \"{var.scheme}://acme.example  测试\" }\nvars: { scheme: https }\n",
            "",
            "{var.scheme}",
        ),
    ] {
        cases.push((platform.to_owned(), endpoint.to_owned(), place));
    }
    for (platform, endpoint, place) in cases {
        let endpoint = if endpoint.contains("request:") { format!("{endpoint}{BARE}") } else { endpoint };
        with(&platform, &endpoint, |loaded| {
            let mistakes = loaded.diagnostics.sorted();
            // What only follows from the case, a record that is not used, is none of its slips.
            let mistakes: Vec<_> = mistakes.into_iter().filter(|mistake| mistake.code != Code::Unused).collect();
            let [mistake] = mistakes.as_slice() else { panic!("{platform}{endpoint}{}", told(loaded)) };
            let text = &loaded.sources.get(mistake.span.file).expect("a file").text;
            let marked = text.get(mistake.span.start as usize..mistake.span.end as usize);
            assert_eq!(marked, Some(place), "{}", told(loaded));
            assert!(!mistake.help.is_empty(), "{}", told(loaded));
        });
    }
}

#[test]
fn what_can_be_so_gets_no_message() {
    for (platform, endpoint) in [
        // Values that an environment, a path or the root of an answer takes in, and nothing else.
        (
            "vars: { region: cn, version: v2, node: order }\n\
             environments: { test: \"https://{var.region}.acme.example:8443/订单/%E5%8D%95  测试\" }\n",
            "http: POST /{var.version}/orders\nroot: \"{var.node}_response\"\n\
             samples: {}\nsandbox: { answer: { code: 0 } }\n",
        ),
        (
            "vars: { node: order }\n\
             reply: { root: \"{var.node}\", success: code = 0, code: code, message: message }\n",
            "samples: {}\nsandbox: { answer: { code: 0 } }\n",
        ),
        // Names that only look alike.
        (
            "",
            "wire: { lists: indexed }\n\
             query:\n  Ids.1: varchar(9)  在查询串\n  rows: varchar(9)  行\n\
             request:\n  orders: Order[1..50]!  订单\n  Ids: varchar(9)[..3]  编号\n  Ids.0: varchar(9)  零\n  Ids.01: varchar(9)  另一\n  \
             Ids.4: varchar(9)  四\n  orders.0.tid: varchar(9)  零行\n  orders.1.none: varchar(9)  无此字段\n  rows.1: varchar(9)  值\n  \
             text: json<Order>  文本\n  text.tid: varchar(9)  另一\nsamples: {}\nsandbox: { answer: { code: 0 } }\n",
        ),
        (
            "",
            "http: GET\nwire: { lists: brackets }\n\
             request:\n  orders: Order[1..50]!  订单\n  \"orders[]\": varchar(9)  另一\n  \"orders[0]x\": varchar(9)  另一\n  \
             \"orders[00][tid]\": varchar(9)  另一\n  orders.0.tid: varchar(9)  另一\nsamples: {}\nsandbox: { answer: { code: 0 } }\n",
        ),
        // Names of headers, and what is placed in one case or the other.
        (
            "place:\n  - { when: verb = POST, header: { X-Sign: \"{signature}\" } }\n  \
             - { when: verb = GET, header: { x-sign: \"{signature}\" } }\n",
            "header:\n  X_Trace.1~!: varchar(9)  跟踪号\n  x-trace: varchar(9)  跟踪号\n",
        ),
    ] {
        with(platform, endpoint, |loaded| {
            let mistakes = [Severity::Error, Severity::Warning].map(|severity| loaded.diagnostics.count(severity));
            assert_eq!(mistakes, [0, 0], "{platform}{endpoint}{}", told(loaded));
        });
    }
}

#[test]
fn a_value_that_nothing_takes_in_is_told_once_the_endpoints_are_known() {
    let vars = "vars: { region: cn, version: v2 }\n";
    let unused = |endpoint: &str| {
        with(vars, endpoint, |loaded| {
            let mistakes = loaded.diagnostics.sorted();
            mistakes.into_iter().map(|mistake| mistake.message.clone()).collect::<Vec<_>>()
        })
    };
    assert_eq!(unused("http: POST /{var.version}/orders\n"), ["nothing takes in the value `region`"]);
    assert_eq!(unused("http: POST /{var.version}/{var.region}\n"), Vec::<String>::new());
}

/// A long list of each part of the notation, by its rows.
fn long_lists(rows: usize) -> Vec<(&'static str, String, String)> {
    let each = |row: &dyn Fn(usize) -> String| {
        (0..rows).fold(String::new(), |mut text, index| {
            let _ = writeln!(text, "{}", row(index));
            text
        })
    };
    let joined = |row: &dyn Fn(usize) -> String, between: &str| (0..rows).map(row).collect::<Vec<_>>().join(between);
    let bare = |sections: String| format!("{sections}{BARE}");
    let p = |index: usize| format!("  p{index}: varchar(9)!  行");
    let names = joined(&|index| format!("p{index}"), ", ");
    let path = joined(&|index| format!("/{{p{index}}}"), "");
    let common = "common:\n  $in: form\n  key: String! = {credential.key}\n  timestamp: int! = {clock.unix}\n  \
                  sign: String! = {signature}\n";
    let credentials = "credentials:\n  key: public\n  secret: secret\n";
    let on_endpoint = [
        ("rows", bare(format!("request:\n{}", each(&p)))),
        ("rows of a document", bare(format!("wire: {{ body: json }}\nrequest:\n{}", each(&p)))),
        ("rows of the path", bare(format!("http: POST {path}\nrequest: {{}}\npath:\n{}", each(&p)))),
        ("rows that the path does not have", {
            let others = each(&|index| format!("  q{index}: varchar(9)!  行"));
            bare(format!("http: POST {path}\nrequest: {{}}\npath:\n{others}"))
        }),
        ("two tables", {
            let others = each(&|index| format!("  q{index}: varchar(9)!  行"));
            bare(format!("query:\n{}request:\n{others}", each(&p)))
        }),
        ("two tables of the same rows", bare(format!("query:\n{0}request:\n{0}", each(&p)))),
        ("headers", format!("header:\n{}", each(&|index| format!("  X-{index}: varchar(9)  行")))),
        ("headers twice", {
            let half = |head: char| (0..rows / 2).map(move |index| format!("  {head}-{index}: int\n"));
            format!("header:\n{}{}", half('X').collect::<String>(), half('x').collect::<String>())
        }),
        ("lists that are spread", {
            let lists = each(&|index| format!("  p{index}: varchar(9)[]  行\n  p{index}.1: int"));
            bare(format!("wire: {{ lists: indexed }}\nrequest:\n{lists}"))
        }),
        ("values", format!("vars:\n{}", each(&|index| format!("  p{index}: v")))),
        ("values of the path", {
            let path = joined(&|index| format!("/{{var.p{index}}}"), "");
            format!("http: POST {path}\nvars:\n{}", each(&|index| format!("  p{index}: v")))
        }),
        ("records", {
            let records = each(&|index| format!("R{index}: {{ p: int }}"));
            bare(format!("request:\n{}{records}", each(&|index| format!("  p{index}: R{index}"))))
        }),
        ("records that are not there", {
            let records = each(&|index| format!("R{index}: {{ p: int }}"));
            bare(format!("request:\n{}{records}", each(&|index| format!("  p{index}: Q{index}"))))
        }),
        (
            "coded values",
            bare(format!("request:\n  p: K\nK:\n  $type: int\n{}", each(&|index| format!("  {index}: n{index}")))),
        ),
        ("errors", format!("errors:\n{}", each(&|index| format!("  - {index} | 错误")))),
        ("personal rows", bare(format!("request:\n{}  $sensitive: [{names}]\n", each(&p)))),
        ("personal rows that are not there", {
            let names = joined(&|index| format!("q{index}"), ", ");
            bare(format!("request:\n{}  $sensitive: [{names}]\n", each(&p)))
        }),
        ("rules", {
            let rules = each(&|index| format!("    - {{ any_of: [p0, p{index}], says: 至少一个 }}"));
            bare(format!("request:\n{}  $rules:\n{rules}", each(&p)))
        }),
        ("rules on other rows", {
            let rules = each(&|index| format!("    - {{ any_of: [p0, q{index}], says: 至少一个 }}"));
            bare(format!("request:\n{}  $rules:\n{rules}", each(&p)))
        }),
        ("a rule on all rows", bare(format!("request:\n{}  $rules: [{{ any_of: [{names}], says: 一 }}]\n", each(&p)))),
        (
            "names that are one in Rust",
            bare(format!(
                "request:\n{}",
                each(&|index| format!("  \"p{}\": int", "-".repeat(index % 60 + 1) + &"_".repeat(index / 60)))
            )),
        ),
    ];
    let on_platform = [
        ("common parameters", format!("{common}{}", each(&|index| format!("  p{index}: String = x")))),
        ("classes", format!("classes:\n{}", each(&|index| format!("  c{index}: {{ p: String = x }}")))),
        ("credentials", format!("{credentials}{}", each(&|index| format!("  p{index}: public?")))),
        ("environments", format!("environments:\n{}", each(&|index| format!("  p{index}: https://p{index}.example")))),
        ("values of an environment", {
            let host = joined(&|index| format!("{{var.p{index}}}"), ".");
            format!("environments: {{ test: \"https://{host}.example\" }}\n")
        }),
        ("shapes of answers", {
            format!("reply:\n{}", each(&|index| format!("  - {{ root: r{index}, success: code = 0, code: code }}")))
        }),
    ];
    let on_endpoint = on_endpoint.into_iter().map(|(name, endpoint)| (name, String::new(), endpoint));
    on_endpoint.chain(on_platform.into_iter().map(|(name, platform)| (name, platform, String::new()))).collect()
}

#[test]
fn long_lists_take_no_longer_than_they_are() {
    let mut slow = String::new();
    for (name, platform, endpoint) in long_lists(size::part_of(20_000)) {
        let start = Instant::now();
        with(&platform, &endpoint, |loaded| {
            // Whatever is wrong has a place.
            for mistake in loaded.diagnostics.sorted() {
                let is_placed = loaded.sources.get(mistake.span.file).is_some();
                assert!(is_placed || mistake.severity != Severity::Error, "{name}: {}", mistake.message);
            }
        });
        let taken = start.elapsed();
        // Each of them took minutes where it was compared with all others.
        if taken > Duration::from_secs(20) {
            let _ = writeln!(slow, "{name}: {taken:?}");
        }
    }
    assert!(slow.is_empty(), "{slow}");
}

#[test]
fn an_address_that_no_request_could_have_is_told_with_how_long_it_may_be() {
    let path = "/订单".repeat(4_000);
    with("", &format!("http: POST {path}\n"), |loaded| {
        let text = told(loaded);
        assert!(text.contains("too long") && text.contains("65534"), "{text}");
        assert!(text.len() < 4_000, "{} bytes", text.len());
    });
}

/// What a hand or a foe writes where a word is expected.
const ODD: &[&str] = &[
    "",
    "~",
    "-",
    "0",
    "-1",
    "1e999",
    "99999999999999999999999999",
    "１２",
    "NaN",
    "\u{202e}乙",
    "a\u{200b}b",
    "\u{feff}",
    "｛var.x｝",
    "：",
    "（）",
    "［0］",
    "😀",
    "👨‍👩‍👧",
    "e\u{301}",
    "\u{0}",
    "\u{1b}[2J",
    "a\nb",
    "\t",
    "\u{3000}",
    "\u{2028}",
    "{",
    "}",
    "{}",
    "{{",
    "{var.",
    "{credential.secret}",
    "|",
    "a | b | c",
    "=",
    "[",
    "[..]",
    "...",
    "<",
    "json<json<json<",
    "%zz",
    "//",
    "\\",
    "\"",
    "'",
    "header ",
    "header X Y",
    "by ",
    "x from 99999999999",
    "/ minute",
    "9999999999999999999 / minute",
    "99999999999999999999 days",
    "https://",
    "https://[",
    "GET",
    "GET ",
    "GET /{",
    "GET https://x:99999/",
    "ＧＥＴ /x",
    "HTTP 9999",
    "~ *",
    "????????????????????????????????????????",
    "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
];

/// The wire's notation, each of its values once: `@` stands for a value.
const PLATFORMS: &[&str] = &[
    "environments: { test: @ }",
    "environments: { test: https://acme.example/@ }",
    "environments: { @: https://acme.example }",
    "wire: { verb: @, url: \"{environment}{endpoint}\", body: form }",
    "wire: { verb: POST, url: @, body: form }",
    "wire: { verb: POST, url: \"{environment}{endpoint}\", body: @ }",
    "wire: { verb: POST, url: \"{environment}{endpoint}\", body: form, lists: @, content_type: @ }",
    "wire: { verb: POST, url: \"{environment}{endpoint}\", body: envelope, envelope: [@], formats: [@] }",
    "classes: { shop: { $title: @, $signed: @, @: header String = x, a: @ } }",
    "common: { $in: @, sign: \"String! = {signature}\" }",
    "common: { @: \"header String! = {signature}\", a: @ }",
    "place: { header: @ }",
    "place: { @: { X-Sign: @ } }",
    "place: [{ when: @, header: { @: \"{signature}\" } }]",
    "vars: { @: @ }",
    "rate: @",
    "rate: [40 / @, \"40 / minute, used header @\", 40 / minute burst @ by @]",
    "reply: { root: @, success: code = 0, code: code, message: message }",
    "reply: { success: @, code: code, message: message }",
    "reply: { success: code = 0, code: [@, header @], sub_code: @, message: @, request_id: header @, retry_after: @, data: @ }",
    "errors: [@]",
    "errors: [HTTP @ 1 / @ ~ @ | @ | @ | @]",
    "clock: { param: @, tolerance: @ }",
    "credentials: { key: public, secret: { is: secret, split: @, parts: { @: @ } } }",
    "credentials: { key: public, secret: secret, token: { is: @, title: @, get: @, refresh: @, from: @, expires: @, rotates: @, lasts: @ } }",
    "zone: @",
];

const ENDPOINTS: &[&str] = &[
    "endpoint: @",
    "http: @",
    "http: GET /@",
    "http: GET https://@/x",
    "class: @",
    "wire: { body: @, lists: @, content_type: @ }",
    "paging: { page: @, size: @, rows: @, id: @, more: @, total: @ }",
    "paging: { cursor: @, rows: orders, without: [@], end: @ }",
    "paging: { link: header @, rows: @ }",
    "rate: @",
    "weight: { when: @, then: @, else: @ }",
    "in_order: @",
    "in_order: by @",
    "repeat: @",
    "repeat: { when: @, then: by @, else: @ }",
    "poll: { with: @, give: { @: @ }, until: @, every: @ }",
    "partial: { rows: @, key: @, code: @, message: @, when: @, of: @ }",
    "root: @",
    "data: @",
    "success: @",
    "message: @",
    "errors: [@]",
    "vars: { @: @ }",
    "header: { @: @ }",
    "query: { @: brackets<@> }",
];

#[test]
fn whatever_stands_in_the_wire_s_notation_gets_messages_with_a_place() {
    let quoted = |text: &str| serde_json::to_string(text).expect("text");
    let mut sample = size::Sample::default();
    for (in_platform, templates) in [(true, PLATFORMS), (false, ENDPOINTS)] {
        for (template, odd) in templates.iter().flat_map(|template| ODD.iter().map(move |odd| (template, odd))) {
            if !sample.takes() {
                continue;
            }
            // Within a longer word it stands as it is, where YAML lets it; alone it stands in quotes.
            let value = quoted(odd);
            let text = template.replace(" @", &format!(" {value}")).replace("[@", &format!("[{value}"));
            let text = format!("{}\n", text.replace("header @", &format!("header {odd}")).replace('@', odd));
            let (platform, endpoint) = if in_platform { (text.as_str(), "") } else { ("", text.as_str()) };
            with(platform, endpoint, |loaded| {
                let message = told(loaded);
                assert_eq!(loaded.specs.is_none(), loaded.diagnostics.has_errors());
                for mistake in loaded.diagnostics.sorted() {
                    assert!(loaded.sources.get(mistake.span.file).is_some(), "{text}{message}");
                    let shown = [&mistake.message, &mistake.help, &mistake.label];
                    let disturbs =
                        |c: char| c != '\n' && (c.is_control() || signwright_runtime::model::is_invisible(c));
                    assert!(!shown.iter().any(|shown| shown.contains(disturbs)), "{text}{message}");
                }
            });
        }
    }
}
